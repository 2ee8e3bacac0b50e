"""What a resident comes to do (docs/taken.md), done as a person does it: by what the pages say, with and without JavaScript."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bezoek import enter_as_resident, heading, keep, press
from tests.deuren import INKOMEN, PERSONEN, api, id_of, load, search
from tests.personen import Persoonslijst, new_bsn, person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bronhuis_db")]


@pytest.fixture(scope="module")
def inwoner() -> Persoonslijst:
    """Somebody who moved house, with a datum that is looked into and one that does not fit the rules."""
    lijst = person(
        c01_02_10="Sanne",
        c01_02_40="de Wit",
        c08_11_10="Lindelaan",
        c08_11_20="7",
        c08_10_30="20240301",
        c08_85_10="20240301",
    )
    lijst.met(
        "08",
        {
            "09.10": "9999", "10.10": "W", "10.30": "20150601", "11.10": "Kerkstraat", "11.20": "12", "11.60": "9999ZZ",
            "11.70": "Bronstede", "85.10": "20150601", "86.10": "20150602",
        },
        volgnummer=1,
    )  # fmt: skip
    lijst.met("05", {"02.10": "Robin", "02.40": "Bakker", "06.10": "20100500", "15.10": "H", "85.10": "20100500"})
    lijst.met("06", {"83.10": "060000", "83.20": "20260101", "08.10": "19660013"})
    load([lijst])
    lezer = api(*INKOMEN)
    assert search(lezer, burgerservicenummer=lijst.bsn).status_code == 200
    assert lezer.get(f"{PERSONEN}/{id_of(lijst)}").status_code == 200
    return lijst


def test_i_see_my_data_with_source_and_dates(page: Page, inwoner: Persoonslijst) -> None:
    page.goto("/")
    keep(page, "voordeur", donker=True)
    page.get_by_role("link", name="Inwoner").click()
    keep(page, "inwoner-aanmelden")
    page.get_by_label("Burgerservicenummer").fill("123456789")
    press(page, "Aanmelden")
    expect(page.get_by_role("alert")).to_contain_text("elfproef")
    keep(page, "inwoner-aanmelden-fout", donker=True)
    page.get_by_label("Burgerservicenummer").fill(inwoner.bsn)
    press(page, "Aanmelden")
    heading(page, "Mijn gegevens")
    keep(page, "inwoner-begin", donker=True)
    page.get_by_role("main").get_by_role("link", name="Basisregistratie personen").first.click()
    heading(page, "Basisregistratie personen")
    expect(page.get_by_text("Lindelaan").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"Bron: .*Geldig sinds 1 maart 2024.*vastgelegd op")).first).to_be_visible()
    expect(page.get_by_text("zo aangeleverd").first).to_be_visible()
    assert inwoner.bsn not in page.url
    keep(page, "inwoner-gegevens", donker=True)


def test_i_see_how_it_stood_on_an_earlier_day(page: Page, inwoner: Persoonslijst) -> None:
    enter_as_resident(page, inwoner.bsn)
    page.get_by_role("main").get_by_role("link", name="Basisregistratie personen").first.click()
    expect(page.get_by_text("Kerkstraat")).to_have_count(0)
    page.get_by_label("Zo stond het op").fill("2020-06-01")
    press(page, "Toon")
    expect(page.get_by_text("Kerkstraat").first).to_be_visible()
    expect(page.get_by_text("Lindelaan")).to_have_count(0)
    keep(page, "inwoner-eerder")
    page.get_by_label("Zo stond het op").fill("1900-01-01")
    press(page, "Toon")
    expect(page.get_by_text("geen gegevens van u")).to_be_visible()
    keep(page, "inwoner-eerder-leeg")
    press(page, "Terug naar vandaag", soort="link")
    expect(page.get_by_text("Lindelaan").first).to_be_visible()


def test_i_see_who_used_my_data_and_why(page: Page, inwoner: Persoonslijst) -> None:
    enter_as_resident(page, inwoner.bsn)
    page.get_by_role("link", name="Wie gebruikte ze").click()
    heading(page, "Wie gebruikte mijn gegevens")
    expect(page.get_by_role("heading", name="Team Werk en Inkomen").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Participatiewet")).first).to_be_visible()
    page.get_by_text(re.compile("^Elke keer")).first.click()
    keep(page, "inwoner-gebruik", donker=True)
    page.get_by_label("Periode").select_option(label="een week")
    press(page, "Toon")
    expect(page.get_by_label("Periode")).to_have_value("week")
    expect(page.get_by_role("heading", name="Team Werk en Inkomen").first).to_be_visible()


def test_i_read_the_pages_in_english_and_in_the_dark(page: Page, inwoner: Persoonslijst) -> None:
    enter_as_resident(page, inwoner.bsn)
    page.get_by_role("main").get_by_role("link", name="Basisregistratie personen").first.click()
    page.get_by_label("Zo stond het op").fill(date(2020, 6, 1).isoformat())
    press(page, "Toon")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_text("Kerkstraat").first).to_be_visible()
    page.get_by_role("link", name="Dark colours").click()
    expect(page.locator("html")).to_have_attribute("data-thema", "donker")
    expect(page.locator("body")).to_have_css("background-color", "rgb(20, 24, 28)")
    expect(page.get_by_text("Kerkstraat").first).to_be_visible()
    keep(page, "inwoner-donker")


def test_i_find_help_and_sign_out(page: Page, inwoner: Persoonslijst) -> None:
    enter_as_resident(page, inwoner.bsn)
    page.get_by_role("main").get_by_role("link", name="Basisregistratie personen").first.click()
    expect(page.get_by_text("Lindelaan").first).to_be_visible()
    page.get_by_role("banner").get_by_role("link", name="Hulp").click()
    expect(page.get_by_role("heading", name="Klopt er iets niet?")).to_be_visible()
    keep(page, "inwoner-hulp")
    page.get_by_role("button", name="Afmelden").click()
    heading(page, "U bent afgemeld")
    keep(page, "inwoner-afgemeld")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible()
    expect(page.get_by_text("Lindelaan")).to_have_count(0)


def test_somebody_we_do_not_know_sees_an_empty_page_that_says_so(page: Page) -> None:
    enter_as_resident(page, new_bsn())
    page.get_by_role("main").get_by_role("link", name="Basisregistratie personen").first.click()
    expect(page.get_by_text("geen gegevens van u")).to_be_visible()
    keep(page, "inwoner-leeg")
