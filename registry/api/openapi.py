"""OpenAPI document of a register, made from its information model."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from nlapi.openapi import document, naar_oas30, operatie, padvariabele, parameter
from nlapi.parameters import lees_query
from nlapi.probleem import NietGevonden
from nlapi.weergave import ApiWeergave, JsonAntwoord
from processing.api.openapi import doelbinding_headers
from registry.api.vraag import BESCHIKBAAR_OP, CURSOR, FIELDS, GELDIG_OP, LIMIET
from registry.api.zoekvraag import body_schema
from registry.catalogus import published
from registry.model.definitie import Informatiemodel, Objecttype

TEKST = {"type": "string"}
UUID = {"type": "string", "format": "uuid"}
MOMENT = {"type": "string", "format": "date-time"}
DAG = {"type": "string", "format": "date"}

ONDERZOEK = {
    "type": "array",
    "description": "Velden waarvan wordt onderzocht of ze kloppen.",
    "items": {
        "type": "object",
        "required": ["veld"],
        "properties": {"veld": TEKST, "sinds": {**TEKST, "nullable": True}, "plaats": {"type": "integer"}},
    },
}
AFWIJKINGEN = {
    "type": "array",
    "description": "Waarden die de bron zo gaf, maar die niet passen bij het veld. Ze staan hier en niet in gegevens.",
    "items": {
        "type": "object",
        "required": ["veld", "waarde", "reden"],
        "properties": {"veld": TEKST, "waarde": TEKST, "reden": TEKST, "plaats": {"type": "integer"}},
    },
}


def _name(objecttype: Objecttype) -> str:
    return "".join(deel.capitalize() for deel in objecttype.enkelvoud.replace("-", " ").split())


def _described(schema: dict[str, Any]) -> dict[str, Any]:
    """The attribute schemas with the model's Dutch labels and texts as descriptions."""
    uit = dict(schema)
    if "x-titel" in schema:
        uit["description"] = f"{schema['x-titel']['nl']}. {schema.get('x-uitleg', {}).get('nl', '')}".strip()
    if "properties" in schema:
        uit["properties"] = {naam: _described(deel) for naam, deel in schema["properties"].items()}
        uit.pop("required", None)
    if isinstance(schema.get("items"), dict):
        uit["items"] = _described(schema["items"])
    return uit


def _data(objecttype: Objecttype) -> dict[str, Any]:
    """The schema of `gegevens`: every groep, none required, since an autorisatie may leave any out."""
    groepen = {}
    for naam, groep in objecttype.groepen.items():
        schema = {**naar_oas30(_described(dict(groep.schema))), "description": groep.omschrijving.nl}
        groepen[naam] = (
            {"type": "array", "description": groep.omschrijving.nl, "items": schema} if groep.meervoudig else schema
        )
    return {"type": "object", "additionalProperties": False, "properties": groepen}


def _schemas(objecttype: Objecttype) -> dict[str, Any]:
    naam = _name(objecttype)
    object_ = {
        "id": UUID,
        "gegevens": {"$ref": f"#/components/schemas/{naam}Gegevens"},
        "onderzoek": ONDERZOEK,
        "afwijkingen": AFWIJKINGEN,
    }
    momenten = {"geldigOp": DAG, "beschikbaarOp": MOMENT}
    voorkomen = {
        "type": "object",
        "properties": {
            "id": UUID,
            "groep": TEKST,
            "stapel": {"type": "integer"},
            "volgnummer": {"type": "integer"},
            "beginGeldigheid": {**TEKST, "nullable": True},
            "eindGeldigheid": {**DAG, "nullable": True},
            "tijdstipRegistratie": MOMENT,
            "eindRegistratie": {**MOMENT, "nullable": True},
            "onjuist": {"type": "boolean"},
            "gegevens": {"type": "object", "additionalProperties": True},
            "onderzoek": {"type": "array", "items": {"type": "object"}},
            "afwijkingen": {"type": "array", "items": {"type": "object"}},
            "bron": TEKST,
            "reden": {**TEKST, "nullable": True},
        },
    }
    return {
        f"{naam}Gegevens": _data(objecttype),
        f"{naam}Object": {"type": "object", "required": ["id", "gegevens"], "properties": object_},
        f"{naam}OpMoment": {
            "type": "object",
            "required": ["id", "gegevens", *momenten],
            "properties": {**momenten, **object_},
        },
        f"{naam}Pagina": {
            "type": "object",
            "required": ["resultaten", *momenten],
            "properties": {
                **momenten,
                "resultaten": {"type": "array", "items": {"$ref": f"#/components/schemas/{naam}Object"}},
                "cursor": TEKST,
            },
        },
        f"{naam}Voorkomen": voorkomen,
        f"{naam}Historie": {
            "type": "object",
            "required": ["id", "beschikbaarOp", "voorkomens"],
            "properties": {
                "id": UUID,
                "beschikbaarOp": MOMENT,
                "voorkomens": {"type": "array", "items": {"$ref": f"#/components/schemas/{naam}Voorkomen"}},
            },
        },
    }


