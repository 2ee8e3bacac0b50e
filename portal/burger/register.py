"""What a register has about somebody, made ready for a page: per groep the data with source, since when, and remarks. Generic."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.tekst import as_date, as_moment, as_value, label
from registry.beeld import Deel, Objectbeeld
from registry.catalogus import Soort
from registry.model.definitie import Attribuut, Groep


@dataclass(frozen=True, slots=True)
class Gegeven:
    """One datum on the page. `onderzoek` is empty, or says that it is in onderzoek and since when."""

    label: str
    waarde: str
    uitleg: str
    onderzoek: str = ""
    afwijkend: bool = False
    pad: str = ""


@dataclass(frozen=True, slots=True)
class Kaart:
    """One voorkomen on the page.

    Without a value are the labels of all fields in onderzoek (`zonder_waarde`): those that it names (`onbekend`) and those of a part that
    it covers (`onzeker`); and the labels of the other fields (`leeg`). `maskers` were not read.
    """

    gegevens: tuple[Gegeven, ...]
    zonder_waarde: tuple[str, ...]
    bron: str
    sinds: str
    vastgelegd: str
    onbekend: tuple[Gegeven, ...] = ()
    leeg: tuple[str, ...] = ()
    onzeker: tuple[str, ...] = ()
    maskers: tuple[Gegeven, ...] = ()


@dataclass(frozen=True, slots=True)
class Sectie:
    """One groep on the page."""

    titel: str
    omschrijving: str
    kaarten: tuple[Kaart, ...]
    groep: str = ""


@dataclass(frozen=True, slots=True)
class _Vondst:
    """What stands at a path: its values, and its place in the lists (of objects) that it stands in, the longest of which has `van` items."""

    pad: str
    waarden: tuple[Any, ...]
    lijst: str = ""
    plaatsen: tuple[int, ...] = ()
    van: int = 1
    afwijkend: bool = False


def sections_of(soort: Soort, beeld: Objectbeeld, masked: Collection[str] = ()) -> list[Sectie]:
    """The groepen of one object, those without data left out. `masked` are paths that exist and were not read."""
    secties = []
    for groep in soort.objecttype.groepen.values():
        kaarten = tuple(_card(groep, deel, masked) for deel in beeld.delen if deel.rij.groep == groep.naam)
        if kaarten:
            secties.append(Sectie(label(groep.titel), label(groep.omschrijving), kaarten, groep.naam))
    return secties


def absent_groups(soort: Soort, beeld: Objectbeeld, paden: Collection[str]) -> list[str]:
    """The groepen of which these paths could show something, and of which there is nothing."""
    aanwezig = {deel.rij.groep for deel in beeld.delen}
    gevraagd = {pad.partition(".")[0] for pad in paden}
    return [label(g.titel) for g in soort.objecttype.groepen.values() if g.naam in gevraagd - aanwezig]


def _card(groep: Groep, deel: Deel, masked: Collection[str]) -> Kaart:
    attributen = {a.pad: a for a in groep.attributen}
    onderzoek = {o["veld"]: _since(o["begin"]) for o in deel.onderzoek if not o["eind"]}
    vondsten = _in_order(attributen, deel)
    gevuld = {v.pad for v in vondsten}
    zonder = [a for a in groep.attributen if a.pad not in gevuld]
    onbekend = tuple(
        Gegeven(label(a.titel), "", label(a.uitleg), _covering(onderzoek, a.pad), pad=a.pad)
        for a in zonder
        if a.pad in onderzoek and a.pad not in masked
    )
    onzeker = (label(a.titel) for a in zonder if a.pad not in onderzoek and _covering(onderzoek, a.pad))
    leeg = (label(a.titel) for a in zonder if not a.bescherming and not _covering(onderzoek, a.pad))
    return Kaart(
        tuple(_datum(attributen[v.pad], v, onderzoek) for v in vondsten),
        tuple(dict.fromkeys(label(a.titel) for a in zonder if _covering(onderzoek, a.pad))),
        deel.rij.bron,
        as_date(deel.rij.begin_opgave),
        as_moment(deel.rij.begin_registratie),
        onbekend,
        tuple(dict.fromkeys(leeg)),
        tuple(dict.fromkeys(onzeker)),
        tuple(
            Gegeven(label(a.titel), "", label(a.uitleg), _covering(onderzoek, a.pad), pad=a.pad)
            for a in groep.attributen
            if a.pad in masked
        ),
    )


def _in_order(attributen: dict[str, Attribuut], deel: Deel) -> list[_Vondst]:
    """The values, and what was delivered but did not fit, in the order of the model; items of a list stay together."""
    vondsten = list(_values(attributen, deel.gegevens, deel.rij.groep))
    gevuld = {v.pad for v in vondsten}
    vondsten += [
        _Vondst(a["veld"], (a["waarde"],), afwijkend=True)
        for a in deel.afwijkingen
        if a["veld"] in attributen and a["veld"] not in gevuld
    ]
    volgorde = {pad: nummer for nummer, pad in enumerate(attributen)}

    def place(vondst: _Vondst) -> tuple[int, tuple[int, ...], int]:
        eigen = volgorde[vondst.pad]
        lijst = next((n for p, n in volgorde.items() if vondst.lijst and p.startswith(f"{vondst.lijst}.")), eigen)
        return lijst, vondst.plaatsen, eigen

    return sorted(vondsten, key=place)


def _values(
    attributen: dict[str, Attribuut],
    deel: Any,
    pad: str,
    lijst: str = "",
    plaatsen: tuple[int, ...] = (),
    van: int = 1,
) -> Iterator[_Vondst]:
    if pad in attributen:
        waarden = tuple(deel) if isinstance(deel, list) else (deel,)
        if waarden:
            yield _Vondst(pad, waarden, lijst, plaatsen, van)
    elif isinstance(deel, dict):
        for naam, tak in deel.items():
            yield from _values(attributen, tak, f"{pad}.{naam}", lijst, plaatsen, van)
    elif isinstance(deel, list):
        for nummer, item in enumerate(deel, 1):
            yield from _values(attributen, item, pad, lijst or pad, (*plaatsen, nummer), max(van, len(deel)))


def _since(begin: str | None) -> str:
    return _("in onderzoek sinds %(datum)s") % {"datum": as_date(begin)} if begin else _("in onderzoek")


def _covering(onderzoek: dict[str, str], pad: str) -> str:
    """What an investigation says of this path: of itself, or of something above it."""
    return next((tekst for veld, tekst in onderzoek.items() if pad == veld or pad.startswith(f"{veld}.")), "")


def _datum(attribuut: Attribuut, vondst: _Vondst, onderzoek: dict[str, str]) -> Gegeven:
    naam = label(attribuut.titel)
    if vondst.van > 1:
        naam = f"{naam} ({'.'.join(str(n) for n in vondst.plaatsen)})"
    woorden = [str(w) if vondst.afwijkend else as_value(attribuut, w) for w in vondst.waarden]
    gevonden = _covering(onderzoek, attribuut.pad)
    return Gegeven(naam, ", ".join(woorden), label(attribuut.uitleg), gevonden, vondst.afwijkend, attribuut.pad)
