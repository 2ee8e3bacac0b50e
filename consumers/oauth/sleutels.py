"""Signing keys of the authorisation server: one active, all published until the last token of a former one is dead."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from joserfc.jwk import RSAKey


@cache
def signing_keys() -> dict[str, RSAKey]:
    """Every key by kid."""
    return {
        kid: RSAKey.import_key(s["pem"], {"kid": kid}) for kid, s in settings.SLEUTELS["tokens"]["sleutels"].items()
    }


def active_kid() -> str:
    """The kid that signs now."""
    kid: str = settings.SLEUTELS["tokens"]["actief"]
    return kid


def public_jwks() -> dict[str, Any]:
    """The published key set: public members, kid, alg and use (NL GOV profile O11)."""
    return {
        "keys": [
            {**sleutel.as_dict(private=False), "kid": kid, "alg": settings.TOKEN_ALG, "use": "sig"}
            for kid, sleutel in signing_keys().items()
        ]
    }
