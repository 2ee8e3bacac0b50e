"""Oversight over actions: filtered and paged, without a person in sight, and itself an action in the log."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from tests.deuren import INKOMEN, PERSONEN, api, employee, id_of, load, looking, search
from tests.personen import Persoonslijst, person
from tests.portal.test_burger import words

pytestmark = pytest.mark.usefixtures("bronhuis_db")

HANDELINGEN = "/beheer/handelingen"


@pytest.fixture(scope="module")
def toezicht(bronhuis_db: None) -> Client:
    return employee("toezicht")


@pytest.fixture
def inwoner(bronhuis_db: None) -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


def rows(pagina: bytes) -> list[str]:
    gevonden = re.findall(r"<tr><td>(.*?)</tr>", pagina.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", rij).split()) for rij in gevonden]


def test_a_look_of_last_night_is_found_by_its_employee(toezicht: Client, inwoner: Persoonslijst) -> None:
    sleutel = str(uuid4())
    antwoord = api(*INKOMEN, Eindgebruiker=sleutel).get(f"{PERSONEN}/{id_of(inwoner)}")
    assert antwoord.status_code == 200
    (rij,) = rows(toezicht.get(HANDELINGEN, {"medewerker": sleutel}).content)
    assert f"medewerker {sleutel[:8]}" in rij
    assert "Suite Inkomen" in rij
    assert "bijstand-beoordelen" in rij
    (zelfde,) = rows(toezicht.get(HANDELINGEN, {"verzoek": antwoord["X-Request-Id"]}).content)
    assert zelfde == rij
    assert rows(toezicht.get(HANDELINGEN, {"medewerker": str(uuid4())}).content) == []


def test_a_steward_s_look_shows_the_reason_and_the_case(toezicht: Client, inwoner: Persoonslijst) -> None:
    antwoord = looking().get(f"/beheer/dossier/brp/personen/{id_of(inwoner)}")
    (rij,) = rows(toezicht.get(HANDELINGEN, {"verzoek": antwoord["X-Request-Id"]}).content)
    assert "Controle van de kwaliteit Z-2026-1" in rij


def test_no_person_stands_on_the_page(toezicht: Client, inwoner: Persoonslijst) -> None:
    search(api(*INKOMEN), burgerservicenummer=inwoner.bsn)
    pagina = toezicht.get(HANDELINGEN).content.decode()
    assert inwoner.bsn not in pagina
    assert inwoner.voorkomens[0]["elementen"]["01.02.40"] not in pagina
    assert "burgerservicenummer" in pagina, "waarop gezocht werd wel, de waarde niet"


def test_the_look_at_the_log_is_an_action_itself(toezicht: Client, superuser: Callable[[], psycopg.Connection]) -> None:
    antwoord = toezicht.get(HANDELINGEN)
    with superuser() as root:
        ((soort, aantal, medewerker),) = root.execute(
            "SELECT soort, aantal, eindgebruiker IS NOT NULL FROM processing.handeling WHERE verzoek = %s",
            [UUID(antwoord["X-Request-Id"])],
        ).fetchall()
    assert (soort, aantal, medewerker) == ("inzage-handelingen", 0, True)


def test_pages_follow_each_other_without_a_gap(
    toezicht: Client, inwoner: Persoonslijst, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.beheer import toezicht as bladzijde

    monkeypatch.setattr(bladzijde, "PER_PAGINA", 3)
    sleutel = str(uuid4())
    client, object_id = api(*INKOMEN, Eindgebruiker=sleutel), id_of(inwoner)
    for _ in range(7):
        client.get(f"{PERSONEN}/{object_id}")
    pad, gezien = f"{HANDELINGEN}?medewerker={sleutel}", []
    while pad:
        pagina = toezicht.get(pad).content
        gezien.append(len(rows(pagina)))
        volgende = re.search(r'href="(\?[^"]*)" rel="next"', pagina.decode())
        pad = HANDELINGEN + volgende[1].replace("&amp;", "&") if volgende else ""
    assert gezien == [3, 3, 1]


@pytest.mark.parametrize(
    "vraag", ["van=gisteren", "afnemer=x", "minimaal=-1", "cursor=x", "onbekend=1", "medewerker=Jansen"]
)
def test_a_bad_filter_is_told(toezicht: Client, vraag: str) -> None:
    assert toezicht.get(f"{HANDELINGEN}?{vraag}").status_code == 400


def test_an_empty_period_says_so(toezicht: Client) -> None:
    antwoord = toezicht.get(HANDELINGEN, {"van": "2020-01-01", "tot": "2020-01-02"})
    assert "Geen handelingen gevonden in deze periode." in words(antwoord)


def test_only_oversight_looks(inwoner: Persoonslijst) -> None:
    for naam in ("beheer", "autorisaties"):
        assert employee(naam).get(HANDELINGEN).status_code == 403
        assert employee(naam).post("/beheer/log/wie-zag", {"bsn": inwoner.bsn}).status_code == 403


def test_from_a_line_about_a_person_to_the_employee_and_the_reason(toezicht: Client, inwoner: Persoonslijst) -> None:
    sleutel = str(uuid4())
    api(*INKOMEN, Eindgebruiker=sleutel).get(f"{PERSONEN}/{id_of(inwoner)}")
    pagina = toezicht.post("/beheer/log/wie-zag", {"bsn": inwoner.bsn}).content.decode()
    rijen = [
        rows(toezicht.get(pad).content) for pad in re.findall(r'href="(/beheer/handelingen\?verzoek=[^"]+)"', pagina)
    ]
    assert all(len(rij) == 1 for rij in rijen)
    assert any(f"medewerker {sleutel[:8]}" in rij for (rij,) in rijen)


def test_older_lines_about_a_person_follow_without_the_number(
    toezicht: Client, inwoner: Persoonslijst, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.beheer import toezicht as bladzijde

    monkeypatch.setattr(bladzijde, "MAX_REGELS", 2)
    client, object_id = api(*INKOMEN), id_of(inwoner)
    for _ in range(4):
        client.get(f"{PERSONEN}/{object_id}")
    vraag: dict[str, str] | None = {"bsn": inwoner.bsn}
    bladzijden = []
    while vraag:
        pagina = toezicht.post("/beheer/log/wie-zag", vraag).content.decode()
        assert inwoner.bsn not in pagina
        bladzijden.append(re.findall(r"Nummer van dit gebruik: ([0-9a-f-]{36})", pagina))
        verder = re.search(r'name="cursor" value="([^"]+)"', pagina)
        vraag = {"cursor": verder[1]} if verder else None
    # Loaded, found and read four times; the officer's own looks come after the first page and are no part of it.
    assert [len(b) for b in bladzijden] == [2, 2, 2]
    assert len({nummer for b in bladzijden for nummer in b}) == 6
    assert toezicht.post("/beheer/log/wie-zag", {"cursor": "x"}).status_code == 400
