"""Every page of the URLconf, for every role and in every state, judged by the same rules; a route that is not here fails."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
import pytest
from django.contrib.auth.models import User
from django.urls import get_resolver, reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.lokaal.processen import Webserver
from nlapi.routes import alle_routes
from processing.services import trek_autorisatie_in
from processing.vernietigen import impose_stop
from tests import plugin
from tests.audit.oud_log import make_part
from tests.browser.bezoek import enter_as_employee, enter_as_resident, new_employee, press, state_a_purpose
from tests.browser.toetsing import Ooggetuige, faults
from tests.deuren import INKOMEN, PERSONEN, Eigen, a_signal, api, authorise, employee, id_of, load, looking
from tests.personen import new_bsn, person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bronhuis_db")]

# Routes that give no page to look at, and why.
GEEN_BLADZIJDE = {
    "healthz": "text for machines",
    "veiligheidsmelding": "security.txt, text for machines",
    "verwerkingslog-openapi": "API",
    "verwerkingslog-regels-zoek": "API",
    "register-openapi": "API",
    "register-verzameling": "API",
    "register-zoek": "API",
    "register-object": "API",
    "register-voorkomens": "API",
    "intern-personen-laden": "API of the same machine",
    "oauth-token": "API",
    "oauth-jwks": "API",
    "oauth-revoke": "API",
    "oauth-metadata": "API",
    "statisch": "files",
    "controleer-programma": "a file to keep",
    "zegel-checkpoint": "a note for machines",
    "zegel-tegel": "hashes for machines",
    "zegel-sleutel": "a key for machines",
    "zegel-tijdstempel": "a token for machines",
    "zegel-gestempeld": "a note for machines",
    "burger-bewijs": "a file to keep; the page of an unknown line is that of every 404",
    "burger-sessie": "204 for the script of the page; without a session the page of 401, which is here",
    "beheer-afmelden": "sends on to the front door; its refusal of GET is here",
}


@dataclass
class Wereld:
    """What there is to see: people, an autorisatie, and the browser of each role."""

    server: str
    chromium: Browser
    ooggetuige: Ooggetuige
    inwoner: str = ""
    object_id: UUID = field(default_factory=uuid4)
    onbekende: str = ""
    niemand: str = field(default_factory=new_bsn)
    eigen: Eigen | None = None
    halverwege: str = ""
    stop: UUID = field(default_factory=uuid4)
    signaal: UUID = field(default_factory=uuid4)
    browsers: dict[str, BrowserContext] = field(default_factory=dict)

    def page(self, rol: str) -> Page:
        """A new page in the browser of this role; who signs in does so once."""
        if rol not in self.browsers:
            context = self.chromium.new_context(base_url=self.server, locale="nl-NL")
            context.set_default_timeout(15_000)
            self.browsers[rol] = context
            ROLLEN[rol](self, context.new_page())
            self.ooggetuige.watch(context)
        return self.browsers[rol].new_page()

    def path(self, route: str, /, **waarden: object) -> str:
        """The address of a page about the resident, the example API or the own autorisatie."""
        vast: dict[str, object] = {"register": "brp", "objecttype": "personen", "object_id": self.object_id}
        patroon = next(r.patroon for r in alle_routes(get_resolver().url_patterns) if r.naam == route)
        alles = vast | {
            "hoofdversie": 1,
            "bewerking": "zoekPersoon",
            "groep": "persoon",
            "stapel": 0,
            "naam": "adresonderzoek",
            "kwartaal": "1950-01-01",
            "klasse": "2jaar",
            "stop_id": self.stop,
        }
        alles |= {"signaal": self.signaal, "aandacht": uuid4()}
        alles |= {"autorisatie": self.eigen.autorisatie if self.eigen else uuid4()} | waarden
        return reverse(route, kwargs={k: w for k, w in alles.items() if f":{k}>" in patroon})


def _halfway(wereld: Wereld, page: Page) -> None:
    page.goto("/beheer/aanmelden")
    page.get_by_label("Naam").fill(wereld.halverwege)
    page.get_by_label("Wachtwoord").fill(f"demo-{wereld.halverwege}")
    press(page, "Aanmelden")


def _second_step(wereld: Wereld, page: Page) -> None:
    from tests.deuren import code_of

    naam = f"stap-{uuid4().hex[:8]}"
    new_employee(naam, "gegevensbeheerder")
    code_of(naam)
    page.goto("/beheer/aanmelden")
    page.get_by_label("Naam").fill(naam)
    page.get_by_label("Wachtwoord").fill(f"demo-{naam}")
    press(page, "Aanmelden")


def _steward_with_purpose(wereld: Wereld, page: Page) -> None:
    enter_as_employee(page, "beheer")
    page.goto("/beheer/doel")
    state_a_purpose(page)


ROLLEN: dict[str, Callable[[Wereld, Page], None]] = {
    "niemand": lambda w, p: None,
    "inwoner": lambda w, p: enter_as_resident(p, w.inwoner),
    "onbekende": lambda w, p: enter_as_resident(p, w.onbekende),
    "zonder app": _halfway,
    "zonder code": _second_step,
    "gegevensbeheerder zonder doel": lambda w, p: enter_as_employee(p, "beheer"),
    "gegevensbeheerder": _steward_with_purpose,
    "toezichthouder": lambda w, p: enter_as_employee(p, "toezicht"),
    "autorisatiebeheerder": lambda w, p: enter_as_employee(p, "autorisaties"),
    "archiefbeheerder": lambda w, p: enter_as_employee(p, "archief"),
    "ontwikkelaar": lambda w, p: None,
}

Stap = Callable[[Page, Wereld], None]


@dataclass(frozen=True)
class Bladzijde:
    """One page in one state: its route, who looks, how to get there, and what makes sure that it is that page."""

    route: str
    rol: str
    staat: str
    tekst: str
    pad: str = ""
    vraag: str = ""
    stap: Stap | None = None
    waarden: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return f"{self.route}-{self.rol}-{self.staat}".replace(" ", "_")

    def address(self, wereld: Wereld) -> str:
        """Where it is."""
        return (self.pad or wereld.path(self.route, **dict(self.waarden))) + self.vraag

    def open(self, page: Page, wereld: Wereld) -> None:
        """Go there, and make sure of it."""
        page.goto(self.address(wereld))
        if self.stap:
            self.stap(page, wereld)
        expect(page.get_by_role("main")).to_contain_text(self.tekst)


def fill(**velden: str) -> Callable[[str], Stap]:
    """Fill in these fields (by id) and press the button."""

    def with_button(knop: str) -> Stap:
        def stap(page: Page, wereld: Wereld) -> None:
            for veld, waarde in velden.items():
                page.locator(f"[id='{veld}']").fill(waarde.format(bsn=wereld.inwoner, ander=wereld.niemand))
            press(page, knop)

        return stap

    return with_button


def _reveal(pad: str, reden: str) -> Stap:
    def stap(page: Page, wereld: Wereld) -> None:
        page.get_by_text("Een nummer tonen").click()
        page.get_by_label("Welk nummer").select_option(value=pad)
        page.get_by_label("Waarom").select_option(value=reden)
        press(page, "Toon")

    return stap


def _judge(uitkomst: str) -> Stap:
    def stap(page: Page, wereld: Wereld) -> None:
        page.locator(f"#uitkomst-{uitkomst}").check()
        page.get_by_label("Waarom vindt u dat?").fill("Met de teamleider besproken.")
        press(page, "Leg vast")

    return stap


def _attend(page: Page, wereld: Wereld) -> None:
    page.get_by_label("Burgerservicenummer").fill(new_bsn())
    page.get_by_label("Waarom").select_option(value="bekend-persoon")
    page.get_by_label("Kenmerk van de zaak").fill("FG-2026-1")
    press(page, "Geef aandacht")


def _end(page: Page, wereld: Wereld) -> None:
    page.get_by_role("button", name="Beëindig de aandacht").first.click()


def _correct(page: Page, wereld: Wereld) -> None:
    page.get_by_label("Er stond iets fout").check()
    page.get_by_label("Voornamen").fill(f"Naam{uuid4().hex[:6]}")
    page.get_by_label("Waarom").select_option(index=1)
    page.get_by_label("Kenmerk van het document").fill("A-1")
    press(page, "Leg vast")


def _expired(page: Page, wereld: Wereld) -> None:
    """A form of which the token is gone."""
    page.evaluate("() => document.querySelector('main [name=csrfmiddlewaretoken]').remove()")
    press(page, "Aanmelden")


def _locked(page: Page, wereld: Wereld) -> None:
    naam = f"slot-{uuid4().hex[:8]}"
    for _ in range(6):
        fill(naam=naam, wachtwoord="fout")("Aanmelden")(page, wereld)


def _signed_out(page: Page, wereld: Wereld) -> None:
    page.get_by_role("button", name="Afmelden").click()
    wereld.browsers.pop("onbekende")


def _show_number(page: Page, wereld: Wereld) -> None:
    page.get_by_role("button", name="Toon Burgerservicenummer").first.click()


def _to_paper(page: Page, wereld: Wereld) -> None:
    _all_open(page, wereld)
    page.get_by_role("link", name="of bewaar haar op papier").first.click()


def _all_open(page: Page, wereld: Wereld) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")


B = Bladzijde
STEWARD, OFFICER, GIVER = "gegevensbeheerder", "toezichthouder", "autorisatiebeheerder"
KEEPER = "archiefbeheerder"
LOGAPI = (("register", "verwerkingslog"), ("bewerking", "zoekLogregels"))
BLADZIJDEN = [
    # Everyone.
    B("start", "niemand", "gevuld", "op één plek"),
    B("start", "inwoner", "gevuld", "op één plek"),
    B("start", STEWARD, "gevuld", "op één plek"),
    B("burger-aanmelden", "niemand", "leeg", "simulator"),
    B("burger-aanmelden", "niemand", "fout", "elfproef", stap=fill(bsn="123456789")("Aanmelden")),
    B("burger-aanmelden", "niemand", "fout 403", "formulier is verlopen", stap=_expired),
    B("burger-verlopen", "niemand", "gevuld", "minuten niets"),
    B("burger-hulp", "niemand", "gevuld", "Wat zie ik hier?"),
    B("burger-hulp", "inwoner", "gevuld", "Wat zie ik hier?"),
    B("burger-afmelden", "niemand", "fout 405", "verzoek"),
    B("burger-sessie", "niemand", "fout 401", "verlopen"),
    B("start", "niemand", "fout 404", "verzoek", pad="/bestaat-niet"),
    B("controleer", "niemand", "leeg", "Zonder ons"),
    B("controleer", "niemand", "fout", "Niet na te gaan", stap=fill(regel="geen regel")("Controleer")),
    B("beheer-aanmelden", "niemand", "leeg", "Wachtwoord"),
    B("beheer-aanmelden", "niemand", "fout", "klopt niet", stap=fill(naam="x", wachtwoord="x")("Aanmelden")),
    B("beheer-aanmelden", "niemand", "fout te vaak", "Te vaak een verkeerd wachtwoord", stap=_locked),
    # Residents.
    B("burger-start", "inwoner", "gevuld", "Mijn gegevens"),
    B("burger-register", "inwoner", "gevuld", "vastgelegd op"),
    B("burger-register", "inwoner", "open", "vastgelegd op", stap=_all_open),
    B("burger-register", "inwoner", "eerder", "U ziet wat gold op", vraag="?op=2020-01-01"),
    B("burger-toon", "inwoner", "gevuld", "Burgerservicenummer", stap=_show_number),
    B("burger-toon", "inwoner", "fout 405", "verzoek"),
    B("burger-eerder", "inwoner", "gevuld", "staat er nu", vraag="?veld=persoon.naam.geslachtsnaam"),
    B("burger-eerder", "inwoner", "leeg", "Niet bekend bij ons", vraag="?veld=persoon.naam.voorvoegsel"),
    B("burger-eerder", "inwoner", "fout 404", "verzoek", vraag="?veld=persoon.bestaatNiet"),
    B("burger-register", "onbekende", "leeg", "geen gegevens van u"),
    B("burger-register", "inwoner", "fout 400", "verzoek", vraag="?op=gisteren"),
    B("burger-register", "inwoner", "fout 404", "verzoek", waarden=(("register", "bestaatniet"),)),
    B("burger-gebruik", "inwoner", "gevuld", "Team Werk en Inkomen", vraag="?periode=jaar"),
    B("burger-gebruik", "inwoner", "open", "Team Werk en Inkomen", stap=_all_open),
    B("burger-gebruik", "onbekende", "leeg", "Wie gebruikte mijn gegevens"),
    B("burger-gebruik", "inwoner", "gefilterd", "Alleen gebruik van", vraag="?veld=persoon.naam&register=brp/personen"),
    B("burger-gebruik", "inwoner", "geen met deze keuze", "Met deze keuzes is er geen gebruik", vraag="?veld=reisdocumenten&register=brp/personen"),
    B("burger-gebruik", "inwoner", "fout 400", "verzoek", vraag="?periode=eeuw"),
    B("burger-papier", "inwoner", "gevuld", "Een regel uit het verwerkingslog", pad="/mijn/gebruik?toon=los", stap=_to_paper),
    B("burger-afmelden", "onbekende", "gevuld", "Niemand ziet op dit apparaat", pad="/mijn", stap=_signed_out),
    # Signing in at /beheer.
    B("beheer-koppelen", "zonder app", "leeg", "authenticator"),
    B("beheer-koppelen", "zonder app", "fout", "klopt niet", stap=fill(code="000")("Koppel")),
    B("beheer-tweede-stap", "zonder code", "leeg", "6 cijfers"),
    B("beheer-tweede-stap", "zonder code", "fout", "code", stap=fill(code="000")("Verder")),
    B("beheer-afmelden", STEWARD, "fout 405", "verzoek"),
    # Stewards.
    B("beheer-start", "gegevensbeheerder zonder doel", "gevuld", "Zoeken en verbeteren"),
    B("beheer-start", STEWARD, "gevuld", "U kijkt voor"),
    B("beheer-start", OFFICER, "gevuld", "Wat deed wie?"),
    B("beheer-start", GIVER, "gevuld", "Autorisaties"),
    B("beheer-doel", "gegevensbeheerder zonder doel", "leeg", "Kenmerk van de zaak"),
    B("beheer-doel", "gegevensbeheerder zonder doel", "fout", "Kies waarvoor u kijkt", stap=fill()("Verder")),
    B("beheer-zoeken", "gegevensbeheerder zonder doel", "leeg", "Waarvoor kijkt u?"),
    B("beheer-zoeken", STEWARD, "gevuld", "Waarin zoekt u?"),
    B("beheer-zoekformulier", STEWARD, "leeg", "Waarmee kan ik zoeken?"),
    B("beheer-zoekformulier", STEWARD, "fout 404", "verzoek", waarden=(("objecttype", "bestaatniet"),)),
    B("beheer-gevonden", STEWARD, "fout 405", "verzoek"),
    B("beheer-gevonden", STEWARD, "fout vraag", "Vul genoeg in", pad="/beheer/zoeken/brp/personen", stap=fill()("Zoek")),
    B("beheer-gevonden", STEWARD, "fout veld", "heeft niet de vorm", pad="/beheer/zoeken/brp/personen", stap=fill(**{"veld-burgerservicenummer": "1"})("Zoek")),
    B("beheer-gevonden", STEWARD, "leeg", "Niets gevonden", pad="/beheer/zoeken/brp/personen", stap=fill(**{"veld-burgerservicenummer": "{ander}"})("Zoek")),
    B("beheer-gevonden", STEWARD, "gevuld", "1 gevonden", pad="/beheer/zoeken/brp/personen", stap=fill(**{"veld-burgerservicenummer": "{bsn}"})("Zoek")),
    B("beheer-dossier", STEWARD, "gevuld", "Beschermde nummers"),
    B("beheer-dossier", STEWARD, "open", "Beschermde nummers", stap=_all_open),
    B("beheer-dossier", STEWARD, "leeg", "Beschermde nummers", vraag="?geldigOp=1900-01-01"),
    B("beheer-dossier", STEWARD, "fout 404", "verzoek", waarden=(("object_id", UUID(int=0)),)),
    B("beheer-dossier", STEWARD, "fout 400", "verzoek", vraag="?beschikbaarOp=2999-01-01T00:00:00"),
    B("beheer-dossier", OFFICER, "fout 403", "rol die u niet hebt"),
    B("beheer-toon", STEWARD, "fout 405", "verzoek"),
    B("beheer-historie", STEWARD, "gevuld", "twee tijden"),
    B("beheer-corrigeren", STEWARD, "gevuld", "Zo hoort het te staan"),
    B("beheer-corrigeren", STEWARD, "leeg", "Zo hoort het te staan", waarden=(("groep", "overlijden"),)),
    B("beheer-corrigeren", STEWARD, "fout 404", "verzoek", waarden=(("groep", "bestaatniet"),)),
    B("beheer-opslaan", STEWARD, "fout 405", "verzoek"),
    # Who gives autorisaties.
    B("beheer-autorisaties", GIVER, "gevuld", "huidige versie", stap=_all_open),
    B("beheer-autorisaties", STEWARD, "gevuld", "huidige versie"),
    B("beheer-autorisatie-nieuw", GIVER, "leeg", "Kies eerst voor wie"),
    B("beheer-autorisatie-nieuw", STEWARD, "fout 403", "rol die u niet hebt"),
    B("beheer-autorisatie", GIVER, "gevuld", "Waar dit op rust", stap=_all_open),
    B("beheer-autorisatie", GIVER, "fout", "Schrijf op waarom", stap=fill()("Leg deze versie vast")),
    B("beheer-autorisatie", GIVER, "fout 404", "verzoek", waarden=(("autorisatie", UUID(int=0)),)),
    B("beheer-autorisatie-intrekken", GIVER, "leeg", "krijgt deze organisatie voor dit doel niets meer"),
    B("beheer-autorisatie-intrekken", GIVER, "fout", "Schrijf op waarom", stap=fill()("Trek in")),
    B("beheer-activiteiten", GIVER, "gevuld", "Doorgifte buiten de EER"),
    B("beheer-activiteiten", OFFICER, "gevuld", "Doorgifte buiten de EER"),
    B("beheer-activiteit-nieuw", GIVER, "leeg", "Korte naam"),
    B("beheer-activiteit-nieuw", GIVER, "fout", "Er is nog niets opgeslagen", stap=fill()("Leg deze versie vast")),
    B("beheer-activiteit", GIVER, "gevuld", "Nieuwe versie: adresonderzoek"),
    B("beheer-activiteit", GIVER, "fout 404", "verzoek", waarden=(("naam", "bestaat-niet"),)),
    B("beheer-activiteit-intrekken", GIVER, "gevuld", "Elk gebruik voor dit doel stopt"),
    # Officers.
    B("beheer-log", OFFICER, "leeg", "Burgerservicenummer"),
    B("beheer-log", OFFICER, "fout", "geen burgerservicenummer", stap=fill(bsn="123456789")("Zoek")),
    B("beheer-log", STEWARD, "fout 403", "rol die u niet hebt"),
    B("beheer-wie-zag", OFFICER, "fout 405", "verzoek"),
    B("beheer-wie-zag", OFFICER, "leeg", "Niemand gebruikte", pad="/beheer/log", stap=fill(bsn="{ander}")("Zoek")),
    B("beheer-wie-zag", OFFICER, "gevuld", "Team Werk en Inkomen", pad="/beheer/log", stap=fill(bsn="{bsn}")("Zoek")),
    B("beheer-zegel", OFFICER, "gevuld", "Elke regel van het log krijgt binnen seconden een zegel"),
    B("beheer-signalen", OFFICER, "gevuld", "Controle van het log mislukt"),
    B("beheer-signalen", OFFICER, "gefilterd", "Zelfde achternaam", vraag="?soort=zelfde-geslachtsnaam&staat=open"),
    B("beheer-signalen", OFFICER, "leeg", "Geen signalen met deze keuze", vraag="?soort=canarie&staat=onderzoek"),
    B("beheer-signalen", OFFICER, "fout 400", "verzoek", vraag="?staat=dicht"),
    B("beheer-signalen", STEWARD, "fout 403", "rol die u niet hebt"),
    B("beheer-signaal", OFFICER, "gevuld", "Wat vond u?"),
    B("beheer-signaal", OFFICER, "fout 404", "verzoek", waarden=(("signaal", UUID(int=0)),)),
    B("beheer-signaal-uitkomst", OFFICER, "gevuld", "Nader onderzoek nodig", stap=_judge("nader-onderzoek")),
    B("beheer-signaal-uitkomst", OFFICER, "fout", "Kies wat u vond", stap=fill()("Leg vast")),
    B("beheer-signaal-uitkomst", OFFICER, "fout 405", "verzoek"),
    B("beheer-aandacht-markeer", OFFICER, "gevuld", "heeft nu aandacht", stap=_attend),
    B("beheer-aandacht-markeer", OFFICER, "fout", "Kies waarom", stap=fill(**{"veld-bsn": "1"})("Geef aandacht")),
    B("beheer-aandacht-markeer", OFFICER, "fout 405", "verzoek"),
    B("beheer-aandacht", OFFICER, "gevuld", "Bekend persoon"),
    B("beheer-aandacht-einde", OFFICER, "gevuld", "beëindigd", stap=_end),
    B("beheer-aandacht-einde", OFFICER, "fout 405", "verzoek"),
    B("beheer-handelingen", OFFICER, "gevuld", "raadplegen: Personen"),
    B("beheer-handelingen", OFFICER, "leeg", "Geen handelingen gevonden", vraag="?van=2020-01-01&tot=2020-01-01"),
    B("beheer-handelingen", OFFICER, "fout 400", "verzoek", vraag="?van=gisteren"),
    # Who has the log destroyed.
    B("beheer-start", KEEPER, "gevuld", "Bewaren en vernietigen"),
    B("beheer-bewaren", KEEPER, "gevuld", "Wet basisregistratie personen, artikel 3.11"),
    B("beheer-bewaren", OFFICER, "fout 403", "rol die u niet hebt"),
    B("beheer-bewaren-stop", KEEPER, "leeg", "Alleen als de stop over één persoon gaat"),
    B("beheer-bewaren-stop", KEEPER, "fout", "Schrijf op waarom", stap=fill()("Stel de stop in")),
    B("beheer-bewaren-opheffen", KEEPER, "gevuld", "Hierna mogen deze regels weg"),
    B("beheer-bewaren-opheffen", KEEPER, "fout 404", "verzoek", waarden=(("stop_id", UUID(int=0)),)),
    B("beheer-bewaren-deel", KEEPER, "gevuld", "Na uw voorstel moet een collega het bevestigen"),
    B("beheer-bewaren-deel", KEEPER, "voorgesteld", "U deed dit voorstel zelf", stap=fill()("Stel vernietiging voor")),
    B("beheer-bewaren-deel", KEEPER, "fout 404", "verzoek", waarden=(("klasse", "9jaar"),)),
    # Revealing and correcting come after what reads the dossier: they show another page of the same address.
    B("beheer-toon", STEWARD, "gevuld", "Deze blik staat", pad="", stap=_reveal("persoon.burgerservicenummer", "akte")),
    B("beheer-toon", STEWARD, "fout", "Kies waarom", stap=_reveal("persoon.burgerservicenummer", "")),
    B("beheer-opslaan", STEWARD, "gevuld", "is vastgelegd", stap=_correct),
    B("beheer-opslaan", STEWARD, "fout", "Er is nog niets opgeslagen", stap=fill()("Leg vast")),
    # Developers.
    B("ontwikkelaars", "ontwikkelaar", "gevuld", "Beginnen in vijf minuten"),
    B("ontwikkelaars-api", "ontwikkelaar", "gevuld", "Bewerkingen"),
    B("ontwikkelaars-api", "ontwikkelaar", "gevuld log", "Bewerkingen", waarden=LOGAPI),
    B("ontwikkelaars-api", "ontwikkelaar", "fout 404", "verzoek", waarden=(("register", "bestaatniet"),)),
    B("ontwikkelaars-referentie", "ontwikkelaar", "gevuld", "Elke bewerking"),
    B("ontwikkelaars-referentie", "ontwikkelaar", "gevuld log", "Elke bewerking", waarden=LOGAPI),
    B("ontwikkelaars-probeer", "ontwikkelaar", "gevuld", "Dezelfde vraag als opdracht"),
    B("ontwikkelaars-probeer", "ontwikkelaar", "ingevuld", "Met wat u hebt ingevuld", stap=fill()("Toon de opdracht")),
    B("ontwikkelaars-probeer", "ontwikkelaar", "fout", "nog niet compleet", waarden=(("bewerking", "raadpleegPersoon"),), stap=fill(**{"path-objectId": ""})("Toon de opdracht")),
    B("ontwikkelaars-antwoord", "ontwikkelaar", "fout 405", "verzoek"),
]  # fmt: skip
# POST-only pages are reached from the page that has the form.
VANAF = {
    "burger-toon": "burger-register",
    "beheer-toon": "beheer-dossier",
    "beheer-opslaan": "beheer-corrigeren",
    "beheer-signaal-uitkomst": "beheer-signaal",
    "beheer-aandacht-markeer": "beheer-aandacht",
    "beheer-aandacht-einde": "beheer-aandacht",
}


def _look_at_family() -> UUID:
    """The signal of a steward who looked at somebody of their own family name."""
    naam, familie = f"fam-{uuid4().hex[:8]}", person(c01_02_40=f"Familie{uuid4().hex[:8]}")
    load([familie])
    new_employee(naam, "gegevensbeheerder")
    User.objects.filter(username=naam).update(last_name=familie.voorkomens[0]["elementen"]["01.02.40"])
    assert looking(naam).get(f"/beheer/dossier/brp/personen/{id_of(familie)}").status_code == 200
    gevonden = re.findall(
        r'href="/beheer/signalen/([0-9a-f-]{36})"', employee("toezicht").get("/beheer/signalen").content.decode()
    )
    return UUID(gevonden[0])


@pytest.fixture(scope="module")
def wereld(chromium: Browser, server: Webserver, bronhuis_db: None) -> Iterator[Wereld]:
    """People with everything that a page may show, an autorisatie with a withdrawn one beside it, and lines in the log."""
    lijst = person(c01_02_40="Wolfeschlegelsteinhausenbergerdorff-Van den Nieuwenhuijzen", c08_11_20="7")
    lijst.met("05", {"02.10": "Robin", "02.40": "Bakker", "06.10": "20100500", "15.10": "H", "85.10": "20100500"})
    lijst.met("06", {"83.10": "060000", "83.20": "20260101", "08.10": "19660013"})
    load([lijst])
    gemaakt = Wereld(server.url, chromium, Ooggetuige(server.url), lijst.bsn, id_of(lijst), new_bsn())
    assert api(*INKOMEN, Eindgebruiker=str(uuid4())).get(f"{PERSONEN}/{gemaakt.object_id}").status_code == 200
    gemaakt.eigen = authorise(
        "Pagina", acties=["raadplegen", "zoeken"], velden=["persoon"], zoeksleutels=["burgerservicenummer"]
    )
    trek_autorisatie_in(authorise("Weg", acties=["raadplegen"], velden=["persoon"]).autorisatie, reden="klaar")
    with psycopg.connect(plugin.cluster.superuser_dsn(plugin.database), autocommit=True) as root:
        make_part(root, "1950k1", "2jaar")
    gemaakt.stop = impose_stop(uuid4(), reden="Bezwaar", kenmerk="Z-2026-0412").pk
    gemaakt.halverwege = f"half-{uuid4().hex[:8]}"
    new_employee(gemaakt.halverwege, "gegevensbeheerder")
    gemaakt.signaal = _look_at_family()
    a_signal()
    for _ in range(2):
        aandacht = {"bsn": new_bsn(), "reden": "bekend-persoon", "kenmerk": "FG-2026-1"}
        assert employee("toezicht").post("/beheer/aandacht/markeer", aandacht).status_code == 200
    yield gemaakt
    for context in gemaakt.browsers.values():
        context.close()


def _open(bladzijde: Bladzijde, wereld: Wereld) -> Page:
    page = wereld.page(bladzijde.rol)
    vanaf = VANAF.get(bladzijde.route) if bladzijde.stap else None
    if vanaf and bladzijde.stap:
        page.goto(wereld.path(vanaf))
        bladzijde.stap(page, wereld)
        expect(page.get_by_role("main")).to_contain_text(bladzijde.tekst)
    else:
        bladzijde.open(page, wereld)
    return page


def test_every_route_has_its_pages_here() -> None:
    routes = {str(r.naam) for r in alle_routes(get_resolver().url_patterns)}
    hier = {b.route for b in BLADZIJDEN}
    assert sorted(routes - hier - set(GEEN_BLADZIJDE)) == [], "a route without a page here"
    assert sorted((hier | set(GEEN_BLADZIJDE)) - routes) == [], "a page of a route that is gone"


def test_every_role_and_state_is_looked_at() -> None:
    assert {b.rol for b in BLADZIJDEN} == set(ROLLEN)
    assert len({str(b) for b in BLADZIJDEN}) == len(BLADZIJDEN)
    soorten = {b.staat.split()[0] for b in BLADZIJDEN}
    assert {"gevuld", "leeg", "fout"} <= soorten
    assert {"400", "401", "403", "404", "405"} <= {b.staat.split()[-1] for b in BLADZIJDEN}


@pytest.mark.parametrize("bladzijde", BLADZIJDEN, ids=str)
def test_a_page_is_as_it_must_be(wereld: Wereld, bladzijde: Bladzijde) -> None:
    page = _open(bladzijde, wereld)
    try:
        gevonden = faults(page)
        if bladzijde.staat in {"fout", "fout veld", "fout vraag", "fout te vaak"}:
            gevonden += [] if page.title().startswith("Fout:") else [f"titel: {page.title()}"]
        assert gevonden + wereld.ooggetuige.take() == []
    finally:
        page.close()


def test_no_two_pages_have_one_title(wereld: Wereld) -> None:
    titels = defaultdict(set)
    for bladzijde in BLADZIJDEN:
        if bladzijde.staat.startswith("fout ") or bladzijde.stap or bladzijde.staat == "fout":
            continue
        if bladzijde.route == "beheer-zoeken" and bladzijde.staat == "leeg":
            continue  # sent on to the page that asks what for
        page = wereld.page(bladzijde.rol)
        # Its words may have changed: what was proposed on a page before stands there now.
        antwoord = page.goto(bladzijde.address(wereld))
        assert antwoord, bladzijde
        assert antwoord.ok, bladzijde
        titels[page.title()].add((bladzijde.route, bladzijde.waarden))
        page.close()
    assert {t: r for t, r in titels.items() if len({naam for naam, _ in r}) > 1} == {}
