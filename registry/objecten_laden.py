"""Loading objects of any register from JSON lines: read, checked against the model, handed to the store, and reported.

A line is one object: `{"naam": "...", "voorkomens": [{"groep": "...", "begin": "2026-01-01", "gegevens": {...}}]}`. A line that does not
fit the model is not loaded, in no part, and is reported with its row and place, without the value. A value that fits but fails its
check rule is loaded and reported, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from nlapi.inhoud import controleer
from nlapi.probleem import OngeldigeInvoer
from processing.doelbinding import Doelbindingsclaim
from processing.gebruik import Aanroep, Geleverd
from processing.rijregel import values_at
from registry.catalogus import Soort
from registry.datums import EERSTE_DAG, ONBEKEND, OnvolledigeDatumFout, earliest_day
from registry.identificaties import check
from registry.model.definitie import Groep, Objecttype
from registry.services import Bronobject, Laadresultaat, load
from registry.voorkomen import Voorkomenopgave

VORM: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["naam", "voorkomens"],
    "properties": {
        "naam": {"type": "string", "minLength": 1, "maxLength": 200},
        "voorkomens": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["groep", "gegevens"],
                "properties": {
                    "groep": {"type": "string"},
                    "stapel": {"type": "integer", "minimum": 0},
                    "begin": {"type": "string"},
                    "eind": {"type": "string"},
                    "gegevens": {"type": "object", "minProperties": 1},
                    "document": {"type": "object"},
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Regelmelding:
    """A remark on a line of the file: its number from 1, where in it, and what is wrong. Never a value."""

    rij: int
    plek: str
    reden: str
    geweigerd: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The remark, for a report."""
        return {"rij": self.rij, "plek": self.plek, "reden": self.reden, "geweigerd": self.geweigerd}


@dataclass(slots=True)
class Gelezen:
    """What a file holds: objects that can be loaded, remarks, and how many lines there were."""

    objecten: list[Bronobject] = field(default_factory=list)
    meldingen: list[Regelmelding] = field(default_factory=list)
    regels: int = 0


class RegelOngeldig(ValueError):
    """A line that cannot be loaded; `plek` says where, the message what would be right."""

    def __init__(self, plek: str, reden: str) -> None:
        super().__init__(reden)
        self.plek = plek


def load_objects(
    soort: Soort, bron: str, regels: Iterable[bytes], claim: Doelbindingsclaim, aanroep: Aanroep
) -> Geleverd:
    """Load the objects of these lines; the bytes of the answer are the report (JSON): counts, and remarks without values.

    `bron` is the source that names the objects: the same name from the same source is the same object. Raises whatever `load` raises.
    """
    gelezen = read_lines(soort.objecttype, bron, regels)

    def rapport(resultaat: Laadresultaat) -> bytes:
        meldingen = [m.as_dict() for m in gelezen.meldingen]
        return orjson.dumps({"regels": gelezen.regels, **resultaat.as_dict(), "meldingen": meldingen})

    return load(soort, claim, aanroep, bron, gelezen.objecten, vervang=False, rapport=rapport)


def read_lines(objecttype: Objecttype, bron: str, regels: Iterable[bytes]) -> Gelezen:
    """The objects in these lines; pure."""
    uit = Gelezen()
    namen: set[str] = set()
    for rij, regel in enumerate(regels, 1):
        if not regel.strip():
            continue
        uit.regels += 1
        try:
            bronobject = _object(objecttype, bron, regel)
            if bronobject.naam in namen:
                raise RegelOngeldig("naam", "Deze naam staat al op een eerdere regel.")
        except RegelOngeldig as fout:
            uit.meldingen.append(Regelmelding(rij, fout.plek, str(fout)))
        except OngeldigeInvoer as fout:
            uit.meldingen += [Regelmelding(rij, f.naam, f.reden) for f in fout.fouten]
        else:
            namen.add(bronobject.naam)
            uit.objecten.append(bronobject)
            uit.meldingen += [Regelmelding(rij, p, r, geweigerd=False) for p, r in _remarks(objecttype, bronobject)]
    return uit


