"""The citizen's overview: a card per register, with what is in onderzoek, how often it was used, and when it last changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache

from nlapi.afhandeling import refuse
from nlapi.probleem import NietBeschikbaar, Probleem
from nlapi.routes import routesoort
from portal.burger.bladzijde import first_period
from portal.burger.eigen import Inzage, houder_key, inzage_in, own_call, personal_types
from portal.burger.sessie import Burger, for_citizens
from portal.burger.views import HTML
from portal.fouten import LEZEN, with_pages
from portal.tekst import AMSTERDAM, as_date, label
from processing.intern import INZAGE_BETROKKENE
from processing.inzage import Registergebruik, use_per_register
from processing.poort import PersoonsgegevensAntwoord
from processing.selectors import activiteit_met_naam
from registry.selectors import Levering, Vrager, in_onderzoek

DAGEN, EEN_JAAR = 30, 366


@dataclass(frozen=True, slots=True)
class Registerkaart:
    """One register on the overview; `onderzoek` are labels of what is in onderzoek, `storing` says that it does not answer now."""

    register: str
    objecttype: str
    titel: str
    naam: str
    omschrijving: str
    bron: str
    onderzoek: tuple[str, ...] = ()
    storing: bool = False
    keren: int = 0
    laatst_gewijzigd: str = ""


@routesoort("persoonsgegevens")
@never_cache
@with_pages(*LEZEN)
@for_citizens
def start(request: HttpRequest, burger: Burger) -> HttpResponse:
    """Which registers there are, and what is new in them. No datum of a register is read but what is in onderzoek."""
    claim, aanroep = own_call(request)
    vrager = Vrager(claim, None, aanroep)
    kaarten = [
        _card(request, inzage_in(soort, sleutel, vrager), burger)
        for soort in personal_types()
        if (sleutel := houder_key(soort)) is not None
    ]

    def weergave(tellingen: tuple[Registergebruik, ...]) -> bytes:
        per_register = {(t.register, t.objecttype): t for t in tellingen}
        inhoud = {
            "kaarten": [_counted(k, per_register.get((k.register, k.objecttype))) for k in kaarten],
            "dagen": DAGEN,
            "burger": True,
        }
        return render_to_string("portal/burger/start.html", inhoud, request=request).encode()

    vanaf = datetime.now(UTC) - timedelta(days=DAGEN)
    eigen: UUID | None = activiteit_met_naam(INZAGE_BETROKKENE)
    geleverd = use_per_register(claim, aanroep, burger.bsn, first_period(EEN_JAAR), vanaf, eigen, weergave)
    return PersoonsgegevensAntwoord(geleverd, content_type=HTML)


def _card(request: HttpRequest, inzage: Inzage, burger: Burger) -> Registerkaart:
    soort = inzage.soort
    onderzoek: tuple[str, ...] = ()
    storing = False
    try:
        geleverd = in_onderzoek(
            soort,
            inzage.vrager,
            {inzage.sleutel.naam: burger.bsn},
            inzage.open_fields,
            _doubted,
            van=burger.bsn,
        )
        onderzoek = tuple(orjson.loads(geleverd if isinstance(geleverd, bytes) else geleverd.inhoud))
    except NietBeschikbaar:
        raise
    except Probleem as probleem:
        # One register that refuses leaves its line, and does not take the others away.
        refuse(request, probleem)
        storing = True
    return Registerkaart(
        soort.model.register,
        soort.objecttype.naam,
        label(soort.objecttype.titel),
        label(soort.model.titel),
        label(soort.model.omschrijving),
        str(soort.model.bron["wet"]),
        onderzoek,
        storing,
    )


def _doubted(levering: Levering) -> bytes:
    """Labels of the groepen with something in onderzoek."""
    groepen = dict.fromkeys(deel.rij.groep for beeld in levering.objecten for deel in beeld.delen)
    return orjson.dumps([label(levering.soort.objecttype.groepen[g].titel) for g in groepen])


def _counted(kaart: Registerkaart, telling: Registergebruik | None) -> Registerkaart:
    if telling is None:
        return kaart
    gewijzigd = timezone.localtime(telling.laatst_gewijzigd, AMSTERDAM).date() if telling.laatst_gewijzigd else None
    return replace(kaart, keren=telling.keren, laatst_gewijzigd=as_date(gewijzigd))
