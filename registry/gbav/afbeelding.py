"""Mapping a person list to voorkomens, through the model's own `x-gba` annotations. Nothing is dropped, shifted or repaired silently.

A value that does not fit its attribute becomes an Afwijking (raw, reported). A value that fits but fails a check stays, and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from registry.datums import OnvolledigeDatumFout, earliest_day, from_gba
from registry.gbav.lezer import Bronvoorkomen, Persoonslijst
from registry.identificaties import check
from registry.model.definitie import Attribuut, Groep, Objecttype
from registry.voorkomen import Afwijking, Onderzoek, Voorkomenopgave

BRON = "BRP (GBA-V)"
ONJUIST = frozenset({"O", "S"})
MASKER = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Melding:
    """Something about the source's content; `rij` and `kolom` count from 1. Never a value."""

    reden_code: str
    rij: int
    kolom: int | None
    element: str
    reden: str


@dataclass(slots=True)
class Afbeelding:
    """The voorkomens of one list and what was odd about it."""

    opgaven: tuple[Voorkomenopgave, ...] = ()
    meldingen: list[Melding] = field(default_factory=list)


@dataclass(frozen=True)
class _Plan:
    """How one category maps: its groep, and the attribute of each element (without the category)."""

    groep: Groep
    plaats: int
    per_element: Mapping[str, Attribuut]
    vast: tuple[tuple[Attribuut, str], ...]


@lru_cache(maxsize=8)
def _plans(objecttype: Objecttype) -> Mapping[str, _Plan]:
    plannen = {}
    for groep in objecttype.groepen.values():
        for plaats, categorie in enumerate((groep.gba or {}).get("categorieen", [])):
            per_element = {a.gba: a for a in groep.attributen if isinstance(a.gba, str)}
            vast = tuple((a, a.gba["categorie"][categorie]) for a in groep.attributen if isinstance(a.gba, dict))
            plannen[categorie] = _Plan(groep, plaats, per_element, vast)
    return plannen


@dataclass(frozen=True, slots=True)
class _Half:
    """A voorkomen whose end is not known yet."""

    bron: Bronvoorkomen
    stapel: int
    gegevens: dict[str, Any]
    begin_opgave: str | None
    begin: date
    onjuist: bool
    onderzoek: tuple[Onderzoek, ...]
    afwijkingen: tuple[Afwijking, ...]


def beeld_af(lijst: Persoonslijst, objecttype: Objecttype) -> Afbeelding:
    """The voorkomens of this list, with every remark on form and content."""
    uit = Afbeelding(meldingen=[Melding(f.reden_code, f.rij, f.kolom, "", f.reden) for f in lijst.fouten])
    plannen = _plans(objecttype)
    halve: dict[tuple[str, int], list[_Half]] = {}
    for bron in lijst.voorkomens:
        plan = plannen.get(bron.categorie)
        if plan is None:
            uit.meldingen.append(
                Melding(
                    "categorie-onbekend",
                    bron.rij,
                    None,
                    bron.categorie,
                    "Deze categorie staat niet in het informatiemodel.",
                )
            )
            continue
        half = _map(bron, plan, uit.meldingen)
        halve.setdefault((plan.groep.naam, half.stapel), []).append(half)
    uit.opgaven = tuple(o for (groep, _), rijen in halve.items() for o in _with_ends(groep, rijen, uit.meldingen))
    return uit


def _map(bron: Bronvoorkomen, plan: _Plan, meldingen: list[Melding]) -> _Half:
    gba = plan.groep.gba or {}
    onderzoek_gba: Mapping[str, str] = gba.get("onderzoek", {})
    speciaal = {gba.get("begin"), gba.get("onjuist"), *onderzoek_gba.values()} - {None}
    gegevens: dict[str, Any] = {}
    afwijkingen: list[Afwijking] = []
    for sleutel, ruw in bron.elementen.items():
        element = sleutel.partition(".")[2]
        if element in speciaal:
            continue
        attribuut = plan.per_element.get(element)
        if attribuut is None:
            meldingen.append(
                _remark(
                    "element-onbekend",
                    bron,
                    sleutel,
                    "Dit element staat niet in het informatiemodel; de waarde is niet overgenomen.",
                )
            )
            continue
        _place(attribuut, ruw, bron, sleutel, gegevens, afwijkingen, meldingen)
    for attribuut, waarde in plan.vast:
        _put(gegevens, attribuut.pad, waarde)
    begin_opgave, begin = _begin(bron, gba.get("begin"), meldingen)
    onjuist = bron.elementen.get(f"{bron.categorie}.{gba.get('onjuist')}")
    if onjuist and onjuist not in ONJUIST:
        meldingen.append(
            _remark(
                "onjuist-onbekend",
                bron,
                f"{bron.categorie}.{gba['onjuist']}",
                "De aanduiding onjuist heeft een code die niet bestaat.",
            )
        )
    # A groep that exists once has one stapel: occurrences beyond the first are history of the same.
    stapel = bron.stapel * len(gba["categorieen"]) + plan.plaats if plan.groep.meervoudig else 0
    onderzoek = tuple(_investigations(bron, plan, onderzoek_gba, meldingen))
    return _Half(bron, stapel, gegevens, begin_opgave, begin, bool(onjuist), onderzoek, tuple(afwijkingen))


