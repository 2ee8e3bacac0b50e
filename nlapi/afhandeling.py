"""The one error handler: whatever goes wrong on an API path becomes a problem document, after the refusal left its line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import structlog
from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions as drf

from nlapi.koppen import finish, is_api
from nlapi.probleem import (
    Fout,
    GeenToegang,
    InterneFout,
    MediatypeNietOndersteund,
    MethodeNietToegestaan,
    NietAcceptabel,
    NietBeschikbaar,
    NietGeauthenticeerd,
    NietGevonden,
    OngeldigeInvoer,
    Probleem,
    ProbleemResponse,
    TeVeelVerzoeken,
)

log = structlog.get_logger(__name__)

Weigerhaak = Callable[[HttpRequest, Probleem], None]
bij_weigering: list[Weigerhaak] = []

# SQLSTATEs that say "not now" rather than "wrong": connection, resources, locks, timeouts, missing right on the log function.
NIET_NU = ("08", "53", "57", "58", "40", "55", "25", "42501")


def as_probleem(fout: BaseException) -> Probleem:
    """The problem that an exception stands for; database errors never show their values."""
    match fout:
        case Probleem():
            return fout
        case Http404():
            return NietGevonden()
        case drf.MethodNotAllowed():
            return MethodeNietToegestaan([])
        case drf.NotAcceptable():
            return NietAcceptabel()
        case drf.UnsupportedMediaType():
            return MediatypeNietOndersteund()
        case drf.ParseError():
            return OngeldigeInvoer([Fout("body", "body", "json", "De inhoud is geen geldige JSON.")])
        case drf.Throttled():
            return TeVeelVerzoeken(int(getattr(fout, "wait", None) or 60))
        case drf.NotAuthenticated() | drf.AuthenticationFailed():
            return NietGeauthenticeerd("token-ongeldig", "Het token is niet geldig.")
        case PermissionDenied() | drf.PermissionDenied():
            return GeenToegang("geen-toegang", "U hebt geen toegang.")
        case RequestDataTooBig():
            return OngeldigeInvoer([Fout("body", "body", "te-groot", "De inhoud is te groot.")])
        case DisallowedHost() | SuspiciousOperation():
            return OngeldigeInvoer([Fout("header", "Host", "host", "Dit adres hoort niet bij deze installatie.")])
        case DatabaseError() | InterfaceError():  # the latter: the connection was gone before anything could be asked
            sqlstate = getattr(fout.__cause__, "sqlstate", None) or ""
            log.error("databasefout", fout=type(fout).__name__, sqlstate=sqlstate)
            return NietBeschikbaar() if not sqlstate or sqlstate.startswith(NIET_NU) else InterneFout()
        case _:
            log.error("onverwachte_fout", exc_info=(type(fout), fout, fout.__traceback__))
            return InterneFout()


def refuse(request: HttpRequest, probleem: Probleem) -> Probleem:
    """Let a refusal leave its line; without the line the answer is 503."""
    if 400 <= probleem.status < 500:
        try:
            for haak in bij_weigering:
                haak(request, probleem)
        except (DatabaseError, InterfaceError) as fout:
            log.error(
                "weigering_niet_vastgelegd",
                fout=type(fout).__name__,
                sqlstate=getattr(fout.__cause__, "sqlstate", None),
            )
            return NietBeschikbaar("De weigering kan nu niet worden vastgelegd.")
    return probleem


def antwoord(probleem: Probleem, request: HttpRequest) -> ProbleemResponse:
    """The problem document as an answer, with all headers."""
    instance = f"urn:uuid:{request.verzoek_id}"  # type: ignore[attr-defined]
    response = ProbleemResponse(
        orjson.dumps(probleem.as_document(instance)), status=probleem.status, content_type="application/problem+json"
    )
    for naam, waarde in probleem.koppen.items():
        response[naam] = waarde
    finish(request, response)
    return response


def handel_af(fout: Exception, context: dict[str, Any]) -> HttpResponse:
    """DRF's exception handler (REST_FRAMEWORK["EXCEPTION_HANDLER"])."""
    request = context["request"]._request
    probleem = as_probleem(fout)
    if isinstance(fout, drf.MethodNotAllowed):
        probleem = MethodeNietToegestaan(context["view"].allowed_methods)
    return antwoord(refuse(request, probleem), request)


def is_problem_path(request: HttpRequest) -> bool:
    """Whether errors on this path are problem documents (pages have pages of their own)."""
    return is_api(request)
