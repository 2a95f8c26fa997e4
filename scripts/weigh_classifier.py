"""Write guardrails/classifier.tsv: how much each run of characters speaks for a wrong of each family.

    python -m venv /tmp/weigh
    /tmp/weigh/bin/pip install scikit-learn==1.9.1 opencc-python-reimplemented==0.1.7 pyyaml
    PYTHONPATH=src /tmp/weigh/bin/python scripts/weigh_classifier.py

Learned from what `weigh_support.py` learns from, and from the approved scripts as replies that do right: our own texts only.
A family's weights are the mean of those for any wrong and those for its own.
"""

from __future__ import annotations

import re
import sys

import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from weigh_support import EXAMPLE_WEIGHT, LEAST_TEXTS, ROOT, RULES, STRENGTH, records

from replydraft.text.folding import fold

SCRIPTS = ROOT / "knowledge" / "scripts"
LEAST_WEIGHT = 0.3
"""A run that speaks less than this, for every family, is left out of the table."""


def samples() -> tuple[list[str], list[set[str]], list[float]]:
    """Folded texts, the families each does wrong by, how much each counts."""
    texts, labels, counts = [], [], []
    for record in records():
        texts.append(record["draft"])
        labels.append(set(record["labels"]))
        counts.append(1.0)
    for path in sorted(RULES.glob("*/*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for rule in content if isinstance(content, list) else [content]:
            for key in ("must_flag", "must_pass"):
                for example in rule.get(key, ()):
                    texts.append(example if isinstance(example, str) else example["draft"])
                    labels.append({rule.get("family", "missing_disclosure")} if key == "must_flag" else set())
                    counts.append(EXAMPLE_WEIGHT)
    for path in sorted(SCRIPTS.glob("*.md")):
        for line in re.findall(r"(?m)^- (.+)$", path.read_text(encoding="utf-8")):
            texts.append(line)
            labels.append(set())
            counts.append(1.0)
    return [fold(t).text.replace("\n", " ").replace("\t", " ") for t in texts], labels, counts


def main() -> None:
    wanted = [f["family"] for f in yaml.safe_load((RULES / "classifier.yaml").read_text(encoding="utf-8"))["families"]]
    texts, labels, counts = samples()
    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=LEAST_TEXTS, sublinear_tf=True, lowercase=False)
    seen = runs.fit_transform(texts)

    def fitted(wrong: list[bool]) -> LogisticRegression:
        model = LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced")
        return model.fit(seen, wrong, sample_weight=counts)

    any_wrong = fitted([bool(said) for said in labels])
    models = [fitted([family in said for said in labels]) for family in wanted]
    biases = [(any_wrong.intercept_[0] + m.intercept_[0]) / 2 for m in models]
    weights = [(any_wrong.coef_[0] + m.coef_[0]) / 2 for m in models]
    rows = sorted(zip(runs.get_feature_names_out(), runs.idf_, *weights, strict=True))
    lines = ["\t".join(wanted), "\t".join(f"{b:.3f}" for b in biases)]
    lines += (
        f"{run}\t{idf:.2f}\t" + "\t".join(f"{w:.2f}" for w in each)
        for run, idf, *each in rows
        if max(map(abs, each)) >= LEAST_WEIGHT
    )
    (RULES / "classifier.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(texts)} texts, {len(lines) - 2} of {len(rows)} runs\n")


if __name__ == "__main__":
    main()
