"""Where a next page goes on, sealed: an address says nothing about a person, and is of no use to somebody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from nlapi import cursor
from processing.logboek import Periode, Regel
from registry.selectors import Levering, Tijdvraag, Vervolg


def first_period(dagen: int) -> Periode:
    """The last so many days, up to now."""
    tot = datetime.now(UTC) + timedelta(seconds=1)
    return Periode(tot - timedelta(days=dagen), tot)


def seal_lines(laatste: Regel, periode: Periode, binding: bytes) -> str:
    """The page of log lines after this last one, of the same period."""
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
