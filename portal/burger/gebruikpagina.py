"""Who used my data: a page of groups that a filter narrows, and behind each group its single times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nlapi.parameters import Parameter
from nlapi.probleem import Fout, OngeldigeInvoer
from nlapi.routes import routesoort
from portal.burger.bladzijde import (
    first_period,
    month_period,
    open_groups,
    open_lines,
    seal_groups,
    seal_lines,
)
from portal.burger.eigen import own_call
from portal.burger.gebruik import as_sentences
from portal.burger.groepen import as_groups, organisations, purposes, registers
from portal.burger.sessie import Burger, for_citizens
from portal.burger.views import HTML, read_filled
from portal.fouten import LEZEN, with_pages
from portal.tekst import as_date
from portal.velden import label_of
from processing.gebruik import Geleverd
from processing.intern import INZAGE_BETROKKENE
from processing.inzage import Gebruiksfilter, Gebruiksoverzicht, lines_of_choice, uses_of_person
from processing.logboek import Periode, Regel
from processing.poort import PersoonsgegevensAntwoord
from processing.selectors import activiteit_met_naam, logging_since
from registry.catalogus import catalogus

PERIODEN = {"week": 7, "maand": 31, "jaar": 366, "alles": 366 * 20}
GROEPEN, REGELS_PER_GROEP, REGELS = 25, 10, 50
PARAMETERS = (
    Parameter("periode", "tekst", max_lengte=10), Parameter("maand", "tekst", max_lengte=7), Parameter("organisatie", "uuid"),
    Parameter("doel", "uuid"), Parameter("register", "tekst", max_lengte=90), Parameter("veld", "tekst", max_lengte=200),
    Parameter("eigen", "tekst", max_lengte=3), Parameter("toon", "tekst", max_lengte=10), Parameter("cursor", "tekst"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keuzen:
    """What the address asks: the same address gives the same choice again."""

    periode: str
    maand: str
    organisatie: UUID | None
    doel: UUID | None
    register: str
    veld: str
    zonder_eigen: bool
    los: bool

    def query(self, **anders: str) -> str:
        """The address of this choice, with parts changed or ("") left out."""
        alles = {
            "periode": self.periode,
            "maand": self.maand,
            "organisatie": str(self.organisatie or ""),
            "doel": str(self.doel or ""),
            "register": self.register,
            "veld": self.veld,
            "eigen": "nee" if self.zonder_eigen else "",
            "toon": "los" if self.los else "",
        }
        return "?" + urlencode({naam: waarde for naam, waarde in (alles | anders).items() if waarde})

    @property
    def has_filter(self) -> bool:
        """Whether anything but the period is chosen."""
        return bool(self.maand or self.organisatie or self.doel or self.register or self.veld or self.zonder_eigen)

    def as_filter(self) -> Gebruiksfilter:
        """The question to the log."""
        register, _streep, objecttype = self.register.partition("/")
        eigen = activiteit_met_naam(INZAGE_BETROKKENE) if self.zonder_eigen else None
        return Gebruiksfilter(
            self.organisatie, self.doel, register or None, objecttype or None, self.veld or None, eigen
        )

    def as_period(self) -> Periode:
        """The chosen month, or the last so many days."""
        return month_period(self.maand) if self.maand else first_period(PERIODEN[self.periode])


def read_choice(vraag: dict[str, Any]) -> Keuzen:
    """The choice in an address; raises OngeldigeInvoer for one that does not exist."""
    fouten = []
    if vraag.get("periode", "jaar") not in PERIODEN:
        fouten.append(Fout("query", "periode", "keuze", _("Kies week, maand, jaar of alles.")))
    if vraag.get("eigen", "nee") not in {"nee", "ja"}:
        fouten.append(Fout("query", "eigen", "keuze", _("Kies ja of nee.")))
    if vraag.get("toon", "los") != "los":
        fouten.append(Fout("query", "toon", "keuze", _("Deze keuze is er niet.")))
    if fouten:
        raise OngeldigeInvoer(fouten)
    return Keuzen(
        periode=vraag.get("periode", "jaar"),
        maand=vraag.get("maand", ""),
        organisatie=vraag.get("organisatie"),
        doel=vraag.get("doel"),
        register=vraag.get("register", ""),
        veld=vraag.get("veld", ""),
        zonder_eigen=vraag.get("eigen") == "nee",
        los="toon" in vraag,
    )


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_citizens
def gebruik(request: HttpRequest, burger: Burger) -> HttpResponse:
    """Who used my data, newest first."""
    vraag = read_filled(request, PARAMETERS)
    keuzen = read_choice(vraag)
    binding = f"gebruik|{burger.surrogaat}|{keuzen.query()}".encode()
    pagina = _single(request, burger, keuzen, vraag.get("cursor"), binding) if keuzen.los else None
    return PersoonsgegevensAntwoord(
        pagina or _grouped(request, burger, keuzen, vraag.get("cursor"), binding), content_type=HTML
    )


def _grouped(request: HttpRequest, burger: Burger, keuzen: Keuzen, cursor: str | None, binding: bytes) -> Geleverd:
    periode, vanaf = open_groups(cursor, binding) if cursor else (keuzen.as_period(), None)
    claim, aanroep = own_call(request)

    def weergave(overzicht: Gebruiksoverzicht) -> bytes:
        inhoud = {
            "groepen": as_groups(overzicht),
            "keren": overzicht.keren,
            "aantal": overzicht.aantal,
            "organisaties": organisations(overzicht.keuzes, keuzen.organisatie),
            "doelen": purposes(overzicht.keuzes, keuzen.doel),
            "registers": registers(overzicht.keuzes, keuzen.register),
            "volgende": seal_groups(overzicht.groepen[-1], periode, binding) if overzicht.meer else "",
            "vervolg": vanaf is not None,
            **_texts(keuzen),
        }
        return render_to_string("portal/burger/gebruik.html", inhoud, request=request).encode()

    return uses_of_person(
        claim,
        aanroep,
        burger.bsn,
        periode,
        keuzen.as_filter(),
        weergave,
        aantal=GROEPEN,
        regels_per_groep=REGELS_PER_GROEP,
        vanaf=vanaf,
    )


def _single(request: HttpRequest, burger: Burger, keuzen: Keuzen, cursor: str | None, binding: bytes) -> Geleverd:
    """Every single time of the choice, a page at a time."""
    periode, vanaf = open_lines(cursor, binding) if cursor else (keuzen.as_period(), None)
    claim, aanroep = own_call(request)

    def weergave(regels: tuple[Regel, ...]) -> bytes:
        getoond = regels[:REGELS]
        inhoud = {
            "regels": as_sentences(getoond),
            "volgende": seal_lines(getoond[-1], periode, binding) if len(regels) > REGELS else "",
            "vervolg": vanaf is not None,
            **_texts(keuzen),
        }
        return render_to_string("portal/burger/keren.html", inhoud, request=request).encode()

    return lines_of_choice(
        claim, aanroep, burger.bsn, periode, keuzen.as_filter(), weergave, aantal=REGELS, vanaf=vanaf
    )


def _texts(keuzen: Keuzen) -> dict[str, Any]:
    register, _streep, objecttype = keuzen.register.partition("/")
    soort = catalogus().nieuwste(register, objecttype) if objecttype else None
    return {
        "keuzen": keuzen,
        "perioden": [
            ("week", _("een week")),
            ("maand", _("een maand")),
            ("jaar", _("een jaar")),
            ("alles", _("alles wat we weten")),
        ],
        "veld_naam": label_of(soort, keuzen.veld) if keuzen.veld else "",
        "zelfde": keuzen.query(),
        "zonder_veld": keuzen.query(veld="", register=""),
        "zonder_maand": keuzen.query(maand="", toon=""),
        "sinds": as_date(logging_since()),
        "burger": True,
    }
