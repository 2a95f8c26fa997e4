"""Write the learned tables of `guardrails/`: support.tsv, classifier.tsv, talk.tsv, doubt.tsv, answers.tsv.

    python -m venv /tmp/weigh
    /tmp/weigh/bin/pip install scikit-learn==1.9.1 -e .
    /tmp/weigh/bin/python scripts/weigh.py

Learned from our own texts only (`weigh_texts`). support: how much each run of characters speaks for a text that does wrong, and for
one that does wrong about money. classifier: the same for each family in classifier.yaml (the mean of any wrong and its own). Both are
logistic regressions (scikit-learn) over tf-idf of one to three characters of the folded text. doubt: how likely what a rule sees in a
text is right (`replydraft.compliance.doubt`), from what rules saw in texts that the others were not learned from. talk and answers:
what a reply and the talk before it speak for (`replydraft.compliance.talk`), and how much that and the reply alone read like a wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import yaml
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from weigh_texts import READ, ROOT, Sample, copies, flat, samples

from replydraft.compliance.check import Check
from replydraft.compliance.doubt import NEVER, Seen
from replydraft.compliance.message import Message
from replydraft.compliance.rulebook import RuleBook, load_rulebook
from replydraft.compliance.talk import ABOUT_MONEY, ANSWER, WRONG, answer_features, runs_of, with_talk
from replydraft.compliance.weighing import MONEY, beside, found_by, stretches
from replydraft.domain.finding import Family, Severity
from replydraft.text.folding import fold

RULES = ROOT / "guardrails"
MONEY_LABELS = {family.value for family in MONEY}
LEAST_TEXTS, STRENGTH, LEAST_WEIGHT, FOLDS = 3, 8.0, 0.3, 4
TALK_LEAST_TEXTS, LEAST_TALK_WEIGHT = 3, 0.3


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
    """Of texts by themselves."""
    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=LEAST_TEXTS, sublinear_tf=True, lowercase=False)
    return _fitted(runs, texts, families, lambda s: s.text)


def learned_talk(texts: list[Sample], families: list[str]) -> Models:
    """Of replies together with the talk before them."""
    runs = TfidfVectorizer(analyzer=_talk_runs, min_df=TALK_LEAST_TEXTS, sublinear_tf=True)
    return _fitted(runs, [s for s in texts if s.said], families, _both)


def _both(s: Sample) -> str:
    return with_talk(s.said, s.text)


def _talk_runs(both: str) -> list[str]:
    return [run for run, n in runs_of(both).items() for _ in range(n)]


def _fitted(
    runs: TfidfVectorizer, texts: list[Sample], families: list[str], as_read: Callable[[Sample], str]
) -> Models:
    runs.fit([as_read(s) for s in texts])
    every = [*texts, *copies(texts)]
    seen, weights = runs.transform([as_read(s) for s in every]), [s.weight for s in every]

    def fitted(wrong: Callable[[frozenset[str]], bool]) -> LogisticRegression:
        model = LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced")
        return model.fit(seen, [wrong(s.labels) for s in every], sample_weight=weights)

    own = {family: fitted(lambda labels, family=family: family in labels) for family in families}  # type: ignore[misc]
    return Models(runs, fitted(bool), fitted(lambda labels: bool(labels & MONEY_LABELS)), own)


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


def write_talk(models: Models) -> None:
    """talk.tsv; a run of the reply itself stands behind a mark."""
    names, idfs = models.runs.get_feature_names_out(), models.runs.idf_
    wrong = models.any
    parts = {WRONG: wrong, ABOUT_MONEY: models.money, **models.own}
    biases = [(wrong.intercept_[0] + m.intercept_[0]) / 2 for m in parts.values()]
    weights = [(wrong.coef_[0] + m.coef_[0]) / 2 for m in parts.values()]
    lines = ["\t".join(parts), "\t".join(f"{b:.3f}" for b in biases)]
    lines += (
        f"{run}\t{idf:.2f}\t" + "\t".join(f"{w:.2f}" for w in each)
        for run, idf, *each in sorted(zip(names, idfs, *weights, strict=True))
        if max(map(abs, each)) >= LEAST_TALK_WEIGHT
    )
    _write("talk.tsv", lines)


@dataclass
class Unseen:
    """What models that learned nothing from a sample, nor from its pair, say of it: of each stretch, and with its talk."""

    stretches: list[dict[str, float]]
    talk: dict[str, float] | None


def unseen(texts: list[Sample], asked: list[list[str]], families: list[str]) -> list[Unseen]:
    """What is said of each text by models of those that are not held out together with it."""
    found: list[Unseen] = [Unseen([], None) for _ in texts]
    for n in range(FOLDS):
        others = [s for s in texts if _part(s) != n]
        models, talks = learned(others, families), learned_talk(others, families)
        held = [i for i, s in enumerate(texts) if _part(s) == n]
        odds = iter(models.odds([text for i in held for text in asked[i]]))
        replies = [i for i in held if texts[i].said]
        said = dict(zip(replies, talks.odds([_both(texts[i]) for i in replies]), strict=True))
        for i in held:
            found[i] = Unseen([next(odds) for _ in asked[i]], said.get(i))
    return found


def _part(s: Sample) -> int:
    return int(sha256(s.of.encode()).hexdigest()[:8], 16) % FOLDS


@dataclass
class Match:
    """What a rule saw in a sample, how severe, with the stretches of the text that are asked about it."""

    family: Family
    rule: str
    severity: Severity
    beside: tuple[int, int]
    stretches: list[int]


def matches(check: Check, book: RuleBook, s: Sample) -> tuple[list[str], list[Match]]:
    """The stretches to be read of a sample, the whole first, and what rules see in it."""
    if s.request is None or not s.tells:
        return [s.text], []
    message = Message(s.request, fold(s.request.draft))
    both, texts = check.seen(message), {s.text: 0}
    found = []
    for one in both:
        f = found_by(one, book, message)
        asked = [texts.setdefault(flat(text), len(texts)) for text in sorted(stretches(one, message))]
        found.append(Match(f.family, f.rule, f.severity, beside(f.family, both), asked))
    return list(texts), found


UNDOUBTED = frozenset({"RD0101", "RD0201", "RD0540", "RD1006"})
"""Rules without a line in doubt.tsv, so that they count in full: 保证能批 (RD0101), for so many texts quote and refuse it that the
words alone came to read harmless, and the rule's own exceptions tell those apart; the same of a fee to a private account (RD0540); a
rate a month or a day without the annual one, a breach however the text reads (RD0201; 公告〔2021〕3号); RD1006, which what the
customer said decides."""


def seen_in(s: Sample, seen: list[Match], odds: Unseen, broad: Collection[str]) -> Iterator[tuple[Seen, bool]]:
    """What rules saw in one text, and whether they are right. Of a text with another wrong nobody knows: left out."""
    for m in seen:
        right = m.family.value in s.labels
        kept = m.severity is Severity.INFO or m.family in NEVER or m.rule in UNDOUBTED or m.rule in broad
        if kept or (s.labels and not right):
            continue
        read = [own_odds(m.family, odds.stretches[n]) for n in m.stretches]
        family, wrong = (max(each) for each in zip(*read, strict=True))
        talk = own_odds(m.family, odds.talk) if odds.talk and len(s.text) < ANSWER else None
        yield Seen(m.rule, m.family, m.severity, family, wrong, *m.beside, talk), right


def own_odds(family: Family, odds: dict[str, float]) -> tuple[float, float]:
    """Of a family, and of any wrong."""
    return odds["money"] if family in MONEY else odds.get(family.value, odds["wrong"]), odds["wrong"]


def write_doubt(seen: list[tuple[Seen, bool, float]]) -> None:
    """doubt.tsv."""
    rows = [(one.features(), right, tells) for one, right, tells in seen]
    _write("doubt.tsv", weighed(rows, {one.rule for one, _, _ in seen}))


def write_answers(texts: list[Sample], odds: list[Unseen], families: list[str]) -> None:
    """answers.tsv."""
    rows = []
    for s, o in zip(texts, odds, strict=True):
        for family in map(Family, families) if o.talk and s.tells >= READ else ():
            right = family.value in s.labels
            if s.labels and not right:
                continue
            read = own_odds(family, o.talk or {}), own_odds(family, o.stretches[0])
            rows.append((answer_features(family, *read, len(s.text)), right, s.tells))
    _write("answers.tsv", weighed(rows, set()))


def weighed(rows: list[tuple[dict[str, float], bool, float]], rules: Collection[str]) -> list[str]:
    """The lines of a table of weights by name, learned from features, whether they were right, and how much each counts."""
    scaled = [{n: v * _scale(n, rules) for n, v in features.items() if n != "bias"} for features, _, _ in rows]
    names = DictVectorizer()
    model = LogisticRegression(C=1.0, max_iter=5000)
    model.fit(names.fit_transform(scaled), [right for _, right, _ in rows], sample_weight=[w for *_, w in rows])
    found = zip(names.get_feature_names_out(), model.coef_[0], strict=True)
    return [f"bias\t{model.intercept_[0]:.3f}", *(f"{n}\t{w * _scale(n, rules):.3f}" for n, w in sorted(found))]


def _scale(name: str, rules: Collection[str]) -> float:
    """Before the regression, so that its penalty is fair to each."""
    if name in rules:
        return 0.7
    return 0.5 if name in tuple(Family) or name.endswith("odds") or name in ("same", "others") else 1.0


def _write(name: str, lines: list[str]) -> None:
    (RULES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{name}: {len(lines)} lines\n")


def main() -> None:
    settings: Any = yaml.safe_load((RULES / "classifier.yaml").read_text(encoding="utf-8"))
    families = [f["family"] for f in settings["families"]]
    book = load_rulebook(RULES)
    check, texts = Check(book), samples(book)
    write_tables(learned(texts, families))
    write_talk(learned_talk(texts, families))
    read = [matches(check, book, s) for s in texts]
    odds = unseen(texts, [asked for asked, _ in read], families)
    broad = book.support.broad if book.support else {}
    seen = [
        (one, right, s.tells)
        for s, (_, found), o in zip(texts, read, odds, strict=True)
        for one, right in seen_in(s, found, o, broad)
    ]
    write_doubt(seen)
    write_answers(texts, odds, families)
    sys.stderr.write(f"{len(texts)} texts; {len(seen)} matches, {sum(right for _, right, _ in seen)} of them right\n")


if __name__ == "__main__":
    main()
