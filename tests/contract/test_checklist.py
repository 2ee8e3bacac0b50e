"""Items 1 to 13 of the conformance checklist (../shared/standards/nl-api.md, section 11), each over every operation of every own API.

Item 1, the official linter, is `make lint-openapi`; here stands that what is linted is what is served.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.conf import settings as instellingen
from django.test import Client

from config.lokaal.omgeving import web_omgeving
from config.lokaal.processen import Webserver, extra_webserver
from consumers.models import Applicatie
from consumers.oauth.tokens import sign
from nlapi.probleem import NietBeschikbaar, TeVeelVerzoeken
from nlapi.weergave import ApiWeergave
from registry.catalogus import catalogus
from tests import plugin
from tests.contract.eigen_apis import Api, Bewerking, basis_of, entitled, own_apis
from tests.contract.eigen_lint import findings
from tests.contract.snapshot import MAP, as_text
from tests.deuren import assert_problem, load
from tests.personen import person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

BEVEILIGING = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
BANIER = re.compile(r"django|python|granian|gunicorn|uvicorn|wsgi", re.IGNORECASE)
LAAG = re.compile(r"[a-z][A-Za-z0-9]*(\[\d+\])?(\.([a-z][A-Za-z0-9]*(\[\d+\])?|\d+))*")
TIJDSTIP = re.compile(r"\d{4}-\d\d-\d\dT.*")
PLUS_TWEE = timezone(timedelta(hours=2))
FOUT = {"date": "31-12-2020", "date-time": "gisteren", "integer": "nul", "array": "a,,b", "string": ""}


@pytest.fixture(scope="module")
def apis(bronhuis_db: None) -> list[Api]:
    return own_apis()


@pytest.fixture(scope="module")
def bewerkingen(apis: list[Api]) -> list[Bewerking]:
    alle = [b for api in apis for b in api.bewerkingen]
    assert len(apis) >= 2
    assert all(api.bewerkingen for api in apis)
    return alle


@pytest.fixture(scope="module")
def doelloos(bronhuis_db: None) -> Client:
    applicatie = Applicatie.objects.get(name="Suite Inkomen")
    return Client(headers={"Authorization": f"Bearer {sign(applicatie, [])}"})


@pytest.fixture(scope="module")
def vers(bronhuis_db: None) -> Iterator[Webserver]:
    """A web process that has answered nothing but a health check."""
    omgeving = web_omgeving(plugin.staat) | {"DATABASE_URL": os.environ["DATABASE_URL"], "BRONHUIS_MODUS": "test"}
    with extra_webserver(omgeving, werkers=1) as server:
        yield server


def failing(monkeypatch: pytest.MonkeyPatch, fout: BaseException, plek: str = "perform_authentication") -> None:
    """Let every API view fail with this."""

    def fail(*_args: Any, **_opties: Any) -> None:
        raise fout

    monkeypatch.setattr(ApiWeergave, plek, fail)


def provoke(b: Bewerking, code: str, doelloos: Client) -> Any:
    """An answer of this operation with this status."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        match code:
            case "200":
                return b.ask()
            case "400":
                return b.ask(query={"bestaatNiet": "1"})
            case "401":
                return b.ask(Client())
            case "403":
                return b.ask(doelloos)
            case "404":
                return b.ask(pad=f"{b.pad}/")
            case "405":
                return b.ask(methode="delete")
            case "406":
                return b.ask(Accept="text/html")
            case "415":
                return b.ask(mediatype="text/plain")
            case "429":
                failing(monkeypatch, TeVeelVerzoeken(7))
            case "500":
                failing(monkeypatch, RuntimeError("stuk"))
            case "503":
                failing(monkeypatch, NietBeschikbaar())
            case _:
                pytest.fail(f"{b.naam}: de status {code} is beschreven, maar deze test kan hem niet uitlokken")
        return b.ask()


