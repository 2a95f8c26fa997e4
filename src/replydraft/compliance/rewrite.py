"""A compliant version of a whole text with as little change as possible, checked again before it is offered.

Identifiers are masked where they stand; the sentence (or, in a long one, the clauses) holding a wrong is replaced by
the rule's suggestion, dropped, or followed by it; what is missing then is added at the end, for what took the place of a wrong may say it or no
longer need it. A greeting stays. All edits of a round are applied from right to left in one pass. None where the result still blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from replydraft.compliance.privacy import masked_finding
from replydraft.compliance.rules import Rewriting
from replydraft.domain.finding import Finding, Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.text.clauses import Structure, structure
from replydraft.text.folding import Folded
from replydraft.text.lazy import lazy

Recheck = Callable[[str], tuple[Folded, list[Finding]]]
ROUNDS = 4
LONG = 5_000
"""A longer text is rewritten in one round only."""
WHOLE_SENTENCE = 40
"""Up to this many characters a sentence is replaced as a whole."""
AT_MOST = 2
"""Suggestions that may stand in the place of one stretch."""

_ENDS = "。！？!?；;…~～\n"
_MARKS = lazy(r"[。；;，,\s]+$")
_GREETING = lazy(
    r"""(?:(?:(?:亲爱的)?(?![我你您他她咱])[一-龥]{0,3}?(?:老板|先生|女士|小姐姐?|总|哥|姐|叔|阿姨|老师|师傅|经理|朋友)|亲(?:爱的)?)?
        (?:[您你]好|(?:早上|上午|中午|下午|晚上)好|早安|在吗|哈喽|嗨|hello|hi)?[呀啊哈哦呢]?[,，!！:：。?？~～\s]{1,3}){1,3}""",
    re.VERBOSE | re.IGNORECASE,
)
"""钱老板您好，… at the beginning of a text."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    texts: tuple[str, ...]
    exact: bool = False
    """The span alone is replaced, with nothing added around it."""


def rewritten(
    request: CheckRequest,
    folded: Folded,
    findings: Iterable[Finding],
    *,
    modes: Mapping[str, Rewriting],
    recheck: Recheck,
) -> str | None:
    """The whole text made compliant, or None. `recheck` checks a text in the same context."""
    text, live = request.draft, _live(findings)
    if not live:
        return None
    used: set[str] = set()
    for n in range(1 if len(text) > LONG else ROUNDS):
        text = _apply(text, folded, live, modes, used, drop=n == ROUNDS - 1)
        if not text.strip() or _greeting(f"{text}，") > len(text):  # nothing is left, or a greeting alone
            return None
        folded, found = recheck(text)
        live = _live(found)
        if not live:
            return text
    return None if any(f.severity is Severity.BLOCK for f in live) else text


def _greeting(text: str) -> int:
    """Where the greeting that a text begins with ends; 0 where it has none."""
    found = _GREETING.match(text)
    return found.end() if found and any(c.isalnum() for c in found[0]) else 0


def _live(findings: Iterable[Finding]) -> list[Finding]:
    """What is to be mended; what only reads like a wrong is left for a person to look at."""
    return [f for f in findings if f.severity is not Severity.INFO]


def _apply(
    text: str, folded: Folded, live: list[Finding], modes: Mapping[str, Rewriting], used: set[str], *, drop: bool
) -> str:
    """One round. `used` collects suggestions already given, so that none is repeated; `drop` only removes."""
    cut = structure(folded.text)
    places = _Places(folded, cut)
    edits: list[_Edit] = []
    tail: list[str] = []
    for f in sorted(live, key=lambda f: f.severity is not Severity.BLOCK):
        if f.start is None or f.end is None:
            tail.append(f.suggestion)
            continue
        masked = masked_finding(f)
        if masked is not None and not drop:
            edits.append(_Edit(f.start, f.end, (masked,), exact=True))
            continue
        mode = modes.get(f.rule, "drop" if f.source == "grounding" else "replace")
        if mode == "append" and not drop:
            tail.append(f.suggestion)
            continue
        start, end = places.around(f.start, f.end)
        edits.append(_Edit(start, end, () if drop or mode == "drop" else (f.suggestion,)))
    out = text
    for edit in sorted(_merged(edits), key=lambda e: -e.start):
        out = (
            out[: edit.start] + (edit.texts[0] if edit.exact else "\0" + "\1".join(edit.texts) + "\0") + out[edit.end :]
        )
    settled = _settle(out, used)
    return settled if not drop and not all(e.exact for e in edits) else _join(settled, tail, used)


