"""What an employee comes to do (docs/taken.md): steward, officer and who gives autorisaties; with and without JavaScript."""

from __future__ import annotations

import base64
import re
import time
from uuid import uuid4

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from tests.browser.bezoek import enter_as_employee, find_person, heading, keep, new_employee, press
from tests.deuren import INKOMEN, PERSONEN, Eigen, api, authorise, id_of, load, looking
from tests.personen import Persoonslijst, new_bsn, person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bronhuis_db")]


ACTIVITEIT = {
    "Doel": "Bomen planten waar bewoners dat vragen.",
    "Uitleg voor inwoners": "U vroeg om een boom. Wij zoeken uw adres op.",
    "Verwerkingsverantwoordelijke": "College van burgemeester en wethouders",
    "Categorieën betrokkenen": "bewoners",
    "Categorieën gegevens": "adres",
    "Beveiligingsmaatregelen": "toegang per rol",
    "Wettelijke bron": "Gemeentewet, artikel 108",
    "Link naar de wet": "https://wetten.overheid.nl/BWBR0005416",
    "Bewaartermijn gegevens": "2 jaar",
    "Geldig vanaf": "2026-01-01",
}


@pytest.fixture
def inwoner() -> Persoonslijst:
    """Somebody whose name was written down wrong."""
    lijst = person(c01_02_10="Noor", c01_02_40="Jansenn", c08_11_10="Dorpsstraat", c08_11_20="24")
    load([lijst])
    return lijst


@pytest.fixture
def eigen() -> Eigen:
    return authorise(
        "groen-beheren",
        acties=["raadplegen", "zoeken"],
        velden=["persoon.naam", "verblijfplaats"],
        zoeksleutels=["burgerservicenummer"],
    )


def test_sign_in_with_a_second_factor(page: Page) -> None:
    naam = f"mees-{uuid4().hex[:6]}"
    new_employee(naam, "gegevensbeheerder")
    page.goto("/")
    page.get_by_role("link", name="Medewerker").click()
    keep(page, "beheer-aanmelden")
    page.get_by_label("Naam").fill(naam)
    page.get_by_label("Wachtwoord").fill("verkeerd")
    press(page, "Aanmelden")
    expect(page.get_by_role("alert")).to_contain_text("klopt niet")
    expect(page.get_by_label("Naam")).to_have_value(naam)
    keep(page, "beheer-aanmelden-fout")
    page.get_by_label("Wachtwoord").fill(f"demo-{naam}")
    press(page, "Aanmelden")
    heading(page, "App koppelen")
    keep(page, "beheer-koppelen", donker=True)
    sleutel = page.get_by_role("main").locator("code").inner_text()
    app = TOTP(base64.b32decode(sleutel + "=" * (-len(sleutel) % 8)))
    app.time = time.time()
    page.get_by_label("Code van 6 cijfers").fill(f"{(app.token() + 1) % 1_000_000:06d}")
    press(page, "Koppel")
    expect(page.get_by_role("alert")).to_contain_text("klopt niet")
    keep(page, "beheer-koppelen-fout")
    # A wrong code makes the next one wait a second; a person needs longer than that to type it.
    TOTPDevice.objects.filter(user__username=naam).update(throttling_failure_count=0)
    page.get_by_label("Code van 6 cijfers").fill(f"{app.token():06d}")
    press(page, "Koppel")
    heading(page, "Beheer")
    keep(page, "beheer-begin", donker=True)


