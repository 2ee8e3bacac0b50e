"""Writing voorkomens: insert and close, nothing else. Runs inside an open gebruik with the action `wijzigen`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.db import connection

from processing.rijregel import values_at
from registry.bescherming import bescherming, map_paths, place_of, protect, protected_paths
from registry.catalogus import Soort
from registry.datums import earliest_day, latest_day
from registry.opslag.lezen import key_text
from registry.opslag.rijen import insert_rows
from registry.opslag.tabellen import in_key_table
from registry.voorkomen import Voorkomenopgave

# Columns with their types, in the order of the rows that are made below.
VOORKOMEN = (
    ("id", "uuid"), ("object", "uuid"), ("groep", "text"), ("stapel", "integer"), ("volgnummer", "integer"), ("begin_geldigheid", "date"),
    ("eind_geldigheid", "date"), ("begin_opgave", "text"), ("begin_registratie", "timestamptz"), ("onjuist", "boolean"), ("gegevens", "jsonb"),
    ("onderzoek", "jsonb"), ("afwijkingen", "jsonb"), ("bron", "text"), ("document", "jsonb"), ("reden", "text"), ("afdruk", "bytea"),
)  # fmt: skip
TEKST = (("voorkomen", "uuid"), ("object", "uuid"), ("naam", "text"), ("waarde", "text"))
PUNT = (("voorkomen", "uuid"), ("object", "uuid"), ("naam", "text"), ("punt", "point"))


@dataclass(frozen=True, slots=True)
class Invoeging:
    """A voorkomen to insert for one object."""

    object: UUID
    opgave: Voorkomenopgave
    id: UUID


def fingerprint(
    *,
    id_: UUID,
    object_: UUID,
    groep: str,
    stapel: int,
    volgnummer: int,
    begin: str,
    eind: str | None,
    moment: str,
    onjuist: bool,
    inhoud: Any,
) -> bytes:
    """SHA-256 over what a stored voorkomen says (all but the end of its registratie), with BSNs as they are stored."""
    kern = [str(id_), str(object_), groep, stapel, volgnummer, begin, eind, moment, onjuist, inhoud]
    return hashlib.sha256(orjson.dumps(kern, option=orjson.OPT_SORT_KEYS)).digest()


def create_objects(soort: Soort, aantal: int) -> list[UUID]:
    """New identities, without anything known about them yet."""
    ids = [uuid4() for _ in range(aantal)]
    with connection.cursor() as cursor:
        insert_rows(cursor, soort.tabellen.object, (("id", "uuid"),), [[i] for i in ids])
    return ids


def take_moment(soort: Soort, objecten: Sequence[UUID]) -> datetime:
    """Lock these objects and give the one registratie moment of this transaction for them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry.neem_moment(%s, %s)", [soort.tabellen.basis, list(objecten)])
        (moment,) = cursor.fetchone()
    return moment  # type: ignore[no-any-return]


def close(soort: Soort, voorkomens: Sequence[UUID], moment: datetime) -> int:
    """Close the registratie of these voorkomens; returns how many were still open."""
    if not voorkomens:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry.sluit(%s, %s, %s)", [soort.tabellen.basis, list(voorkomens), moment])
        (aantal,) = cursor.fetchone()
    return aantal  # type: ignore[no-any-return]


def insert(soort: Soort, invoegingen: Sequence[Invoeging], moment: datetime) -> None:
    """Insert voorkomens with this registratie moment, and their keys.

    Raises IntegrityError (exclusion violation) where two would hold for one moment in both times.
    """
    t = soort.tabellen
    rijen, teksten, punten = [], [], []
    for invoeging in invoegingen:
        rijen.append(_row(soort, invoeging, moment))
        teksten += _texts(soort, invoeging)
        punten += _points(soort, invoeging)
    with connection.cursor() as cursor:
        insert_rows(cursor, t.voorkomen, (*VOORKOMEN, *((k.naam, k.type) for k in t.kolommen)), rijen)
        insert_rows(cursor, t.tekst, TEKST, teksten)
        insert_rows(cursor, t.punt, PUNT, punten)


