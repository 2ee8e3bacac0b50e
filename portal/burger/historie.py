"""How one datum came to be what it is: each value with the one before it, since when it held, when we wrote it down, and why. Pure.

First what the register says now, of all times. Then what it said before and no longer does: replaced by another value, or found wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.tekst import as_date, as_moment, as_value
from processing.redenen import Reden
from processing.rijregel import values_at
from registry.beeld import Deel
from registry.model.definitie import Attribuut


@dataclass(frozen=True, slots=True)
class Wijziging:
    """One value in time; `oud` is the value before it, empty for the first. `tot` and `vervangen` are empty while it stands."""

    nieuw: str
    oud: str
    vanaf: str
    tot: str
    vastgelegd: str
    vervangen: str
    onjuist: bool
    afwijkend: bool
    bron: str
    reden: str


@dataclass(frozen=True, slots=True)
class Verloop:
    """One stapel: what stands now, newest first, and what was replaced or found wrong."""

    nummer: int
    nu: tuple[Wijziging, ...]
    eerder: tuple[Wijziging, ...]


def changes(attribuut: Attribuut, delen: Iterable[Deel]) -> list[Verloop]:
    """The history of this attribute per stapel, in the order of the register."""
    per_stapel: dict[int, list[Deel]] = {}
    for deel in delen:
        if deel.rij.groep == attribuut.pad.partition(".")[0]:
            per_stapel.setdefault(deel.rij.stapel, []).append(deel)
    return [_course(nummer, attribuut, per_stapel[s]) for nummer, s in enumerate(sorted(per_stapel), 1)]


def _course(nummer: int, attribuut: Attribuut, delen: list[Deel]) -> Verloop:
    staand = [d for d in delen if d.rij.eind_registratie is None and not d.rij.onjuist]
    staand.sort(key=lambda d: (d.rij.begin, -d.rij.volgnummer, d.rij.begin_registratie))
    gezegd = {(_words(attribuut, d), d.rij.begin) for d in staand}
    weg: dict[tuple[str, object], Deel] = {}
    # Ending a value closes its row and writes it again with its end; finding it wrong does so with a mark. Neither says anything else.
    for deel in sorted(delen, key=lambda d: (d.rij.onjuist, d.rij.begin_registratie)):
        sleutel = (_words(attribuut, deel), deel.rij.begin)
        if sleutel not in gezegd:
            weg[sleutel] = deel
    nu = [_change(attribuut, d, staand[n - 1] if n else None) for n, d in enumerate(staand)]
    eerder = sorted(weg.values(), key=lambda d: (d.rij.begin_registratie, d.rij.begin), reverse=True)
    return Verloop(nummer, _merged(reversed(nu)), tuple(_change(attribuut, d, None) for d in eerder))


def _merged(wijzigingen: Iterable[Wijziging]) -> tuple[Wijziging, ...]:
    """Newest first, without rows in which this datum did not change: another datum of the groep did."""
    return tuple(w for w in wijzigingen if w.nieuw != w.oud)


def _words(attribuut: Attribuut, deel: Deel) -> str:
    afwijkend = [str(a["waarde"]) for a in deel.afwijkingen if a["veld"] == attribuut.pad]
    gewoon = values_at({deel.rij.groep: deel.gegevens}, attribuut.pad)
    return ", ".join([*(as_value(attribuut, w) for w in gewoon), *afwijkend])


def _change(attribuut: Attribuut, deel: Deel, vorige: Deel | None) -> Wijziging:
    rij = deel.rij
    return Wijziging(
        nieuw=_words(attribuut, deel),
        oud=_words(attribuut, vorige) if vorige else "",
        vanaf=as_date(rij.begin_opgave),
        tot=as_date(rij.eind),
        vastgelegd=as_moment(rij.begin_registratie),
        vervangen=as_moment(rij.eind_registratie) if rij.eind_registratie else "",
        onjuist=rij.onjuist,
        afwijkend=bool(deel.afwijkingen),
        bron=rij.bron,
        reden=str(Reden(rij.reden).label) if rij.reden in Reden.values else rij.reden or "",
    )
