"""What happens in the two forms that stand in the desk's place: paste a message, check one's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from replydraft.entrypoints.screen import entry_forms, review_actions
from replydraft.entrypoints.screen.applying import apply_finding
from replydraft.entrypoints.screen.markup import notice
from replydraft.entrypoints.screen.shown import Updates, show_check
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.entrypoints.screen.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Entries:
    """The forms' behaviour, on one desk."""

    w: Wiring

    def cleared(self) -> list[Any]:
        """The fields that are empty again after a draft."""
        p = self.w.paste
        return [
            p.message, p.history, p.name, p.purpose, p.amount, p.term, p.has_property, p.has_vehicle, p.credit_good,
        ]  # fmt: skip

    def turn(self, name: str) -> Any:
        """A function that shows one of review, paste, check."""

        def show(_: Visit) -> Updates:
            return self.w.panel(name) | {self.w.notice: ""}

        return show

    def drafted(self, visit: Visit, state: str, tier: str, words: str, *fields: Any) -> Updates:
        """Paste form in, draft in the queue and open."""
        message, history, channel, name, has_property, has_vehicle, credit_good, amount, term, purpose = fields
        form = {
            "name": name, "has_property": has_property, "has_vehicle": has_vehicle, "credit_good": credit_good,
            "amount": amount, "term": term, "purpose": purpose,
        }  # fmt: skip
        w = self.w
        opened = entry_forms.submit(visit, message or "", history or "", channel or "", form)
        out = w.show(opened, notice("ok", "草稿好了，请看一遍再批准。")) | w.panel("review")
        known = (w.paste.has_property, w.paste.has_vehicle, w.paste.credit_good)
        empty: Updates = {c: entry_forms.UNKNOWN if c in known else "" for c in self.cleared()}
        return out | empty | {w.queue.rows: w.rows(visit, state, tier, words, opened)}

    def checked_words(self, visit: Visit, text: str, customer: str) -> Updates:
        result = entry_forms.check_words(visit, text or "", customer or "")
        return show_check(self.w.check, text, result) | {self.w.notice: ""}

    def check_act(self, visit: Visit, text: str, customer: str, event: gr.EventData) -> Updates:
        """Apply a fix to one's own words, and check them again."""
        data, fixed = event._data, text or ""
        current = entry_forms.check_words(visit, fixed, customer or "")
        if data.get("act") == "rewrite" and isinstance(current.get("rewrite"), str):
            fixed = current["rewrite"]
        elif data.get("act") == "apply":
            finding = review_actions.finding_of(current, str(data.get("finding", "")))
            fixed = apply_finding(fixed, finding, visit.house.rulebook)
        if fixed == (text or ""):
            raise ScreenRefusal("这一处没有现成的改法，请直接在输入框里改。")
        result = entry_forms.check_words(visit, fixed, customer or "")
        return show_check(self.w.check, fixed, result) | {self.w.check.text: fixed, self.w.notice: ""}
