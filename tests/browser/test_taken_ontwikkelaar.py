"""What a developer comes to do (docs/taken.md): find, read, start in five minutes, try, and understand a refusal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from config.lokaal.processen import Webserver
from config.lokaal.staat import KLOON
from consumers.models import Applicatie
from portal.ontwikkelaars import voorbeeld
from processing.selectors import activiteit_met_naam
from tests.browser.bezoek import heading, keep, press
from tests.deuren import INKOMEN, Eigen, authorise, load
from tests.personen import Persoonslijst, person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bronhuis_db")]


@pytest.fixture(scope="module")
def inwoner() -> Persoonslijst:
    lijst = person(c01_02_10="Daan", c01_02_40="Mulder")
    load([lijst])
    return lijst


@pytest.fixture
def eigen() -> Eigen:
    return authorise(
        "Team Parkeren",
        acties=["zoeken"],
        velden=["persoon.naam"],
        zoeksleutels=["burgerservicenummer"],
    )


def enter(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Ontwikkelaar").click()
    heading(page, "Voor ontwikkelaars")


def to_the_form(page: Page) -> None:
    enter(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Basisregistratie personen")).first.click()
    page.get_by_role("link", name=re.compile("Probeer het ?: Zoek personen")).first.click()
    heading(page, "Probeer het")


def ask(page: Page) -> Page:
    """Press the button that opens the answer in a new tab; returns that tab."""
    with page.context.expect_page() as nieuw:
        press(page, "Stel de vraag (nieuw tabblad)")
    nieuw.value.wait_for_load_state()
    return nieuw.value


def blocks(page: Page) -> list[str]:
    """The code blocks of the page, as they are copied."""
    return [tekst.strip("\n") for tekst in page.locator("pre code").all_text_contents()]


def shell(opdracht: str, map_: Path, omgeving: dict[str, str]) -> str:
    """What a shell prints for these lines, unchanged."""
    klaar = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", opdracht],
        cwd=map_,
        env=omgeving,
        capture_output=True,
        text=True,
        check=False,
    )
    assert klaar.returncode == 0, (opdracht, klaar.stderr)
    return klaar.stdout.strip()


def test_find_the_api_and_read_its_page(page: Page) -> None:
    enter(page)
    keep(page, "ontwikkelaar-begin", donker=True)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Basisregistratie personen")).first.click()
    heading(page, "Basisregistratie personen")
    for stuk in ("Versie", "Adres", "Beschrijving voor machines", "Contact", "Wet"):
        expect(page.get_by_role("term").filter(has_text=re.compile(f"^{stuk}$"))).to_be_visible()
    keep(page, "ontwikkelaar-api", donker=True)
    page.get_by_role("link", name="openapi.json").first.click()
    assert json.loads(page.locator("body").inner_text())["openapi"].startswith("3.0.")


def test_read_an_operation_in_the_reference(page: Page) -> None:
    enter(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Basisregistratie personen")).first.click()
    press(page, "Alle bewerkingen en schema’s", soort="link")
    heading(page, "Referentie")
    page.get_by_role("navigation", name="Op deze pagina").get_by_role(
        "link", name="GET /personen/{objectId}", exact=True
    ).click()
    bewerking = page.get_by_role("region").filter(has=page.locator("#bewerking-raadpleegPersoon"))
    expect(bewerking.get_by_role("heading", level=3)).to_be_in_viewport()
    expect(bewerking.get_by_role("row").filter(has_text="geldigOp").first).to_be_visible()
    expect(bewerking.get_by_role("rowheader", name="403", exact=True)).to_be_attached()
    keep(page, "ontwikkelaar-naslag", donker=True)


def test_start_in_five_minutes_as_the_page_says(
    page: Page, server: Webserver, omgeving: dict[str, str], tmp_path: Path
) -> None:
    enter(page)
    stukken = blocks(page)
    # What the page lets the reader fill in: the make target runs for the demo; here the same command runs for this server.
    namens = {**omgeving, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "BRONHUIS_BASIS_URL": server.url}

    def manage(regel: str) -> str:
        opdracht = re.fullmatch(r'make beheer OPDRACHT="(.*)"', regel)
        assert opdracht, regel
        return shell(f"python {KLOON / 'manage.py'} {opdracht[1]}", tmp_path, namens)

    tokenopdracht, sleutelopdracht = (s for s in stukken if s.startswith("make beheer"))
    tokenvraag, zoekvraag = (
        next(s for s in stukken if s.startswith("curl ") and ("/token" in s) is t) for t in (True, False)
    )
    assert server.url in tokenvraag
    assert server.url in zoekvraag

    # In the demo: a token from the command, and the first question.
    token = manage(tokenopdracht)
    antwoord = json.loads(shell(f"TOKEN={token}\n{zoekvraag}", tmp_path, namens))
    assert "resultaten" in antwoord

    # With a key of one's own: every block of the page in its order, with the numbers that the page says to fill in.
    sleutelprogramma, assertieprogramma = (s for s in stukken if s.startswith("import "))
    (tmp_path / "sleutel.py").write_text(sleutelprogramma + "\n", encoding="utf-8")
    (tmp_path / "assertie.py").write_text(assertieprogramma + "\n", encoding="utf-8")
    oude = Applicatie.objects.get(name=INKOMEN[0]).client_jwks
    try:
        shell("python sleutel.py", tmp_path, namens)
        client_id = json.loads(manage(sleutelopdracht))["client_id"]
        details = shell(f"TOKEN={token}\n{next(s for s in stukken if s.startswith('python -c'))}", tmp_path, namens)
        activiteit = str(activiteit_met_naam(INKOMEN[1]))
        assert activiteit in details
        afnemer = re.search(r'"afnemer": ?"([0-9a-f-]{36})"', details)
        assert afnemer, details
        vooraf = f"CLIENT_ID={client_id}\nACTIVITEIT={activiteit}\nAFNEMER={afnemer[1]}\n"
        assertie = next(s for s in stukken if s.startswith("ASSERTION=$("))
        gegeven = json.loads(shell(f"{vooraf}{assertie}\n{tokenvraag}", tmp_path, namens))
        gelezen = json.loads(shell(f"TOKEN={gegeven['access_token']}\n{zoekvraag}", tmp_path, namens))
        assert "resultaten" in gelezen
    finally:
        Applicatie.objects.filter(name=INKOMEN[0]).update(client_jwks=oude)
    assert voorbeeld.BSN in zoekvraag


def test_try_an_operation_and_get_the_answer_of_the_api(
    page: Page, server: Webserver, inwoner: Persoonslijst, eigen: Eigen
) -> None:
    to_the_form(page)
    keep(page, "ontwikkelaar-probeer", donker=True)
    page.get_by_label("Inhoud van de vraag").fill(
        json.dumps({"zoeksleutels": {"burgerservicenummer": inwoner.bsn}, "fields": ["persoon.naam"]})
    )
    page.get_by_label("Token").fill(eigen.token(server.url))
    tab = ask(page)
    document = json.loads(tab.locator("body").inner_text())
    assert document["resultaten"][0]["gegevens"]["persoon"]["naam"]["geslachtsnaam"] == "Mulder"
    tab.close()
    press(page, "Toon de opdracht")
    expect(page.locator("code.opdracht")).to_contain_text(inwoner.bsn)
    expect(page.get_by_label("Token")).to_have_value("")
    keep(page, "ontwikkelaar-opdracht")


def test_get_a_refusal_and_see_which_field_and_which_code(
    page: Page, server: Webserver, inwoner: Persoonslijst, eigen: Eigen
) -> None:
    to_the_form(page)
    vraag = {"zoeksleutels": {"burgerservicenummer": inwoner.bsn}, "fields": ["persoon.naam", "verblijfplaats"]}
    page.get_by_label("Inhoud van de vraag").fill(json.dumps(vraag))
    page.get_by_label("Token").fill(eigen.token(server.url))
    tab = ask(page)
    keep(tab, "ontwikkelaar-weigering")
    document = json.loads(tab.locator("body").inner_text())
    assert (document["status"], document["code"]) == (403, "veld-niet-toegestaan")
    assert "verblijfplaats" in json.dumps(document)
    tab.close()
    page.get_by_role("link", name="Hoe krijg ik een token?").click()
    page.get_by_role("navigation", name="Op deze pagina").get_by_role("link", name="Als het niet mag").click()
    expect(page.get_by_role("heading", name="Als het niet mag")).to_be_in_viewport()


def test_a_form_that_is_not_complete_says_which_field(page: Page) -> None:
    enter(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Basisregistratie personen")).first.click()
    page.get_by_role("link", name=re.compile("Probeer het ?: Raadpleeg één persoon")).first.click()
    page.get_by_label("objectId").fill("a/b")
    press(page, "Toon de opdracht")
    expect(page.get_by_role("alert")).to_contain_text("objectId")
    expect(page.get_by_label("objectId")).to_have_value("a/b")
    keep(page, "ontwikkelaar-probeer-fout", donker=True)
