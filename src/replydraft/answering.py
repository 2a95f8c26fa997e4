"""From messages to drafts: each conversation that has gone quiet becomes one inquiry, drafted and put before a person."""

from __future__ import annotations

import logging
from datetime import date

from replydraft.domain.inquiry import Inquiry
from replydraft.domain.review import Answers, Review
from replydraft.errors import ReplydraftError
from replydraft.pipeline import ReplyDesk
from replydraft.ports import Conversations
from replydraft.wire.inputs import parse_profile

log = logging.getLogger("replydraft.answering")

RETRY_S = 30


def answer_next(desk: ReplyDesk, conversations: Conversations, today: date) -> Review | None:
    """Draft for the one that has been due longest; None where nothing is due or its draft failed (tried again later).

    Raises StoreError where not even that can be kept.
    """
    waiting = conversations.take_due()
    if waiting is None:
        return None
    try:
        inquiry = Inquiry(
            id=f"cv_{waiting.conversation}-{waiting.through}",
            customer=waiting.text,
            as_of=today,
            history=waiting.history,
            profile=parse_profile(waiting.profile),
            unread=waiting.unread,
        )
        _, review = desk.submit(
            inquiry, customer_ref=waiting.customer_ref, branch=waiting.branch,
            answers=Answers(waiting.conversation, waiting.through),
        )  # fmt: skip
    except ReplydraftError as e:
        log.error("conversation cv_%s could not be drafted: %s", waiting.conversation, e.code)
        conversations.give_back(waiting, retry_after_s=RETRY_S)
        return None
    return review
