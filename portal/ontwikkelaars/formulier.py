"""The form of one operation: its fields, filled with something that fits, and the curl line of that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from portal.ontwikkelaars import voorbeeld, vraag
from portal.ontwikkelaars.apis import Api, example_body
from portal.ontwikkelaars.naslag import Bewerking


@dataclass(frozen=True, slots=True)
class Invoerveld:
    """One field of the form."""

    sleutel: str
    naam: str
    plaats: str
    omschrijving: str
    soort: str
    verplicht: bool
    waarde: str
    fout: str


def defaults(api: Api, bewerking: Bewerking) -> dict[str, str]:
    """What the form holds at first: an example for what is required, the rest empty."""
    uit = {
        vraag.field_name(p.plaats, p.naam): str(voorbeeld.to_send(api.document, p.bron)) if p.verplicht else ""
        for p in bewerking.parameters
    }
    if bewerking.inhoud is not None:
        uit[vraag.INHOUD] = json.dumps(example_body(api, bewerking), indent=2, ensure_ascii=False)
    return uit


def fields(bewerking: Bewerking, ingevuld: Mapping[str, str], fouten: Mapping[str, str]) -> list[Invoerveld]:
    """The fields for path, query and header."""
    uit = []
    for p in bewerking.parameters:
        sleutel = vraag.field_name(p.plaats, p.naam)
        if p.plaats in vraag.PLAATSEN:
            waarde, fout = ingevuld.get(sleutel, ""), fouten.get(sleutel, "")
            uit.append(Invoerveld(sleutel, p.naam, p.plaats, p.omschrijving, p.soort, p.verplicht, waarde, fout))
    return uit


def example_curl(api: Api, bewerking: Bewerking) -> str:
    """The curl line of the form as it is at first, the body on one line."""
    ingevuld = defaults(api, bewerking)
    if bewerking.inhoud is not None:
        ingevuld[vraag.INHOUD] = json.dumps(example_body(api, bewerking), ensure_ascii=False)
    return vraag.as_curl(vraag.read(api, bewerking, ingevuld))
