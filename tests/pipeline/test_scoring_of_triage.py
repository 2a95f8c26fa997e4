"""What is counted of the triage of labelled messages: a grave one left to an ordinary advisor and an ordinary one raised are both seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from replydraft.domain.draft import Emotion, Intent, Tier, Triage
from replydraft.domain.inquiry import Inquiry
from replydraft.evaluation.samples import SampleSet, load_sets
from replydraft.evaluation.scorers import score_triage
from replydraft.settings import load_settings

DAY = date(2026, 11, 23)


def record(
    n: int, customer: str, tier: Tier, *, escalate: bool, intents: tuple[str, ...] = ("fees",)
) -> dict[str, Any]:
    return {"id": f"t{n}", "customer": customer, "intents": [*intents], "tier": tier.value, "escalate": escalate}


def said(tier: Tier, *intents: Intent, escalate: bool = False) -> Triage:
    return Triage(intents, tier, Tier.ROUTINE, "", escalate, Emotion.CALM)


def test_each_kind_of_mistake_is_counted_once() -> None:
    answers = {
        "重": said(Tier.ROUTINE, Intent.FEES),
        "急": said(Tier.URGENT, Intent.PRIVACY, Intent.FEES, escalate=True),
        "难": said(Tier.URGENT, Intent.PROCESS, Intent.PRIVACY, Intent.FEES),
        "平": said(Tier.SENIOR, Intent.FEES, escalate=True),
        "常": said(Tier.ROUTINE, Intent.FEES),
    }

    def triage(inquiry: Inquiry) -> Triage:
        return answers[inquiry.customer]

    records = (
        record(1, "重", Tier.URGENT, escalate=True),
        record(2, "急", Tier.URGENT, escalate=True),
        record(3, "难", Tier.SENIOR, escalate=False),
        record(4, "平", Tier.ROUTINE, escalate=False),
        record(5, "常", Tier.ROUTINE, escalate=False),
    )
    scores = score_triage(SampleSet("triage-x", "triage", records), triage, DAY)
    assert {name: (s.hits, s.tries) for name, s in scores.items()} == {
        "intent first": (3, 5),
        "intent": (4, 5),
        "tier": (2, 5),
        "escalated rightly": (3, 5),
        "urgent found": (1, 2),
        "urgent never routine": (1, 2),
        "senior found": (1, 1),
        "senior called urgent": (1, 1),
        "routine raised": (1, 2),
        "routine called urgent": (0, 2),
    }
    assert {name for name, s in scores.items() if not s.higher_is_better} == {
        "routine raised",
        "routine called urgent",
        "senior called urgent",
    }


def test_the_shipped_set_is_labelled_whole() -> None:
    (samples,) = load_sets(load_settings().evals, ["triage-unread"])
    assert len(samples.records) >= 200
    for r in samples.records:
        assert Tier(r["tier"]) and [Intent(i) for i in r["intents"]], r["id"]
        assert (r["risk"] is None) is (r["tier"] == Tier.ROUTINE), r["id"]
        assert r["escalate"] or r["tier"] != Tier.URGENT, r["id"]
