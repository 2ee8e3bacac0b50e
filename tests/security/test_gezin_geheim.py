"""A family with a secret: one parent may not know where the other lives with the children. Nobody learns it through a relation.

Every member in turn visits every route, parameter and error as a resident. What stands on somebody's own record is theirs; a value
that stands on another's record only is a hit, wherever in the bytes it is: text, attribute, comment or header.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver

from nlapi.routes import alle_routes
from processing.rijregel import values_at
from registry import selectors
from registry.opslag import lezen
from tests.deuren import BURGERZAKEN, INKOMEN, PERSONEN, api, id_of, load, search
from tests.personen import Persoonslijst, person
from tests.security.merkers import personen

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]

GEGEVENS = "/mijn/brp/personen"
NIEMAND = UUID(int=0)
DAGEN = ("1980-06-01", "2016-01-01", "2023-03-12", "2023-03-13", "2024-08-21", "x")
ARGUMENTEN = {
    "register": "brp", "objecttype": "personen", "hoofdversie": "1", "bewerking": "raadpleegPersoon", "bestand": "portal/portal.css",
    "groep": "verblijfplaats", "stapel": "0", "naam": "bijhouding",
}  # fmt: skip


@dataclass
class Lid:
    """One member of the family; `kanaries` are values that stand on this record, by what they are."""

    naam: str
    lijst: Persoonslijst
    kanaries: dict[str, tuple[str, ...]] = field(default_factory=dict)
    id: UUID = NIEMAND

    @property
    def bsn(self) -> str:
        return self.lijst.bsn


@dataclass
class Gezin:
    """The family; what is secret is what one record has and the viewer's does not."""

    leden: dict[str, Lid]

    def strange_to(self, naam: str) -> dict[str, tuple[str, ...]]:
        """Values of the others that do not stand on this member's own record, each in every form in which it could be shown."""
        eigen = json.dumps(self.leden[naam].lijst.voorkomens)
        return {
            f"{lid.naam}: {wat}": vormen
            for lid in self.leden.values()
            if lid.naam != naam
            for wat, vormen in lid.kanaries.items()
            if not any(vorm in eigen for vorm in vormen)
        }


def _word() -> str:
    return f"K{secrets.token_hex(5)}"


def _day(jaar: int, maand: int, dag: int, nl: str, en: str) -> tuple[str, ...]:
    return (
        f"{jaar}{maand:02d}{dag:02d}",
        f"{jaar}-{maand:02d}-{dag:02d}",
        f"{dag} {nl} {jaar}",
        f"{dag} {en} {jaar}",
    )


