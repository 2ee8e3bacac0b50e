"""The requests that are measured over HTTP, as bytes made beforehand: read, search, page and correction."""

from __future__ import annotations

import http.client
import random
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import orjson
import psycopg

from config.lokaal.processen import Webserver
from portal.beheer.invoer import InvoerFout, as_typed, editable, typed
from processing.autorisaties import compiled
from processing.rijregel import values_at
from processing.selectors import today
from registry.api.vraag import seal_cursor
from registry.bescherming import place_of, reveal
from registry.catalogus import Soort, catalogus
from registry.opslag import lezen
from registry.selectors import Vervolg
from tests.deuren import PERSONEN, code_of
from tests.performance import steekproef
from tests.performance.vragers import ADRESONDERZOEK, SCHULDEN, token, vrager

BLADZIJDE = 100
GROEP, VELD = "verblijfplaats", "verblijfplaats.straat"
CORRECTIES = 8000


@dataclass(frozen=True)
class Sessie:
    """A steward's browser: cookies and the token that a form sends back."""

    cookies: str
    csrf: str


def _persons() -> Soort:
    soort = catalogus().nieuwste("brp", "personen")
    assert soort is not None
    return soort


def _request(methode: str, pad: str, server: Webserver, inhoud: bytes = b"", **koppen: str) -> bytes:
    regels = {"Host": urlsplit(server.url).netloc, **{k.replace("_", "-"): v for k, v in koppen.items()}}
    if inhoud:
        regels["Content-Length"] = str(len(inhoud))
    kop = "".join(f"{naam}: {waarde}\r\n" for naam, waarde in regels.items())
    return f"{methode} {pad} HTTP/1.1\r\n{kop}\r\n".encode() + inhoud


def _shuffled(verzoeken: Iterable[bytes]) -> list[bytes]:
    rij = list(verzoeken)
    random.Random(7).shuffle(rij)
    return rij


def reads(server: Webserver) -> list[bytes]:
    """(b) one person by id."""
    recht = f"Bearer {token(SCHULDEN, server.url)}"
    objecten = steekproef.take(steekproef.GROOTTE)
    return _shuffled(_request("GET", f"{PERSONEN}/{o}", server, Authorization=recht) for o in objecten)


def searches(server: Webserver, root: psycopg.Connection[Any]) -> list[bytes]:
    """(c) one person by BSN; the numbers come from the store, with the register's own key."""
    recht = f"Bearer {token(SCHULDEN, server.url)}"
    rijen = root.execute(
        """SELECT DISTINCT ON (v.object) v.id, v.gegevens ->> 'burgerservicenummer'
           FROM bench.persoon p JOIN registry.brp_personen_voorkomen v ON v.object = p.object
           WHERE v.groep = 'persoon' AND v.eind_registratie IS NULL AND NOT v.onjuist AND v.gegevens ? 'burgerservicenummer'"""
    ).fetchall()
    tabel = _persons().tabellen.voorkomen
    bsns = [reveal(geheim, place_of(tabel, id_, "burgerservicenummer")) for id_, geheim in rijen]
    lichamen = [orjson.dumps({"zoeksleutels": {"burgerservicenummer": bsn}}) for bsn in bsns]
    koppen = {"Authorization": recht, "Content_Type": "application/json"}
    return _shuffled(_request("POST", f"{PERSONEN}/_zoek", server, inhoud, **koppen) for inhoud in lichamen)


def pages(server: Webserver) -> list[bytes]:
    """(d) pages of a hundred persons, each after another person of the sample, by cursors as the product makes them."""
    recht = f"Bearer {token(ADRESONDERZOEK, server.url)}"
    soort, wie = _persons(), vrager(ADRESONDERZOEK)
    autorisatie = wie.claim.details[0].autorisatie if wie.claim else UUID(int=0)
    gecompileerd = compiled(autorisatie)
    assert gecompileerd is not None
    nu = lezen.now()
    paden = []
    for na in steekproef.take(400):
        # The last ids have no full page after them.
        if na.int >> 120 > 0xF0:
            continue
        vervolg = Vervolg(na, 0, autorisatie, gecompileerd.versie)
        cursor = seal_cursor(soort, wie, {"fields": None}, vervolg, today(), nu)
        paden.append(f"{PERSONEN}?{urlencode({'limit': BLADZIJDE, 'cursor': cursor})}")
    return _shuffled(_request("GET", pad, server, Authorization=recht) for pad in paden)


