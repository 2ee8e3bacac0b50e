"""How an employee gets to a person in /beheer: says what for, searches, and opens what was found."""

from __future__ import annotations

from demo.browser import Browser, Pagina
from demo.spelers import Bewoner
from demo.verteller import Mislukt

ZOEKEN = "/beheer/zoeken/brp/personen"
DOEL = "gegevensbeheer"


def dossier_of(bewoner: Bewoner) -> str:
    """The path of somebody's file in /beheer."""
    return f"/beheer/dossier/brp/personen/{bewoner.id}"


def open_dossier(browser: Browser, bewoner: Bewoner, *, reden: str, kenmerk: str) -> tuple[Pagina, Pagina, Pagina]:
    """State a purpose, search and open; the three pages in that order. Raises Mislukt."""
    browser.get("/beheer/doel")
    gekozen = browser.post("/beheer/doel", {"activiteit": DOEL, "reden": reden, "kenmerk": kenmerk})
    if gekozen.pad != "/beheer/zoeken":
        raise Mislukt(f"het doel werd niet aangenomen: {gekozen.tekst[:200]}")
    browser.get(ZOEKEN)
    gevonden = browser.post(f"{ZOEKEN}/gevonden", {"burgerservicenummer": bewoner.bsn})
    if bewoner.id not in gevonden.html:
        raise Mislukt("de persoon werd in /beheer niet gevonden")
    return gekozen, gevonden, browser.get(dossier_of(bewoner)).must_say("Dossier")
