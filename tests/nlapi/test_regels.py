"""The API Design Rules on the running API: headers, methods, media types, parameters, bodies, errors; probed on a real route."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.deuren import BURGERZAKEN, INKOMEN, PERSONEN, api, assert_problem, load, search
from tests.personen import person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

KOPPEN = {
    "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}  # fmt: skip


@pytest.fixture(scope="module")
def client(bronhuis_db: None) -> Client:
    return api(*INKOMEN)


def answers(client: Client) -> list[Any]:
    pad = f"{PERSONEN}/{uuid4()}"
    return [
        search(client, burgerservicenummer="000000012"),
        client.get(f"{pad}?x=1"),
        Client().get(pad),
        client.get(PERSONEN),
        client.get(pad),
        client.delete(pad),
        client.get(pad, headers={"Accept": "text/html"}),
        client.post(f"{PERSONEN}/_zoek", data="a=b", content_type="application/x-www-form-urlencoded"),
        client.get(f"{pad}/"),
        client.get("/api/brp/v1/openapi.json"),
    ]


def test_every_answer_has_the_headers_of_rule_32_and_no_cookie(client: Client) -> None:
    gezien = answers(client)
    assert [a.status_code for a in gezien] == [200, 400, 401, 403, 404, 405, 406, 415, 404, 200]
    for antwoord in gezien:
        for naam, waarde in KOPPEN.items():
            assert antwoord[naam] == waarde, (antwoord.status_code, naam)
        assert not antwoord.cookies
        assert antwoord["Server"] == "bronhuis"
        assert len(antwoord["X-Request-Id"]) == 36
        if antwoord.status_code >= 400:
            assert_problem(antwoord, antwoord.status_code, antwoord.json()["code"])


def test_every_answer_of_a_register_names_its_version(client: Client) -> None:
    assert {a["API-Version"] for a in answers(client)} == {"1.1.0"}


def test_all_faults_are_told_at_once_and_no_value_is_repeated(client: Client) -> None:
    antwoord = client.get(
        f"{PERSONEN}/{uuid4()}?geldigOp=31-12-2020&beschikbaarOp=2020-01-01t00:00:00z&fields=onzin.veld&rommel=geheime-waarde"
    )
    document = assert_problem(antwoord, 400, "invoer-ongeldig")
    assert {f["naam"] for f in document["fouten"]} == {"geldigOp", "beschikbaarOp", "rommel"}
    assert "geheime-waarde" not in antwoord.content.decode()


@pytest.mark.parametrize(
    "tijdstip",
    [
        "2020-01-01T00:00:00-00:00",
        "2020-01-01 00:00:00Z",
        "2020-13-01T00:00:00Z",
        "2020-01-01T25:00:00Z",
        "gisteren",
        "2020-01-01",
    ],
)
def test_a_moment_in_another_form_is_refused(client: Client, tijdstip: str) -> None:
    assert_problem(client.get(f"{PERSONEN}/{uuid4()}", {"beschikbaarOp": tijdstip}), 400, "invoer-ongeldig")


def test_an_offset_comes_back_in_utc() -> None:
    lijst = person()
    load([lijst])
    client = api(*INKOMEN)
    gevonden = search(client, burgerservicenummer=lijst.bsn).json()
    object_id, moment = gevonden["resultaten"][0]["id"], gevonden["beschikbaarOp"]
    uur = int(moment[11:13])
    met_verschil = f"{moment[:11]}{(uur + 2) % 24:02d}{moment[13:-1]}+02:00"
    if uur < 22:
        assert client.get(f"{PERSONEN}/{object_id}", {"beschikbaarOp": met_verschil}).json()["beschikbaarOp"] == moment


@pytest.mark.parametrize(
    "inhoud",
    ["", "[]", "null", "{", '{"zoeksleutels": {}}', '{"zoeksleutels": {"burgerservicenummer": "12345678"}}', '{"zoeksleutels": {"burgerservicenummer": 123456789}}',
     '{"zoeksleutels": {"geslachtsnaam": "Jan"}}', '{"zoeksleutels": {"burgerservicenummer": "000000012"}, "limit": 0}', '{"zoeksleutels": {"burgerservicenummer": "000000012"}, "x": 1}',
     '{"zoeksleutels": {"burgerservicenummer": "000000012", "burgerservicenummer": "000000024"}}', '{"zoeksleutels": {"burgerservicenummer": "000000012"}, "fields": ["nee"]}',
     '{"zoeksleutels": {"geslachtsnaam": "Ja*", "geboortedatum": "1980-01-01"}}', '{"zoeksleutels": {"burgerservicenummer": "000000012"}, "cursor": "AAAA"}'],
)  # fmt: skip
def test_a_body_that_is_not_right_is_400_with_its_faults(client: Client, inhoud: str) -> None:
    antwoord = client.post(f"{PERSONEN}/_zoek", data=inhoud, content_type="application/json")
    document = assert_problem(antwoord, 400, "invoer-ongeldig")
    assert document["fouten"]
    assert all({"in", "naam", "code", "reden"} == set(f) for f in document["fouten"])


def test_pages_follow_each_other_and_the_maximum_counts_the_whole_search() -> None:
    merk = f"Zelfde{uuid4().hex[:6]}"
    load([person(c01_02_40=merk) for _ in range(7)])
    client = api(*BURGERZAKEN)
    vraag: dict[str, Any] = {
        "zoeksleutels": {"geslachtsnaam": merk.upper(), "geboortedatum": "1980-01-01"},
        "limit": 3,
        "fields": ["persoon.naam"],
    }
    ids: list[str] = []
    momenten = set()
    for verwacht in (3, 3, 1):
        pagina = client.post(f"{PERSONEN}/_zoek", data=json.dumps(vraag), content_type="application/json").json()
        assert len(pagina["resultaten"]) == verwacht
        ids += [r["id"] for r in pagina["resultaten"]]
        momenten.add(pagina["beschikbaarOp"])
        vraag["cursor"] = pagina.get("cursor")
    assert vraag["cursor"] is None
    assert len(set(ids)) == 7
    assert ids == sorted(ids)
    assert len(momenten) == 1


def test_a_cursor_is_of_its_own_search() -> None:
    merk = f"Zelfde{uuid4().hex[:6]}"
    load([person(c01_02_40=merk) for _ in range(3)])
    client = api(*BURGERZAKEN)
    vraag: dict[str, Any] = {"zoeksleutels": {"geslachtsnaam": merk, "geboortedatum": "1980-01-01"}, "limit": 1}
    cursor = client.post(f"{PERSONEN}/_zoek", data=json.dumps(vraag), content_type="application/json").json()["cursor"]
    anders = vraag | {"zoeksleutels": {"geslachtsnaam": "Anders", "geboortedatum": "1980-01-01"}, "cursor": cursor}
    antwoord = client.post(f"{PERSONEN}/_zoek", data=json.dumps(anders), content_type="application/json")
    assert assert_problem(antwoord, 400, "invoer-ongeldig")["fouten"][0]["code"] == "cursor-ongeldig"


def test_head_is_a_read_without_a_body() -> None:
    lijst = person()
    load([lijst])
    client = api(*INKOMEN)
    object_id = search(client, burgerservicenummer=lijst.bsn).json()["resultaten"][0]["id"]
    antwoord = client.head(f"{PERSONEN}/{object_id}")
    assert (antwoord.status_code, antwoord.content) == (200, b"")
    assert int(antwoord["Content-Length"]) > 100


def test_the_trace_goes_on_and_a_bad_one_is_replaced(superuser: Any, client: Client) -> None:
    spoor = uuid4().hex
    for kop, verwacht in (
        (f"00-{spoor}-{'a' * 16}-01", True),
        ("00-" + "0" * 32 + f"-{'a' * 16}-01", False),
        ("rommel", False),
    ):
        antwoord = search(api(*INKOMEN, traceparent=kop), burgerservicenummer="000000012")
        with superuser() as root:
            ((trace,),) = root.execute(
                "SELECT trace_id FROM processing.handeling WHERE verzoek = %s", [antwoord["X-Request-Id"]]
            ).fetchall()
        assert (trace == spoor) is verwacht


@pytest.mark.parametrize("sleutel", ["jan.jansen", "j.jansen@gemeente.nl", "123456782", "12345678-2", "A" * 64, ""])
def test_a_name_or_number_is_no_meaningless_key(client: Client, sleutel: str) -> None:
    antwoord = client.get(f"{PERSONEN}/{uuid4()}", headers={"Eindgebruiker": sleutel})
    assert_problem(antwoord, 400, "invoer-ongeldig")


def test_a_meaningless_key_is_kept_apart_from_the_line(superuser: Any) -> None:
    sleutel = str(uuid4())
    antwoord = search(api(*INKOMEN, Eindgebruiker=sleutel), burgerservicenummer="000000012")
    with superuser() as root:
        rijen = root.execute(
            "SELECT e.sleutel FROM processing.handeling h JOIN processing.eindgebruiker e ON e.id = h.eindgebruiker WHERE h.verzoek = %s",
            [antwoord["X-Request-Id"]],
        ).fetchall()
    assert rijen == [(sleutel,)]
