"""Reconciliation: an access log beside the processing log. Lines that never were are what no seal can show; a web server's own log can.

A row is known by its request id; its path serves to find the route, and is kept nowhere.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PER_KEER = 5_000
# A request is written in the access log when it ends, in the processing log while it runs: at the edges one may stand in one of them only.
RAND = timedelta(minutes=2)
BEGIN = UUID(int=0)
# 201 and 204 are answers of use as 200 is; what these statuses mean for a route, the rule below says.
GEGEVEN = frozenset({200, 201, 206})
GEWEIGERD = frozenset({400, 401, 403, 404, 405, 406, 409, 415, 422, 429})

DELEN = ("verzoek", "soort", "pad", "status", "moment")

# What the route at a path gives ("persoonsgegevens", "eigen", "openbaar"); None: no route of ours.
Routesoorten = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Toegangsregel:
    """One row of an access log: `moment` is aware; `soort` is what the route gives."""

    verzoek: UUID
    status: int
    moment: datetime
    soort: str | None

    @property
    def needs_action(self) -> bool:
        """Whether personal data left: then there is an action."""
        return self.soort == "persoonsgegevens" and self.status in GEGEVEN

    @property
    def needs_refusal(self) -> bool:
        """Whether somebody was refused personal data. A form of one's own page that was filled in wrong leaves no line."""
        return self.soort == "persoonsgegevens" and self.status in GEWEIGERD


@dataclass(frozen=True, slots=True)
class Leeswijze:
    """How to read a row: JSON with these names of its parts (see DELEN), or a pattern with those parts as groups."""

    patroon: re.Pattern[str] | None = None
    namen: Mapping[str, str] = field(default_factory=dict)

    def parts(self, regel: str) -> Mapping[str, object] | None:
        """The parts by our names, or None where this is no such row."""
        if self.patroon is not None:
            treffer = self.patroon.search(regel)
            return treffer.groupdict() if treffer else None
        try:
            ruw = json.loads(regel)
        except ValueError:
            return None
        if not isinstance(ruw, dict):
            return None
        return {naam: ruw.get(self.namen.get(naam, naam)) for naam in DELEN}


def read_row(regel: str, leeswijze: Leeswijze, soort_van: Routesoorten) -> Toegangsregel | None:
    """One row; None where a part is missing or not what it should be."""
    delen = leeswijze.parts(regel)
    if delen is None:
        return None
    try:
        moment = datetime.fromisoformat(str(delen.get("moment")))
        verzoek, status = UUID(str(delen.get("verzoek"))), int(str(delen.get("status")))
    except ValueError:
        return None
    pad = delen.get("pad")
    eigen = delen.get("soort")
    soort = str(eigen) if eigen else soort_van(str(pad).partition("?")[0]) if pad else None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Toegangsregel(verzoek, status, moment, soort)


def rows_of_day(regels: Iterable[str], dag: date) -> Iterator[Toegangsregel | None]:
    """The rows of our own access log of this day in Dutch time; rows that cannot be read are of every day."""
    for tekst in regels:
        regel = read_row(tekst, Leeswijze(), lambda _pad: None)
        if regel is None or regel.moment.astimezone(AMSTERDAM).date() == dag:
            yield regel


@dataclass
class Dagtelling:
    """What was compared of one day (Dutch time): request ids that miss their line, and how many stand in the log only."""

    verzoeken: int = 0
    ongelogd: list[UUID] = field(default_factory=list)
    ongeweigerd: list[UUID] = field(default_factory=list)
    niet_in_toegangslog: int = 0


@dataclass
class Vergelijking:
    """The whole of it; `onleesbaar` rows could not be read."""

    dagen: dict[date, Dagtelling] = field(default_factory=lambda: defaultdict(Dagtelling))
    onleesbaar: int = 0

    @property
    def ongelogd(self) -> list[UUID]:
        """Requests that gave personal data and left no action."""
        return [v for d in self.dagen.values() for v in d.ongelogd]

    @property
    def ongeweigerd(self) -> list[UUID]:
        """Requests that were refused and left no refusal."""
        return [v for d in self.dagen.values() for v in d.ongeweigerd]