def every_answer(bewerkingen: list[Bewerking], doelloos: Client) -> Iterator[tuple[str, Bewerking, Any]]:
    """An answer for each documented status of each operation, and a 404."""
    for b in bewerkingen:
        for code in sorted({*b.beschrijving["responses"], "404"}):
            antwoord = provoke(b, code, doelloos)
            assert antwoord.status_code == int(code), (b.naam, code, antwoord.status_code, antwoord.content)
            yield f"{b.naam} {code}", b, antwoord


def documents(apis: list[Api], **koppen: str) -> Iterator[tuple[Api, Any]]:
    """The answers that carry the documents, anonymous."""
    for api in apis:
        yield api, Client().get(f"{api.basis}/openapi.json", headers=koppen)


def faults(antwoord: Any) -> list[str]:
    """The names in the list of faults of a 400."""
    assert_problem(antwoord, 400, "invoer-ongeldig")
    return [f["naam"] for f in antwoord.json()["fouten"]]


def test_01_the_linted_file_is_what_is_served(apis: list[Api]) -> None:
    assert sorted(p.stem for p in MAP.glob("*.json")) == sorted(api.naam for api in apis)
    for api, antwoord in documents(apis):
        assert (MAP / f"{api.naam}.json").read_text(encoding="utf-8") == as_text(antwoord.json()), api.naam


def test_02_our_own_lint_finds_nothing(apis: list[Api]) -> None:
    assert {api.naam: findings(antwoord.json()) for api, antwoord in documents(apis)} == {a.naam: [] for a in apis}


def test_03_the_document_is_for_everyone(apis: list[Api]) -> None:
    for koppen in ({}, {"Origin": "https://developer.overheid.nl"}, {"Accept": "application/json"}):
        for api, antwoord in documents(apis, **koppen):
            assert antwoord.status_code == 200
            assert antwoord["Content-Type"] == "application/json"
            assert antwoord["Access-Control-Allow-Origin"] == "*"
            assert antwoord.json() == json.loads((MAP / f"{api.naam}.json").read_text(encoding="utf-8"))
            yaml = Client().get(f"{api.basis}/openapi.yaml")
            assert yaml.status_code == 404, "wie YAML aanbiedt, toetst hier dat het hetzelfde document is"


def test_04_a_slash_at_the_end_is_another_path(apis: list[Api], bewerkingen: list[Bewerking]) -> None:
    paden = [(b, b.pad) for b in bewerkingen] + [(a.bewerkingen[0], f"{a.basis}/openapi.json") for a in apis]
    for b, pad in paden:
        for client in (None, Client()):
            for methode in {b.methode, "get"}:
                assert_problem(b.ask(client, pad=f"{pad}/", methode=methode), 404, "niet-gevonden")


def test_05_every_answer_names_the_version(
    apis: list[Api], bewerkingen: list[Bewerking], doelloos: Client, settings: Any
) -> None:
    settings.CORS_TOEGESTAAN = frozenset({"https://gemeente.example"})
    ander = [naam for naam, b, a in every_answer(bewerkingen, doelloos) if a.get("API-Version") != b.api.versie]
    ander += [api.naam for api, antwoord in documents(apis) if antwoord.get("API-Version") != api.versie]
    ander += [f"{b.naam} 204" for b in bewerkingen if preflight(b).get("API-Version") != b.api.versie]
    assert ander == []


@pytest.mark.slow
def test_05_a_process_that_just_began_names_it_too(bewerkingen: list[Bewerking], vers: Webserver) -> None:
    """Nothing has been asked of its registers yet, so nothing but the path says which API an error is of."""
    zonder = [
        f"{b.naam}{eind}"
        for b in bewerkingen
        for eind in ("/", "")
        if httpx.request(b.methode, f"{vers.url}{b.pad}{eind}").headers.get("API-Version") != b.api.versie
    ]
    assert zonder == []


