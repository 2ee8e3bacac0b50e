"""Loading person lists: read, mapped through the model, handed to the store, and reported. One use per batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

import orjson

from nlapi.probleem import Probleem
from processing.doelbinding import Doelbindingsclaim
from processing.gebruik import Aanroep, Geleverd
from registry.catalogus import Soort, catalogus
from registry.gbav.afbeelding import Melding, beeld_af
from registry.gbav.lezer import Leesfout, lees
from registry.services import Bronobject, Laadresultaat, load

BRON = "gbav"


@dataclass(frozen=True, slots=True)
class Laadopdracht:
    """A file to load; `vervang` closes every other person's registratie."""

    bestand: IO[bytes]
    vervang: bool = False


class GeenModel(Probleem):
    """The model that person lists are mapped to is not published."""

    def __init__(self) -> None:
        super().__init__(
            status=409,
            code="model-ontbreekt",
            titel="Het informatiemodel ontbreekt.",
            detail="Publiceer eerst het model brp.",
        )


def target() -> Soort:
    """The object type that person lists are mapped to: the one whose model carries GBA elements."""
    soort = next((s for s in catalogus() if any(g.gba for g in s.objecttype.groepen.values())), None)
    if soort is None:
        raise GeenModel
    return soort


def load_person_lists(opdracht: Laadopdracht, claim: Doelbindingsclaim, aanroep: Aanroep) -> Geleverd:
    """Load a file of person lists; the bytes of the answer are the report (JSON): counts, and remarks with row and column, no values."""
    soort = target()
    meldingen: list[Melding | Leesfout] = []
    objecten = list(_objects(soort, opdracht.bestand, meldingen))

    def rapport(resultaat: Laadresultaat) -> bytes:
        return orjson.dumps(
            {"lijsten": len(objecten), **resultaat.as_dict(), "meldingen": [_remark(m) for m in meldingen]}
        )

    return load(soort, claim, aanroep, BRON, objecten, vervang=opdracht.vervang, rapport=rapport)


def _objects(soort: Soort, bestand: IO[bytes], meldingen: list[Melding | Leesfout]) -> Iterable[Bronobject]:
    for lijst in lees(bestand):
        if isinstance(lijst, Leesfout):
            meldingen.append(lijst)
            continue
        afbeelding = beeld_af(lijst, soort.objecttype)
        meldingen.extend(afbeelding.meldingen)
        yield Bronobject(lijst.naam, afbeelding.opgaven)


def _remark(melding: Melding | Leesfout) -> dict[str, Any]:
    return {"code": melding.reden_code, "rij": melding.rij, "kolom": melding.kolom, "reden": melding.reden}