def test_find_a_person_for_a_purpose_and_reveal_a_number_with_a_reason(page: Page, inwoner: Persoonslijst) -> None:
    enter_as_employee(page, "beheer")
    page.get_by_role("banner").get_by_role("link", name="Zoeken").click()
    heading(page, "Waarvoor kijkt u")
    page.get_by_label("Waarom nu").select_option(label="Controle van de kwaliteit")
    press(page, "Verder")
    expect(page.get_by_role("alert")).to_contain_text("Kies waarvoor u kijkt")
    expect(page.get_by_label("Waarom nu")).to_have_value("kwaliteit")
    keep(page, "beheer-doel-fout", donker=True)
    page.get_by_role("banner").get_by_role("link", name="Zoeken").click()
    page.get_by_label("Beheren van de registers").check()
    page.get_by_label("Waarom nu").select_option(label="Controle van de kwaliteit")
    page.get_by_label("Kenmerk van de zaak").fill("Z-2026-0412")
    keep(page, "beheer-doel", donker=True)
    press(page, "Verder")
    heading(page, "Waarin zoekt u")
    keep(page, "beheer-kies")
    page.get_by_role("main").get_by_role("link", name="Personen").first.click()
    keep(page, "beheer-zoeken")
    press(page, "Zoek")
    expect(page.get_by_role("alert")).to_contain_text("Vul genoeg in")
    keep(page, "beheer-zoeken-fout")
    page.get_by_label("Burgerservicenummer (BSN)").fill("123")
    press(page, "Zoek")
    expect(page.get_by_label("Burgerservicenummer (BSN)")).to_have_attribute("aria-invalid", "true")
    keep(page, "beheer-zoeken-veldfout")
    page.get_by_label("Burgerservicenummer (BSN)").fill(new_bsn())
    press(page, "Zoek")
    expect(page.get_by_text("Niets gevonden")).to_be_visible()
    keep(page, "beheer-niets-gevonden")
    press(page, "Opnieuw zoeken", soort="link")
    page.get_by_label("Burgerservicenummer (BSN)").fill(inwoner.bsn)
    press(page, "Zoek")
    expect(page.get_by_text("1 gevonden")).to_be_visible()
    keep(page, "beheer-gevonden")
    press(page, "Dossier 1", soort="link")
    heading(page, "Dossier: Personen")
    expect(page.get_by_text("Jansenn").first).to_be_visible()
    expect(page.get_by_text(inwoner.bsn)).to_have_count(0)
    keep(page, "beheer-dossier", donker=True)
    page.get_by_text("Een nummer tonen").click()
    page.get_by_label("Welk nummer").select_option(label="Persoon: Burgerservicenummer (BSN)")
    press(page, "Toon")
    expect(page.get_by_role("alert")).to_contain_text("Kies waarom")
    keep(page, "beheer-toon-fout")
    page.get_by_label("Waarom").select_option(label="Controle van de kwaliteit")
    press(page, "Toon")
    expect(page.get_by_text(inwoner.bsn)).to_be_visible()
    assert inwoner.bsn not in page.url
    keep(page, "beheer-toon")


def test_read_the_history_and_correct_a_mistake(page: Page, inwoner: Persoonslijst) -> None:
    enter_as_employee(page, "beheer")
    find_person(page, inwoner.bsn)
    press(page, "Dossier 1", soort="link")
    page.get_by_role("region", name="Verbeteren").get_by_role("link", name="Persoon", exact=True).click()
    heading(page, "Verbeteren: Persoon")
    keep(page, "beheer-verbeteren", donker=True)
    page.get_by_label("Achternaam", exact=True).fill("Jansen")
    press(page, "Leg vast")
    expect(page.get_by_role("alert")).to_contain_text("Kies waarom u dit wijzigt")
    expect(page.get_by_label("Achternaam", exact=True)).to_have_value("Jansen")
    keep(page, "beheer-verbeteren-fout")
    page.get_by_label("Er stond iets fout").check()
    page.get_by_label("Waarom").select_option(label="Een eigen fout wordt hersteld")
    page.get_by_label("Kenmerk van het document").fill("A-2026-77")
    press(page, "Leg vast")
    heading(page, "Vastgelegd: Persoon")
    expect(page.get_by_role("deletion")).to_have_text("Jansenn")
    expect(page.get_by_role("insertion")).to_have_text("Jansen")
    keep(page, "beheer-verbeterd", donker=True)
    press(page, "Hele geschiedenis", soort="link")
    heading(page, "Geschiedenis")
    expect(page.get_by_role("row").filter(has_text="onjuist gebleken")).to_contain_text("Jansenn")
    expect(page.get_by_role("row").filter(has_text="A-2026-77").first).to_contain_text("Een eigen fout wordt hersteld")
    keep(page, "beheer-geschiedenis", donker=True)
    page.get_by_role("navigation", name="Kruimelpad").get_by_role("link", name="Dossier").click()
    page.get_by_label("Geldig op").fill("1979-01-01")
    press(page, "Toon stand")
    expect(page.get_by_text("Jansen")).to_have_count(0)
    keep(page, "beheer-dossier-leeg")


def test_narrow_an_autorisatie_and_withdraw_it(page: Page, eigen: Eigen, inwoner: Persoonslijst) -> None:
    pad = f"{PERSONEN}/{id_of(inwoner)}?fields=verblijfplaats"
    assert eigen.client().get(pad).status_code == 200
    enter_as_employee(page, "autorisaties")
    page.get_by_role("banner").get_by_role("link", name="Autorisaties").click()
    keep(page, "beheer-autorisaties", donker=True)
    naam = eigen.applicatie.name
    page.get_by_role("link", name=f"Wijzigen {naam}: {naam}").click()
    heading(page, naam)
    page.get_by_text("Velden: Adres").click()
    for vak in page.get_by_role("group", name="Adres", exact=True).get_by_role("checkbox").all():
        vak.uncheck()
    keep(page, "beheer-autorisatie", donker=True)
    press(page, "Leg deze versie vast")
    expect(page.get_by_role("alert")).to_contain_text("Vul de datum van het besluit in")
    keep(page, "beheer-autorisatie-fout")
    page.get_by_label("Datum van het besluit").fill("2026-05-01")
    page.get_by_label("Reden van deze versie").fill("Het adres is voor dit doel niet nodig.")
    press(page, "Leg deze versie vast")
    heading(page, "Autorisaties")
    assert eigen.client().get(pad).json()["code"] == "veld-niet-toegestaan"
    page.get_by_role("link", name=f"Intrekken {naam}: {naam}").click()
    heading(page, "Intrekken")
    press(page, "Trek in")
    expect(page.get_by_role("alert")).to_contain_text("Schrijf op waarom")
    keep(page, "beheer-intrekken-fout")
    page.get_by_label("Reden").fill("Het project is klaar.")
    press(page, "Trek in")
    expect(page.get_by_text("Het project is klaar.").first).to_be_visible()
    assert eigen.client().get(f"{PERSONEN}/{id_of(inwoner)}?fields=persoon.naam").status_code in {401, 403}


