"""Building OpenAPI 3.0.3 documents as plain dicts: one place that knows what every answer of ours has.

The same facts drive the server: every response carries API-Version, every error is a problem document, and the list of errors of an
operation follows from what it takes. Conventions: docs/decisions and the API Design Rules 2.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings

from nlapi.parameters import Parameter

FOUTTEKST = {
    "400": "De vraag klopt niet; alle fouten staan in het antwoord.",
    "401": "Geen token, of een token dat niet geldt.",
    "403": "Dit mag niet voor dit doel; het antwoord zegt welk deel.",
    "404": "Niet gevonden, of niet zichtbaar.",
    "405": "Deze methode kan hier niet.",
    "406": "Dit antwoordformaat is er niet.",
    "415": "Dit invoerformaat kan hier niet.",
    "429": "Te veel verzoeken.",
    "500": "Er ging iets mis bij ons.",
    "503": "Dit kan nu niet; probeer het later.",
}

PROBLEEM = {
    "type": "object",
    "description": "Probleemdocument volgens RFC 9457.",
    "required": ["status", "title", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Soort probleem.", "example": "about:blank"},
        "title": {"type": "string", "description": "Korte omschrijving."},
        "status": {"type": "integer", "description": "HTTP-status.", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "Wat er is en wat u kunt doen."},
        "instance": {"type": "string", "description": "Nummer van het verzoek."},
        "code": {"type": "string", "description": "Vaste code van het probleem."},
        "fouten": {
            "type": "array",
            "description": "Elke fout in de vraag.",
            "items": {
                "type": "object",
                "required": ["in", "naam", "code", "reden"],
                "properties": {
                    "in": {"type": "string", "enum": ["query", "path", "body", "header"]},
                    "naam": {"type": "string"},
                    "code": {"type": "string"},
                    "reden": {"type": "string"},
                },
            },
        },
    },
}

_PARAMETERSCHEMA: dict[str, dict[str, Any]] = {
    "datum": {"type": "string", "format": "date"},
    "tijdstip": {"type": "string", "format": "date-time"},
    "tekst": {"type": "string", "minLength": 1},
    "geheel": {"type": "integer"},
    "lijst": {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
    "uuid": {"type": "string", "format": "uuid"},
    "ja-nee": {"type": "boolean"},
}

# Keywords of JSON Schema that OpenAPI 3.0 knows with the same meaning.
BEKEND = frozenset(
    {
        "title",
        "description",
        "type",
        "format",
        "pattern",
        "enum",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "required",
        "properties",
        "items",
        "additionalProperties",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "default",
        "nullable",
        "example",
        "deprecated",
        "readOnly",
        "writeOnly",
        "$ref",
    }
)


def naar_oas30(schema: Any) -> Any:
    """A JSON Schema 2020-12 as an OpenAPI 3.0 schema: null becomes nullable, const an enum, unknown keywords go."""
    if not isinstance(schema, Mapping):
        return schema
    uit: dict[str, Any] = {}
    for sleutel, waarde in schema.items():
        match sleutel:
            case "type" if isinstance(waarde, list):
                soorten = [s for s in waarde if s != "null"]
                uit["nullable"] = "null" in waarde
                uit["type"] = soorten[0]
            case "const":
                uit["enum"] = [waarde]
            case "examples":
                uit["example"] = waarde[0]
            case "properties":
                uit["properties"] = {naam: naar_oas30(deel) for naam, deel in waarde.items()}
            case "items" | "additionalProperties" | "not":
                uit[sleutel] = naar_oas30(waarde)
            case "allOf" | "anyOf" | "oneOf":
                uit[sleutel] = [naar_oas30(deel) for deel in waarde]
            case "format" if waarde == "onvolledige-datum":
                uit["format"] = waarde
                uit["pattern"] = r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|onbekend)$"
                uit.setdefault("example", "2020-03")
            case _ if sleutel in BEKEND:
                uit[sleutel] = waarde
    return uit


def parameter(p: Parameter) -> dict[str, Any]:
    """A query parameter in the document."""
    schema = dict(_PARAMETERSCHEMA[p.soort])
    if p.minimum is not None:
        schema["minimum"] = p.minimum
    if p.maximum is not None:
        schema["maximum"] = p.maximum
    if p.soort == "tekst":
        schema["maxLength"] = p.max_lengte
    uit = {"name": p.naam, "in": "query", "required": p.verplicht, "description": p.omschrijving, "schema": schema}
    return uit | {"style": "form", "explode": False} if p.soort == "lijst" else uit


def kop(naam: str, omschrijving: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A request header in the document."""
    return {"name": naam, "in": "header", "required": False, "description": omschrijving, "schema": schema}