def preflight(b: Bewerking, origin: str = "https://gemeente.example") -> Any:
    return Client().options(b.pad, headers={"Origin": origin, "Access-Control-Request-Method": b.methode.upper()})


def test_06_another_method_is_405_and_head_goes_where_get_goes(bewerkingen: list[Bewerking]) -> None:
    per_pad: dict[str, list[Bewerking]] = {}
    for b in bewerkingen:
        per_pad.setdefault(b.pad, []).append(b)
    for groep in per_pad.values():
        mag = {b.methode.upper() for b in groep} | ({"HEAD"} if any(b.methode == "get" for b in groep) else set())
        for methode in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BESTAATNIET"} - mag:
            antwoord = groep[0].ask(methode=methode)
            assert antwoord.status_code == 405, (methode, groep[0].pad)
            assert set(antwoord["Allow"].split(", ")) == mag, (methode, groep[0].pad)
            assert methode == "HEAD" or assert_problem(antwoord, 405, "methode-niet-toegestaan")
    for b in bewerkingen:
        if b.methode == "get":
            gewoon, kop = b.ask(), b.ask(methode="head")
            assert (gewoon.status_code, kop.status_code, kop.content) == (200, 200, b"")
            assert kop["Content-Type"] == gewoon["Content-Type"]
            assert int(kop["Content-Length"]) == len(gewoon.content)


def test_07_another_form_in_is_415_and_out_is_406(bewerkingen: list[Bewerking]) -> None:
    soorten = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/xml"]
    for b in bewerkingen:
        for soort in soorten if b.inhoud else []:
            assert_problem(b.ask(mediatype=soort), 415, "mediatype-niet-ondersteund")
        for accept in (
            "text/html",
            "application/xml",
            "application/json;q=0.0",
            "application/json;q=0, */*",
            "text/html,",
        ):
            assert_problem(b.ask(Accept=accept), 406, "niet-acceptabel")
        for accept in (
            "application/json",
            "*/*",
            "text/html, application/*;q=0.5",
            "*/*;q=0, application/json",
            "",
            "APPLICATION/JSON;charset=utf-8",
        ):
            antwoord = b.ask(Accept=accept, mediatype="application/json; charset=utf-8")
            assert (antwoord.status_code, antwoord["Content-Type"]) == (200, "application/json"), (b.naam, accept)
    assert any(b.inhoud for b in bewerkingen)


def wrong(parameter: dict[str, Any]) -> str:
    """A value that does not fit the schema of a query parameter."""
    schema = parameter["schema"]
    return FOUT[schema.get("format") if schema.get("format") in FOUT else schema["type"]]


def test_08_every_fault_of_a_question_is_in_one_400(bewerkingen: list[Bewerking]) -> None:
    for b in bewerkingen:
        query = {p["name"]: wrong(p) for p in b.parameters} | {"bestaatNiet": "1", "ookNiet": "2"}
        namen = faults(b.ask(query=query))
        assert set(namen) == set(query), b.naam
        assert all(LAAG.fullmatch(naam) for naam in namen)


def test_08_every_fault_of_a_body_is_in_one_400(bewerkingen: list[Bewerking]) -> None:
    met_inhoud = [b for b in bewerkingen if b.inhoudschema]
    for b in met_inhoud:
        eigenschappen = b.inhoudschema["properties"]
        soort = {naam: schema["type"] for naam, schema in eigenschappen.items()}
        anders = {naam: [1] if wat != "array" else "x" for naam, wat in soort.items()}
        namen = faults(b.ask(inhoud=anders | {"bestaatNiet": 1}))
        assert {naam.partition(".")[0] for naam in namen} == {*anders, "body"}, b.naam
        assert all(LAAG.fullmatch(naam) for naam in namen), namen
        assert set(faults(b.ask(inhoud={}))) == set(b.inhoudschema["required"])
        for inhoud in ("[]", "null", "{", "1", '"x"', '{"a": NaN}', '{"a": 1, "a": 2}', "\x00"):
            assert faults(b.ask(inhoud=inhoud)), (b.naam, inhoud)
        assert faults(b.ask(inhoud=" ")), b.naam
    assert met_inhoud


