"""The question a reply ends with, and the choice between several wordings: the same message always gets the same."""

from __future__ import annotations

import hashlib
import re

from replydraft.domain.draft import Brief
from replydraft.drafting.asking import known_things, without_known
from replydraft.drafting.needs import QUESTIONS, keys_asked
from replydraft.drafting.plan import closed


def next_step(brief: Brief, items: tuple[str, ...], seed: int) -> str:
    """The next step: the script's own question where it asks nothing we know, and one thing we still need."""
    known = known_things(brief.inquiry, brief.triage)
    wanted = [k for k in brief.asks if k in QUESTIONS]
    pruned = [(item, without_known(item, known)) for item in items]
    fitting = [item for item, left in pruned if left == item]
    if fitting:
        best = max(fitting, key=lambda item: (len(keys_asked(item) & set(wanted)), mixed(item, seed)))
        left = [k for k in wanted if k not in keys_asked(best)]
        asked = sum(1 + q.count("、") for q in re.findall(r"[^。！？?]*[？?]", best))
        return closed(best) + (questions(tuple(left[:1]), seed) if left and asked < 2 else "")
    return questions(tuple(wanted), seed) or next((left for _, left in pruned if left), "")


def questions(keys: tuple[str, ...], seed: int) -> str:
    """The questions for profile keys, with a short lead; "" for none."""
    asked = [QUESTIONS[k][(seed + n) % len(QUESTIONS[k])] for n, k in enumerate(keys) if k in QUESTIONS]
    if not asked:
        return ""
    lead = ("", "另外，", "再问一句，")[seed % 3] if not asked[0].startswith("方便") else ""
    return lead + "？".join(asked) + "？"


def picked(items: tuple[str, ...], seed: int) -> str:
    """One of several wordings; "" of none."""
    return items[seed % len(items)] if items else ""


def seed_of(text: str) -> int:
    """A number that is the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:6])


def mixed(item: str, seed: int) -> int:
    """Another such number, for one item."""
    return seed_of(f"{seed}{item}")
