"""What no reply may carry, whoever wrote it: our own instructions, links and accounts nobody vouches for, hidden content.

A model's answer is data: one that obeys a stranger is stopped here, whatever the stranger's words were.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from replydraft.compliance.citing import Cites
from replydraft.compliance.digits import numerals, view
from replydraft.compliance.handles import find_handles
from replydraft.domain.finding import Family, Finding, Severity, finding_at
from replydraft.domain.inquiry import CheckRequest
from replydraft.text.folding import Folded
from replydraft.text.lazy import lazy

_VERSION = "1.0.0"
PIECE = 16
"""So many letters or characters of our instructions in a row are no coincidence."""
_NOISE = lazy(r"[\W_]+")
_ENCODED = lazy(r"[A-Za-z0-9+/]{16,}={0,2}")
_LINK = lazy(
    r"(?:https?|ftp)://[^\s\u4e00-\u9fff，。；！？）)\]】>\"']+"
    r"|(?<![A-Za-z0-9@.\-])(?:[A-Za-z0-9\-]{1,63}\.)+(?:com|cn|net|org|gov|edu|top|xyz|vip|cc|info|app|shop|site|online|club|icu|io|me|co|hk|tw|test|example|link|pro|ltd)(?![A-Za-z0-9\-@])(?:/[^\s\u4e00-\u9fff，。；！？）)\]】>\"']*)?",
    re.I,
)
_HOST = lazy(r"^(?:[a-z]+://)?(?:[^/@]*@)?([^/:?#]+)", re.I)
_SECRETS = lazy(r"(?:输入?|填写?|录入|提供|报|发)[^。；;]{0,12}(?:验证码|密码|卡号|身份证号|CVV|安全码)", re.I)
_HIDDEN = lazy(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|[\u202a-\u202e\u2066-\u2069]|(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
    r"|<!--.*?(?:-->|$)|</?(?!(?:br|b|i|u|p|em|strong|li|ul|ol|hr|h[1-6])\s*/?>)[a-z][a-z0-9\-]*(?:\s[^<>]{0,200})?/?>|^\s*[=+@][A-Z]{3,}\(|!?\[[^\]\n]{0,60}\]\([a-z]+:[^)\s]+\)"
    r"|(?<![A-Za-z])[a-z_]{3,30}\((?:\s*[a-z_]{1,20}\s*=\s*[^()]{1,80},?)+\)",
    re.I | re.M | re.S,
)  # fmt: skip

_MAY_HIDE = lazy("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f<=+@\\[(]")
"""Nothing hidden is without one of these."""


@dataclass(frozen=True, slots=True)
class OutgoingRule:
    """How one of these is reported."""

    id: str
    name: str
    family: Family
    message: str
    suggestion: str


PROMPT = OutgoingRule(
    "RD0910", "own-instructions-shown", Family.INJECTION, "回复里露出了系统内部的指令原文，不能发给客户。",
    "抱歉，内部资料不便提供。关于贷款办理，我可以帮您说明材料和流程。",
)  # fmt: skip
LINK = OutgoingRule(
    "RD0911", "link-nobody-vouches-for", Family.UNGROUNDED,
    "这个链接或账号不在知识库和本机构资料里，也可能是别人塞进来的钓鱼入口，不能发给客户。",
    "请您在贷款机构的官方App或网点办理，不要点别人发来的链接。",
)  # fmt: skip
SECRETS = OutgoingRule(
    "RD0912", "secrets-into-a-link", Family.PRIVACY_LEAK, "让客户在链接里输入密码、验证码、卡号一类信息，不论哪家的链接都不行。",
    "密码、验证码、卡号请只在贷款机构官方App里由您本人输入，任何人发来的链接都不要填。",
)  # fmt: skip
HIDDEN = OutgoingRule(
    "RD0914", "hidden-content", Family.INJECTION, "回复里夹带了看不见的字符、网页代码、公式或程序调用，不是给客户看的话。",
    "请删去这部分，只保留写给客户的文字。",
)  # fmt: skip


def find_outgoing(request: CheckRequest, folded: Folded, rulebook: Cites) -> list[Finding]:
    """Hidden content; where evidence was given, links that ask for secrets, and links and accounts that it does not hold.

    Without evidence (a text checked alone) nobody can say whose a link is: a bank's own FAQ asks for card numbers at its address.
    """
    del folded
    text = request.draft
    found = []
    if _MAY_HIDE.search(text):
        found += [_finding(HIDDEN, text, *m.span(), rulebook) for m in _HIDDEN.finditer(text)]
    if request.evidence is None:
        return found
    links = [m.span() for m in _LINK.finditer(text)]
    if links and _SECRETS.search(text):
        found.append(_finding(SECRETS, text, *links[0], rulebook))
    told = [*request.evidence.passages, *request.evidence.events]
    told += [t.text for t in request.history or () if t.role == "advisor"]
    vouched = "\n".join(told).lower()
    for start, end in links:
        host = _HOST.match(text[start:end])
        if host is None or host[1].lower().removeprefix("www.") not in vouched:
            found.append(_finding(LINK, text, start, end, rulebook))
    seen = view(text)
    for _, kind, start, end in find_handles(seen.text, numerals(seen.text), published_too=True):
        a, b = seen.span(start, end)
        if kind != "email" and text[a:b].lower() not in vouched:
            found.append(_finding(LINK, text, a, b, rulebook))
    return found


def keeps_to_itself(texts: Iterable[str]) -> Callable[[CheckRequest, Folded], list[Finding]]:
    """A detector of pieces of our own instructions (`texts`), plain, spaced out, backwards or in base64."""
    known = frozenset(bare[i : i + PIECE] for bare in map(_bare, texts) for i in range(len(bare) - PIECE + 1))

    def detect(request: CheckRequest, folded: Folded) -> list[Finding]:
        readings: Sequence[str] = (request.draft, folded.text, request.draft[::-1], *_decoded(request.draft))
        if not any(_shows(known, _bare(reading)) for reading in readings):
            return []
        return [_finding(PROMPT, request.draft, 0, len(request.draft), None)]

    return detect


def _shows(known: frozenset[str], bare: str) -> bool:
    return any(bare[i : i + PIECE] in known for i in range(len(bare) - PIECE + 1))


def _bare(text: str) -> str:
    return _NOISE.sub("", text).lower()


def _decoded(text: str) -> Iterator[str]:
    for m in _ENCODED.finditer(text):
        try:
            yield base64.b64decode(m[0] + "=" * (-len(m[0]) % 4)).decode("utf-8", "ignore")
        except (binascii.Error, ValueError):
            continue


def _finding(rule: OutgoingRule, text: str, start: int, end: int, rulebook: Cites | None) -> Finding:
    return finding_at(
        (rule.id, rule.name, _VERSION),
        (start, end, text[start:end]),
        family=rule.family,
        severity=Severity.BLOCK,
        message=rule.message,
        suggestion=rule.suggestion,
        citations=rulebook.cite(("PI51",)) if rulebook is not None else (),
        source="grounding" if rule is LINK else "rule",
    )
