"""The write path of afnemers, leveranciers and applicaties. Each also writes its standing, in the same transaction.

`registreer_*` is idempotent by name: what stands is completed, not doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from consumers.identificaties import check_oin
from consumers.jwks import check_jwks
from consumers.models import Afnemer, Applicatie, Leverancier, Vertegenwoordiging
from processing import toegang


@transaction.atomic
def registreer_leverancier(naam: str, *, oin: str = "") -> Leverancier:
    """Register a leverancier; raises OinFout."""
    if oin:
        check_oin(oin, productie=settings.MODUS == "productie")
    leverancier, _ = Leverancier.objects.get_or_create(naam=naam, defaults={"oin": oin})
    return leverancier


@transaction.atomic
def registreer_afnemer(naam: str, *, soort: str, oin: str, bovenliggend: Afnemer | None = None) -> Afnemer:
    """Register an afnemer, active from now on; raises OinFout."""
    check_oin(oin, productie=settings.MODUS == "productie")
    afnemer, nieuw = Afnemer.objects.get_or_create(
        naam=naam, defaults={"soort": soort, "oin": oin, "bovenliggend": bovenliggend}
    )
    if nieuw:
        toegang.zet_stand_afnemer(afnemer.id, actief=True)
    return afnemer


@transaction.atomic
def registreer_applicatie(
    naam: str,
    *,
    leverancier: Leverancier,
    afnemers: Iterable[Afnemer],
    jwks: Mapping[str, Any] | None,
    id_: UUID | None = None,
) -> Applicatie:
    """Register an applicatie with its public keys and the afnemers that it acts for; `jwks` None leaves the keys as they are.

    Raises JwksFout.
    """
    applicatie: Applicatie | None = Applicatie.objects.filter(name=naam).first()
    if applicatie is None:
        applicatie = Applicatie(
            name=naam,
            leverancier=leverancier,
            client_type=Applicatie.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Applicatie.GRANT_CLIENT_CREDENTIALS,
            client_secret="",
            **({"id": id_} if id_ else {}),
        )
        toegang.zet_stand_applicatie(applicatie.id, actief=True)
    if jwks:
        applicatie.client_jwks = check_jwks(jwks)
    applicatie.save()
    for afnemer in afnemers:
        Vertegenwoordiging.objects.get_or_create(applicatie=applicatie, afnemer=afnemer)
    return applicatie


@transaction.atomic
def registreer_sleutels(naam: str, jwks: Mapping[str, Any]) -> Applicatie:
    """Replace the public keys of an applicatie; raises JwksFout, Applicatie.DoesNotExist."""
    applicatie: Applicatie = Applicatie.objects.select_for_update().get(name=naam)
    applicatie.client_jwks = check_jwks(jwks)
    applicatie.save(update_fields=["client_jwks", "updated"])
    return applicatie


@transaction.atomic
def blokkeer_applicatie(applicatie: UUID) -> None:
    """Keep an applicatie out from the next request on."""
    Applicatie.objects.filter(pk=applicatie).update(actief=False)
    toegang.zet_stand_applicatie(applicatie, actief=False)


@transaction.atomic
def deblokkeer_applicatie(applicatie: UUID) -> None:
    """Let an applicatie in again."""
    Applicatie.objects.filter(pk=applicatie).update(actief=True)
    toegang.zet_stand_applicatie(applicatie, actief=True)


@transaction.atomic
def blokkeer_afnemer(afnemer: UUID) -> None:
    """Keep an afnemer out from the next request on."""
    Afnemer.objects.filter(pk=afnemer).update(actief=False)
    toegang.zet_stand_afnemer(afnemer, actief=False)


@transaction.atomic
def deblokkeer_afnemer(afnemer: UUID) -> None:
    """Let an afnemer in again."""
    Afnemer.objects.filter(pk=afnemer).update(actief=True)
    toegang.zet_stand_afnemer(afnemer, actief=True)


@transaction.atomic
def trek_token_in(jti: str, verloopt: datetime) -> None:
    """Withdraw a token before it expires (`verloopt` is aware)."""
    toegang.trek_token_in(jti, verloopt)
