"""Checkpoints sent to an address (`httpx`): an anchor on a machine that is not ours.

Nothing here may hold up or undo the file: failures are logged, and what was taken is remembered beside the file.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from pathlib import Path
from typing import Any

from replydraft.adapters.checkpoint_file import CheckpointFile
from replydraft.adapters.checkpoint_keys import write_atomic
from replydraft.domain.checkpoint import Checkpoint, body_sha256, checkpoint_line
from replydraft.errors import StoreError

log = logging.getLogger("replydraft.checkpoints")

for _name in ("httpcore", "httpx"):
    # They log whole addresses, and what is secret in them.
    logging.getLogger(_name).setLevel(logging.WARNING)

_EACH_S, _ALL_S, _MOST = 5.0, 30.0, 100


def post_pending(file: CheckpointFile, url: str) -> int:
    """See `checkpoints.Anchoring.post`."""
    state = file.path.with_name(f"{file.path.name}.posted")
    posted = _posted(state, url)
    try:
        last = file.last()
        if last is None or last.last <= posted:
            return 0
        pending = [c for c in file.read() if c.last > posted][:_MOST]
    except StoreError as e:
        log.warning("checkpoints not posted: %s", e)
        return 0
    taken: list[int] = []
    work = threading.Thread(
        target=lambda: asyncio.run(_send(url, pending, taken)), name="replydraft-checkpoints", daemon=True
    )
    work.start()
    work.join(_ALL_S + 1)
    done = len(taken)
    if done:
        try:
            write_atomic(state, json.dumps({"url": url, "last": taken[done - 1]}).encode())
        except OSError as e:
            log.warning("checkpoints posted, but not remembered (%s): %s", e.strerror, state)
    return done


def _posted(state: Path, url: str) -> int:
    """The last record that `url` has a checkpoint of; 0 where that is not known: taking one twice does no harm."""
    try:
        read: Any = json.loads(state.read_text(encoding="utf-8"))
        return int(read["last"]) if read["url"] == url else 0
    except (OSError, ValueError, TypeError, KeyError):
        return 0


async def _send(url: str, pending: list[Checkpoint], taken: list[int]) -> None:
    import httpx

    try:
        async with (
            asyncio.timeout(_ALL_S),
            httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=_EACH_S) as client,
        ):
            for c in pending:
                headers = {"content-type": "application/json", "idempotency-key": body_sha256(c)}
                async with (
                    asyncio.timeout(_EACH_S),
                    client.stream("POST", url, content=checkpoint_line(c).encode(), headers=headers) as answer,
                ):
                    if not answer.is_success:
                        log.warning("checkpoint to record %s not taken (%s)", c.last, answer.status_code)
                        return
                taken.append(c.last)
    except TimeoutError:
        log.warning("checkpoints not posted: no answer in time")
    except Exception as e:  # whatever it is, the anchors in the file stand
        log.warning("checkpoints not posted: %s", type(e).__name__)
