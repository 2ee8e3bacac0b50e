"""The demo's set-up as data: a municipality's activities, afnemers, applicaties and autorisaties. Fictitious, but shaped like real ones.

Paths are given as groepen of the published model, so that no field of a model is named in code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from consumers import services as consumenten
from processing import services as verwerkingen
from processing.canarie import APPLICATIE, CANARIE
from processing.intern import BIJHOUDING, CONTROLE, GEGEVENSBEHEER, INZAGE_BETROKKENE, TOEZICHT_LOG, VERZOEK_INWONER
from processing.logboek import VELDEN as LOGVELDEN
from registry.catalogus import Soort

GEMEENTE = "Gemeente Bronstede"
OIN = "00000099000000000099"
GELDIG_VAN = date(2026, 1, 1)


@dataclass(frozen=True)
class Activiteit:
    """A processing activity of the demo: what differs from the municipality's usual."""

    naam: str
    titel: str
    doel: str
    uitleg: str
    uitleg_en: str
    grondslag: str
    wettelijke_bron: str
    wettelijke_bron_url: str
    bewaarklasse: str = "20jaar"
    vertrouwelijk: bool = False
    betrokkenen: tuple[str, ...] = ("inwoners",)
    uitzondering: str = ""

    def as_version(self) -> dict[str, Any]:
        """The fields of Verwerkingsactiviteitversie."""
        return {
            "titel": self.titel,
            "doel": self.doel,
            "uitleg": self.uitleg,
            "uitleg_en": self.uitleg_en,
            "verwerkingsverantwoordelijke": f"College van burgemeester en wethouders, {GEMEENTE}",
            "verwerkers": ["Softwarehuis De Brug"],
            "categorieen_betrokkenen": list(self.betrokkenen),
            "categorieen_gegevens": ["naam en geboorte", "adres", "familie"],
            "ontvangers": [],
            "doorgifte": "",
            "maatregelen": "Toegang per doel, versleuteling van het burgerservicenummer, verzegeld verwerkingslog.",
            "dpia": f"DPIA-2026-{self.naam}",
            "grondslag": self.grondslag,
            "uitzondering_bijzonder": self.uitzondering,
            "wettelijke_bron": self.wettelijke_bron,
            "wettelijke_bron_url": self.wettelijke_bron_url,
            "bewaartermijn": "Zolang de bijstand duurt, en daarna 5 jaar."
            if self.naam == "bijstand-beoordelen"
            else "Volgens de selectielijst.",
            "bewaarklasse": self.bewaarklasse,
            "vertrouwelijk": self.vertrouwelijk,
            "geldig_van": GELDIG_VAN,
            "geldig_tot": None,
        }


WET_BRP = ("Wet basisregistratie personen, artikel 3.5", "https://wetten.overheid.nl/BWBR0033715")
AVG = ("Algemene verordening gegevensbescherming, artikel 15", "https://eur-lex.europa.eu/eli/reg/2016/679/oj")
# Exclusion from the vote and withheld travel documents stand in the list by law; what else is known of somebody, their insight shows too.
UITZONDERING_BRP = "AVG, artikel 10, met Wet basisregistratie personen, artikel 2.7"
UITZONDERING_INZAGE = "AVG, artikel 9 en 10, met artikel 15: gegevens aan de betrokkene zelf"
UITZONDERING_CONTROLE = "AVG, artikel 9 en 10, met artikel 5 lid 2: nagaan wat al gegeven is"

