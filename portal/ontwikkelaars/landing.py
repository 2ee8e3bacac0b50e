"""What the landing page of an API says of its rules: per object type the combinations to search by and the fields."""

from __future__ import annotations

from dataclasses import dataclass

from portal.ontwikkelaars.apis import Api
from portal.tekst import label

LIMIET = "limit"


@dataclass(frozen=True, slots=True)
class Veldgroep:
    """A group of fields: its name as `fields` takes it, and what is in it."""

    naam: str
    omschrijving: str


@dataclass(frozen=True, slots=True)
class Type:
    """One object type on the page; each combination is enough to search by."""

    naam: str
    titel: str
    omschrijving: str
    persoonsgegevens: bool
    combinaties: tuple[tuple[str, ...], ...]
    groepen: tuple[Veldgroep, ...]


def objecttypes(api: Api) -> list[Type]:
    """The object types of the model behind an API; none where there is no model."""
    if api.model is None:
        return []
    return [
        Type(
            o.naam,
            label(o.titel),
            label(o.omschrijving),
            o.persoonsgegevens,
            tuple(sorted((tuple(sorted(c)) for c in o.zoekcombinaties), key=len)),
            tuple(Veldgroep(g.naam, label(g.omschrijving)) for g in o.groepen.values()),
        )
        for o in api.model.objecttypen.values()
    ]


def page_size(api: Api) -> str:
    """The most that one page may hold, as the document says; empty when it says nothing."""
    for bewerking in api.naslag.bewerkingen:
        regels = [p.regels for p in bewerking.parameters if p.naam == LIMIET]
        regels += [v.regels for v in (bewerking.inhoud.velden if bewerking.inhoud else ()) if v.naam == LIMIET]
        for regel in (r for lijst in regels for r in lijst if r.sleutel == "maximum"):
            return regel.waarde
    return ""
