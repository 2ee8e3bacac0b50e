"""A plain page on which anybody checks a line with its proof: pasted or uploaded, looked at in memory, kept nowhere, shown nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from audit import bronhuis_verify
from audit.bronhuis_verify import BewijsFout, Sleutel, Verslag, VormFout, check_line, read_document
from nlapi.routes import routesoort
from portal.fouten import FORMULIER, LEZEN, with_pages

PROGRAMMA = Path(bronhuis_verify.__file__)
GROOTSTE = 65_536  # bytes; a line with its proof is some five thousand
Oordeel = Literal["klopt", "klopt-niet", "niet-na-te-gaan"]


@dataclass(frozen=True, slots=True)
class Uitslag:
    """What came of it: the verdict, why in one sentence (Dutch, as the verifier says it), and what was looked at."""

    oordeel: Oordeel
    reden: str = ""
    nagegaan: tuple[str, ...] = ()
    kanttekening: str = ""


@routesoort("openbaar")
@never_cache
@with_pages(*FORMULIER)
def controleer(request: HttpRequest) -> HttpResponse:
    """The form, and after sending it the verdict above it; what cannot be checked comes back to be mended."""
    inhoud: dict[str, Any] = {"uitslag": None, "sleutel": settings.LOGSLEUTEL, "regel": ""}
    if request.method == "POST":
        gegeven, sleutel = _given(request)
        uitslag = judge(gegeven, sleutel)
        fout = uitslag.oordeel == "niet-na-te-gaan"
        terug = request.POST.get("regel", "")[:GROOTSTE] if fout else ""
        inhoud |= {"uitslag": uitslag, "sleutel": sleutel, "regel": terug, "fout": fout}
    return render(request, "portal/controleer.html", inhoud)


@routesoort("openbaar")
@with_pages(*LEZEN)
def programma(request: HttpRequest) -> HttpResponse:
    """GET the verifier itself: one file, to run anywhere."""
    koppen = {"Content-Disposition": f'attachment; filename="{PROGRAMMA.name}"'}
    return HttpResponse(PROGRAMMA.read_bytes(), content_type="text/x-python; charset=utf-8", headers=koppen)


def judge(gegeven: bytes, sleutel: str) -> Uitslag:
    """Check this document with this public key; never raises for what somebody typed."""
    verslag = Verslag()
    try:
        check_line(read_document(gegeven, _("Wat u gaf")), verslag, Sleutel.read(sleutel.strip()))
    except VormFout as fout:
        return Uitslag("niet-na-te-gaan", str(fout), tuple(verslag.nagegaan))
    except BewijsFout as fout:
        return Uitslag("klopt-niet", str(fout), tuple(verslag.nagegaan))
    return Uitslag("klopt", "", tuple(verslag.nagegaan), verslag.kanttekening)


def _given(request: HttpRequest) -> tuple[bytes, str]:
    bestand = request.FILES.get("bestand")
    inhoud = bestand.read(GROOTSTE + 1) if bestand else request.POST.get("regel", "").encode()
    return inhoud[: GROOTSTE + 1], request.POST.get("sleutel", "") or settings.LOGSLEUTEL
