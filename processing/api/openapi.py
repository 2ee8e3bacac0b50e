"""OpenAPI document of the processing log's API."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from nlapi.openapi import document, kop, naar_oas30, operatie
from nlapi.parameters import lees_query
from nlapi.weergave import ApiWeergave, JsonAntwoord
from processing.aanroep import EINDGEBRUIKER
from processing.api.weergaven import VERSIE, ZOEKVRAAG

TEKST = {"type": "string"}
UUID = {"type": "string", "format": "uuid"}
MOMENT = {"type": "string", "format": "date-time"}

LOGREGEL = {
    "type": "object",
    "description": "Eén regel: wat van één betrokkene is gegeven. Onderdelen die niet in de autorisatie staan, ontbreken.",
    "required": ["id"],
    "properties": {
        "id": UUID,
        "tijd": MOMENT,
        "handeling": UUID,
        "soort": TEKST,
        "bevinding": {"type": "string", "enum": ["gevonden", "geraadpleegd", "bijgehouden"]},
        "betrokkenheid": TEKST,
        "register": TEKST,
        "objecttype": TEKST,
        "object": UUID,
        "velden": {"type": "array", "items": TEKST},
        "voorkomens": {"type": "array", "items": UUID},
        "geldigOp": {"type": "string", "format": "date", "nullable": True},
        "beschikbaarOp": {**MOMENT, "nullable": True},
        "activiteit": UUID,
        "activiteitVersie": {"type": "integer"},
        "autorisatie": UUID,
        "autorisatieVersie": {"type": "integer"},
        "afnemer": UUID,
        "applicatie": UUID,
        "verzoek": UUID,
    },
}


def doelbinding_headers() -> list[dict[str, Any]]:
    """The request headers that every use may carry."""
    return [
        kop("VerwerkingsactiviteitId", "Kiest een van de doelen in het token.", UUID),
        kop(
            "Eindgebruiker",
            "Betekenisloze sleutel van de medewerker achter de applicatie: een UUID of 64 hexadecimale tekens.",
            {"type": "string", "pattern": f"^({EINDGEBRUIKER.pattern})$"},
        ),
        kop("traceparent", "W3C Trace Context.", TEKST),
    ]


def build() -> dict[str, Any]:
    """The document."""
    zoek = operatie(
        operation_id="zoekLogregels",
        samenvatting="Wie gebruikte de gegevens van deze persoon?",
        omschrijving="Geeft de regels over één persoon in een periode, nieuwste eerst. Deze vraag wordt zelf ook vastgelegd.",
        tag="regels",
        parameters=doelbinding_headers(),
        inhoud=naar_oas30(ZOEKVRAAG),
        antwoord={"$ref": "#/components/schemas/Logregels"},
        antwoord_omschrijving="De regels, en een cursor als er meer zijn.",
    )
    return document(
        titel="Verwerkingslog",
        versie=VERSIE,
        omschrijving="Het verwerkingslog van Bronhuis, voor toezicht.",
        server="/api/verwerkingslog/v1",
        paden={"/regels/_zoek": {"post": zoek}},
        schemas={
            "Logregel": LOGREGEL,
            "Logregels": {
                "type": "object",
                "required": ["regels"],
                "properties": {
                    "regels": {"type": "array", "items": {"$ref": "#/components/schemas/Logregel"}},
                    "cursor": TEKST,
                },
            },
        },
        tags=[("regels", "Regels van het verwerkingslog")],
    )


class OpenApi(ApiWeergave):
    """GET the document; for everyone, from every origin."""

    routesoort = "openbaar"
    authentication_classes = ()

    def get(self, request: HttpRequest) -> HttpResponse:
        """The document as JSON."""
        lees_query(request, ())
        return JsonAntwoord(orjson.dumps(build()), koppen={"Access-Control-Allow-Origin": "*", "API-Version": VERSIE})
