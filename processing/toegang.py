"""The standing of tokens, applicaties and afnemers: written by consumers' services, read uncached by `open_gebruik`.

Default deny: an applicatie or afnemer without a row is not active. Every function takes part in the caller's transaction.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from processing.models import ToegangAfnemer, ToegangApplicatie, ToegangToken


def zet_stand_applicatie(applicatie: UUID, *, actief: bool) -> None:
    """Let this applicatie in, or keep it out from the next request on."""
    ToegangApplicatie.objects.update_or_create(applicatie=applicatie, defaults={"actief": actief})


def zet_stand_afnemer(afnemer: UUID, *, actief: bool) -> None:
    """Let this afnemer in, or keep it out from the next request on."""
    ToegangAfnemer.objects.update_or_create(afnemer=afnemer, defaults={"actief": actief})


def trek_token_in(jti: str, verloopt: datetime) -> None:
    """Withdraw one token; `verloopt` (aware) tells when the row itself may go."""
    ToegangToken.objects.get_or_create(jti=jti, defaults={"verloopt": verloopt})
