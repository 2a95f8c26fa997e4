"""Fakes of our ports that are small enough to be believed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from replydraft.domain.audit import GENESIS, AuditEvent, link
from replydraft.domain.draft import Brief, Proposal
from replydraft.domain.finding import (
    CheckResult,
    Family,
    Finding,
    Severity,
    finding_at,
    sha256_text,
    verdict_of,
)
from replydraft.domain.inquiry import CheckRequest
from replydraft.domain.passage import DocKind, SearchResult
from replydraft.errors import UpstreamError


class ScriptedDrafter:
    """Gives (or raises) `answers` in order; after the last one it repeats that. `briefs` are what it was given."""

    def __init__(self, *answers: str | Proposal | UpstreamError, name: str = "scripted") -> None:
        if not answers:
            raise ValueError("a drafter needs at least one answer")
        self.name = name
        self.briefs: list[Brief] = []
        self._answers = answers

    def write(self, brief: Brief) -> Proposal:
        answer = self._answers[min(len(self.briefs), len(self._answers) - 1)]
        self.briefs.append(brief)
        if isinstance(answer, UpstreamError):
            raise answer
        return answer if isinstance(answer, Proposal) else Proposal(answer, drafter=self.name)


class HashEmbedder:
    """Lexical vectors: characters and pairs of them, hashed and signed, of unit length. Stable between runs."""

    def __init__(self, dimensions: int = 64) -> None:
        self.id = f"lexical-hash:{dimensions}"
        self._dimensions = dimensions

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> list[float]:
        vector = [0.0] * self._dimensions
        for gram in (*text, *(text[n : n + 2] for n in range(len(text) - 1))):
            digest = hashlib.blake2b(gram.encode("utf-8", "surrogatepass"), digest_size=5).digest()
            vector[int.from_bytes(digest[:4], "big") % self._dimensions] += 1.0 if digest[4] & 1 else -1.0
        norm = math.sqrt(sum(x * x for x in vector))
        return [x / norm for x in vector] if norm else [1.0, *vector[1:]]


class FixedRetriever:
    """Finds the same thing every time. `queries` are what it was asked."""

    version = "fixed"

    def __init__(self, result: SearchResult | None = None) -> None:
        self._result = result or SearchResult((), nothing_good_enough=True)
        self.queries: list[str] = []

    def search(self, query: str, *, as_of: date, k: int = 5, kind: DocKind | None = None) -> SearchResult:
        del as_of
        self.queries.append(query)
        hits = tuple(h for h in self._result.hits if kind is None or h.passage.kind is kind)
        return SearchResult(hits[:k], self._result.nothing_good_enough)


class PhraseChecker:
    """Flags phrases, each with its family: `{"包过": Family.OVER_PROMISE}`. `requests` are what it was given."""

    version = "phrases"

    def __init__(self, phrases: Mapping[str, Family], *, severity: Severity = Severity.BLOCK) -> None:
        self._phrases, self._severity = phrases, severity
        self.requests: list[CheckRequest] = []

    def check(self, request: CheckRequest, *, rewriting: bool = True) -> CheckResult:  # noqa: ARG002 - it never rewrites
        self.requests.append(request)
        found = tuple(
            self._finding(phrase, family, start)
            for phrase, family in self._phrases.items()
            if (start := request.draft.find(phrase)) >= 0
        )
        return CheckResult(request.id, verdict_of(found), sha256_text(request.draft), found)

    def _finding(self, phrase: str, family: Family, start: int) -> Finding:
        rule = f"RD99{list(Family).index(family):02d}"
        end = start + len(phrase)
        return finding_at(
            (rule, f"phrase-{family.value.replace('_', '-')}", "1.0.0"),
            (start, end, phrase),
            family=family,
            severity=self._severity,
            message="用词不当",
            suggestion="请换一种说法",
        )


class ScriptedJudge:
    """Always adds `findings`, or raises `error`."""

    def __init__(self, *findings: Finding, error: UpstreamError | None = None) -> None:
        self._findings, self._error = findings, error

    def judge(self, request: CheckRequest, known: Sequence[Finding]) -> tuple[Finding, ...]:
        del request
        if self._error is not None:
            raise self._error
        seen = {f.id for f in known}
        return tuple(f for f in self._findings if f.id not in seen)


class MemoryTrail:
    """The hash chain in a list. Times count seconds from the first of January 2026."""

    def __init__(self) -> None:
        self._events: list[AuditEvent] = []

    def append(self, kind: str, subject: str, payload: dict[str, Any], *, actor: str = "system") -> AuditEvent:
        sequence = len(self._events) + 1
        at = f"2026-01-01T{sequence // 3600 % 24:02d}:{sequence // 60 % 60:02d}:{sequence % 60:02d}Z"
        previous = self._events[-1].hash if self._events else GENESIS
        event = link(sequence, at, actor, kind, subject, payload, previous)
        self._events.append(event)
        return event

    def events(self, after: int = 0) -> Iterable[AuditEvent]:
        return tuple(self._events[after:])
