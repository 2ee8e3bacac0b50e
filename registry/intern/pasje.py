"""A short-lived pass between the command line and the server on one machine: both read the same key file.

No Django here: the thin client must start in milliseconds.
"""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Mapping
from typing import Any

GELDIG = 60


def _mac(sleutels: Mapping[str, Any], tijd: int, doel: str) -> str:
    return hmac.new(base64.b64decode(sleutels["cursor"]), f"beheer|{tijd}|{doel}".encode(), "sha256").hexdigest()


def make_pass(sleutels: Mapping[str, Any], doel: str) -> str:
    """A pass for this purpose, good for a minute."""
    nu = int(time.time())
    return f"{nu}.{_mac(sleutels, nu, doel)}"


def is_valid_pass(sleutels: Mapping[str, Any], pasje: str, doel: str) -> bool:
    """Whether the pass was made with our key, for this purpose, less than a minute ago."""
    tijd, _, mac = pasje.partition(".")
    if not tijd.isdecimal() or len(tijd) > 12 or abs(time.time() - int(tijd)) > GELDIG:
        return False
    return hmac.compare_digest(mac, _mac(sleutels, int(tijd), doel))
