"""The vault: a person is one random surrogate in the log; only the log key leads back to a BSN."""

from __future__ import annotations

from functools import cache
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from processing.bescherming import Bescherming


@cache
def bescherming() -> Bescherming:
    """The log's own keys (the register has others)."""
    return Bescherming.uit_ring(settings.SLEUTELS["log"])


def identity_of(bsn: str | None, register: str, objecttype: str, object_id: UUID) -> str:
    """What makes a person one: the BSN where there is one, else the object."""
    return f"bsn|{bsn}" if bsn else f"object|{register}/{objecttype}/{object_id}"


def place_of(surrogaat: UUID) -> str:
    """The place that an encrypted BSN in the vault is bound to."""
    return f"kluis.betrokkene|{surrogaat}|bsn"


def find_surrogate(bsn: str) -> UUID | None:
    """The surrogate of this BSN, if it was ever logged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kluis.zoek(%s)", [bescherming().index(f"bsn|{bsn}")])
        (surrogaat,) = cursor.fetchone()
    return cast("UUID | None", surrogaat)


def ensure_surrogate(bsn: str) -> UUID:
    """The surrogate of this BSN, made when it was not known yet (a citizen who logs in before anyone looked)."""
    kandidaat = uuid4()
    kluis = bescherming()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kluis.surrogaat(%s, %s, %s, %s)",
            [kandidaat, kluis.index(f"bsn|{bsn}"), kluis.encrypt(bsn, place_of(kandidaat)), kluis.actief],
        )
        (surrogaat,) = cursor.fetchone()
    return cast("UUID", surrogaat)


def bsn_of(surrogaat: UUID) -> str | None:
    """The BSN behind a surrogate, or None; for a citizen's own session, never for a list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bsn_versleuteld, sleutel_id FROM kluis.bsn_van(%s)", [surrogaat])
        rij = cursor.fetchone()
    if rij is None or rij[0] is None:
        return None
    return bescherming().decrypt(bytes(rij[0]), place_of(surrogaat), rij[1])