def _row(soort: Soort, invoeging: Invoeging, moment: datetime) -> list[Any]:
    opgave, t = invoeging.opgave, soort.tabellen
    groep = soort.objecttype.groepen[opgave.groep]
    gegevens = map_paths(
        opgave.gegevens, protected_paths(groep), lambda pad, w: protect(w, place_of(t.voorkomen, invoeging.id, pad))
    )
    beschermd = {a.pad for a in groep.attributen if a.bescherming}
    afwijkingen = [
        {
            "veld": a.pad,
            "waarde": protect(a.waarde, place_of(t.voorkomen, invoeging.id, a.pad)) if a.pad in beschermd else a.waarde,
            "reden": a.reden,
        }
        for a in opgave.afwijkingen
    ]
    onderzoek = [{"veld": o.pad, "begin": o.begin, "eind": o.eind} for o in opgave.onderzoek]
    afdruk = fingerprint(
        id_=invoeging.id,
        object_=invoeging.object,
        groep=opgave.groep,
        stapel=opgave.stapel,
        volgnummer=opgave.volgnummer,
        begin=opgave.begin.isoformat(),
        eind=opgave.eind.isoformat() if opgave.eind else None,
        moment=moment.isoformat(),
        onjuist=opgave.onjuist,
        inhoud=[gegevens, onderzoek, afwijkingen, opgave.begin_opgave, opgave.bron, opgave.document, opgave.reden],
    )
    return [
        invoeging.id,
        invoeging.object,
        opgave.groep,
        opgave.stapel,
        opgave.volgnummer,
        opgave.begin,
        opgave.eind,
        opgave.begin_opgave,
        moment,
        opgave.onjuist,
        gegevens,
        onderzoek,
        afwijkingen,
        opgave.bron,
        opgave.document or None,
        opgave.reden,
        afdruk,
        *_keys(soort, opgave),
    ]


def _keys(soort: Soort, opgave: Voorkomenopgave) -> list[Any]:
    """Values of the key columns, in the order of the columns."""
    waarden: list[Any] = []
    for kolom in soort.tabellen.kolommen:
        if kolom.sleutel.groep != opgave.groep:
            waarden.append(None)
            continue
        gevonden = values_at({opgave.groep: opgave.gegevens}, kolom.sleutel.pad)
        waarde = gevonden[0] if gevonden else None
        if waarde is not None and kolom.sleutel.attribuut.bescherming:
            waarde = bescherming().index(waarde)
        elif waarde is not None and kolom.naam.endswith("_van") and kolom.type == "date":
            waarde = earliest_day(waarde)
        elif waarde is not None and kolom.naam.endswith("_tot") and kolom.type == "date":
            waarde = latest_day(waarde)
        waarden.append(waarde)
    return waarden


def _texts(soort: Soort, invoeging: Invoeging) -> list[list[Any]]:
    return [
        [invoeging.id, invoeging.object, sleutel.naam, key_text(sleutel, waarde)]
        for sleutel in soort.objecttype.zoeksleutels.values()
        if sleutel.groep == invoeging.opgave.groep
        and sleutel.soort != "geo"
        and in_key_table(soort.objecttype, sleutel)
        for waarde in values_at({invoeging.opgave.groep: invoeging.opgave.gegevens}, sleutel.pad)
    ]


def _points(soort: Soort, invoeging: Invoeging) -> list[list[Any]]:
    return [
        [invoeging.id, invoeging.object, sleutel.naam, f"({punt['lon']},{punt['lat']})"]
        for sleutel in soort.objecttype.zoeksleutels.values()
        if sleutel.soort == "geo" and sleutel.groep == invoeging.opgave.groep
        for punt in values_at({invoeging.opgave.groep: invoeging.opgave.gegevens}, sleutel.pad)
    ]
