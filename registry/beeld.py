"""From voorkomens to what may be given: cut per voorkomen, assembled per object, and said about each betrokkene. Pure.

Everything is cut voorkomen by voorkomen, so that a log line can name exactly which voorkomens its words came from and the same
bytes can be made again from those voorkomens and the fields of the line (`canonical_bytes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson

from processing.gebruik import Betrokkene
from processing.rijregel import values_at
from registry.model.definitie import Objecttype
from registry.model.projectie import Snede, compileer, is_binnen, paden_in
from registry.opslag.lezen import Rij


@dataclass(frozen=True, slots=True)
class Deel:
    """A voorkomen cut to the granted fields, with the leaf paths that really stand in it."""

    rij: Rij
    gegevens: dict[str, Any]
    onderzoek: tuple[dict[str, Any], ...]
    afwijkingen: tuple[dict[str, Any], ...]
    velden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Objectbeeld:
    """One object as it may be given. `houder` is the BSN of whom it is about, whatever moment was asked; never for the answer."""

    id: UUID
    delen: tuple[Deel, ...]
    houder: str | None = None

    @property
    def velden(self) -> frozenset[str]:
        """Leaf paths that stand in this object."""
        return frozenset().union(*(deel.velden for deel in self.delen))


def cut(rijen: Iterable[Rij], snede: Snede, velden: frozenset[str]) -> tuple[Deel, ...]:
    """Cut each voorkomen to the granted paths; one of which nothing remains is left out."""
    delen = []
    for rij in rijen:
        gegevens = snede.pas_toe({rij.groep: rij.gegevens}).get(rij.groep) or {}
        onderzoek = tuple(o for o in rij.onderzoek if is_binnen(o["veld"], velden))
        afwijkingen = tuple(a for a in rij.afwijkingen if is_binnen(a["veld"], velden))
        if gegevens or afwijkingen:
            paden = paden_in({rij.groep: gegevens}) | {a["veld"] for a in afwijkingen} | {o["veld"] for o in onderzoek}
            delen.append(Deel(rij, gegevens, onderzoek, afwijkingen, frozenset(paden)))
    return tuple(delen)


def only_onderzoek(beeld: Objectbeeld) -> Objectbeeld:
    """The same object cut once more, to the fields that are in onderzoek and not ready.

    A field in onderzoek without a value keeps its voorkomen whole: there is nothing else that a log line could name.
    """
    delen: list[Deel] = []
    for deel in beeld.delen:
        velden = frozenset(o["veld"] for o in deel.onderzoek if not o["eind"])
        if velden:
            gegeven = replace(deel.rij, gegevens=deel.gegevens)
            delen += [replace(d, rij=deel.rij) for d in cut([gegeven], compileer(velden), velden)] or [deel]
    return replace(beeld, delen=tuple(delen))


def assemble(objecttype: Objecttype, delen: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """{groep: payload}, or {groep: [payload per stapel]} for a groep that may occur more than once; in the order given."""
    uitkomst: dict[str, Any] = {}
    for groep, gegevens in delen:
        if objecttype.groepen[groep].meervoudig:
            uitkomst.setdefault(groep, []).append(gegevens)
        else:
            uitkomst[groep] = gegevens
    return uitkomst


def as_document(objecttype: Objecttype, beeld: Objectbeeld) -> dict[str, Any]:
    """The JSON form of one object: id, gegevens, and the remarks on single fields (`plaats` = index in a list of its groep)."""
    uitkomst: dict[str, Any] = {
        "id": str(beeld.id),
        "gegevens": assemble(objecttype, [(d.rij.groep, d.gegevens) for d in beeld.delen]),
    }
    onderzoek, afwijkingen, plaatsen = [], [], dict[str, int]()
    for deel in beeld.delen:
        plaats = plaatsen.get(deel.rij.groep, 0)
        plaatsen[deel.rij.groep] = plaats + 1
        waar = {"plaats": plaats} if objecttype.groepen[deel.rij.groep].meervoudig else {}
        onderzoek += [{"veld": o["veld"], "sinds": o["begin"], **waar} for o in deel.onderzoek if not o["eind"]]
        afwijkingen += [{**a, **waar} for a in deel.afwijkingen]
    if onderzoek:
        uitkomst["onderzoek"] = onderzoek
    if afwijkingen:
        uitkomst["afwijkingen"] = afwijkingen
    return uitkomst


def as_history(delen: Iterable[Deel]) -> list[dict[str, Any]]:
    """The JSON form of voorkomens: validity as it was given (partial dates stay partial), registratie, remarks, source."""
    return [
        {
            "id": str(d.rij.id),
            "groep": d.rij.groep,
            "stapel": d.rij.stapel,
            "volgnummer": d.rij.volgnummer,
            "beginGeldigheid": d.rij.begin_opgave,
            "eindGeldigheid": d.rij.eind.isoformat() if d.rij.eind else None,
            "tijdstipRegistratie": as_moment(d.rij.begin_registratie),
            "eindRegistratie": as_moment(d.rij.eind_registratie) if d.rij.eind_registratie else None,
            "onjuist": d.rij.onjuist,
            "gegevens": d.gegevens,
            "onderzoek": list(d.onderzoek),
            "afwijkingen": list(d.afwijkingen),
            "bron": d.rij.bron,
            "reden": d.rij.reden,
        }
        for d in delen
    ]


def as_moment(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def canonical_bytes(delen: Iterable[Deel]) -> bytes:
    """What was given about one betrokkene, in one form for every kind of answer: sorted keys, voorkomens by id (form 1)."""
    stukken = [
        {
            "voorkomen": str(d.rij.id),
            "groep": d.rij.groep,
            "gegevens": d.gegevens,
            "onderzoek": list(d.onderzoek),
            "afwijkingen": list(d.afwijkingen),
        }
        for d in sorted(delen, key=lambda d: d.rij.id.int)
    ]
    return orjson.dumps(stukken, option=orjson.OPT_SORT_KEYS)


def houder_of(objecttype: Objecttype, rijen: Iterable[Rij]) -> str | None:
    """The BSN of the houder as it stands in these voorkomens, or None."""
    pad = next((b.pad for b in objecttype.betrokkenen if b.rol == "houder"), None)
    gevonden = [w for r in rijen for w in values_at({r.groep: r.gegevens}, pad)] if pad else []
    return next((w for w in gevonden if isinstance(w, str)), None)


def find_betrokkenen(
    objecttype: Objecttype,
    beeld: Objectbeeld,
    soort: Literal["gevonden", "geraadpleegd", "bijgehouden"],
    *,
    deel_bsn: Callable[[Deel, str], list[str]] | None = None,
) -> tuple[Betrokkene, ...]:
    """Everyone whose data stand in this object, as the model declares: the houder once, a relative once per betrokkenheid.

    A relative without BSN has no line of its own; the houder's line carries the groep. Nothing delivered means nobody.
    """
    if not beeld.delen:
        return ()
    lees_bsn = deel_bsn or (
        lambda deel, pad: [w for w in values_at({deel.rij.groep: deel.rij.gegevens}, pad) if isinstance(w, str)]
    )
    uitkomst = []
    for verklaring in objecttype.betrokkenen:
        if verklaring.rol == "houder":
            uitkomst.append(_betrokkene(beeld.houder, beeld.id, "houder", soort, beeld.delen))
            continue
        per_persoon: dict[str, list[Deel]] = {}
        for deel in beeld.delen:
            if deel.rij.groep == verklaring.groep and verklaring.pad:
                for bsn in dict.fromkeys(lees_bsn(deel, verklaring.pad)):
                    per_persoon.setdefault(bsn, []).append(deel)
        uitkomst += [_betrokkene(bsn, beeld.id, verklaring.rol, soort, delen) for bsn, delen in per_persoon.items()]
    return tuple(uitkomst)


def _betrokkene(
    bsn: str | None,
    object_id: UUID,
    rol: str,
    soort: Literal["gevonden", "geraadpleegd", "bijgehouden"],
    delen: Sequence[Deel],
) -> Betrokkene:
    velden = sorted(frozenset().union(*(d.velden for d in delen)))
    return Betrokkene(bsn, object_id, rol, soort, tuple(velden), tuple(d.rij.id for d in delen), canonical_bytes(delen))
