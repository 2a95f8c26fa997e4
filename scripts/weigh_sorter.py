"""Write `src/replydraft/drafting/data/sorter.npz`, as `replydraft.drafting.sorter` reads it: a small transformer, trained further on messages (PyTorch).

    /tmp/weigh/bin/python scripts/weigh_sorter.py [--held]

The environment is that of `weigh.py`. It learns from `evals/training/messages*.jsonl` and what tests hold. A few minutes
on two cores. `--held` learns from four of five parts and says what it makes of the fifth, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from weigh_base import Base, read_base
from weigh_layers import DROPPED, Layers, Learning, arrays

from replydraft.domain.draft import Intent, Tier
from replydraft.domain.inquiry import Turn
from replydraft.drafting.cues_case import CASES
from replydraft.drafting.sorter import MESSAGE, MESSAGE_PART, NONE, PARTS, TABLE, TALK, pieces_of
from replydraft.drafting.triage import RISKS as KNOWN_RISKS
from replydraft.drafting.triage import plain
from replydraft.text.pieces import Pieces
from replydraft.text.transformer import MARKS, PADDING, UNKNOWN

ROOT = Path(__file__).parent.parent
MESSAGES, TYPICAL = (ROOT / f"evals/training/{name}.jsonl" for name in ("messages", "messages-typical"))
KNOWN = ROOT / "guardrails/encoder.npz"
"""Its pieces are those of all our texts."""
PLACES, ROUNDS, BATCH = TALK + MESSAGE + 3, 10, 32
RISKS = [NONE, *dict.fromkeys(r.name for r in KNOWN_RISKS)]
INTENTS, TIERS = [*Intent], [*Tier]
UNSAID = -100
TESTS = ROOT / "tests/unit/drafting"


@dataclass(frozen=True)
class Message:
    """A message with what is right of it: none, or None, where that is not said."""

    text: str
    history: tuple[Turn, ...] = ()
    intents: tuple[Intent, ...] = ()
    tier: Tier | None = None
    risk: str | None = None


def messages(path: Path) -> list[Message]:
    """Those of a file; of some only the intent is said."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        r = json.loads(line)
        turns = tuple(Turn(t["role"], t["text"]) for t in r.get("history", ()))
        intents = tuple(Intent(i) for i in r["intents"])
        tier, risk = (Tier(r["tier"]), r.get("risk") or NONE) if "tier" in r else (None, None)
        found.append(Message(plain(r["customer"]), turns, intents, tier, risk))
    return found


