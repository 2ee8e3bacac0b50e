"""Persons in whom every value can be told from every other, made from the model's own annotations; and what of them stands in bytes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from registry.catalogus import catalogus
from registry.model.definitie import Attribuut, Objecttype
from tests.personen import Persoonslijst, new_a_nummer, new_bsn

# Who, about which object, which field: the unit of the comparison.
Feit = tuple[str, str, str]


def personen() -> Objecttype:
    soort = catalogus().nieuwste("brp", "personen")
    assert soort is not None
    return soort.objecttype


@dataclass
class Merkpersoon:
    """A loaded person: its list, where each marker stands, and the BSN per item of a groep of relatives."""

    lijst: Persoonslijst
    merken: dict[str, str] = field(default_factory=dict)
    verwant: dict[str, str | None] = field(default_factory=dict)
    id: str = ""

    @property
    def bsn(self) -> str:
        return self.lijst.bsn


def is_marked(attribuut: Attribuut) -> bool:
    """Free text long enough for a unique value; closed lists, dates and numbers with a form go by their path."""
    vrij = attribuut.soort == "tekst" and not attribuut.codelijst and "pattern" not in attribuut.schema
    return vrij and attribuut.schema.get("maxLength", 99) >= 9 and isinstance(attribuut.gba, str)


def _value(attribuut: Attribuut, wie: Merkpersoon) -> str:
    if attribuut.bescherming:
        return new_bsn()
    if attribuut.regel == "a-nummer":
        return new_a_nummer()
    if attribuut.soort == "onvolledige-datum":
        return "20010203"
    if "pattern" in attribuut.schema:
        return f"9999{'20' if 'nummeraanduiding' in (attribuut.regel or '') else '01'}{secrets.randbelow(10**10):010d}"
    if is_marked(attribuut):
        merk = f"m{secrets.token_hex(4)}"
        wie.merken[merk] = attribuut.pad
        return merk
    return "1"[: attribuut.schema.get("maxLength", 1)]


def make(*, ouder: Merkpersoon | None = None) -> Merkpersoon:
    """A person with every attribute of the model filled; the first parent may be another person, the second has no BSN."""
    wie = Merkpersoon(Persoonslijst())
    for groep in personen().groepen.values():
        for nummer, categorie in enumerate((groep.gba or {})["categorieen"]):
            elementen: dict[str, str] = {}
            bsn: str | None = None
            voor = set(wie.merken)
            for attribuut in groep.attributen:
                if not isinstance(attribuut.gba, str):
                    continue
                waarde = _value(attribuut, wie)
                if attribuut.bescherming:
                    waarde = _whose(wie, categorie, nummer, ouder, waarde)
                    bsn = waarde or None
                if waarde:
                    elementen[attribuut.gba] = waarde
            elementen |= {"85.10": "20010203"} if (groep.gba or {}).get("begin") else {}
            wie.lijst.met(categorie, elementen)
            if groep.meervoudig:
                wie.verwant |= dict.fromkeys(set(wie.merken) - voor, bsn)
    # Nothing that keeps a resident out of sight.
    for voorkomen in wie.lijst.voorkomens:
        if voorkomen["categorie"] == "07":
            voorkomen["elementen"]["07.70.10"] = "0"
    return wie


def _whose(wie: Merkpersoon, categorie: str, nummer: int, ouder: Merkpersoon | None, nieuw: str) -> str:
    if categorie == "01":
        return wie.bsn
    if nummer == 1:
        return ""
    return ouder.bsn if ouder and categorie == "02" else nieuw


def leaves(deel: Any, pad: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of every leaf."""
    if isinstance(deel, dict):
        for naam, waarde in deel.items():
            yield from leaves(waarde, f"{pad}.{naam}" if pad else naam)
    elif isinstance(deel, list):
        for item in deel:
            yield from leaves(item, pad)
    else:
        yield pad, deel


def facts_in_json(document: Any, bekend: dict[str, Merkpersoon]) -> set[Feit]:
    """What stands in a JSON answer of the register about known persons, by path: the houder, and relatives by their item."""
    feiten: set[Feit] = set()
    for object_ in document.get("resultaten", [document]):
        wie = bekend.get(object_.get("id", ""))
        if wie is None:
            continue
        stukken = (
            [({v["groep"]: [v["gegevens"]]}) for v in object_["voorkomens"]]
            if "voorkomens" in object_
            else [object_["gegevens"]]
        )
        for gegevens in stukken:
            for groep, inhoud in gegevens.items():
                for item in inhoud if isinstance(inhoud, list) else [inhoud]:
                    paden = {f"{groep}.{pad}" for pad, _ in leaves(item)}
                    feiten |= {(wie.bsn, wie.id, pad) for pad in paden}
                    verwant = next((bsn for merk, bsn in wie.verwant.items() if merk in json.dumps(item)), None)
                    feiten |= {(verwant, wie.id, pad) for pad in paden} if verwant else set()
    return feiten


def markers_in(inhoud: bytes, bekend: dict[str, Merkpersoon]) -> set[tuple[str, str]]:
    """(object, path) of every marker that stands anywhere in these bytes."""
    return {(wie.id, pad) for wie in bekend.values() for merk, pad in wie.merken.items() if merk.encode() in inhoud}
