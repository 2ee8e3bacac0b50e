"""A person's own question to the log: who used my data, grouped per month, purpose and organisation; and how often per register.

Lines of confidential activities are left out of everything here: of rows, counts and choices alike. Like every read of the log, each is a use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from processing import kluis
from processing.doelbinding import Doelbindingsclaim, Vraag
from processing.gebruik import Aanroep, Geleverd, OpenGebruik, Uitkomst, use
from processing.logboek import OBJECTTYPE, REGISTER, SELECT_LINES, Periode, Regel, fetch_lines, line_of, outcome_of
from processing.selectors import today

# A month as people in the Netherlands count it.
MAAND = "date_trunc('month', r.tijd AT TIME ZONE 'Europe/Amsterdam')::date"
_KOLOMMEN, _FROM, _REST = SELECT_LINES.partition("FROM ")
_BRON = _FROM + _REST
# Names for the columns of a subquery: two of those of a line are called the same.
_NAMEN = ", ".join(["plaats", "maand", *(f"k{nummer}" for nummer in range(_KOLOMMEN.count(",") + 1))])

Sleutel = tuple[date, UUID, UUID]
Plaats = tuple[datetime, UUID, UUID]


@dataclass(frozen=True, slots=True)
class Gebruiksfilter:
    """Which uses of one person: each given part must hold. `veld` is a path with all below it; `zonder` leaves one activity out."""

    afnemer: UUID | None = None
    activiteit: UUID | None = None
    register: str | None = None
    objecttype: str | None = None
    veld: str | None = None
    zonder: UUID | None = None


@dataclass(frozen=True, slots=True)
class Gebruiksgroep:
    """The uses of one month by one organisation for one purpose. `soorten` are the pairs of bevinding and betrokkenheid in it."""

    maand: date
    activiteit: UUID
    afnemer: UUID
    activiteit_versie: int
    keren: int
    laatste: datetime
    soorten: frozenset[tuple[str, str]]

    @property
    def sleutel(self) -> Sleutel:
        """What makes it one group."""
        return self.maand, self.activiteit, self.afnemer

    @property
    def plaats(self) -> Plaats:
        """Where a next page goes on after this group."""
        return self.laatste, self.activiteit, self.afnemer


@dataclass(frozen=True, slots=True)
class Gebruikskeuze:
    """A combination that occurs in the period, to choose a filter from."""

    afnemer: UUID
    activiteit: UUID
    register: str
    objecttype: str


@dataclass(frozen=True, slots=True)
class Gebruiksoverzicht:
    """One page: groups newest first, the newest lines of each, how many uses and groups in all, and what there is to choose."""

    groepen: tuple[Gebruiksgroep, ...]
    regels: Mapping[Sleutel, tuple[Regel, ...]]
    keren: int
    aantal: int
    keuzes: tuple[Gebruikskeuze, ...]
    meer: bool


@dataclass(frozen=True, slots=True)
class Registergebruik:
    """How often others used a person's data in one register in a period, and when they were last changed there."""

    register: str
    objecttype: str
    keren: int
    laatst_gewijzigd: datetime | None


def uses_of_person(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    bsn: str,
    periode: Periode,
    filter_: Gebruiksfilter,
    weergave: Callable[[Gebruiksoverzicht], bytes],
    *,
    aantal: int,
    regels_per_groep: int,
    vanaf: Plaats | None = None,
) -> Geleverd:
    """A page of groups after `vanaf`, each with its newest lines."""

    def lees(open_: OpenGebruik) -> Uitkomst:
        surrogaat = kluis.ensure_surrogate(bsn)
        waar, waarden = _where(surrogaat, periode, filter_)
        groepen = _groups(waar, waarden, vanaf, aantal + 1)
        getoond, meer = groepen[:aantal], len(groepen) > aantal
        per_groep = _lines(waar, waarden, [g.sleutel for g in getoond], regels_per_groep)
        keren, alle = _totals(waar, waarden)
        overzicht = Gebruiksoverzicht(tuple(getoond), per_groep, keren, alle, _choices(surrogaat, periode), meer)
        regels = tuple(r for g in getoond for r in per_groep.get(g.sleutel, ()))
        return outcome_of(regels, lambda _r, _v: weergave(overzicht), bsn, surrogaat, open_.doelbinding.velden)

    vraag = Vraag(REGISTER, OBJECTTYPE, "raadplegen", today(), aantal=aantal)
    return use(claim, None, vraag, aanroep, lees, soort="inzage-logboek")


def use_per_register(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    bsn: str,
    periode: Periode,
    geteld_vanaf: datetime,
    zonder: UUID | None,
    weergave: Callable[[tuple[Registergebruik, ...]], bytes],
) -> Geleverd:
    """Per register the uses since `geteld_vanaf` (one activity left out), and the last change in the period."""

    def lees(open_: OpenGebruik) -> Uitkomst:
        surrogaat = kluis.ensure_surrogate(bsn)
        waar, waarden = _where(surrogaat, periode, Gebruiksfilter(zonder=zonder))
        sql = f"""SELECT r.register, r.objecttype, count(DISTINCT r.handeling) FILTER (WHERE r.tijd >= %s),
            max(r.tijd) FILTER (WHERE r.soort = 'bijgehouden' AND r.betrokkenheid = 'houder') {_BRON} {waar} GROUP BY 1, 2"""
        tellingen = tuple(Registergebruik(*rij) for rij in _fetch(sql, [geteld_vanaf, *waarden]))
        return outcome_of((), lambda _r, _v: weergave(tellingen), bsn, surrogaat, open_.doelbinding.velden)

    return use(claim, None, Vraag(REGISTER, OBJECTTYPE, "raadplegen", today()), aanroep, lees, soort="inzage-logboek")


