"""Values and moments as people read them: dates in words, amounts in euros, moments in Dutch local time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from registry.codelijst import word
from registry.model.definitie import Attribuut, Tekst

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def label(tekst: Tekst) -> str:
    """The text in the language of the page."""
    return tekst.en if translation.get_language() == "en" else tekst.nl


def translated(tekst: str) -> str:
    """A text that another app wrote, in the language of the page; tests hold that each stands in the catalogue."""
    return gettext(tekst)


def as_date(waarde: str | date | None) -> str:
    """A (partial) date in words: "26 mei 2004", "maart 2020", "2020", "onbekend"; what is no date stays as it is."""
    if waarde is None:
        return ""
    if waarde == "onbekend":
        return _("onbekend")
    tekst = waarde.isoformat() if isinstance(waarde, date) else waarde
    try:
        match len(tekst):
            case 4:
                return tekst
            case 7:
                return date_format(date.fromisoformat(f"{tekst}-01"), "F Y")
            case _:
                return date_format(date.fromisoformat(tekst), "j F Y")
    except ValueError:
        return tekst


def as_moment(moment: datetime) -> str:
    """A moment in Dutch local time, to the minute."""
    return date_format(timezone.localtime(moment, AMSTERDAM), "j F Y H:i")


def as_period(van: str | date | None, tot: str | date | None) -> str:
    """A period of days in words, the end exclusive; empty where there is neither."""
    if tot:
        return _("vanaf %(van)s tot %(tot)s") % {"van": as_date(van), "tot": as_date(tot)}
    return _("vanaf %(van)s") % {"van": as_date(van)} if van else ""


def as_amount(eurocent: int) -> str:
    """Whole cents as euros, with the marks of the language: "€ 1.234,50", "€1,234.50"."""
    euro, cent = divmod(abs(eurocent), 100)
    teken = "-" if eurocent < 0 else ""
    if translation.get_language() == "en":
        return f"{teken}€{euro:,}.{cent:02d}"
    return f"€ {teken}{euro:,}".replace(",", ".") + f",{cent:02d}"


def as_value(attribuut: Attribuut, waarde: Any) -> str:
    """A value in words, a code by its code list; what does not have the form of its kind or is not in the list stays as it is."""
    match attribuut.soort:
        case "onvolledige-datum" | "datum":
            return as_date(waarde)
        case "tijdstip":
            try:
                moment = datetime.fromisoformat(waarde)
            except ValueError:
                return str(waarde)
            return as_moment(moment) if moment.tzinfo else str(waarde)
        case "ja-nee":
            return _("ja") if waarde else _("nee")
        case "bedrag":
            return as_amount(int(waarde))
        case "punt":
            return f"{waarde['lat']}, {waarde['lon']}"
        case _:
            woorden = word(attribuut.codelijst, str(waarde)) if attribuut.codelijst else None
            return label(woorden) if woorden else str(waarde)