@pytest.mark.parametrize("plek", ["perform_authentication", "dispatch"])
def test_09_our_own_fault_tells_nothing(bewerkingen: list[Bewerking], plek: str) -> None:
    merk = f"geheim{uuid4().hex}"
    assert instellingen.DEBUG is False
    for b in bewerkingen:
        client = b.api.client_of(b.sjabloon)
        client.raise_request_exception = False
        with pytest.MonkeyPatch.context() as monkeypatch:
            failing(monkeypatch, RuntimeError(merk), plek)
            antwoord = b.ask(client)
        client.raise_request_exception = True
        assert_problem(antwoord, 500, "interne-fout")
        tekst = antwoord.content.decode() + str(dict(antwoord.headers))
        assert not re.search(rf"{merk}|Traceback|RuntimeError|\.py|File |line \d", tekst), b.naam


def test_10_every_answer_has_the_security_headers_and_no_cookie(
    apis: list[Api], bewerkingen: list[Bewerking], doelloos: Client
) -> None:
    alle = [(naam, a) for naam, _b, a in every_answer(bewerkingen, doelloos)]
    alle += [(api.naam, antwoord) for api, antwoord in documents(apis)]
    for plek, antwoord in alle:
        for naam, waarde in BEVEILIGING.items():
            assert waarde in antwoord.get(naam, ""), (plek, naam)
        assert antwoord["Content-Type"] in {"application/json", "application/problem+json"}, plek
        assert not antwoord.cookies, plek
        assert not BANIER.search(str(dict(antwoord.headers))), plek
        assert "X-Powered-By" not in antwoord, plek


@pytest.mark.slow
def test_10_the_web_server_has_no_banner_either(apis: list[Api], vers: Webserver) -> None:
    for pad in ("openapi.json", "openapi.json/", "onbekend"):
        for api in apis:
            koppen = httpx.get(f"{vers.url}{api.basis}/{pad}").headers
            assert not BANIER.search(str(dict(koppen)))
            assert "Set-Cookie" not in koppen
            assert all(waarde in koppen[naam] for naam, waarde in BEVEILIGING.items())


def test_11_only_a_listed_origin_is_let_in(bewerkingen: list[Bewerking], settings: Any) -> None:
    settings.CORS_TOEGESTAAN = frozenset({"https://gemeente.example"})
    for b in bewerkingen:
        for origin in (
            "https://anders.example",
            "https://gemeente.example.anders.example",
            "null",
            "http://gemeente.example",
        ):
            for antwoord in (b.ask(Origin=origin), b.ask(Client(), Origin=origin), preflight(b, origin)):
                assert "Access-Control-Allow-Origin" not in antwoord, (b.naam, origin)
        for antwoord in (b.ask(Origin="https://gemeente.example"), b.ask(Client(), Origin="https://gemeente.example")):
            assert antwoord["Access-Control-Allow-Origin"] == "https://gemeente.example"
            assert "Origin" in antwoord["Vary"]
        vooraf = preflight(b)
        assert (vooraf.status_code, vooraf["Access-Control-Allow-Origin"]) == (204, "https://gemeente.example")
        assert "Origin" in vooraf["Vary"]
        assert b.methode.upper() in vooraf["Access-Control-Allow-Methods"]
        koppen = {p["name"] for p in b.beschrijving.get("parameters", []) if p["in"] == "header"}
        assert {*koppen, "Authorization", "Content-Type"} <= set(vooraf["Access-Control-Allow-Headers"].split(", "))


