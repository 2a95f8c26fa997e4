"""The lines of trees.tsv and trees-encoder.tsv, as `replydraft.compliance.trees` reads them: gradient boosted trees (LightGBM)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import lightgbm
import numpy as np

TREES, AGAIN_TREES = 300, 100
"""How many there are; of those that know what the encoder says, fewer: a fourth of the texts tells them."""
TREE_SETTINGS = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 60, "lambda_l2": 5.0,
    "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.8, "seed": 7, "deterministic": True, "force_row_wise": True, "verbose": -1,
}  # fmt: skip


def tree_lines(
    told: list[tuple[dict[str, float], bool, float]],
    trees: int = TREES,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> list[str]:
    """Learned from what is known of a text (or a figure) by name, whether it does the wrong, and how much that tells."""
    names = list(dict.fromkeys(name for values, *_ in told for name in values))
    asked = np.array([[values.get(name, np.nan) for name in names] for values, *_ in told], dtype=float)
    data = lightgbm.Dataset(asked, [right for _, right, _ in told], weight=[tells for *_, tells in told])
    model = lightgbm.train(TREE_SETTINGS | dict(settings), data, trees)
    return [line for tree in model.dump_model()["tree_info"] for line in _nodes(tree["tree_structure"], names)]


def _nodes(node: dict[str, Any], names: list[str]) -> list[str]:
    """The lines of a tree, as `replydraft.compliance.trees` reads them."""
    if "leaf_value" in node:
        return [f"{node['leaf_value']:.4f}"]
    less, more = _nodes(node["left_child"], names), _nodes(node["right_child"], names)
    unknown = "<" if node["default_left"] else ">"
    return [f"{names[node['split_feature']]}\t{node['threshold']:.6g}\t{unknown}\t{len(less)}", *less, *more]
