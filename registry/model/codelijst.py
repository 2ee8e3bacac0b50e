"""A code list file: parsed and checked against its schema, every fault with its place. Pure.

A list gives the words of codes; it never decides whether a value may be stored. A code without words is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from registry.model.definitie import Tekst


class CodelijstFout(Exception):
    """The file is not a valid code list; `fouten` lists every fault with its place."""

    def __init__(self, fouten: tuple[str, ...]) -> None:
        super().__init__("; ".join(fouten[:3]))
        self.fouten = fouten


@dataclass(frozen=True, slots=True)
class Codelijst:
    """One list: words per code. `engels` has the codes whose English words stand in the file; others are shown in Dutch."""

    naam: str
    titel: Tekst
    bron: Mapping[str, str]
    versie: str
    volledig: bool
    woorden: Mapping[str, Tekst]
    engels: frozenset[str]

    def extended(self, andere: Codelijst) -> Codelijst:
        """With the codes of another list, whose words win; English that it does not have stays ours."""
        woorden = dict(self.woorden)
        for code, tekst in andere.woorden.items():
            eigen = self.woorden.get(code)
            houden = eigen is not None and code in self.engels and code not in andere.engels
            woorden[code] = Tekst(tekst.nl, eigen.en) if eigen is not None and houden else tekst
        volledig = self.volledig or andere.volledig
        return Codelijst(
            self.naam, self.titel, andere.bron, andere.versie, volledig, woorden, self.engels | andere.engels
        )


@cache
def _schema() -> Any:
    schema = yaml.safe_load(Path(__file__).with_name("codelijstschema.yaml").read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(schema)


def read(tekst: str) -> Codelijst:
    """The code list in this text; raises CodelijstFout."""
    try:
        # The C loader reads the same, ten times as fast: a national table has more than a thousand codes.
        ruw = yaml.load(tekst, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as fout:
        plek = getattr(fout, "problem_mark", None)
        raise CodelijstFout((f"regel {plek.line + 1 if plek else '?'}: geen geldige YAML",)) from fout
    codes = ruw.get("codes") if isinstance(ruw, dict) else None
    codes = codes if isinstance(codes, dict) else {}
    # YAML takes 0014 and true for other things than text; a list with such keys would miss its codes without a word.
    fouten = [f"codes/{c}: zet de code tussen aanhalingstekens" for c in codes if not isinstance(c, str)]
    fouten = fouten or [
        f"{'/'.join(map(str, f.instance_path)) or 'bestand'}: {f.message}" for f in _schema().iter_errors(ruw)
    ]
    if fouten:
        raise CodelijstFout(tuple(fouten))
    return Codelijst(
        naam=ruw["naam"],
        titel=Tekst(ruw["titel"]["nl"], ruw["titel"]["en"]),
        bron=ruw["bron"],
        versie=ruw["versie"],
        volledig=ruw["volledig"],
        woorden={code: Tekst(t["nl"], t.get("en", t["nl"])) for code, t in ruw["codes"].items()},
        engels=frozenset(code for code, t in ruw["codes"].items() if "en" in t),
    )
