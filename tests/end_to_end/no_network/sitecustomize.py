"""Loaded by every Python process of an end-to-end test: writes down who reaches beyond loopback.

The audit hook sees each connection and name look-up of Python's own socket module, whichever
library makes it, and refuses it.
"""

import os
import sys

_LOG = os.environ.get("QONYS_TEST_NETWORK_LOG")
_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = str(address[0]) if isinstance(address, tuple) else "127.0.0.1"
    elif event == "socket.getaddrinfo":
        host = str(arguments[0] or "127.0.0.1")
    else:
        return
    if not host.startswith(_LOOPBACK):
        with open(_LOG or os.devnull, "a", encoding="utf-8") as log:  # noqa: PTH123
            log.write(f"{event} {host}\n")
        raise PermissionError(f"{event} to {host} is forbidden in tests")


sys.addaudithook(_hook)