def _merged(edits: list[_Edit]) -> list[_Edit]:
    """Overlapping edits as one; masking inside a replaced stretch goes with it."""
    merged: list[_Edit] = []
    for e in sorted(edits, key=lambda e: (e.start, -e.end)):
        last = merged[-1] if merged else None
        if last is None or e.start >= last.end:
            merged.append(e)
            continue
        texts = tuple(dict.fromkeys((*(() if last.exact else last.texts), *(() if e.exact else e.texts))))
        if last.exact and e.exact:
            texts = last.texts
        merged[-1] = _Edit(last.start, max(last.end, e.end), texts[:AT_MOST], last.exact and e.exact)
    return merged


def _settle(out: str, used: set[str]) -> str:
    """Put the suggestions in, each once, with fitting marks."""
    pieces = out.split("\0")
    text = pieces[0]
    for n in range(1, len(pieces), 2):
        new = [s for s in pieces[n].split("\1") if s and s not in used]
        used.update(new)
        after = pieces[n + 1] if n + 1 < len(pieces) else ""
        body = "".join(s if s[-1] in _ENDS else s + "。" for s in new)
        if body and after[:1] in {"。", "！", "!", "，", ",", "；", ";", "？", "?", "~", "～"}:
            after = after[1:]
        if body and text and text[-1] in "，,、" and _greeting(text) < len(text):
            text = text[:-1] + "。"
        if not body:
            after = after.lstrip("。，,；;！!？?、~～ ") if not text or text[-1] in _ENDS + "，,、" else after
            if text and text[-1] in "，,、" and (not after.strip() or after[0] in _ENDS):
                text = text[:-1]
        text += body + after
    return text


def _join(text: str, tail: Iterable[str], used: set[str]) -> str:
    text = text.rstrip()
    for raw in dict.fromkeys(tail):
        addition = raw.lstrip("+").strip("「」")
        if addition in used or addition in text:
            continue
        used.add(addition)
        if text and text[-1] not in _ENDS + "”）)":
            text = _MARKS.sub("", text) + "。"
        text += addition if addition[-1] in _ENDS else addition + "。"
    return text


@dataclass(frozen=True, slots=True)
class _Places:
    folded: Folded
    cut: Structure

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The sentence, or in a long one the clauses, that hold a span of the original; without closing marks."""
        first, last = self._folded(start), self._folded(end - 1)
        a, _ = self.cut.sentence_at(first)
        _, b = self.cut.sentence_at(last)
        if b - a > WHOLE_SENTENCE:
            a, b = self.cut.clause_at(first).start, max(self.cut.clause_at(last).end, last + 1)
        while b > a + 1 and self.cut.text[b - 1] in '。!?；;！？…~\n"”’」』)） ':
            b -= 1
        while a < b - 1 and self.cut.text[a] in "\n \t":
            a += 1
        if a == 0:
            a = min(_greeting(self.cut.text), first)
        x, y = self.folded.span(a, b)
        return min(x, start), max(y, end)

    def _folded(self, at: int) -> int:
        """The first folded offset that came from an original offset."""
        if self.folded.starts is None or self.folded.ends is None:
            return at
        return next((i for i, e in enumerate(self.folded.ends) if e > at), max(0, len(self.folded.text) - 1))
