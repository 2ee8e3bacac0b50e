"""Cursors: sealed, bound to who asks what, good for a quarter of an hour. Nothing of a search can be read from one."""

from __future__ import annotations

import base64
import hashlib
import os
import time
from functools import cache
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from nlapi.probleem import Fout, OngeldigeInvoer

GELDIG = 15 * 60
NONCE = 12


@cache
def _sleutel() -> AESGCM:
    return AESGCM(base64.b64decode(settings.SLEUTELS["cursor"]))


def verzegel(inhoud: dict[str, Any], *, binding: bytes, nu: float | None = None) -> str:
    """Seal this content for these who and what (`binding`); `nu` in seconds since 1970, default the clock."""
    nonce = os.urandom(NONCE)
    klaar = orjson.dumps({"t": int(time.time() if nu is None else nu), "i": inhoud})
    geheim = _sleutel().encrypt(nonce, klaar, hashlib.sha256(binding).digest())
    return base64.urlsafe_b64encode(nonce + geheim).decode().rstrip("=")


def open(cursor: str, *, binding: bytes, nu: float | None = None) -> dict[str, Any]:  # noqa: A001 - the pair of `verzegel`
    """What was sealed; raises OngeldigeInvoer: `cursor-ongeldig` (tampered, or of another question) or `cursor-verlopen`."""
    try:
        ruw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        klaar = orjson.loads(_sleutel().decrypt(ruw[:NONCE], ruw[NONCE:], hashlib.sha256(binding).digest()))
    except (ValueError, InvalidTag):
        raise _fault("cursor-ongeldig", "Deze cursor hoort niet bij deze vraag. Begin opnieuw zonder cursor.") from None
    if (time.time() if nu is None else nu) - klaar["t"] > GELDIG:
        raise _fault("cursor-verlopen", "Deze cursor is verlopen. Begin opnieuw zonder cursor.")
    inhoud: dict[str, Any] = klaar["i"]
    return inhoud


def _fault(code: str, reden: str) -> OngeldigeInvoer:
    return OngeldigeInvoer([Fout("query", "cursor", code, reden)])
