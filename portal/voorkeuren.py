"""What a visitor prefers: the language and the theme of the pages.

`?taal=en` or `?thema=donker` on any page sets a cookie and shows that page again, without JavaScript. The cookies say nothing about
who somebody is.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _

TAAL, THEMA = "taal", "thema"
THEMAS = ("systeem", "licht", "donker")
EEN_JAAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Keuze:
    """One language or theme to choose; `adres` is this same page in it."""

    code: str
    naam: str
    adres: str
    gekozen: bool


def languages(request: HttpRequest) -> list[Keuze]:
    """Every language."""
    huidig = translation.get_language()
    return [Keuze(code, naam, _address(request, TAAL, code), code == huidig) for code, naam in settings.LANGUAGES]


def themes(request: HttpRequest) -> list[Keuze]:
    """Every theme."""
    namen = {"systeem": _("Kleuren van uw apparaat"), "licht": _("Lichte kleuren"), "donker": _("Donkere kleuren")}
    huidig = theme(request) or "systeem"
    return [Keuze(code, namen[code], _address(request, THEMA, code), code == huidig) for code in THEMAS]


def theme(request: HttpRequest) -> str:
    """The theme that was chosen; empty for that of the device."""
    gekozen = request.COOKIES.get(THEMA, "")
    return gekozen if gekozen in THEMAS[1:] else ""


def _address(request: HttpRequest, parameter: str, code: str) -> str:
    vraag = request.GET.copy()
    vraag[parameter] = code
    return f"?{vraag.urlencode()}"


def chosen(request: HttpRequest) -> HttpResponse | None:
    """The redirect that a chosen language or theme asks for, or None when none (that we know) was chosen."""
    if request.method not in {"GET", "HEAD"}:
        return None
    mogelijk: dict[str, set[str]] = {TAAL: {code for code, _naam in settings.LANGUAGES}, THEMA: set(THEMAS)}
    gekozen = {p: request.GET[p] for p, codes in mogelijk.items() if request.GET.get(p) in codes}
    if not gekozen:
        return None
    vraag = request.GET.copy()
    for parameter in gekozen:
        del vraag[parameter]
    response = HttpResponseRedirect(f"{request.path}?{vraag.urlencode()}" if vraag else request.path)
    for parameter, code in gekozen.items():
        naam = settings.LANGUAGE_COOKIE_NAME if parameter == TAAL else THEMA
        response.set_cookie(naam, code, max_age=EEN_JAAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response