def from_tests() -> list[Message]:
    """Messages that our tests hold against relapse: they measure nothing any more."""
    dying, cases, others = (
        json.loads((TESTS / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("talk_of_dying", "everyday_questions", "messages")
    )
    intent = {case.name: case.intent for case in CASES}
    grave = {
        "self_harm": "self_harm",
        "violence": "violence",
        "leak": "data_leaked_by_us",
        "misdirected": "money_misdirected",
    }
    found = [Message(t, tier=Tier.URGENT, risk="self_harm") for t in (*dying["wants_to_die"], *dying["said_sideways"])]
    found += [Message(t, tier=Tier.ROUTINE, risk=NONE) for t in (*dying["figures_of_speech"], *others["routine"])]
    found += [Message(t, (), (intent[n],), Tier.ROUTINE, NONE) for n, rows in cases.items() for t in rows["is"]]
    found += [Message(t, tier=Tier.URGENT, risk=risk) for name, risk in grave.items() for t in others[name]]
    found += [Message(t, tier=Tier.URGENT) for t in (*others["fraud"], *others["ours"])]
    found += [Message(t, tier=Tier.SENIOR) for t in others["senior"]]
    found += [Message(t, (), tuple(map(Intent, right))) for t, right in others["intents"]]
    return [replace(m, text=plain(m.text)) for m in found]


class _Net(Layers):
    def __init__(self, base: Base, numbers: Sequence[int]) -> None:
        super().__init__(base, numbers, places=PLACES, parts=PARTS)
        self.last = nn.Linear(3 * base.width, len(INTENTS) + len(TIERS) + len(RISKS))
        self.last.weight.data *= 0.3
        nn.init.zeros_(self.last.bias)

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor, parts: torch.Tensor) -> torch.Tensor:
        x = self.read(numbers, mask, parts)
        ours = ((parts == MESSAGE_PART) & mask)[..., None]
        mean = (x * ours).sum(1) / ours.sum(1)
        both = torch.cat([x[:, 0], mean, x.masked_fill(~ours, -1e4).amax(1)], 1)
        return cast(torch.Tensor, self.last(functional.dropout(both, DROPPED, self.training)))


Two = tuple[list[int], list[int]]


def _batch(texts: Sequence[Two]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(pieces) for pieces, _ in texts)
    numbers, parts = torch.full((len(texts), longest), PADDING), torch.zeros(len(texts), longest, dtype=torch.long)
    for n, (pieces, of) in enumerate(texts):
        numbers[n, : len(pieces)], parts[n, : len(of)] = torch.tensor(pieces), torch.tensor(of)
    return numbers, numbers != PADDING, parts


def _loss(out: torch.Tensor, some: Sequence[Message]) -> torch.Tensor:
    a, b = len(INTENTS), len(INTENTS) + len(TIERS)
    wanted = torch.tensor([[float(i in m.intents) for i in INTENTS] for m in some])
    each = functional.binary_cross_entropy_with_logits(out[:, :a], wanted, reduction="none").sum(1)
    firsts = torch.tensor([INTENTS.index(m.intents[0]) if m.intents else UNSAID for m in some])
    tiers = torch.tensor([TIERS.index(m.tier) if m.tier else UNSAID for m in some])
    risks = torch.tensor([RISKS.index(m.risk) if m.risk is not None else UNSAID for m in some])
    loss = each * (firsts != UNSAID)
    for odds, right in ((out[:, :a], firsts), (out[:, a:b], tiers), (out[:, b:], risks)):
        loss = loss + functional.cross_entropy(odds, right, reduction="none", ignore_index=UNSAID)
    return loss.mean()


@dataclass
class Learned:
    """The net, and the pieces that it knows."""

    base: Base
    kept: list[int]
    net: _Net
    pieces: Pieces

    def out(self, texts: Sequence[Message]) -> np.ndarray:
        self.net.eval()
        with torch.no_grad():
            rows = [
                self.net(
                    *_batch([pieces_of(self.pieces.of, m.text, m.history) for m in texts[at : at + BATCH]])
                ).numpy()
                for at in range(0, len(texts), BATCH)
            ]
        return np.concatenate(rows)

    def write(self, to: Path) -> None:
        pieces = [*(f"<{n}>" for n in range(MARKS)), *(self.base.pieces[n] for n in self.kept)]
        odds = [*[0.0] * MARKS, *self.base.odds[self.kept]]
        told = {"intents": INTENTS, "risks": RISKS}
        to.parent.mkdir(exist_ok=True)
        np.savez_compressed(to, **arrays(self.base, self.net, pieces, odds, ["last"], **told))


def _pieces(base: Base, texts: Sequence[Message]) -> tuple[list[int], Pieces]:
    """Those of all our texts, and of the messages."""
    every = Pieces(base.pieces, base.odds.tolist(), marks=0, unknown=base.marks[UNKNOWN])
    count = Counter(n for m in texts for said in (m.text, *(t.text for t in m.history)) for n in every.of(said))
    with np.load(KNOWN, allow_pickle=False) as held:
        names = bytes(held["pieces"]).decode().split("\n")[MARKS:]
    number = {piece: n for n, piece in enumerate(base.pieces)}
    kept = [number[name] for name in names]
    kept += [n for n, _ in count.most_common() if n not in {*base.marks, *kept} and "\n" not in base.pieces[n]]
    known, odds = [base.pieces[n] for n in kept], base.odds[kept].tolist()
    return kept, Pieces([*[""] * MARKS, *known], [*[0.0] * MARKS, *odds], marks=MARKS, unknown=UNKNOWN)


def trained(texts: Sequence[Message], rounds: int = ROUNDS) -> Learned:
    """Learned of messages."""
    torch.manual_seed(0)
    base = read_base()
    kept, pieces = _pieces(base, texts)
    net = _Net(base, [*base.marks, *kept])
    read = [pieces_of(pieces.of, m.text, m.history) for m in texts]
    chance = random.Random(0)  # noqa: S311 - no secret, the same every time
    steps: list[list[int]] = []
    for _ in range(rounds):
        order = list(range(len(texts)))
        chance.shuffle(order)
        for at in range(0, len(order), 10 * BATCH):
            some = sorted(order[at : at + 10 * BATCH], key=lambda n: len(read[n][0]))
            steps += [some[n : n + BATCH] for n in range(0, len(some), BATCH)]
    learning = Learning(net, ["last"], len(steps))
    net.train()
    for at, some in enumerate(steps):
        loss = _loss(net(*_batch([read[n] for n in some])), [texts[n] for n in some])
        learning.step(at, loss)
        if at % 50 == 0:
            sys.stderr.write(f"sorter: {at} of {len(steps)} steps, loss {loss.item():.3f}\n")
    return Learned(base, kept, net, pieces)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--held", action="store_true")
    texts, typical = messages(MESSAGES), [*messages(TYPICAL), *from_tests()]
    if ask.parse_args().held:
        _held(texts, typical)
    else:
        trained([*texts, *typical]).write(TABLE)


def _held(texts: Sequence[Message], typical: Sequence[Message]) -> None:
    fifth = [n for n in range(len(texts)) if n % 5 == 2]
    out = trained([*(m for n, m in enumerate(texts) if n not in set(fifth)), *typical]).out([texts[n] for n in fifth])
    a, b = len(INTENTS), len(INTENTS) + len(TIERS)
    first = np.mean([INTENTS[row[:a].argmax()] in texts[n].intents for n, row in zip(fifth, out, strict=True)])
    tier = np.mean([TIERS[row[a:b].argmax()] is texts[n].tier for n, row in zip(fifth, out, strict=True)])
    risk = np.mean([RISKS[row[b:].argmax()] == texts[n].risk for n, row in zip(fifth, out, strict=True)])
    sys.stdout.write(f"of {len(fifth)}: intent {first:.3f}, tier {tier:.3f}, risk {risk:.3f}\n")


if __name__ == "__main__":
    main()
