"""The access token: a JWS (at+jwt) that names applicatie, afnemer and purpose, for at most a quarter of an hour."""

from __future__ import annotations

import secrets
import time
from typing import Any

from django.conf import settings
from joserfc import jwt

from consumers.models import Applicatie
from consumers.oauth.instellingen import TOKEN_SECONDEN
from consumers.oauth.sleutels import active_kid, signing_keys

ZELFDE_JTI_BITS = 160


def audience() -> str:
    """Who the token is for."""
    return f"{settings.BASIS_URL}/api"


def sign(applicatie: Applicatie, details: list[dict[str, str]], *, nu: int | None = None) -> str:
    """A signed token with these granted details; `nu` in seconds since 1970."""
    moment = int(time.time()) if nu is None else nu
    kid = active_kid()
    claims = {
        "iss": settings.BASIS_URL,
        "aud": audience(),
        "sub": applicatie.client_id,
        "azp": applicatie.client_id,
        "client_id": applicatie.client_id,
        "iat": moment,
        "exp": moment + TOKEN_SECONDEN,
        "jti": secrets.token_urlsafe(ZELFDE_JTI_BITS // 8),
        "scope": "registers",
        "authorization_details": details,
    }
    header = {"typ": "at+jwt", "alg": settings.TOKEN_ALG, "kid": kid}
    return jwt.encode(header, claims, signing_keys()[kid], algorithms=[settings.TOKEN_ALG])


def generate(request: Any, refresh_token: bool = False) -> str:
    """The toolkit's token generator; refresh tokens stay opaque."""
    if refresh_token:
        return secrets.token_urlsafe(32)
    return sign(request.client, request.doelbindingsdetails)
