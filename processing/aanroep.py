"""From a request to the call behind a use: who asks (claim), for which of the token's purposes, and on whose behalf."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from nlapi.probleem import Fout, NietGeauthenticeerd, OngeldigeInvoer
from processing.doelbinding import Doelbindingsclaim
from processing.gebruik import Aanroep

# A meaningless key only: a UUID or 64 hexadecimal digits. Names, mail addresses and BSNs do not fit.
EINDGEBRUIKER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")


def read_claim(request: Any) -> Doelbindingsclaim:
    """The token's claim; raises NietGeauthenticeerd when there is no token."""
    if not isinstance(request.auth, Doelbindingsclaim):
        raise NietGeauthenticeerd("token-ontbreekt", "Stuur een access token mee in de header Authorization.")
    return request.auth


def read_activiteit(request: HttpRequest) -> UUID | None:
    """The header VerwerkingsactiviteitId, which chooses one of the token's purposes; raises OngeldigeInvoer."""
    waarde = request.headers.get("VerwerkingsactiviteitId")
    if waarde is None:
        return None
    try:
        return UUID(waarde)
    except ValueError:
        raise OngeldigeInvoer([Fout("header", "VerwerkingsactiviteitId", "uuid", "Moet een UUID zijn.")]) from None


def read_aanroep(request: Any) -> Aanroep:
    """Request id, trace and the header Eindgebruiker (the employee's meaningless key); raises OngeldigeInvoer."""
    waarde = request.headers.get("Eindgebruiker")
    if waarde is not None and not EINDGEBRUIKER.fullmatch(waarde):
        reden = "Moet een betekenisloze sleutel zijn: een UUID of 64 hexadecimale tekens in kleine letters."
        raise OngeldigeInvoer([Fout("header", "Eindgebruiker", "sleutel", reden)])
    return Aanroep(request.verzoek_id, request.spoor, waarde)
