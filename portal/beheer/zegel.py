"""How the seal of the processing log stands: for oversight. Ids of lines, never what is in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from audit.achterstand import backlog
from audit.bronnen import sources
from audit.stand import GETOOND, Melding, Stempelstand, seal_state
from audit.verbinding import ask
from nlapi.routes import routesoort
from portal.beheer.toegang import TOEZICHTHOUDER, for_employees
from portal.fouten import LEZEN, with_pages
from portal.tekst import as_date, as_moment
from processing.afstemming import kept

# So many days of the comparison with an access log stand on the page.
DAGEN = 7


@routesoort("eigen")
@never_cache
@with_pages(*LEZEN)
@for_employees(TOEZICHTHOUDER)
def zegel(request: HttpRequest) -> HttpResponse:
    """The state, and every finding."""
    stand, achterstand = seal_state(ask), backlog(ask, sources())
    ronde = stand.ronde
    inhoud = {
        "stand": stand,
        "getekend": as_moment(stand.getekend) if stand.getekend else "",
        "wortel": stand.wortel.hex(),
        "achter": achterstand.te_lang,
        "wachten": achterstand.aantal,
        "geteld": achterstand.geteld,
        "wachttijd": as_duration(achterstand.duur),
        "ronde_eind": as_moment(ronde.eind) if ronde else "",
        "ronde_duur": max(1, round((ronde.eind - ronde.begin).total_seconds())) if ronde else 0,
        "getuigen": [(naam, as_moment(gezien)) for naam, gezien in stand.getuigen],
        "stempel": _stamp(stand.stempel),
        "meldingen": [(m, phrase(m), as_moment(m.tijd)) for m in stand.meldingen],
        "geweigerd": as_moment(stand.weigering.sinds) if stand.weigering else "",
        "gaten": [(gat, as_moment(gat.tijd)) for gat in stand.gaten],
        "meer": stand.aantal_meldingen > GETOOND,
        "afstemming": [(a, as_date(a.dag), as_moment(a.tijd)) for a in kept(DAGEN)],
        "sleutel": settings.LOGSLEUTEL,
        "medewerker": True,
    }
    return render(request, "portal/beheer/zegel.html", inhoud)


def _stamp(stempel: Stempelstand) -> dict[str, object]:
    """The time-stamp in words; what is late matters only where an authority is set."""
    laatste, wacht, ingesteld = stempel.laatste, stempel.wacht_sinds, bool(settings.TIJDSTEMPEL)
    nu = datetime.now(UTC)
    return {
        "ingesteld": ingesteld,
        "tijd": as_moment(laatste.tijd) if laatste else "",
        "ouderdom": as_duration(nu - laatste.tijd) if laatste else "",
        "grootte": laatste.grootte if laatste else 0,
        "te_laat": ingesteld and stempel.te_laat,
        "wacht": as_duration(nu - wacht) if wacht else "",
        "gemist": as_moment(stempel.gemist) if ingesteld and stempel.gemist else "",
        "geweigerd": stempel.geweigerd,
        "reden": stempel.reden,
    }


def as_duration(duur: timedelta) -> str:
    """How long, to the unit that matters: seconds, minutes, hours or days."""
    seconden = max(0, round(duur.total_seconds()))
    for grens, deler, tekst in (
        (120, 1, _("%(aantal)s seconden")),
        (120 * 60, 60, _("%(aantal)s minuten")),
        (48 * 3600, 3600, _("%(aantal)s uur")),
    ):
        if seconden < grens:
            return tekst % {"aantal": seconden // deler}
    return _("%(aantal)s dagen") % {"aantal": seconden // 86_400}


def phrase(melding: Melding) -> str:
    """What is wrong, in one sentence."""
    return {
        "gewijzigd": _("Deze regel is gewijzigd nadat zij was verzegeld."),
        "verdwenen": _("Deze regel is verzegeld, maar staat niet meer in het log."),
        "ingevoegd": _("Deze regel is later tussen verzegelde regels gezet."),
        "antedatering": _("Deze regel kwam veel later in het log dan haar tijd zegt."),
        "afwijkend": _("Een besluit staat er anders dan het is vastgelegd."),
        "vernietiging": _("Er is meer of iets anders vernietigd dan is verklaard."),
        "tegel": _("Een tegel van de boom is niet wat de regels geven."),
        "tegenspraak": _("Een getuige zag een andere boom dan deze."),
        "wortel": _("De regels samen geven niet de boom die is ondertekend."),
    }.get(melding.soort, melding.soort)
