"""What is measured on: messages of 200 characters, phrases for the bare matchers, hostile texts. The same in every run."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

from replydraft.compliance.check import Check
from replydraft.domain.inquiry import CheckRequest

SIZE, HOSTILE = 200, 100_000
"""Characters of a message, and of a hostile text."""
_SETS = Path(__file__).parents[1] / "evals" / "sets"


def messages(count: int) -> list[str]:
    """Replies of our own evaluation set strung together and cut to length; about a quarter of the replies is wrong."""
    chance = random.Random(4)
    replies = [json.loads(line) for line in (_SETS / "guard-replies.jsonl").read_text("utf-8").splitlines()]
    clean, wrong = ([r["draft"] for r in replies if bool(r["labels"]) is bad] for bad in (False, True))
    made = []
    for _ in range(count):
        text = ""
        with_wrong = chance.random() < 0.4
        while len(text) < SIZE:
            text += chance.choice(wrong if with_wrong and not text else clean)
        made.append(text[:SIZE])
    return made


def phrases(check: Check, day: date) -> list[str]:
    """What the rules find in their own examples, where it is a phrase of 2 to 12 characters."""
    found: set[str] = set()
    for item in check.rulebook.items:
        for example in item.must_flag:
            request = CheckRequest(id="phrase", draft=example.draft, as_of=day)
            found.update(f.text for f in check.check(request).findings if f.text and 2 <= len(f.text) <= 12)
    return sorted(found)


def hostile_texts() -> dict[str, str]:
    """Texts of 100,000 characters that a matcher could choke on."""
    shapes = {
        "one promise": "保证", "promises": "包过，", "nested quotes": "“‘「", "quoted": "“包过”", "digits": "1", "numbers": "13800138000 ",
        "Chinese digits": "一二三四", "rates": "月息2%，", "one sentence": "我们这边的银行老师说您的征信可以", "zero width": "保\u200b证\u200b",
        "spaced": "包 过 ", "line breaks": "保\n证\n", "pinyin": "baoguo ", "negations": "不", "questions": "能过吗？", "entities": "&#65;",
        "open JSON": '{"a":', "addresses": "北京市朝阳区", "mixed": "保证“包过”1 3\u200b8{不能\n",
    }  # fmt: skip
    made = {name: (unit * (HOSTILE // len(unit) + 1))[:HOSTILE] for name, unit in shapes.items()}
    made["JSON"] = json.dumps({"reply": made["one promise"]}, ensure_ascii=False)
    made["escaped JSON"] = json.dumps({"reply": "保证" * (HOSTILE // 12)})
    return made
