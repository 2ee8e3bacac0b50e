"""Client authentication by private_key_jwt (RFC 7523; NL GOV profile O3, O4): who signed, for us, now, and only once."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from joserfc import jwt
from joserfc.errors import JoseError

from consumers.jwks import key_of
from consumers.models import Applicatie, Assertie

SOORT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITMEN = ["RS256", "PS256"]
MAX_TEKENS = 4096
# An hour is what common clients give an assertion; it counts once all the same.
MAX_GELDIG = 3600
SPELING = 60
MIN_JTI = 16


class AssertieFout(Exception):
    """The assertion does not count. The reason is for our log only: the answer is always the same."""


def token_endpoint() -> str:
    """The audience that an assertion must name."""
    return f"{settings.BASIS_URL}/oauth/v1/token"


def authenticate(assertie: str, soort: str, client_id: str | None) -> Applicatie:
    """The active applicatie that made this assertion; raises AssertieFout. Uses up the jti."""
    if soort != SOORT:
        raise AssertieFout("soort")
    if not assertie or len(assertie) > MAX_TEKENS:
        raise AssertieFout("lengte")
    applicatie, claims = _verify(assertie)
    if client_id and client_id != applicatie.client_id:
        raise AssertieFout("client_id")
    _check_claims(claims, applicatie)
    _use_once(applicatie, claims)
    return applicatie


def _verify(assertie: str) -> tuple[Applicatie, dict[str, Any]]:
    """Find the signer by what the assertion says of itself, then believe it only if its registered key signed it."""
    gevonden: list[Applicatie] = []

    def find_key(obj: Any) -> Any:
        kop = obj.headers()
        uitgever = jwt_claims(assertie).get("iss")
        if not isinstance(uitgever, str) or not isinstance(kop.get("kid"), str):
            raise AssertieFout("kop")
        applicatie = Applicatie.objects.filter(client_id=uitgever, actief=True).first()
        sleutel = key_of(applicatie.client_jwks, kop["kid"]) if applicatie else None
        if applicatie is None or sleutel is None:
            raise AssertieFout("onbekend")
        gevonden.append(applicatie)
        return sleutel

    try:
        token = jwt.decode(assertie, find_key, algorithms=ALGORITMEN)
    except (JoseError, ValueError, TypeError, KeyError) as fout:
        raise AssertieFout("handtekening") from fout
    return gevonden[0], dict(token.claims)


def jwt_claims(assertie: str) -> dict[str, Any]:
    """The claims as they stand there, not verified: only to find whose key to verify with."""
    try:
        deel = assertie.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(deel + "=" * (-len(deel) % 4)))
    except (ValueError, IndexError) as fout:
        raise AssertieFout("vorm") from fout
    if not isinstance(claims, dict):
        raise AssertieFout("vorm")
    return claims


def _check_claims(claims: dict[str, Any], applicatie: Applicatie) -> None:
    nu = time.time()
    if claims.get("iss") != applicatie.client_id or claims.get("sub") != applicatie.client_id:
        raise AssertieFout("iss of sub")
    doel = claims.get("aud")
    if doel != token_endpoint() and doel != [token_endpoint()]:
        raise AssertieFout("aud")
    tijden = [claims.get(naam) for naam in ("iat", "exp")]
    if any(isinstance(t, bool) or not isinstance(t, (int, float)) for t in tijden):
        raise AssertieFout("tijden")
    iat, exp = (float(t) for t in tijden if isinstance(t, (int, float)))
    if iat > nu + SPELING or exp <= nu or exp > nu + MAX_GELDIG + SPELING or iat < nu - MAX_GELDIG - SPELING:
        raise AssertieFout("tijd")
    nbf = claims.get("nbf", iat)
    if isinstance(nbf, bool) or not isinstance(nbf, (int, float)) or nbf > nu + SPELING:
        raise AssertieFout("nbf")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not MIN_JTI <= len(jti) <= 200:
        raise AssertieFout("jti")


def _use_once(applicatie: Applicatie, claims: dict[str, Any]) -> None:
    """Remember the jti until the assertion expires; the unique constraint decides between two at once."""
    verloopt = datetime.fromtimestamp(claims["exp"], UTC) + timedelta(seconds=SPELING)
    with transaction.atomic():
        Assertie.objects.filter(verloopt__lt=datetime.now(UTC)).delete()
        gemaakt = Assertie.objects.bulk_create(
            [Assertie(applicatie=applicatie, jti=claims["jti"], verloopt=verloopt)], ignore_conflicts=True
        )
        eigen = Assertie.objects.filter(applicatie=applicatie, jti=claims["jti"]).values_list("pk", flat=True).first()
    if eigen != gemaakt[0].pk:
        raise AssertieFout("herhaling")
