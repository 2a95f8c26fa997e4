"""Identifiers that are numbers: identity numbers, bank cards, mobiles, landlines, in any grouping or spelling.

Priority is identity > card > mobile, and a check digit beats a context word. Order, contract and serial numbers,
amounts, masked numbers and hotlines are no identifiers of a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from replydraft.compliance import checksums
from replydraft.compliance import number_cues as cues
from replydraft.compliance.digits import CHINESE, SOUNDS, Group, plain_groups, several, spelled_groups
from replydraft.compliance.landlines import find_landlines
from replydraft.compliance.number_cues import Hit
from replydraft.text.lazy import lazy

SHORTEST = 8
"""Digits of the shortest number that is looked at."""


def find_numbers(text: str) -> list[Hit]:
    """Every number that identifies somebody in the text of a view, overlaps included."""
    if _few(text):
        return []
    if not (_DENSE.search(text) or cues.SPLIT_WORD.search(text) or cues.AREA in text):
        return [*_sounded(text)]
    hits: list[Hit] = []
    for groups in (list(plain_groups(text)), list(spelled_groups(text))):
        for run in _runs(text, groups):
            hits.extend(_in_run(text, run))
        hits.extend(_split(text, groups))
        if _BACKWARDS.search(text):
            hits.extend(_reversed(text, groups))
    hits.extend(find_landlines(text))
    hits.extend(_sounded(text))
    return hits


_DENSE = several(cues.WITHIN)
"""A number that is not told in parts has so many digits near each other."""


def _few(text: str) -> bool:
    return sum(map(str.isdigit, text[:200_000])) < 2 and CHINESE.keys().isdisjoint(text)


def _runs(text: str, groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Groups joined by separators only, each run at least 8 digits long."""
    run: list[Group] = []
    for group in groups:
        if run and not cues.LINK.fullmatch(text, run[-1].end, group.start):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _in_run(text: str, run: Sequence[Group]) -> Iterator[Hit]:
    if sum(len(group.digits) for group in run) < SHORTEST:
        return
    links = [bool(cues.TIGHT.fullmatch(text, a.end, b.start)) for a, b in pairwise(run)]
    for i, first in enumerate(run):
        if first.glued_left and not cues.GLUE_OK.search(text, max(0, first.start - 8), first.start):
            continue
        before = text[max(0, first.start - 14) : first.start]
        named = bool(cues.CARD_WORD.search(before) or cues.ACCOUNT_WORD.search(before))
        digits, tight, wide = "", True, False
        for j in range(i, len(run)):
            digits += run[j].digits
            tight, wide = tight and (j == i or links[j - 1]), wide or len(run[j].digits) > 2
            if len(digits) > 23 or (run[j].digits.endswith("X") and len(digits) != 18):
                break
            if len(digits) < SHORTEST or run[j].glued_right:
                continue
            if wide and not tight:
                yield from _told_in_parts(text, run, run[i : j + 1], digits)
            elif _plausible(digits, named):
                yield from _classify(text, run, run[i : j + 1], digits, before)


def _plausible(digits: str, named: bool) -> bool:
    """The digits alone (or the words before them) allow an identifier."""
    n = len(digits)
    return (
        named
        or (n == 18 and checksums.id18_shape(digits))
        or (n == 15 and checksums.id15(digits))
        or (11 <= n <= 15 and cues.MOBILE.fullmatch(digits) is not None)
        or (13 <= n <= 19 and digits.isdigit() and checksums.card_prefix(digits) and checksums.luhn(digits))
    )


def _classify(text: str, run: Sequence[Group], groups: Sequence[Group], digits: str, before: str) -> Iterator[Hit]:
    start, end = groups[0].start, groups[-1].end
    near = text[max(0, start - 24) : start]
    n = len(digits)
    if n == 18 and (checksums.id18(digits) or (checksums.id18_shape(digits) and cues.ID_WORD.search(before))):
        yield 0, "id_card", start, end
        return
    if (
        n == 15
        and checksums.id15(digits)
        and (cues.ID_WORD.search(near) or cues.ID15_WORD.search(text, max(0, start - 24), end + 24))
    ):
        yield 0, "id_card", start, end
        return
    if cues.SERIAL_AFTER.match(text, end) or cues.DATED.fullmatch(text, start, end):
        return
    if not digits.isdigit() or cues.SERIAL.search(before) or cues.DECIMAL.search(text, max(0, start - 8), start):
        return
    if cues.MONEY_AFTER.match(text, end) or cues.MONEY_BEFORE.search(before):
        return
    if 13 <= n <= 19 and _is_card(groups, digits, before):
        yield 1, "bank_card", start, end
    elif (
        8 <= n <= 22
        and len(set(digits)) > 2
        and cues.ACCOUNT_WORD.search(before)
        and not cues.OURS_WORD.search(near)
        and not cues.MOBILE.fullmatch(digits)
    ):
        yield 3, "account", start, end
    m = cues.MOBILE.fullmatch(digits)
    if m and _is_mobile(text, run, groups, len(m[1]) != n):
        if start and text[start - 1] == "+":
            start -= 1
        yield 2, "mobile", start, end


def _told_in_parts(text: str, run: Sequence[Group], groups: Sequence[Group], digits: str) -> Iterator[Hit]:
    """Groups with commas or words between them: what they say together must be beyond doubt."""
    start, end, sizes = groups[0].start, groups[-1].end, tuple(len(g.digits) for g in groups)
    before = text[max(0, start - 16) : start]
    if len(digits) == 18 and checksums.id18(digits):
        yield 0, "id_card", start, end
    elif 15 < len(digits) < 20 and checksums.luhn(digits) and checksums.card_prefix(digits):
        if cues.CARD_WORD.search(before) or cues.CARD_NEAR.search(before) or set(sizes[:-1]) == {4}:
            yield 1, "bank_card", start, end
    elif len(digits) == 11 and cues.MOBILE.fullmatch(digits) and len(run) == len(groups):
        spelled = any(not text[g.start].isascii() for g in groups)
        if sizes in cues.MOBILE_SHAPES and (spelled or cues.PHONE_WORD.search(before)):
            yield 2, "mobile", start, end


