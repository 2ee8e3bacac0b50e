"""Protection of the BSN: encryption bound to its place, and a keyed index for finding it back.

A plain hash of a BSN protects nothing (91 million candidates), so equality goes through HMAC-SHA-256 under a key per domain:
the register and the log have different keys and cannot be joined from a dump. Keys live in memory and in the key file only.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class SleutelFout(Exception):
    """The key is absent or wrong, or the value does not belong at this place."""


@dataclass(frozen=True, slots=True)
class Bescherming:
    """The keys of one domain: `actief` encrypts, every key of the ring decrypts."""

    actief: str
    aes: Mapping[str, AESGCM]
    hmac_sleutel: bytes

    @classmethod
    def uit_ring(cls, ring: Mapping[str, Any]) -> Bescherming:
        """Build from {"actief": id, "sleutels": {id: {"aes": b64 32 bytes, "hmac": b64 32 bytes}}}; raises SleutelFout."""
        try:
            sleutels = {naam: AESGCM(base64.b64decode(s["aes"], validate=True)) for naam, s in ring["sleutels"].items()}
            actief = ring["actief"]
            index = base64.b64decode(ring["sleutels"][actief]["hmac"], validate=True)
        except (KeyError, TypeError, ValueError) as fout:
            raise SleutelFout("De sleutelring is onvolledig of onleesbaar.") from fout
        if len(index) < 32:
            raise SleutelFout("De indexsleutel is korter dan 32 bytes.")
        return cls(actief, sleutels, index)

    def index(self, waarde: str) -> bytes:
        """HMAC-SHA-256 of the value: 32 bytes, equal for equal values within this domain."""
        return hmac.digest(self.hmac_sleutel, waarde.encode(), "sha256")

    def encrypt(self, waarde: str, plaats: str) -> bytes:
        """AES-256-GCM under the active key with a random nonce, bound to `plaats` (table|row|path)."""
        nonce = os.urandom(NONCE)
        return nonce + self.aes[self.actief].encrypt(nonce, waarde.encode(), f"{plaats}|{self.actief}".encode())

    def decrypt(self, geheim: bytes, plaats: str, sleutel_id: str) -> str:
        """The value back; raises SleutelFout when key, place or bytes do not fit."""
        try:
            return (
                self.aes[sleutel_id].decrypt(geheim[:NONCE], geheim[NONCE:], f"{plaats}|{sleutel_id}".encode()).decode()
            )
        except (KeyError, InvalidTag) as fout:
            raise SleutelFout("Een beschermde waarde is niet te ontsleutelen: sleutel of plaats klopt niet.") from fout
