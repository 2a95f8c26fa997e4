"""Shipped fakes of our ports, and a real OpenAI-compatible server on loopback that does what a script says."""

from replydraft.testing.fakes import (
    FixedRetriever,
    HashEmbedder,
    MemoryTrail,
    PhraseChecker,
    ScriptedDrafter,
    ScriptedJudge,
)
from replydraft.testing.model_behaviours import (
    RULE_BREAKING_REPLY,
    Behaviour,
    cut_stream,
    hang,
    length,
    non_json,
    ok,
    redirect,
    refusal,
    rejects_response_format,
    reply_breaking_rules,
    slow_stream,
    status,
    stream_error,
)
from replydraft.testing.model_server import RecordedRequest, ScriptedModelServer
from replydraft.testing.samples import sample_brief, sample_passage, sample_request

__all__ = [
    "RULE_BREAKING_REPLY",
    "Behaviour",
    "FixedRetriever",
    "HashEmbedder",
    "MemoryTrail",
    "PhraseChecker",
    "RecordedRequest",
    "ScriptedDrafter",
    "ScriptedJudge",
    "ScriptedModelServer",
    "cut_stream",
    "hang",
    "length",
    "non_json",
    "ok",
    "redirect",
    "refusal",
    "rejects_response_format",
    "reply_breaking_rules",
    "sample_brief",
    "sample_passage",
    "sample_request",
    "slow_stream",
    "status",
    "stream_error",
]
