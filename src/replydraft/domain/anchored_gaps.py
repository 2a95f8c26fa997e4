"""What the places where trail and checkpoints part mean, record by record."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from replydraft.domain.damage import Damage


class Anchored(NamedTuple):
    """One record as a checkpoint remembers it, or (`digest` empty) `width` records that no checkpoint covers."""

    sequence: int
    digest: str
    head: str | None = None
    """The chain hash, known of the last record of a checkpoint."""
    width: int = 1


class Seen(NamedTuple):
    """One record as it stands in the trail; `place` counts from 1, whatever the record says."""

    place: int
    digest: str
    sequence: int
    kind: str
    hash: str


class Stretch(NamedTuple):
    """Anchored records not found and found records not anchored, at one place.

    `after` is the original number of the record before it (0: the start); `open`: the trail's end, where records
    that no checkpoint covers yet are expected.
    """

    after: int
    lost: Sequence[Anchored]
    found: Sequence[Seen]
    open: bool = False


def name_all(stretches: Sequence[Stretch], moved: Iterable[tuple[Anchored, Seen]]) -> list[Damage]:
    """Every record of the stretches by its original number, those that turned up elsewhere as moved."""
    strayed, stretches = _reunited(stretches)
    damage = [
        Damage("reordered", was.sequence, f"record {was.sequence} was moved: it now stands at place {now.place}")
        for was, now in (*moved, *strayed)
    ]
    for stretch in stretches:
        damage += _named(stretch)
    return damage


def shift_of(damage: Iterable[Damage]) -> int:
    """By how much the numbers after all this damage differ from the original ones."""
    return sum({"inserted": 1, "missing": -1}.get(d.kind, 0) for d in damage)


def _reunited(stretches: Sequence[Stretch]) -> tuple[list[tuple[Anchored, Seen]], list[Stretch]]:
    """Pairs of the same record in two stretches, and the stretches without them."""
    wanted: dict[str, deque[Anchored]] = {}
    for stretch in stretches:
        for was in stretch.lost:
            if was.digest:
                wanted.setdefault(was.digest, deque()).append(was)
    pairs = []
    for stretch in stretches:
        for now in stretch.found:
            if queue := wanted.get(now.digest):
                pairs.append((queue.popleft(), now))
    gone, taken = {was.sequence for was, _ in pairs}, {now.place for _, now in pairs}
    return pairs, [
        s._replace(
            lost=[was for was in s.lost if not was.digest or was.sequence not in gone],
            found=[now for now in s.found if now.place not in taken],
        )
        for s in stretches
    ]


def _named(stretch: Stretch) -> list[Damage]:
    lost = [was for was in stretch.lost if was.digest]
    holes = [was for was in stretch.lost if not was.digest]
    free = len(stretch.found) - sum(hole.width for hole in holes)
    replaced = min(len(lost), max(0, free))
    damage = []
    for was, now in zip(lost[:replaced], stretch.found, strict=False):
        kind = f" ({now.kind})" if not holes else ""
        damage.append(Damage("altered", was.sequence, f"record {was.sequence}{kind} was altered or replaced"))
    damage += [Damage("missing", was.sequence, f"record {was.sequence} is missing") for was in lost[replaced:]]
    if free < 0:
        first, last = holes[0].sequence, holes[-1].sequence + holes[-1].width - 1
        said = f"{-free} of the records {first} to {last}, which no checkpoint covers, are missing"
        damage.append(Damage("missing", first, said))
    extra = 0 if stretch.open else max(0, free - len(lost))
    after = (
        max(stretch.after, *(was.sequence + was.width - 1 for was in stretch.lost)) if stretch.lost else stretch.after
    )
    damage += [
        Damage("inserted", after + 1, f"record {now.sequence} ({now.kind}) was inserted after what was record {after}")
        for now in stretch.found[len(stretch.found) - extra :]
    ]
    return damage