ACTIVITEITEN = (
    Activiteit(
        "bijstand-beoordelen",
        "Recht op bijstand beoordelen",
        "Beoordelen of iemand recht heeft op bijstand en hoeveel.",
        "U vroeg een uitkering aan, of u krijgt er een. De gemeente kijkt dan waar u woont en met wie.",
        "You applied for a benefit, or you receive one. The municipality then checks where you live and with whom.",
        "wettelijke-plicht",
        "Participatiewet, artikel 53a en 64",
        "https://wetten.overheid.nl/BWBR0015703",
        betrokkenen=("aanvragers en ontvangers van bijstand",),
    ),
    Activiteit(
        "schuldhulp-verlenen",
        "Hulp bij schulden",
        "Hulp geven aan inwoners met schulden.",
        "U vroeg hulp bij schulden. De gemeente gebruikt uw adres en gezinssituatie om een plan te maken.",
        "You asked for help with debts. The municipality uses your address and family situation to make a plan.",
        "algemeen-belang",
        "Wet gemeentelijke schuldhulpverlening, artikel 3",
        "https://wetten.overheid.nl/BWBR0031331",
        vertrouwelijk=True,
    ),
    Activiteit(
        "adresonderzoek",
        "Adresonderzoek",
        "Onderzoeken wie er op een adres woont.",
        "De gemeente twijfelde of een adres klopt en onderzocht dat.",
        "The municipality doubted whether an address is right and looked into it.",
        "wettelijke-plicht",
        "Wet basisregistratie personen, artikel 2.36",
        WET_BRP[1],
    ),
    Activiteit(
        BIJHOUDING,
        "Bijhouden van de registers",
        "Gegevens in de registers opnemen, wijzigen en verbeteren.",
        "De gemeente schreef een gegeven van u op of verbeterde het.",
        "The municipality recorded or corrected data about you.",
        "wettelijke-plicht",
        "Wet basisregistratie personen, artikel 2.7",
        WET_BRP[1],
        uitzondering=UITZONDERING_BRP,
    ),
    Activiteit(
        GEGEVENSBEHEER,
        "Beheren van de registers",
        "Nagaan of gegevens in een register kloppen en volledig zijn.",
        "De gemeente keek of een gegeven van u klopt.",
        "The municipality checked whether data about you are right.",
        "wettelijke-plicht",
        "Wet basisregistratie personen, artikel 1.4 en 4.3",
        WET_BRP[1],
        uitzondering=UITZONDERING_BRP,
    ),
    Activiteit(
        VERZOEK_INWONER,
        "Vragen en verzoeken van inwoners",
        "Een vraag of verzoek van een inwoner over de eigen gegevens behandelen.",
        "U stelde een vraag over uw gegevens. De gemeente zocht ze op om te antwoorden.",
        "You asked a question about your data. The municipality looked them up to answer.",
        "wettelijke-plicht",
        "Algemene verordening gegevensbescherming, artikel 12 tot en met 21",
        AVG[1],
        uitzondering=UITZONDERING_INZAGE,
    ),
    Activiteit(
        INZAGE_BETROKKENE,
        "Uw eigen inzage",
        "Inwoners laten zien welke gegevens de gemeente van hen heeft en wie die gebruikte.",
        "U keek zelf naar uw gegevens.",
        "You looked at your own data.",
        "wettelijke-plicht",
        *AVG,
        uitzondering=UITZONDERING_INZAGE,
    ),
    Activiteit(
        TOEZICHT_LOG,
        "Toezicht op het gebruik",
        "Nagaan wie de gegevens van iemand gebruikte.",
        "De privacyfunctionaris controleerde wie uw gegevens gebruikte.",
        "The privacy officer checked who used your data.",
        "wettelijke-plicht",
        "Algemene verordening gegevensbescherming, artikel 5 lid 2 en 32",
        AVG[1],
        bewaarklasse="5jaar",
    ),
    Activiteit(
        CONTROLE,
        "Controle van het verwerkingslog",
        "Nagaan of klopt wat het log zegt dat er is gegeven.",
        "De gemeente controleerde of het log klopt.",
        "The municipality checked that the log is right.",
        "wettelijke-plicht",
        "Algemene verordening gegevensbescherming, artikel 5 lid 2",
        AVG[1],
        uitzondering=UITZONDERING_CONTROLE,
    ),
)


# How long the law has log lines kept, in years: (register, at least, at most, source, link).
TERMIJNEN = (("brp", 20, 20, "Wet basisregistratie personen, artikel 3.11", WET_BRP[1]),)


@dataclass(frozen=True)
class Toegang:
    """An autorisatie of the demo: for whom, for which activity, and its regels made from a published object type."""

    afnemer: str
    activiteit: str
    acties: tuple[str, ...]
    maximum: int = 10
    groepen: tuple[str, ...] = ()
    zoeksleutels: tuple[str, ...] = ()
    geheim_tonen: bool = True
    wijze: str = "collegebesluit"
    extra: tuple[dict[str, Any], ...] = field(default_factory=tuple)

    def regels(self, soorten: list[Soort]) -> list[dict[str, Any]]:
        """A regel per published personal object type; groepen and keys that a type does not have are left out.

        Chosen groepen are spelled out into their fields, so that one field can be taken away; no choice means every groep whole.
        """
        regels = []
        for soort in soorten:
            paden = soort.objecttype.paden
            velden = (
                [p for p in paden if p.partition(".")[0] in self.groepen]
                if self.groepen
                else list(soort.objecttype.groepen)
            )
            sleutels = [s for s in soort.objecttype.zoeksleutels if not self.zoeksleutels or s in self.zoeksleutels]
            if velden:
                regels.append(
                    {
                        "register": soort.model.register,
                        "objecttype": soort.objecttype.naam,
                        "acties": list(self.acties),
                        "velden": velden,
                        "zoeksleutels": sleutels,
                        "maximum": self.maximum,
                        "geheimTonen": self.geheim_tonen,
                    }
                )
        return [*regels, *self.extra]


