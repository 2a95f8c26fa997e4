"""The lines of likelihood.tsv, trees.tsv and trees-encoder.tsv: how likely a text does a wrong of a family (`replydraft.compliance.likelihood`)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from weigh_texts import READ, Sample, flat
from weigh_trees import AGAIN_TREES, tree_lines

from replydraft.compliance.check import Check
from replydraft.compliance.known import family_of, known_of, rule_of, severity_of, speaks_to_nobody, stretches
from replydraft.compliance.likelihood import UNLIKELY, WEIGHTS, Likelihood, read_likelihood
from replydraft.compliance.message import Message
from replydraft.compliance.seen import Seen
from replydraft.compliance.talk import ANSWER, about
from replydraft.compliance.trees import AGAIN, TABLE
from replydraft.domain.finding import Family, Severity
from replydraft.text.folding import fold

LIKELIHOOD_STRENGTH, FOLDS, HELD, TOLD = 0.3, 4, 3, (-3.0, 6.0)
"""HELD: of the four parts of the texts, the one that the encoder does not learn from. TOLD: the second trees learn a little beyond where they are asked (`likelihood.DOUBT`)."""


@dataclass
class Read:
    """A sample, what rules see in it, with the stretches of the text that are asked about each, and, from models that learned
    nothing from it, nor from its pair, what they and the whole text (the first) read like, and the reply with its talk."""

    sample: Sample
    stretches: list[str]
    rules: list[tuple[Family, str, Severity, list[int]]]
    odds: list[dict[str, float]]
    talk: dict[str, float] | None = None
    net: Mapping[str, float] = field(default_factory=dict)
    encoder: Mapping[str, float] = field(default_factory=dict)
    """Empty where the encoder learned from the sample, or did not read it."""


def read(check: Check, s: Sample) -> Read:
    """Not yet what it reads like."""
    if s.request is None or not s.tells:
        return Read(s, [s.text], [], [])
    message = Message(s.request, fold(s.request.draft))
    texts, rules = {s.text: 0}, []
    for one in check.seen(message):
        asked = [texts.setdefault(flat(text), len(texts)) for text in sorted(stretches(one, message))]
        rules.append((family_of(one), rule_of(one), severity_of(one), asked))
    return Read(s, list(texts), rules, [])


def known(r: Read, family: Family) -> Seen:
    """What is known of a family in a sample: what the check would know, from models that had not seen it."""
    mine = [(rule, severity, asked) for of, rule, severity, asked in r.rules if of is family]
    text = r.sample.text
    return known_of(
        family,
        [(rule, severity) for rule, severity, _ in mine],
        {of for of, _, severity, _ in r.rules if severity is not Severity.INFO},
        [r.odds[0], *(r.odds[n] for _, _, asked in mine for n in asked)],
        (r.talk, about(text, r.sample.said)) if r.talk is not None else None,
        len(text),
        answer=bool(r.sample.said) and len(text) < ANSWER,
        notice=speaks_to_nobody(text),
        alone=not r.sample.said,
        amid=r.sample.request is not None and bool(r.sample.request.history),
        net=lambda: r.net,
        encoder=lambda: r.encoder,
    )


Case = tuple[Seen, bool, bool, float]


def cases(reads: list[Read]) -> Iterator[Case]:
    """What is known of a family in a text, whether the text does that wrong, whether it does any, and how much it tells.

    About money the second look says nothing: only where a rule warns.
    """
    for r in reads:
        for family in Family if r.sample.tells else ():
            if family is Family.UNGROUNDED:
                continue
            yield known(r, family), family.value in r.sample.labels, bool(r.sample.labels), r.sample.tells


def part_of(s: Sample) -> int:
    """Which of the `FOLDS` parts it is of."""
    return int(sha256(s.of.encode()).hexdigest()[:8], 16) % FOLDS


def likelihood_tables(reads: list[Read]) -> dict[str, list[str]]:
    """The lines by table. The second trees learn of what the encoder says from texts that neither it nor the first ones learned from."""
    tables = _first(reads)
    held = [r for r in reads if r.encoder]
    if held:
        tables[AGAIN] = tree_lines(
            [*_again(held, _likelihood(_first([r for r in reads if part_of(r.sample) != HELD])))], AGAIN_TREES
        )
    return tables


def _first(reads: list[Read]) -> dict[str, list[str]]:
    """likelihood.tsv and trees.tsv. Of `wrong`, texts that do another wrong are no cases (nobody knows of them); of `own`, only wrong texts
    are. A rule that saw something in nothing but examples of rules has no line: nobody knows how often it is right, so that it counts in full."""
    rows = list(cases(reads))
    names = DictVectorizer()
    seen = names.fit_transform([one.features() for one, *_ in rows])
    columns = []
    for of in ([right or not wrong for _, right, wrong, _ in rows], [wrong for *_, wrong, _ in rows]):
        at = [n for n, is_case in enumerate(of) if is_case]
        model = LogisticRegression(C=LIKELIHOOD_STRENGTH, max_iter=5000, fit_intercept=False)
        columns.append(model.fit(seen[at], [rows[n][1] for n in at], sample_weight=[rows[n][3] for n in at]).coef_[0])
    rules = {rule for one, *_ in rows for rule, _ in one.rules}
    tried = {rule for r in reads if r.sample.tells >= READ for _, rule, _, _ in r.rules}
    kept = np.array([name not in rules - tried for name in names.get_feature_names_out()])
    found = zip(names.get_feature_names_out(), *columns, kept, strict=True)
    lines = [f"{name}\t{wrong:.3f}\t{own:.3f}" for name, wrong, own, keep in found if keep]
    sys.stderr.write(f"{len(rows)} cases, {sum(right for _, right, *_ in rows)} of them wrongs\n")
    weighed = list(seen @ (columns[0] * kept))
    told = [
        (one.values(log_odds), right, tells)
        for (one, right, wrong, tells), log_odds in zip(rows, weighed, strict=True)
        if right or not wrong
    ]
    return {WEIGHTS: lines, TABLE: tree_lines(told)}


def _likelihood(tables: dict[str, list[str]]) -> Likelihood:
    with TemporaryDirectory() as folder:
        for name, lines in tables.items():
            (Path(folder) / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_likelihood(Path(folder), 0.0, 0.0, 0.0)


def _again(reads: list[Read], first: Likelihood) -> Iterator[tuple[dict[str, float], bool, float]]:
    """What the second trees are told, where they are asked."""
    assert first.trees is not None
    for one, right, wrong, tells in cases(reads):
        weighed = sum(first.weights[name][0] * value for name, value in one.features().items() if name in first.weights)
        if weighed > UNLIKELY and (right or not wrong):
            values = one.values(weighed)
            odds = first.trees.of(values)
            if TOLD[0] < odds < TOLD[1]:
                yield values | one.read_again() | {"trees": odds}, right, tells