def _paths(objecttype: Objecttype) -> dict[str, Any]:
    naam, tag, scope = _name(objecttype), objecttype.naam, objecttype.persoonsgegevens
    koppen = doelbinding_headers() if objecttype.persoonsgegevens else []
    id_ = padvariabele("objectId", "Id van het object.", UUID)

    def verwijs(schema: str) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{naam}{schema}"}

    return {
        f"/{objecttype.naam}": {
            "get": operatie(
                operation_id=f"blader{naam}",
                samenvatting=f"Blader door {objecttype.titel.nl.lower()}",
                omschrijving="Objecten op volgorde van id, zonder filter. Bladeren is een eigen actie in de autorisatie.",
                tag=tag,
                parameters=[*map(parameter, (GELDIG_OP, BESCHIKBAAR_OP, FIELDS, LIMIET, CURSOR)), *koppen],
                antwoord=verwijs("Pagina"),
                antwoord_omschrijving="Een pagina; de volgende en de vorige staan in de header Link.",
                scope=scope,
                bestaat_misschien_niet=True,
                koppen={"Link": "De volgende en de vorige pagina (rel=next, rel=prev)."},
            )
        },
        f"/{objecttype.naam}/_zoek": {
            "post": operatie(
                operation_id=f"zoek{naam}",
                samenvatting=f"Zoek {objecttype.titel.nl.lower()}",
                omschrijving="Zoekt met een van de combinaties van zoeksleutels. Sleutels en cursor staan in de inhoud, nooit in het adres.",
                tag=tag,
                parameters=koppen,
                inhoud=naar_oas30(body_schema(objecttype)),
                antwoord=verwijs("Pagina"),
                antwoord_omschrijving="Wat gevonden is, en een cursor als er meer is.",
                scope=scope,
                bestaat_misschien_niet=True,
            )
        },
        f"/{objecttype.naam}/{{objectId}}": {
            "get": operatie(
                operation_id=f"raadpleeg{naam}",
                samenvatting=f"Raadpleeg één {objecttype.enkelvoud}",
                omschrijving="De stand op één moment: wat gold op geldigOp, met de kennis van beschikbaarOp.",
                tag=tag,
                parameters=[id_, *map(parameter, (GELDIG_OP, BESCHIKBAAR_OP, FIELDS)), *koppen],
                antwoord=verwijs("OpMoment"),
                antwoord_omschrijving="Het object.",
                scope=scope,
                bestaat_misschien_niet=True,
            )
        },
        f"/{objecttype.naam}/{{objectId}}/voorkomens": {
            "get": operatie(
                operation_id=f"raadpleegVoorkomensVan{naam}",
                samenvatting=f"Raadpleeg de geschiedenis van één {objecttype.enkelvoud}",
                omschrijving="Alle voorkomens, in geldigheid en registratie, zoals bekend op beschikbaarOp.",
                tag=tag,
                parameters=[id_, *map(parameter, (BESCHIKBAAR_OP, FIELDS)), *koppen],
                antwoord=verwijs("Historie"),
                antwoord_omschrijving="De voorkomens.",
                scope=scope,
                bestaat_misschien_niet=True,
            )
        },
    }


def build(model: Informatiemodel) -> dict[str, Any]:
    """The document of one published model."""
    paden: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for objecttype in model.objecttypen.values():
        paden |= _paths(objecttype)
        schemas |= _schemas(objecttype)
    return document(
        titel=model.titel.nl,
        versie=model.versie,
        omschrijving=model.omschrijving.nl,
        server=f"/api/{model.register}/v{model.hoofdversie}",
        paden=paden,
        schemas=schemas,
        tags=[(o.naam, o.omschrijving.nl) for o in model.objecttypen.values()],
    )


class OpenApi(ApiWeergave):
    """GET the document of a register; for everyone, from every origin."""

    routesoort = "openbaar"
    authentication_classes = ()

    def get(self, request: HttpRequest, register: str, hoofdversie: int) -> HttpResponse:
        """The document as JSON."""
        lees_query(request, ())
        model = published().modellen.get((register, hoofdversie))
        if model is None:
            raise NietGevonden
        return JsonAntwoord(
            orjson.dumps(build(model)), koppen={"Access-Control-Allow-Origin": "*", "API-Version": model.versie}
        )
