"""POST /api/verwerkingslog/v1/regels/_zoek: the lines about one person in a period. The BSN travels in the body."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse

from nlapi import cursor
from nlapi.inhoud import controleer
from nlapi.parameters import lees_query, lees_tijdstip
from nlapi.probleem import Fout, OngeldigeInvoer
from nlapi.weergave import ApiWeergave
from processing.aanroep import read_aanroep, read_activiteit, read_claim
from processing.logboek import Periode, Regel, as_document, lines_of_person
from processing.poort import PersoonsgegevensAntwoord

VERSIE = "1.0.0"
STANDAARD_PERIODE = timedelta(days=31)
MAX_PERIODE = timedelta(days=366)
STANDAARD_AANTAL, MAX_AANTAL = 20, 100

ZOEKVRAAG = {
    "type": "object",
    "additionalProperties": False,
    "required": ["burgerservicenummer"],
    "properties": {
        "burgerservicenummer": {"type": "string", "pattern": "^[0-9]{9}$"},
        "vanaf": {"type": "string", "format": "date-time"},
        "tot": {"type": "string", "format": "date-time"},
        "limit": {"type": "integer", "minimum": 1, "maximum": MAX_AANTAL},
        "cursor": {"type": "string", "maxLength": 4000},
    },
}


class RegelsZoek(ApiWeergave):
    """Lines about one person, newest first."""

    routesoort = "persoonsgegevens"

    def post(self, request: Any) -> HttpResponse:
        """Search lines; confidential activities are included, since an officer must see them all."""
        claim = read_claim(request)
        lees_query(request, ())
        inhoud = controleer(request.data, ZOEKVRAAG)
        activiteit = read_activiteit(request)
        binding = orjson.dumps(
            [str(claim.applicatie), str(claim.afnemer), str(activiteit), inhoud["burgerservicenummer"]]
        )
        periode, vanaf = read_period(inhoud, binding)
        aantal = inhoud.get("limit", STANDAARD_AANTAL)

        def render(regels: tuple[Regel, ...], velden: frozenset[str]) -> bytes:
            document: dict[str, Any] = {"regels": [as_document(r, velden) for r in regels[:aantal]]}
            if len(regels) > aantal:
                laatste = regels[aantal - 1]
                volgende = {
                    "tijd": laatste.tijd.isoformat(),
                    "id": str(laatste.id),
                    "van": periode.van.isoformat(),
                    "tot": periode.tot.isoformat(),
                }
                document["cursor"] = cursor.verzegel(volgende, binding=binding)
            return orjson.dumps(document)

        geleverd = lines_of_person(
            claim,
            read_aanroep(request),
            inhoud["burgerservicenummer"],
            periode,
            render,
            aantal=aantal,
            vanaf=vanaf,
            ook_vertrouwelijk=True,
            activiteit=activiteit,
            actie="zoeken",
        )
        antwoord = PersoonsgegevensAntwoord(geleverd, content_type="application/json")
        antwoord["API-Version"] = VERSIE
        return antwoord


def read_period(inhoud: dict[str, Any], binding: bytes) -> tuple[Periode, tuple[datetime, UUID] | None]:
    """The half-open period and the keyset to go on after; default the last 31 days. Raises OngeldigeInvoer."""
    if "cursor" in inhoud:
        open_ = cursor.open(inhoud["cursor"], binding=binding)
        periode = Periode(datetime.fromisoformat(open_["van"]), datetime.fromisoformat(open_["tot"]))
        return periode, (datetime.fromisoformat(open_["tijd"]), UUID(open_["id"]))
    tot = (
        lees_tijdstip(inhoud["tot"], plaats="body", naam="tot")
        if "tot" in inhoud
        else datetime.now(UTC) + timedelta(seconds=1)
    )
    van = lees_tijdstip(inhoud["vanaf"], plaats="body", naam="vanaf") if "vanaf" in inhoud else tot - STANDAARD_PERIODE
    if not van < tot or tot - van > MAX_PERIODE:
        raise OngeldigeInvoer(
            [
                Fout(
                    "body",
                    "vanaf",
                    "periode",
                    "vanaf moet voor tot liggen, en de periode mag ten hoogste 366 dagen zijn.",
                )
            ]
        )
    return Periode(van, tot), None
