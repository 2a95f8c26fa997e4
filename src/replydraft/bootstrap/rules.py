"""The rules of the settings, as they were read once."""

from __future__ import annotations

from replydraft.compliance.rule_cache import cached_rulebook
from replydraft.compliance.rulebook import RuleBook
from replydraft.settings import Settings


def rules_of(settings: Settings, *, at_hand: bool = False) -> RuleBook:
    """For checking and for facts: without the rules' examples. Raises ContentError.

    `at_hand`: learned tables are read now, not when a text first needs them, so that what runs for long keeps to the
    folder as it was.
    """
    book = cached_rulebook(settings.rules, settings.cache, settings.overlays)
    if at_hand:
        for part in (book.support, book.classifier, book.talk):
            if part is not None:
                _ = part.weights
    return book
