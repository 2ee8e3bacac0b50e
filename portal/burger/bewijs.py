"""One line of who used my data, to take away as a file or on paper: with the proof that it was sealed, for anybody to check without us."""

from __future__ import annotations

from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from audit.bronhuis_verify import read_proof
from audit.papier import as_codes
from nlapi.routes import routesoort
from portal.burger.eigen import own_call
from portal.burger.gebruik import as_sentences
from portal.burger.sessie import Burger, for_citizens
from portal.burger.views import HTML, read_filled
from portal.fouten import LEZEN, with_pages
from processing.logboek import Regel
from processing.poort import PersoonsgegevensAntwoord
from processing.zegel import Document, sealed_line


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


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_citizens
def papier(request: HttpRequest, burger: Burger, regel: UUID) -> HttpResponse:
    """The line as a page to print: in words, and whole in QR codes; 404 for a line that is not about this person."""
    read_filled(request, ())
    claim, aanroep = own_call(request)

    def weergave(document: Document, eigen: Regel) -> bytes:
        inhoud = {"burger": True, "r": as_sentences([eigen])[0], **_on_paper(document)}
        return render_to_string("portal/burger/papier.html", inhoud, request=request).encode()

    return PersoonsgegevensAntwoord(sealed_line(claim, aanroep, burger.bsn, regel, weergave), content_type=HTML)


def _on_paper(document: Document) -> dict[str, object]:
    """What the page needs to hold the document: codes with their texts, its number in the tree, and where anybody checks it."""
    if document["bewijs"] is None:
        return {"codes": ()}
    teksten = as_codes(document)
    codes = []
    for nummer, tekst in enumerate(teksten, 1):
        naam = _("QR-code %(nummer)d van %(van)d") % {"nummer": nummer, "van": len(teksten)}
        codes.append((segno.make(tekst, error="m").svg_inline(scale=3), naam, tekst))
    return {
        "codes": codes,
        "blad": read_proof(document["bewijs"])[0],
        "adres": f"{settings.BASIS_URL}/controleer",
        "sleutel": settings.LOGSLEUTEL,
    }
