"""How a person list writes down who somebody is and who their relatives are: categories 01 to 06 and 09.

Source of the elements: Logisch Ontwerp BRP. A relative's row follows the relative's name while the list is kept up; a relative without
a list has no numbers. On the list of who died a union stays as it was: it ends on the list of who is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from registry.bevolking.adressen import BRONSTEDE
from registry.bevolking.feiten import Datum, Identiteit, Nationaliteit, Ouderschap, Persoon, Verbintenis
from registry.bevolking.namen import HERKOMSTEN, NEDERLAND
from registry.bevolking.stapel import Schrijver, Stapel

LANDNAMEN = {herkomst.land: herkomst.landnaam for herkomst, _ in HERKOMSTEN}
GEBOORTE, OVERLIJDEN, HUWELIJK, PARTNERSCHAP = "1", "2", "3", "5"


def _foreign(stuk: str, land: str) -> str:
    """The description of a foreign document."""
    return f"{stuk} {LANDNAMEN.get(land, 'buitenland')}"


def _birth_deed(s: Schrijver, kind: Persoon, opneming: date) -> dict[str, str]:
    plek = kind.geboorteplaats
    return s.deed(GEBOORTE, plek.land, plek.plaats, opneming, _foreign("geboorteakte", plek.land))


def person(s: Schrijver) -> Iterator[Stapel]:
    """Category 01."""
    p = s.persoon
    stapel = Stapel("01")
    gebruik = "E"
    opneming = s.recorded(p.geboren.dag)
    eigen = s.relative(p, p.geboren.dag, met_geslacht=True)
    stapel.add(p.geboren.gba, opneming, eigen | {"61.10": gebruik} | _birth_deed(s, p, opneming))
    wijzigingen: list[tuple[date, Identiteit | None, str]] = [(i.vanaf.dag, i, "") for i in p.identiteiten[1:]]
    wijzigingen += [(dag, None, code) for dag, code in p.naamgebruik]
    for dag, identiteit, code in sorted(wijzigingen, key=lambda w: w[0]):
        if not s.is_open(dag):
            break
        gebruik = code or gebruik
        opneming = s.recorded(dag)
        bewijs = s.document(opneming, identiteit.aanleiding if identiteit else "verzoek naamgebruik")
        eigen = s.relative(p, dag, met_geslacht=True)
        stapel.add(f"{dag:%Y%m%d}", opneming, eigen | {"61.10": gebruik} | bewijs)
    yield stapel


def parents(s: Schrijver) -> Iterator[Stapel]:
    """Categories 02 and 03; a parent who is not known, or not yet, leaves a voorkomen with only its document and dates."""
    p = s.persoon
    for categorie in ("02", "03"):
        stapel = Stapel(categorie)
        band = next((o for o in p.ouders if o.plek == categorie), None)
        opneming = s.recorded(p.geboren.dag)
        akte = _birth_deed(s, p, opneming)
        if band is None or band.is_erkend:
            stapel.add(p.geboren.gba, opneming, akte)
        if band is not None and s.is_open(band.vanaf.dag):
            if band.is_erkend:
                opneming = s.recorded(band.vanaf.dag)
                akte = s.deed(GEBOORTE, NEDERLAND, BRONSTEDE.code, opneming, "erkenning")
            _kin(s, stapel, band, opneming, akte)
        yield stapel


def children(s: Schrijver) -> Iterator[Stapel]:
    """Category 09, in order of birth; a child that was stillborn has L (89.10)."""
    banden = sorted((b for b in s.persoon.kinderen if s.is_open(b.vanaf.dag)), key=lambda b: b.kind.geboren.dag)
    for nummer, band in enumerate(banden):
        stapel = Stapel("09", nummer)
        opneming = s.recorded(band.vanaf.dag)
        _kin(s, stapel, band, opneming, _birth_deed(s, band.kind, opneming))
        yield stapel


def _kin(s: Schrijver, stapel: Stapel, band: Ouderschap, opneming: date, akte: dict[str, str]) -> None:
    """Rows of a parent or child: first as it was, then one for each new name."""
    is_kind = stapel.categorie == "09"
    ander = band.kind if is_kind else band.ouder
    vast = {"89.10": "L" if band.is_levenloos else ""} if is_kind else {"62.10": band.vanaf.gba}
    begin = s.relative(ander, band.vanaf.dag, met_geslacht=not is_kind)
    stapel.add(band.vanaf.gba, opneming, begin | vast | akte)
    for vanaf in s.renamings(ander, band.vanaf.dag):
        opneming = s.recorded(vanaf.dag)
        nieuw = s.relative(ander, vanaf.dag, met_geslacht=not is_kind)
        stapel.add(vanaf.gba, opneming, nieuw | vast | s.document(opneming, "PL gerelateerde"))


def nationalities(s: Schrijver) -> Iterator[Stapel]:
    """Category 04."""
    for nummer, nationaliteit in enumerate(s.persoon.nationaliteiten):
        stapel = Stapel("04", nummer)
        _nationality(s, stapel, nationaliteit)
        yield stapel


def _nationality(s: Schrijver, stapel: Stapel, nationaliteit: Nationaliteit) -> None:
    opneming = s.recorded(nationaliteit.vanaf.dag)
    bewijs = s.document(opneming, nationaliteit.document) if nationaliteit.document else {}
    stapel.add(nationaliteit.vanaf.gba, opneming, {"05.10": nationaliteit.code, "63.10": nationaliteit.reden} | bewijs)
    if nationaliteit.einde:
        dag, reden = nationaliteit.einde
        if s.is_open(dag):
            stapel.add(f"{dag:%Y%m%d}", s.recorded(dag), {"64.10": reden})


def partners(s: Schrijver) -> Iterator[Stapel]:
    """Category 05, in order of time: one stapel for each union."""
    verbintenissen = [v for v in s.persoon.verbintenissen if s.is_open(v.sluitingen[0].datum.dag)]
    for nummer, verbintenis in enumerate(sorted(verbintenissen, key=lambda v: v.sluitingen[0].datum.dag)):
        stapel = Stapel("05", nummer)
        _union(s, stapel, verbintenis)
        yield stapel


def _union(s: Schrijver, stapel: Stapel, verbintenis: Verbintenis) -> None:
    """A union from its beginning, over other kinds and other names of the partner, to its end."""
    ander = verbintenis.other(s.persoon)
    einde = verbintenis.ontbinding
    eerste = verbintenis.sluitingen[0]
    momenten: list[Datum] = [x.datum for x in verbintenis.sluitingen]
    momenten += [d for d in s.renamings(ander, eerste.datum.dag) if einde is None or d.dag < einde.datum.dag]
    sluiting = eerste
    for moment in sorted(momenten, key=lambda d: d.dag):
        if not s.is_open(moment.dag):
            return
        opneming = s.recorded(moment.dag)
        nieuwe = next((x for x in verbintenis.sluitingen if x.datum is moment), None)
        sluiting = nieuwe or sluiting
        soort = HUWELIJK if sluiting.soort == "H" else PARTNERSCHAP
        bewijs = s.document(opneming, "PL gerelateerde")
        if nieuwe is not None:
            bewijs = s.deed(
                soort, nieuwe.plaats.land, nieuwe.plaats.plaats, opneming, _foreign("huwelijksakte", nieuwe.plaats.land)
            )
        aangaan = {
            "06.10": sluiting.datum.gba,
            "06.20": sluiting.plaats.plaats,
            "06.30": sluiting.plaats.land,
            "15.10": sluiting.soort,
        }
        stapel.add(moment.gba, opneming, s.relative(ander, moment.dag, met_geslacht=True) | aangaan | bewijs)
    if einde is not None and s.is_open(einde.datum.dag):
        opneming = s.recorded(einde.datum.dag)
        soort = OVERLIJDEN if einde.reden == "O" else HUWELIJK if sluiting.soort == "H" else PARTNERSCHAP
        bewijs = s.deed(soort, einde.plaats.land, einde.plaats.plaats, opneming, _foreign("akte", einde.plaats.land))
        ontbinding = {
            "07.10": einde.datum.gba,
            "07.20": einde.plaats.plaats,
            "07.30": einde.plaats.land,
            "07.40": einde.reden,
        }
        wie = s.relative(ander, einde.datum.dag, met_geslacht=True) | {"15.10": sluiting.soort}
        stapel.add(einde.datum.gba, opneming, wie | ontbinding | bewijs)


def death(s: Schrijver) -> Iterator[Stapel]:
    """Category 06."""
    p = s.persoon
    if p.overleden is None or p.overlijdensplaats is None:
        return
    plek = p.overlijdensplaats
    opneming = s.recorded(p.overleden.dag)
    stapel = Stapel("06")
    bewijs = s.deed(OVERLIJDEN, plek.land, plek.plaats, opneming, _foreign("overlijdensakte", plek.land))
    stapel.add(p.overleden.gba, opneming, {"08.10": p.overleden.gba, "08.20": plek.plaats, "08.30": plek.land} | bewijs)
    yield stapel
