"""How a person list writes the facts down: categories 01 to 06 and 09 (the person, relatives, nationality, death).

Source of the elements: Logisch Ontwerp BRP. Relatives' rows follow the relative's name; a person without list has no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from registry.bevolking.feiten import Identiteit, Nationaliteit, Ouderschap, Sluiting, Verbintenis
from registry.bevolking.namen import PER_NAAM
from registry.bevolking.stapel import Schrijver, Stapel

LANDNAMEN = {h.land: h.landnaam for h in PER_NAAM.values()}


def person(s: Schrijver) -> Iterator[Stapel]:
    """Category 01."""
    p = s.persoon
    stapel = Stapel("01")
    gebruik = "E"
    momenten: list[tuple[Identiteit | None, str]] = [(i, i.vanaf.gba) for i in p.identiteiten]
    momenten += [(None, f"{dag:%Y%m%d}{code}") for dag, code in p.naamgebruik]
    identiteit = p.identiteiten[0]
    # A birth of which little is known still comes first; afterwards everything goes by its day.
    for plaats, (nieuwe, moment) in enumerate([momenten[0], *sorted(momenten[1:], key=lambda m: m[1])]):
        if nieuwe is not None:
            identiteit = nieuwe
            dag = nieuwe.vanaf.dag
            opneming = s.recorded(dag)
            if plaats == 0:
                bewijs = s.deed("1", p.geboorteplaats.land, p.geboorteplaats.plaats, opneming, f"geboorteakte {_country(p.geboorteplaats.land)}")
            else:
                bewijs = s.document(opneming, nieuwe.aanleiding)
        else:
            gebruik = moment[8]
            dag = next(d for d, _ in p.naamgebruik if moment.startswith(f"{d:%Y%m%d}"))
            opneming = s.recorded(dag)
            bewijs = s.document(opneming, "verzoek naamgebruik")
        if plaats and not s.is_open(dag):
            continue
        eigen = s.relative(p, dag, met_geslacht=True) | {"02.10": identiteit.voornamen}
        stapel.add(moment[:8], opneming, eigen | {"61.10": gebruik} | bewijs)
    yield stapel


def parents(s: Schrijver) -> Iterator[Stapel]:
    """Categories 02 and 03; a parent who is not known, or not yet, leaves a voorkomen with only its document and dates."""
    p = s.persoon
    for categorie in ("02", "03"):
        stapel = Stapel(categorie)
        band = next((o for o in p.ouders if o.plek == categorie), None)
        geboren = p.geboren
        opneming = s.recorded(geboren.dag)
        land = p.geboorteplaats.land
        akte = s.deed("1", land, p.geboorteplaats.plaats, opneming, f"geboorteakte {_country(land)}")
        if band is None or band.is_erkend:
            stapel.add(geboren.gba, opneming, akte)
        if band is not None:
            if band.is_erkend:
                opneming = s.recorded(band.vanaf.dag)
                akte = s.deed("1", "6030", "9999", opneming, "erkenning")
            _follow(s, stapel, band, opneming, akte)
        yield stapel


def _follow(s: Schrijver, stapel: Stapel, band: Ouderschap, opneming: object, akte: dict[str, str]) -> None:
    raise NotImplementedError


def _country(land: str) -> str:
    return LANDNAMEN.get(land, "buitenland")
