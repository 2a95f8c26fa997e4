"""Write the learned tables of `guardrails/`: support.tsv, classifier.tsv, doubt.tsv.

    python -m venv /tmp/weigh
    /tmp/weigh/bin/pip install scikit-learn==1.9.1 -e .
    /tmp/weigh/bin/python scripts/weigh.py

Learned from our own texts only (`weigh_texts`). support: how much each run of characters speaks for a text that does wrong, and for
one that does wrong about money. classifier: the same for each family in classifier.yaml (the mean of any wrong and its own). Both are
logistic regressions (scikit-learn) over tf-idf of one to three characters of the folded text. doubt: how likely what a rule sees in a
text is right (`replydraft.compliance.doubt`), from what rules saw in texts that the first two were not learned from.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import yaml
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from weigh_texts import ROOT, Sample, copies, samples

from replydraft.compliance.check import Check
from replydraft.compliance.doubt import NEVER, Seen
from replydraft.compliance.message import Message
from replydraft.compliance.rulebook import RuleBook, load_rulebook
from replydraft.compliance.support import says_little
from replydraft.compliance.weighing import MONEY, beside, found_by
from replydraft.domain.finding import Severity
from replydraft.text.folding import fold

RULES = ROOT / "guardrails"
ABOUT_MONEY = {family.value for family in MONEY}
LEAST_TEXTS, STRENGTH, LEAST_WEIGHT, FOLDS = 3, 8.0, 0.3, 4
SCALES = {"family_odds": 0.5, "wrong_odds": 0.5, "same": 0.5, "others": 0.5}
"""Before the regression, so that its penalty is fair to each; what is not named: a rule 0.7, a family 0.5."""


@dataclass
class Models:
    """Log odds of texts: of any wrong, one about money, and one of each family."""

    runs: TfidfVectorizer
    any: LogisticRegression
    money: LogisticRegression
    own: dict[str, LogisticRegression]

    def odds(self, texts: list[str]) -> list[dict[str, float]]:
        seen = self.runs.transform(texts)
        wrong = self.any.decision_function(seen)
        columns = {"wrong": wrong, "money": (wrong + self.money.decision_function(seen)) / 2}
        columns |= {family: (wrong + model.decision_function(seen)) / 2 for family, model in self.own.items()}
        return [dict(zip(columns, map(float, row), strict=True)) for row in zip(*columns.values(), strict=True)]


def learned(texts: list[Sample], families: list[str]) -> Models:
    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=LEAST_TEXTS, sublinear_tf=True, lowercase=False)
    runs.fit([s.text for s in texts])
    every = [*texts, *copies(texts)]
    seen, weights = runs.transform([s.text for s in every]), [s.weight for s in every]

    def fitted(wrong: Callable[[frozenset[str]], bool]) -> LogisticRegression:
        model = LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced")
        return model.fit(seen, [wrong(s.labels) for s in every], sample_weight=weights)

    own = {family: fitted(lambda labels, family=family: family in labels) for family in families}  # type: ignore[misc]
    return Models(runs, fitted(bool), fitted(lambda labels: bool(labels & ABOUT_MONEY)), own)


def write_tables(models: Models) -> None:
    """support.tsv and classifier.tsv."""
    names, idfs = models.runs.get_feature_names_out(), models.runs.idf_
    both = (models.any, models.money)
    lines = ["\t".join(f"{m.intercept_[0]:.4f}" for m in both)]
    rows = sorted(zip(names, idfs, *(m.coef_[0] for m in both), strict=True))
    lines += (f"{run}\t{idf:.3f}\t{wrong:.4f}\t{money:.4f}" for run, idf, wrong, money in rows)
    _write("support.tsv", lines)
    biases = [(models.any.intercept_[0] + m.intercept_[0]) / 2 for m in models.own.values()]
    weights = [(models.any.coef_[0] + m.coef_[0]) / 2 for m in models.own.values()]
    lines = ["\t".join(models.own), "\t".join(f"{b:.3f}" for b in biases)]
    lines += (
        f"{run}\t{idf:.2f}\t" + "\t".join(f"{w:.2f}" for w in each)
        for run, idf, *each in sorted(zip(names, idfs, *weights, strict=True))
        if max(map(abs, each)) >= LEAST_WEIGHT
    )
    _write("classifier.tsv", lines)


def unseen_odds(texts: list[Sample], families: list[str]) -> list[dict[str, float]]:
    """The odds of each text by models that learned nothing from it, nor from its pair."""
    part = [int(sha256(s.of.encode()).hexdigest()[:8], 16) % FOLDS for s in texts]
    odds: list[dict[str, float]] = [{} for _ in texts]
    for n in range(FOLDS):
        models = learned([s for s, p in zip(texts, part, strict=True) if p != n], families)
        held = [i for i, p in enumerate(part) if p == n]
        for i, found in zip(held, models.odds([texts[i].text for i in held]), strict=True):
            odds[i] = found
    return odds


UNDOUBTED = frozenset({"RD1006"})
"""Rules without a line in doubt.tsv, so that they count in full: what the customer said decides, and how the reply reads says nothing."""


def seen_in(check: Check, book: RuleBook, s: Sample, odds: dict[str, float]) -> Iterator[tuple[Seen, bool]]:
    """What rules saw in one text, and whether they are right. Of a text with another wrong nobody knows: left out."""
    if s.request is None or not s.tells:
        return
    message = Message(s.request, fold(s.request.draft))
    in_talk = bool(message.before)
    if says_little(message.text, in_talk=in_talk):
        return
    both = check.seen(message)
    for one in both:
        f = found_by(one, book, message)
        right = f.family.value in s.labels
        lowered = (
            f.severity is Severity.INFO
            or f.family in NEVER
            or f.rule in UNDOUBTED
            or f.rule in (book.support.broad if book.support else {})
        )
        if lowered or (s.labels and not right):
            continue
        own = odds["money"] if f.family in MONEY else odds.get(f.family.value, odds["wrong"])
        yield Seen(f.rule, f.family, f.severity, own, odds["wrong"], in_talk, *beside(f.family, both)), right


def write_doubt(seen: list[tuple[Seen, bool, float]]) -> None:
    named: list[dict[str, float]] = []
    for one, _, _ in seen:
        features = one.features()
        del features["bias"]
        named.append({name: value * _scale(name, one) for name, value in features.items()})
    names = DictVectorizer()
    model = LogisticRegression(C=1.0, max_iter=5000)
    model.fit(names.fit_transform(named), [right for _, right, _ in seen], sample_weight=[w for *_, w in seen])
    scale = {name: _scale(name, one) for one, _, _ in seen for name in one.features()}
    weights = {n: w * scale[n] for n, w in zip(names.get_feature_names_out(), model.coef_[0], strict=True)}
    _write("doubt.tsv", [f"bias\t{model.intercept_[0]:.3f}", *(f"{n}\t{w:.3f}" for n, w in sorted(weights.items()))])


def _scale(name: str, one: Seen) -> float:
    return 0.7 if name == one.rule else 0.5 if name == one.family.value else SCALES.get(name, 1.0)


def _write(name: str, lines: list[str]) -> None:
    (RULES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{name}: {len(lines)} lines\n")


def main() -> None:
    settings: Any = yaml.safe_load((RULES / "classifier.yaml").read_text(encoding="utf-8"))
    families = [f["family"] for f in settings["families"]]
    book = load_rulebook(RULES)
    check, texts = Check(book), samples(book)
    write_tables(learned(texts, families))
    odds = unseen_odds(texts, families)
    seen = [
        (one, right, s.tells) for s, o in zip(texts, odds, strict=True) for one, right in seen_in(check, book, s, o)
    ]
    write_doubt(seen)
    sys.stderr.write(f"{len(texts)} texts; {len(seen)} matches, {sum(right for _, right, _ in seen)} of them right\n")


if __name__ == "__main__":
    main()
