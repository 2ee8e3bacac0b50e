"""Signing in to /beheer: a name and password, and then a code from an app (TOTP, RFC 6238). One without the other opens nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_otp import login as login_otp
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from nlapi.routes import routesoort
from portal.fouten import FORMULIER, VERSTUREN, with_pages


def digest_of_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Under what an attempt to sign in is counted: a keyed digest of the typed name, so that the table of attempts holds no name."""
    naam = str((credentials or {}).get("username") or request.POST.get("naam", ""))
    return salted_hmac("bronhuis.aanmelden", naam.casefold()).hexdigest()


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
def aanmelden(request: HttpRequest) -> HttpResponse:
    """Name and password. After five wrong passwords the name rests for a quarter of an hour."""
    fout = ""
    if request.method == "POST":
        medewerker = authenticate(
            request, username=request.POST.get("naam", ""), password=request.POST.get("wachtwoord", "")
        )
        if medewerker is not None and medewerker.is_staff:
            # Whoever was signed in here before, as a resident too, is signed out first.
            request.session.flush()
            login(request, medewerker)
            return HttpResponseRedirect(reverse("beheer-tweede-stap"))
        fout = (
            _("Te vaak een verkeerd wachtwoord. Wacht een kwartier en probeer het dan opnieuw.")
            if getattr(request, "axes_locked_out", False)
            else _("De naam of het wachtwoord klopt niet.")
        )
    inhoud = {"fout": fout, "naam": request.POST.get("naam", "")}
    return render(request, "portal/beheer/aanmelden.html", inhoud, status=400 if fout else 200)


def _half_way(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For an employee who gave a password and no code yet; one who did both goes on to the first page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_authenticated and request.user.is_staff):
            return HttpResponseRedirect(reverse("beheer-aanmelden"))
        if request.user.is_verified():  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("beheer-start"))
        return view(request, *args, **kwargs)

    return wrapped


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@_half_way
def tweede_stap(request: HttpRequest) -> HttpResponse:
    """The code of now; who has no app coupled yet is sent to couple one."""
    apparaat = TOTPDevice.objects.filter(user=request.user, confirmed=True).first()
    if apparaat is None:
        return HttpResponseRedirect(reverse("beheer-koppelen"))
    fout = ""
    if request.method == "POST":
        fout = _check(request, apparaat)
        if not fout:
            return HttpResponseRedirect(reverse("beheer-start"))
    inhoud = {"fout": fout, "democode": _demo_code(apparaat)}
    return render(request, "portal/beheer/tweede_stap.html", inhoud, status=400 if fout else 200)


@routesoort("eigen")
@never_cache
@with_pages(*FORMULIER)
@_half_way
def koppelen(request: HttpRequest) -> HttpResponse:
    """Couple an app, once: its key is shown until the first right code, and never again."""
    if TOTPDevice.objects.filter(user=request.user, confirmed=True).exists():
        return HttpResponseRedirect(reverse("beheer-tweede-stap"))
    apparaat, _nieuw = TOTPDevice.objects.get_or_create(
        user=request.user,
        confirmed=False,
        defaults={"name": "app"},
    )
    fout = ""
    if request.method == "POST":
        fout = _check(request, apparaat)
        if not fout:
            apparaat.confirmed = True
            apparaat.save(update_fields=["confirmed"])
            return HttpResponseRedirect(reverse("beheer-start"))
    inhoud = {
        "fout": fout,
        "sleutel": base64.b32encode(apparaat.bin_key).decode().rstrip("="),
        "beeld": segno.make(apparaat.config_url).svg_inline(scale=4, title=_("QR-code met de sleutel")),
        "democode": _demo_code(apparaat),
    }
    return render(request, "portal/beheer/koppelen.html", inhoud, status=400 if fout else 200)


def _check(request: HttpRequest, apparaat: TOTPDevice) -> str:
    """What is wrong with the typed code, or nothing: then the session has its second factor."""
    mag, _waarom = apparaat.verify_is_allowed()
    if not mag:
        return _("Te vaak een verkeerde code. Wacht even en probeer het dan opnieuw.")
    code = request.POST.get("code", "").replace(" ", "")
    if not apparaat.verify_token(code if code.isascii() and code.isdecimal() else ""):
        return _("Deze code klopt niet of is te oud. Neem de code die de app nu toont.")
    login_otp(request, apparaat)
    request.session.cycle_key()
    return ""


def _demo_code(apparaat: TOTPDevice) -> str:
    """In the demo, where nobody has an app coupled: the code that an app would show. Empty outside it."""
    if settings.MODUS != "demo":
        return ""
    totp = TOTP(apparaat.bin_key, apparaat.step, apparaat.t0, apparaat.digits, apparaat.drift)
    return f"{totp.token():0{apparaat.digits}d}"


@routesoort("eigen")
@never_cache
@with_pages(*VERSTUREN)
def afmelden(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(reverse("start"))
