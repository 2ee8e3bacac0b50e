"""One line of who used my data, to take away: with the proof that it was sealed, for anybody to check without us."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from nlapi.routes import routesoort
from portal.burger.eigen import own_call
from portal.burger.sessie import Burger, for_citizens
from portal.burger.views import read_filled
from portal.fouten import LEZEN, with_pages
from processing.poort import PersoonsgegevensAntwoord
from processing.zegel import sealed_line


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_citizens
def bewijs(request: HttpRequest, burger: Burger, regel: UUID) -> HttpResponse:
    """The line as a file; 404 for a line that is not about this person."""
    read_filled(request, ())
    claim, aanroep = own_call(request)
    geleverd = sealed_line(claim, aanroep, burger.bsn, regel)
    antwoord = PersoonsgegevensAntwoord(geleverd, content_type="application/json")
    antwoord["Content-Disposition"] = f'attachment; filename="bronhuis-regel-{regel}.json"'
    return antwoord
