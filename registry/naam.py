"""The family name of whom an object is about, where the model says which attribute that is. Pure.

A model says so with `x-naam: geslachtsnaam`; the element 02.40 of a person list, in the groep of the houder, says the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from processing.rijregel import values_at
from registry.beeld import Objectbeeld
from registry.model.definitie import Objecttype
from registry.vouwen import fold

GESLACHTSNAAM = "geslachtsnaam"
ELEMENT_GESLACHTSNAAM = "02.40"


def family_name_paths(objecttype: Objecttype) -> tuple[str, ...]:
    """The paths of the houder's family name; empty where the model declares none."""
    van_houder = {b.groep for b in objecttype.betrokkenen if b.rol == "houder"}
    return tuple(
        a.pad
        for a in objecttype.attributen.values()
        if a.schema.get("x-naam") == GESLACHTSNAAM
        or (a.gba == ELEMENT_GESLACHTSNAAM and a.pad.partition(".")[0] in van_houder)
    )


def family_names(objecttype: Objecttype, beeld: Objectbeeld) -> frozenset[str]:
    """The family names that stand in this object as it was cut."""
    return frozenset(
        str(waarde)
        for pad in family_name_paths(objecttype)
        for deel in beeld.delen
        for waarde in values_at({deel.rij.groep: deel.gegevens}, pad)
    )


def has_same_name(eigen: str, namen: Iterable[str]) -> bool:
    """Whether one of these is the own family name, which may have its prefix with it ("van der Meer" is "Meer"); case and marks do not matter."""
    gevouwen = fold(eigen)
    return bool(gevouwen) and any(
        naam and (gevouwen == naam or gevouwen.endswith(f" {naam}")) for naam in map(fold, namen)
    )