def compare(regels: Iterable[Toegangsregel | None]) -> Vergelijking:
    """Look every row up in the log, and every request of the log between the first and the last row in the rows."""
    uitkomst, gezien = Vergelijking(), set[UUID]()
    eerste: datetime | None = None
    laatste: datetime | None = None
    stuk: list[Toegangsregel] = []
    for regel in regels:
        if regel is None:
            uitkomst.onleesbaar += 1
            continue
        gezien.add(regel.verzoek)
        eerste = min(eerste or regel.moment, regel.moment)
        laatste = max(laatste or regel.moment, regel.moment)
        stuk.append(regel)
        if len(stuk) == PER_KEER:
            _look_up(uitkomst, stuk)
            stuk = []
    _look_up(uitkomst, stuk)
    if eerste is not None and laatste is not None:
        for dag, van, tot in _days(eerste + RAND, laatste - RAND):
            uitkomst.dagen[dag].niet_in_toegangslog += sum(v not in gezien for v in _requests(van, tot))
    return uitkomst


def _look_up(uitkomst: Vergelijking, regels: list[Toegangsregel]) -> None:
    sporen = traces([r.verzoek for r in regels if r.needs_action or r.needs_refusal])
    for r in regels:
        dag = uitkomst.dagen[r.moment.astimezone(AMSTERDAM).date()]
        dag.verzoeken += 1
        gelogd, geweigerd = sporen.get(r.verzoek, (False, False))
        if r.needs_action and not gelogd:
            dag.ongelogd.append(r.verzoek)
        # An action beside a refusal is no miss: what needed a look was logged as one.
        if r.needs_refusal and not (geweigerd or gelogd):
            dag.ongeweigerd.append(r.verzoek)


def _days(van: datetime, tot: datetime) -> Iterator[tuple[date, datetime, datetime]]:
    """The days of [van, tot) in Dutch time, each with its part."""
    while van < tot:
        plaatselijk = van.astimezone(AMSTERDAM)
        middernacht = (plaatselijk + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        eind = min(tot, middernacht.astimezone(UTC))
        yield plaatselijk.date(), van, eind
        van = eind


def traces(verzoeken: list[UUID]) -> dict[UUID, tuple[bool, bool]]:
    """Per request whether it left an action, and whether a refusal."""
    if not verzoeken:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT verzoek, gelogd, geweigerd FROM processing.sporen_van(%s)", [verzoeken])
        return {verzoek: (gelogd, geweigerd) for verzoek, gelogd, geweigerd in cursor.fetchall()}


def _requests(van: datetime, tot: datetime) -> Iterator[UUID]:
    na = BEGIN
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM processing.verzoeken_tussen(%s, %s, %s, %s)", [van, tot, na, PER_KEER])
            stuk = [verzoek for (verzoek,) in cursor.fetchall()]
        yield from stuk
        if len(stuk) < PER_KEER:
            return
        na = stuk[-1]


def keep(uitkomst: Vergelijking) -> None:
    """Keep the numbers of each day, for the page: request ids of what was missed stand in the output, not here."""
    with connection.cursor() as cursor:
        cursor.executemany(
            """INSERT INTO processing.afstemming (dag, verzoeken, ongelogd, ongeweigerd, niet_in_toegangslog, onleesbaar)
               VALUES (%s, %s, %s, %s, %s, %s)""",
            [
                (dag, d.verzoeken, len(d.ongelogd), len(d.ongeweigerd), d.niet_in_toegangslog, uitkomst.onleesbaar)
                for dag, d in sorted(uitkomst.dagen.items())
            ],
        )


@dataclass(frozen=True, slots=True)
class Afstemming:
    """What was counted of one day, when that was (aware); numbers only."""

    tijd: datetime
    dag: date
    verzoeken: int
    ongelogd: int
    ongeweigerd: int
    niet_in_toegangslog: int
    onleesbaar: int


def kept(aantal: int) -> list[Afstemming]:
    """The last comparison of each of the newest `aantal` days that were compared."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT ON (dag) tijd, dag, verzoeken, ongelogd, ongeweigerd, niet_in_toegangslog, onleesbaar
               FROM processing.afstemming ORDER BY dag DESC, id DESC LIMIT %s""",
            [aantal],
        )
        return [Afstemming(*rij) for rij in cursor.fetchall()]
