"""`authorization_details` of a token request (RFC 9396): read, judged against the autorisaties, granted as exact details."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from oauthlib.oauth2.rfc6749.errors import CustomOAuth2Error

from consumers.models import Applicatie
from processing.doelbinding import CLAIMTYPE
from processing.selectors import autorisatie_voor

MAX_DETAILS = 20
MAX_TEKENS = 8000


def refuse(reden: str) -> CustomOAuth2Error:
    """The error of RFC 9396, section 5."""
    return CustomOAuth2Error(error="invalid_authorization_details", description=reden, status_code=400)


def grant_details(applicatie: Applicatie, ruw: str | None) -> list[dict[str, str]]:
    """The details that this applicatie gets; raises invalid_authorization_details when any of them is not allowed."""
    namens = dict(applicatie.afnemers.filter(actief=True).values_list("pk", "naam"))
    gekozen: set[UUID] = set()
    uit = []
    for nummer, detail in enumerate(_read(ruw), 1):
        activiteit = _uuid(
            detail.get("verwerkingsactiviteitId"), f"detail {nummer}: verwerkingsactiviteitId moet een UUID zijn"
        )
        afnemer = _afnemer(detail, namens, nummer)
        gekozen.add(afnemer)
        autorisatie = autorisatie_voor(afnemer, activiteit)
        if autorisatie is None:
            raise refuse(f"detail {nummer}: voor deze verwerkingsactiviteit is er geen autorisatie")
        uit.append(as_detail(applicatie, afnemer, activiteit, autorisatie))
    if len(gekozen) > 1:
        raise refuse("een token is voor een afnemer; vraag per afnemer een token aan")
    return uit


def as_detail(applicatie: Applicatie, afnemer: UUID, activiteit: UUID, autorisatie: UUID) -> dict[str, str]:
    """A granted detail as it stands in the token."""
    return {
        "type": CLAIMTYPE,
        "verwerkingsactiviteitId": str(activiteit),
        "autorisatie": str(autorisatie),
        "afnemer": str(afnemer),
        "applicatie": str(applicatie.id),
    }


def _read(ruw: str | None) -> list[dict[str, Any]]:
    if not ruw:
        raise refuse("authorization_details ontbreekt: noem het doel")
    if len(ruw) > MAX_TEKENS:
        raise refuse("authorization_details is te lang")
    try:
        details = json.loads(ruw)
    except (ValueError, RecursionError):
        raise refuse("authorization_details is geen geldige JSON") from None
    if (
        not isinstance(details, list)
        or not 1 <= len(details) <= MAX_DETAILS
        or not all(isinstance(d, dict) for d in details)
    ):
        raise refuse(f"authorization_details moet een lijst zijn van 1 tot {MAX_DETAILS} objecten")
    for nummer, detail in enumerate(details, 1):
        if detail.get("type") != CLAIMTYPE:
            raise refuse(f"detail {nummer}: onbekend type; bekend is {CLAIMTYPE}")
        if onbekend := set(detail) - {"type", "verwerkingsactiviteitId", "afnemer"}:
            raise refuse(
                f"detail {nummer}: {len(onbekend)} onbekend onderdeel; bekend zijn type, verwerkingsactiviteitId en afnemer"
            )
    return details


def _uuid(waarde: Any, reden: str) -> UUID:
    try:
        return UUID(waarde)
    except (ValueError, TypeError, AttributeError):
        raise refuse(reden) from None


def _afnemer(detail: dict[str, Any], namens: dict[UUID, str], nummer: int) -> UUID:
    if "afnemer" not in detail:
        if len(namens) != 1:
            raise refuse(f"detail {nummer}: noem de afnemer; deze applicatie werkt voor {len(namens)} afnemers")
        return next(iter(namens))
    afnemer = _uuid(detail["afnemer"], f"detail {nummer}: afnemer moet een UUID zijn")
    if afnemer not in namens:
        raise refuse(f"detail {nummer}: deze applicatie werkt niet voor deze afnemer")
    return afnemer