def test_register_a_version_of_an_activity(page: Page) -> None:
    naam = f"bomen-{uuid4().hex[:6]}"
    enter_as_employee(page, "autorisaties")
    page.get_by_role("banner").get_by_role("link", name="Activiteiten").click()
    keep(page, "beheer-activiteiten")
    press(page, "Nieuwe verwerkingsactiviteit", soort="link")
    keep(page, "beheer-activiteit-nieuw")
    page.get_by_label("Korte naam").fill(naam)
    page.get_by_label("Titel", exact=True).fill("Bomen planten")
    press(page, "Leg deze versie vast")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Titel", exact=True)).to_have_value("Bomen planten")
    keep(page, "beheer-activiteit-fout", donker=True)
    for veld, waarde in ACTIVITEIT.items():
        page.get_by_label(veld, exact=True).fill(waarde)
    page.get_by_label("Grondslag", exact=True).select_option(index=1)
    press(page, "Leg deze versie vast")
    heading(page, "Verwerkingsactiviteiten")
    page.get_by_role("link", name=f"Nieuwe versie {naam}").click()
    page.get_by_label("Titel", exact=True).fill("Bomen en struiken planten")
    press(page, "Leg deze versie vast")
    deel = page.get_by_role("region", name=naam)
    expect(deel.get_by_role("heading", name="Bomen en struiken planten")).to_contain_text("versie 2")
    expect(deel.get_by_role("heading", name=re.compile("Bomen planten"))).to_contain_text("versie 1")


def test_see_who_saw_a_person(page: Page, inwoner: Persoonslijst) -> None:
    assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(inwoner)}").status_code == 200
    enter_as_employee(page, "toezicht")
    page.get_by_role("banner").get_by_role("link", name="Verwerkingslog").click()
    heading(page, "Wie zag de gegevens van deze persoon")
    page.get_by_label("Burgerservicenummer").fill("123456789")
    press(page, "Zoek")
    expect(page.get_by_role("alert")).to_contain_text("geen burgerservicenummer")
    keep(page, "beheer-log-fout")
    page.get_by_label("Burgerservicenummer").fill(new_bsn())
    press(page, "Zoek")
    expect(page.get_by_text("Niemand gebruikte de gegevens")).to_be_visible()
    keep(page, "beheer-wie-zag-leeg")
    press(page, "Andere persoon", soort="link")
    page.get_by_label("Burgerservicenummer").fill(inwoner.bsn)
    press(page, "Zoek")
    expect(page.get_by_text("Team Werk en Inkomen").first).to_be_visible()
    expect(page.get_by_text(inwoner.bsn)).to_have_count(0)
    assert inwoner.bsn not in page.url
    keep(page, "beheer-wie-zag", donker=True)


def test_see_what_an_employee_did(page: Page, inwoner: Persoonslijst) -> None:
    sleutel = str(uuid4())
    assert api(*INKOMEN, Eindgebruiker=sleutel).get(f"{PERSONEN}/{id_of(inwoner)}").status_code == 200
    assert looking().get(f"/beheer/dossier/brp/personen/{id_of(inwoner)}").status_code == 200
    enter_as_employee(page, "toezicht")
    page.get_by_role("main").get_by_role("link", name="Wat deed wie?").click()
    heading(page, "Wat deed wie")
    keep(page, "beheer-handelingen", donker=True)
    page.get_by_role("link", name=f"medewerker {sleutel[:8]}").first.click()
    expect(page.get_by_label("Sleutel van de medewerker")).to_have_value(sleutel)
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row").last).to_contain_text("Suite Inkomen")
    keep(page, "beheer-handelingen-een")
    page.get_by_label("Tot en met").fill("2020-01-01")
    page.get_by_label("Van", exact=True).fill("2020-01-01")
    press(page, "Toon")
    expect(page.get_by_text("Geen handelingen gevonden")).to_be_visible()
    keep(page, "beheer-handelingen-leeg")
