"""The authorisation server's endpoints: token, JWKS, revocation, metadata. Errors in OAuth form (RFC 6749)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from oauth2_provider.views.mixins import OAuthLibMixin

from consumers.authentication import TokenOngeldig, verify
from consumers.oauth.assertie import AssertieFout, authenticate, token_endpoint
from consumers.oauth.sleutels import public_jwks
from consumers.services import trek_token_in
from nlapi.afhandeling import antwoord
from nlapi.probleem import MethodeNietToegestaan, OngeldigeInvoer
from nlapi.routes import Routesoort
from processing.doelbinding import CLAIMTYPE

WEEK = 604_800
FORMULIER = "application/x-www-form-urlencoded"
MAX_BYTES = 32_768


def oauth_error(error: str, reden: str, status: int) -> HttpResponse:
    """An error in the form of RFC 6749, section 5.2."""
    inhoud = orjson.dumps({"error": error, "error_description": reden})
    return HttpResponse(inhoud, status=status, content_type="application/json", headers={"Cache-Control": "no-store"})


class OAuthWeergave(View):
    """What the endpoints share: their kind, and 405 as a problem document."""

    routesoort: Routesoort = "openbaar"

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """405 with the methods that there are."""
        return antwoord(MethodeNietToegestaan(m.upper() for m in ("get", "head", "post") if hasattr(self, m)), request)

    options = http_method_not_allowed


@method_decorator(csrf_exempt, name="dispatch")
class Token(OAuthLibMixin, OAuthWeergave):  # type: ignore[misc]
    """POST /oauth/v1/token."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """A token for a purpose, or an error that says what to change."""
        if (request.content_type or "") != FORMULIER:
            return oauth_error("invalid_request", f"Stuur de vraag als {FORMULIER}.", 400)
        if int(request.headers.get("Content-Length") or 0) > MAX_BYTES:
            return oauth_error("invalid_request", "De vraag is te groot.", 400)
        if any(len(waarden) > 1 for _, waarden in request.POST.lists()):
            return oauth_error("invalid_request", "Geef elke parameter één keer.", 400)
        _url, koppen, inhoud, status = self.create_token_response(request)
        if status == 401:
            return oauth_error("invalid_client", "De applicatie is niet herkend.", 401)
        response = HttpResponse(inhoud, status=status, content_type="application/json")
        response["Cache-Control"] = "no-store"
        if "WWW-Authenticate" in koppen:
            response["WWW-Authenticate"] = koppen["WWW-Authenticate"]
        return response


class Jwks(OAuthWeergave):
    """GET /oauth/v1/jwks."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """The public keys, cacheable for a week."""
        return HttpResponse(
            orjson.dumps(public_jwks()),
            content_type="application/json",
            headers={"Cache-Control": f"public, max-age={WEEK}"},
        )


@method_decorator(csrf_exempt, name="dispatch")
class Intrekken(OAuthWeergave):
    """POST /oauth/v1/revoke (RFC 7009): by the applicatie that the token was given to."""

    routesoort: Routesoort = "eigen"

    def post(self, request: HttpRequest) -> HttpResponse:
        """200 also for a token that is not ours or somebody else's: that stays as it was."""
        if request.GET:
            return antwoord(OngeldigeInvoer([]), request)
        try:
            applicatie = authenticate(
                request.POST.get("client_assertion", ""),
                request.POST.get("client_assertion_type", ""),
                request.POST.get("client_id"),
            )
        except AssertieFout:
            return oauth_error("invalid_client", "De applicatie is niet herkend.", 401)
        try:
            claims = verify(request.POST.get("token", ""))
        except TokenOngeldig:
            return HttpResponse(status=200)
        if claims["azp"] == applicatie.client_id:
            trek_token_in(claims["jti"], datetime.fromtimestamp(claims["exp"], UTC))
        return HttpResponse(status=200)


class Metadata(OAuthWeergave):
    """GET /.well-known/oauth-authorization-server (RFC 8414)."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """What this server does and does not."""
        basis = settings.BASIS_URL
        document = {
            "issuer": basis,
            "token_endpoint": token_endpoint(),
            "jwks_uri": f"{basis}/oauth/v1/jwks",
            "revocation_endpoint": f"{basis}/oauth/v1/revoke",
            "grant_types_supported": ["client_credentials"],
            "response_types_supported": [],
            "scopes_supported": ["registers"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["PS256", "RS256"],
            "revocation_endpoint_auth_methods_supported": ["private_key_jwt"],
            "revocation_endpoint_auth_signing_alg_values_supported": ["PS256", "RS256"],
            "authorization_details_types_supported": [CLAIMTYPE],
        }
        return HttpResponse(
            orjson.dumps(document), content_type="application/json", headers={"Cache-Control": "public, max-age=3600"}
        )