@pytest.fixture(scope="module")
def gezin(bronhuis_db: None) -> Gezin:
    """Parents who divorced; the mother and both children live at a secret address, she with somebody new."""
    leden = {n: Lid(n, person(c07_70_10="0")) for n in ("vader", "moeder", "kind", "baby", "nieuw", "oma")}
    adres = {
        "11.10": _word(), "11.15": f"{_word()}weg", "11.20": str(secrets.randbelow(9000) + 70_000), "11.60": f"98{secrets.randbelow(90) + 10}QX",
        "11.70": f"{_word()}dorp", "11.80": f"999901{secrets.randbelow(10**10):010d}", "11.90": f"999920{secrets.randbelow(10**10):010d}",
    }  # fmt: skip
    verhuisd = _day(2023, 3, 13, "maart", "March")
    for naam in ("moeder", "kind", "baby"):
        _set(leden[naam], "07", {"70.10": "7"})
        _set(leden[naam], "08", adres | {"09.20": verhuisd[0], "10.30": verhuisd[0], "85.10": verhuisd[0]})
        leden[naam].kanaries |= {
            "straat": (adres["11.10"],), "straat voluit": (adres["11.15"],), "huisnummer": (adres["11.20"],), "postcode": (adres["11.60"],),
            "woonplaats": (adres["11.70"],), "verblijfsobject": (adres["11.80"],), "nummeraanduiding": (adres["11.90"],), "verhuisdag": verhuisd,
        }  # fmt: skip
    for naam, lid in leden.items():
        lid.kanaries["reisdocument"] = (f"ZT{secrets.token_hex(3)}".upper(),)
        lid.kanaries["akte"] = (_word(),)
        lid.lijst.met(
            "12", {"35.10": "PN", "35.20": lid.kanaries["reisdocument"][0], "35.30": "20220101", "85.10": "20220101"}
        )
        lid.lijst.met("04", {"05.10": "0001", "82.30": lid.kanaries["akte"][0], "85.10": "20100101"})
        if naam in {"vader", "nieuw", "oma"}:
            lid.kanaries["eigen straat"] = (_element(lid, "08.11.10"),)
    moeder, vader, nieuw, oma = (leden[n] for n in ("moeder", "vader", "nieuw", "oma"))
    getrouwd = _day(2024, 8, 21, "augustus", "August")
    for lid, ander in ((moeder, nieuw), (nieuw, moeder)):
        _relate(lid, "05", ander, {"06.10": getrouwd[0], "15.10": "H", "85.10": getrouwd[0]}, stapel=1)
        lid.kanaries |= {"trouwdag": getrouwd}
    moeder.kanaries |= {
        "nieuwe partner": (_element(nieuw, "01.02.40"),), "zijn BSN": (nieuw.bsn,), "zijn A-nummer": (_element(nieuw, "01.01.10"),),
    }  # fmt: skip
    for lid, ander in ((moeder, vader), (vader, moeder)):
        _relate(lid, "05", ander, {"06.10": "20100501", "07.10": "20220211", "07.40": "S", "85.10": "20220211"})
    for nummer, naam in enumerate(("kind", "baby")):
        kind = leden[naam]
        _relate(kind, "02", moeder, {"62.10": "20120101", "85.10": "20120101"})
        kind.lijst.met("11", {"32.10": "1", "82.30": _word(), "85.10": "20220401"})
        kind.kanaries["gezagsbesluit"] = (_element(kind, "11.82.30"),)
        _relate(moeder, "09", kind, {"85.10": "20120101"}, stapel=nummer)
        if naam == "kind":
            _relate(kind, "03", vader, {"62.10": "20120101", "85.10": "20120101"})
            _relate(vader, "09", kind, {"85.10": "20120101"})
    _relate(vader, "02", oma, {"62.10": "19800101", "85.10": "19800101"})
    _relate(oma, "09", vader, {"85.10": "19800101"})
    rapport = load([lid.lijst for lid in leden.values()])
    assert rapport["nieuw"] == len(leden), rapport
    for lid in leden.values():
        lid.id = id_of(lid.lijst)
        lid.kanaries["nummer van de lijst"] = (str(lid.id),)
        api(*INKOMEN).get(f"{PERSONEN}/{lid.id}")
        search(api(*BURGERZAKEN), burgerservicenummer=lid.bsn)
    for _ in range(55):
        search(api(*INKOMEN), burgerservicenummer=vader.bsn)
    return Gezin(leden)


def _element(lid: Lid, element: str) -> str:
    return str(next(v["elementen"][element] for v in lid.lijst.voorkomens if element in v["elementen"]))


def _set(lid: Lid, categorie: str, waarden: dict[str, str]) -> None:
    (rij,) = (v for v in lid.lijst.voorkomens if v["categorie"] == categorie)
    rij["elementen"] |= {f"{categorie}.{element}": waarde for element, waarde in waarden.items()}


def _relate(lid: Lid, categorie: str, ander: Lid, extra: dict[str, str], *, stapel: int = 0) -> None:
    """Name somebody as a relative: numbers, name and birth, as a person list does."""
    wie = {e: _element(ander, f"01.{e}") for e in ("01.10", "01.20", "02.10", "02.40", "03.10")}
    lid.lijst.met(categorie, wie | extra, stapel=stapel)


def citizen(bsn: str, **koppen: str) -> Client:
    client = Client(headers=koppen or None)
    assert client.post("/mijn/aanmelden", {"bsn": bsn}).status_code == 302
    return client


def route_paths(ids: list[UUID]) -> Iterator[str]:
    """Every route of the product, also those of later, with the ids of the whole family in it."""
    for route in alle_routes(get_resolver().url_patterns):
        for object_id in ids if "<uuid:" in route.patroon else ids[:1]:
            pad = re.sub(r"<uuid:\w+>", str(object_id), route.patroon.lstrip("^/"))
            yield "/" + re.sub(r"<\w+:(\w+)>", lambda m: ARGUMENTEN.get(m[1], "1"), pad)


