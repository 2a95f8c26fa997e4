"""Our command line, one command after the other in one process, as told on standard input: a JSON list of arguments a line."""

import json
import sys

from replydraft.entrypoints.cli.main import run

failed = 0
for line in sys.stdin:
    sys.argv = ["replydraft", *json.loads(line)]
    try:
        run()
    except SystemExit as end:
        if end.code:
            sys.stderr.write(f"{sys.argv}: {end.code}\n")
            failed += 1
sys.exit(failed)
