"""A crawler visits every route as every persona: what stands in bytes about whom equals what the log says, both ways.

Markers are looked for in all bytes (headers, errors and pages too); in JSON of the register every leaf counts by its path.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from consumers.models import Applicatie
from consumers.oauth.tokens import sign
from nlapi.routes import alle_routes
from processing import gebruik, kluis
from processing.gebruik import Ontvangstbewijs
from registry.intern.client import DOEL
from registry.intern.pasje import make_pass
from tests.deuren import (
    BURGERZAKEN,
    INKOMEN,
    PERSONEN,
    SCHULDEN,
    TOEZICHT,
    a_signal,
    api,
    employee,
    load,
    looking,
    search,
    token,
)
from tests.personen import new_bsn
from tests.security import merkers
from tests.security.merkers import Feit, Merkpersoon, facts_in_json, is_marked, markers_in

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]


@dataclass
class Vangst:
    """What a crawl brought in."""

    antwoorden: int = 0
    geslaagd: int = 0
    in_bytes: set[Feit] = field(default_factory=set)
    gelogd: set[Feit] = field(default_factory=set)
    merken_in_bytes: set[tuple[str, str]] = field(default_factory=set)
    verschil: list[str] = field(default_factory=list)

    @property
    def is_rood(self) -> bool:
        return bool(self.verschil) or not self.in_bytes


@pytest.fixture(scope="module")
def bekend(bronhuis_db: None) -> dict[str, Merkpersoon]:
    ouder = merkers.make()
    alle = [ouder, *(merkers.make(ouder=ouder) for _ in range(3))]
    rapport = load([p.lijst for p in alle])
    assert rapport["meldingen"] == []
    for persoon in alle:
        persoon.id = search(api(*INKOMEN), burgerservicenummer=persoon.bsn).json()["resultaten"][0]["id"]
    return {p.id: p for p in alle}


def stranger() -> Client:
    """An applicatie whose token names no purpose."""
    return Client(headers={"Authorization": f"Bearer {sign(Applicatie.objects.get(name='Suite Inkomen'), [])}"})


def citizen(bsn: str) -> Client:
    client = Client()
    assert client.post("/mijn/aanmelden", {"bsn": bsn}).status_code == 302
    return client


def personas(bekend: dict[str, Merkpersoon]) -> dict[str, Callable[[], Client]]:
    eerste = next(iter(bekend.values()))
    return {
        "niemand": Client,
        "vreemde": stranger,
        "inkomen": lambda: api(*INKOMEN),
        "schulden": lambda: api(*SCHULDEN),
        "burgerzaken": lambda: api(*BURGERZAKEN),
        "toezicht-api": lambda: api(*TOEZICHT),
        "inwoner": lambda: citizen(eerste.bsn),
        "toezichthouder": lambda: employee("toezicht"),
        "beheerder": looking,
        "beheerder-zonder-doel": employee,
        "autorisatiebeheerder": lambda: employee("autorisaties"),
    }


BEHEER = "/beheer"
DOSSIER = f"{BEHEER}/dossier/brp/personen"
VELDEN = ["persoon.naam", "ouders.naam,verblijfplaats", "kinderen", "gezag", "persoon,partners.naam"]


def visits(bekend: dict[str, Merkpersoon]) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    """Per route name the calls to make: (method, path, arguments of the client)."""
    ids = [*bekend, str(uuid4())]
    eerste = next(iter(bekend.values()))
    json_: dict[str, Any] = {"content_type": "application/json"}
    zoek = [
        {"zoeksleutels": {"burgerservicenummer": eerste.bsn}},
        {"zoeksleutels": {"burgerservicenummer": eerste.bsn}, "fields": ["persoon.naam"]},
        {"zoeksleutels": {"burgerservicenummer": "000000012"}},
        {"zoeksleutels": {"geslachtsnaam": "m*"}},
        {"zoeksleutels": {"onbekend": "x"}},
        {},
    ]
    pas = {"Beheerpas": make_pass(settings.SLEUTELS, DOEL)}
    uit: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
        "register-verzameling": [
            ("GET", f"{PERSONEN}{v}", {})
            for v in ("", "?limit=2", "?limit=100", "?fields=persoon.naam", "?x=1", "?limit=0")
        ],
        "register-zoek": [("POST", f"{PERSONEN}/_zoek", {"data": json.dumps(z), **json_}) for z in zoek],
        "register-object": [
            *(
                ("GET", f"{PERSONEN}/{i}{v}", {})
                for i in ids
                for v in ("", "?geldigOp=1990-01-01", "?beschikbaarOp=2020-01-01T00:00:00Z")
            ),
            *(("GET", f"{PERSONEN}/{ids[0]}?fields={v}", {}) for v in VELDEN),
            ("HEAD", f"{PERSONEN}/{ids[0]}", {}),
            ("DELETE", f"{PERSONEN}/{ids[0]}", {}),
        ],
        "register-voorkomens": [
            ("GET", f"{PERSONEN}/{i}/voorkomens{v}", {}) for i in ids for v in ("", "?fields=persoon.naam", "?x=1")
        ],
        "register-openapi": [("GET", "/api/brp/v1/openapi.json", {})],
        "verwerkingslog-openapi": [("GET", "/api/verwerkingslog/v1/openapi.json", {})],
        "verwerkingslog-regels-zoek": [
            (
                "POST",
                "/api/verwerkingslog/v1/regels/_zoek",
                {"data": json.dumps({"burgerservicenummer": eerste.bsn}), **json_},
            )
        ],
        "intern-personen-laden": [
            ("POST", "/intern/v1/personen", {"data": "", "content_type": "text/plain", "headers": pas}),
            ("POST", "/intern/v1/personen", {"data": "", "content_type": "text/plain"}),
        ],
        "burger-register": [
            ("GET", pad, {})
            for pad in (
                "/mijn/brp/personen",
                "/mijn/brp/personen?op=1990-01-01",
                "/mijn/brp/personen?op=x",
                "/mijn/brp/anders",
            )
        ],
        "burger-toon": [
            ("POST", f"/mijn/brp/personen/{i}/toon", {"data": {"veld": v}})
            for i in ids
            for v in ("persoon.burgerservicenummer", "ouders.burgerservicenummer", "persoon.naam", "")
        ],
        "burger-eerder": [
            ("GET", f"/mijn/brp/personen/{i}/eerder{v}", {})
            for i in ids
            for v in ("?veld=persoon.naam.voornamen", "?veld=partners.naam.geslachtsnaam", "?veld=persoon", "")
        ],
        "burger-start": [("GET", "/mijn", {})],
        "burger-gebruik": [
            ("GET", f"/mijn/gebruik{v}", {})
            for v in (
                "",
                "?periode=week",
                "?toon=los",
                "?register=brp/personen&veld=persoon",
                "?eigen=nee",
                "?cursor=x",
            )
        ],
        "burger-bewijs": [("GET", f"/mijn/gebruik/{i}/bewijs", {}) for i in ids],
        "burger-papier": [("GET", f"/mijn/gebruik/{i}/papier", {}) for i in ids],
        "beheer-wie-zag": [("POST", "/beheer/log/wie-zag", {"data": {"bsn": eerste.bsn}})],
        "ontwikkelaars-probeer": [("GET", "/ontwikkelaars/brp/v1/probeer/raadpleegPersoon", {})],
        "ontwikkelaars-antwoord": [
            ("POST", f"/ontwikkelaars/brp/v1/probeer/{bewerking}/antwoord", {"data": {"path-objectId": i, "token": t}})
            for i in ids
            for t in ("", token(*INKOMEN), token(*SCHULDEN))
            for bewerking in ("raadpleegPersoon", "raadpleegVoorkomensVanPersoon")
        ],
        "beheer-gevonden": [
            ("POST", f"{BEHEER}/zoeken/brp/personen/gevonden", {"data": vraag})
            for vraag in (
                {"burgerservicenummer": eerste.bsn},
                {"burgerservicenummer": "x"},
                {"geslachtsnaam": "mm*"},
                {},
            )
        ],
        "beheer-dossier": [
            ("GET", f"{DOSSIER}/{i}{v}", {}) for i in ids for v in ("", "?geldigOp=1990-01-01", "?geldigOp=x")
        ],
        "beheer-historie": [("GET", f"{DOSSIER}/{i}/historie", {}) for i in ids],
        "beheer-toon": [
            ("POST", f"{DOSSIER}/{i}/toon", {"data": {"pad": p, "reden": "kwaliteit"}})
            for i in ids
            for p in ("persoon.burgerservicenummer", "ouders.burgerservicenummer", "persoon.naam", "")
        ],
        "beheer-corrigeren": [
            ("GET", f"{DOSSIER}/{i}/corrigeer/{g}/{s}", {})
            for i in ids
            for g, s in (("persoon", 0), ("verblijfplaats", 0), ("ouders", 1), ("onbekend", 0))
        ],
        "beheer-opslaan": [
            ("POST", f"{DOSSIER}/{i}/corrigeer/{g}/0/opslaan", {"data": {"wijze": w, "ingang": "x"}})
            for i in ids
            for g, w in (("persoon", ""), ("verblijfplaats", "verbetering"), ("onbekend", ""))
        ],
        "beheer-handelingen": [
            ("GET", f"{BEHEER}/handelingen{v}", {}) for v in ("", "?minimaal=1", "?van=x", "?cursor=x")
        ],
        "beheer-signalen": [("GET", f"{BEHEER}/signalen{v}", {}) for v in ("", "?staat=open", "?soort=x", "?cursor=x")],
        "beheer-signaal": [("GET", f"{BEHEER}/signalen/{i}", {}) for i in (a_signal(), uuid4())],
        "beheer-signaal-uitkomst": [
            (
                "POST",
                f"{BEHEER}/signalen/{a_signal()}/uitkomst",
                {"data": {"uitkomst": u, "toelichting": "Gezien en goed."}},
            )
            for u in ("terecht", "")
        ],
        "beheer-aandacht-markeer": [
            ("POST", f"{BEHEER}/aandacht/markeer", {"data": {"bsn": eerste.bsn, "reden": r, "kenmerk": "FG-1"}})
            for r in ("bekend-persoon", "")
        ],
        "beheer-aandacht": [("GET", f"{BEHEER}/aandacht", {})],
        "beheer-aandacht-einde": [("POST", f"{BEHEER}/aandacht/{uuid4()}/einde", {})],
        "oauth-token": [("POST", "/oauth/v1/token", {})],
        "oauth-revoke": [("POST", "/oauth/v1/revoke", {})],
        "statisch": [("GET", "/static/portal/portal.css", {}), ("GET", "/static/portal/../settings.py", {})],
        "burger-afmelden": [("GET", "/mijn/afmelden", {})],
        "beheer-afmelden": [("GET", "/beheer/afmelden", {})],
    }
    zonder_persoon = {
        "healthz": "/healthz", "veiligheidsmelding": "/.well-known/security.txt", "oauth-jwks": "/oauth/v1/jwks", "oauth-metadata": "/.well-known/oauth-authorization-server", "start": "/",
        "ontwikkelaars": "/ontwikkelaars", "ontwikkelaars-api": "/ontwikkelaars/brp/v1",
        "ontwikkelaars-referentie": "/ontwikkelaars/brp/v1/referentie", "burger-aanmelden": "/mijn/aanmelden", "burger-hulp": "/mijn/hulp",
        "burger-verlopen": "/mijn/verlopen", "burger-sessie": "/mijn/sessie",
        "beheer-start": "/beheer", "beheer-aanmelden": "/beheer/aanmelden", "beheer-autorisaties": "/beheer/autorisaties",
        "beheer-activiteiten": "/beheer/activiteiten", "beheer-log": "/beheer/log", "beheer-tweede-stap": "/beheer/tweede-stap",
        "beheer-koppelen": "/beheer/koppelen", "beheer-doel": "/beheer/doel", "beheer-zoeken": "/beheer/zoeken",
        "beheer-zoekformulier": "/beheer/zoeken/brp/personen", "beheer-autorisatie-nieuw": "/beheer/autorisaties/nieuw",
        "beheer-autorisatie": f"/beheer/autorisaties/{uuid4()}", "beheer-autorisatie-intrekken": f"/beheer/autorisaties/{uuid4()}/intrekken",
        "beheer-activiteit-nieuw": "/beheer/activiteiten/nieuw", "beheer-activiteit": "/beheer/activiteiten/bijhouding",
        "beheer-activiteit-intrekken": "/beheer/activiteiten/bijhouding/intrekken", "beheer-zegel": "/beheer/zegel", "beheer-bewaren": "/beheer/bewaren", "beheer-bewaren-stop": "/beheer/bewaren/stop",
        "beheer-bewaren-opheffen": "/beheer/bewaren/stop/00000000-0000-4000-8000-000000000000/opheffen", "beheer-bewaren-deel": "/beheer/bewaren/1999-01-01/2jaar",
        "controleer": "/controleer", "controleer-programma": "/controleer/bronhuis_verify.py",
        "zegel-checkpoint": "/.well-known/verwerkingslog/checkpoint", "zegel-tegel": "/.well-known/verwerkingslog/tile/0/000.p/1",
        "zegel-sleutel": "/.well-known/verwerkingslog/sleutel", "zegel-tijdstempel": "/.well-known/verwerkingslog/tijdstempel",
        "zegel-gestempeld": "/.well-known/verwerkingslog/tijdstempel/checkpoint",
    }  # fmt: skip
    return uit | {naam: [("GET", pad, {})] for naam, pad in zonder_persoon.items()}


def crawl(
    bekend: dict[str, Merkpersoon],
    root: psycopg.Connection,
    wie: set[str] | None = None,
    routes: set[str] | None = None,
) -> Vangst:
    """Visit and compare, answer by answer."""
    vangst = Vangst()
    surrogaten: dict[str, str] = {}
    bsns = {p.bsn for p in bekend.values()} | {b for p in bekend.values() for b in p.verwant.values() if b}
    for bsn in bsns:
        surrogaat = kluis.find_surrogate(bsn)
        if surrogaat:
            surrogaten[str(surrogaat)] = bsn
    gemerkt = {a.pad for a in merkers.personen().attributen.values() if is_marked(a)}
    for persona, maak in personas(bekend).items():
        if wie and persona not in wie:
            continue
        client = maak()
        for naam, bezoeken in visits(bekend).items():
            if routes and naam not in routes:
                continue
            for methode, pad, extra in bezoeken:
                antwoord = client.generic(methode, pad, **_generic(extra))
                vangst.antwoorden += 1
                vangst.geslaagd += antwoord.status_code == 200
                _compare(vangst, f"{persona} {methode} {pad[:60]}", antwoord, bekend, surrogaten, gemerkt, root)
    return vangst


def _generic(extra: dict[str, Any]) -> dict[str, Any]:
    """Arguments of Client.post as those of Client.generic."""
    uit = dict(extra)
    if isinstance(uit.get("data"), dict):
        uit["data"] = "&".join(f"{k}={v}" for k, v in uit["data"].items())
        uit["content_type"] = "application/x-www-form-urlencoded"
    return uit


def _compare(
    vangst: Vangst,
    plek: str,
    antwoord: Any,
    bekend: dict[str, Merkpersoon],
    surrogaten: dict[str, str],
    gemerkt: set[str],
    root: psycopg.Connection,
) -> None:
    bytes_ = antwoord.content + json.dumps(dict(antwoord.headers)).encode()
    merken = markers_in(bytes_, bekend)
    vangst.merken_in_bytes |= merken
    rijen = root.execute(
        """SELECT r.betrokkene::text, r.object::text, r.velden FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling
           WHERE h.verzoek = %s AND r.register = 'brp'""",
        [UUID(antwoord.headers["X-Request-Id"])],
    ).fetchall()
    gelogd = {(surrogaten.get(b, b), o, v) for b, o, velden in rijen for v in velden if o in bekend}
    vangst.gelogd |= gelogd
    if {(o, v) for _, o, v in gelogd if v in gemerkt} != merken and not _is_head(antwoord):
        vangst.verschil.append(
            f"{plek}: merken in bytes en log verschillen: {sorted({(o, v) for _, o, v in gelogd if v in gemerkt} ^ merken)[:6]}"
        )
    if (
        antwoord.status_code == 200
        and antwoord["Content-Type"] == "application/json"
        and antwoord.content
        and plek.split()[2].startswith(PERSONEN)
    ):
        feiten = facts_in_json(antwoord.json(), bekend)
        vangst.in_bytes |= feiten
        if feiten != gelogd:
            vangst.verschil.append(
                f"{plek}: {len(feiten - gelogd)} in bytes en niet in het log, {len(gelogd - feiten)} andersom"
            )


def _is_head(antwoord: Any) -> bool:
    """A HEAD is a consultation: its line says what the body would have held."""
    return bool(antwoord.request["REQUEST_METHOD"] == "HEAD")


def test_every_route_is_visited(bekend: dict[str, Merkpersoon]) -> None:
    namen = {r.naam for r in alle_routes(get_resolver().url_patterns)}
    assert namen == set(visits(bekend))


def test_every_route_is_declared() -> None:
    assert [r.patroon for r in alle_routes(get_resolver().url_patterns) if r.soort is None] == []


def test_bytes_and_log_agree(bekend: dict[str, Merkpersoon], superuser: Callable[[], psycopg.Connection]) -> None:
    with superuser() as root:
        vangst = crawl(bekend, root)
    print(
        f"{vangst.antwoorden} antwoorden, {vangst.geslaagd} met 200; {len(vangst.in_bytes)} feiten in JSON, {len(vangst.gelogd)} gelogd; "
        f"{len(vangst.merken_in_bytes)} merken gezien van {sum(len(p.merken) for p in bekend.values())}"
    )
    assert vangst.verschil == [], "\n".join(vangst.verschil)
    assert len(vangst.in_bytes) > 300
    assert vangst.in_bytes <= vangst.gelogd


def _without_log(monkeypatch: pytest.MonkeyPatch) -> None:
    def niets(_doelbinding: Any, _vraag: Any, uitkomst: Any, _aanroep: Any) -> Ontvangstbewijs:
        return Ontvangstbewijs(uuid4(), 0, len(uitkomst.betrokkenen), hashlib.sha256(uitkomst.inhoud).digest())

    monkeypatch.setattr(gebruik, "_record", niets)


def _first_only(monkeypatch: pytest.MonkeyPatch) -> None:
    echt = gebruik._record
    monkeypatch.setattr(
        gebruik, "_record", lambda d, v, u, a: echt(d, v, dataclasses.replace(u, betrokkenen=u.betrokkenen[:1]), a)
    )


def _wrong_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    echt = gebruik._line
    ander = new_bsn()
    monkeypatch.setattr(gebruik, "_line", lambda d, b: echt(d, dataclasses.replace(b, bsn=ander)))


def _fields_of_autorisatie(monkeypatch: pytest.MonkeyPatch) -> None:
    echt = gebruik._line
    monkeypatch.setattr(gebruik, "_line", lambda d, b: echt(d, dataclasses.replace(b, velden=tuple(d.velden))))


def _after_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    echt = gebruik._record

    def later(doelbinding: Any, vraag: Any, uitkomst: Any, aanroep: Any) -> Ontvangstbewijs:
        transaction.on_commit(lambda: echt(doelbinding, vraag, uitkomst, aanroep), robust=True)
        return Ontvangstbewijs(uuid4(), 0, len(uitkomst.betrokkenen), hashlib.sha256(uitkomst.inhoud).digest())

    monkeypatch.setattr(gebruik, "_record", later)


MUTANTEN = [_without_log, _first_only, _wrong_subject, _fields_of_autorisatie, _after_commit]


@pytest.mark.parametrize("mutant", MUTANTEN, ids=lambda m: m.__name__.strip("_"))
def test_a_build_that_logs_wrongly_turns_it_red(
    bekend: dict[str, Merkpersoon],
    superuser: Callable[[], psycopg.Connection],
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[pytest.MonkeyPatch], None],
) -> None:
    kort = {"wie": {"inkomen"}, "routes": {"register-object", "register-zoek"}}
    with superuser() as root:
        assert not crawl(bekend, root, **kort).is_rood
        mutant(monkeypatch)
        gebroken = crawl(bekend, root, **kort)
        assert gebroken.geslaagd, "a build that answers nothing says nothing about the crawl"
        assert gebroken.is_rood


def test_the_gate_stops_bytes_that_are_not_those_of_the_receipt(
    bekend: dict[str, Merkpersoon], monkeypatch: pytest.MonkeyPatch
) -> None:
    echt = gebruik.use
    monkeypatch.setattr(
        "registry.selectors.use", lambda *a, **k: dataclasses.replace(echt(*a, **k), inhoud=b'{"anders": true}')
    )
    antwoord = api(*INKOMEN).get(f"{PERSONEN}/{next(iter(bekend))}")
    assert (antwoord.status_code, antwoord.json()["code"]) == (500, "verwerkingslog-ontbreekt")
