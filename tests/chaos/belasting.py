"""Load on real servers: clients that read every answer in full and remember what they got, and a public route asked beside them."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

TERMIJN = 40.0  # seconds after which a client gives up: longer than the longest transaction
ADEM = 0.05  # seconds between two attempts of a client that found nobody
OPENBAAR = "/api/brp/v1/openapi.json"
OPENBAAR_ELKE = 0.25  # seconds


@dataclass(frozen=True, slots=True)
class Antwoord:
    """One answer that was read in full; moments in seconds of the monotonic clock, `object` of a 200 only."""

    begin: float
    eind: float
    status: int
    verzoek: UUID | None
    object: UUID | None
    wacht: bool  # whether it had a Retry-After


@dataclass
class Belasting:
    """Clients that ask for persons as long as the block lasts, at the addresses that stand in `doelen` at that moment."""

    doelen: list[str]
    paden: Sequence[str]
    koppen: dict[str, str]
    clients: int = 8
    antwoorden: list[Antwoord] = field(default_factory=list)
    openbaar: list[Antwoord] = field(default_factory=list)
    afgebroken: list[float] = field(default_factory=list)
    langste: float = 0.0  # seconds, of an answer or of an attempt that broke off
    _klaar: threading.Event = field(default_factory=threading.Event)
    _draden: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._draden = [threading.Thread(target=self._client, args=(nr,), daemon=True) for nr in range(self.clients)]
        self._draden.append(threading.Thread(target=self._public, daemon=True))
        for draad in self._draden:
            draad.start()
        return self

    def __exit__(self, *_fout: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Let every client finish what it asked, and stop."""
        self._klaar.set()
        for draad in self._draden:
            draad.join()

    def served_since(self, moment: float) -> float | None:
        """Seconds from this moment until the first good answer that was asked for after it had arrived; None when there is none."""
        goed = [a.eind for a in self.antwoorden[:] if a.status == http.client.OK and a.begin >= moment]
        return min(goed) - moment if goed else None

    def _client(self, nummer: int) -> None:
        toeval = random.Random(nummer)
        gesprek = _Gesprek()
        while not self._klaar.is_set():
            begin = time.monotonic()
            antwoord = gesprek.ask(toeval.choice(self.doelen), toeval.choice(self.paden), self.koppen)
            self.langste = max(self.langste, time.monotonic() - begin)
            if antwoord is not None:
                self.antwoorden.append(antwoord)
            else:
                self.afgebroken.append(begin)
            if antwoord is None or antwoord.status != http.client.OK:
                self._klaar.wait(ADEM)
        gesprek.close()

    def _public(self) -> None:
        gesprek = _Gesprek()
        while not self._klaar.wait(OPENBAAR_ELKE):
            begin = time.monotonic()
            antwoord = gesprek.ask(self.doelen[0], OPENBAAR, {})
            self.openbaar.append(antwoord or Antwoord(begin, time.monotonic(), 0, None, None, wacht=False))
        gesprek.close()


class _Gesprek:
    """One connection, made anew when it broke or when another address is asked."""

    def __init__(self) -> None:
        self._doel = ""
        self._verbinding: http.client.HTTPConnection | None = None

    def ask(self, doel: str, pad: str, koppen: dict[str, str]) -> Antwoord | None:
        """The answer, read to its last byte; None when there was none."""
        begin = time.monotonic()
        try:
            if self._verbinding is None or doel != self._doel:
                self.close()
                delen = urlsplit(doel)
                self._verbinding = http.client.HTTPConnection(delen.hostname or "", delen.port, timeout=TERMIJN)
                self._doel = doel
            self._verbinding.request("GET", pad, headers=koppen)
            kop = self._verbinding.getresponse()
            inhoud = kop.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return None
        eind, nummer = time.monotonic(), kop.headers["X-Request-Id"]
        gevonden = json.loads(inhoud).get("id") if kop.status == http.client.OK and koppen else None
        return Antwoord(
            begin,
            eind,
            kop.status,
            UUID(nummer) if nummer else None,
            UUID(gevonden) if gevonden else None,
            wacht="Retry-After" in kop.headers,
        )

    def close(self) -> None:
        if self._verbinding is not None:
            self._verbinding.close()
        self._verbinding = None
