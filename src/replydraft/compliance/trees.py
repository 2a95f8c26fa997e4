"""Trees 判断树: what becomes of a likelihood where its numbers matter together (gradient boosted decision trees).

`guardrails/trees.tsv` holds the nodes in order, a line each: what is asked, up to which value the next line is gone to, whether that
is so too where the value is unknown (`<` or `>`), and how many lines that side has; or, at the end of a way, what it adds. The log odds
are the sum of what all trees add. Written by `scripts/weigh.py`. See Friedman, Greedy Function Approximation: A Gradient Boosting Machine
(2001), and docs/adr/0024.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from replydraft.compliance.tree_masks import Masks, Node, masks_of
from replydraft.errors import ContentError
from replydraft.text.held import HeldFile

TABLE, AGAIN = "trees.tsv", "trees-encoder.tsv"
"""The trees, and those that know what the encoder says as well."""
OFTEN = 30
"""So many texts are asked node by node, before the trees are made into masks: one check alone is not worth that."""
_SHAPE = "needs lines of what is asked, up to which value, < or >, and how many lines that side has; or of one number"


@dataclass(frozen=True)
class Trees:
    """The nodes, taken apart when a text first needs them."""

    file: HeldFile
    proven: bool = False
    """Whether its very bytes were found in order before (`rule_cache`); then they are not read through again."""
    _asked: list[None] = field(default_factory=list, init=False, repr=False, compare=False)
    """One for each time they were asked, while that is seldom."""

    @cached_property
    def nodes(self) -> tuple[list[Node], list[int]]:
        """All nodes, and the first of each tree. Raises ContentError."""
        raw = self.file.raw
        try:
            nodes = [_node(at, line) for at, line in enumerate(raw.decode().splitlines())]
            roots, at = [], 0
            while at < len(nodes):
                roots.append(at)
                at = _end(nodes, at)
            if not roots:
                raise ValueError
        except (ValueError, IndexError):
            raise ContentError(_SHAPE, where=str(self.file.path)) from None
        return nodes, roots

    @cached_property
    def _lines(self) -> tuple[list[str], list[int]]:
        """The lines, and the first of each tree."""
        lines = self.file.raw.decode().splitlines() if self.proven or self.nodes else []
        roots, open_ways = [], 0
        for at, line in enumerate(lines):
            if not open_ways:
                roots.append(at)
                open_ways = 1
            open_ways += 1 if "\t" in line else -1
        return lines, roots

    @cached_property
    def _masks(self) -> Masks | None:
        return masks_of(*self.nodes)

    def of(self, values: Mapping[str, float]) -> float:
        """The log odds for values by name. Raises ContentError for an unreadable table."""
        if len(self._asked) >= OFTEN:
            if (masks := self._masks) is not None:
                return masks.of(values)
        else:
            self._asked.append(None)
        return self.walked(values)

    def walked(self, values: Mapping[str, float]) -> float:
        """The same, tree by tree, line by line. Raises ContentError."""
        lines, roots = self._lines
        total = 0.0
        for root in roots:
            at = root
            while "\t" in (line := lines[at]):
                name, upto, unknown, yes = line.split("\t")
                value = values.get(name)
                less = unknown == "<" if value is None else value <= float(upto)
                at += 1 if less else 1 + int(yes)
            total += float(line)
        return total


def _node(at: int, line: str) -> Node:
    if "\t" not in line:
        return "", float(line), False, 0, 0
    name, upto, unknown, lines = line.split("\t")
    if not name or unknown not in "<>" or int(lines) < 1:
        raise ValueError(line)
    return name, float(upto), unknown == "<", at + 1, at + 1 + int(lines)


def _end(nodes: list[Node], root: int) -> int:
    """The line behind the tree that begins at one. Raises IndexError for one that is cut short, ValueError for sides that do not fit."""
    to_come, at = [root], root
    while to_come:
        if to_come.pop() != at:
            raise ValueError(at)
        name, _, _, less, more = nodes[at]
        to_come += [more, less] if name else []
        at += 1
    return at


def read_trees(folder: Path, name: str = TABLE) -> Trees | None:
    """The trees of a rules folder; None where it has no such table. Raises ContentError for one that cannot be read."""
    path = folder / name
    return Trees(HeldFile.of(path)) if path.exists() else None
