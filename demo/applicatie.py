"""A process application: its key pair, its assertion, its token for a purpose (NL GOV OAuth profile: private_key_jwt, PS256)."""

from __future__ import annotations

import json
import secrets
import tempfile
import time

from joserfc import jwt
from joserfc.jwk import RSAKey

from demo.http import BASIS, Antwoord, call
from demo.prompt import steward

CLAIMTYPE = "urn:nl:bronhuis:doelbinding"


class Applicatie:
    """One application with a key of its own; the private part never leaves this process."""

    def __init__(self, naam: str) -> None:
        self.naam = naam
        self.sleutel = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "PS256"})
        jwks = {"keys": [self.sleutel.as_dict(private=False)]}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as bestand:
            json.dump(jwks, bestand)
            bestand.flush()
            regels = steward("registreer_sleutel", "--applicatie", naam, "--jwks", bestand.name)
        self.registratie: dict[str, str] = json.loads(regels[-1])

    def assertion(self) -> str:
        """A client assertion: good for a minute, and once."""
        nu = int(time.time())
        client_id = self.registratie["client_id"]
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": f"{BASIS}/oauth/v1/token",
            "iat": nu,
            "exp": nu + 60,
            "jti": secrets.token_urlsafe(24),
        }
        return jwt.encode({"alg": "PS256", "kid": self.sleutel.kid}, claims, self.sleutel, algorithms=["PS256"])

    def ask_token(self, activiteit: str | None, afnemer: str | None = None) -> Antwoord:
        """Ask a token for one activity, or (None) without any purpose."""
        formulier = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self.assertion(),
        }
        if activiteit:
            detail = {
                "type": CLAIMTYPE,
                "verwerkingsactiviteitId": activiteit,
                **({"afnemer": afnemer} if afnemer else {}),
            }
            formulier["authorization_details"] = json.dumps([detail])
        return call("POST", "/oauth/v1/token", formulier=formulier)
