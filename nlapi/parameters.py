"""Query parameters, declared: every fault of a request in one answer, unknown and repeated keys included (API Design Rules 18, 19)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest

from nlapi.probleem import Fout, OngeldigeInvoer, Plaats

Parametersoort = Literal["datum", "tijdstip", "tekst", "geheel", "lijst", "uuid", "ja-nee"]

# RFC 3339 as rule 8 narrows it: upper-case T and Z, at most milliseconds matter, no unknown offset (-00:00).
TIJDSTIP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
DATUM = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter; `naam` is camelCase, `omschrijving` is shown in the API reference."""

    naam: str
    soort: Parametersoort
    verplicht: bool = False
    minimum: int | None = None
    maximum: int | None = None
    max_lengte: int = 4000
    omschrijving: str = ""


class _Onjuist(Exception):
    """The value does not fit; the code and what would be right."""

    def __init__(self, code: str, reden: str) -> None:
        super().__init__(code)
        self.code = code
        self.reden = reden


def lees_query(request: HttpRequest | Any, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The parameters that were given, typed; raises OngeldigeInvoer with every fault."""
    gegeven = request.GET
    bekend = {p.naam: p for p in parameters}
    fouten = [
        Fout("query", _safe_name(n), "onbekend", "Deze parameter is er niet.") for n in gegeven if n not in bekend
    ]
    waarden: dict[str, Any] = {}
    for parameter in parameters:
        ruw = gegeven.getlist(parameter.naam)
        if not ruw:
            if parameter.verplicht:
                fouten.append(Fout("query", parameter.naam, "verplicht", "Deze parameter is verplicht."))
            continue
        if len(ruw) > 1:
            fouten.append(Fout("query", parameter.naam, "herhaald", "Geef deze parameter één keer."))
            continue
        try:
            waarden[parameter.naam] = _read(parameter, ruw[0])
        except _Onjuist as fout:
            fouten.append(Fout("query", parameter.naam, fout.code, fout.reden))
    if fouten:
        raise OngeldigeInvoer(fouten)
    return waarden


def lees_tijdstip(waarde: str, *, plaats: Plaats, naam: str) -> datetime:
    """A moment outside the query string (aware, UTC, milliseconds); raises OngeldigeInvoer."""
    try:
        return _moment(waarde)
    except _Onjuist as fout:
        raise OngeldigeInvoer([Fout(plaats, naam, fout.code, fout.reden)]) from None


def lees_datum(waarde: str, *, plaats: Plaats, naam: str) -> date:
    """A date outside the query string; raises OngeldigeInvoer."""
    try:
        return _date(waarde)
    except _Onjuist as fout:
        raise OngeldigeInvoer([Fout(plaats, naam, fout.code, fout.reden)]) from None


def _safe_name(naam: str) -> str:
    """A parameter's name as it may be repeated in an answer: people paste values into the wrong place."""
    return naam if re.fullmatch(r"[A-Za-z][A-Za-z_\-\[\]]{0,40}", naam) else "(onbekende parameter)"


def _read(parameter: Parameter, waarde: str) -> Any:
    if len(waarde) > parameter.max_lengte:
        raise _Onjuist("te-lang", f"Mag ten hoogste {parameter.max_lengte} tekens zijn.")
    match parameter.soort:
        case "datum":
            return _date(waarde)
        case "tijdstip":
            return _moment(waarde)
        case "geheel":
            return _integer(parameter, waarde)
        case "uuid":
            return _uuid(waarde)
        case "ja-nee":
            if waarde not in {"true", "false"}:
                raise _Onjuist("ja-nee", "Moet true of false zijn.")
            return waarde == "true"
        case "lijst":
            delen = waarde.split(",")
            if not all(delen):
                raise _Onjuist("lijst", "Moet een lijst zijn met komma's ertussen, zonder lege delen.")
            return delen
        case "tekst":
            if not waarde:
                raise _Onjuist("leeg", "Mag niet leeg zijn.")
            return waarde


def _date(waarde: str) -> date:
    try:
        if not DATUM.fullmatch(waarde):
            raise ValueError
        return date.fromisoformat(waarde)
    except ValueError:
        raise _Onjuist("datum", "Moet een bestaande datum zijn in de vorm JJJJ-MM-DD.") from None


def _moment(waarde: str) -> datetime:
    # A plus sign in a query string arrives as a space when the caller did not encode it.
    waarde = re.sub(r"(?<=\d) (?=\d\d:\d\d$)", "+", waarde)
    try:
        if not TIJDSTIP.fullmatch(waarde) or waarde.endswith("-00:00"):
            raise ValueError
        moment = datetime.fromisoformat(waarde).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _Onjuist(
            "tijdstip", "Moet een tijdstip zijn in de vorm JJJJ-MM-DDTuu:mm:ssZ of met een verschil zoals +02:00."
        ) from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _integer(parameter: Parameter, waarde: str) -> int:
    laag, hoog = parameter.minimum, parameter.maximum
    grens = " en ".join(
        t
        for t in (f"ten minste {laag}" if laag is not None else "", f"ten hoogste {hoog}" if hoog is not None else "")
        if t
    )
    reden = f"Moet een geheel getal zijn{', ' + grens if grens else ''}."
    if not re.fullmatch(r"-?\d{1,9}", waarde):
        raise _Onjuist("geheel", reden)
    getal = int(waarde)
    if (laag is not None and getal < laag) or (hoog is not None and getal > hoog):
        raise _Onjuist("bereik", reden)
    return getal


def _uuid(waarde: str) -> UUID:
    try:
        return UUID(waarde)
    except ValueError:
        raise _Onjuist("uuid", "Moet een UUID zijn.") from None
