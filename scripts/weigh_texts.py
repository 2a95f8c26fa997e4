"""The texts that `weigh.py` learns from: our own labelled ones only, and copies of them among proper sentences."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from replydraft.compliance.examples import day_for, example_request
from replydraft.compliance.known import speaks_to_nobody
from replydraft.compliance.message import Message
from replydraft.compliance.rulebook import RuleBook
from replydraft.compliance.rules import Rule
from replydraft.domain.inquiry import CheckRequest, Turn
from replydraft.text.folding import fold
from replydraft.wire.inputs import parse_check

ROOT = Path(__file__).resolve().parent.parent
EVALS, SCRIPTS = ROOT / "evals", ROOT / "knowledge" / "scripts"
DAY = date(2026, 11, 23)
ASKED = ("draft", "customer", "history", "profile", "send_at", "channel")
EXAMPLE_WEIGHT, COPY_WEIGHT, CLEAN_COPY_WEIGHT, LOOK_ALIKE_WEIGHT = 0.3, 0.6, 0.3, 0.2
BLIND, READ, EXAMPLES = 1.5, 0.5, 0.3
"""How much a rule's matches in a text say about how often it is right: its writers had not seen the text, they had, it is its own."""
SHORT_ENOUGH = 120
"""Characters; a longer clean text gets no copy."""
MOVED, ASKED_ONLY, MOVED_TELLS = 0.6, 0.5, 2.8
"""So many of the texts that say by themselves what they do are given a second time, after a talk about something else, so many of them
after nothing but its last question; how much these tell."""
OPENED, GOES_ON, ASKED_FIRST = 0.3, 0.3, 60
"""So many texts are given a second time after the harmless beginning of a talk, which changes nothing either; so many of these beginnings go on
with one more; a customer's first words are taken up to so many characters."""
PLAINLY_WRONG, PLAINLY_CLEAN = (0.5, 8), (-1.0, 25)
"""From which log odds of a wrong on (below which) and from how many characters on a text says it by itself."""


@dataclass(frozen=True)
class Sample:
    """A folded text, the families it does wrong by, how much it counts. `of`: what must be held out together with it."""

    text: str
    labels: frozenset[str]
    weight: float
    of: str
    request: CheckRequest | None = None
    tells: float = 0.0
    """How much it tells about the rules that match it."""
    said: str = ""
    """What was said before it, folded; empty where nothing was."""


def samples(book: RuleBook) -> list[Sample]:
    """Everything that may be learned from."""
    return [*_records(), *_examples(book), *_scripts()]


def _records() -> Iterator[Sample]:
    for source in sorted((EVALS / "training").glob("*.jsonl")):
        for record in _lines(source):
            yield _sample(record, BLIND if source.stem.startswith("mixed") else READ)
    for name in ("priced-bad", "priced-replies"):
        for record in _lines(EVALS / "money" / f"{name}.jsonl"):
            if record["id"][-1] in "02468":
                yield _sample(record, 0.0)
    for record in _lines(EVALS / "sets" / "pii-read.jsonl"):
        if not record["spans"]:
            yield Sample(flat(record["draft"]), frozenset(), LOOK_ALIKE_WEIGHT, record["id"])
    for record in _lines(EVALS / "sets" / "grounding-read.jsonl"):
        yield Sample(flat(record["good"]), frozenset(), 1.0, record["id"])


def _sample(record: dict[str, Any], tells: float) -> Sample:
    asked = {key: record[key] for key in ASKED if record.get(key)}
    request = parse_check({"id": record["id"], **asked}, today=DAY)
    of = min(record["id"], record.get("pair") or record["id"])
    return Sample(flat(record["draft"]), frozenset(record["labels"]), 1.0, of, request, tells, _said(request))


def _examples(book: RuleBook) -> Iterator[Sample]:
    for item in book.items:
        family = item.family.value if isinstance(item, Rule) else "missing_disclosure"
        for labels, examples in ((frozenset({family}), item.must_flag), (frozenset[str](), item.must_pass)):
            for example in examples:
                request = example_request(example, day_for(item, DAY) or DAY)
                text, said = flat(example.draft), _said(request)
                yield Sample(text, labels, EXAMPLE_WEIGHT, example.draft, request, EXAMPLES, said)


def _said(request: CheckRequest) -> str:
    return Message(request, fold(request.draft)).said.replace("\n", " ").replace("\t", " ")


def _scripts() -> Iterator[Sample]:
    for path in sorted(SCRIPTS.glob("*.md")):
        for line in re.findall(r"(?m)^- (.+)$", path.read_text(encoding="utf-8")):
            yield Sample(flat(line), frozenset(), 1.0, line)


