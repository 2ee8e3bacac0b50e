"""Field paths as people read them: the labels of the model, by groep. A path stands for everything below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.tekst import label
from registry.catalogus import Soort


@dataclass(frozen=True, slots=True)
class Groepvelden:
    """The fields of one groep that were named; `alles` when that is every field it has."""

    groep: str
    labels: tuple[str, ...]
    alles: bool

    def __str__(self) -> str:
        if self.alles:
            return _("%(groep)s: alles") % {"groep": self.groep}
        lijst = ", ".join(self.labels)
        return f"{self.groep}: {lijst}" if self.groep else lijst


def label_of(soort: Soort | None, pad: str) -> str:
    """The label of one field with its groep, or the path itself where the model does not have it (any more)."""
    attribuut = soort.objecttype.attributen.get(pad) if soort else None
    if soort is None or attribuut is None:
        return pad
    return f"{label(soort.objecttype.groepen[pad.partition('.')[0]].titel)}: {label(attribuut.titel)}"


def by_groep(soort: Soort | None, paden: Iterable[str]) -> tuple[Groepvelden, ...]:
    """These paths as labels, in the order of the model; what the model does not have as the path itself."""
    gevraagd = set(paden)
    if soort is None:
        return (Groepvelden("", tuple(sorted(gevraagd)), alles=False),) if gevraagd else ()
    uit = []
    bekend: set[str] = set()
    for groep in soort.objecttype.groepen.values():
        binnen = []
        for attribuut in groep.attributen:
            boven = _self_and_above(attribuut.pad) & gevraagd
            bekend |= boven
            if boven:
                binnen.append(label(attribuut.titel))
        if binnen:
            labels = tuple(dict.fromkeys(binnen))
            uit.append(Groepvelden(label(groep.titel), labels, alles=len(binnen) == len(groep.attributen)))
    vreemd = sorted(gevraagd - bekend)
    return (*uit, *([Groepvelden(_("Niet meer in het model"), tuple(vreemd), alles=False)] if vreemd else []))


def _self_and_above(pad: str) -> set[str]:
    stappen = pad.split(".")
    return {".".join(stappen[: n + 1]) for n in range(len(stappen))}
