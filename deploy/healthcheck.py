"""Exit code 0 when the bot of this container answers on /healthz that it runs."""

from __future__ import annotations

import json
import os
import sys
from urllib.request import urlopen


def main() -> int:
    """Ask the bot on this machine; anything but «ok» is ill health."""
    port = os.environ.get("HTTP_PORT") or "8443"
    try:
        # The address is this machine's own.
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return 0 if json.load(answer).get("status") == "ok" else 1
    except (OSError, ValueError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