def moments(deel: Any) -> Iterator[str]:
    """Every text in an answer that looks like a moment."""
    if isinstance(deel, dict):
        deel = list(deel.values())
    if isinstance(deel, list):
        for item in deel:
            yield from moments(item)
    elif isinstance(deel, str) and TIJDSTIP.fullmatch(deel):
        yield deel


def inputs(b: Bewerking, formaat: str) -> list[tuple[str, Callable[[str], Any]]]:
    """Where this operation takes a value of this format, and how to ask with one."""

    def in_query(naam: str) -> Callable[[str], Any]:
        return lambda waarde: b.ask(query={naam: waarde})

    def in_body(naam: str) -> Callable[[str], Any]:
        return lambda waarde: b.ask(inhoud={**(b.inhoud or {}), naam: waarde})

    eigenschappen = (b.inhoudschema or {}).get("properties", {})
    return [(p["name"], in_query(p["name"])) for p in b.parameters if p["schema"].get("format") == formaat] + [
        (naam, in_body(naam)) for naam, schema in eigenschappen.items() if schema.get("format") == formaat
    ]


def test_12_moments_come_in_with_any_offset_and_go_out_in_utc(bewerkingen: list[Bewerking]) -> None:
    gezien = 0
    for b in bewerkingen:
        nu = datetime.now(UTC).replace(microsecond=0)
        verschoven = nu.astimezone(PLUS_TWEE).isoformat()
        assert verschoven.endswith("+02:00")
        for naam, ask in inputs(b, "date-time"):
            antwoord = ask(verschoven)
            assert antwoord.status_code == 200, (b.naam, naam, antwoord.content)
            gegeven = antwoord.json().get(naam)
            assert gegeven is None or datetime.fromisoformat(gegeven) == nu, (b.naam, naam)
            assert all(m.endswith("Z") for m in moments(antwoord.json())), b.naam
            for fout in (
                nu.isoformat()[:19].lower() + "Z",
                nu.isoformat()[:19] + "z",
                nu.isoformat()[:19] + "-00:00",
                nu.isoformat()[:10],
            ):
                assert naam in faults(ask(fout)), (b.naam, naam, fout)
            gezien += 1
    assert gezien


def test_12_an_offset_moves_the_period_of_the_log(apis: list[Api]) -> None:
    """The log does not echo its period: a window of an hour either side finds the search of just now only if the offset counts."""
    (log,) = [api for api in apis if api.naam.startswith("verwerkingslog")]
    (register,) = [b for api in apis for b in api.bewerkingen if b.inhoud and "zoeksleutels" in b.inhoud]
    verzoek = register.ask()
    assert verzoek.status_code == 200
    nu = datetime.now(UTC)
    b = log.bewerkingen[0]
    vraag = {
        **(b.inhoud or {}),
        "vanaf": (nu - timedelta(hours=1)).astimezone(PLUS_TWEE).isoformat(timespec="seconds"),
        "tot": (nu + timedelta(hours=1)).astimezone(PLUS_TWEE).isoformat(timespec="seconds"),
    }
    regels = b.ask(inhoud=vraag).json()["regels"]
    assert regels
    assert all(moment.endswith("Z") for moment in moments(regels))


def test_12_a_date_is_never_a_moment(apis: list[Api], bewerkingen: list[Bewerking]) -> None:
    for b in bewerkingen:
        for naam, ask in inputs(b, "date"):
            assert naam in faults(ask("2020-01-01T00:00:00Z")), (b.naam, naam)
            assert naam in faults(ask("20200101")), (b.naam, naam)
    gezien = 0
    for api in apis:
        for naam, schema in properties(api.document["components"]["schemas"]):
            if re.search(r"datum$|date$|^geldigOp$|geldigheid$", naam, re.IGNORECASE):
                assert schema.get("format") != "date-time", (api.naam, naam)
                gezien += 1
    assert gezien


