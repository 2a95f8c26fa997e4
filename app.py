"""Build the house, put the API and the review screen on one port, serve: `python app.py [--samples]`.

`replydraft serve` and `replydraft demo` do the same with options; settings come from the environment (see README).
"""

from __future__ import annotations

import sys

from replydraft.entrypoints.serving import serve_forever
from replydraft.errors import ReplydraftError
from replydraft.settings import load_settings


def main() -> int:
    """Serve until interrupted; with sample inquiries in a new demo queue where asked."""
    try:
        return serve_forever(load_settings(), host=None, port=None, samples="--samples" in sys.argv[1:])
    except ReplydraftError as e:
        sys.stderr.write(f"replydraft: {e} [{e.code}]\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
