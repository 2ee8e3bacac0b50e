"""How a person list writes down where somebody lives and stands: categories 07, 08 and 10 to 13. Source: Logisch Ontwerp BRP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from registry.bevolking.adressen import Adres
from registry.bevolking.feiten import CONVERSIE, Verblijf
from registry.bevolking.stapel import Schrijver, Stapel


def _gba(dag: date | None) -> str:
    return f"{dag:%Y%m%d}" if dag else ""


def homes(s: Schrijver) -> Iterator[Stapel]:
    """Category 08: every home, with the day of enrolment in the municipality and where somebody came from."""
    stapel = Stapel("08")
    gemeente, ingeschreven = "", date.min
    vestiging: tuple[str, date] | None = None
    for verblijf in s.persoon.verblijven:
        # The move abroad is what closes a list: it still stands on it.
        if not s.is_open(verblijf.vanaf) and not verblijf.land:
            break
        if verblijf.gemeente != gemeente:
            gemeente, ingeschreven = verblijf.gemeente, verblijf.vanaf
        vestiging = verblijf.vestiging or vestiging
        elementen = {"09.10": gemeente, "09.20": _gba(ingeschreven), "72.10": verblijf.aangifte} | _place(verblijf)
        if vestiging and not verblijf.land:
            elementen |= {"14.10": vestiging[0], "14.20": _gba(vestiging[1])}
        if gemeente == "1999":
            elementen["88.10"] = "0101"
        stapel.add(_gba(verblijf.vanaf), s.recorded(verblijf.vanaf), elementen)
    yield stapel


def _place(verblijf: Verblijf) -> dict[str, str]:
    if verblijf.land:
        regels = dict(zip(("13.30", "13.40", "13.50"), verblijf.regels, strict=False))
        return {"13.10": verblijf.land, "13.20": _gba(verblijf.vanaf)} | regels
    woont = {"10.10": verblijf.functie, "10.30": _gba(verblijf.vanaf)}
    if verblijf.adres:
        return woont | _address(verblijf.adres)
    return woont | {"12.10": verblijf.locatie}


def _address(adres: Adres) -> dict[str, str]:
    return {
        "11.10": adres.straat,
        "11.15": adres.straat,
        "11.20": str(adres.huisnummer),
        "11.30": adres.huisletter,
        "11.40": adres.toevoeging,
        "11.60": adres.postcode,
        "11.70": adres.gemeente.woonplaats,
        "11.80": adres.verblijfsobject,
        "11.90": adres.nummeraanduiding,
    }


def residence_titles(s: Schrijver) -> Iterator[Stapel]:
    """Category 10: one stapel, title after title."""
    stapel = Stapel("10")
    for titel in s.persoon.titels:
        if s.is_open(titel.ingang):
            elementen = {"39.10": titel.code, "39.20": _gba(titel.einde), "39.30": _gba(titel.ingang)}
            stapel.add(_gba(titel.ingang), s.recorded(titel.ingang), elementen)
    if stapel.rijen:
        yield stapel


def custody(s: Schrijver) -> Iterator[Stapel]:
    """Category 11: custody of a minor, guardianship of an adult."""
    stapel = Stapel("11")
    for gezag in s.persoon.gezag:
        if s.is_open(gezag.vanaf):
            opneming = s.recorded(gezag.vanaf)
            bewijs = s.document(
                opneming, "kennisgeving curateleregister" if gezag.curatele else "kennisgeving gezagsregister"
            )
            stapel.add(_gba(gezag.vanaf), opneming, {"32.10": gezag.gezag, "33.10": gezag.curatele} | bewijs)
    if stapel.rijen:
        yield stapel


def travel_documents(s: Schrijver) -> Iterator[Stapel]:
    """Category 12: a stapel for each document; its number starts with ZT, as no real one does."""
    for nummer, document in enumerate(d for d in s.persoon.reisdocumenten if s.is_open(d.uitgifte)):
        stapel = Stapel("12", nummer)
        vanaf, inhouding = document.uitgifte, ""
        if document.inhouding and s.is_open(document.inhouding[0]):
            vanaf, inhouding = document.inhouding
        opneming = s.recorded(vanaf)
        elementen = {
            "35.10": document.soort,
            "35.20": f"ZT{_base36(s.persoon.nummer * 36 + nummer):>07}",
            "35.30": _gba(document.uitgifte),
            "35.40": "B9999",
            "35.50": _gba(document.geldig_tot),
            "35.60": _gba(vanaf) if inhouding else "",
            "35.70": inhouding,
        }
        stapel.add(_gba(vanaf), opneming, elementen | s.document(opneming, "aanvraagformulier reisdocument"))
        yield stapel


def _base36(getal: int) -> str:
    cijfers = ""
    while getal:
        getal, rest = divmod(getal, 36)
        cijfers = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest] + cijfers
    return cijfers


def voting(s: Schrijver) -> Iterator[Stapel]:
    """Category 13: the European vote of citizens of other member states, and exclusion by a court. It has no dates of its own."""
    p = s.persoon
    elementen: dict[str, str] = {}
    if p.europees_kiesrecht:
        code, dag = p.europees_kiesrecht
        elementen |= {"31.10": code, "31.20": _gba(dag)} | s.document(dag, "verklaring kiesgerechtigdheid")
    if p.uitgesloten_tot:
        elementen |= {"38.10": "A", "38.20": _gba(p.uitgesloten_tot)}
    if elementen:
        stapel = Stapel("13", heeft_begin=False)
        stapel.add("", s.ingeschreven, elementen)
        yield stapel


def registration(s: Schrijver, stapels: Sequence[Stapel]) -> Stapel:
    """Category 07, about the list itself: it counts the voorkomens and knows the last recording."""
    p = s.persoon
    laatste = max((rij.opneming for stapel in stapels for rij in stapel.rijen), default=s.ingeschreven)
    was_kaart = s.ingeschreven == CONVERSIE
    dag, reden = p.opschorting or (None, "")
    elementen = {
        "67.10": _gba(dag),
        "67.20": reden,
        "68.10": _gba(s.ingeschreven),
        "69.10": s.gemeente if was_kaart else "",
        "70.10": p.geheim,
        "80.10": f"{sum(len(stapel.rijen) for stapel in stapels):04d}",
        "80.20": f"{laatste:%Y%m%d}{8 + s.toeval.below(10):02d}{s.toeval.below(60):02d}{s.toeval.below(60):02d}000",
        "87.10": "P" if was_kaart else "",
    }
    if p.verificatie:
        elementen |= {"71.10": _gba(p.verificatie[0]), "71.20": p.verificatie[1]}
    stapel = Stapel("07", heeft_begin=False)
    stapel.add("", laatste, elementen)
    return stapel
