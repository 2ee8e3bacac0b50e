"""The pages for who sees or works otherwise: with the keyboard alone, in forced colours, with little movement, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from config.lokaal.processen import Webserver
from tests.browser.bezoek import enter_as_resident, heading
from tests.deuren import INKOMEN, PERSONEN, api, code_of, id_of, load
from tests.personen import Persoonslijst, person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bronhuis_db")]

# What has the focus, and how that is seen: an outline of two pixels or more in a colour unlike the ground, inside the screen.
_AANDACHT = """() => {
  const el = document.activeElement;
  const stijl = getComputedStyle(el);
  const vak = el.getBoundingClientRect();
  const label = el.labels && el.labels.length ? el.labels[0].textContent : (el.getAttribute('aria-label') || el.textContent);
  return {
    naam: (label || '').trim().replace(/\\s+/g, ' '),
    soort: el.tagName.toLowerCase(),
    omlijnd: stijl.outlineStyle !== 'none' && parseFloat(stijl.outlineWidth) >= 2 && stijl.outlineColor !== stijl.backgroundColor,
    in_beeld: vak.bottom > 0 && vak.top < innerHeight && vak.right > 0 && vak.left < innerWidth,
  };
}"""


class Toetsen:
    """Somebody who has no mouse: goes by Tab, and must always see where they are."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, naam: str, soort: str = "", *, hooguit: int = 60) -> None:
        """Tab on to the element with a name that begins so."""
        gezien = []
        for _ in range(hooguit):
            self.page.keyboard.press("Tab")
            nu = self.focus()
            gezien.append(nu["naam"][:40])
            if nu["naam"].startswith(naam) and soort in {"", nu["soort"]}:
                return
        pytest.fail(f"{naam} is met Tab niet te bereiken; wel: {gezien}")

    def focus(self) -> dict[str, Any]:
        """What has the focus; it is seen to have it."""
        nu: dict[str, Any] = self.page.evaluate(_AANDACHT)
        if nu["soort"] != "body":
            assert nu["omlijnd"], f"de aandacht is niet te zien: {nu}"
            assert nu["in_beeld"], f"de aandacht is buiten beeld: {nu}"
        return nu

    def type(self, tekst: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(tekst)

    def follow(self) -> None:
        """Press Enter, and be on the page or place that it leads to."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def inwoner() -> Persoonslijst:
    lijst = person(c01_02_10="Lotte", c01_02_40="Smit")
    load([lijst])
    assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}").status_code == 200
    return lijst


@pytest.fixture
def page(chromium: Browser, server: Webserver) -> Iterator[Page]:
    context = chromium.new_context(base_url=server.url, locale="nl-NL", viewport={"width": 1200, "height": 800})
    context.set_default_timeout(12_000)
    yield context.new_page()
    context.close()


# By keyboard alone.


def test_a_resident_sees_who_used_their_data_by_keyboard(page: Page, inwoner: Persoonslijst) -> None:
    toetsen = Toetsen(page)
    page.goto("/")
    page.keyboard.press("Tab")
    assert toetsen.focus()["naam"] == "Naar de inhoud"
    toetsen.follow()
    page.keyboard.press("Tab")
    assert toetsen.focus()["naam"].startswith("Inwoner"), "the link passes over the menu"
    toetsen.follow()
    heading(page, "Aanmelden")
    toetsen.go("Burgerservicenummer", "input")
    toetsen.type("123456789")
    toetsen.follow()
    expect(page.get_by_role("alert")).to_be_focused()
    toetsen.go("Dit is geen burgerservicenummer", "a")
    toetsen.follow()
    expect(page.get_by_label("Burgerservicenummer")).to_be_focused()
    page.keyboard.press("Control+a")
    toetsen.type(inwoner.bsn)
    toetsen.follow()
    heading(page, "Mijn gegevens")
    toetsen.go("Wie gebruikte ze", "a")
    toetsen.follow()
    heading(page, "Wie gebruikte mijn gegevens")
    expect(page.get_by_role("heading", name="Team Werk en Inkomen").first).to_be_visible()
    toetsen.go("Elke keer", "summary")
    page.keyboard.press("Enter")
    expect(page.locator("details[open]").first).to_be_visible()


def test_a_steward_finds_a_person_by_keyboard(page: Page, inwoner: Persoonslijst) -> None:
    toetsen = Toetsen(page)
    page.goto("/beheer/aanmelden")
    toetsen.go("Naam", "input")
    toetsen.type("beheer")
    toetsen.go("Wachtwoord", "input")
    toetsen.type("demo-beheer")
    code = code_of("beheer")
    toetsen.follow()
    toetsen.go("Code van 6 cijfers", "input")
    toetsen.type(code)
    toetsen.follow()
    heading(page, "Beheer")
    toetsen.go("Zoeken en verbeteren", "a")
    toetsen.follow()
    heading(page, "Waarvoor kijkt u")
    toetsen.go("Beheren van de registers", "input")
    page.keyboard.press("Space")
    toetsen.go("Waarom nu", "select")
    toetsen.type("Controle")
    toetsen.go("Kenmerk van de zaak", "input")
    toetsen.type("Z-2026-9")
    toetsen.follow()
    heading(page, "Waarin zoekt u")
    toetsen.go("Personen", "a")
    toetsen.follow()
    toetsen.go("Burgerservicenummer", "input")
    toetsen.type(inwoner.bsn)
    toetsen.follow()
    heading(page, "Gevonden")
    toetsen.go("Dossier 1", "a")
    toetsen.follow()
    expect(page.get_by_text("Smit").first).to_be_visible()


def test_a_developer_reads_an_operation_by_keyboard(page: Page) -> None:
    toetsen = Toetsen(page)
    page.goto("/")
    toetsen.go("Ontwikkelaar", "a")
    toetsen.follow()
    toetsen.go("Basisregistratie personen", "a")
    toetsen.follow()
    toetsen.go("Alle bewerkingen en schema", "a")
    toetsen.follow()
    heading(page, "Referentie")
    toetsen.go("GET /personen/{objectId}", "a")
    toetsen.follow()
    expect(page.locator("#bewerking-raadpleegPersoon")).to_be_in_viewport()
    toetsen.go("Probeer het", "a")
    toetsen.follow()
    heading(page, "Probeer het")


# Colours that the device decides, and little movement.


def test_in_forced_colours_everything_keeps_its_edge(page: Page, inwoner: Persoonslijst) -> None:
    enter_as_resident(page, inwoner.bsn)
    page.emulate_media(forced_colors="active")
    for pad, dingen in (
        ("/mijn", [".deuren a"]),
        ("/mijn/brp/personen", [".kaart", "main button", "main input:not([type=hidden])"]),
        (
            "/ontwikkelaars/brp/v1/probeer/zoekPersoon",
            ["main button", "main input:not([type=hidden])", "main textarea", "main pre"],
        ),
    ):
        page.goto(pad)
        tekst, grond = page.evaluate(
            "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert tekst != grond
        for ding in dingen:
            rand = page.locator(ding).first.evaluate(
                "el => [getComputedStyle(el).borderTopStyle, parseFloat(getComputedStyle(el).borderTopWidth)]"
            )
            assert rand[0] != "none", (pad, ding)
            assert rand[1] >= 1, (pad, ding)


@pytest.mark.parametrize("pad", ["/", "/mijn/aanmelden", "/ontwikkelaars", "/ontwikkelaars/brp/v1/referentie"])
def test_nothing_moves_for_who_asked_for_that(page: Page, pad: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(pad)
    beweegt = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(el => {
             const s = getComputedStyle(el);
             return s.animationName !== 'none' || s.transitionDuration.split(',').some(d => parseFloat(d) > 0.01)
               || s.scrollBehavior === 'smooth';
           }).map(el => el.outerHTML.slice(0, 80))"""
    )
    assert beweegt == []


# On paper.


@pytest.mark.parametrize("pad", ["/mijn/brp/personen", "/mijn/gebruik"])
@pytest.mark.parametrize("thema", ["licht", "donker"])
def test_on_paper_it_is_black_on_white_without_a_menu(page: Page, inwoner: Persoonslijst, pad: str, thema: str) -> None:
    enter_as_resident(page, inwoner.bsn)
    page.goto(f"{pad}?thema={thema}")
    expect(page.get_by_role("navigation").first).to_be_visible()
    page.emulate_media(media="print")
    for weg in ("header nav", "footer", ".utrecht-skip-link", "main form"):
        for ding in page.locator(weg).all():
            assert not ding.is_visible(), weg
    grond, tekst, gegeven = page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
                  getComputedStyle(document.querySelector('main .kaart p, main .kaart .waarde')).color]"""
    )
    assert grond == "rgb(255, 255, 255)"
    assert all(sum(int(d) for d in kleur[4:-1].split(",")) < 300 for kleur in (tekst, gegeven)), (tekst, gegeven)
    expect(page.get_by_text("Gemaakt op")).to_be_visible()
