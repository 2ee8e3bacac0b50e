"""Clients that ask and do not listen: connections half open, requests half sent, answers not read, gone before the body."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import uuid4

from config.lokaal.processen import VERBINDINGEN, WEB_WERKERS
from tests.chaos.opstelling import Opstelling
from tests.chaos.ronde import Ronde, under_load
from tests.chaos.uitslag import Uitslag

NAAM = "trage client"
VRAGEN = 40
METEEN_WEG = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """Once or five times: more half-open connections than the server holds at a time, while a few clients ask on."""
    langste, zonder_regel = 0.0, 0
    with under_load(opstelling, "traag", clients=4) as ronde:
        for _ in range(1 if kort else 5):
            ronde.warm_up()
            with contextlib.ExitStack() as open_:
                vragen = [_unread(ronde, open_) for _ in range(VRAGEN)] + [_gone(ronde) for _ in range(VRAGEN)]
                moment = time.monotonic()
                for nummer in range(WEB_WERKERS * VERBINDINGEN * 2):
                    _half_open(ronde, open_, nummer)
                langste = max(langste, _new_visitor(ronde, moment))
            zonder_regel += _without_line(ronde, vragen)
    gebreken = [f"{zonder_regel} antwoorden die niemand las, zonder regel"] if zonder_regel else []
    yield ronde.uitslag(NAAM, langste, gebreken, f"herstel: tot een nieuwe client antwoord krijgt, naast {WEB_WERKERS * VERBINDINGEN * 2} halve verbindingen")  # fmt: skip


def _connect(ronde: Ronde) -> socket.socket:
    delen = urlsplit(ronde.server.url)
    return socket.create_connection((delen.hostname or "", delen.port or 0), timeout=60)


def _request(ronde: Ronde, trace: str) -> bytes:
    delen = urlsplit(ronde.server.url)
    return (
        f"GET {ronde.last.paden[0]} HTTP/1.1\r\nHost: {delen.netloc}\r\n"
        f"Authorization: {ronde.last.koppen['Authorization']}\r\ntraceparent: 00-{trace}-{trace[:16]}-01\r\n\r\n"
    ).encode()


def _unread(ronde: Ronde, open_: contextlib.ExitStack) -> str:
    """Ask, and leave the answer lying; returns the trace by which its line is found."""
    trace = uuid4().hex
    open_.enter_context(_connect(ronde)).sendall(_request(ronde, trace))
    return trace


def _gone(ronde: Ronde) -> str:
    """Ask, see the answer begin, and be gone."""
    trace = uuid4().hex
    with _connect(ronde) as verbinding:
        verbinding.sendall(_request(ronde, trace))
        begin = verbinding.recv(12)
        verbinding.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, METEEN_WEG)
    assert begin == b"HTTP/1.1 200", begin
    return trace


def _half_open(ronde: Ronde, open_: contextlib.ExitStack, nummer: int) -> None:
    """A connection on which nothing comes, or the beginning of a request; the server may refuse it."""
    with contextlib.suppress(OSError):
        verbinding = open_.enter_context(_connect(ronde))
        if nummer % 2:
            verbinding.sendall(_request(ronde, uuid4().hex)[:60])


def _new_visitor(ronde: Ronde, moment: float) -> float:
    """Seconds from this moment until somebody who comes now gets an answer."""
    while time.monotonic() - moment < 90:
        with contextlib.suppress(OSError), _connect(ronde) as verbinding:
            verbinding.settimeout(90)
            verbinding.sendall(_request(ronde, uuid4().hex))
            if verbinding.recv(12).endswith(str(HTTPStatus.OK.value).encode()):
                break
    return time.monotonic() - moment


def _without_line(ronde: Ronde, traces: list[str]) -> int:
    """How many of these answers have no line."""
    with ronde.opstelling.superuser(ronde.database) as root:
        rijen = root.execute("SELECT DISTINCT trace_id FROM processing.handeling WHERE trace_id = ANY(%s)", [traces])
        return len(set(traces) - {trace for (trace,) in rijen.fetchall()})
