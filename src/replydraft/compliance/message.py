"""One request ready to match: every text of it folded once, and remembered as it is looked through."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from replydraft.compliance.agreeing import ConsentNeed, Unmet, unmet
from replydraft.compliance.patterns import Pattern
from replydraft.compliance.runs import Read
from replydraft.compliance.stretches import Stretches
from replydraft.domain.consent import moment_for
from replydraft.domain.inquiry import CheckRequest
from replydraft.text.clauses import Structure, structure
from replydraft.text.folding import Folded, fold
from replydraft.text.lazy import lazy

CONTEXT = 1500
"""Of what was said before, so much of each end is looked at: it gives a reply its meaning, it is not judged itself."""
BAR = "|"
SAID = 300
"""Of the talk before a short answer, so many characters of the earlier turns and of the customer's message are read."""
_CONFIRMS = lazy(r"\s*(?:对(?:的|呀)?|是的?|嗯+|没错|是这样|您记得没错|正是|ok)\s*[,，。!~]?\s*$")


def _ends(text: str) -> str:
    return text if len(text) <= 2 * CONTEXT else f"{text[:CONTEXT]}\n{text[-CONTEXT:]}"


@dataclass(frozen=True)
class Message:
    """One request ready to match: everything folded once, context only when a rule asks for it."""

    request: CheckRequest
    folded: Folded
    readings: Read = field(default_factory=Read)
    """What was read of the text so far, for `support` and `classifier`."""

    @property
    def text(self) -> str:
        return self.folded.text

    @cached_property
    def structure(self) -> Structure:
        return structure(self.folded.text)

    @cached_property
    def customer(self) -> str:
        """The customer's last message, folded; empty where there is none."""
        said = self.request.customer
        if said is None:
            said = next((t.text for t in reversed(self.request.history or ()) if t.role == "customer"), "")
        return fold(_ends(said)).text if said else ""

    @cached_property
    def earlier(self) -> tuple[str, ...]:
        """Every earlier turn, folded."""
        return tuple(fold(_ends(t.text)).text for t in self.request.history or ())

    @cached_property
    def said(self) -> str:
        """What was said before this reply, folded, in three parts with a bar between: the end of what the advisor said earlier, of all
        earlier turns, of the customer's message; empty where nobody said anything."""
        turns, earlier = self.request.history or (), self.earlier
        if self.request.customer is None:
            last = max((n for n, turn in enumerate(turns) if turn.role == "customer"), default=len(turns))
            earlier = earlier[:last]
        if not earlier and not self.customer:
            return ""
        ours = (text for turn, text in zip(turns, earlier, strict=False) if turn.role == "advisor")
        parts = (" ".join(ours), " ".join(earlier), self.customer)
        return BAR.join(part[-SAID:].replace(BAR, " ") for part in parts)

    @cached_property
    def told(self) -> tuple[tuple[int, Stretches], ...]:
        """What the advisor said earlier, and what the customer said that the advisor then confirmed in a word, folded;
        each with the number of its turn, from 1."""
        turns, said = self.request.history or (), self.earlier
        return tuple(
            (n + 1, turn)
            for n, (t, turn) in enumerate(zip(turns, self.before, strict=True))
            if t.role == "advisor"
            or (n + 1 < len(turns) and turns[n + 1].role == "advisor" and _CONFIRMS.match(said[n + 1]))
        )

    @cached_property
    def stretches(self) -> Stretches:
        """The text as patterns are looked for in it."""
        return Stretches(self.folded.text)

    @cached_property
    def asked(self) -> Stretches:
        """The customer's last message, the same way."""
        return Stretches(self.customer)

    @cached_property
    def before(self) -> tuple[Stretches, ...]:
        """Every earlier turn, the same way."""
        return tuple(map(Stretches, self.earlier))

    def has(self, pattern: Pattern, start: int, end: int) -> bool:
        """Whether a pattern matches in a stretch; looked for once."""
        return self.stretches.has(pattern, start, end)

    def unmet(self, need: ConsentNeed, start: int, end: int) -> Unmet | None:
        """What of a span no consent in force covers; None where all of it is covered, or nobody knows."""
        r = self.request
        if r.ledger is None:
            return None
        near, around = (self.text[slice(*self.scope(kind, start, end))] for kind in ("clause", "sentence"))
        return unmet(need, r.ledger, moment_for(r.ledger, r.send_at, r.as_of), near, around)

    def agreed(self, need: ConsentNeed) -> bool:
        """Whether consents in force cover what the whole text does."""
        return self.unmet(need, 0, len(self.text)) is None

    def scope(self, kind: str, start: int, end: int) -> tuple[int, int]:
        """The stretch around a span in which `with`, `without` and `unless` look."""
        if kind == "text":
            return 0, len(self.text)
        if kind == "sentence":
            return self.structure.sentence_at(start)[0], self.structure.sentence_at(max(start, end - 1))[1]
        clause, last = self.structure.clause_at(start), self.structure.clause_at(max(start, end - 1))
        return clause.start, max(clause.end, last.end)
