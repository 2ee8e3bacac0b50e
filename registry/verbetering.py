"""A correction planned: which voorkomens are closed, and what is registered in their place. Pure; no request, no query.

There are two ways, and they are not the same (Logisch Ontwerp BRP, actualiseren and corrigeren):
a *wijziging* says that something changed in the world on a day: what stood ends there and the new begins;
a *verbetering* says that what stood was never right: it is marked onjuist, and the right one takes its period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from registry.datums import earliest_day
from registry.opslag.lezen import Rij
from registry.voorkomen import Afwijking, Onderzoek, Voorkomenopgave

Wijze = Literal["wijziging", "verbetering"]
BRON = "Bronhuis"


class VerbeteringFout(ValueError):
    """The correction cannot be made so; `veld` is the part to change, the message says what would be right."""

    def __init__(self, veld: str, reden: str) -> None:
        super().__init__(reden)
        self.veld = veld


@dataclass(frozen=True, slots=True)
class Verbetering:
    """What a steward wants: new values by path (None takes a value away), from when, why, and resting on which document.

    `voorkomen` is the one that the steward saw, None where there was none; `ingang` is a partial date, of a wijziging only.
    """

    groep: str
    stapel: int
    voorkomen: UUID | None
    waarden: Mapping[str, Any]
    wijze: Wijze
    ingang: str | None
    reden: str
    document: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Ids of voorkomens to close, and what to insert."""

    sluiten: tuple[UUID, ...]
    invoegen: tuple[Voorkomenopgave, ...]


def plan(rijen: Sequence[Rij], verbetering: Verbetering, vandaag: date) -> Plan:
    """What has to happen to the open voorkomens of one object; raises VerbeteringFout."""
    staand = [
        r
        for r in rijen
        if (r.groep, r.stapel) == (verbetering.groep, verbetering.stapel)
        and r.eind_registratie is None
        and not r.onjuist
    ]
    doel = next((r for r in staand if r.id == verbetering.voorkomen), None)
    if verbetering.voorkomen is not None and doel is None:
        raise VerbeteringFout("voorkomen", "Iemand anders heeft dit gegeven intussen gewijzigd. Bekijk het opnieuw.")
    if doel is None:
        if staand:
            raise VerbeteringFout("voorkomen", "Hier staat intussen al iets. Bekijk het opnieuw.")
        return Plan((), (_new(verbetering, {}, _start(verbetering, None, vandaag), None, verbetering.ingang),))
    gegevens = apply(doel.gegevens, verbetering.groep, verbetering.waarden)
    if gegevens == doel.gegevens and not _fixes_afwijking(doel, verbetering):
        raise VerbeteringFout("waarden", "Er is niets gewijzigd. Vul een andere waarde in.")
    if verbetering.wijze == "verbetering":
        fout = _copy(doel, doel.eind, onjuist=True)
        goed = (_new(verbetering, doel.gegevens, doel.begin, doel.eind, doel.begin_opgave, doel),) if gegevens else ()
        return Plan((doel.id,), (fout, *goed))
    ingang = _start(verbetering, doel, vandaag)
    oud = _copy(doel, ingang, onjuist=False)
    nieuw = (_new(verbetering, doel.gegevens, ingang, doel.eind, verbetering.ingang, doel),) if gegevens else ()
    return Plan((doel.id,), (oud, *nieuw))


def apply(gegevens: Mapping[str, Any], groep: str, waarden: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a groep with these values set or (None) taken away; a part that becomes empty is left out."""
    uit: dict[str, Any] = {k: dict(v) if isinstance(v, dict) else v for k, v in gegevens.items()}
    for pad, waarde in waarden.items():
        _set(uit, pad.removeprefix(f"{groep}.").split("."), waarde)
    return uit


def _set(deel: dict[str, Any], stappen: list[str], waarde: Any) -> None:
    eerste, *rest = stappen
    if rest:
        onder = dict(deel.get(eerste) or {})
        _set(onder, rest, waarde)
        waarde = onder or None
    if waarde is None:
        deel.pop(eerste, None)
    else:
        deel[eerste] = waarde


def _fixes_afwijking(doel: Rij, verbetering: Verbetering) -> bool:
    return any(a["veld"] in verbetering.waarden for a in doel.afwijkingen)


def _start(verbetering: Verbetering, doel: Rij | None, vandaag: date) -> date:
    if not verbetering.ingang:
        raise VerbeteringFout("ingang", "Vul in vanaf wanneer de nieuwe waarde geldt.")
    ingang = earliest_day(verbetering.ingang)
    if ingang > vandaag:
        raise VerbeteringFout("ingang", "Deze dag moet nog komen. Vul vandaag of een eerdere dag in.")
    if doel is not None and ingang <= doel.begin:
        raise VerbeteringFout(
            "ingang",
            "Wat er staat, geldt dan al. Vul een dag na het begin ervan in, of kies dat het fout stond.",
        )
    if doel is not None and doel.eind is not None and ingang >= doel.eind:
        raise VerbeteringFout("ingang", "Wat er staat, is op die dag al voorbij. Vul een eerdere dag in.")
    return ingang


def _copy(rij: Rij, eind: date | None, *, onjuist: bool) -> Voorkomenopgave:
    """What stands, said again with another end or marked onjuist."""
    return Voorkomenopgave(
        rij.groep, rij.stapel, rij.volgnummer, rij.gegevens, rij.begin_opgave, rij.begin, eind, onjuist,
        tuple(Onderzoek(o["veld"], o["begin"], o["eind"]) for o in rij.onderzoek),
        tuple(Afwijking(a["veld"], a["waarde"], a["reden"]) for a in rij.afwijkingen),
        rij.bron, rij.reden, rij.document,
    )  # fmt: skip


def _new(
    v: Verbetering,
    gegevens: Mapping[str, Any],
    begin: date,
    eind: date | None,
    begin_opgave: str | None,
    oud: Rij | None = None,
) -> Voorkomenopgave:
    """What is right now; an investigation goes on, a misfit ends where its field was filled in."""
    onderzoek = tuple(Onderzoek(o["veld"], o["begin"], o["eind"]) for o in oud.onderzoek) if oud else ()
    afwijkingen = (
        tuple(Afwijking(a["veld"], a["waarde"], a["reden"]) for a in oud.afwijkingen if a["veld"] not in v.waarden)
        if oud
        else ()
    )
    return Voorkomenopgave(
        v.groep, v.stapel, oud.volgnummer if oud else 0, apply(gegevens, v.groep, v.waarden), begin_opgave, begin, eind, False,
        onderzoek, afwijkingen, BRON, v.reden, {"kenmerk": v.document},
    )  # fmt: skip
