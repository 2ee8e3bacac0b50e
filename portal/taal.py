"""The language of the pages: `?taal=en` on any page sets a cookie and shows that page again. Works without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

PARAMETER = "taal"
EEN_JAAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Taalkeuze:
    """One language to choose."""

    code: str
    naam: str
    adres: str
    gekozen: bool


def choices(request: HttpRequest) -> list[Taalkeuze]:
    """Every language, with the address of this same page in it."""
    huidig = translation.get_language()
    keuzes = []
    for code, naam in settings.LANGUAGES:
        vraag = request.GET.copy()
        vraag[PARAMETER] = code
        keuzes.append(Taalkeuze(code, naam, f"?{vraag.urlencode()}", code == huidig))
    return keuzes


def chosen(request: HttpRequest) -> HttpResponse | None:
    """The redirect that a chosen language asks for, or None when none (that we know) was chosen."""
    gekozen = request.GET.get(PARAMETER)
    if request.method not in {"GET", "HEAD"} or gekozen not in dict(settings.LANGUAGES):
        return None
    vraag = request.GET.copy()
    del vraag[PARAMETER]
    response = HttpResponseRedirect(f"{request.path}?{vraag.urlencode()}" if vraag else request.path)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        gekozen,
        max_age=EEN_JAAR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response
