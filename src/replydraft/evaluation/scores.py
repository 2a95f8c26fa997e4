"""A score is hits out of tries with its 95% Wilson interval; a table of them is a report."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Score:
    """`hits` of `tries`. `higher_is_better` is false for alarms."""

    hits: int = 0
    tries: int = 0
    higher_is_better: bool = True

    def add(self, hit: bool) -> None:
        self.tries += 1
        self.hits += hit

    @property
    def value(self) -> float:
        return self.hits / self.tries if self.tries else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95% Wilson score interval (Wilson 1927)."""
        if not self.tries:
            return 0.0, 1.0
        z, n, p = 1.96, self.tries, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def worse_than(self, baseline: float, tolerance: float = 0.0005) -> bool:
        return self.value < baseline - tolerance if self.higher_is_better else self.value > baseline + tolerance


Scores = dict[str, Score]


@dataclass(slots=True)
class Report:
    """Scores by set and name, and the figures that fell below the baseline."""

    sets: dict[str, Scores]
    failures: list[str]

    def as_json(self) -> dict[str, Any]:
        return {
            "sets": {
                name: {
                    key: {
                        "hits": s.hits,
                        "tries": s.tries,
                        "value": round(s.value, 4),
                        "low": round(s.interval[0], 4),
                        "high": round(s.interval[1], 4),
                    }
                    for key, s in scores.items()
                }
                for name, scores in self.sets.items()
            },
            "failures": self.failures,
        }

    def as_text(self, *, failed: str = "below the baseline") -> str:
        lines: list[str] = []
        for name, scores in self.sets.items():
            lines.append(name)
            for key, s in scores.items():
                low, high = s.interval
                lines.append(f"  {key:<40} {s.hits:>4}/{s.tries:<4} {s.value:6.1%}  [{low:.1%}, {high:.1%}]")
        lines += [f"{failed}: {failure}" for failure in self.failures]
        return "\n".join(lines)
