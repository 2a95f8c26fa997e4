"""算一算: the calculator beside the desk, for a loan somebody describes. Nothing typed here is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.costs.affordability import burden, lines_on
from replydraft.costs.phrases import PhraseReading, read_phrase
from replydraft.costs.quote import quote
from replydraft.costs.sheet_making import terms_sheet
from replydraft.domain.permissions import Action
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.calculator_form import CALCULATE, READ, filled, form_html, read_form, values_of
from replydraft.entrypoints.screen.calculator_view import NOTHING, answer_html, reading_html
from replydraft.entrypoints.screen.parts import acting, plain
from replydraft.entrypoints.screen.sheet_actions import Misfilled
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import Updates, Visit, visiting
from replydraft.errors import InputError

if TYPE_CHECKING:
    from replydraft.bootstrap import House


def calculator_tab(house: House) -> None:
    """The form on the left, the answer on the right."""
    with gr.Column(elem_id="rd-calc-page"):
        plain(
            value="<h2>算一算</h2><p class=rd-note>别家报的价、客户听来的说法，都换成年化（单利和IRR复利）再比较。这里只算，不保存。</p>"
        )
        with gr.Row(elem_id="rd-calc"):
            form = acting(elem_id="rd-calc-form", value=form_html({}, {}))
            with gr.Column(min_width=0):
                said = plain(elem_id="rd-calc-said")
                answer = plain(elem_id="rd-calc-answer", value=NOTHING)

    def pressed(visit: Visit, event: gr.EventData) -> Updates:
        """An answer stands only as long as what it was reckoned from: anything else that is pressed clears it."""
        visit.require(Action.SEARCH)
        act, values = str(event._data.get("act")), values_of(event._data)
        try:
            if act == READ:
                read = _read(house, values["phrase"])
                return {form: form_html(filled(values, read), {}), said: reading_html(read), answer: NOTHING}
            if act != CALCULATE:
                return {said: "", answer: NOTHING}
            return {form: form_html(values, {}), said: "", answer: _calculated(house, values)}
        except Misfilled as e:
            return {form: form_html(values, e.wrong), said: "", answer: NOTHING}

    run = visiting(house, pressed, failed=lambda e: {said: report(e), answer: NOTHING})
    # a press that comes while the last answer is still being drawn counts, too
    form.act(run, None, [form, said, answer], api_visibility="private", show_progress="hidden", trigger_mode="multiple")


def _calculated(house: House, values: dict[str, Any]) -> str:
    """Raises Misfilled."""
    typed, day, facts = read_form(values), today(), house.rulebook.facts
    held = burden(typed.terms, typed.income, typed.debts, lines_on(day, facts))
    return answer_html(quote(typed.terms, facts=facts), terms_sheet(typed.terms, as_of=day, facts=facts), held)


def _read(house: House, phrase: str) -> PhraseReading:
    """Raises Misfilled."""
    if not phrase:
        raise Misfilled({"phrase": "先把那句话写在这里，例如 月息一分"})
    try:
        return read_phrase(phrase, facts=house.rulebook.facts, as_of=today())
    except InputError:
        raise Misfilled({"phrase": "这句话太长了，请只写说价格的那一句"}) from None
