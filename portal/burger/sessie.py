"""A citizen's session: it holds a surrogate, never a BSN; the BSN is recovered per request from the vault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from processing import kluis

SLEUTEL = "betrokkene"


@dataclass(frozen=True, slots=True)
class Burger:
    """The citizen of this session; `bsn` lives as long as the request."""

    surrogaat: UUID
    bsn: str


def sign_in(request: HttpRequest, bsn: str) -> None:
    """Begin a session for this person: a new session id, so that one made before counts for nothing."""
    request.session.flush()
    request.session[SLEUTEL] = str(kluis.ensure_surrogate(bsn))
    request.session.cycle_key()


def current(request: HttpRequest) -> Burger | None:
    """Who is signed in, or None."""
    surrogaat = request.session.get(SLEUTEL)
    if surrogaat is None:
        return None
    bsn = kluis.bsn_of(UUID(surrogaat))
    return Burger(UUID(surrogaat), bsn) if bsn else None


def for_citizens(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who is signed in; others go to the sign-in page, or are told that their session ended. The view gets the Burger."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        burger = current(request)
        if burger is None:
            # A browser with the name of a session that is no more: without JavaScript nothing else says that it ended.
            was_er = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME)) and request.session.is_empty()
            return HttpResponseRedirect(reverse("burger-verlopen" if was_er else "burger-aanmelden"))
        return view(request, burger, *args, **kwargs)

    return wrapped
