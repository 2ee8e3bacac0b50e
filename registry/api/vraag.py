"""From a request to what is asked of a register: the object type, who asks, moments, fields, paging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from nlapi import cursor
from nlapi.parameters import Parameter
from nlapi.probleem import Fout, NietGevonden, OngeldigeInvoer
from processing.aanroep import read_aanroep, read_activiteit, read_claim
from registry.catalogus import Soort, catalogus
from registry.selectors import Tijdvraag, Vervolg, Vrager

MAX_LIMIET = 100

GELDIG_OP = Parameter(
    "geldigOp", "datum", omschrijving="De dag waarop de gegevens gelden. Zonder deze parameter: vandaag."
)
BESCHIKBAAR_OP = Parameter(
    "beschikbaarOp",
    "tijdstip",
    omschrijving="Het tijdstip van de kennis: zoals het toen geregistreerd stond. Zonder deze parameter: nu.",
)
FIELDS = Parameter(
    "fields",
    "lijst",
    omschrijving="Veldpaden, met komma's ertussen. Een pad geeft alles eronder. Zonder deze parameter: alles wat de autorisatie toestaat.",
)
LIMIET = Parameter("limit", "geheel", minimum=1, maximum=MAX_LIMIET, omschrijving="Hoeveel objecten per pagina.")
CURSOR = Parameter(
    "cursor", "tekst", omschrijving="Waar een andere pagina begint; staat in de header Link (next, prev)."
)


def find_soort(register: str, hoofdversie: int, objecttype: str) -> Soort:
    """The published object type at this address; raises NietGevonden."""
    soort = catalogus().soort(register, hoofdversie, objecttype)
    if soort is None:
        raise NietGevonden
    return soort


def find_vrager(request: Any, soort: Soort) -> Vrager:
    """Who asks: the token's claim and the headers that choose and identify. Raises 401 or 400."""
    aanroep = read_aanroep(request)
    if not soort.objecttype.persoonsgegevens:
        return Vrager(None, None, aanroep)
    return Vrager(read_claim(request), read_activiteit(request), aanroep)


def read_fields(soort: Soort, paden: Sequence[str] | None, plaats: Any = "query") -> tuple[str, ...] | None:
    """Leaf paths for the asked paths; raises OngeldigeInvoer naming every path that the model does not have."""
    if paden is None:
        return None
    alle = soort.objecttype.paden
    gevraagd: dict[str, None] = {}
    fouten = []
    for nummer, pad in enumerate(paden):
        bladen = [blad for blad in alle if blad == pad or blad.startswith(f"{pad}.")]
        if not bladen:
            fouten.append(
                Fout(plaats, f"fields[{nummer}]", "veld-onbekend", "Dit veldpad bestaat niet in het informatiemodel.")
            )
        gevraagd.update(dict.fromkeys(bladen))
    if fouten:
        raise OngeldigeInvoer(fouten)
    return tuple(gevraagd)


@dataclass(frozen=True, slots=True)
class Bladzijde:
    """Paging of one request: the asked number, where to go on, and the moments that hold for the whole search."""

    aantal: int | None
    vervolg: Vervolg | None
    tijd: Tijdvraag


def cursor_binding(soort: Soort, vrager: Vrager, filter_: Mapping[str, Any]) -> bytes:
    """What a cursor is bound to: applicatie, afnemer, chosen activity, object type and filter."""
    claim = vrager.claim
    wie = [str(claim.applicatie), str(claim.afnemer), str(vrager.activiteit)] if claim else []
    return orjson.dumps([wie, soort.naam, filter_], option=orjson.OPT_SORT_KEYS)


def read_page(soort: Soort, vrager: Vrager, gegeven: Mapping[str, Any], filter_: Mapping[str, Any]) -> Bladzijde:
    """Limit, cursor and moments; a cursor brings its own moments. Raises OngeldigeInvoer for a cursor that does not fit."""
    tijd = Tijdvraag(gegeven.get("geldigOp"), gegeven.get("beschikbaarOp"))
    if gegeven.get("cursor") is None:
        return Bladzijde(gegeven.get("limit"), None, tijd)
    inhoud = cursor.open(gegeven["cursor"], binding=cursor_binding(soort, vrager, filter_))
    vervolg = Vervolg(
        UUID(inhoud["na"]),
        inhoud["gegeven"],
        UUID(inhoud["autorisatie"]) if inhoud["autorisatie"] else None,
        inhoud["versie"],
        terug=inhoud["terug"],
    )
    vast = Tijdvraag(date.fromisoformat(inhoud["geldigOp"]), datetime.fromisoformat(inhoud["beschikbaarOp"]))
    return Bladzijde(gegeven.get("limit"), vervolg, vast)


def seal_cursor(
    soort: Soort,
    vrager: Vrager,
    filter_: Mapping[str, Any],
    vervolg: Vervolg,
    geldig_op: date,
    beschikbaar_op: datetime,
) -> str:
    """The cursor of this other page."""
    inhoud = {
        "na": str(vervolg.na),
        "gegeven": vervolg.gegeven,
        "autorisatie": str(vervolg.autorisatie) if vervolg.autorisatie else None,
        "versie": vervolg.autorisatie_versie,
        "terug": vervolg.terug,
        "geldigOp": geldig_op.isoformat(),
        "beschikbaarOp": beschikbaar_op.isoformat(),
    }
    return cursor.verzegel(inhoud, binding=cursor_binding(soort, vrager, filter_))
