"""Write path of activities and autorisaties. Versions are added, never changed; ending one waits for the uses in flight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from processing import gevoelig
from processing.autorisaties import RegelFout, compile_regel
from processing.bewaren import Wanverhouding
from processing.gevoelig import exceptions_of, sensitive_of, without_exception
from processing.models import Autorisatie, Autorisatieversie, Verwerkingsactiviteit, Verwerkingsactiviteitversie
from processing.termijnen import activity_misfits, autorisatie_misfits, phrase


class TermijnFout(RegelFout):
    """The log lines of an activity would stay shorter or longer than a term allows; the text says which, and what would be right."""


class UitzonderingFout(RegelFout):
    """A regel would give what the law protects more without an article that allows it; the text says which field and what is needed."""


def _refuse(misfits: Sequence[Wanverhouding]) -> None:
    if misfits:
        raise TermijnFout(" ".join(map(phrase, misfits)))


def _check_regels(activiteit: UUID, inhoud: Mapping[str, Any]) -> None:
    """Raise RegelFout for a regel that is not well-formed, or that would give a sensitive field without an exception; TermijnFout for a term."""
    regels = [compile_regel(regel, inhoud["geldig_van"], inhoud["geldig_tot"]) for regel in inhoud["regels"]]
    kop = Verwerkingsactiviteit.objects.get(pk=activiteit)
    versie = kop.versies.get(versie=kop.huidige_versie)
    uitzonderingen = exceptions_of(versie.grondslag, versie.uitzondering_bijzonder, inhoud["besluit"])
    gemist = [
        gemist
        for regel in regels
        for gemist in without_exception(
            sensitive_of(regel.register, regel.objecttype), regel.velden, regel.zoeksleutels, uitzonderingen
        )
    ]
    if gemist:
        raise UitzonderingFout(gevoelig.phrase(gemist))
    _refuse(autorisatie_misfits(activiteit, inhoud["regels"]))


def _lock_exclusively(autorisatie: UUID) -> None:
    """Wait until no use of this autorisatie is in flight; the other side of the shared lock in `open_gebruik`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(autorisatie)])


@transaction.atomic
def registreer_activiteit(naam: str, **inhoud: Any) -> Verwerkingsactiviteit:
    """Register an activity with its first version; an activity that stands with this content already is returned as it is.

    `inhoud` has the fields of Verwerkingsactiviteitversie. Other content than the current version makes a new version. Raises TermijnFout
    where its class does not keep to a term of the activity, or of a register that it is used for.
    """
    activiteit, nieuw = Verwerkingsactiviteit.objects.get_or_create(naam=naam)
    if nieuw:
        Verwerkingsactiviteitversie.objects.create(activiteit=activiteit, versie=1, **inhoud)
        return activiteit
    activiteit = Verwerkingsactiviteit.objects.select_for_update().get(pk=activiteit.pk)
    huidig = activiteit.versies.get(versie=activiteit.huidige_versie)
    if any(getattr(huidig, veld) != waarde for veld, waarde in inhoud.items()):
        _refuse(activity_misfits(activiteit, inhoud.get("bewaarklasse", huidig.bewaarklasse)))
        Verwerkingsactiviteitversie.objects.create(
            activiteit=activiteit, versie=activiteit.huidige_versie + 1, **inhoud
        )
        activiteit.huidige_versie += 1
        activiteit.save(update_fields=["huidige_versie"])
    return activiteit


@transaction.atomic
def trek_activiteit_in(activiteit: UUID) -> None:
    """Withdraw an activity: every use for it stops at the next request."""
    Verwerkingsactiviteit.objects.filter(pk=activiteit, ingetrokken_op=None).update(ingetrokken_op=timezone.now())


@transaction.atomic
def registreer_autorisatie(
    activiteit: UUID,
    afnemer: UUID,
    *,
    regels: Sequence[Mapping[str, Any]],
    wijze: str,
    besluit: Mapping[str, Any],
    geldig_van: date,
    geldig_tot: date | None = None,
    reden: str = "",
) -> Autorisatie:
    """Give an afnemer an autorisatie for an activity; where one stands, the content becomes its new version if it differs.

    Raises RegelFout when a regel is not well-formed; UitzonderingFout and TermijnFout (each one too) when it would give a sensitive field without
    an exception, or log lines of the activity would not keep to a term.
    """
    inhoud = {
        "regels": list(regels),
        "wijze": wijze,
        "besluit": dict(besluit),
        "geldig_van": geldig_van,
        "geldig_tot": geldig_tot,
    }
    _check_regels(activiteit, inhoud)
    bestaand = Autorisatie.objects.filter(activiteit_id=activiteit, afnemer_id=afnemer, ingetrokken_op=None).first()
    if bestaand is None:
        autorisatie = Autorisatie.objects.create(activiteit_id=activiteit, afnemer_id=afnemer)
        Autorisatieversie.objects.create(autorisatie=autorisatie, versie=1, reden=reden, **inhoud)
        return autorisatie
    return _add_version(bestaand.pk, inhoud, reden)


@transaction.atomic
def wijzig_autorisatie(autorisatie: UUID, *, reden: str, **wijzigingen: Any) -> Autorisatie:
    """Make a new version in which `wijzigingen` (fields of Autorisatieversie) replace those of the current one."""
    huidig = Autorisatieversie.objects.select_related("autorisatie").filter(autorisatie=autorisatie).latest("versie")
    inhoud = {
        veld: getattr(huidig, veld) for veld in ("regels", "wijze", "besluit", "geldig_van", "geldig_tot")
    } | wijzigingen
    _check_regels(huidig.autorisatie.activiteit_id, inhoud)
    return _add_version(autorisatie, inhoud, reden)


def _add_version(autorisatie: UUID, inhoud: Mapping[str, Any], reden: str) -> Autorisatie:
    _lock_exclusively(autorisatie)
    kop = Autorisatie.objects.select_for_update().get(pk=autorisatie)
    huidig = kop.versies.get(versie=kop.huidige_versie)
    if all(getattr(huidig, veld) == waarde for veld, waarde in inhoud.items()):
        return kop
    Autorisatieversie.objects.create(autorisatie=kop, versie=kop.huidige_versie + 1, reden=reden, **inhoud)
    kop.huidige_versie += 1
    kop.save(update_fields=["huidige_versie"])
    return kop


@transaction.atomic
def trek_autorisatie_in(autorisatie: UUID, *, reden: str) -> None:
    """Withdraw an autorisatie: uses in flight finish first, the next request is refused."""
    _lock_exclusively(autorisatie)
    Autorisatie.objects.filter(pk=autorisatie, ingetrokken_op=None).update(
        ingetrokken_op=timezone.now(), ingetrokken_reden=reden
    )