def telling(texts: list[Sample]) -> list[Sample]:
    """Without the pairs of one text, a wrong in one talk and harmless in the other."""
    found: dict[tuple[str, str], set[bool]] = {}
    for s in texts:
        found.setdefault((s.of, s.text), set()).add(bool(s.labels))
    return [s for s in texts if len(found[s.of, s.text]) == 1]


def copies(texts: list[Sample]) -> list[Sample]:
    """Each wrong text once more among proper sentences, so that these do not speak for it; shorter clean ones as well."""
    proper = [
        sentence
        for s in texts
        if not s.labels and s.tells != EXAMPLES and s.weight > LOOK_ALIKE_WEIGHT
        for sentence in re.split(r"(?<=[。!?])", s.text)
        if 6 < len(sentence) < 60
    ]
    copied = []
    for s in texts:
        if s.labels:
            copied.append(replace(s, text=_among(s.text, proper), weight=s.weight * COPY_WEIGHT))
        elif s.tells != EXAMPLES and s.weight > LOOK_ALIKE_WEIGHT and len(s.text) < SHORT_ENOUGH:
            copied.append(replace(s, text=_among(s.text, proper), weight=s.weight * CLEAN_COPY_WEIGHT))
    return copied


def moved(texts: list[Sample], odds: list[float]) -> list[Sample]:
    """Some of the texts that say by themselves what they do (`odds`: of any wrong), after the talk of another text: it changes nothing."""
    chance = random.Random(7)  # noqa: S311 - no secret, the same every time
    talks = [s for s in texts if s.said and s.request and s.tells >= READ]
    by_themselves = {id(s) for s in telling(texts)}
    found = []
    for s, wrong in zip(texts, odds, strict=True):
        if s.request is None or not s.tells or id(s) not in by_themselves or speaks_to_nobody(s.text):
            continue
        if s.labels:
            plain = wrong >= PLAINLY_WRONG[0] and len(s.text) >= PLAINLY_WRONG[1]
        else:
            plain = wrong <= PLAINLY_CLEAN[0] and len(s.text) >= PLAINLY_CLEAN[1]
        if not plain or chance.random() > MOVED:
            continue
        other = chance.choice([t for t in chance.choices(talks, k=4) if t.of != s.of])
        assert other.request is not None
        history = () if other.request.customer and chance.random() < ASKED_ONLY else other.request.history
        request = replace(s.request, history=history, customer=other.request.customer)
        tells = max(s.tells, READ) * MOVED_TELLS
        found.append(replace(s, request=request, weight=s.weight * COPY_WEIGHT, tells=tells, said=_said(request)))
    return found


def opened(texts: list[Sample]) -> list[Sample]:
    """Some of the texts, their talks begun with greetings, small talk or what another customer told of themselves."""
    chance = random.Random(11)  # noqa: S311 - no secret, the same every time
    told = [s for s in texts if s.request and s.tells >= READ and not (speaks_to_nobody(s.text) and not s.said)]
    openings = [
        tuple(Turn(**t) for t in one["turns"]) for one in _lines(EVALS / "training" / "openings" / "read.jsonl")
    ]
    firsts = [s.request.history[0].text for s in told if s.request and s.request.history]
    firsts = [text for text in firsts if len(text) <= ASKED_FIRST]
    ours = [turn for one in openings for turn in one if turn.role == "advisor"]
    found = []
    for s in told:
        if s.request is None or chance.random() > OPENED:
            continue
        begun = chance.choice(openings)
        while chance.random() < GOES_ON:
            begun = (*begun, Turn("customer", chance.choice(firsts)), chance.choice(ours))
        request = replace(s.request, history=(*begun, *(s.request.history or ())))
        found.append(replace(s, request=request, weight=s.weight * COPY_WEIGHT, said=_said(request)))
    return found


def _among(text: str, proper: list[str]) -> str:
    chance = random.Random(int(sha256(text.encode()).hexdigest()[:12], 16))  # noqa: S311 - no secret, the same every time
    before = "".join(chance.choice(proper) for _ in range(chance.choice((0, 0, 1, 1, 2))))
    after = "".join(chance.choice(proper) for _ in range(chance.choice((0, 1, 1, 2, 3))))
    if not before and not after:
        after = chance.choice(proper)
    return f"{before}{text.rstrip('。!')}{chance.choice('，。。')}{after}"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def flat(text: str) -> str:
    return fold(text).text.replace("\n", " ").replace("\t", " ")
