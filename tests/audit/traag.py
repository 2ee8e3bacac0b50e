"""A server on loopback that takes its time: for those who must not wait for it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread


@contextmanager
def dripping(stukken: list[bytes]) -> Iterator[str]:
    """A server that takes the request, sends these bytes one by one as long as it is let, and then says nothing more."""
    klaar = Event()

    def serve() -> None:
        with suppress(ConnectionError), luister.accept()[0] as wie:
            wie.recv(65_536)
            for stuk in stukken:
                wie.sendall(stuk)
                if klaar.wait(0.05):
                    return
            klaar.wait(30)

    with socket.create_server(("127.0.0.1", 0)) as luister:
        draad = Thread(target=serve, daemon=True)
        draad.start()
        try:
            yield f"http://127.0.0.1:{luister.getsockname()[1]}/"
        finally:
            klaar.set()
            draad.join(5)
