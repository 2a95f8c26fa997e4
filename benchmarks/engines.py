"""Each engine in a process of its own: `python -m benchmarks.engines NAME` reads texts and phrases, writes its figures.

Imports nothing of ours except for the engines that are ours: the peers live in another environment.
"""

from __future__ import annotations

import json
import platform
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

IDENTIFIERS = {
    "MOBILE": r"(?<!\d)1[3-9]\d{9}(?!\d)",
    "ID_CARD": r"(?<!\d)\d{17}[\dXx](?!\d)",
    "BANK_CARD": r"(?<!\d)[3-6]\d{15,18}(?!\d)",
    "EMAIL": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
}
"""What the peers are given besides the phrases."""
Look = Callable[[str], object]


def full_check(_: list[str]) -> Look:
    """The whole check of the shipped rules."""
    from datetime import date

    from replydraft.compliance.check import Check
    from replydraft.compliance.rulebook import load_rulebook
    from replydraft.domain.inquiry import CheckRequest

    check = Check(load_rulebook(Path(__file__).parents[1] / "guardrails"))
    day = date(2026, 11, 28)
    return lambda text: check.check(CheckRequest(id="bench", draft=text, as_of=day)).findings


def alternation(phrases: list[str]) -> Look:
    """One expression of `re` over all phrases and identifiers."""
    return re.compile(
        "|".join([*map(re.escape, sorted(phrases, key=len, reverse=True)), *IDENTIFIERS.values()])
    ).findall


def aho_corasick(phrases: list[str]) -> Look:
    import ahocorasick  # type: ignore[import-not-found,unused-ignore]

    automaton = ahocorasick.Automaton()
    for phrase in phrases:
        automaton.add_word(phrase, phrase)
    automaton.make_automaton()
    return lambda text: list(automaton.iter(text))


def hyperscan(phrases: list[str]) -> Look:
    import hyperscan as hs  # type: ignore[import-not-found,unused-ignore]

    wanted = [
        p.encode() for p in (*map(re.escape, phrases), *(re.sub(r"\(\?<?!\\d\)", "", p) for p in IDENTIFIERS.values()))
    ]
    database = hs.Database(mode=hs.HS_MODE_BLOCK)
    flags = hs.HS_FLAG_UTF8 | hs.HS_FLAG_SINGLEMATCH
    database.compile(
        expressions=wanted, ids=list(range(len(wanted))), elements=len(wanted), flags=[flags] * len(wanted)
    )

    def look(text: str) -> object:
        found: list[int] = []
        database.scan(text.encode(), match_event_handler=lambda n, *_: found.append(n))
        return found

    return look


EQUIVALENT = IDENTIFIERS | {
    "ID_15": r"(?<!\d)\d{15}(?!\d)",
    "LANDLINE": r"(?<!\d)0\d{2,3}[- ]?[2-8]\d{6,7}(?!\d)",
    "PASSPORT": r"(?:护照|passport)\D{0,10}[EGDSPHMK]\d{8}",
    "PERMIT": r"(?:通行证|回乡证|台胞证|居住证|驾驶证)\D{0,10}[A-Z]{0,3}\d{7,12}",
    "PLATE": r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ ·-]?[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5,6}",
    "WECHAT": r"(?:微信|薇信|威信|[vV]信|VX|vx|wx)[号:： ]{0,3}[A-Za-z][\w-]{5,19}",
    "QQ": r"(?:QQ|qq|扣扣|企鹅)[号:： ]{0,3}[1-9]\d{4,10}",
    "SECRET": r"(?:密码|验证码|口令|CVV|安全码)[是为:： ]{0,3}[A-Za-z0-9]{3,20}",
    "ADDRESS": r"[\u4e00-\u9fa5]{2,12}(?:路|街|巷|弄|小区|花园|苑)\d{1,4}(?:号|幢|栋)\d{0,4}(?:室|单元)?",
    "GPS": r"(?:经度|纬度|坐标|定位)\D{0,8}\d{1,3}\.\d{4,}",
    "CREDIT_CODE": r"(?<![A-Za-z0-9])[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![A-Za-z0-9])",
}
"""One plain expression a kind of identifier: without disguises, checks and context, which ours has besides."""


def our_identifiers(_: list[str]) -> Look:
    """Detection of identifiers alone, every kind, in every disguise."""
    from replydraft.compliance.identifiers import find_identifiers

    return find_identifiers


