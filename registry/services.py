"""Writing registers: loading what a source says about its objects. A load is a use like any other, under `bijhouding`.

Per object the load is compared with what the register says now: what stayed the same is left alone, what is gone is closed, what is
new is inserted, all with one registratie moment. Nothing is updated in place and nothing is deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import orjson

from processing.doelbinding import Doelbindingsclaim, Vraag
from processing.gebruik import Aanroep, Betrokkene, Geleverd, OpenGebruik, Uitkomst, use
from processing.selectors import today
from registry.bescherming import bescherming
from registry.bijgehouden import lines_of_change
from registry.catalogus import Soort
from registry.models import Herkomst
from registry.opslag import lezen, schrijven
from registry.opslag.lezen import Rij
from registry.opslag.schrijven import Invoeging
from registry.voorkomen import Voorkomenopgave

STAPEL = 100


@dataclass(frozen=True, slots=True)
class Bronobject:
    """What a source says about one object; `naam` is the source's own name for it."""

    naam: str
    opgaven: tuple[Voorkomenopgave, ...]


@dataclass(slots=True)
class Laadresultaat:
    """Counts of a load: objects and voorkomens."""

    nieuw: int = 0
    gewijzigd: int = 0
    ongewijzigd: int = 0
    voorkomens_ingevoegd: int = 0
    voorkomens_gesloten: int = 0
    objecten: list[UUID] = field(default_factory=list)

    def as_dict(self) -> dict[str, int]:
        """The counts, for a report."""
        return {
            "nieuw": self.nieuw,
            "gewijzigd": self.gewijzigd,
            "ongewijzigd": self.ongewijzigd,
            "voorkomensIngevoegd": self.voorkomens_ingevoegd,
            "voorkomensGesloten": self.voorkomens_gesloten,
        }


def load(
    soort: Soort,
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    bron: str,
    objecten: Iterable[Bronobject],
    *,
    vervang: bool,
    rapport: Callable[[Laadresultaat], bytes],
) -> Geleverd:
    """Load objects of a source, `STAPEL` at a time (no write transaction lives longer than 30 s).

    `vervang` closes the registratie of every other object of this type. The answer carries `rapport(result)` with the receipt of the
    last batch. Raises Geweigerd without an autorisatie to change, NietBeschikbaar when the log cannot be written.
    """
    resultaat = Laadresultaat()
    wachtrij = list(objecten)
    stapels = [wachtrij[i : i + STAPEL] for i in range(0, len(wachtrij), STAPEL)] or [[]]
    for stapel in stapels[:-1]:
        _load_batch(soort, claim, aanroep, bron, stapel, resultaat, vervang=False, rapport=lambda _r: b"")
    return _load_batch(soort, claim, aanroep, bron, stapels[-1], resultaat, vervang=vervang, rapport=rapport)


def _load_batch(
    soort: Soort,
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    bron: str,
    stapel: Sequence[Bronobject],
    resultaat: Laadresultaat,
    *,
    vervang: bool,
    rapport: Callable[[Laadresultaat], bytes],
) -> Geleverd:
    def lees(open_: OpenGebruik) -> Uitkomst:
        ids = _identities(soort, bron, stapel)
        betrokkenen: list[Betrokkene] = []
        if ids:
            moment = schrijven.take_moment(soort, ids)
            bekend: dict[UUID, list[Rij]] = {}
            for rij in lezen.read_open(soort, ids):
                bekend.setdefault(rij.object, []).append(rij)
            sluiten: list[UUID] = []
            invoegen: list[Invoeging] = []
            for object_id, bronobject in zip(ids, stapel, strict=True):
                weg, erbij = _difference(object_id, bekend.get(object_id, []), bronobject.opgaven)
                _count(resultaat, object_id, is_nieuw=object_id not in bekend, weg=len(weg), erbij=len(erbij))
                sluiten += [r.id for r in weg]
                invoegen += erbij
                betrokkenen += lines_of_change(soort, object_id, bronobject.opgaven, weg, erbij)
            schrijven.close(soort, sluiten, moment)
            schrijven.insert(soort, invoegen, moment)
        if vervang:
            betrokkenen += _close_others(soort, resultaat)
        return Uitkomst(
            inhoud=rapport(resultaat), betrokkenen=tuple(betrokkenen), beschikbaar_op=open_.nu, extra=resultaat
        )

    vraag = Vraag(soort.model.register, soort.objecttype.naam, "wijzigen", today(), aantal=max(1, len(stapel)))
    return use(claim, None, vraag, aanroep, lees, soort="bijhouding")


