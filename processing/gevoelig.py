"""Fields that the law protects more than others, and what an autorisatie needs to give them. Pure, but for the register of who knows a model.

AVG art. 9 (special categories), art. 10 (criminal law) and art. 87 with UAVG art. 46 (national numbers): none is given because it happens
to stand in a list of fields. The decision or the activity must name the article that allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

BIJZONDER, STRAFRECHTELIJK, NATIONAAL_NUMMER = "bijzonder", "strafrechtelijk", "nationaal-nummer"
CATEGORIEEN = {
    BIJZONDER: "bijzonder gegeven (AVG art. 9)",
    STRAFRECHTELIJK: "strafrechtelijk gegeven (AVG art. 10)",
    NATIONAAL_NUMMER: "nationaal nummer (UAVG art. 46)",
}
# Public bodies may use the number for their public task (Wabb art. 10, UAVG art. 46); others need a law that says so.
PUBLIEKE_TAAK = frozenset({"wettelijke-plicht", "algemeen-belang"})
TOESTEMMING = "toestemming"


@dataclass(frozen=True, slots=True)
class Gevoelig:
    """Of one object type: leaf paths and search keys per category. A category that has none is left out."""

    velden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sleutels: Mapping[str, frozenset[str]] = field(default_factory=dict)


GEEN = Gevoelig()


def exceptions_of(grondslag: str, uitzondering_bijzonder: str, besluit: Mapping[str, object]) -> frozenset[str]:
    """The categories that may be given: by the legal ground, by the article that the activity names, or by those of the decision.

    The decision names them as {"uitzonderingen": {category: article}}; what is no text, or a blank one, is no article. On consent never
    a national number: a resident cannot give a law (UAVG art. 46).
    """
    genoemd = besluit.get("uitzonderingen")
    artikelen = genoemd if isinstance(genoemd, Mapping) else {}
    uit = {soort for soort in CATEGORIEEN if isinstance(artikel := artikelen.get(soort), str) and artikel.strip()}
    if uitzondering_bijzonder.strip():
        uit |= {BIJZONDER, STRAFRECHTELIJK}
    if grondslag in PUBLIEKE_TAAK:
        uit.add(NATIONAAL_NUMMER)
    return frozenset(uit - {NATIONAAL_NUMMER} if grondslag == TOESTEMMING else uit)


def is_given(pad: str, velden: frozenset[str]) -> bool:
    """Whether these granted paths give this one: itself, or something above it."""
    while pad:
        if pad in velden:
            return True
        pad = pad.rpartition(".")[0]
    return False


def without_exception(
    gevoelig: Gevoelig, velden: frozenset[str], sleutels: Iterable[str], uitzonderingen: frozenset[str]
) -> list[tuple[str, str]]:
    """(path or key, category) of everything among these that would need an exception that is not there, sorted."""
    gemist = [
        (pad, categorie)
        for categorie, paden in gevoelig.velden.items()
        if categorie not in uitzonderingen
        for pad in paden
        if is_given(pad, velden)
    ]
    gevraagd = frozenset(sleutels)
    gemist += [
        (sleutel, categorie)
        for categorie, namen in gevoelig.sleutels.items()
        if categorie not in uitzonderingen
        for sleutel in namen & gevraagd
    ]
    return sorted(gemist)


def phrase(gemist: Iterable[tuple[str, str]]) -> str:
    """What is wrong and what would be right, in one text."""
    genoemd = "; ".join(f"{pad}: {CATEGORIEEN[categorie]}" for pad, categorie in gemist)
    return f"Zonder wettelijke uitzondering mag dit niet: {genoemd}. Noem het artikel in het besluit (uitzonderingen)."


Kenner = Callable[[str, str], Gevoelig]
_kenners: list[Kenner] = []


def registreer_kenner(kenner: Kenner) -> None:
    """Let an app say what is sensitive of its object types: given register and object type, GEEN for what it does not know."""
    _kenners.append(kenner)


def sensitive_of(register: str, objecttype: str) -> Gevoelig:
    """What is sensitive of this object type, as the app that keeps its model says."""
    return next((g for g in (kenner(register, objecttype) for kenner in _kenners) if g is not GEEN), GEEN)