def _place(
    attribuut: Attribuut,
    ruw: str,
    bron: Bronvoorkomen,
    sleutel: str,
    gegevens: dict[str, Any],
    afwijkingen: list[Afwijking],
    meldingen: list[Melding],
) -> None:
    """Put a value at its path, or keep it raw where it does not fit."""
    try:
        waarde = from_gba(ruw) if attribuut.soort == "onvolledige-datum" else _fit(attribuut, ruw)
    except ValueError as fout:
        code = "datum" if isinstance(fout, OnvolledigeDatumFout) else "past-niet"
        afwijkingen.append(Afwijking(attribuut.pad, ruw, str(fout)))
        meldingen.append(
            _remark(code, bron, sleutel, f"De waarde past niet bij dit gegeven: {fout}. Hij is bewaard zoals hij kwam.")
        )
        return
    _put(gegevens, attribuut.pad, waarde)
    if attribuut.regel and (bezwaar := check(attribuut.regel, waarde)):
        meldingen.append(_remark(f"controle-{attribuut.regel}", bron, sleutel, bezwaar))


def _fit(attribuut: Attribuut, ruw: str) -> str:
    """The value when it fits its schema; raises ValueError with what would be right."""
    patroon, lengte = attribuut.schema.get("pattern"), attribuut.schema.get("maxLength")
    if patroon and not _compiled(patroon).search(ruw):
        raise ValueError(f"verwacht patroon {patroon}")
    if lengte is not None and len(ruw) > lengte:
        raise ValueError(f"verwacht ten hoogste {lengte} tekens")
    return ruw


@lru_cache(maxsize=1000)
def _compiled(patroon: str) -> re.Pattern[str]:
    return re.compile(patroon)


def _put(gegevens: dict[str, Any], pad: str, waarde: Any) -> None:
    *stappen, naam = pad.split(".")[1:]
    for stap in stappen:
        gegevens = gegevens.setdefault(stap, {})
    gegevens[naam] = waarde


def _begin(bron: Bronvoorkomen, element: str | None, meldingen: list[Melding]) -> tuple[str | None, date]:
    """Begin of geldigheid as given and its earliest day; a date that is none stays as given and counts as unknown."""
    ruw = bron.elementen.get(f"{bron.categorie}.{element}") if element else None
    if ruw is None:
        return None, earliest_day(None)
    try:
        opgave = from_gba(ruw)
    except OnvolledigeDatumFout as fout:
        meldingen.append(
            _remark(
                "datum",
                bron,
                f"{bron.categorie}.{element}",
                f"De ingangsdatum is geen datum: {fout}. Hij telt als onbekend.",
            )
        )
        return ruw, earliest_day(None)
    return opgave, earliest_day(opgave)


def _investigations(
    bron: Bronvoorkomen, plan: _Plan, gba: Mapping[str, str], meldingen: list[Melding]
) -> Iterator[Onderzoek]:
    """Attributes that the mask of group 83 names: a category (CC0000), a group (CCGG00) or one element; 9999 is the whole category."""
    if not gba:
        return
    masker = bron.elementen.get(f"{bron.categorie}.{gba['aanduiding']}")
    if masker is None:
        return
    sleutel = f"{bron.categorie}.{gba['aanduiding']}"
    if not MASKER.fullmatch(masker) or int(masker[:2]) not in {int(bron.categorie), int(bron.categorie) + 50}:
        meldingen.append(
            _remark(
                "onderzoek-onbekend",
                bron,
                sleutel,
                "De aanduiding van het onderzoek wijst niets in deze categorie aan.",
            )
        )
        paden = []
    else:
        groep, element = masker[2:4], masker[4:]
        alles = masker[2:] in {"0000", "9999"}
        paden = [a.pad for e, a in plan.per_element.items() if alles or (e[:2] == groep and element in {"00", e[3:]})]
        if not paden:
            meldingen.append(
                _remark(
                    "onderzoek-onbekend",
                    bron,
                    sleutel,
                    "De aanduiding van het onderzoek wijst niets in deze categorie aan.",
                )
            )
    begin, eind = (_as_given(bron.elementen.get(f"{bron.categorie}.{gba[naam]}")) for naam in ("begin", "eind"))
    for pad in paden:
        yield Onderzoek(pad, begin, eind)


def _as_given(ruw: str | None) -> str | None:
    if ruw is None:
        return None
    try:
        return from_gba(ruw)
    except OnvolledigeDatumFout:
        return ruw


def _with_ends(groep: str, rijen: Sequence[_Half], meldingen: list[Melding]) -> Iterator[Voorkomenopgave]:
    """Give each voorkomen its end: the earliest begin of all that are newer and not onjuist.

    One that begins after a newer one never held: it keeps its begin, has no length, stays in the history, and is reported.
    """
    grens: date | None = None
    for volgnummer, half in enumerate(sorted(rijen, key=lambda h: (h.bron.stapel, h.bron.volgnummer))):
        eind = None if half.onjuist else grens
        if eind is not None and eind < half.begin:
            eind = half.begin
            meldingen.append(
                Melding(
                    "volgorde",
                    half.bron.rij,
                    None,
                    half.bron.categorie,
                    "Dit voorkomen begint later dan een nieuwer voorkomen; het heeft geen duur.",
                )
            )
        if not half.onjuist:
            grens = half.begin if grens is None else min(grens, half.begin)
        yield Voorkomenopgave(
            groep=groep,
            stapel=half.stapel,
            volgnummer=volgnummer,
            gegevens=half.gegevens,
            begin_opgave=half.begin_opgave,
            begin=half.begin,
            eind=eind,
            onjuist=half.onjuist,
            onderzoek=half.onderzoek,
            afwijkingen=half.afwijkingen,
            bron=BRON,
        )


def _remark(code: str, bron: Bronvoorkomen, sleutel: str, reden: str) -> Melding:
    return Melding(code, bron.rij, bron.kolommen.get(sleutel), sleutel, reden)
