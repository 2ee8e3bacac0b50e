"""A resident's main tasks in a real browser, with and without JavaScript: sign in, read my data, see who used them, sign out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from config.lokaal.processen import Webserver
from tests.deuren import INKOMEN, PERSONEN, api, id_of, load
from tests.personen import Persoonslijst, person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bronhuis_db")]

BEELDEN = os.environ.get("BRONHUIS_BEELDEN")


def keep(page: Page, naam: str) -> None:
    """Keep a picture to look at, when a folder was named."""
    if BEELDEN:
        page.screenshot(path=Path(BEELDEN) / f"{naam}.png", full_page=True)


@pytest.fixture(scope="module")
def inwoner() -> Persoonslijst:
    lijst = person()
    lijst.met("05", {"02.10": "Robin", "02.40": "Partner", "06.10": "20100500", "15.10": "H", "85.10": "20100500"})
    lijst.met("06", {"83.10": "060000", "83.20": "20260101", "08.10": "19660013"})
    load([lijst])
    assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}").status_code == 200
    return lijst


def sign_in(page: Page, bsn: str) -> None:
    page.goto("/mijn/aanmelden")
    page.get_by_label("Burgerservicenummer").fill(bsn)
    page.get_by_role("button", name="Aanmelden").click()


def test_a_resident_reads_their_data_and_who_used_them(page: Page, inwoner: Persoonslijst) -> None:
    sign_in(page, inwoner.bsn)
    expect(page.get_by_role("heading", name="Mijn gegevens")).to_be_visible()
    keep(page, "burger-start")
    page.get_by_role("heading", name="Basisregistratie personen").get_by_role("link").click()
    expect(page.get_by_text(inwoner.bsn)).to_have_count(0)
    expect(page.locator(".waarde", has_text="mei 2010").first).to_be_visible()
    expect(page.get_by_text("zo aangeleverd").first).to_be_visible()
    keep(page, "burger-register")
    page.get_by_role("button", name="Toon Burgerservicenummer").first.click()
    expect(page.get_by_text(inwoner.bsn)).to_be_visible()
    page.get_by_role("link", name="Verberg het nummer").click()
    page.locator("details.over > summary", has_text="Achternaam").first.click()
    page.locator("a:visible[href$='eerder?veld=persoon.naam.geslachtsnaam']").click()
    expect(page.get_by_text("staat er nu")).to_be_visible()
    assert inwoner.bsn not in page.url
    page.get_by_role("link", name="Wie gebruikte ze").click()
    expect(page.locator(".zin", has_text="Team Werk en Inkomen").first).to_be_visible()
    page.locator("summary", has_text="Elke keer: Team Werk en Inkomen").first.click()
    page.locator("details.keer:visible > summary").first.click()
    expect(page.locator("dd:visible", has_text="Suite Inkomen").first).to_be_visible()
    keep(page, "burger-gebruik")
    page.get_by_label("Zonder wat ik zelf bekeek").check()
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_text("dit was u")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("keer gebruikt")
    assert inwoner.bsn not in page.url
    page.get_by_role("button", name="Afmelden").click()
    page.goto("/mijn/brp/personen")
    expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible()


def test_a_wrong_number_is_told_and_nothing_is_shown(page: Page) -> None:
    sign_in(page, "123456789")
    expect(page.get_by_role("alert")).to_contain_text("elfproef")
    keep(page, "burger-aanmelden-fout")


def test_somebody_unknown_gets_an_empty_page_not_an_error(page: Page) -> None:
    from tests.personen import new_bsn

    sign_in(page, new_bsn())
    page.get_by_role("heading", name="Basisregistratie personen").get_by_role("link").click()
    expect(page.get_by_text("geen gegevens van u")).to_be_visible()
    keep(page, "burger-leeg")


def test_two_minutes_before_the_end_a_window_asks_and_the_end_takes_the_page_away(
    chromium: Browser, server: Webserver, inwoner: Persoonslijst
) -> None:
    context = chromium.new_context(base_url=server.url, locale="nl-NL")
    page = context.new_page()
    page.clock.install()
    sign_in(page, inwoner.bsn)
    page.goto("/mijn/brp/personen")
    venster = page.get_by_role("dialog", name="Bent u er nog?")
    page.clock.fast_forward("12:59")
    expect(venster).to_be_hidden()
    page.clock.fast_forward("00:02")
    expect(venster).to_be_visible()
    keep(page, "burger-sessie-eindigt")
    page.get_by_role("button", name="Blijf aangemeld").click()
    expect(venster).to_be_hidden()
    page.clock.fast_forward("15:01")
    expect(page.get_by_role("heading", name="U bent afgemeld")).to_be_visible()
    context.close()


PAGINAS = [
    "/",
    "/ontwikkelaars",
    "/mijn/aanmelden",
    "/mijn",
    "/mijn/brp/personen",
    "/mijn/brp/personen?op=2000-01-01",
    "/mijn/gebruik",
    "/mijn/gebruik?toon=los",
    "/mijn/gebruik?register=brp/personen&veld=persoon.naam.voornamen",
    "/mijn/gebruik?periode=eeuw",
    "/mijn/hulp",
    "/mijn/verlopen",
    "/bestaat-niet",
]


@pytest.mark.parametrize("schema", ["light", "dark"])
@pytest.mark.parametrize("breedte", [1200, 320])
def test_pages_are_accessible_and_stay_within_their_policy(
    chromium: Browser, server: Webserver, inwoner: Persoonslijst, schema: str, breedte: int
) -> None:
    context = chromium.new_context(
        base_url=server.url,
        color_scheme=schema,
        viewport={"width": breedte, "height": 800},
        locale="nl-NL",
        bypass_csp=False,
    )
    page = context.new_page()
    berichten: list[str] = []
    vreemd: list[str] = []
    page.on("console", lambda bericht: berichten.append(bericht.text))
    page.on("request", lambda verzoek: vreemd.append(verzoek.url) if not verzoek.url.startswith(server.url) else None)
    sign_in(page, inwoner.bsn)
    for pad in (*PAGINAS, f"/mijn/brp/personen/{id_of(inwoner)}/eerder?veld=persoon.naam.geslachtsnaam"):
        page.goto(pad)
        breder = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        keep(page, f"{pad.strip('/').replace('/', '-').replace('?', '-') or 'voordeur'}-{schema}-{breedte}")
        gevonden = Axe().run(page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in gevonden] == [], f"{pad} {schema} {breedte}"
        assert not breder, f"{pad} is breder dan {breedte}"
    assert [b for b in berichten if "Content Security Policy" in b] == []
    assert vreemd == []
    context.close()
