"""The load client: one process, raw sockets kept alive, requests made beforehand, the time of every answer recorded.

A closed loop: each client sends its next request when the answer to the last one has arrived in full. The process measures what it
cost itself, since a client that is the bottleneck measures itself. It imports nothing of the product.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import select
import socket
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

EINDE_KOP = b"\r\n\r\n"
LENGTE = b"content-length:"
# An answer without a length comes in chunks; nothing else follows it on this connection, so its end is the end of what came in.
ONBEKEND, IN_STUKKEN, LAATSTE_STUK = -1, -2, b"\r\n0\r\n\r\n"
BLOK = 262_144
UITLOOP = 30.0


@dataclass(frozen=True)
class Last:
    """What to send: `reeksen` holds one series of requests for all clients, or one for each; with `eenmalig` each is sent once."""

    poort: int
    reeksen: Sequence[Sequence[bytes]]
    klanten: int
    seconden: float
    eenmalig: bool = False


@dataclass
class Uitslag:
    """What came of it: answers, seconds, the time of each answer (s), answers other than 200, CPU seconds of the client."""

    aantal: int
    seconden: float
    tijden: array[float]
    fouten: int
    client_cpu: float
    voorbeeld_fout: str = ""


@dataclass
class _Klant:
    verbinding: socket.socket
    reeks: Sequence[bytes]
    plek: int
    gestuurd: float = 0.0
    delen: list[bytes] = field(default_factory=list)
    binnen: int = 0
    verwacht: int = ONBEKEND


def run(last: Last) -> Uitslag:
    """Run this load in a process of its own; raises RuntimeError when that process fails."""
    context = multiprocessing.get_context("spawn")
    hier, daar = context.Pipe(duplex=False)
    proces = context.Process(target=_child, args=(daar, last))
    proces.start()
    daar.close()
    try:
        uitslag: Uitslag = hier.recv()
    except EOFError:
        raise RuntimeError("de lastgever is gestopt zonder uitslag") from None
    finally:
        proces.join()
    return uitslag


def _child(pijp: Connection, last: Last) -> None:
    pijp.send(drive(last))


def drive(last: Last) -> Uitslag:
    """The loop itself, in this process."""
    toeval = random.Random(os.getpid())
    poll = select.epoll()
    klanten: dict[int, _Klant] = {}
    for nummer in range(last.klanten):
        reeks = last.reeksen[nummer % len(last.reeksen)]
        verbinding = socket.create_connection(("127.0.0.1", last.poort))
        verbinding.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plek = 0 if last.eenmalig else toeval.randrange(len(reeks))
        klanten[verbinding.fileno()] = _Klant(verbinding, reeks, plek)
        poll.register(verbinding.fileno(), select.EPOLLIN)
    uitslag = Uitslag(0, 0.0, array("d"), 0, 0.0)
    cpu, begin = time.process_time(), time.perf_counter()
    einde = begin + last.seconden
    bezig = sum(_send(klant, last) for klant in klanten.values())
    while bezig:
        gereed = poll.poll(UITLOOP)
        if not gereed:
            raise TimeoutError("de server antwoordt niet")
        for nummer, _soort in gereed:
            klant = klanten[nummer]
            if not _receive(klant, uitslag):
                continue
            if time.perf_counter() >= einde or not _send(klant, last):
                bezig -= 1
    uitslag.seconden = time.perf_counter() - begin
    uitslag.client_cpu = time.process_time() - cpu
    for klant in klanten.values():
        klant.verbinding.close()
    return uitslag


def _send(klant: _Klant, last: Last) -> bool:
    """Send the next request; False when a series that is sent once has run out."""
    if klant.plek >= len(klant.reeks):
        if last.eenmalig:
            return False
        klant.plek = 0
    klant.gestuurd = time.perf_counter()
    klant.verbinding.sendall(klant.reeks[klant.plek])
    klant.plek += 1
    return True


def _receive(klant: _Klant, uitslag: Uitslag) -> bool:
    """Take in what arrived; True when the answer is complete."""
    blok = klant.verbinding.recv(BLOK)
    if not blok:
        raise ConnectionError("de server verbrak de verbinding")
    klant.delen.append(blok)
    klant.binnen += len(blok)
    if klant.verwacht == ONBEKEND and not _read_head(klant):
        return False
    if klant.verwacht == IN_STUKKEN:
        if not b"".join(klant.delen[-2:]).endswith(LAATSTE_STUK):
            return False
    elif klant.binnen < klant.verwacht:
        return False
    uitslag.tijden.append(time.perf_counter() - klant.gestuurd)
    uitslag.aantal += 1
    if not klant.delen[0].startswith(b"HTTP/1.1 200"):
        uitslag.fouten += 1
        uitslag.voorbeeld_fout = uitslag.voorbeeld_fout or b"".join(klant.delen)[:2000].decode(errors="replace")
    klant.delen, klant.binnen, klant.verwacht = [], 0, ONBEKEND
    return True


def _read_head(klant: _Klant) -> bool:
    """Find out how long the answer is; False when its head is not complete yet."""
    begin = b"".join(klant.delen)
    klant.delen = [begin]
    grens = begin.find(EINDE_KOP)
    if grens < 0:
        return False
    plek = begin[:grens].lower().find(LENGTE)
    if plek < 0:
        klant.verwacht = IN_STUKKEN
    else:
        klant.verwacht = grens + len(EINDE_KOP) + int(begin[plek + len(LENGTE) : grens].split(b"\r\n", 1)[0])
    return True
