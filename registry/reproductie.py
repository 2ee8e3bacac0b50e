"""Rebuilding what a log line says was given: from the voorkomens it names and its fields, to the bytes whose digest it holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import orjson

from nlapi.koppen import nieuw_spoor
from processing.doelbinding import Vraag
from processing.gebruik import Aanroep, OpenGebruik, Uitkomst, use
from processing.intern import CONTROLE, claim_for
from processing.logboek import Regel, one_line
from processing.selectors import today
from registry.beeld import Objectbeeld, canonical_bytes, cut, find_betrokkenen, houder_of
from registry.catalogus import Soort, catalogus
from registry.model.projectie import compileer
from registry.opslag.lezen import Rij, read_by_id
from registry.opslag.schrijven import fingerprint
from registry.selectors import identified


@dataclass(slots=True)
class Reproductie:
    """What came of it: whether the digest agrees, the bytes, and which voorkomens are not what they were."""

    gevonden: bool = True
    klopt: bool = False
    inhoud: bytes = b""
    ontbreekt: list[UUID] = field(default_factory=list)
    gewijzigd: list[UUID] = field(default_factory=list)
    reden: str = ""


def reproduce(regel_id: UUID) -> Reproductie:
    """Rebuild the canonical bytes of one line. Looking is a use of its own (activity `controle-reproductie`), twice: log and register.

    Raises Geweigerd without an autorisatie to check, NietBeschikbaar when the log cannot be written.
    """
    claim, aanroep = claim_for(CONTROLE), Aanroep(uuid4(), nieuw_spoor())
    regels: tuple[Regel, ...] = one_line(
        claim, aanroep, regel_id, lambda regels, _velden: orjson.dumps(len(regels))
    ).extra
    if not regels:
        return Reproductie(gevonden=False, reden="Deze regel is er niet.")
    regel = regels[0]
    soort = catalogus().nieuwste(regel.register, regel.objecttype)
    if soort is None:
        return Reproductie(
            reden=f"{regel.register}/{regel.objecttype} is geen gepubliceerd objecttype; alleen registerregels zijn te herbouwen."
        )

    def lees(open_: OpenGebruik) -> Uitkomst:
        rijen = sorted(read_by_id(soort, regel.voorkomens), key=lambda r: r.id)
        uitkomst = _rebuild(soort, regel, rijen)
        delen = cut(rijen, compileer(regel.velden), frozenset(regel.velden))
        (beeld,) = identified(soort, [Objectbeeld(regel.object, delen, houder_of(soort.objecttype, rijen))])
        return Uitkomst(
            inhoud=uitkomst.inhoud,
            betrokkenen=find_betrokkenen(soort.objecttype, beeld, "geraadpleegd"),
            beschikbaar_op=open_.nu,
            extra=uitkomst,
        )

    vraag = Vraag(
        regel.register, regel.objecttype, "raadplegen", today(), regel.velden, gevoelig=soort.objecttype.gevoelig
    )
    resultaat: Reproductie = use(claim, None, vraag, aanroep, lees, soort="reproductie").extra
    return resultaat


def _rebuild(soort: Soort, regel: Regel, rijen: list[Rij]) -> Reproductie:
    velden = frozenset(regel.velden)
    inhoud = canonical_bytes(cut(rijen, compileer(velden), velden))
    afdruk = hashlib.sha256(regel.zout + hashlib.sha256(inhoud).digest()).digest()
    gevonden = {r.id for r in rijen}
    uitkomst = Reproductie(
        klopt=afdruk == regel.afdruk, inhoud=inhoud, ontbreekt=[v for v in regel.voorkomens if v not in gevonden]
    )
    uitkomst.gewijzigd = [r.id for r in rijen if fingerprint_of(r) != r.afdruk]
    if not uitkomst.klopt:
        uitkomst.reden = "De herbouwde inhoud is niet wat er is gegeven."
    return uitkomst


def fingerprint_of(rij: Rij) -> bytes:
    """The fingerprint that this voorkomen should have, from what it says now."""
    return fingerprint(
        id_=rij.id,
        object_=rij.object,
        groep=rij.groep,
        stapel=rij.stapel,
        volgnummer=rij.volgnummer,
        begin=rij.begin.isoformat(),
        eind=rij.eind.isoformat() if rij.eind else None,
        moment=rij.begin_registratie.isoformat(),
        onjuist=rij.onjuist,
        inhoud=[
            rij.opgeslagen,
            rij.onderzoek,
            rij.afwijkingen_opgeslagen,
            rij.begin_opgave,
            rij.bron,
            rij.document,
            rij.reden,
        ],
    )
