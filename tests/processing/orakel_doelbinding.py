"""An oracle of the decision by another hand: the rules as they stand in words, without the engine's way of going through them.

Other thinking than `processing.doelbinding`: nothing stops at the first fault. Every ground is a question of its own, all of them are
answered, and only then the order picks which one is told. Paths are compared step by step, ages are counted birthday by birthday, a partial
date is every day that it may mean. Only the values that go in are the engine's (its dataclasses); no rule of it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from processing.doelbinding import Autorisatie, Claimdetail, Doelbindingsclaim, Regel, Vraag

USUAL_NUMBER = 20


@dataclass(frozen=True)
class Geval:
    """One use to judge."""

    claim: Doelbindingsclaim
    detail: Claimdetail
    autorisatie: Autorisatie | None
    vraag: Vraag


@dataclass(frozen=True)
class Weigering:
    """What a refusal must carry; the order of `velden` is not laid down."""

    code: str
    activiteit: UUID | None
    autorisatie: UUID | None
    velden: frozenset[str]


# A ground tells which paths and keys are at fault, None being at fault when it is not about any; nothing when it does not hold.
Schuldig = frozenset[str | None]
NOT_VIOLATED: Schuldig = frozenset()
VIOLATED: Schuldig = frozenset({None})


def lies_within(leaf: str, pad: str) -> bool:
    """Whether `leaf` is `pad` itself or below it, counted in whole steps."""
    steps, outer = leaf.split("."), pad.split(".")
    return len(steps) >= len(outer) and all(a == b for a, b in zip(steps, outer, strict=False))


def of_this_type(geval: Geval) -> list[Regel]:
    vraag = geval.vraag
    regels = geval.autorisatie.regels if geval.autorisatie is not None else ()
    return [r for r in regels if (r.register, r.objecttype) == (vraag.register, vraag.objecttype)]


def of_today(geval: Geval) -> list[Regel]:
    day = geval.vraag.vandaag.toordinal()
    return [
        regel
        for regel in of_this_type(geval)
        if day
        in range(regel.geldig_van.toordinal(), (regel.geldig_tot or date.max).toordinal() + (not regel.geldig_tot))
    ]


def of_this_action(geval: Geval) -> list[Regel]:
    return [regel for regel in of_today(geval) if [actie for actie in regel.acties if actie == geval.vraag.actie]]


def the_regel(geval: Geval) -> Regel | None:
    return next(iter(of_this_action(geval)), None)


def autorisatie_onbekend(geval: Geval) -> Schuldig:
    if geval.autorisatie is None:
        return VIOLATED
    found = {"id": geval.autorisatie.id, "for": geval.autorisatie.activiteit, "of": geval.autorisatie.afnemer}
    named = {"id": geval.detail.autorisatie, "for": geval.detail.activiteit, "of": geval.claim.afnemer}
    return NOT_VIOLATED if found == named else VIOLATED


def objecttype_niet_toegestaan(geval: Geval) -> Schuldig:
    return VIOLATED if geval.autorisatie is not None and not of_this_type(geval) else NOT_VIOLATED


def regel_niet_geldig(geval: Geval) -> Schuldig:
    return VIOLATED if of_this_type(geval) and not of_today(geval) else NOT_VIOLATED


def actie_niet_toegestaan(geval: Geval) -> Schuldig:
    return VIOLATED if of_today(geval) and not of_this_action(geval) else NOT_VIOLATED


def eindgebruiker_ontbreekt(geval: Geval) -> Schuldig:
    regel = the_regel(geval)
    if regel is None:
        return NOT_VIOLATED
    return VIOLATED if (regel.eindgebruiker_verplicht, geval.vraag.eindgebruiker) == (True, False) else NOT_VIOLATED


def veld_niet_toegestaan(geval: Geval) -> Schuldig:
    regel = the_regel(geval)
    if regel is None or geval.vraag.velden is None:
        return NOT_VIOLATED
    given = {leaf for leaf in geval.vraag.velden for pad in regel.velden if lies_within(leaf, pad)}
    return frozenset(geval.vraag.velden) - given


def zoeksleutel_niet_toegestaan(geval: Geval) -> Schuldig:
    regel = the_regel(geval)
    if regel is None:
        return NOT_VIOLATED
    return (
        VIOLATED
        if [sleutel for sleutel in geval.vraag.zoeksleutels if sleutel not in regel.zoeksleutels]
        else NOT_VIOLATED
    )


def zoekcombinatie_niet_toegestaan(geval: Geval) -> Schuldig:
    regel = the_regel(geval)
    if regel is None or len(geval.vraag.zoeksleutels) == 0 or len(regel.combinaties) == 0:
        return NOT_VIOLATED
    missing = [len([s for s in combinatie if s not in geval.vraag.zoeksleutels]) for combinatie in regel.combinaties]
    return NOT_VIOLATED if 0 in missing else VIOLATED


def uitzondering_ontbreekt(geval: Geval) -> Schuldig:
    regel, autorisatie = the_regel(geval), geval.autorisatie
    if regel is None or autorisatie is None:
        return NOT_VIOLATED
    asked_or_granted = regel.velden if geval.vraag.velden is None else geval.vraag.velden
    blamed: set[str | None] = set()
    for categorie, leaves in geval.vraag.gevoelig.velden.items():
        for leaf in leaves:
            if categorie not in autorisatie.uitzonderingen and any(lies_within(leaf, pad) for pad in asked_or_granted):
                blamed.add(leaf)
    for categorie, sleutels in geval.vraag.gevoelig.sleutels.items():
        for sleutel in sleutels:
            if categorie not in autorisatie.uitzonderingen and sleutel in geval.vraag.zoeksleutels:
                blamed.add(sleutel)
    return frozenset(blamed)


def maximum_overschreden(geval: Geval) -> Schuldig:
    regel = the_regel(geval)
    if regel is None:
        return NOT_VIOLATED
    nothing_left = regel.maximum - geval.vraag.al_gegeven <= 0
    too_many = geval.vraag.aantal is not None and geval.vraag.aantal - regel.maximum > 0
    return VIOLATED if nothing_left or too_many else NOT_VIOLATED


# The order in which a refusal is told; the answers above do not know it.
GRONDEN: dict[str, Callable[[Geval], Schuldig]] = {
    "autorisatie-onbekend": autorisatie_onbekend,
    "objecttype-niet-toegestaan": objecttype_niet_toegestaan,
    "regel-niet-geldig": regel_niet_geldig,
    "actie-niet-toegestaan": actie_niet_toegestaan,
    "eindgebruiker-ontbreekt": eindgebruiker_ontbreekt,
    "veld-niet-toegestaan": veld_niet_toegestaan,
    "zoeksleutel-niet-toegestaan": zoeksleutel_niet_toegestaan,
    "zoekcombinatie-niet-toegestaan": zoekcombinatie_niet_toegestaan,
    "uitzondering-ontbreekt": uitzondering_ontbreekt,
    "maximum-overschreden": maximum_overschreden,
}

KEUZEN = ("doelbinding-ontbreekt", "activiteit-niet-in-token", "activiteit-kiezen")


def violated(geval: Geval) -> dict[str, Schuldig]:
    """Every ground that holds, with what is at fault."""
    answers = {code: ground(geval) for code, ground in GRONDEN.items()}
    return {code: schuldig for code, schuldig in answers.items() if schuldig}


def verdict(geval: Geval, grounds: Mapping[str, Schuldig]) -> Weigering | dict[str, Any]:
    """The refusal by the first of the violated grounds, or every attribute that the Doelbinding must have."""
    for code in GRONDEN:
        if code in grounds:
            blamed = frozenset(pad for pad in grounds[code] if pad is not None)
            return Weigering(code, geval.detail.activiteit, geval.detail.autorisatie, blamed)
    regel, autorisatie, vraag = the_regel(geval), geval.autorisatie, geval.vraag
    assert regel is not None
    assert autorisatie is not None
    remains = regel.maximum - vraag.al_gegeven
    wanted = USUAL_NUMBER if vraag.aantal is None else vraag.aantal
    return {
        "applicatie": geval.claim.applicatie,
        "afnemer": geval.claim.afnemer,
        "token": geval.claim.jti,
        "activiteit": geval.detail.activiteit,
        "activiteit_versie": autorisatie.activiteit_versie,
        "autorisatie": geval.detail.autorisatie,
        "autorisatie_versie": autorisatie.versie,
        "register": vraag.register,
        "objecttype": vraag.objecttype,
        "actie": vraag.actie,
        "velden": regel.velden if vraag.velden is None else frozenset(vraag.velden),
        "zoeksleutels": vraag.zoeksleutels,
        "rijregel": regel.rijregel,
        "maximum": regel.maximum,
        "aantal": min(wanted, remains),
        "geheim_tonen": regel.geheim_tonen,
    }


def chosen(claim: Doelbindingsclaim, activiteit: UUID | None) -> Claimdetail | Weigering:
    """The detail that a call is about; a refusal names none, since none was chosen."""
    refusal = {code: Weigering(code, None, None, frozenset()) for code in KEUZEN}
    match (len(claim.details), activiteit):
        case (0, _):
            return refusal["doelbinding-ontbreekt"]
        case (1, None):
            return claim.details[0]
        case (_, None):
            return refusal["activiteit-kiezen"]
    matching = {d.activiteit: d for d in reversed(claim.details)}  # what is written last is what was named first
    return matching.get(activiteit, refusal["activiteit-niet-in-token"])


def exceptions(grondslag: str, uitzondering_bijzonder: str, besluit: Mapping[str, Any]) -> frozenset[str]:
    """The categories that the law lets an autorisatie give, each by its own three reasons."""
    articles = besluit.get("uitzonderingen")
    named = {
        categorie
        for categorie, article in (articles.items() if isinstance(articles, dict) else ())
        if isinstance(article, str) and article.split()
    }
    by_activity = bool(uitzondering_bijzonder.split())
    public = grondslag in {"wettelijke-plicht", "algemeen-belang"}
    holds = {
        "bijzonder": "bijzonder" in named or by_activity,
        "strafrechtelijk": "strafrechtelijk" in named or by_activity,
        "nationaal-nummer": grondslag != "toestemming" and ("nationaal-nummer" in named or public),
    }
    return frozenset(categorie for categorie, yes in holds.items() if yes)
