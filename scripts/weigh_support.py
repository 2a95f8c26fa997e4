"""Write guardrails/support.tsv: how much each run of characters speaks for a reply that does wrong, beside one that does right,
and how much for one that does wrong about money (misleading_cost, missing_disclosure), beside any other.

    python -m venv /tmp/weigh
    /tmp/weigh/bin/pip install scikit-learn==1.9.1 opencc-python-reimplemented==0.1.7 pyyaml
    PYTHONPATH=src /tmp/weigh/bin/python scripts/weigh_support.py

Learned from `evals/training/*.jsonl`, from the read half (even ids) of `evals/money`, the true replies of `grounding-read` and, counting less, from the rules' own
examples: our own texts only. A logistic regression (scikit-learn) over tf-idf of one to three characters of the folded text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from replydraft.text.folding import fold

ROOT = Path(__file__).resolve().parent.parent
TRAINING, MONEY, RULES = ROOT / "evals" / "training", ROOT / "evals" / "money", ROOT / "guardrails"
SETS = ROOT / "evals" / "sets"
ABOUT_MONEY = {"misleading_cost", "missing_disclosure"}
EXAMPLE_WEIGHT, LEAST_TEXTS, STRENGTH = 0.3, 3, 8.0


def records() -> Iterator[dict[str, Any]]:
    """Labelled replies that may be learned from."""
    for source in sorted(TRAINING.glob("*.jsonl")):
        yield from map(json.loads, source.read_text(encoding="utf-8").splitlines())
    for name in ("priced-bad", "priced-replies"):
        for record in map(json.loads, (MONEY / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
            if record["id"][-1] in "02468":
                yield record
    for record in map(json.loads, (SETS / "grounding-read.jsonl").read_text(encoding="utf-8").splitlines()):
        yield {"draft": record["good"], "labels": []}


def samples() -> tuple[list[str], list[bool], list[bool], list[float]]:
    """Folded texts, whether each does wrong, whether it does so about money, how much each counts."""
    texts, wrong, money, counts = [], [], [], []
    for record in records():
        texts.append(record["draft"])
        wrong.append(bool(record["labels"]))
        money.append(bool(ABOUT_MONEY & set(record["labels"])))
        counts.append(1.0)
    for path in sorted(RULES.glob("*/*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for rule in content if isinstance(content, list) else [content]:
            for key in ("must_flag", "must_pass"):
                for example in rule.get(key, ()):
                    texts.append(example if isinstance(example, str) else example["draft"])
                    wrong.append(key == "must_flag")
                    money.append(wrong[-1] and rule.get("family", "missing_disclosure") in ABOUT_MONEY)
                    counts.append(EXAMPLE_WEIGHT)
    return [fold(t).text.replace("\n", " ").replace("\t", " ") for t in texts], wrong, money, counts


def main() -> None:
    texts, wrong, money, counts = samples()
    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=LEAST_TEXTS, sublinear_tf=True, lowercase=False)
    seen = runs.fit_transform(texts)
    both = [
        LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced").fit(seen, labels, sample_weight=counts)
        for labels in (wrong, money)
    ]
    rows = zip(runs.get_feature_names_out(), runs.idf_, both[0].coef_[0], both[1].coef_[0], strict=True)
    lines = ["\t".join(f"{model.intercept_[0]:.4f}" for model in both)]
    lines += (f"{run}\t{idf:.3f}\t{weight:.4f}\t{of_money:.4f}" for run, idf, weight, of_money in sorted(rows))
    (RULES / "support.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(texts)} texts, {len(lines) - 1} runs\n")


if __name__ == "__main__":
    main()