LOGREGEL = {"register": "verwerkingslog", "objecttype": "regels", "velden": list(LOGVELDEN), "maximum": 100}

TEAM_INKOMEN, TEAM_SCHULDEN, TEAM_BURGERZAKEN, TEAM_PRIVACY = (
    "Team Werk en Inkomen",
    "Team Schuldhulp",
    "Team Burgerzaken",
    "Privacy en toezicht",
)

TOEGANGEN = (
    Toegang(
        TEAM_INKOMEN,
        "bijstand-beoordelen",
        ("raadplegen", "zoeken"),
        groepen=("persoon", "partners", "kinderen", "verblijfplaats", "nationaliteiten", "overlijden"),
        zoeksleutels=("burgerservicenummer",),
    ),
    Toegang(
        TEAM_SCHULDEN,
        "schuldhulp-verlenen",
        ("raadplegen", "zoeken"),
        groepen=("persoon", "verblijfplaats"),
        zoeksleutels=("burgerservicenummer",),
    ),
    Toegang(
        TEAM_BURGERZAKEN,
        "adresonderzoek",
        ("raadplegen", "zoeken", "bladeren"),
        maximum=100,
        groepen=("persoon", "verblijfplaats", "inschrijving"),
    ),
    Toegang(TEAM_BURGERZAKEN, BIJHOUDING, ("wijzigen",), maximum=1000),
    Toegang(TEAM_BURGERZAKEN, GEGEVENSBEHEER, ("raadplegen", "zoeken"), maximum=25),
    Toegang(TEAM_BURGERZAKEN, VERZOEK_INWONER, ("raadplegen", "zoeken"), maximum=10),
    Toegang(
        TEAM_BURGERZAKEN,
        INZAGE_BETROKKENE,
        ("raadplegen", "zoeken"),
        maximum=100,
        extra=({**LOGREGEL, "acties": ["raadplegen"]},),
    ),
    Toegang(
        TEAM_PRIVACY,
        TOEZICHT_LOG,
        ("raadplegen",),
        groepen=("geen",),
        extra=({**LOGREGEL, "acties": ["raadplegen", "zoeken", "bladeren"], "zoeksleutels": ["burgerservicenummer"]},),
    ),
    Toegang(TEAM_PRIVACY, CONTROLE, ("raadplegen",), maximum=1000, extra=({**LOGREGEL, "acties": ["raadplegen"]},)),
)

# No activity of a municipality: of the installation itself, which is why production has it too.
CANARIEACTIVITEIT = Activiteit(
    CANARIE,
    "Controle van het log",
    "Nagaan of gebruik nog steeds wordt vastgelegd, met een proefpersoon die niet bestaat.",
    "Dit gaat over een persoon die niet bestaat.",
    "This is about a person who does not exist.",
    "wettelijke-plicht",
    "Algemene verordening gegevensbescherming, artikel 32",
    AVG[1],
    bewaarklasse="2jaar",
    betrokkenen=("een proefpersoon die niet bestaat",),
)


def set_up_canary(oin: str) -> None:
    """What the canary needs: an activity, afnemer, applicatie (without keys: it gets no token) and autorisatie of its own. Idempotent."""
    afnemer = consumenten.registreer_afnemer("Controle van het log", soort="team", oin=oin)
    leverancier = consumenten.registreer_leverancier("Bronhuis")
    consumenten.registreer_applicatie("Canarie", leverancier=leverancier, afnemers=[afnemer], jwks={}, id_=APPLICATIE)
    activiteit = verwerkingen.registreer_activiteit(CANARIE, **CANARIEACTIVITEIT.as_version())
    verwerkingen.registreer_autorisatie(
        activiteit.id,
        afnemer.id,
        regels=[{**LOGREGEL, "acties": ["raadplegen"], "maximum": 10}],
        wijze="collegebesluit",
        besluit={"kenmerk": CANARIE},
        geldig_van=GELDIG_VAN,
        reden="inrichting van de controle",
    )


APPLICATIES = (
    ("Suite Inkomen", (TEAM_INKOMEN, TEAM_SCHULDEN)),
    ("Burgerzakenloket", (TEAM_BURGERZAKEN,)),
    ("Privacyconsole", (TEAM_PRIVACY,)),
)
LEVERANCIER = "Softwarehuis De Brug"
