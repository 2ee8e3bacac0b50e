"""A visit to the pages as a person makes it: come in by a door, and keep pictures of what is seen where a folder was named."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, expect

from tests.deuren import code_of

# Every state at both widths, to look at; and the few that the documentation keeps, as large as a screen.
BEELDEN = os.environ.get("BRONHUIS_BEELDEN")
SCHERMEN = os.environ.get("BRONHUIS_SCHERMEN")
BREED, SMAL, HOOG = 1200, 320, 800
BEWAARD = (
    "inwoner-gegevens",
    "inwoner-gebruik",
    "inwoner-donker",
    "beheer-doel",
    "beheer-dossier",
    "beheer-geschiedenis",
    "beheer-verbeterd",
    "beheer-autorisaties",
    "beheer-handelingen",
    "ontwikkelaar-naslag",
)


def keep(page: Page, naam: str, *, donker: bool = False) -> None:
    """Keep this state: whole and at both widths in BRONHUIS_BEELDEN, and one screen of the chosen ones in BRONHUIS_SCHERMEN."""
    if BEELDEN:
        for breedte in (SMAL, BREED):
            page.set_viewport_size({"width": breedte, "height": HOOG})
            page.screenshot(path=Path(BEELDEN) / f"{naam}-{breedte}.png", full_page=True)
        if donker:
            page.emulate_media(color_scheme="dark")
            page.screenshot(path=Path(BEELDEN) / f"{naam}-{BREED}-donker.png", full_page=True)
            page.emulate_media(color_scheme="light")
    if SCHERMEN and naam in BEWAARD:
        page.set_viewport_size({"width": BREED, "height": HOOG})
        page.evaluate("() => (document.querySelector(':target') || document.body).scrollIntoView()")
        page.screenshot(path=Path(SCHERMEN) / f"{naam}.png")


def press(page: Page, naam: str, *, soort: str = "button") -> None:
    """Press the first button (or link) with exactly this name in the content of the page."""
    page.get_by_role("main").get_by_role("link" if soort == "link" else "button", name=naam, exact=True).first.click()


def heading(page: Page, tekst: str) -> None:
    """Expect to be on the page with this heading."""
    expect(page.get_by_role("heading", level=1, name=re.compile(tekst))).to_be_visible()


def enter_as_resident(page: Page, bsn: str) -> None:
    """From the front door to my data."""
    page.goto("/")
    page.get_by_role("link", name="Inwoner").click()
    page.get_by_label("Burgerservicenummer").fill(bsn)
    press(page, "Aanmelden")
    heading(page, "Mijn gegevens")


def enter_as_employee(page: Page, naam: str) -> None:
    """From the front door to the pages of an employee of the demo who coupled an app before."""
    page.goto("/")
    page.get_by_role("link", name="Medewerker").click()
    page.get_by_label("Naam").fill(naam)
    page.get_by_label("Wachtwoord").fill(f"demo-{naam}")
    code = code_of(naam)
    press(page, "Aanmelden")
    page.get_by_label("Code van 6 cijfers").fill(code)
    press(page, "Verder")
    heading(page, "Beheer")


def state_a_purpose(page: Page, kenmerk: str = "Z-2026-0412") -> None:
    """Say what for, why now and for which case."""
    heading(page, "Waarvoor kijkt u")
    page.get_by_label("Beheren van de registers").check()
    page.get_by_label("Waarom nu").select_option(label="Controle van de kwaliteit")
    page.get_by_label("Kenmerk van de zaak").fill(kenmerk)
    press(page, "Verder")


def find_person(page: Page, bsn: str) -> None:
    """As a steward at the first page: to the dossier of this person."""
    press(
        page,
        "Zoeken en verbeteren Zoek een persoon of object, bekijk de geschiedenis en verbeter een fout.",
        soort="link",
    )
    state_a_purpose(page)
    page.get_by_role("main").get_by_role("link", name="Personen").first.click()
    page.get_by_label("Burgerservicenummer (BSN)").fill(bsn)
    press(page, "Zoek")
    heading(page, "Gevonden")


def new_employee(naam: str, rol: str) -> None:
    """An employee who never signed in: no app is coupled yet."""
    medewerker = User.objects.create_user(naam, password=f"demo-{naam}", is_staff=True)
    medewerker.groups.add(Group.objects.get(name=rol))