def padvariabele(naam: str, omschrijving: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A path variable in the document."""
    return {"name": naam, "in": "path", "required": True, "description": omschrijving, "schema": schema}


def operatie(
    *,
    operation_id: str,
    samenvatting: str,
    omschrijving: str,
    tag: str,
    antwoord: dict[str, Any],
    antwoord_omschrijving: str,
    parameters: Sequence[dict[str, Any]] = (),
    inhoud: dict[str, Any] | None = None,
    inhoud_verplicht: bool = True,
    scope: bool = True,
    bestaat_misschien_niet: bool = False,
    koppen: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One operation with a 200 and every error that it can give."""
    codes = ["400", "405", "406", "429", "500", "503"]
    codes += ["401", "403"] if scope else []
    codes += ["404"] if bestaat_misschien_niet else []
    codes += ["415"] if inhoud is not None else []
    responses: dict[str, Any] = {
        "200": {
            "description": antwoord_omschrijving,
            "headers": {
                "API-Version": _header("Volledige versie van de API.", altijd=True),
                **{k: _header(v) for k, v in (koppen or {}).items()},
            },
            "content": {"application/json": {"schema": antwoord}},
        }
    }
    responses |= {code: problem_response(code) for code in sorted(codes)}
    uit: dict[str, Any] = {
        "operationId": operation_id,
        "summary": samenvatting,
        "description": omschrijving,
        "tags": [tag],
        "responses": responses,
        "security": [{"oauth2": []}] if scope else [],
    }
    if parameters:
        uit["parameters"] = list(parameters)
    if inhoud is not None:
        uit["requestBody"] = {"required": inhoud_verplicht, "content": {"application/json": {"schema": inhoud}}}
    return uit


def problem_response(code: str) -> dict[str, Any]:
    """The response entry of one error."""
    koppen = {"API-Version": _header("Volledige versie van de API.", altijd=True)}
    if code in {"429", "503"}:
        koppen["Retry-After"] = _header("Seconden om te wachten.", altijd=True)
    return {
        "description": FOUTTEKST[code],
        "headers": koppen,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleem"}}},
    }


def _header(omschrijving: str, *, altijd: bool = False) -> dict[str, Any]:
    return {"description": omschrijving, **({"required": True} if altijd else {}), "schema": {"type": "string"}}


def document(
    *,
    titel: str,
    versie: str,
    omschrijving: str,
    server: str,
    paden: Mapping[str, Any],
    schemas: Mapping[str, Any],
    tags: Iterable[tuple[str, str]],
) -> dict[str, Any]:
    """The whole document; `server` is the relative base path, ending in /v<major>."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": titel,
            "version": versie,
            "description": omschrijving,
            "contact": dict(settings.OPENAPI_CONTACT),
            "license": {"name": "EUPL-1.2", "url": "https://joinup.ec.europa.eu/collection/eupl"},
        },
        "servers": [{"url": server, "description": "Deze installatie"}],
        "tags": [{"name": naam, "description": tekst} for naam, tekst in tags],
        "paths": dict(paden),
        "components": {
            "schemas": {"Probleem": PROBLEEM, **schemas},
            "securitySchemes": {
                "oauth2": {
                    "type": "oauth2",
                    "description": "NL GOV profiel: private_key_jwt, met authorization_details (doelbinding).",
                    "flows": {"clientCredentials": {"tokenUrl": "/oauth/v1/token", "scopes": {}}},
                }
            },
        },
    }
