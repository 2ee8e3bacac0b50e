"""Reading the processing log: a citizen's own lines, an officer's questions, one line for reproduction. Each is itself a use.

The log is an object type of its own (`verwerkingslog/regels`): no rows outside its open gebruik, and every read leaves its line.
Whoever reads about somebody processes data about that somebody, so the line names the betrokkene that the lines were about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from django.db import connection

from processing import kluis
from processing.doelbinding import Doelbindingsclaim, Vraag
from processing.gebruik import Aanroep, Betrokkene, Geleverd, OpenGebruik, Uitkomst, use
from processing.selectors import today

REGISTER, OBJECTTYPE = "verwerkingslog", "regels"
VELDEN = (
    "tijd", "handeling", "soort", "bevinding", "betrokkenheid", "register", "objecttype", "object", "velden", "voorkomens", "geldigOp",
    "beschikbaarOp", "activiteit", "activiteitVersie", "autorisatie", "autorisatieVersie", "afnemer", "applicatie", "verzoek",
)  # fmt: skip

SELECT_LINES = """SELECT r.id, r.tijd, r.handeling, r.soort, r.betrokkenheid, r.register, r.objecttype, r.object, r.velden, r.voorkomens,
    r.geldig_op, r.beschikbaar_op, r.betrokkene, r.zout, r.afdruk, h.soort, h.activiteit, h.activiteit_versie, h.autorisatie, h.autorisatie_versie,
    h.afnemer, h.applicatie, h.verzoek, h.vertrouwelijk, r.bewaarklasse
    FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling AND h.tijd = r.tijd AND h.bewaarklasse = r.bewaarklasse"""


@dataclass(frozen=True, slots=True)
class Regel:
    """One line of the log with its action; moments are aware, UTC."""

    id: UUID
    tijd: datetime
    handeling: UUID
    bevinding: str
    betrokkenheid: str
    register: str
    objecttype: str
    object: UUID
    velden: tuple[str, ...]
    voorkomens: tuple[UUID, ...]
    geldig_op: date | None
    beschikbaar_op: datetime | None
    betrokkene: UUID
    zout: bytes
    afdruk: bytes
    soort: str
    activiteit: UUID
    activiteit_versie: int
    autorisatie: UUID
    autorisatie_versie: int
    afnemer: UUID
    applicatie: UUID
    verzoek: UUID
    vertrouwelijk: bool
    bewaarklasse: str = "5jaar"


@dataclass(frozen=True, slots=True)
class Periode:
    """A half-open period [van, tot) of aware moments: a log question always has one (partitions are by time)."""

    van: datetime
    tot: datetime


Weergave = Callable[[tuple[Regel, ...], frozenset[str]], bytes]


def as_moment(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def as_document(regel: Regel, velden: frozenset[str]) -> dict[str, Any]:
    """The JSON form of a line, with the granted fields only."""
    alles = {
        "tijd": as_moment(regel.tijd),
        "handeling": str(regel.handeling),
        "soort": regel.soort,
        "bevinding": regel.bevinding,
        "betrokkenheid": regel.betrokkenheid,
        "register": regel.register,
        "objecttype": regel.objecttype,
        "object": str(regel.object),
        "velden": list(regel.velden),
        "voorkomens": [str(v) for v in regel.voorkomens],
        "geldigOp": regel.geldig_op.isoformat() if regel.geldig_op else None,
        "beschikbaarOp": as_moment(regel.beschikbaar_op) if regel.beschikbaar_op else None,
        "activiteit": str(regel.activiteit),
        "activiteitVersie": regel.activiteit_versie,
        "autorisatie": str(regel.autorisatie),
        "autorisatieVersie": regel.autorisatie_versie,
        "afnemer": str(regel.afnemer),
        "applicatie": str(regel.applicatie),
        "verzoek": str(regel.verzoek),
    }
    return {"id": str(regel.id), **{naam: waarde for naam, waarde in alles.items() if naam in velden}}


def lines_of_person(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    bsn: str,
    periode: Periode,
    weergave: Weergave,
    *,
    aantal: int,
    vanaf: tuple[datetime, UUID] | None = None,
    ook_vertrouwelijk: bool,
    activiteit: UUID | None = None,
    actie: Literal["raadplegen", "zoeken"] = "raadplegen",
) -> Geleverd:
    """Lines about one person, newest first, at most `aantal` (+1 to show that there are more), after the keyset `vanaf`.

    `ook_vertrouwelijk` False leaves out lines of confidential activities, as a citizen's view must.
    """

    def lees(open_: OpenGebruik) -> Uitkomst:
        surrogaat = kluis.ensure_surrogate(bsn)
        filter_ = "" if ook_vertrouwelijk else " AND NOT h.vertrouwelijk"
        waarden: list[Any] = [surrogaat, periode.van, periode.tot, periode.van, periode.tot]
        na = ""
        if vanaf is not None:
            na = " AND (r.tijd, r.id) < (%s, %s)"
            waarden += vanaf
        sql = (
            f"{SELECT_LINES} WHERE r.betrokkene = %s AND r.tijd >= %s AND r.tijd < %s AND h.tijd >= %s AND h.tijd < %s{filter_}{na} "
            "ORDER BY r.tijd DESC, r.id DESC LIMIT %s"
        )
        regels = fetch_lines(sql, [*waarden, aantal + 1])
        return outcome_of(regels, weergave, bsn, surrogaat, open_.doelbinding.velden)

    zoeksleutels = frozenset({"burgerservicenummer"}) if actie == "zoeken" else frozenset[str]()
    vraag = Vraag(REGISTER, OBJECTTYPE, actie, today(), zoeksleutels=zoeksleutels, aantal=aantal)
    return use(claim, activiteit, vraag, aanroep, lees, soort="inzage-logboek")


def one_line(
    claim: Doelbindingsclaim, aanroep: Aanroep, regel: UUID, weergave: Weergave, *, activiteit: UUID | None = None
) -> Geleverd:
    """One line by id (all partitions are looked at), or an empty tuple to `weergave`; `extra` of the answer is that tuple."""

    def lees(open_: OpenGebruik) -> Uitkomst:
        regels = fetch_lines(f"{SELECT_LINES} WHERE r.id = %s", [regel])
        surrogaat = regels[0].betrokkene if regels else None
        bsn = kluis.bsn_of(surrogaat) if surrogaat else None
        return outcome_of(regels, weergave, bsn, surrogaat, open_.doelbinding.velden)

    vraag = Vraag(REGISTER, OBJECTTYPE, "raadplegen", today())
    return use(claim, activiteit, vraag, aanroep, lees, soort="inzage-logboek")


def fetch_lines(sql: str, waarden: Sequence[Any]) -> tuple[Regel, ...]:
    """The lines of a query that begins with SELECT_LINES."""
    with connection.cursor() as cursor:
        cursor.execute(sql, waarden)
        return tuple(line_of(rij) for rij in cursor.fetchall())


def line_of(rij: tuple[Any, ...]) -> Regel:
    """One line from the columns of SELECT_LINES."""
    delen = list(rij)
    delen[8], delen[9] = tuple(delen[8]), tuple(delen[9])
    delen[13], delen[14] = bytes(delen[13]), bytes(delen[14])
    return Regel(*delen)


def outcome_of(
    regels: tuple[Regel, ...], weergave: Weergave, bsn: str | None, surrogaat: UUID | None, velden: frozenset[str]
) -> Uitkomst:
    """The bytes, and the person that the lines were about: also when there were none, since that too says something about them."""
    betrokkenen: tuple[Betrokkene, ...] = ()
    if surrogaat is not None and (bsn or regels):
        canoniek = orjson.dumps([str(r.id) for r in regels])
        object_id = surrogaat if bsn else regels[0].object
        betrokkenen = (
            Betrokkene(
                bsn,
                object_id,
                "onderwerp",
                "geraadpleegd",
                tuple(sorted(velden)),
                tuple(r.id for r in regels),
                canoniek,
            ),
        )
    return Uitkomst(inhoud=weergave(regels, velden), betrokkenen=betrokkenen, extra=regels)


@dataclass(frozen=True, slots=True)
class Handeling:
    """One action as oversight sees it, without whom it was about; `medewerker` is the meaningless key, `reden` and `kenmerk` why."""

    id: UUID
    tijd: datetime
    soort: str
    activiteit: UUID
    activiteit_versie: int
    afnemer: UUID
    applicatie: UUID
    register: str
    objecttype: str
    zoeksleutels: tuple[str, ...]
    velden: tuple[str, ...]
    aantal: int
    verzoek: UUID
    vertrouwelijk: bool
    medewerker: str
    reden: str
    kenmerk: str


@dataclass(frozen=True, slots=True)
class Handelingfilter:
    """Which actions: each given part must hold."""

    afnemer: UUID | None = None
    activiteit: UUID | None = None
    applicatie: UUID | None = None
    medewerker: str | None = None
    verzoek: UUID | None = None
    minimaal: int = 0


def _action(rij: tuple[Any, ...]) -> Handeling:
    delen = list(rij)
    delen[9], delen[10] = tuple(delen[9]), tuple(delen[10])
    return Handeling(*delen)


_HANDELINGEN = """SELECT h.id, h.tijd, h.soort, h.activiteit, h.activiteit_versie, h.afnemer, h.applicatie, h.register, h.objecttype,
    h.zoeksleutels, h.velden, h.aantal, h.verzoek, h.vertrouwelijk, coalesce(e.sleutel, ''), coalesce(t.reden, ''), coalesce(t.kenmerk, '')
    FROM processing.handeling h
    LEFT JOIN processing.eindgebruiker e ON e.id = h.eindgebruiker AND e.tijd = h.tijd AND e.bewaarklasse = h.bewaarklasse
    LEFT JOIN processing.toelichting t ON t.handeling = h.id AND t.bewaarklasse = h.bewaarklasse AND t.tijd >= %s AND t.tijd < %s
    WHERE h.tijd >= %s AND h.tijd < %s"""


def actions(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    periode: Periode,
    filter_: Handelingfilter,
    weergave: Callable[[tuple[Handeling, ...]], bytes],
    *,
    aantal: int,
    vanaf: tuple[datetime, UUID] | None = None,
) -> Geleverd:
    """Actions of a period, newest first, at most `aantal` (+1 to show that there are more), after the keyset `vanaf`.

    Nobody's data stand in them (the lines do that), so this use has no betrokkenen; it is an action in the log all the same.
    """

    def lees(_open: OpenGebruik) -> Uitkomst:
        waarden: list[Any] = [periode.van, periode.tot, periode.van, periode.tot]
        sql = _HANDELINGEN
        for kolom, waarde in (
            ("h.afnemer = %s", filter_.afnemer),
            ("h.activiteit = %s", filter_.activiteit),
            ("h.applicatie = %s", filter_.applicatie),
            ("e.sleutel = %s", filter_.medewerker),
            ("h.verzoek = %s", filter_.verzoek),
            ("h.aantal >= %s", filter_.minimaal or None),
        ):
            if waarde is not None:
                sql += f" AND {kolom}"
                waarden.append(waarde)
        if vanaf is not None:
            sql += " AND (h.tijd, h.id) < (%s, %s)"
            waarden += vanaf
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} ORDER BY h.tijd DESC, h.id DESC LIMIT %s", [*waarden, aantal + 1])
            rijen = tuple(_action(r) for r in cursor.fetchall())
        return Uitkomst(inhoud=weergave(rijen), betrokkenen=(), extra=rijen)

    vraag = Vraag(REGISTER, OBJECTTYPE, "bladeren", today(), aantal=aantal)
    return use(claim, None, vraag, aanroep, lees, soort="inzage-handelingen")
