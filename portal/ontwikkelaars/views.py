"""The developers' page. The example is made from the published models: no path of a model stands here."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nlapi.routes import routesoort
from portal.fouten import LEZEN, with_pages
from portal.tekst import label
from processing.doelbinding import CLAIMTYPE
from registry.catalogus import Catalogus, Soort, catalogus


@dataclass(frozen=True, slots=True)
class Api:
    """One published API on the page."""

    titel: str
    versie: str
    omschrijving: str
    document: str


def _example(alle: Catalogus) -> Soort | None:
    """The object type to search in the example: personal data, and at least one combination of keys."""
    soorten = [s for s in alle if s.objecttype.persoonsgegevens and s.objecttype.zoekcombinaties]
    return min(soorten, key=lambda s: (s.naam, -s.model.hoofdversie), default=None)


def _search_body(soort: Soort) -> str:
    """A search by the first of the smallest combinations of keys; single quotes around it stay whole in a shell."""
    combinatie = min(soort.objecttype.zoekcombinaties, key=len)
    return json.dumps({"zoeksleutels": dict.fromkeys(sorted(combinatie), "...")})


@routesoort("openbaar")
@with_pages(*LEZEN)
def start(request: HttpRequest) -> HttpResponse:
    """Which APIs there are, how to get a token, and a first question."""
    alle = catalogus()
    modellen = sorted(alle.modellen.values(), key=lambda m: (m.register, m.hoofdversie))
    apis = [
        Api(label(m.titel), m.versie, label(m.omschrijving), f"/api/{m.register}/v{m.hoofdversie}/openapi.json")
        for m in modellen
    ]
    voorbeeld = _example(alle)
    inhoud = {
        "apis": apis,
        "basis": settings.BASIS_URL,
        "claim": json.dumps([{"type": CLAIMTYPE, "verwerkingsactiviteitId": "..."}]),
        "zoekpad": f"/api/{voorbeeld.model.register}/v{voorbeeld.model.hoofdversie}/{voorbeeld.objecttype.naam}/_zoek"
        if voorbeeld
        else "",
        "zoekvraag": _search_body(voorbeeld) if voorbeeld else "",
    }
    return render(request, "portal/ontwikkelaars/start.html", inhoud)
