"""POST /intern/v1/personen: load person lists through the running server, with the pass of the command line."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse

from nlapi.parameters import Parameter, lees_query
from nlapi.probleem import NietGeauthenticeerd, NietGevonden
from nlapi.weergave import ApiWeergave
from processing.gebruik import Aanroep
from processing.intern import BIJHOUDING, claim_for
from processing.poort import PersoonsgegevensAntwoord
from registry.gbav_laden import Laadopdracht, load_person_lists
from registry.intern.pasje import is_valid_pass

DOEL = "personen-laden"


class PersonenLaden(ApiWeergave):
    """Loads a CSV of person lists or JSON lines; in production the command does its work itself."""

    routesoort = "persoonsgegevens"
    authentication_classes = ()
    parser_classes = ()

    def post(self, request: Any) -> HttpResponse:
        """Load the body; answers with the report."""
        if settings.MODUS not in {"demo", "test"}:
            raise NietGevonden
        if not is_valid_pass(settings.SLEUTELS, request.headers.get("Beheerpas", ""), DOEL):
            raise NietGeauthenticeerd("beheerpas-ongeldig", "De beheerpas ontbreekt, klopt niet of is verlopen.")
        vraag = lees_query(request, (Parameter("vervang", "ja-nee"),))
        claim = claim_for(BIJHOUDING)
        request._request.doelbindingsclaim = claim
        opdracht = Laadopdracht(request._request, vervang=bool(vraag.get("vervang")))
        geleverd = load_person_lists(opdracht, claim, Aanroep(request.verzoek_id, request.spoor))
        return PersoonsgegevensAntwoord(geleverd, content_type="application/json")
