"""The developers' pages: start, one landing page per API, its reference, and a form to try an operation."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from nlapi.probleem import OngeldigeInvoer
from nlapi.routes import routesoort
from portal.fouten import FORMULIER, LEZEN, VERSTUREN, with_pages
from portal.ontwikkelaars import beginnen, formulier, voorbeeld, vraag
from portal.ontwikkelaars.apis import Api, every_api, example_operation, find_api, find_operation
from portal.ontwikkelaars.landing import objecttypes, page_size


def _example_api(apis: list[Api]) -> Api | None:
    """The API of the first question: personal data of a model, else any model."""
    modellen = [a for a in apis if a.model]
    return next(
        (a for a in modellen if a.model and any(o.persoonsgegevens for o in a.model.objecttypen.values())),
        next(iter(modellen), None),
    )


@routesoort("openbaar")
@with_pages(*LEZEN)
def start(request: HttpRequest) -> HttpResponse:
    """Which APIs there are, how to get a token, and a first question."""
    apis = every_api()
    eerste = _example_api(apis)
    inhoud = {
        "apis": apis,
        "eerste": eerste,
        "sleutelprogramma": beginnen.SLEUTEL,
        "assertieprogramma": beginnen.assertion_program(),
        "tokenvraag": beginnen.token_line(),
        "details": beginnen.DETAILS,
        "zoekvraag": formulier.example_curl(eerste, example_operation(eerste)) if eerste else "",
    }
    return render(request, "portal/ontwikkelaars/start.html", inhoud)


@routesoort("openbaar")
@with_pages(*LEZEN)
def landing(request: HttpRequest, register: str, hoofdversie: int) -> HttpResponse:
    """One API: what it is, its rules, and a question with the shape of the answer."""
    api = find_api(register, hoofdversie)
    bewerking = example_operation(api)
    antwoord = next((a for a in bewerking.antwoorden if a.status.startswith("2") and a.inhoud), None)
    vorm = voorbeeld.shape(api.document, antwoord.inhoud.bron) if antwoord and antwoord.inhoud else None
    inhoud = {
        "api": api,
        "naslag": api.naslag,
        "bewerking": bewerking,
        "objecttypen": objecttypes(api),
        "bladzijde": page_size(api),
        "vraag": formulier.example_curl(api, bewerking),
        "antwoord": json.dumps(vorm, indent=2, ensure_ascii=False) if vorm is not None else "",
    }
    return render(request, "portal/ontwikkelaars/landing.html", inhoud)


@routesoort("openbaar")
@with_pages(*LEZEN)
def referentie(request: HttpRequest, register: str, hoofdversie: int) -> HttpResponse:
    """Every operation and every schema of the OpenAPI document."""
    api = find_api(register, hoofdversie)
    return render(request, "portal/ontwikkelaars/referentie.html", {"api": api, "naslag": api.naslag})


@routesoort("eigen")
@never_cache
@sensitive_post_parameters(vraag.TOKEN)
@with_pages(*FORMULIER)
def probeer(request: HttpRequest, register: str, hoofdversie: int, bewerking: str) -> HttpResponse:
    """A form for one operation, and the curl line of what is filled in. It shows what the visitor typed, save the token."""
    api = find_api(register, hoofdversie)
    gekozen = find_operation(api, bewerking)
    ingevuld = request.POST.dict() if request.method == "POST" else formulier.defaults(api, gekozen)
    fouten: dict[str, str] = {}
    opdracht = ""
    try:
        opdracht = vraag.as_curl(vraag.read(api, gekozen, ingevuld))
    except vraag.OnjuisteAanvraag as fout:
        fouten = {naam: f.reden for naam, f in fout.fouten.items()}
    inhoud: dict[str, Any] = {
        "api": api,
        "bewerking": gekozen,
        "velden": formulier.fields(gekozen, ingevuld, fouten),
        "inhoud": ingevuld.get(vraag.INHOUD, ""),
        "fouten": fouten,
        "opdracht": opdracht,
        "getoond": request.method == "POST",
    }
    return render(request, "portal/ontwikkelaars/probeer.html", inhoud, status=400 if fouten else 200)


@routesoort("persoonsgegevens")
@never_cache
@sensitive_post_parameters(vraag.TOKEN)
@with_pages(*VERSTUREN)
def antwoord(request: HttpRequest, register: str, hoofdversie: int, bewerking: str) -> HttpResponse:
    """The answer of our own API to the form, as the API gives it: see `portal.ontwikkelaars.vraag`."""
    api = find_api(register, hoofdversie)
    try:
        aanvraag = vraag.read(api, find_operation(api, bewerking), request.POST.dict())
    except vraag.OnjuisteAanvraag as fout:
        raise OngeldigeInvoer(fout.fouten.values()) from None
    token = request.POST.get(vraag.TOKEN, "").strip().removeprefix("Bearer ")
    return vraag.dispatch(request, aanvraag, token)
