"""The OIN: 20 characters, of which the first eight tell the register it comes from (OIN-stelsel, ch. 6)."""

from __future__ import annotations

import re

VORM = re.compile(r"\d{8}[0-9A-Z]{12}")
VOORVOEGSELS = {
    "00000001": "RSIN",
    "00000002": "Fi-nummer",
    "00000003": "KVK",
    "00000004": "subOIN",
    "00000009": "UZI",
    "00000099": "test",
}
TEST = "00000099"


class OinFout(ValueError):
    """Not an OIN that counts here; the message says in Dutch why."""


def check_oin(oin: str, *, productie: bool) -> str:
    """The OIN itself; raises OinFout. Test numbers do not count in production."""
    if not VORM.fullmatch(oin):
        raise OinFout("Een OIN heeft 20 tekens: 8 cijfers en dan 12 cijfers of hoofdletters.")
    if oin[:8] not in VOORVOEGSELS:
        raise OinFout("De eerste 8 cijfers van dit OIN zijn geen bekend voorvoegsel.")
    if productie and oin.startswith(TEST):
        raise OinFout("Dit is een OIN voor testen; dat mag niet in productie.")
    return oin
