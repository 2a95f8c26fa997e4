"""Killing the store, and the whole service, at random moments: nothing acknowledged is lost or done twice.

`cd tests && python -m crash.store --kills 500 --database sqlite`; `make check-crash` runs all of it.
"""

import sys
from pathlib import Path

_PORTS = str(Path(__file__).resolve().parent.parent / "ports")
if _PORTS not in sys.path:
    sys.path.append(_PORTS)
