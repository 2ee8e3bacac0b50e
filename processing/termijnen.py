"""The terms that count now, and what does not keep to them: asked when an activity, an autorisatie or a term is registered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from processing.bewaarmodellen import Bewaartermijn
from processing.bewaren import Termijn, Wanverhouding, misfits
from processing.models import Autorisatieversie, Verwerkingsactiviteit, Verwerkingsactiviteitversie


def terms_for(activiteit: UUID | None, registers: Iterable[str]) -> list[Termijn]:
    """The terms of this activity and these registers, as they count now."""
    staand = Bewaartermijn.objects.select_related("activiteit").filter(vervallen_op=None)
    eigen = staand.filter(activiteit=activiteit) if activiteit else Bewaartermijn.objects.none()
    return [_as_term(t) for t in [*eigen, *staand.filter(register__in=set(registers))]]


def registers_of(activiteit: UUID) -> set[str]:
    """Registers that some standing autorisatie for this activity opens."""
    versies = Autorisatieversie.objects.filter(
        autorisatie__activiteit=activiteit, autorisatie__ingetrokken_op=None
    ).select_related("autorisatie")
    return {str(regel["register"]) for v in versies if v.versie == v.autorisatie.huidige_versie for regel in v.regels}


def activity_misfits(activiteit: Verwerkingsactiviteit | None, klasse: str) -> list[Wanverhouding]:
    """What is wrong with this class for an activity (None: a new one, of which no term is known yet)."""
    if activiteit is None:
        return []
    return misfits(klasse, terms_for(activiteit.pk, registers_of(activiteit.pk)))


def autorisatie_misfits(activiteit: UUID, regels: Iterable[Any]) -> list[Wanverhouding]:
    """What is wrong with giving an autorisatie for this activity on the registers of these regels."""
    versie = (
        Verwerkingsactiviteitversie.objects.filter(activiteit=activiteit)
        .order_by("-versie")
        .only("bewaarklasse")
        .first()
    )
    registers = {str(regel["register"]) for regel in regels}
    return misfits(versie.bewaarklasse, terms_for(activiteit, registers)) if versie else []


def standing_misfits() -> list[tuple[str, Wanverhouding]]:
    """(activity, what is wrong) for every activity that stands and does not keep to a term: a term may be younger than it."""
    rijen = list[tuple[str, Wanverhouding]]()
    for activiteit in Verwerkingsactiviteit.objects.filter(ingetrokken_op=None).prefetch_related("versies"):
        huidig = next(v for v in activiteit.versies.all() if v.versie == activiteit.huidige_versie)
        rijen += [(activiteit.naam, w) for w in activity_misfits(activiteit, huidig.bewaarklasse)]
    return rijen


def phrase(wat: Wanverhouding) -> str:
    """What is wrong and what would be right, in one breath."""
    waarden = {
        "jaren": wat.jaren,
        "van": wat.termijn.van,
        "grens": wat.termijn.minimum if wat.te_kort else wat.termijn.maximum,
        "bron": wat.termijn.wettelijke_bron,
    }
    if wat.te_kort:
        return (
            _("Logregels blijven %(jaren)s jaar. Voor %(van)s is dat ten minste %(grens)s jaar (%(bron)s).") % waarden
        )
    return _("Logregels blijven %(jaren)s jaar. Voor %(van)s is dat ten hoogste %(grens)s jaar (%(bron)s).") % waarden


@transaction.atomic
def set_term(
    *, register: str = "", activiteit: UUID | None = None, minimum: int, maximum: int | None, bron: str, url: str = ""
) -> Bewaartermijn:
    """Let this term count from now on, instead of the one that stood for the same register or activity; the same term changes nothing.

    Raises ValueError where it says nothing about anything, or its maximum lies under its minimum.
    """
    if bool(register) == (activiteit is not None):
        raise ValueError("Noem een register of een activiteit, niet beide.")
    if not bron.strip():
        raise ValueError("Noem de wet of het besluit waar de termijn in staat.")
    if minimum < 0 or (maximum is not None and maximum < minimum):
        raise ValueError("De termijn moet ten hoogste even lang of langer zijn dan ten minste.")
    oud = (
        Bewaartermijn.objects.select_for_update()
        .filter(register=register, activiteit=activiteit, vervallen_op=None)
        .first()
    )
    nieuw = {"minimum_jaren": minimum, "maximum_jaren": maximum, "wettelijke_bron": bron, "wettelijke_bron_url": url}
    if oud is not None:
        if all(getattr(oud, veld) == waarde for veld, waarde in nieuw.items()):
            return oud
        oud.vervallen_op = timezone.now()
        oud.save(update_fields=["vervallen_op"])
    return Bewaartermijn.objects.create(register=register, activiteit_id=activiteit, **nieuw)


def _as_term(rij: Bewaartermijn) -> Termijn:
    van = f"register {rij.register}" if rij.register else f"activiteit {rij.activiteit}"
    return Termijn(van, rij.minimum_jaren, rij.maximum_jaren, rij.wettelijke_bron)