def _object(objecttype: Objecttype, bron: str, regel: bytes) -> Bronobject:
    try:
        ruw = orjson.loads(regel.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise RegelOngeldig("regel", "Dit is geen JSON. Elke regel is één object.") from None
    controleer(ruw, VORM)
    stapels: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for nummer, voorkomen in enumerate(ruw["voorkomens"]):
        groep = objecttype.groepen.get(voorkomen["groep"])
        if groep is None:
            wel = ", ".join(objecttype.groepen)
            raise RegelOngeldig(f"voorkomens.{nummer}.groep", f"Deze groep is er niet. Wel: {wel}.")
        stapel = voorkomen.get("stapel", 0)
        if stapel and not groep.meervoudig:
            raise RegelOngeldig(f"voorkomens.{nummer}.stapel", "Deze groep komt één keer voor: laat stapel weg.")
        _fit(groep, nummer, voorkomen["gegevens"])
        stapels.setdefault((groep.naam, stapel), []).append(voorkomen | {"plek": f"voorkomens.{nummer}"})
    opgaven = [o for (groep, stapel), rijen in stapels.items() for o in _with_ends(groep, stapel, rijen, bron)]
    return Bronobject(ruw["naam"], tuple(opgaven))


def _fit(groep: Groep, nummer: int, gegevens: Any) -> None:
    """Refuse what does not fit the schema of this groep; its own format for partial dates is judged too."""
    try:
        controleer(gegevens, dict(groep.schema))
    except OngeldigeInvoer as fout:
        eerste = fout.fouten[0]
        plek = f"voorkomens.{nummer}.gegevens" + ("" if eerste.naam == "body" else f".{eerste.naam}")
        raise RegelOngeldig(plek, eerste.reden) from None
    for attribuut in groep.attributen:
        if attribuut.soort != "onvolledige-datum":
            continue
        for waarde in values_at({groep.naam: gegevens}, attribuut.pad):
            _day(f"voorkomens.{nummer}.gegevens.{attribuut.pad.partition('.')[2]}", waarde)


def _day(plek: str, waarde: str | None) -> date:
    try:
        return earliest_day(waarde)
    except OnvolledigeDatumFout as fout:
        raise RegelOngeldig(plek, f"Dit is geen datum: {fout}.") from None


def _with_ends(groep: str, stapel: int, rijen: Sequence[Mapping[str, Any]], bron: str) -> Iterator[Voorkomenopgave]:
    """Newest first; one without an end of its own ends where the next newer one begins. Two may not hold on one day."""
    grens: date | None = None
    geordend = sorted(rijen, key=lambda r: _day(f"{r['plek']}.begin", r.get("begin")), reverse=True)
    for volgnummer, rij in enumerate(geordend):
        begin = _day(f"{rij['plek']}.begin", rij.get("begin"))
        eind = _day(f"{rij['plek']}.eind", rij["eind"]) if "eind" in rij else grens
        if eind is not None and (eind <= begin or eind == EERSTE_DAG):
            raise RegelOngeldig(f"{rij['plek']}.eind", "Het eind moet later zijn dan het begin.")
        if grens is not None and (eind is None or eind > grens):
            raise RegelOngeldig(f"{rij['plek']}.eind", "Op die dag geldt al een ander voorkomen van deze groep.")
        yield Voorkomenopgave(
            groep=groep,
            stapel=stapel,
            volgnummer=volgnummer,
            gegevens=dict(rij["gegevens"]),
            begin_opgave=rij.get("begin", ONBEKEND),
            begin=begin,
            eind=eind,
            bron=bron,
            document=rij.get("document"),
        )
        grens = begin


def _remarks(objecttype: Objecttype, bronobject: Bronobject) -> Iterator[tuple[str, str]]:
    """Values that fit but fail the check rule of their attribute: loaded as they are."""
    for opgave in bronobject.opgaven:
        for attribuut in objecttype.groepen[opgave.groep].attributen:
            if not attribuut.regel:
                continue
            for waarde in values_at({opgave.groep: opgave.gegevens}, attribuut.pad):
                if bezwaar := check(attribuut.regel, str(waarde)):
                    yield attribuut.pad, bezwaar
