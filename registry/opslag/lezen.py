"""Reading voorkomens. Every statement runs inside an open gebruik (or on open data): outside it the row policy shows nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from registry.bescherming import bescherming, map_paths, place_of, reveal
from registry.catalogus import Soort
from registry.opslag.tabellen import in_key_table
from registry.temporal import Tijdslice
from registry.vouwen import fold

VELDEN = (
    "v.id, v.object, v.groep, v.stapel, v.volgnummer, v.begin_geldigheid, v.eind_geldigheid, v.begin_opgave, "
    "v.begin_registratie, v.eind_registratie, v.onjuist, v.gegevens, v.onderzoek, v.afwijkingen, v.bron, v.document, v.reden, v.afdruk"
)
GELDT = (
    "NOT v.onjuist AND v.begin_geldigheid <= %s AND (v.eind_geldigheid > %s OR v.eind_geldigheid IS NULL) "
    "AND v.begin_registratie <= %s AND (v.eind_registratie > %s OR v.eind_registratie IS NULL)"
)

# The same, said so that the index of the exclusion constraint does not fit: for a few objects the plain one takes a third of the work.
GELDT_VAN_OBJECT = GELDT.replace("NOT v.onjuist", "v.onjuist IS NOT TRUE", 1)


@dataclass(frozen=True, slots=True)
class Rij:
    """A voorkomen as stored, its BSNs revealed; dates are days, half-open; moments are aware, UTC, in milliseconds."""

    id: UUID
    object: UUID
    groep: str
    stapel: int
    volgnummer: int
    begin: date
    eind: date | None
    begin_opgave: str | None
    begin_registratie: datetime
    eind_registratie: datetime | None
    onjuist: bool
    gegevens: dict[str, Any]
    onderzoek: list[dict[str, Any]]
    afwijkingen: list[dict[str, Any]]
    bron: str
    document: dict[str, Any] | None
    reden: str | None
    afdruk: bytes
    opgeslagen: dict[str, Any]
    afwijkingen_opgeslagen: list[dict[str, Any]]


def _rows(soort: Soort, sql: str, waarden: Sequence[Any]) -> list[Rij]:
    with connection.cursor() as cursor:
        cursor.execute(sql, waarden)
        return [_row(soort, rij) for rij in cursor.fetchall()]


def _row(soort: Soort, rij: tuple[Any, ...]) -> Rij:
    groep, tabel = rij[2], soort.tabellen.voorkomen
    # Django leaves jsonb to its own fields: a plain cursor gives text.
    opgeslagen, onderzoek, gemeld = (orjson.loads(deel) for deel in rij[11:14])
    document = orjson.loads(rij[15]) if rij[15] else None
    beschermd = soort.objecttype.beschermd[groep]
    gegevens, afwijkingen = opgeslagen, gemeld
    if beschermd:
        gegevens = map_paths(opgeslagen, beschermd, lambda pad, geheim: reveal(geheim, place_of(tabel, rij[0], pad)))
    if beschermd and gemeld:
        velden = {f"{groep}.{pad}" for pad in beschermd}
        afwijkingen = [
            {**a, "waarde": reveal(a["waarde"], place_of(tabel, rij[0], a["veld"]))} if a["veld"] in velden else a
            for a in gemeld
        ]
    rest = (gegevens, onderzoek, afwijkingen, rij[14], document, rij[16], bytes(rij[17]), opgeslagen, gemeld)
    return Rij(*(*rij[:11], *rest))


def read_current(
    soort: Soort, objecten: Sequence[UUID], slice_: Tijdslice, groepen: Sequence[str] | None = None
) -> list[Rij]:
    """The voorkomens that hold for these objects at this geldigOp and beschikbaarOp, by object, groep and stapel.

    `groepen` leaves out every other groep: what nobody needs is not read.
    """
    # One object is the usual question: as a plain equality its plan is kept, as an array it is made anew each time.
    sql = f"SELECT {VELDEN} FROM {soort.tabellen.voorkomen} v WHERE v.object {'= %s' if len(objecten) == 1 else '= ANY(%s)'} AND {GELDT_VAN_OBJECT}"
    waarden: list[Any] = [objecten[0] if len(objecten) == 1 else list(objecten), *_moments(slice_)]
    if groepen is not None:
        sql += " AND v.groep = ANY(%s)"
        waarden.append(list(groepen))
    return _rows(soort, f'{sql} ORDER BY v.object, v.groep COLLATE "C", v.stapel', waarden)


def read_present(soort: Soort, objecten: Sequence[UUID], slice_: Tijdslice) -> list[UUID]:
    """Those of these objects of which anything holds at this moment, in whatever groep."""
    sql = f"SELECT DISTINCT v.object FROM {soort.tabellen.voorkomen} v WHERE v.object = ANY(%s) AND {GELDT}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(objecten), *_moments(slice_)])
        return [rij[0] for rij in cursor.fetchall()]


def _moments(slice_: Tijdslice) -> list[Any]:
    """The parameters of GELDT."""
    return [slice_.geldig_op, slice_.geldig_op, slice_.beschikbaar_op, slice_.beschikbaar_op]


def read_history(soort: Soort, object_id: UUID, beschikbaar_op: datetime) -> list[Rij]:
    """Every voorkomen of one object that was registered at or before this moment, oldest knowledge first."""
    sql = f"""SELECT {VELDEN} FROM {soort.tabellen.voorkomen} v WHERE v.object = %s AND v.begin_registratie <= %s
              ORDER BY v.groep, v.stapel, v.begin_geldigheid, v.volgnummer DESC, v.begin_registratie, v.id"""
    return _rows(soort, sql, [object_id, beschikbaar_op])


def read_open(soort: Soort, objecten: Sequence[UUID]) -> list[Rij]:
    """Every voorkomen of these objects whose registratie is open: what the register says now, of all times."""
    sql = f"SELECT {VELDEN} FROM {soort.tabellen.voorkomen} v WHERE v.object = ANY(%s) AND v.eind_registratie IS NULL"
    return _rows(soort, sql, [list(objecten)])


def read_by_id(soort: Soort, voorkomens: Sequence[UUID]) -> list[Rij]:
    """Voorkomens by id, whatever their moment: for reproducing what a log line names."""
    sql = f"SELECT {VELDEN} FROM {soort.tabellen.voorkomen} v WHERE v.id = ANY(%s)"
    return _rows(soort, sql, [list(voorkomens)])


def other_objects(soort: Soort, objecten: Sequence[UUID]) -> list[UUID]:
    """Objects with an open registratie outside the list given."""
    sql = f"SELECT DISTINCT v.object FROM {soort.tabellen.voorkomen} v WHERE v.eind_registratie IS NULL AND NOT v.object = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(objecten)])
        return [rij[0] for rij in cursor.fetchall()]


def browse(soort: Soort, na: UUID | None, slice_: Tijdslice, aantal: int) -> list[UUID]:
    """Ids of objects that hold anything at this moment, in id order after `na`."""
    return _browse(soort, "o.id > %s", "o.id", na or UUID(int=0), slice_, aantal)


def browse_back(soort: Soort, voor: UUID | None, slice_: Tijdslice, aantal: int) -> list[UUID]:
    """Ids of objects that hold anything at this moment, against the id order from before `voor`."""
    return _browse(soort, "o.id < %s", "o.id DESC", voor or UUID(int=2**128 - 1), slice_, aantal)


def _browse(soort: Soort, grens: str, volgorde: str, vanaf: UUID, slice_: Tijdslice, aantal: int) -> list[UUID]:
    sql = f"""SELECT o.id FROM {soort.tabellen.object} o WHERE {grens} AND EXISTS (
                  SELECT FROM {soort.tabellen.voorkomen} v WHERE v.object = o.id AND {GELDT}) ORDER BY {volgorde} LIMIT %s"""
    moment = [slice_.geldig_op, slice_.geldig_op, slice_.beschikbaar_op, slice_.beschikbaar_op]
    with connection.cursor() as cursor:
        cursor.execute(sql, [vanaf, *moment, aantal])
        return [rij[0] for rij in cursor.fetchall()]


def search(soort: Soort, sleutels: Mapping[str, Any], na: UUID | None, slice_: Tijdslice, aantal: int) -> list[UUID]:
    """Ids of objects for which every key holds at this moment, in id order after `na`.

    Keys of one groep must hold in one voorkomen. Values are checked by the caller against the key's schema.
    """
    delen: list[str] = []
    waarden: list[Any] = []
    per_groep: dict[str, list[str]] = {}
    for naam in sleutels:
        per_groep.setdefault(soort.objecttype.zoeksleutels[naam].groep, []).append(naam)
    for groep, namen in sorted(per_groep.items()):
        voorwaarden = ["v.groep = %s"]
        waarden.append(groep)
        for naam in sorted(namen):
            voorwaarde, eigen = _condition(soort, naam, sleutels[naam])
            voorwaarden.append(voorwaarde)
            waarden += eigen
        delen.append(f"SELECT v.object FROM {soort.tabellen.voorkomen} v WHERE {' AND '.join(voorwaarden)} AND {GELDT}")
        waarden += [slice_.geldig_op, slice_.geldig_op, slice_.beschikbaar_op, slice_.beschikbaar_op]
    sql = f"SELECT DISTINCT object FROM ({' INTERSECT '.join(delen)}) s WHERE object > %s ORDER BY object LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*waarden, na or UUID(int=0), aantal])
        return [rij[0] for rij in cursor.fetchall()]


def _condition(soort: Soort, naam: str, waarde: Any) -> tuple[str, list[Any]]:
    sleutel = soort.objecttype.zoeksleutels[naam]
    basis = soort.tabellen.basis
    if sleutel.soort == "geo":
        west, zuid, oost, noord = waarde["bbox"]
        return "v.id IN (SELECT voorkomen FROM registry.zoek_punt(%s, %s, box(point(%s, %s), point(%s, %s))))", [
            basis,
            naam,
            west,
            zuid,
            oost,
            noord,
        ]
    if in_key_table(soort.objecttype, sleutel):
        begint = sleutel.soort == "tekst" and waarde.endswith("*")
        return "v.id IN (SELECT voorkomen FROM registry.zoek_tekst(%s, %s, %s, %s))", [
            basis,
            naam,
            key_text(sleutel, waarde),
            begint,
        ]
    kolommen = soort.tabellen.kolommen_van(naam)
    if sleutel.soort == "bereik":
        van, tot = (kolommen[0].naam, kolommen[-1].naam)
        return _range(van, tot, waarde)
    if sleutel.soort == "begint-met":
        return f"v.{kolommen[0].naam} ^@ %s", [waarde.rstrip("*")]
    return f"v.{kolommen[0].naam} = %s", [bescherming().index(waarde) if sleutel.attribuut.bescherming else waarde]


def _range(van: str, tot: str, waarde: Mapping[str, Any]) -> tuple[str, list[Any]]:
    voorwaarden, eigen = [], []
    if "van" in waarde:
        voorwaarden.append(f"v.{van} >= %s")
        eigen.append(waarde["van"])
    if "tot" in waarde:
        voorwaarden.append(f"v.{tot} <= %s")
        eigen.append(waarde["tot"])
    return " AND ".join(voorwaarden) or f"v.{van} IS NOT NULL", eigen


def key_text(sleutel: Any, waarde: Any) -> str:
    """A value in the form in which the key table holds it: folded text, HMAC of a BSN, or the value as text."""
    if sleutel.attribuut.bescherming:
        return bescherming().index(str(waarde)).hex()
    if sleutel.soort == "tekst":
        return fold(str(waarde).removesuffix("*"))
    return str(waarde)


def now() -> datetime:
    """The database's clock in milliseconds, for reads that open no gebruik (open data)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('milliseconds', clock_timestamp())")
        (moment,) = cursor.fetchone()
    return moment  # type: ignore[no-any-return]
