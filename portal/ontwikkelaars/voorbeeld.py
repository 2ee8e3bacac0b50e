"""Example values made from a schema: something to send that fits, and the shape of an answer, cut short. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portal.ontwikkelaars.naslag import Boom, resolve

FORMATEN = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T12:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "naam@gemeente.example",
    "uri": "https://gemeente.example/",
}
# A citizen service number of nobody (it begins with 9999); in the demo that of somebody of the cast, so that a first question finds something.
BSN = "999905053"
# The first that fits a pattern is taken.
KANDIDATEN = ("Voorbeeld", BSN, *("9" * n for n in range(1, 21)), "1234AB", "AB-12-CD", "2026-01-01", "A", "a")
IN_HET_KORT = 4
DIEPSTE = 6


def to_send(document: Boom, schema: Boom) -> Any:
    """The least that fits: what is required, and one more where an object must hold something."""
    return _example(document, schema, alles=False, diepte=0)


def shape(document: Boom, schema: Boom) -> Any:
    """What an answer looks like; of an object at most a few properties, the required ones first."""
    return _example(document, schema, alles=True, diepte=0)


def _example(document: Boom, deel: Boom, *, alles: bool, diepte: int) -> Any:
    schema = resolve(document, deel)
    for sleutel in ("example", "default"):
        if sleutel in schema:
            return schema[sleutel]
    if schema.get("enum"):
        return schema["enum"][0]
    for soort in ("oneOf", "anyOf"):
        if schema.get(soort):
            return _example(document, schema[soort][0], alles=alles, diepte=diepte + 1)
    match schema.get("type", "object" if "properties" in schema or "allOf" in schema else ""):
        case "object":
            return _object(document, schema, alles=alles, diepte=diepte)
        case "array":
            items = schema.get("items", {})
            aantal = max(int(schema.get("minItems", 1)), 1)
            return [_example(document, items, alles=alles, diepte=diepte + 1)] * aantal if diepte < DIEPSTE else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "string":
            return _text(schema)
        case _:
            return {}


def _object(document: Boom, schema: Boom, *, alles: bool, diepte: int) -> dict[str, Any]:
    uit: dict[str, Any] = {}
    for deel in schema.get("allOf", ()):
        uit |= _example(document, deel, alles=alles, diepte=diepte)
    eigenschappen: Mapping[str, Any] = schema.get("properties", {})
    verplicht = [n for n in schema.get("required", ()) if n in eigenschappen]
    if diepte >= DIEPSTE:
        return uit
    if alles:
        over = [n for n in eigenschappen if n not in verplicht]
        namen = [*verplicht, *over[: max(IN_HET_KORT - len(verplicht), 1)]]
        namen.sort(key=list(eigenschappen).index)
    else:
        minste = int(schema.get("minProperties", 0))
        namen = [*verplicht, *[n for n in eigenschappen if n not in verplicht][: max(minste - len(verplicht), 0)]]
    return uit | {n: _example(document, eigenschappen[n], alles=alles, diepte=diepte + 1) for n in namen}


def _text(schema: Boom) -> str:
    if schema.get("format") in FORMATEN:
        return FORMATEN[schema["format"]]
    minste, meeste = int(schema.get("minLength", 0)), int(schema.get("maxLength", 1_000))
    for kandidaat in KANDIDATEN:
        if minste <= len(kandidaat) <= meeste and re.search(schema.get("pattern", ""), kandidaat):
            return kandidaat
    return "x" * max(minste, 1)
