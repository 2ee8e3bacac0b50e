"""The worklist of signals: which are open, what each is about, and what a toezichthouder found. Reading and judging are uses of the log.

Nobody's data stand in it: an action, numbers, and why it was marked. Whom it was about stays behind the surrogate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from nlapi.probleem import GeenToegang, NietGevonden
from processing.doelbinding import Doelbindingsclaim, Vraag
from processing.gebruik import Aanroep, Geleverd, OpenGebruik, Uitkomst, use
from processing.logboek import OBJECTTYPE, REGISTER
from processing.selectors import today

Staat = Literal["open", "onderzoek", "klaar"]
STATEN: tuple[Staat, ...] = ("open", "onderzoek", "klaar")
Plaats = tuple[int, datetime, UUID]

EIGEN = "Over uw eigen gebruik oordeelt een collega."

# The last outcome counts; a place in STATEN is where a signal stands in the list.
_RANG = "CASE coalesce(u.uitkomst, '') WHEN '' THEN 0 WHEN 'nader-onderzoek' THEN 1 ELSE 2 END"
_LAATSTE = """LEFT JOIN LATERAL (SELECT u.uitkomst FROM processing.signaaluitkomst u WHERE u.signaal = s.id
    ORDER BY u.gegeven DESC LIMIT 1) u ON true"""
# A signal made in a use is some seconds older than the action itself; no use lasts longer than half a minute.
_SIGNALEN = f"""SELECT s.id, s.tijd, s.gezien, s.soort, s.uitleg, s.aantal, s.drempel, h.soort AS wat, h.activiteit, h.afnemer, h.applicatie,
    h.register, h.objecttype, coalesce(h.aantal, 0) AS personen, h.verzoek, coalesce(e.sleutel, '') AS medewerker,
    coalesce(t.reden, '') AS reden, coalesce(t.kenmerk, '') AS kenmerk, {_RANG} AS rang
    FROM processing.signaal s
    LEFT JOIN processing.handeling h ON h.id = s.handeling AND h.bewaarklasse = s.bewaarklasse
        AND h.tijd >= s.tijd AND h.tijd < s.tijd + interval '1 minute'
    LEFT JOIN processing.eindgebruiker e ON e.id = h.eindgebruiker AND e.tijd = h.tijd AND e.bewaarklasse = h.bewaarklasse
    LEFT JOIN processing.toelichting t ON t.handeling = h.id AND t.bewaarklasse = h.bewaarklasse
        AND t.tijd > h.tijd - interval '1 minute' AND t.tijd <= h.tijd
    {_LAATSTE}"""  # noqa: S608 - pieces of our own


@dataclass(frozen=True, slots=True)
class Werkpunt:
    """A signal with its action; without one (a failed control of the log) the names of the action are None."""

    id: UUID
    tijd: datetime
    gezien: datetime
    soort: str
    uitleg: str
    aantal: int | None
    drempel: int | None
    wat: str | None
    activiteit: UUID | None
    afnemer: UUID | None
    applicatie: UUID | None
    register: str | None
    objecttype: str | None
    personen: int
    verzoek: UUID | None
    medewerker: str
    reden: str
    kenmerk: str
    rang: int

    @property
    def staat(self) -> Staat:
        """Where it stands."""
        return STATEN[self.rang]

    @property
    def plaats(self) -> Plaats:
        """Where a next page goes on after this one."""
        return self.rang, self.tijd, self.id


@dataclass(frozen=True, slots=True)
class Oordeel:
    """What somebody found of a signal; `door` is their meaningless key."""

    uitkomst: str
    toelichting: str
    door: str
    gegeven: datetime


@dataclass(frozen=True, slots=True)
class Signaalfilter:
    """Which signals: each given part must hold."""

    soort: str | None = None
    staat: Staat | None = None


@dataclass(frozen=True, slots=True)
class Werklijst:
    """One page, open ones first and newest first; and how many signals there are per kind and state, whatever the filter."""

    punten: tuple[Werkpunt, ...]
    tellingen: Mapping[tuple[str, Staat], int]


def worklist(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    filter_: Signaalfilter,
    weergave: Callable[[Werklijst], bytes],
    *,
    aantal: int,
    vanaf: Plaats | None = None,
) -> Geleverd:
    """A page of at most `aantal` (+1 to show that there are more) after `vanaf`."""

    def lees(_open: OpenGebruik) -> Uitkomst:
        delen, waarden = ["true"], list[Any]()
        if filter_.soort is not None:
            delen.append("l.soort = %s")
            waarden.append(filter_.soort)
        if filter_.staat is not None:
            delen.append("l.rang = %s")
            waarden.append(STATEN.index(filter_.staat))
        if vanaf is not None:
            delen.append("(l.rang > %s OR (l.rang = %s AND (l.tijd, l.id) < (%s, %s)))")
            waarden += [vanaf[0], *vanaf]
        sql = f"SELECT * FROM ({_SIGNALEN}) l WHERE {' AND '.join(delen)} ORDER BY l.rang, l.tijd DESC, l.id DESC LIMIT %s"  # noqa: S608 - conditions of our own
        punten = tuple(Werkpunt(*rij) for rij in _fetch(sql, [*waarden, aantal + 1]))
        telling = f"SELECT s.soort, {_RANG}, count(*) FROM processing.signaal s {_LAATSTE} GROUP BY 1, 2"  # noqa: S608 - pieces of our own
        tellingen = {(soort, STATEN[rang]): keren for soort, rang, keren in _fetch(telling, [])}
        return Uitkomst(inhoud=weergave(Werklijst(punten, tellingen)), betrokkenen=())

    vraag = Vraag(REGISTER, OBJECTTYPE, "bladeren", today(), aantal=aantal)
    return use(claim, None, vraag, aanroep, lees, soort="inzage-signalen")


def one_signal(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    signaal: UUID,
    weergave: Callable[[Werkpunt, tuple[Oordeel, ...]], bytes],
) -> Geleverd:
    """One signal with what was found of it, newest first. Raises NietGevonden."""

    def lees(_open: OpenGebruik) -> Uitkomst:
        punt = _read(signaal)
        oordelen = _fetch(
            "SELECT uitkomst, toelichting, door, gegeven FROM processing.signaaluitkomst WHERE signaal = %s ORDER BY gegeven DESC",
            [signaal],
        )
        return Uitkomst(inhoud=weergave(punt, tuple(Oordeel(*rij) for rij in oordelen)), betrokkenen=())

    vraag = Vraag(REGISTER, OBJECTTYPE, "raadplegen", today())
    return use(claim, None, vraag, aanroep, lees, soort="inzage-signalen")


def record_outcome(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    signaal: UUID,
    uitkomst: str,
    toelichting: str,
    door: str,
    weergave: Callable[[], bytes],
) -> Geleverd:
    """Write what `door` (an employee's key) found. Raises NietGevonden, and GeenToegang where the use was their own."""

    def lees(_open: OpenGebruik) -> Uitkomst:
        ((gedaan,),) = _fetch(
            "SELECT processing.record_uitkomst(%s, %s, %s, %s)", [signaal, uitkomst, toelichting, door]
        )
        if gedaan == "onbekend":
            raise NietGevonden
        if gedaan == "eigen":
            raise GeenToegang("eigen-gebruik", EIGEN)
        return Uitkomst(inhoud=weergave(), betrokkenen=())

    vraag = Vraag(REGISTER, OBJECTTYPE, "raadplegen", today())
    return use(claim, None, vraag, aanroep, lees, soort="signaaluitkomst")


def _read(signaal: UUID) -> Werkpunt:
    rijen = _fetch(f"{_SIGNALEN} WHERE s.id = %s", [signaal])
    if not rijen:
        raise NietGevonden
    return Werkpunt(*rijen[0])


def _fetch(sql: str, waarden: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, waarden)
        rijen: list[tuple[Any, ...]] = cursor.fetchall()
        return rijen