def visits(gezin: Gezin, wie: Lid) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(method, path, form) of everything that a resident can try."""
    ander = next(gezin.leden[n] for n in ("moeder", "vader") if n != wie.naam)
    for pad in route_paths([ander.id, wie.id]):
        if not pad.endswith(("/afmelden", "/aanmelden")):
            yield from (("GET", pad, {}), ("POST", pad, {}))
    yield from (("GET", f"{GEGEVENS}?op={dag}", {}) for dag in DAGEN)
    yield from (("GET", f"{GEGEVENS}?{q}", {}) for q in ("cursor=x", "taal=xx", "onbekend=1", "thema=donker"))
    # Of every groep a datum, and every datum of the address: one's own, and tried on the others.
    paden = [g.attributen[0].pad for g in personen().groepen.values() if not g.attributen[0].bescherming]
    paden += [a.pad for a in personen().groepen["verblijfplaats"].attributen]
    for pad in (*paden, "persoon.naam.geslachtsnaam", "partners.naam.geslachtsnaam", "reisdocumenten.nummer"):
        yield "GET", f"{GEGEVENS}/{wie.id}/eerder?veld={pad}", {}
    for lid in gezin.leden.values():
        for pad in ("verblijfplaats.straat", "verblijfplaats", "partners.naam.geslachtsnaam"):
            yield "GET", f"{GEGEVENS}/{lid.id}/eerder?veld={pad}", {}
        for pad in ("partners.burgerservicenummer", "persoon.burgerservicenummer", "verblijfplaats.straat"):
            yield "POST", f"{GEGEVENS}/{lid.id}/toon", {"veld": pad}
    for q in (
        "periode=week", "periode=maand", "periode=jaar", "periode=alles", "periode=x", "eigen=nee", "toon=los", "maand=2026-01", "maand=x",
        "register=brp/personen", "register=verwerkingslog/regels", "register=x/y", "veld=verblijfplaats", "cursor=x",
        "register=brp/personen&veld=verblijfplaats.straat", f"organisatie={wie.id}", f"doel={wie.id}",
    ):  # fmt: skip
        yield "GET", f"/mijn/gebruik?{q}", {}
    for zoek in ("", "?limit=1"):
        yield "GET", f"{PERSONEN}{zoek}", {}


def crawl(gezin: Gezin, wie: Lid, *, snel: bool = False) -> tuple[int, set[str], list[str]]:
    """How many answers, which of one's own values were seen, and every hit with its place."""
    vreemd = {wat: [v.encode() for v in vormen] for wat, vormen in gezin.strange_to(wie.naam).items()}
    eigen = {wat: [v.encode() for v in vormen] for wat, vormen in wie.kanaries.items()}
    gezien: set[str] = set()
    treffers: list[str] = []
    aantal = 0
    for taal in ("nl",) if snel else ("nl", "en"):
        client = citizen(wie.bsn, **{"Accept-Language": taal})
        # A mutant may also break a page; what it shows elsewhere counts.
        client.raise_request_exception = not snel
        wachtrij: list[tuple[str, str, dict[str, str]]] = [
            ("GET", "/mijn", {}),
            ("GET", GEGEVENS, {}),
            ("GET", "/mijn/gebruik", {}),
            ("GET", "/mijn/hulp", {}),
        ]
        # Other words for the same pages: what is asked of each in Dutch need not be asked twice.
        wachtrij += visits(gezin, wie) if taal == "nl" else [("GET", f"{GEGEVENS}?op={dag}", {}) for dag in DAGEN]
        gehad: Counter[tuple[str, str, str]] = Counter()
        while wachtrij:
            methode, pad, formulier = wachtrij.pop(0)
            # A cursor is sealed anew each time: of one question two pages are enough.
            sleutel = (methode, re.sub(r"cursor=.{9,}", "cursor", pad), str(formulier))
            if gehad[sleutel] >= (2 if "cursor=" in pad else 1) or (snel and not pad.startswith("/mijn")):
                continue
            gehad[sleutel] += 1
            antwoord: Any = client.post(pad, formulier) if methode == "POST" else client.get(pad)
            aantal += 1
            bytes_ = unescape(antwoord.content.decode(errors="replace")).encode() + antwoord.content
            bytes_ += json.dumps(dict(antwoord.headers)).encode() + str(antwoord.cookies).encode()
            # An id or a day that the visitor typed themselves is no news to them.
            treffers += [
                f"{wie.naam} {methode} {pad}: {wat}"
                for wat, vormen in vreemd.items()
                if any(stands_in(bytes_, v) for v in vormen) and not any(v in pad.encode() for v in vormen)
            ]
            gezien |= {wat for wat, vormen in eigen.items() if any(v in bytes_ for v in vormen)}
            if methode == "GET" and pad in {"/mijn", "/mijn/gebruik", "/mijn/gebruik?toon=los"} and not snel:
                wachtrij += [("GET", volgt, {}) for volgt in links(antwoord.content.decode(), pad)]
    return aantal, gezien, treffers


