"""The check: one text in, findings, verdict and a compliant version out. Deterministic and local.

    Check(load_rulebook(path)).check(CheckRequest(id="c1", draft="包过的", as_of=date(2026, 11, 23)))

An error inside is raised, never turned into a pass.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from replydraft.compliance.affirmation import affirmed
from replydraft.compliance.classifier import OF_CONSENTS, find_likely, rest_of
from replydraft.compliance.disclosing import Given, Missing
from replydraft.compliance.figures import find_ungrounded
from replydraft.compliance.known import Known
from replydraft.compliance.matching import Allowed, LetGo, Match, Matcher, Unlike
from replydraft.compliance.message import Message
from replydraft.compliance.outgoing import find_outgoing
from replydraft.compliance.overlays import Overlay, applying
from replydraft.compliance.pointer import Pointing
from replydraft.compliance.privacy import find_leaks
from replydraft.compliance.rewrite import rewritten
from replydraft.compliance.rulebook import RuleBook
from replydraft.compliance.runs import Joint, Read
from replydraft.compliance.settling import joined, settled
from replydraft.compliance.support import says_little
from replydraft.compliance.weighing import weighed
from replydraft.costs.ceilings import fixed_limits
from replydraft.domain.finding import (
    DISCLOSURES_ZH,
    CheckResult,
    Finding,
    Severity,
    sha256_text,
    verdict_of,
)
from replydraft.domain.inquiry import CheckRequest
from replydraft.text.folding import Folded, fold

Detector = Callable[[CheckRequest, Folded], list[Finding]]

_STANCE_ZH = {
    "negated": "否定", "asked": "提问", "warned": "提醒防范", "quoted": "引用", "conditional": "假设", "reported": "转述他人",
    "asserted": "陈述",
}  # fmt: skip


class Check:
    """Implements `ports.Checker`. `extra` are further local detectors, run after the rules."""

    def __init__(self, rulebook: RuleBook, *, extra: Sequence[Detector] = ()) -> None:
        self.rulebook = rulebook
        self.version = rulebook.version
        self._extra = tuple(extra)
        self._days: dict[tuple[date, tuple[str, ...]], tuple[RuleBook, Matcher]] = {}
        self._matchers: dict[tuple[str, ...], Matcher] = {}
        self._joint: Joint | None = None

    @property
    def pointing(self) -> Pointing | None:
        """What doubts the figures of a reply; None: tracing alone decides."""
        return self.rulebook.support.figures if self.rulebook.support else None

    def check(self, request: CheckRequest, *, explain_allowed: bool = False, rewriting: bool = True) -> CheckResult:
        """Every finding of a text in reading order, the verdict, and a rewrite where something warns or blocks; none without `rewriting`,
        which saves checking each of its rounds."""
        let_go: list[Allowed] | None = [] if explain_allowed else None
        overlays = self._overlays(request)
        folded = fold(request.draft)
        findings = self._find(request, folded, let_go)
        verdict = verdict_of(findings)
        rewrite = None
        if rewriting and any(f.severity is not Severity.INFO for f in findings):
            book, _ = self._on(request.as_of, overlays)
            rewrite = rewritten(
                request,
                folded,
                findings,
                modes=book.rewriting(),
                recheck=lambda text: self._recheck(request, text),
            )
        allowed = tuple(dict.fromkeys(_allowed_line(request, folded, a) for a in let_go or ()))
        marks = tuple(o.mark for o in overlays)
        return CheckResult(request.id, verdict, sha256_text(request.draft), tuple(findings), rewrite, allowed, marks)

    def _recheck(self, request: CheckRequest, text: str) -> tuple[Folded, list[Finding]]:
        folded = fold(text)
        return folded, self._find(replace(request, draft=text), folded, None)

    def _overlays(self, request: CheckRequest) -> tuple[Overlay, ...]:
        return applying(self.rulebook.overlays, request.branch, request.lenders)

    def _on(self, day: date, overlays: tuple[Overlay, ...] = ()) -> tuple[RuleBook, Matcher]:
        names = tuple(o.id for o in overlays)
        if (day, names) not in self._days:
            if len(self._days) > 1000:
                self._days.clear()
            book = (self.rulebook.under(overlays) if overlays else self.rulebook).as_of(day)
            key = (*names, *(item.id for item in book.items))
            if key not in self._matchers:
                self._matchers[key] = Matcher(book.rules, book.disclosures, self.rulebook.sieves)
            self._days[day, names] = (book, self._matchers[key])
        return self._days[day, names]

    def fired(self, request: CheckRequest) -> frozenset[str]:
        """Ids of all rules that see something, those included that give way to another finding on the same words, and broad ones
        that the whole text does not support."""
        folded, overlays = fold(request.draft), self._overlays(request)
        let_go: list[Allowed] = []
        found = self._all(request, folded, let_go)
        found += self._all(request, folded, let_go, overlays) if overlays else []
        unlike = (a.item.id for a in let_go if isinstance(a, Unlike))
        return frozenset(f.rule for f in found).union(unlike)

    def _find(self, request: CheckRequest, folded: Folded, let_go: list[Allowed] | None) -> list[Finding]:
        """What stands. Under overlays the base is run first, by itself, so that nothing of it can get lost."""
        broad = self.rulebook.support.broad if self.rulebook.support else ()
        overlays = self._overlays(request)
        base = _without_echoes(self._all(request, folded, None if overlays else let_go), broad)
        if not overlays:
            return settled(base)
        return joined(settled(base), _without_echoes(self._all(request, folded, let_go, overlays), broad))

    def _all(
        self, request: CheckRequest, folded: Folded, let_go: list[Allowed] | None, overlays: tuple[Overlay, ...] = ()
    ) -> list[Finding]:
        book, _ = self._on(request.as_of, overlays)
        message = Message(request, folded, Read(self._together))
        passed: list[Allowed] = []
        every = self.seen(message, overlays, let_go=passed)
        known = Known(message, every, book)
        found: list[Finding] = []
        for each in every:
            left = weighed(each, known, book, message)
            if isinstance(left, Finding):
                found.append(left)
            else:
                passed.append(left)
        if let_go is not None:
            let_go += passed
        found += find_leaks(request, folded, book)
        limits = fixed_limits(book.facts) if request.evidence is not None else ()
        found += find_ungrounded(request, book, limits, self.pointing)
        found += find_outgoing(request, folded, book)
        for detector in self._extra:
            found += detector(request, folded)
        return self._likely(message, book, known, found, passed)

    def seen(
        self, message: Message, overlays: tuple[Overlay, ...] = (), *, let_go: list[Allowed] | None = None
    ) -> list[Match | Missing]:
        """What rules and disclosure sets see in a message, before the text around it is asked."""
        book, matcher = self._on(message.request.as_of, overlays)
        matches, missing = matcher.run(message, let_go=let_go)
        broad = book.support.broad if book.support else ()
        matches += [m for m in affirmed(message, matcher) if m.rule.id not in broad]
        return [*matches, *missing]

    def _together(self) -> Joint | None:
        """The tables of the rule book as one, once a text needed each of them: a single check reads only what it needs."""
        if self._joint is None:
            parts = [part for part in (self.rulebook.support, self.rulebook.classifier) if part is not None]
            if all("weights" in vars(part) for part in parts):
                self._joint = Joint(part.weights for part in parts)
        return self._joint

    def _likely(
        self, message: Message, book: RuleBook, known: Known, found: list[Finding], passed: list[Allowed]
    ) -> list[Finding]:
        """What stands, and what the learned second look adds, of families nothing counts of, in a talk about loans. Where the ledger of
        consents decides all that a text does, broad rules say nothing of it either."""
        decided = [(a.start, a.end) for a in passed if isinstance(a, LetGo) and a.consent]
        rest = rest_of(message, decided) if decided else None
        if rest is not None and says_little(rest, in_talk=False):
            broad = book.support.broad if book.support else ()
            found = [f for f in found if f.rule not in broad or f.family not in OF_CONSENTS]
        live = {f.family for f in found if f.severity is not Severity.INFO}
        likely = find_likely(message, book, live, known.likely, decided)
        return found if likely and known.matter is not None else found + likely


def _without_echoes(found: list[Finding], broad: Collection[str]) -> list[Finding]:
    """Of broad rules' findings on words, one of a family is left, and none where another rule counts of that family."""
    named = {f.family for f in found if f.severity is not Severity.INFO and f.rule not in broad}
    left = []
    for f in found:
        if f.rule in broad and f.missing is None:
            if f.family in named:
                continue
            named.add(f.family)
        left.append(f)
    return left


def _allowed_line(request: CheckRequest, folded: Folded, a: Allowed) -> str:
    if isinstance(a, Given):
        name = DISCLOSURES_ZH[a.requirement.element]
        return f"{a.topic.id}：{name}在对话第{a.turn}条已经说过（“{a.words.strip()}”），不必再说"
    if isinstance(a, Unlike):
        return f"{a.item.id}：只是话题相近，整段话不像在违规，不算命中"
    start, end = folded.span(a.start, a.end)
    if a.because:
        why = a.because
    elif a.consent and a.why is None:
        why = "客户的授权记录里同意了"
    elif a.why is None:
        why = "属于规则的例外情形"
    else:
        why = f"语气是{_STANCE_ZH[a.why.name]}" + (f"（{a.why.cue}）" if a.why.cue else "")
    return f"{a.rule.id}：“{request.draft[start:end]}”{why}，不算命中"
