"""The body of a search: its JSON Schema, made from the keys that the model declares, and the minimum combinations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlapi.probleem import Fout, OngeldigeInvoer
from registry.api.vraag import MAX_LIMIET
from registry.model.definitie import Objecttype, Zoeksleutel

MIN_VOOR_WILDCARD = 3


def key_schema(sleutel: Zoeksleutel) -> dict[str, Any]:
    """JSON Schema of the value of one key."""
    waarde = {
        k: v
        for k, v in sleutel.attribuut.schema.items()
        if k in {"type", "pattern", "minLength", "maxLength", "format", "enum", "minimum", "maximum"}
    }
    if sleutel.soort == "geo":
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["bbox"],
            "properties": {
                "bbox": {
                    "type": "array",
                    "minItems": 4,
                    "maxItems": 4,
                    "items": {"type": "number", "minimum": -180, "maximum": 180},
                }
            },
            "description": "Gebied als [west, zuid, oost, noord] in graden (CRS84).",
        }
    if sleutel.soort == "tekst":
        return {
            "type": "string",
            "maxLength": 200,
            "pattern": rf"^[^*]+$|^[^*]{{{MIN_VOOR_WILDCARD},}}\*$",
            "description": f"Hele waarde, zonder verschil in hoofdletters en accenten. Een * aan het eind mag na ten minste {MIN_VOOR_WILDCARD} tekens.",
        }
    if sleutel.soort == "bereik":
        grens = {"type": "string", "format": "date"} if "datum" in sleutel.attribuut.soort else waarde
        return {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {"van": grens, "tot": grens},
        }
    if sleutel.soort == "begint-met":
        return {"type": "string", "minLength": MIN_VOOR_WILDCARD, "maxLength": 200}
    return waarde


def body_schema(objecttype: Objecttype) -> dict[str, Any]:
    """JSON Schema of the whole search body."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["zoeksleutels"],
        "properties": {
            "zoeksleutels": {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "properties": {naam: key_schema(s) for naam, s in objecttype.zoeksleutels.items()},
            },
            "fields": {"type": "array", "items": {"type": "string", "maxLength": 300}, "maxItems": 500},
            "geldigOp": {"type": "string", "format": "date"},
            "beschikbaarOp": {"type": "string", "format": "date-time"},
            "limit": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIET},
            "cursor": {"type": "string", "maxLength": 4000},
        },
    }


def check_combination(objecttype: Objecttype, sleutels: Mapping[str, Any]) -> None:
    """Raise OngeldigeInvoer unless one of the model's minimum combinations is among the keys."""
    if any(combinatie <= set(sleutels) for combinatie in objecttype.zoekcombinaties):
        return
    mogelijk = "; ".join(" + ".join(sorted(c)) for c in objecttype.zoekcombinaties)
    raise OngeldigeInvoer(
        [Fout("body", "zoeksleutels", "zoekcombinatie", f"Zoek ten minste op een van deze combinaties: {mogelijk}.")]
    )
