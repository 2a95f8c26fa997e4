"""A review as an answer: the customer's identifiers masked, unless somebody asked to see them; its ETag in the header."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from replydraft.compliance.showing import masked_draft, masked_inquiry
from replydraft.domain.review import Review
from replydraft.wire.outputs import review_json


def shown(response: Response, review: Review, *, masked: bool = True) -> dict[str, Any]:
    """The whole review, the reply always exact."""
    response.headers["ETag"] = review.etag
    whole = review_json(review) | {"masked": masked}
    if masked:
        whole |= {"inquiry": masked_inquiry(review.inquiry), "draft": masked_draft(review.draft)}
    return whole