def as_json(waarde: Any) -> str | None:
    """A decoded jsonb value as the text that Django's own cursors give."""
    return None if waarde is None else orjson.dumps(waarde).decode()


def sign_in(server: Webserver) -> Sessie:
    """Sign in as the demo's steward, with password and second factor, and choose a purpose."""
    verbinding = http.client.HTTPConnection(urlsplit(server.url).netloc)
    cookies: dict[str, str] = {}

    def go(methode: str, pad: str, velden: dict[str, str] | None = None) -> int:
        koppen = {"Cookie": "; ".join(f"{n}={w}" for n, w in cookies.items())}
        inhoud = None
        if velden is not None:
            inhoud = urlencode(velden)
            koppen |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": cookies["csrftoken"]}
        verbinding.request(methode, pad, inhoud, koppen)
        antwoord = verbinding.getresponse()
        antwoord.read()
        for kop in antwoord.headers.get_all("Set-Cookie") or []:
            cookies.update({naam: m.value for naam, m in SimpleCookie(kop).items()})
        return antwoord.status

    stappen = [
        go("GET", "/beheer/aanmelden"),
        go("POST", "/beheer/aanmelden", {"naam": "beheer", "wachtwoord": "demo-beheer"}),
        go("POST", "/beheer/tweede-stap", {"code": code_of("beheer")}),
        go("POST", "/beheer/doel", {"activiteit": "gegevensbeheer", "reden": "kwaliteit", "kenmerk": "Z-2026-1"}),
    ]
    verbinding.close()
    if stappen != [200, 302, 302, 302]:
        raise RuntimeError(f"aanmelden bij /beheer is niet gelukt: {stappen}")
    return Sessie("; ".join(f"{n}={w}" for n, w in cookies.items()), cookies["csrftoken"])


def corrections(server: Webserver, root: psycopg.Connection[Any], sessies: list[Sessie]) -> list[list[bytes]]:
    """(e) corrections, a series per steward: each of another person, whose street was never right, with what stands there now."""
    rijen = root.execute(
        """SELECT v.object, v.id, v.stapel, v.gegevens
           FROM bench.persoon p JOIN registry.brp_personen_voorkomen v ON v.object = p.object
           WHERE v.groep = %s AND v.eind_registratie IS NULL AND v.eind_geldigheid IS NULL AND NOT v.onjuist AND v.gegevens ? 'straat'
           ORDER BY random() LIMIT %s""",
        [GROEP, CORRECTIES],
    ).fetchall()
    velden = editable(_persons().objecttype.groepen[GROEP])
    reeksen: list[list[bytes]] = [[] for _ in sessies]
    for nummer, (object_id, voorkomen, stapel, gegevens) in enumerate(rijen):
        sessie = sessies[nummer % len(sessies)]
        formulier: dict[str, str] = {}
        for veld in velden:
            staand = values_at({GROEP: gegevens}, veld.pad)
            formulier[veld.pad] = as_typed(veld, staand if veld.lijst else staand[0]) if staand else ""
        formulier[VELD] = f"Meetstraat {uuid4().hex[:6]}"
        try:
            for veld in velden:
                typed(veld, formulier[veld.pad])
        except InvoerFout:
            continue
        formulier |= {"wijze": "verbetering", "reden": "kwaliteit", "document": "M-2026-1", "voorkomen": str(voorkomen)}
        pad = f"/beheer/dossier/brp/personen/{object_id}/corrigeer/{GROEP}/{stapel}/opslaan"
        koppen = {
            "Cookie": sessie.cookies,
            "X_CSRFToken": sessie.csrf,
            "Content_Type": "application/x-www-form-urlencoded",
        }
        reeksen[nummer % len(sessies)].append(_request("POST", pad, server, urlencode(formulier).encode(), **koppen))
    return reeksen
