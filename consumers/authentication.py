"""Verifying a token without any query: signature, type, issuer, audience, time. Whether it still stands is asked in the gebruik."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from consumers.oauth.sleutels import signing_keys
from consumers.oauth.tokens import audience
from nlapi.probleem import NietGeauthenticeerd
from processing.doelbinding import CLAIMTYPE, Claimdetail, Doelbindingsclaim

MAX_TEKENS = 16_384
MAX_ONTHOUDEN = 4096


class TokenOngeldig(Exception):
    """The token does not count: `token-ongeldig` or `token-verlopen`."""


@dataclass(frozen=True, slots=True)
class Aanvrager:
    """The applicatie that comes with a token."""

    applicatie: UUID
    client_id: str

    is_authenticated = True


_onthouden: OrderedDict[bytes, tuple[Aanvrager, Doelbindingsclaim]] = OrderedDict()
_slot = threading.Lock()


def verify(token: str) -> dict[str, Any]:
    """The claims of a token that we signed and that has not expired; raises TokenOngeldig."""
    if not token or len(token) > MAX_TEKENS:
        raise TokenOngeldig("token-ongeldig")
    try:
        gelezen = jwt.decode(token, _key, algorithms=[settings.TOKEN_ALG])
    except (JoseError, ValueError, TypeError, KeyError) as fout:
        raise TokenOngeldig("token-ongeldig") from fout
    claims = dict(gelezen.claims)
    if (
        gelezen.header.get("typ") != "at+jwt"
        or claims.get("iss") != settings.BASIS_URL
        or claims.get("aud") != audience()
    ):
        raise TokenOngeldig("token-ongeldig")
    if not isinstance(claims.get("exp"), int) or not isinstance(claims.get("jti"), str):
        raise TokenOngeldig("token-ongeldig")
    if claims["exp"] <= time.time():
        raise TokenOngeldig("token-verlopen")
    return claims


def _key(obj: Any) -> Any:
    sleutel = signing_keys().get(obj.headers().get("kid"))
    if sleutel is None:
        raise TokenOngeldig("token-ongeldig")
    return sleutel


def as_claim(claims: dict[str, Any]) -> tuple[Aanvrager, Doelbindingsclaim]:
    """Who comes and for what; details of another type than ours are no purpose."""
    details = [d for d in claims.get("authorization_details", []) if isinstance(d, dict) and d.get("type") == CLAIMTYPE]
    nul = UUID(int=0)
    applicatie = UUID(details[0]["applicatie"]) if details else nul
    claim = Doelbindingsclaim(
        applicatie=applicatie,
        afnemer=UUID(details[0]["afnemer"]) if details else nul,
        jti=claims["jti"],
        verloopt=datetime.fromtimestamp(claims["exp"], UTC),
        details=tuple(Claimdetail(UUID(d["verwerkingsactiviteitId"]), UUID(d["autorisatie"])) for d in details),
    )
    return Aanvrager(applicatie, claims["azp"]), claim


class TokenAuthentication(BaseAuthentication):
    """Bearer token in the header Authorization, and nowhere else (NL GOV profile O20)."""

    def authenticate(self, request: Request) -> tuple[Aanvrager, Doelbindingsclaim] | None:
        """(who, claim); None without a header. Raises NietGeauthenticeerd."""
        kop = request.headers.get("Authorization")
        if kop is None:
            return None
        soort, _, token = kop.partition(" ")
        if soort.lower() != "bearer" or " " in token:
            raise NietGeauthenticeerd("token-ongeldig", "Stuur het token als: Authorization: Bearer <token>.")
        afdruk = hashlib.sha256(token.encode()).digest()
        bekend = _onthouden.get(afdruk)
        if bekend is not None and bekend[1].verloopt.timestamp() > time.time():
            return bekend
        try:
            uitkomst = as_claim(verify(token))
        except TokenOngeldig as fout:
            verlopen = str(fout) == "token-verlopen"
            raise NietGeauthenticeerd(
                str(fout),
                "Het token is verlopen. Vraag een nieuw token aan." if verlopen else "Het token is niet geldig.",
            ) from None
        with _slot:
            _onthouden[afdruk] = uitkomst
            while len(_onthouden) > MAX_ONTHOUDEN:
                _onthouden.popitem(last=False)
        return uitkomst

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401."""
        return "Bearer"
