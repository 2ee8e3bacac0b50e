"""The key file of a local installation: made once, mode 0600, outside every data directory."""

from __future__ import annotations

import base64
import json
import secrets
from typing import TYPE_CHECKING

from config.lokaal.staat import write_private

if TYPE_CHECKING:
    from pathlib import Path

    from config.lokaal.staat import Staat

SLEUTELBYTES = 32
GEHEIMBYTES = 48
RSA_BITS = 3072


def ensure_sleutels(staat: Staat) -> Path:
    """Return the path of the key file, and make it when there is none."""
    if not staat.sleutelbestand.exists():
        staat.prepare()
        write_private(staat.sleutelbestand, json.dumps(_new_sleutels(), indent=1).encode())
    return staat.sleutelbestand


def log_key(staat: Staat) -> str:
    """Return the public key of the log of this state, or an empty text where there is none yet."""
    return staat.logsleutel.read_text().strip() if staat.logsleutel.is_file() else ""


def _new_sleutels() -> dict[str, object]:
    return {
        "versie": 1,
        "django_secret": _random(GEHEIMBYTES),
        "cursor": _random(SLEUTELBYTES),
        "register": {"actief": "r1", "sleutels": {"r1": {"aes": _random(SLEUTELBYTES), "hmac": _random(SLEUTELBYTES)}}},
        "log": {"actief": "l1", "sleutels": {"l1": {"aes": _random(SLEUTELBYTES), "hmac": _random(SLEUTELBYTES)}}},
        "tokens": {"actief": "t1", "sleutels": {"t1": {"pem": _private_key()}}},
    }


def _random(length: int) -> str:
    return base64.b64encode(secrets.token_bytes(length)).decode()


def _private_key() -> str:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - stop and reset work without packages
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
