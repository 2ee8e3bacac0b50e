"""What the official ruleset does not see and the API Design Rules ask all the same; a pure function over a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LAAG = re.compile(r"[a-z][A-Za-z0-9]*")
METHODEN = {"get", "post", "put", "patch", "delete"}


def findings(document: dict[str, Any]) -> list[str]:
    """Every finding, as a sentence with its place; an empty list is a clean document."""
    uit = []
    if not re.fullmatch(r"3\.0\.\d", document.get("openapi", "")):
        uit.append("openapi is geen 3.0.x")
    uit += [
        f"server {s['url']} eindigt niet op /v<hoofdversie>"
        for s in document["servers"]
        if not re.search(r"/v\d+$", s["url"])
    ]
    for pad, item in document["paths"].items():
        uit += [
            f"{pad}: {variabele} is geen lowerCamelCase"
            for variabele in re.findall(r"{([^}]*)}", pad)
            if not LAAG.fullmatch(variabele)
        ]
        for methode, operatie in item.items():
            uit += _operation(f"{methode} {pad}", methode, operatie, document)
    uit += [
        f"eigenschap {naam} is geen lowerCamelCase"
        for naam in sorted(set(_properties(document["components"]["schemas"])))
        if not LAAG.fullmatch(naam)
    ]
    return uit


def _operation(plek: str, methode: str, operatie: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    if methode not in METHODEN:
        yield f"{plek}: deze methode hoort er niet"
        return
    for parameter in operatie.get("parameters", []):
        if parameter["in"] in {"path", "query"} and re.search(
            r"bsn|burgerservicenummer", parameter["name"], re.IGNORECASE
        ):
            yield f"{plek}: een BSN in het adres"
    for code, antwoord in operatie["responses"].items():
        if "API-Version" not in antwoord.get("headers", {}):
            yield f"{plek} {code}: API-Version ontbreekt"
        if code[0] in "45":
            schema = antwoord.get("content", {}).get("application/problem+json", {}).get("schema", {})
            if "$ref" in schema:
                schema = document["components"]["schemas"].get(schema["$ref"].rpartition("/")[2], {})
            if not {"status", "title", "detail"} <= set(schema.get("required", [])):
                yield f"{plek} {code}: geen problem+json met status, title en detail"


def _properties(deel: Any) -> Iterator[str]:
    if isinstance(deel, dict):
        if isinstance(deel.get("properties"), dict):
            yield from deel["properties"]
        for waarde in deel.values():
            yield from _properties(waarde)
    elif isinstance(deel, list):
        for item in deel:
            yield from _properties(item)