def _is_card(groups: Sequence[Group], digits: str, before: str) -> bool:
    context = bool(cues.CARD_WORD.search(before)) and not cues.OURS_WORD.search(before) and digits[0] in "34569"
    if not checksums.luhn(digits) or len(digits) == 13:
        return context and len(set(digits)) > 2
    sizes = [len(g.digits) for g in groups]
    even = len(sizes) == 1 or max(sizes) <= 2 or (max(sizes[:-1]) == min(sizes[:-1]) == 4 and sizes[-1] <= 4)
    shaped = even or sizes == [4, 6, 5] or sizes[0] == 6
    near = len(digits) > 15 and cues.CARD_NEAR.search(before)
    return context or (bool(shaped or near) and checksums.card_prefix(digits))


def _is_mobile(text: str, run: Sequence[Group], groups: Sequence[Group], prefixed: bool) -> bool:
    sizes = tuple(len(g.digits) for g in groups)
    if prefixed and groups[0].digits in {"86", "086", "0086"}:
        sizes = sizes[1:]
    elif prefixed and len(sizes) == 1:
        sizes = (11,)
    if sizes == (1, 3, 3, 4) and groups[1].digits in cues.TOLL_FREE and cues.ABROAD.search(text):
        return False
    word = bool(cues.PHONE_WORD.search(text, max(0, groups[0].start - 12), groups[0].start))
    alone = len(run) == len(groups)
    if max(sizes) <= 2:
        return alone or not _continues(text, run, groups)
    dotted = any("." in text[a.end : b.start] for a, b in pairwise(groups))
    if dotted and sizes != (3, 4, 4):
        return False
    if sizes in cues.LOOSE_SHAPES or prefixed:
        return word or alone or sizes == (11,)
    return sizes in cues.MOBILE_SHAPES or (word and alone)


def _continues(text: str, run: Sequence[Group], groups: Sequence[Group]) -> bool:
    """Whether the same spelling goes on before or after: then this is a part of a longer number."""
    i, j = run.index(groups[0]), run.index(groups[-1])
    before = i > 0 and len(run[i - 1].digits) <= 2 and cues.TIGHT.fullmatch(text, run[i - 1].end, groups[0].start)
    after = (
        j + 1 < len(run)
        and len(run[j + 1].digits) <= 2
        and cues.TIGHT.fullmatch(text, groups[-1].end, run[j + 1].start)
    )
    return bool(before or after)


def _split(text: str, groups: Sequence[Group]) -> Iterator[Hit]:
    """A number sent in pieces with words between, where the text says that the pieces belong together."""
    if not groups or not cues.SPLIT_WORD.search(text):
        return
    for i, first in enumerate(groups):
        digits = first.digits
        for last in groups[i + 1 : i + 6]:
            digits += last.digits
            if last.end - first.start > 80 or len(digits) > 18:
                break
            if not cues.SPLIT_WORD.search(text, max(0, first.start - 20), min(len(text), last.end + 20)):
                continue
            if checksums.id18(digits):
                yield 0, "id_card", first.start, last.end
            elif cues.MOBILE.fullmatch(digits) and len(digits) == 11 and len(first.digits) >= 3:
                yield 2, "mobile", first.start, last.end


_BACKWARDS = lazy(r"倒着|反着|倒过来|反过来|倒序|逆序|从后往前")


def _reversed(text: str, groups: Sequence[Group]) -> Iterator[Hit]:
    """A number told backwards, where the text says so."""
    for run in _runs(text, groups):
        digits = "".join(g.digits for g in run)[::-1]
        start = run[0].start
        if len(digits) == 17 and text[max(0, start - 1) : start] in {"X", "x"}:
            digits, start = digits + "X", start - 1
        if len(digits) == 18 and checksums.id18_shape(digits):
            yield 0, "id_card", start, run[-1].end
        elif len(digits) == 11 and cues.MOBILE.fullmatch(digits):
            yield 2, "mobile", start, run[-1].end


_SOUND_RUN = lazy(f"(?:[{''.join(SOUNDS)}\\d零一二三四五六七八九幺][ \\-.·,，、]?){{11,22}}")
_SOUND_WORD = lazy(r"电话|手机|号|打|加|联系|微|[Vv]")


def _sounded(text: str) -> Iterator[Hit]:
    """Eleven digits spelled with characters that sound like them (腰山扒…), after a word for a phone."""
    for m in _SOUND_RUN.finditer(text):
        before = text[max(0, m.start() - 14) : m.start()]
        if m[0].isascii() or not _SOUND_WORD.search(before, max(0, len(before) - 12)) or cues.SERIAL.search(before):
            continue
        kept = [(i, c) for i, c in enumerate(m[0]) if c not in " -.·,，、"]
        digits = "".join(_digit(c) for _, c in kept)
        if cues.MOBILE.fullmatch(digits) and len(digits) == 11:
            yield 2, "mobile", m.start() + kept[0][0], m.start() + kept[-1][0] + 1


_NUMERALS = dict(zip("零一二三四五六七八九幺", "01234567891", strict=True))


def _digit(c: str) -> str:
    return c if c.isdigit() else SOUNDS.get(c) or _NUMERALS.get(c, "")
