"""The body of a document, split at its `## ` headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

PARTS = ("共情", "正文", "提醒", "下一步")
"""Headings of a script that a reply is composed from, in their order; each list item is one alternative wording."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading's text. `items` are its list items where it is a list, else the whole text."""

    heading: str
    text: str
    items: tuple[str, ...]
    line: int


_ESCAPED = re.compile(r"\\+#")
_ITEM = re.compile(r"^[-*] +", re.M)


def split_sections(body: str, first_line: int) -> tuple[str, tuple[Section, ...]]:
    """(title of a leading `# ` line or "", sections that are not empty). A line `\\#…` is text that begins with #."""
    title = ""
    sections: list[Section] = []
    heading, start, gathered = "", first_line, list[str]()

    def close() -> None:
        text = "\n".join(gathered).strip()
        if text:
            sections.append(_section(heading, text, start))

    for n, line in enumerate(body.split("\n"), start=first_line):
        if line.startswith("## "):
            close()
            heading, start, gathered = line[3:].strip(), n, []
        elif line.startswith("# ") and not title and not sections and not any(gathered):
            title = line[2:].strip()
        else:
            gathered.append(line[1:] if _ESCAPED.match(line) else line)
    close()
    return title, tuple(sections)


def _section(heading: str, text: str, line: int) -> Section:
    if heading not in PARTS or not _ITEM.match(text):
        return Section(heading, text, (text,), line)
    items = tuple("".join(line.strip() for line in item.split("\n")) for item in _ITEM.split(text) if item.strip())
    return Section(heading, "\n".join(items), items, line)
