"""The plans of everything that reads, as PostgreSQL really chose them for the application's role: no sequential scan over many rows.

auto_explain hands over the plan of every statement that ran, those inside the definer functions included. Only a superuser can turn it
on, and only for connections made after that.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connection, transaction

from nlapi.koppen import nieuw_spoor
from processing.doelbinding import Vraag
from processing.gebruik import Aanroep, OpenGebruik, Uitkomst, use
from processing.intern import BIJHOUDING, TOEZICHT_LOG, claim_for
from processing.logboek import Periode, lines_of_person, one_line
from processing.rijregel import values_at
from processing.selectors import today
from registry.catalogus import Soort, catalogus
from registry.model.definitie import Zoeksleutel
from registry.opslag import lezen
from registry.temporal import Tijdslice

INSTELLINGEN = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_level": "notice",
    "auto_explain.log_format": "json",
    "client_min_messages": "notice",
}
SCHEMAS = ("registry.", "processing.", "kluis.")
BLADZIJDE = 101


@dataclass(frozen=True)
class Plan:
    """One statement that ran for a question: its text, its outermost node, and the tables that it walked from end to end."""

    vraag: str
    sql: str
    knopen: tuple[str, ...]
    doorlopen: tuple[str, ...]


Noteer = Callable[[str], None]


@contextlib.contextmanager
def explaining(root: psycopg.Connection[Any], database: str, *extra: str) -> Iterator[list[Plan]]:
    """Inside the block Django's connections hand over plans; the list fills. `extra` are settings besides ("enable_seqscan=off")."""
    plannen: list[Plan] = []
    instellingen = INSTELLINGEN | dict(e.split("=", 1) for e in extra)
    for naam, waarde in instellingen.items():
        root.execute(f"ALTER DATABASE \"{database}\" SET {naam} = '{waarde}'".encode())
    _renew()
    try:
        connection.ensure_connection()
        connection.connection.add_notice_handler(lambda melding: plannen.extend(_read(melding.message_primary or "")))
        yield plannen
    finally:
        for naam in instellingen:
            root.execute(f'ALTER DATABASE "{database}" RESET {naam}'.encode())
        _renew()


def _renew() -> None:
    verbinding: Any = connection
    verbinding.close()
    verbinding.close_pool()


_vraag = ""


def _read(melding: str) -> Iterator[Plan]:
    """The plan in a notice of auto_explain, if it is one about our own tables."""
    begin = melding.find("{")
    if "plan:" not in melding or begin < 0:
        return
    inhoud = json.loads(melding[begin:])
    knopen = list(_nodes(inhoud["Plan"]))
    namen = tuple(f"{k['Node Type']} {k.get('Relation Name', k.get('Index Name', ''))}".strip() for k in knopen)
    doorlopen = tuple(k["Relation Name"] for k in knopen if k["Node Type"] == "Seq Scan")
    yield Plan(_vraag, " ".join(inhoud["Query Text"].split()), namen, doorlopen)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for deel in plan.get("Plans", []):
        yield from _nodes(deel)


def ask_everything(voorbeelden: dict[str, list[dict[str, Any]]], objecten: dict[str, list[UUID]], bsn: str) -> None:
    """Ask every question once. `voorbeelden` holds assembled objects and `objecten` ids, by `register/objecttype`."""
    for soort in catalogus():
        if voorbeelden.get(soort.naam):
            _inside(soort, partial(_ask, soort, voorbeelden[soort.naam], objecten[soort.naam]))
    _ask_log(bsn)


def _name(vraag: str) -> None:
    global _vraag  # noqa: PLW0603 - what the notices that come now belong to
    _vraag = vraag