# Salts, digests, proofs and ids: a number of five digits turns up in those by chance.
TOEVAL = re.compile(rb"[A-Za-z0-9+/=]{40,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KORT = 6


def stands_in(bytes_: bytes, waarde: bytes) -> bool:
    """Whether this value stands there; a short number counts only outside of what is random."""
    return waarde in bytes_ and (len(waarde) > KORT or not waarde.isdigit() or waarde in TOEVAL.sub(b"", bytes_))


def links(pagina: str, pad: str) -> Iterator[str]:
    """Where a page of one's own leads: next pages and filters, also those that a form can make."""
    for adres in re.findall(r'href="([^"#]*)"', pagina):
        heel = unescape(adres)
        if "taal=" in heel or "thema=" in heel or "/eerder" in heel:
            continue
        if heel.startswith("?"):
            yield pad.partition("?")[0] + heel
        elif heel.startswith("/mijn/gebruik"):
            yield heel
    if pad == "/mijn/gebruik":
        for naam, keuzes in re.findall(r'<select id="\w+" name="(\w+)">(.*?)</select>', pagina, re.DOTALL):
            for waarde in re.findall(r'<option value="([^"]+)"', keuzes):
                yield f"/mijn/gebruik?{naam}={waarde}"


def test_the_family_has_enough_to_hide(gezin: Gezin) -> None:
    geheim = {wat.partition(": ")[2] for wat in gezin.strange_to("vader") if wat.startswith(("moeder", "kind", "baby"))}
    print(sorted(geheim))
    assert len(geheim) >= 12
    for naam in gezin.leden:
        assert len(gezin.strange_to(naam)) >= 12, naam


@pytest.mark.parametrize("naam", ["vader", "moeder", "kind", "baby", "nieuw", "oma"])
def test_nobody_learns_a_secret_of_another(gezin: Gezin, naam: str) -> None:
    lid = gezin.leden[naam]
    aantal, gezien, treffers = crawl(gezin, lid)
    print(f"{naam}: {aantal} antwoorden, {len(gezin.strange_to(naam))} vreemde waarden, {len(treffers)} treffers")
    assert treffers == []
    # Who sees nothing of their own has not looked.
    assert gezien == set(lid.kanaries)


def _without_being_the_houder(monkeypatch: pytest.MonkeyPatch) -> None:
    echt = selectors._visible
    monkeypatch.setattr(selectors, "_visible", lambda s, p, t, d, _van: echt(s, p, t, d, None))


def _with_the_related_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that follows a relation to the other's own record."""
    echt = selectors._images

    def follow(soort: Any, ids: list[UUID], slice_: Any, velden: Any, doelbinding: Any, van: Any) -> Any:
        paden = [b.pad for b in soort.objecttype.betrokkenen if b.rol == "gerelateerde" and b.pad]
        rijen = lezen.read_current(soort, ids, slice_)
        nummers = {w for r in rijen for pad in paden for w in values_at({r.groep: r.gegevens}, pad)}
        verwant = [i for n in nummers for i in lezen.search(soort, {"burgerservicenummer": n}, None, slice_, 5)]
        return echt(soort, [*dict.fromkeys([*ids, *verwant])], slice_, velden, doelbinding, None)

    monkeypatch.setattr(selectors, "_images", follow)


def _with_a_comment_in_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that leaves what it knows of the log line's object behind in the page."""
    from portal.burger import gebruik, groepen

    echt = gebruik.as_sentences

    def told(regels: Any, *rest: Any) -> Any:
        regels = list(regels)
        zinnen = echt(regels, *rest)
        for regel, zin in zip(regels, zinnen, strict=True):
            object.__setattr__(zin, "bron", f"{zin.bron} {regel.object}")
        return zinnen

    monkeypatch.setattr(groepen, "as_sentences", told)


MUTANTEN = [_without_being_the_houder, _with_the_related_objects, _with_a_comment_in_the_page]


@pytest.mark.parametrize("mutant", MUTANTEN, ids=lambda m: m.__name__.strip("_"))
def test_a_build_that_follows_a_relation_turns_it_red(
    gezin: Gezin, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    mutant(monkeypatch)
    _aantal, _gezien, treffers = crawl(gezin, gezin.leden["vader"], snel=True)
    assert treffers


def test_a_short_number_counts_where_it_is_no_chance() -> None:
    assert stands_in(b'{"huisnummer":70123,', b"70123")
    assert not stands_in(b'{"zout":"' + b"a" * 40 + b"70123" + b"b" * 19 + b'"}', b"70123")
    assert stands_in(b'{"zout":"' + b"a" * 40 + b"0612345678" + b'"}', b"0612345678")
