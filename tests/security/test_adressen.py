"""No number of a person in any address: read from the routes, and from every document that is published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver

from nlapi.routes import alle_routes
from tests.contract.snapshot import MAP

NUMMER = re.compile(r"bsn|burgerservice|a-?nummer|sofi|rsin|persoonsnummer", re.IGNORECASE)
DOCUMENTEN = sorted(MAP.glob("*.json"))


def parameters(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each part of an address in a document that a caller fills in: (where, name)."""
    gedeeld = document.get("components", {}).get("parameters", {})
    for pad, item in document["paths"].items():
        yield from ((pad, naam) for naam in re.findall(r"{([^}]*)}", pad))
        for methode, operatie in item.items():
            eigen = operatie.get("parameters", []) if isinstance(operatie, dict) else operatie
            for parameter in eigen:
                deel = gedeeld[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
                if deel["in"] in {"path", "query"}:
                    yield f"{methode} {pad}", deel["name"]


def with_number(document: dict[str, Any]) -> list[str]:
    """The places where a number of a person could stand in an address."""
    return [f"{plek}: {naam}" for plek, naam in parameters(document) if NUMMER.search(naam)]


@pytest.mark.parametrize("bestand", DOCUMENTEN, ids=lambda p: p.stem)
def test_no_document_has_a_number_in_an_address(bestand: Any) -> None:
    document = json.loads(bestand.read_text(encoding="utf-8"))
    assert len(list(parameters(document))) + len(document["paths"]) > 0
    assert with_number(document) == []


def test_no_route_takes_a_number() -> None:
    patronen = [r.patroon for r in alle_routes(get_resolver().url_patterns)]
    delen = [naam for patroon in patronen for naam in re.findall(r"<(?:\w+:)?(\w+)>", patroon)]
    assert {"object_id", "regel"} <= set(delen)
    assert [d for d in delen if NUMMER.search(d)] == []


@pytest.mark.parametrize(
    "paden",
    [
        {"/personen/{bsn}": {"get": {}}},
        {"/personen": {"get": {"parameters": [{"name": "burgerservicenummer", "in": "query"}]}}},
        {"/personen": {"parameters": [{"name": "aNummer", "in": "query"}]}},
        {"/personen": {"get": {"parameters": [{"$ref": "#/components/parameters/x"}]}}},
    ],
)
def test_one_that_does_is_seen(paden: dict[str, Any]) -> None:
    gedeeld = {"parameters": {"x": {"name": "bsnVanOuder", "in": "query"}}}
    assert with_number({"paths": paden, "components": gedeeld})
