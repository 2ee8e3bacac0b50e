"""Persons that a test makes for itself: unique, elfproef-valid, with marker values that stand nowhere else."""

from __future__ import annotations

import itertools
import json
import os
import secrets
from dataclasses import dataclass, field
from typing import Any

from registry.identificaties import is_a_nummer, is_bsn

_teller = itertools.count(int(secrets.token_hex(3), 16) % 5_000_000 * 8 + 900_000_000)


def new_bsn() -> str:
    """A BSN that no other test of this run uses."""
    while True:
        bsn = f"{next(_teller):09d}"
        if is_bsn(bsn):
            return bsn


def new_a_nummer() -> str:
    """A valid A-nummer; chance of meeting it twice is negligible."""
    while True:
        nummer = str(secrets.randbelow(9_000_000_000) + 1_000_000_000)
        if is_a_nummer(nummer):
            return nummer


@dataclass
class Persoonslijst:
    """A person list under construction, in the importer's JSON form."""

    naam: str = field(default_factory=lambda: f"L{secrets.token_hex(6)}{os.getpid()}")
    bsn: str = field(default_factory=new_bsn)
    voorkomens: list[dict[str, Any]] = field(default_factory=list)

    def met(self, categorie: str, elementen: dict[str, str], *, stapel: int = 0, volgnummer: int = 0) -> Persoonslijst:
        """Add a voorkomen; element keys without the category ("11.10") get it."""
        volledig = {k if k.count(".") == 2 else f"{categorie}.{k}": v for k, v in elementen.items()}
        self.voorkomens.append(
            {"categorie": categorie, "stapel": stapel, "volgnummer": volgnummer, "elementen": volledig}
        )
        return self

    def as_json(self) -> str:
        """One line for the importer."""
        return json.dumps({"naam": self.naam, "voorkomens": self.voorkomens})


def person(**elementen: str) -> Persoonslijst:
    """A plain current resident: identity, name, birth and an address; `elementen` ("c08_11_10") add or replace."""
    lijst = Persoonslijst()
    merk = secrets.token_hex(4)
    per_categorie = {
        "01": {
            "01.10": new_a_nummer(), "01.20": lijst.bsn, "02.10": f"Voor{merk}", "02.40": f"Achter{merk}", "03.10": "19800101", "03.20": "9999",
            "03.30": "6030", "04.10": "V", "61.10": "E", "85.10": "19800101", "86.10": "19800102",
        },
        "07": {"68.10": "19941001", "70.10": "0", "80.10": "0001"},
        "08": {
            "09.10": "9999", "10.10": "W", "10.30": "20150601", "11.10": f"Straat{merk}", "11.20": "12", "11.60": "9999ZZ",
            "11.70": "Bronstede", "85.10": "20150601", "86.10": "20150602",
        },
    }  # fmt: skip
    for naam, waarde in elementen.items():
        categorie, groep, element = naam.removeprefix("c").split("_")
        per_categorie.setdefault(categorie, {})[f"{groep}.{element}"] = waarde
    for categorie, waarden in per_categorie.items():
        lijst.met(categorie, waarden)
    return lijst