def presidio_identifiers(_: list[str]) -> Look:
    """The analyzer with one recognizer a kind of identifier, and no language model."""
    return _presidio(EQUIVALENT)


def presidio(phrases: list[str]) -> Look:
    """The same with the phrases, and the four commonest kinds."""
    return _presidio(IDENTIFIERS | {"PHRASE": "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))})


def _presidio(wanted: dict[str, str]) -> Look:
    from presidio_analyzer import (  # type: ignore[import-not-found,unused-ignore]
        AnalyzerEngine,
        Pattern,
        PatternRecognizer,
        RecognizerRegistry,
    )
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine  # type: ignore[import-not-found,unused-ignore]

    class NoModel(NlpEngine):  # type: ignore[misc,unused-ignore]
        def process_text(self, text: str, language: str) -> Any:
            return NlpArtifacts([], [], [], [], self, language)

        def process_batch(self, texts: Any, language: str, **_: Any) -> Any:
            return ((text, self.process_text(text, language)) for text in texts)

        def load(self) -> None: ...
        def is_loaded(self) -> bool:
            return True

        def is_stopword(self, word: str, language: str) -> bool:
            return False

        def is_punct(self, word: str, language: str) -> bool:
            return False

        def get_supported_entities(self) -> list[str]:
            return []

        def get_supported_languages(self) -> list[str]:
            return ["zh"]

    recognizers = [
        PatternRecognizer(name, patterns=[Pattern(name, source, 0.8)], supported_language="zh")
        for name, source in wanted.items()
    ]
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["zh"])
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=NoModel(), supported_languages=["zh"])
    return lambda text: analyzer.analyze(text, language="zh")


def guardrails(phrases: list[str]) -> Look:
    """A `Guard` of two validators that wrap the same expressions, run in the calling thread, telemetry off."""
    from replydraft.guardrails_ai import OverPromise  # noqa: F401, I001  # turns telemetry off before any Guard is made
    from guardrails import Guard
    from guardrails.validator_base import Validator, register_validator
    from guardrails_ai.types import FailResult, PassResult  # type: ignore[import-untyped]

    def validator(name: str, source: str) -> Any:
        found = re.compile(source)

        class Wrapped(Validator):  # type: ignore[misc,unused-ignore]
            def _validate(self, value: Any, metadata: dict[str, Any]) -> Any:
                return FailResult(error_message=name) if found.search(value) else PassResult()

        return register_validator(name=f"bench/{name}", data_type="string")(Wrapped)(on_fail="noop")

    both = (
        validator("phrases", "|".join(map(re.escape, phrases))),
        validator("identifiers", "|".join(IDENTIFIERS.values())),
    )
    guard = Guard().use(*both)
    return lambda text: not guard.validate(text).validation_passed


ENGINES: dict[str, Callable[[list[str]], Look]] = {
    e.__name__: e
    for e in (
        full_check,
        alternation,
        aho_corasick,
        hyperscan,
        presidio,
        guardrails,
        our_identifiers,
        presidio_identifiers,
    )
}


def measure(look: Look, texts: list[str], rounds: int) -> dict[str, float]:
    """Messages a second over whole rounds (the best one), how many texts something was found in, and p50 and p99 of single messages, each at its best of all rounds."""
    for text in texts:
        look(text)
    best, fastest = [float("inf")] * len(texts), float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        for n, text in enumerate(texts):
            at = time.perf_counter()
            look(text)
            best[n] = min(best[n], time.perf_counter() - at)
        fastest = min(fastest, time.perf_counter() - began)
    best.sort()
    return {
        "a_second": len(texts) / fastest,
        "p50_us": best[len(best) // 2] * 1e6,
        "p99_us": best[int(len(best) * 0.99)] * 1e6,
        "found": sum(bool(look(text)) for text in texts),
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    """Of this process alone (what `getrusage` says of a child on Linux begins with its parent's)."""
    if platform.system() == "Linux":
        status = Path("/proc/self/status").read_text("ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)


def main() -> None:
    given = json.load(sys.stdin)
    began = time.perf_counter()
    look = ENGINES[sys.argv[1]](given["phrases"])
    ready = time.perf_counter() - began
    json.dump({"setup_s": ready, **measure(look, given["texts"], given["rounds"])}, sys.stdout)


if __name__ == "__main__":
    main()
