"""A form that is wrong: what is wrong stands first, has the focus, leads to the field, and nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bezoek import enter_as_employee, press, state_a_purpose
from tests.deuren import Eigen, authorise, id_of, load
from tests.personen import person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bronhuis_db")]


@dataclass(frozen=True)
class Formulier:
    """A form, who fills it in, what is typed, and the fields that are wrong then."""

    naam: str
    wie: str
    pad: str
    getypt: dict[str, str]
    knop: str
    fout: tuple[str, ...]
    blijft: tuple[str, ...]


FORMULIEREN = [
    Formulier("inwoner", "", "/mijn/aanmelden", {"bsn": "123456789"}, "Aanmelden", ("bsn",), ()),
    Formulier("medewerker", "", "/beheer/aanmelden", {"naam": "iemand", "wachtwoord": "x"}, "Aanmelden", ("naam",), ("naam",)),
    Formulier("doel", "beheer", "/beheer/doel", {"veld-kenmerk": "Jansen, P."}, "Verder", ("veld-activiteit", "veld-reden", "veld-kenmerk"), ("veld-kenmerk",)),
    Formulier("zoeken", "doel", "/beheer/zoeken/brp/personen", {"veld-geslachtsnaam": "Jansen", "veld-geboortedatum": "33-13-2000"}, "Zoek", ("veld-geboortedatum",), ("veld-geslachtsnaam", "veld-geboortedatum")),
    Formulier("verbeteren", "doel", "/beheer/dossier/brp/personen/{object}/corrigeer/persoon/0", {"veld-persoon.naam.voornamen": "Getypt", "veld-persoon.geboorte.datum": "gisteren"}, "Leg vast", ("veld-wijze", "veld-persoon.geboorte.datum", "veld-reden", "veld-document"), ("veld-persoon.naam.voornamen", "veld-persoon.geboorte.datum")),
    Formulier("autorisatie", "autorisaties", "/beheer/autorisaties/{autorisatie}", {"veld-kenmerk": "", "veld-vindplaats": "http://x"}, "Leg deze versie vast", ("veld-kenmerk", "veld-datum", "veld-vindplaats", "veld-reden"), ("veld-vindplaats",)),
    Formulier("intrekken", "autorisaties", "/beheer/autorisaties/{autorisatie}/intrekken", {}, "Trek in", ("reden",), ()),
    Formulier("activiteit", "autorisaties", "/beheer/activiteiten/nieuw", {"id_titel": "Bomen planten"}, "Leg deze versie vast", ("id_naam", "id_doel", "id_uitleg", "id_grondslag", "id_geldig_van"), ("id_titel",)),
    Formulier("toezicht", "toezicht", "/beheer/log", {"bsn": "123456789"}, "Zoek", ("bsn",), ()),
    Formulier("probeer", "", "/ontwikkelaars/brp/v1/probeer/raadpleegPersoon", {"path-objectId": "a/b", "query-fields": "persoon"}, "Toon de opdracht", ("path-objectId",), ("path-objectId", "query-fields")),
]  # fmt: skip


@pytest.fixture(scope="module")
def eigen(bronhuis_db: None) -> Eigen:
    return authorise("Fout", acties=["raadplegen"], velden=["persoon.naam"])


@pytest.fixture(scope="module")
def object_id(bronhuis_db: None) -> str:
    lijst = person()
    load([lijst])
    return str(id_of(lijst))


def _enter(page: Page, wie: str) -> None:
    if wie:
        enter_as_employee(page, "beheer" if wie == "doel" else wie)
    if wie == "doel":
        page.goto("/beheer/doel")
        state_a_purpose(page)


@pytest.mark.parametrize("formulier", FORMULIEREN, ids=lambda f: f.naam)
def test_what_is_wrong_is_told_first_and_at_the_field(
    page: Page, formulier: Formulier, eigen: Eigen, object_id: str
) -> None:
    _enter(page, formulier.wie)
    page.goto(formulier.pad.format(object=object_id, autorisatie=eigen.autorisatie))
    for veld, waarde in formulier.getypt.items():
        page.locator(f"[id='{veld}']").fill(waarde)
    press(page, formulier.knop)
    samenvatting = page.get_by_role("alert")
    expect(samenvatting).to_be_focused()
    assert page.title().startswith("Fout:")
    for veld in formulier.fout:
        ding = page.locator(f"[id='{veld}']")
        link = samenvatting.locator(f"a[href='#{veld}']")
        expect(link).to_have_count(1)
        expect(ding).to_have_attribute("aria-invalid", "true")
        uitleg = (ding.get_attribute("aria-describedby") or "").split()
        teksten = [page.locator(f"[id='{u}']").inner_text().strip() for u in uitleg]
        assert any(tekst and tekst in link.inner_text() for tekst in teksten), (veld, teksten)
        link.click()
        expect(ding).to_be_focused()
    for veld in formulier.blijft:
        expect(page.locator(f"[id='{veld}']")).to_have_value(formulier.getypt[veld])
