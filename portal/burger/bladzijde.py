"""Where a next page goes on, sealed: an address says nothing about a person, and is of no use to somebody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from nlapi import cursor
from nlapi.probleem import Fout, OngeldigeInvoer
from portal.tekst import AMSTERDAM
from processing.inzage import Gebruiksgroep, Plaats
from processing.logboek import Handeling, Periode, Regel
from registry.selectors import Levering, Tijdvraag, Vervolg


def first_period(dagen: int) -> Periode:
    """The last so many days, up to now."""
    tot = datetime.now(UTC) + timedelta(seconds=1)
    return Periode(tot - timedelta(days=dagen), tot)


def seal_lines(laatste: Regel | Handeling, periode: Periode, binding: bytes) -> str:
    """The page of log lines (or of actions) after this last one, of the same period."""
    inhoud = {
        "tijd": laatste.tijd.isoformat(),
        "id": str(laatste.id),
        "van": periode.van.isoformat(),
        "tot": periode.tot.isoformat(),
    }
    return cursor.verzegel(inhoud, binding=binding)


def open_lines(gegeven: str, binding: bytes) -> tuple[Periode, tuple[datetime, UUID]]:
    """Period and place of a sealed page; raises OngeldigeInvoer."""
    vast = cursor.open(gegeven, binding=binding)
    periode = Periode(datetime.fromisoformat(vast["van"]), datetime.fromisoformat(vast["tot"]))
    return periode, (datetime.fromisoformat(vast["tijd"]), UUID(vast["id"]))


def month_period(maand: str) -> Periode:
    """The month `JJJJ-MM` as people in the Netherlands count it; raises OngeldigeInvoer."""
    try:
        begin = datetime.strptime(maand, "%Y-%m").replace(tzinfo=AMSTERDAM)
    except ValueError:
        raise OngeldigeInvoer([Fout("query", "maand", "maand", _("Geef een maand als JJJJ-MM."))]) from None
    eind = (begin + timedelta(days=32)).replace(day=1)
    return Periode(begin.astimezone(UTC), eind.astimezone(UTC))


def seal_groups(laatste: Gebruiksgroep, periode: Periode, binding: bytes) -> str:
    """The page of groups after this last one, of the same period."""
    inhoud = {
        "tijd": laatste.laatste.isoformat(),
        "activiteit": str(laatste.activiteit),
        "afnemer": str(laatste.afnemer),
        "van": periode.van.isoformat(),
        "tot": periode.tot.isoformat(),
    }
    return cursor.verzegel(inhoud, binding=binding)


def open_groups(gegeven: str, binding: bytes) -> tuple[Periode, Plaats]:
    """Period and place of a sealed page of groups; raises OngeldigeInvoer."""
    vast = cursor.open(gegeven, binding=binding)
    periode = Periode(datetime.fromisoformat(vast["van"]), datetime.fromisoformat(vast["tot"]))
    return periode, (datetime.fromisoformat(vast["tijd"]), UUID(vast["activiteit"]), UUID(vast["afnemer"]))


def seal_objects(levering: Levering, binding: bytes) -> str:
    """The page of objects after this one, as of the same moments; empty when there is none."""
    vervolg = levering.vervolg
    if vervolg is None:
        return ""
    inhoud = {
        "na": str(vervolg.na),
        "gegeven": vervolg.gegeven,
        "autorisatie": str(vervolg.autorisatie) if vervolg.autorisatie else None,
        "versie": vervolg.autorisatie_versie,
        "geldigOp": levering.tijd.geldig_op.isoformat(),
        "beschikbaarOp": levering.tijd.beschikbaar_op.isoformat(),
    }
    return cursor.verzegel(inhoud, binding=binding)


def open_objects(gegeven: str, binding: bytes) -> tuple[Vervolg, Tijdvraag]:
    """Place and moments of a sealed page; raises OngeldigeInvoer."""
    vast = cursor.open(gegeven, binding=binding)
    autorisatie = UUID(vast["autorisatie"]) if vast["autorisatie"] else None
    vervolg = Vervolg(UUID(vast["na"]), vast["gegeven"], autorisatie, vast["versie"])
    return vervolg, Tijdvraag(date.fromisoformat(vast["geldigOp"]), datetime.fromisoformat(vast["beschikbaarOp"]))
