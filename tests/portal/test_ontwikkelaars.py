"""The developers' pages: the reference is the document, the shown lines run, and a form gives what the API gives."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from config.lokaal.staat import KLOON
from consumers import services as consumenten
from consumers.models import Applicatie
from nlapi.routes import declared
from portal.ontwikkelaars import naslag, voorbeeld, vraag
from portal.ontwikkelaars.apis import every_api
from portal.ontwikkelaars.naslag import Naslag, OnbekendeVerwijzing, Regel
from processing.poort import PersoonsgegevensAntwoord
from processing.selectors import activiteit_met_naam
from registry.api import openapi as register_openapi
from registry.bevolking.rolverdeling import rol
from registry.model.laden import laad
from tests.deuren import BURGERZAKEN, INKOMEN, TOEZICHT, api, id_of, load, token
from tests.personen import Persoonslijst, person
from tests.portal.test_burger import words

pytestmark = pytest.mark.usefixtures("bronhuis_db")

METHODEN = {"get", "post", "put", "patch", "delete"}
BRP, LOG = "/ontwikkelaars/brp/v1", "/ontwikkelaars/verwerkingslog/v1"
XSS = "\"><script>alert(1)</script>'{{7*7}}"
PAGINAS = [
    "/ontwikkelaars", BRP, LOG, f"{BRP}/referentie", f"{LOG}/referentie", f"{BRP}/probeer/zoekPersoon", f"{BRP}/probeer/raadpleegPersoon",
    f"{BRP}/probeer/bladerPersoon", f"{LOG}/probeer/zoekLogregels",
]  # fmt: skip


class Pagina(HTMLParser):
    """What matters of the structure of a page."""

    def __init__(self, tekst: str) -> None:
        super().__init__()
        self.koppen: list[int] = []
        self.ids: list[str] = []
        self.verwijzingen: list[str] = []
        self.elementen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(tekst)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kenmerken = dict(attrs)
        self.elementen.append((tag, kenmerken))
        if re.fullmatch(r"h[1-6]", tag):
            self.koppen.append(int(tag[1]))
        if kenmerken.get("id"):
            self.ids.append(str(kenmerken["id"]))
        if (kenmerken.get("href") or "").startswith("#"):
            self.verwijzingen.append(str(kenmerken["href"])[1:])
        for naam in ("aria-labelledby", "aria-describedby", "for"):
            self.verwijzingen += (kenmerken.get(naam) or "").split()


def blocks(pad: str) -> list[str]:
    """What stands in the code blocks of a page, as a reader copies it."""
    pagina = Client().get(pad).content.decode()
    return [unescape(b) for b in re.findall(r"<pre[^>]*><code[^>]*>(.*?)</code></pre>", pagina, re.DOTALL)]


def curl_lines(pad: str) -> list[str]:
    gevonden = [b for b in blocks(pad) if b.startswith("curl ")]
    assert gevonden, pad
    return gevonden


def run(opdracht: str, **variabelen: str) -> Any:
    """Run a curl line as a shell and curl would, against the test client."""
    gevuld = re.sub(r"\$([A-Z_]+)", lambda m: variabelen[m[1]], opdracht)
    woorden = shlex.split(gevuld.replace("\\\n", " "))
    assert woorden[:2] == ["curl", "-s"]
    adres, rest = woorden[2], woorden[3:]
    assert adres.startswith(settings.BASIS_URL)
    koppen: dict[str, str] = {}
    delen: list[str] = []
    methode = ""
    for vlag, waarde in zip(rest[::2], rest[1::2], strict=True):
        match vlag:
            case "-H":
                naam, _, inhoud = waarde.partition(": ")
                koppen[naam] = inhoud
            case "-d" | "--data-raw":
                delen.append(waarde)
            case "--data-urlencode":
                naam, _, inhoud = waarde.partition("=")
                delen.append(urlencode({naam: inhoud}))
            case "-X":
                methode = waarde
            case _:
                pytest.fail(vlag)
    soort = koppen.pop("Content-Type", "application/x-www-form-urlencoded")
    return Client(headers=koppen).generic(
        methode or ("POST" if delen else "GET"), adres.removeprefix(settings.BASIS_URL), "&".join(delen), soort
    )


def ask(pad: str, **velden: str) -> Any:
    return Client().post(f"{pad}/antwoord", {naam.replace("__", "-"): waarde for naam, waarde in velden.items()})


@pytest.fixture(scope="module")
def inwoner(bronhuis_db: None) -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


# The reference.


def test_every_own_api_is_on_the_start_page_with_its_pages() -> None:
    pagina = Client().get("/ontwikkelaars").content.decode()
    paden = [api_.pad for api_ in every_api()]
    assert {BRP, LOG} <= set(paden)
    for pad in paden:
        assert f'href="{pad}"' in pagina
        assert {Client().get(p).status_code for p in (pad, f"{pad}/referentie")} == {200}


def test_the_reference_has_each_operation_and_schema_of_the_document() -> None:
    for api_ in every_api():
        document = Client().get(f"{api_.server}/openapi.json").json()
        pagina = Client().get(f"{api_.pad}/referentie").content.decode()
        bewerkingen = [b for deel in document["paths"].values() for m, b in deel.items() if m in METHODEN]
        getoond = re.findall(r'<h3 id="bewerking-([^"]+)"', pagina)
        assert sorted(getoond) == sorted(b["operationId"] for b in bewerkingen)
        assert re.findall(r'<h3 id="schema-([^"]+)"', pagina) == list(document["components"]["schemas"])
        assert [Client().get(f"{api_.pad}/probeer/{b}").status_code for b in getoond] == [200] * len(bewerkingen)
        for bewerking in bewerkingen:
            stuk = pagina.split(f'<h3 id="bewerking-{bewerking["operationId"]}"')[1].split("</section>")[0]
            assert set(re.findall(r'<th scope="row">(\d{3})</th>', stuk)) == set(bewerking["responses"])
            for parameter in bewerking.get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in stuk


@pytest.mark.parametrize("bestand", sorted((KLOON / "tests/modellen").glob("*/*.yaml")), ids=lambda b: b.parent.name)
def test_another_model_has_a_reference_and_examples_too(bestand: Path) -> None:
    document = register_openapi.build(laad(bestand.read_text(encoding="utf-8")))
    boek = naslag.lees(document)
    assert len(boek.bewerkingen) == sum(m in METHODEN for deel in document["paths"].values() for m in deel)
    for bewerking in boek.bewerkingen:
        if bewerking.inhoud:
            assert voorbeeld.to_send(document, bewerking.inhoud.bron)["zoeksleutels"]
        goed = next(a for a in bewerking.antwoorden if a.status == "200")
        assert goed.inhoud
        assert voorbeeld.shape(document, goed.inhoud.bron)


@pytest.mark.parametrize(
    "pad",
    [
        "/ontwikkelaars/bestaat-niet/v1", "/ontwikkelaars/brp/v99", "/ontwikkelaars/brp/v99/referentie", f"{BRP}/probeer/bestaatNiet",
        "/ontwikkelaars/bestaat-niet/v1/probeer/zoekPersoon",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(pad: str) -> None:
    assert Client().get(pad).status_code == 404
    if "probeer" in pad:
        assert ask(pad).status_code == 404


# The form of the pages.


@pytest.mark.parametrize("pad", PAGINAS)
@pytest.mark.parametrize("taal", ["nl", "en"])
def test_a_page_is_well_formed_without_script(pad: str, taal: str) -> None:
    antwoord = Client(headers={"Accept-Language": taal}).get(pad)
    assert antwoord.status_code == 200
    tekst = antwoord.content.decode()
    pagina = Pagina(tekst)
    assert pagina.koppen.count(1) == 1
    assert all(later <= eerder + 1 for eerder, later in zip(pagina.koppen, pagina.koppen[1:], strict=False))
    assert [i for i in set(pagina.ids) if pagina.ids.count(i) > 1] == []
    assert set(pagina.verwijzingen) <= set(pagina.ids)
    assert "<script" not in tekst
    for tag, kenmerken in pagina.elementen:
        assert "style" not in kenmerken
        assert [k for k in kenmerken if k.startswith("on")] == []
        if tag == "th":
            assert kenmerken.get("scope") in {"row", "col"}
    labels = [k["aria-label"] for _, k in pagina.elementen if k.get("role") == "region"]
    assert len(labels) == len(set(labels))
    assert tekst.count("<table ") == tekst.count("<caption>") == len(labels)
    assert all(k.get("tabindex") == "0" for _, k in pagina.elementen if k.get("role") == "region")


# The lines that are shown.


def test_the_lines_on_the_landing_pages_run() -> None:
    for pad, wie in ((BRP, INKOMEN), (LOG, TOEZICHT)):
        for regel in curl_lines(pad):
            antwoord = run(regel, TOKEN=token(*wie))
            assert antwoord.status_code == 200, (regel, antwoord.content)


def test_the_first_question_of_the_demo_finds_somebody_of_the_cast() -> None:
    assert rol("verhuisd").bsn == voorbeeld.BSN
    assert voorbeeld.BSN in curl_lines("/ontwikkelaars")[-1]


def test_the_form_shows_a_line_that_runs(inwoner: Persoonslijst) -> None:
    pad = f"{BRP}/probeer/raadpleegPersoon"
    velden = {
        "path-objectId": str(id_of(inwoner)),
        "query-geldigOp": "2026-01-01",
        "query-fields": "persoon,verblijfplaats",
    }
    pagina = Client().post(pad, velden | {"token": "x"})
    (regel,) = [
        unescape(b) for b in re.findall(r'<code class="opdracht">(.*?)</code>', pagina.content.decode(), re.DOTALL)
    ]
    antwoord = run(regel, TOKEN=token(*INKOMEN))
    assert antwoord.status_code == 200, antwoord.content
    assert dict(parse_qsl(antwoord.request["QUERY_STRING"])) == {
        "geldigOp": "2026-01-01", "fields": "persoon,verblijfplaats",
    }  # fmt: skip
    assert antwoord.json()["geldigOp"] == "2026-01-01"


def test_from_a_new_key_to_data_by_what_the_start_page_says(tmp_path: Path) -> None:
    stukken = blocks("/ontwikkelaars")
    sleutelprogramma, assertieprogramma = [b for b in stukken if b.startswith("import ")]
    tokenregel, zoekregel = [b for b in curl_lines("/ontwikkelaars") if "/token" in b] + [
        b for b in curl_lines("/ontwikkelaars") if "/token" not in b
    ][-1:]

    def python(naam: str, programma: str, *rest: str) -> str:
        (tmp_path / naam).write_text(programma, encoding="utf-8")
        opdracht = [sys.executable, naam, *rest]
        return subprocess.run(opdracht, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()

    python("sleutel.py", sleutelprogramma)
    assert (tmp_path / "sleutel.json").stat().st_mode & 0o077 == 0
    oude = Applicatie.objects.get(name="Suite Inkomen").client_jwks
    applicatie = consumenten.registreer_sleutels("Suite Inkomen", json.loads((tmp_path / "jwks.json").read_text()))
    try:
        assertie = python("assertie.py", assertieprogramma, applicatie.client_id)
        gegeven = run(
            tokenregel,
            ASSERTION=assertie,
            ACTIVITEIT=str(activiteit_met_naam(INKOMEN[1])),
            AFNEMER=str(applicatie.afnemers.get(naam="Team Werk en Inkomen").id),
        )
        assert gegeven.status_code == 200, gegeven.content
        antwoord = run(zoekregel, TOKEN=gegeven.json()["access_token"])
        assert antwoord.status_code == 200, antwoord.content
        assert "resultaten" in antwoord.json()
    finally:
        Applicatie.objects.filter(pk=applicatie.pk).update(client_jwks=oude)


def test_the_numbers_in_the_token_of_the_demo_are_found() -> None:
    (regel,) = [b for b in blocks("/ontwikkelaars") if b.startswith("python -c")]
    _python, *rest = shlex.split(regel.replace("$TOKEN", token(*INKOMEN)))
    getoond = subprocess.run([sys.executable, *rest], capture_output=True, text=True, check=True).stdout
    assert str(activiteit_met_naam(INKOMEN[1])) in getoond


# The form and its answer.


def test_the_answer_is_that_of_the_api_with_its_own_receipt_and_one_log_line(
    inwoner: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    wie = str(id_of(inwoner))
    antwoord = ask(f"{BRP}/probeer/raadpleegPersoon", path__objectId=wie, token=token(*INKOMEN))
    assert antwoord.status_code == 200, antwoord.content
    assert isinstance(antwoord, PersoonsgegevensAntwoord)
    assert (antwoord["Content-Type"], antwoord["API-Version"]) == ("application/json", "1.1.0")
    assert "no-store" in antwoord["Cache-Control"]
    rechtstreeks = api(*INKOMEN).get(f"/api/brp/v1/personen/{wie}").json()
    assert json.loads(antwoord.content)["gegevens"] == rechtstreeks["gegevens"]
    with superuser() as root:
        rijen = root.execute(
            "SELECT h.inhoud_sha256, r.object::text FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling WHERE h.verzoek = %s",
            [antwoord["X-Request-Id"]],
        ).fetchall()
    assert {bytes(d) for d, _ in rijen} == {hashlib.sha256(antwoord.content).digest()}
    assert [o for _, o in rijen] == [wie]


def test_a_search_goes_through_the_form_too(inwoner: Persoonslijst) -> None:
    inhoud = json.dumps({"zoeksleutels": {"burgerservicenummer": inwoner.bsn}}, indent=2).replace("\n", "\r\n")
    antwoord = ask(f"{BRP}/probeer/zoekPersoon", inhoud=inhoud, token=f" Bearer {token(*BURGERZAKEN)} ")
    assert [r["id"] for r in antwoord.json()["resultaten"]] == [str(id_of(inwoner))]


@pytest.mark.parametrize(
    ("bewerking", "velden", "status", "code"),
    [
        ("raadpleegPersoon", {"path__objectId": "00000000-0000-4000-8000-000000000000"}, 401, "token-ontbreekt"),
        ("raadpleegPersoon", {"path__objectId": "geen-uuid", "token": "x"}, 404, "niet-gevonden"),
        ("zoekPersoon", {"inhoud": "{}", "token": "x"}, 401, "token-ongeldig"),
        ("zoekPersoon", {"inhoud": "{", "token": "INKOMEN"}, 400, "invoer-ongeldig"),
        ("bladerPersoon", {"query__limit": "0", "token": "BURGERZAKEN"}, 400, "invoer-ongeldig"),
        ("bladerPersoon", {"token": "INKOMEN"}, 403, "actie-niet-toegestaan"),
        ("zoekPersoon", {"inhoud": "{}", "token": "INKOMEN", "header__VerwerkingsactiviteitId": "x"}, 400, "invoer-ongeldig"),
    ],
)  # fmt: skip
def test_a_refusal_is_the_problem_document_of_the_api(
    bewerking: str, velden: dict[str, str], status: int, code: str
) -> None:
    tokens = {"INKOMEN": INKOMEN, "BURGERZAKEN": BURGERZAKEN}
    gevuld = velden | ({"token": token(*tokens[velden["token"]])} if velden.get("token") in tokens else {})
    antwoord = ask(f"{BRP}/probeer/{bewerking}", **gevuld)
    assert (antwoord.status_code, antwoord["Content-Type"]) == (status, "application/problem+json")
    assert antwoord.json()["code"] == code
    assert antwoord.json()["instance"] == f"urn:uuid:{antwoord['X-Request-Id']}"


@pytest.mark.parametrize("waarde", ["", "a/b", "..", "../../intern/v1/personen", "x/voorkomens", "a\\b", "a\x00b"])
def test_the_form_cannot_leave_the_path_of_its_operation(waarde: str) -> None:
    pad = f"{BRP}/probeer/raadpleegPersoon"
    antwoord = ask(pad, path__objectId=waarde, token=token(*INKOMEN))
    assert (antwoord.status_code, antwoord["Content-Type"]) == (400, "text/html; charset=utf-8")
    formulier = Client().post(pad, {"path-objectId": waarde})
    assert formulier.status_code == 400
    assert 'role="alert"' in formulier.content.decode()
    assert 'aria-invalid="true"' in formulier.content.decode()


def test_only_the_headers_and_session_of_the_form_go_along() -> None:
    client = Client(headers={"Authorization": f"Bearer {token(*INKOMEN)}", "Eindgebruiker": "x"})
    antwoord = client.post(
        f"{BRP}/probeer/bladerPersoon/antwoord", {"header-Authorization": f"Bearer {token(*INKOMEN)}"}
    )
    assert (antwoord.status_code, antwoord.json()["code"]) == (401, "token-ontbreekt")


def test_what_was_typed_is_escaped_and_the_token_is_not_there() -> None:
    geheim = token(*INKOMEN)
    velden = {
        "path-objectId": XSS.replace("/", ""), "query-fields": XSS, "header-traceparent": XSS, "inhoud": XSS, "token": geheim,
    }  # fmt: skip
    for bewerking in ("raadpleegPersoon", "zoekPersoon", "bladerPersoon"):
        for pad in (f"{BRP}/probeer/{bewerking}", f"{BRP}/probeer/{bewerking}/antwoord"):
            antwoord = Client().post(pad, velden)
            tekst = antwoord.content.decode() + str(antwoord.headers)
            assert "<script" not in tekst
            assert "{{7*7}}" in tekst or pad.endswith("antwoord")
            assert geheim not in tekst
    veld = re.search(r'<input id="token"[^>]*>', Client().post(f"{BRP}/probeer/zoekPersoon", velden).content.decode())
    assert veld
    assert 'type="password"' in veld[0]
    assert 'autocomplete="off"' in veld[0]
    assert "value=" not in veld[0]


def test_a_line_with_quotes_stays_one_argument() -> None:
    boek = every_api()[0]
    bewerking = next(b for b in boek.naslag.bewerkingen if b.inhoud)
    regel = vraag.as_curl(vraag.read(boek, bewerking, {"inhoud": "'; rm -rf ~; echo '@x"}))
    assert shlex.split(regel.replace("\\\n", " "))[-2:] == ["--data-raw", "'; rm -rf ~; echo '@x"]


def test_the_token_is_not_logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    geheim = token(*INKOMEN)
    ask(f"{BRP}/probeer/zoekPersoon", inhoud="{", token=geheim)
    ask(f"{BRP}/probeer/zoekPersoon", inhoud="{}", token=f"{geheim}x")
    uit = capfd.readouterr()
    assert geheim not in uit.out + uit.err + caplog.text


def test_the_routes_say_what_they_give() -> None:
    from portal.ontwikkelaars import views

    soorten = [declared(v) for v in (views.start, views.landing, views.referentie, views.probeer, views.antwoord)]
    assert soorten == ["openbaar", "openbaar", "openbaar", "eigen", "persoonsgegevens"]


def test_the_shape_of_an_answer_stands_on_the_landing_page() -> None:
    vorm = json.loads(blocks(BRP)[-1])
    assert set(vorm) >= {"resultaten", "geldigOp", "beschikbaarOp"}
    assert "Zoek ten minste op een van deze combinaties" in words(Client().get(BRP))


# The reading of a document by itself.

DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Proef", "version": "2.1.0", "description": "D"},
    "servers": [{"url": "/api/proef/v2/"}],
    "security": [{"oauth2": []}],
    "paths": {
        "/dingen/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "operationId": "lees", "deprecated": True, "security": [],
                "parameters": [{"name": "id", "in": "path", "required": True, "description": "eigen", "schema": {"type": "integer"}}],
                "responses": {"200": {"$ref": "#/components/responses/Ding"}, "204": {"description": "leeg"}},
            },
            "post": {"requestBody": {"$ref": "#/components/requestBodies/Ding"}, "responses": {}},
        },
    },
    "components": {
        "parameters": {"Id": {"name": "id", "in": "path", "required": True, "schema": {"$ref": "#/components/schemas/A~1B"}}},
        "responses": {
            "Ding": {
                "description": "het ding", "headers": {"Link": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ding"}}},
            }
        },
        "requestBodies": {"Ding": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ding"}}}}},
        "schemas": {
            "A/B": {"type": "string", "format": "uuid"},
            "Ding": {
                "type": "object", "required": ["naam"],
                "allOf": [{"type": "object", "properties": {"basis": {"type": "boolean"}}}],
                "properties": {
                    "naam": {"type": "string", "maxLength": 9, "nullable": True, "description": "Naam"},
                    "delen": {"type": "array", "items": {"type": "object", "properties": {"code": {"type": "string", "enum": ["x", "y"]}}}},
                    "kinderen": {"type": "array", "items": {"$ref": "#/components/schemas/Ding"}},
                    "keuze": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
                },
            },
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def boek() -> Naslag:
    return naslag.lees(DOCUMENT)


def test_references_are_resolved(boek: Naslag) -> None:
    lees, maak = boek.bewerkingen
    assert (boek.server, boek.versie, [s.naam for s in boek.schemas]) == ("/api/proef/v2", "2.1.0", ["A/B", "Ding"])
    assert [(p.soort, p.omschrijving) for p in lees.parameters] == [("integer", "eigen")]
    assert (lees.beveiligd, lees.verouderd, maak.beveiligd, maak.verouderd) == (False, True, True, False)
    assert (maak.id, maak.methode, maak.inhoud_verplicht) == ("post-dingen-id", "POST", True)
    assert maak.inhoud
    assert (maak.inhoud.verwijst, maak.inhoud.velden) == ("Ding", ())
    assert [(p.soort, p.regels) for p in maak.parameters] == [("string", (Regel("format", "uuid"),))]
    goed, leeg = lees.antwoorden
    assert goed.inhoud
    assert (goed.omschrijving, goed.inhoud.verwijst, [k.naam for k in goed.koppen]) == ("het ding", "Ding", ["Link"])
    assert leeg.inhoud is None


def test_fields_stand_by_their_path(boek: Naslag) -> None:
    velden = {v.naam: v for v in boek.schemas[1].velden}
    assert list(velden) == ["basis", "naam", "delen[]", "delen[].code", "kinderen[]", "keuze"]
    assert velden["naam"].verplicht
    assert velden["naam"].regels == (Regel("maxLength", "9"), Regel("nullable", "true"))
    assert (velden["delen[].code"].niveau, velden["delen[].code"].regels) == (1, (Regel("enum", "x, y"),))
    assert (velden["kinderen[]"].soort, velden["kinderen[]"].verwijst) == ("array[Ding]", "Ding")
    assert velden["keuze"].soort == "string | integer"


def test_examples_end_also_where_a_schema_holds_itself() -> None:
    ding = DOCUMENT["components"]["schemas"]["Ding"]
    assert voorbeeld.to_send(DOCUMENT, ding) == {"naam": "Voorbeeld"}
    assert voorbeeld.shape(DOCUMENT, ding)["delen"] == [{"code": "x"}]


@pytest.mark.parametrize("verwijzing", ["#/components/schemas/Geen", "https://elders.example/x", "#/a"])
def test_a_reference_that_leads_nowhere_is_refused(verwijzing: str) -> None:
    with pytest.raises(OnbekendeVerwijzing):
        naslag.resolve({"a": {"$ref": "#/a"}}, {"$ref": verwijzing})