def _fetch(sql: str, waarden: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, waarden)
        rijen: list[tuple[Any, ...]] = cursor.fetchall()
        return rijen


def _where(surrogaat: UUID, periode: Periode, filter_: Gebruiksfilter) -> tuple[str, list[Any]]:
    delen = ["r.betrokkene = %s", "r.tijd >= %s", "r.tijd < %s", "h.tijd >= %s", "h.tijd < %s", "NOT h.vertrouwelijk"]
    waarden: list[Any] = [surrogaat, periode.van, periode.tot, periode.van, periode.tot]
    for voorwaarde, waarde in (
        ("h.afnemer = %s", filter_.afnemer),
        ("h.activiteit = %s", filter_.activiteit),
        ("h.activiteit <> %s", filter_.zonder),
        ("r.register = %s", filter_.register),
        ("r.objecttype = %s", filter_.objecttype),
    ):
        if waarde is not None:
            delen.append(voorwaarde)
            waarden.append(waarde)
    if filter_.veld is not None:
        delen.append("EXISTS (SELECT FROM unnest(r.velden) v WHERE v = %s OR starts_with(v, %s))")
        waarden += [filter_.veld, f"{filter_.veld}."]
    return f"WHERE {' AND '.join(delen)}", waarden


def _groups(waar: str, waarden: list[Any], vanaf: Plaats | None, aantal: int) -> list[Gebruiksgroep]:
    na = "HAVING (max(r.tijd), h.activiteit, h.afnemer) < (%s, %s, %s)" if vanaf else ""
    sql = f"""SELECT {MAAND}, h.activiteit, h.afnemer, max(h.activiteit_versie), count(DISTINCT r.handeling), max(r.tijd),
        array_agg(DISTINCT r.soort || '/' || r.betrokkenheid) {_BRON} {waar} GROUP BY 1, 2, 3 {na}
        ORDER BY max(r.tijd) DESC, h.activiteit DESC, h.afnemer DESC LIMIT %s"""
    rijen = _fetch(sql, [*waarden, *(vanaf or ()), aantal])
    return [
        Gebruiksgroep(maand, activiteit, afnemer, versie, keren, laatste, frozenset(map(_pair, soorten)))
        for maand, activiteit, afnemer, versie, keren, laatste, soorten in rijen
    ]


def _pair(soort: str) -> tuple[str, str]:
    bevinding, _, betrokkenheid = soort.partition("/")
    return bevinding, betrokkenheid


def _lines(waar: str, waarden: list[Any], sleutels: list[Sleutel], aantal: int) -> dict[Sleutel, tuple[Regel, ...]]:
    """The newest lines of these groups, newest first."""
    if not sleutels:
        return {}
    kolommen = _KOLOMMEN.removeprefix("SELECT ")
    venster = f"PARTITION BY {MAAND}, h.activiteit, h.afnemer ORDER BY r.tijd DESC, r.id DESC"
    sql = f"""SELECT * FROM (SELECT row_number() OVER ({venster}) AS plaats, {MAAND} AS maand, {kolommen} {_BRON} {waar}
        AND ({MAAND}, h.activiteit, h.afnemer) IN (SELECT * FROM unnest(%s::date[], %s::uuid[], %s::uuid[]))) AS s({_NAMEN}) WHERE plaats <= %s ORDER BY plaats"""  # noqa: S608 - only columns and conditions of our own
    per_groep: dict[Sleutel, list[Regel]] = {}
    for _plaats, maand, *rest in _fetch(sql, [*waarden, *(list(deel) for deel in zip(*sleutels, strict=True)), aantal]):
        regel = line_of(tuple(rest))
        per_groep.setdefault((maand, regel.activiteit, regel.afnemer), []).append(regel)
    return {sleutel: tuple(regels) for sleutel, regels in per_groep.items()}


def _totals(waar: str, waarden: list[Any]) -> tuple[int, int]:
    (rij,) = _fetch(
        f"SELECT count(DISTINCT r.handeling), count(DISTINCT ({MAAND}, h.activiteit, h.afnemer)) {_BRON} {waar}",
        waarden,
    )
    return rij[0], rij[1]


def _choices(surrogaat: UUID, periode: Periode) -> tuple[Gebruikskeuze, ...]:
    waar, waarden = _where(surrogaat, periode, Gebruiksfilter())
    sql = f"SELECT DISTINCT h.afnemer, h.activiteit, r.register, r.objecttype {_BRON} {waar}"
    return tuple(Gebruikskeuze(*rij) for rij in _fetch(sql, waarden))


def lines_of_choice(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    bsn: str,
    periode: Periode,
    filter_: Gebruiksfilter,
    weergave: Callable[[tuple[Regel, ...]], bytes],
    *,
    aantal: int,
    vanaf: tuple[datetime, UUID] | None = None,
) -> Geleverd:
    """Single lines for which the filter holds, newest first, at most `aantal` (+1 to show that there are more), after `vanaf`."""

    def lees(open_: OpenGebruik) -> Uitkomst:
        surrogaat = kluis.ensure_surrogate(bsn)
        waar, waarden = _where(surrogaat, periode, filter_)
        na = " AND (r.tijd, r.id) < (%s, %s)" if vanaf else ""
        sql = f"{SELECT_LINES} {waar}{na} ORDER BY r.tijd DESC, r.id DESC LIMIT %s"
        regels = fetch_lines(sql, [*waarden, *(vanaf or ()), aantal + 1])
        return outcome_of(regels, lambda r, _v: weergave(r), bsn, surrogaat, open_.doelbinding.velden)

    vraag = Vraag(REGISTER, OBJECTTYPE, "raadplegen", today(), aantal=aantal)
    return use(claim, None, vraag, aanroep, lees, soort="inzage-logboek")
