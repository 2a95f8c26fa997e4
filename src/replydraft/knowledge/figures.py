"""Labelled figures of a product in running text (年化利率4.2%—9.8%, 额度最高30万元, 期限12期), and whether two agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from replydraft.domain.product import Product

_TO = r"\s*(?:%|万元?|元|个月|期|年)?\s*(?:[—–\-~～至到]+)\s*"
_NUMBER = r"(\d+(?:\.\d+)?)"
_NOTE = r"(?:[（(][^（）()]{1,8}[)）])?"
_RATE = re.compile(
    rf"(?:年化(?:综合)?(?:融资)?(?:成本|利率)?|年利率|利率){_NOTE}[为是约在从:：\s]{{0,4}}{_NUMBER}(?:{_TO}{_NUMBER})?\s*%"
)
_AMOUNT = re.compile(
    rf"(?:额度|最高|可贷|可借|贷款金额)[^\d，。；%]{{0,6}}{_NUMBER}\s*(万)?元?(?:\s*(?:[—–\-~～至到]+)\s*{_NUMBER}\s*(万)?元?)?(?![\d%.])"
)
_TERM = re.compile(
    rf"(?:期限|最长|可分)[^\d，。；%]{{0,4}}{_NUMBER}\s*(?:个月|期|年)?(?:\s*(?:[—–\-~～至到]+)\s*{_NUMBER})?\s*(个月|期|年)"
)
_FEE = re.compile(rf"(服务费|手续费|担保费|评估费|登记费|管理费|违约金|保费)[^\d，。；%]{{0,6}}{_NUMBER}\s*(%|元)")
_SENTENCE = re.compile(r"[^。！？!?\n；;]+")


@dataclass(frozen=True, slots=True)
class Claim:
    """One labelled figure: rates as fractions per year, amounts in yuan, terms in months. `text` is as written.

    A `bound` comes from structured facts: whatever is said must lie within it.
    """

    label: str
    low: Decimal
    high: Decimal
    text: str
    bound: bool = False

    def agrees(self, other: Claim) -> bool:
        """The same figure, or one range within the other; within a bound where the other is one."""
        if other.bound:
            return other.low <= self.low and self.high <= other.high
        return (self.low <= other.low and other.high <= self.high) or (
            other.low <= self.low and self.high <= other.high
        )


def claims(text: str) -> Iterator[Claim]:
    """Every labelled figure of a text."""
    for m in _RATE.finditer(text):
        low = Decimal(m[1]) / 100
        yield Claim("rate", low, Decimal(m[2]) / 100 if m[2] else low, m[0])
    for m in _AMOUNT.finditer(text):
        unit = 10000 if m[2] or m[4] else 1
        low = Decimal(m[1]) * (10000 if m[2] else unit if m[3] and int(Decimal(m[1])) < 1000 else 1)
        yield Claim("amount", low, Decimal(m[3]) * (10000 if m[4] else 1) if m[3] else low, m[0])
    for m in _TERM.finditer(text):
        months = 12 if m[3] == "年" else 1
        low = Decimal(m[1]) * months
        yield Claim("term", low, Decimal(m[2]) * months if m[2] else low, m[0])
    for m in _FEE.finditer(text):
        value = Decimal(m[2]) / 100 if m[3] == "%" else Decimal(m[2])
        yield Claim(f"{m[1]}{'比例' if m[3] == '%' else ''}", value, value, m[0])


def claims_about(text: str, name: str) -> tuple[Claim, ...]:
    """Figures of the sentences that name a product."""
    return tuple(c for sentence in _SENTENCE.findall(text) if name in sentence for c in claims(sentence))


def facts_of(product: Product) -> tuple[Claim, ...]:
    """A product's structured facts as claims."""
    return (
        Claim("rate", product.rate_min, product.rate_max, "", bound=True),
        Claim("amount", product.amount_min, product.amount_max, "", bound=True),
        Claim("term", Decimal(product.term_min), Decimal(product.term_max), "", bound=True),
    )


def contradictions(new: Iterable[Claim], known: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of one label where a new figure agrees with none of the known ones."""
    by_label: dict[str, list[Claim]] = {}
    for claim in known:
        by_label.setdefault(claim.label, []).append(claim)
    for claim in new:
        others = by_label.get(claim.label, [])
        if others and not any(claim.agrees(other) for other in others):
            yield claim, others[0]
