"""A program of somebody who uses our rules in their own guard, as docs/guardrails-ai.md shows: run as a process of its own."""

import sys

from guardrails import Guard

theirs = Guard()  # before we are imported: telemetry is on

from replydraft.guardrails_ai import (  # noqa: E402
    OverPromise,
    PrivacyLeak,
    RiskDisclosure,
    StreamStopped,
    checked_sentences,
)

guard = Guard().use(OverPromise(on_fail="noop"), RiskDisclosure(on_fail="noop"), PrivacyLeak(on_fail="noop"))
assert guard.validate("您放心，这笔保证能批。", metadata={"customer": "能批吗？"}).validation_passed is False
assert theirs.use(OverPromise(on_fail="noop")).validate("您放心，这笔保证能批。").validation_passed is False
try:
    list(checked_sentences(["您好。", "您放心，这笔保证能批。"], metadata={"customer": "能批吗？"}))
except StreamStopped as stopped:
    sys.stdout.write(f"StreamStopped {stopped.rules}\n")
