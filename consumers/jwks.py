"""Public keys of applicaties: only RSA of 2048 bits or more, each with its own kid, and never a private part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

PRIVE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
MIN_BITS = 2048


class JwksFout(ValueError):
    """A key set that cannot be accepted; the message says in Dutch why."""


def check_jwks(jwks: Mapping[str, Any]) -> dict[str, Any]:
    """The key set itself; raises JwksFout."""
    sleutels = jwks.get("keys")
    if not isinstance(sleutels, list) or not sleutels:
        raise JwksFout('Geef een JWKS in de vorm {"keys": [...]}, met ten minste één sleutel.')
    gezien: set[str] = set()
    for nummer, sleutel in enumerate(sleutels, 1):
        if not isinstance(sleutel, dict) or sleutel.get("kty") != "RSA":
            raise JwksFout(f"Sleutel {nummer} is geen RSA-sleutel.")
        if PRIVE & set(sleutel):
            raise JwksFout(
                f"Sleutel {nummer} bevat een geheim deel. Stuur alleen de publieke sleutel, en maak een nieuwe: deze is nu bekend."
            )
        kid = sleutel.get("kid")
        if not isinstance(kid, str) or not kid or kid in gezien:
            raise JwksFout(f"Sleutel {nummer} heeft geen eigen kid.")
        gezien.add(kid)
        if sleutel.get("use", "sig") != "sig" or sleutel.get("alg", "PS256") not in {"RS256", "PS256"}:
            raise JwksFout(f"Sleutel {nummer} is niet voor ondertekenen met RS256 of PS256.")
        try:
            bits = RSAKey.import_key(sleutel).public_key.key_size
        except (JoseError, ValueError, KeyError, TypeError) as fout:
            raise JwksFout(f"Sleutel {nummer} is geen geldige RSA-sleutel.") from fout
        if bits < MIN_BITS:
            raise JwksFout(f"Sleutel {nummer} is korter dan {MIN_BITS} bits.")
    return {"keys": [dict(s) for s in sleutels]}


def key_of(jwks: Mapping[str, Any], kid: str) -> RSAKey | None:
    """The key with this kid, or None."""
    for sleutel in jwks.get("keys", []):
        if sleutel.get("kid") == kid:
            return RSAKey.import_key(sleutel)
    return None
