"""JSON bodies checked by a JSON Schema (2020-12): every fault in one answer, and never the value that was sent."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

from nlapi.probleem import Fout, OngeldigeInvoer


@lru_cache(maxsize=512)
def _validator(schema: bytes) -> Any:
    return jsonschema_rs.Draft202012Validator(orjson.loads(schema), validate_formats=True)


def controleer(inhoud: Any, schema: dict[str, Any]) -> Any:
    """The body itself when it fits; raises OngeldigeInvoer naming each place that does not."""
    validator = _validator(orjson.dumps(schema, option=orjson.OPT_SORT_KEYS))
    fouten = [_fault(f, schema) for f in validator.iter_errors(inhoud)]
    if fouten:
        raise OngeldigeInvoer(fouten)
    return inhoud


def _fault(fout: Any, schema: dict[str, Any]) -> Fout:
    plek = ".".join(str(deel) for deel in fout.instance_path)
    soort = str(fout.schema_path[-1]) if fout.schema_path else "schema"
    regel = _rule(schema, list(fout.schema_path))
    naam = plek or "body"
    match soort:
        case "required":
            ontbreekt = fout.message.split('"')[1] if '"' in fout.message else "?"
            return Fout("body", f"{plek}.{ontbreekt}".lstrip("."), "verplicht", "Dit onderdeel is verplicht.")
        case "additionalProperties":
            return Fout("body", naam, "onbekend", "Hier staat een onderdeel dat er niet is.")
        case "type":
            return Fout("body", naam, "type", f"Moet van het type {regel} zijn.")
        case "pattern":
            return Fout("body", naam, "patroon", f"Moet voldoen aan het patroon {regel}.")
        case "format":
            return Fout("body", naam, "formaat", f"Moet de vorm hebben van {regel}.")
        case "enum":
            return Fout(
                "body",
                naam,
                "keuze",
                "Moet een van de mogelijke waarden zijn: " + ", ".join(map(str, regel or [])) + ".",
            )
        case "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties":
            return Fout("body", naam, "te-klein", f"Is te klein of te kort: het minimum is {regel}.")
        case "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties":
            return Fout("body", naam, "te-groot", f"Is te groot of te lang: het maximum is {regel}.")
        case _:
            return Fout("body", naam, "schema", "Klopt niet met de beschrijving van deze API.")


def _rule(schema: Any, pad: list[Any]) -> Any:
    """The value of the schema keyword that was broken: it comes from us, so it may be said."""
    for stap in pad:
        try:
            schema = schema[stap]
        except (KeyError, IndexError, TypeError):
            return None
    return schema