def _inside(soort: Soort, werk: Callable[[Tijdslice], None]) -> None:
    """Inside an open gebruik of this object type, or plainly for open data."""
    _name(f"{soort.naam}: openen")
    if not soort.objecttype.persoonsgegevens:
        with transaction.atomic():
            werk(Tijdslice(today(), lezen.now()))
        return

    def lees(open_: OpenGebruik) -> Uitkomst:
        werk(Tijdslice(today(), open_.nu))
        _name(f"{soort.naam}: vastleggen")
        return Uitkomst(b"", ())

    vraag = Vraag(soort.model.register, soort.objecttype.naam, "wijzigen", today(), aantal=1)
    use(claim_for(BIJHOUDING), None, vraag, Aanroep(uuid4(), nieuw_spoor()), lees)


def _ask(soort: Soort, voorbeelden: list[dict[str, Any]], objecten: list[UUID], slice_: Tijdslice) -> None:
    _name(f"{soort.naam}: een object")
    lezen.read_current(soort, objecten[:1], slice_)
    _name(f"{soort.naam}: historie")
    lezen.read_history(soort, objecten[0], slice_.beschikbaar_op)
    _name(f"{soort.naam}: bladzijde van {BLADZIJDE}")
    lezen.read_current(soort, objecten[:BLADZIJDE], slice_)
    _name(f"{soort.naam}: bladeren")
    lezen.browse(soort, objecten[0], slice_, BLADZIJDE)
    _name(f"{soort.naam}: open registratie")
    lezen.read_open(soort, objecten[:1])
    sleutels = soort.objecttype.zoeksleutels
    for naam, sleutel in sleutels.items():
        for vorm, waarde in key_values(sleutel, voorbeelden):
            _name(f"{soort.naam}: {naam} ({vorm})")
            lezen.search(soort, {naam: waarde}, None, slice_, 11)
    for combinatie in soort.objecttype.zoekcombinaties:
        gevonden = {naam: next(iter(key_values(sleutels[naam], voorbeelden)), None) for naam in combinatie}
        vragen = {naam: paar[1] for naam, paar in gevonden.items() if paar}
        _name(f"{soort.naam}: {' + '.join(sorted(combinatie))}")
        lezen.search(soort, vragen, None, slice_, 11)


def key_values(sleutel: Zoeksleutel, voorbeelden: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Values to search by: one for each form that a key of this kind takes, from what stands in the examples."""
    waarden = [w for v in voorbeelden for w in values_at(v, sleutel.pad) if w not in (None, "")]
    if not waarden:
        return
    waarde = waarden[0]
    match sleutel.soort:
        case "tekst":
            yield "hele waarde", str(waarde)
            yield "met *", f"{str(waarde)[:5]}*"
        case "begint-met":
            yield "begint met", str(waarde)[:7]
        case "geo":
            lon, lat = waarde["lon"], waarde["lat"]
            yield "gebied", {"bbox": [lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001]}
        case "bereik":
            yield "bereik", _range_around(next((w for w in waarden if isinstance(w, int) or len(str(w)) >= 4), waarde))
        case _:
            yield "exact", waarde


def _range_around(waarde: Any) -> dict[str, Any]:
    if isinstance(waarde, int):
        return {"van": waarde, "tot": waarde + 1}
    dag = date(int(str(waarde)[:4]), 6, 1)
    return {"van": dag.isoformat(), "tot": (dag + timedelta(days=7)).isoformat()}


def _ask_log(bsn: str) -> None:
    claim = claim_for(TOEZICHT_LOG)
    nu = datetime.now(UTC)
    periode = Periode(nu - timedelta(days=60), nu)
    _name("verwerkingslog: regels over een persoon")
    gevonden: list[UUID] = []

    def noteer(regels: Any, _velden: Any) -> bytes:
        gevonden.extend(r.id for r in regels)
        return b""

    lines_of_person(
        claim, Aanroep(uuid4(), nieuw_spoor()), bsn, periode, noteer, aantal=100, ook_vertrouwelijk=True, actie="zoeken"
    )
    _name("verwerkingslog: een regel")
    if gevonden:
        one_line(claim, Aanroep(uuid4(), nieuw_spoor()), gevonden[0], lambda _r, _v: b"")
