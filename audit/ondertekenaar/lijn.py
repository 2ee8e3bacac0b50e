"""Reading one line from a socket within a term, whatever the other side does."""

from __future__ import annotations

import socket
import time

from audit.ondertekenaar.bericht import LANGSTE_BERICHT


def read_line(verbinding: socket.socket, einde: float, langste: int = LANGSTE_BERICHT) -> bytes:
    """The bytes up to the first newline, before the moment `einde` (monotonic); raises OSError or ValueError."""
    gelezen = b""
    while b"\n" not in gelezen:
        over = einde - time.monotonic()
        if over <= 0:
            raise TimeoutError
        verbinding.settimeout(over)
        deel = verbinding.recv(4096)
        gelezen += deel
        if not deel or len(gelezen) > langste:
            raise ValueError("geen hele regel")
    return gelezen.partition(b"\n")[0]