def properties(deel: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property in a part of a document."""
    if isinstance(deel, dict):
        if isinstance(deel.get("properties"), dict):
            yield from deel["properties"].items()
        for waarde in deel.values():
            yield from properties(waarde)
    elif isinstance(deel, list):
        for item in deel:
            yield from properties(item)


def links(antwoord: Any) -> dict[str, str]:
    """The addresses of a Link header by relation."""
    return {rel: pad for pad, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', antwoord.get("Link", ""))}


def test_13_pages_have_a_cursor_a_limit_and_a_next(bewerkingen: list[Bewerking]) -> None:
    gezien = set()
    for b in bewerkingen:
        if not b.voert_pagina:
            continue
        gezien.add(b.methode)
        namen = {p["name"] for p in b.parameters} | set((b.inhoudschema or {}).get("properties", {}))
        assert {"cursor", "limit"} <= namen
        assert not {"page", "pageSize", "offset"} & namen
        if b.methode == "get":
            assert "Link" in b.beschrijving["responses"]["200"]["headers"]
            load([person() for _ in range(3)])
            eerste = b.ask(query={"limit": "1"})
            assert set(links(eerste)) == {"next"}
            assert len(eerste.json()["resultaten"]) == 1
            tweede = b.ask(pad=links(eerste)["next"])
            assert tweede.status_code == 200
            assert tweede.json()["resultaten"][0]["id"] > eerste.json()["resultaten"][0]["id"]
    assert "get" in gezien


def test_13_a_page_leads_back_to_the_one_before(bewerkingen: list[Bewerking]) -> None:
    load([person() for _ in range(3)])
    for b in bewerkingen:
        if b.voert_pagina and b.methode == "get":
            eerste = b.ask(query={"limit": "1"})
            tweede = b.ask(pad=links(eerste)["next"])
            assert set(links(tweede)) == {"next", "prev"}
            terug = b.ask(pad=links(tweede)["prev"])
            assert terug.json()["resultaten"] == eerste.json()["resultaten"]


def test_13_the_order_stays_while_others_come_in(apis: list[Api]) -> None:
    """Everyone has the same name and birth date, so only the tie-break orders them."""
    merk = f"Zelfde{uuid4().hex[:6]}"
    load([person(c01_02_40=merk) for _ in range(5)])
    soort = next(iter(catalogus()))
    client = entitled(soort)
    (zoek,) = [b for api in apis if api.basis == basis_of(soort) for b in api.bewerkingen if b.inhoud]
    vraag: dict[str, Any] = {"zoeksleutels": {"geslachtsnaam": merk, "geboortedatum": "1980-01-01"}, "limit": 2}
    ids, moment = [], None
    for verwacht in (2, 2, 1):
        pagina = zoek.ask(client, inhoud=vraag).json()
        assert len(pagina["resultaten"]) == verwacht
        ids += [r["id"] for r in pagina["resultaten"]]
        moment = pagina["beschikbaarOp"]
        vraag["cursor"] = pagina.get("cursor")
        load([person(c01_02_40=merk) for _ in range(3)])
    assert vraag.pop("cursor") is None
    heel = zoek.ask(client, inhoud=vraag | {"limit": 20, "beschikbaarOp": moment}).json()
    assert [r["id"] for r in heel["resultaten"]] == ids == sorted(set(ids))


def test_13_a_log_stays_in_order_while_it_grows(apis: list[Api]) -> None:
    (log,) = [api for api in apis if api.naam.startswith("verwerkingslog")]
    b = log.bewerkingen[0]
    for _ in range(4):
        assert b.ask().status_code == 200
    regels: list[dict[str, Any]] = []
    vraag = {**(b.inhoud or {}), "limit": 2}
    for _ in range(3):
        pagina = b.ask(inhoud=vraag).json()
        regels += pagina["regels"]
        vraag["cursor"] = pagina["cursor"]
    assert len({r["id"] for r in regels}) == 6
    assert [r["tijd"] for r in regels] == sorted((r["tijd"] for r in regels), reverse=True)