def _identities(soort: Soort, bron: str, stapel: Sequence[Bronobject]) -> list[UUID]:
    """The objects that these records of the source became, new ones made where it is their first time."""
    sleutels = [bescherming().index(f"{bron}|{b.naam}") for b in stapel]
    waar = {"register": soort.model.register, "objecttype": soort.objecttype.naam, "bron": bron}
    bekend = {
        bytes(s): o
        for s, o in Herkomst.objects.filter(**waar, sleutel__in=sleutels).values_list("sleutel", "object_id")
    }
    nieuw = [s for s in dict.fromkeys(sleutels) if s not in bekend]
    bekend |= dict(zip(nieuw, schrijven.create_objects(soort, len(nieuw)), strict=True))
    Herkomst.objects.bulk_create(Herkomst(**waar, sleutel=s, object_id=bekend[s]) for s in nieuw)
    return [bekend[s] for s in sleutels]


def _difference(
    object_id: UUID, bekend: Sequence[Rij], opgaven: Sequence[Voorkomenopgave]
) -> tuple[list[Rij], list[Invoeging]]:
    """What to close and what to insert so that the register says what the source says."""
    if not bekend:
        return [], [Invoeging(object_id, opgave, uuid4()) for opgave in opgaven]
    inhouden = [_content(o) for o in opgaven]
    gezegd = Counter(inhouden)
    weg = []
    for rij in bekend:
        inhoud = _content_of_row(rij)
        if gezegd[inhoud]:
            gezegd[inhoud] -= 1
        else:
            weg.append(rij)
    erbij = []
    for opgave, inhoud in zip(opgaven, inhouden, strict=True):
        if gezegd[inhoud]:
            gezegd[inhoud] -= 1
            erbij.append(Invoeging(object_id, opgave, uuid4()))
    return weg, erbij


def _content(o: Voorkomenopgave) -> bytes:
    onderzoek = [{"veld": x.pad, "begin": x.begin, "eind": x.eind} for x in o.onderzoek]
    afwijkingen = [{"veld": a.pad, "waarde": a.waarde, "reden": a.reden} for a in o.afwijkingen]
    return _as_bytes(
        o.groep,
        o.stapel,
        o.volgnummer,
        o.begin,
        o.eind,
        o.begin_opgave,
        o.onjuist,
        o.gegevens,
        onderzoek,
        afwijkingen,
        o.bron,
        o.reden,
    )


def _content_of_row(r: Rij) -> bytes:
    return _as_bytes(
        r.groep,
        r.stapel,
        r.volgnummer,
        r.begin,
        r.eind,
        r.begin_opgave,
        r.onjuist,
        r.gegevens,
        r.onderzoek,
        r.afwijkingen,
        r.bron,
        r.reden,
    )


def _as_bytes(*delen: Any) -> bytes:
    return orjson.dumps(delen, option=orjson.OPT_SORT_KEYS)


def _count(resultaat: Laadresultaat, object_id: UUID, *, is_nieuw: bool, weg: int, erbij: int) -> None:
    resultaat.objecten.append(object_id)
    resultaat.voorkomens_gesloten += weg
    resultaat.voorkomens_ingevoegd += erbij
    if is_nieuw:
        resultaat.nieuw += 1
    elif weg or erbij:
        resultaat.gewijzigd += 1
    else:
        resultaat.ongewijzigd += 1


def _close_others(soort: Soort, resultaat: Laadresultaat) -> list[Betrokkene]:
    """Close the registratie of every object that this load did not name."""
    anderen = lezen.other_objects(soort, resultaat.objecten)
    if not anderen:
        return []
    moment = schrijven.take_moment(soort, anderen)
    rijen = lezen.read_open(soort, anderen)
    resultaat.voorkomens_gesloten += schrijven.close(soort, [r.id for r in rijen], moment)
    per_object: dict[UUID, list[Rij]] = {}
    for rij in rijen:
        per_object.setdefault(rij.object, []).append(rij)
    return [b for object_id, eigen in per_object.items() for b in lines_of_change(soort, object_id, (), eigen, ())]
