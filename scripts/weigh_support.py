"""Write guardrails/support.tsv: how much each run of characters speaks for a reply that does wrong, beside one that does right.

    python -m venv /tmp/weigh
    /tmp/weigh/bin/pip install scikit-learn==1.9.1 opencc-python-reimplemented==0.1.7 pyyaml
    PYTHONPATH=src /tmp/weigh/bin/python scripts/weigh_support.py

Learned from `evals/training/*.jsonl` and, counting less, from the rules' own examples: our own texts only. A logistic
regression (scikit-learn) over tf-idf of one to three characters of the folded text.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from replydraft.text.folding import fold

ROOT = Path(__file__).resolve().parent.parent
TRAINING, RULES = ROOT / "evals" / "training", ROOT / "guardrails"
EXAMPLE_WEIGHT, LEAST_TEXTS, STRENGTH = 0.3, 3, 8.0


def samples() -> tuple[list[str], list[bool], list[float]]:
    """Folded texts, whether each does wrong, how much each counts."""
    texts, wrong, counts = [], [], []
    for source in sorted(TRAINING.glob("*.jsonl")):
        for line in source.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            texts.append(record["draft"])
            wrong.append(bool(record["labels"]))
            counts.append(1.0)
    for path in sorted(RULES.glob("*/*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for rule in content if isinstance(content, list) else [content]:
            for key in ("must_flag", "must_pass"):
                for example in rule.get(key, ()):
                    texts.append(example if isinstance(example, str) else example["draft"])
                    wrong.append(key == "must_flag")
                    counts.append(EXAMPLE_WEIGHT)
    return [fold(t).text.replace("\n", " ").replace("\t", " ") for t in texts], wrong, counts


def main() -> None:
    texts, wrong, counts = samples()
    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=LEAST_TEXTS, sublinear_tf=True, lowercase=False)
    seen = runs.fit_transform(texts)
    model = LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced").fit(
        seen, wrong, sample_weight=counts
    )
    rows = zip(runs.get_feature_names_out(), runs.idf_, model.coef_[0], strict=True)
    lines = [f"{model.intercept_[0]:.4f}", *(f"{run}\t{idf:.3f}\t{weight:.4f}" for run, idf, weight in sorted(rows))]
    (RULES / "support.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(texts)} texts, {len(lines) - 1} runs\n")


if __name__ == "__main__":
    main()
