"""What a steward types, as values of the model: per field the value, or what is wrong and what would be right. Never the typed value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from nlapi.inhoud import controleer
from nlapi.probleem import Fout, OngeldigeInvoer
from portal.tekst import label, translated
from registry.api.zoekvraag import key_schema
from registry.datums import OnvolledigeDatumFout, earliest_day
from registry.identificaties import check
from registry.model.definitie import Attribuut, Groep, Zoeksleutel


class InvoerFout(ValueError):
    """A typed value is not right; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Veld:
    """One field of a form: its name, the label and help of the model, what stands in it, and what is wrong with it."""

    naam: str
    label: str
    uitleg: str
    waarde: str
    soort: str
    fout: str = ""
    beschermd: bool = False
    bereik: str = ""


def explain(fout: Fout) -> str:
    """What a schema has against a value, in words for people."""
    match fout.code:
        case "te-klein":
            return _("Dit is te kort of te klein voor dit veld.")
        case "te-groot":
            return _("Dit is te lang of te groot voor dit veld.")
        case _:
            return _("Deze waarde heeft niet de vorm die bij dit veld hoort.")


def typed(attribuut: Attribuut, tekst: str) -> Any:
    """The value of this attribute that the typed text stands for, None for nothing; raises InvoerFout."""
    kaal = tekst.strip()
    if not kaal:
        return None
    if attribuut.lijst:
        return [_single(attribuut, regel.strip()) for regel in kaal.splitlines() if regel.strip()]
    return _single(attribuut, kaal)


def _single(attribuut: Attribuut, tekst: str) -> Any:
    waarde = _of_kind(attribuut.soort, tekst)
    schema = {k: v for k, v in attribuut.schema.items() if k != "items" and not (attribuut.lijst and k == "type")}
    if attribuut.soort != "onvolledige-datum":
        try:
            controleer(waarde, {k: v for k, v in schema.items() if not k.startswith("x-")})
        except OngeldigeInvoer as fout:
            raise InvoerFout(" ".join(explain(f) for f in fout.fouten)) from None
    if attribuut.regel and (bezwaar := check(attribuut.regel, str(waarde))):
        raise InvoerFout(translated(bezwaar))
    return waarde


def _of_kind(soort: str, tekst: str) -> Any:
    match soort:
        case "onvolledige-datum":
            return partial_date(tekst)
        case "datum":
            vorm = partial_date(tekst)
            if len(vorm) != 10:
                raise InvoerFout(_("Vul een hele datum in, zoals 26-05-2004."))
            return vorm
        case "geheel":
            try:
                return int(tekst)
            except ValueError:
                raise InvoerFout(_("Vul een heel getal in.")) from None
        case "bedrag":
            return _cents(tekst)
        case "ja-nee":
            if tekst not in {"ja", "nee"}:
                raise InvoerFout(_("Kies ja of nee."))
            return tekst == "ja"
        case "tijdstip":
            try:
                moment = datetime.fromisoformat(tekst)
            except ValueError:
                raise InvoerFout(_("Vul datum en tijd in, zoals 2026-05-26T14:30+02:00.")) from None
            if moment.tzinfo is None:
                raise InvoerFout(_("Zet de tijdzone erbij, zoals +02:00."))
            return tekst
        case "punt":
            try:
                lat, lon = (float(deel) for deel in tekst.split(","))
            except ValueError:
                raise InvoerFout(_("Vul breedte en lengte in met een komma ertussen, zoals 52.09, 5.12.")) from None
            return {"lat": lat, "lon": lon}
        case _:
            return tekst


def partial_date(tekst: str) -> str:
    """A (partial) date as people type it, in the form of the model: 26-05-2004, 05-2004, 2004, onbekend, or 2004-05-26. Raises InvoerFout."""
    delen = tekst.strip().lower().replace("/", "-").split("-")
    if len(delen) > 1 and len(delen[-1]) == 4:
        delen.reverse()
    vorm = "-".join(deel if nr == 0 else deel.rjust(2, "0") for nr, deel in enumerate(delen))
    try:
        dag = earliest_day(vorm)
    except OnvolledigeDatumFout:
        raise InvoerFout(_("Dit is geen datum. Vul in: 26-05-2004, 05-2004, 2004 of onbekend.")) from None
    if vorm != "onbekend" and dag.year < 1800:
        raise InvoerFout(_("Dit jaar ligt te ver terug. Controleer de datum."))
    return vorm


def _cents(tekst: str) -> int:
    kaal = tekst.replace("€", "").replace(" ", "").replace(".", "").replace(",", ".")
    try:
        bedrag = Decimal(kaal) * 100
    except InvalidOperation:
        raise InvoerFout(_("Vul een bedrag in, zoals 1.234,50.")) from None
    if bedrag != bedrag.to_integral_value():
        raise InvoerFout(_("Vul een bedrag in met hoogstens twee cijfers achter de komma."))
    return int(bedrag)


def as_typed(attribuut: Attribuut, waarde: Any) -> str:
    """A value as somebody would type it."""
    if waarde is None:
        return ""
    if attribuut.lijst and isinstance(waarde, list):
        return "\n".join(as_typed_single(attribuut, w) for w in waarde)
    return as_typed_single(attribuut, waarde)


def as_typed_single(attribuut: Attribuut, waarde: Any) -> str:
    """One value of a list, or the value itself."""
    match attribuut.soort:
        case "onvolledige-datum" | "datum":
            return "-".join(reversed(str(waarde).split("-")))
        case "bedrag":
            teken, cent = ("-" if int(waarde) < 0 else ""), abs(int(waarde))
            return f"{teken}{cent // 100},{cent % 100:02d}"
        case "ja-nee":
            return "ja" if waarde else "nee"
        case "punt":
            return f"{waarde['lat']}, {waarde['lon']}"
        case _:
            return str(waarde)


def editable(groep: Groep) -> tuple[Attribuut, ...]:
    """The attributes that a form can hold: those that do not stand in a list of objects within the groep."""
    return tuple(a for a in groep.attributen if not _in_list(groep.schema, a.pad.split(".")[1:]))


def _in_list(schema: Mapping[str, Any], stappen: list[str]) -> bool:
    for stap in stappen[:-1]:
        schema = schema.get("properties", {}).get(stap, {})
        if schema.get("type") == "array":
            return True
    return False


def read_keys(sleutels: Mapping[str, Zoeksleutel], gegeven: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The search keys that were filled in, as values, and what is wrong with the others."""
    waarden: dict[str, Any] = {}
    fouten: dict[str, str] = {}
    for naam, sleutel in sleutels.items():
        try:
            waarde = _key(sleutel, naam, gegeven)
        except InvoerFout as fout:
            fouten[naam] = str(fout)
            continue
        if waarde is not None:
            waarden[naam] = waarde
    return waarden, fouten


def _key(sleutel: Zoeksleutel, naam: str, gegeven: Mapping[str, str]) -> Any:
    if sleutel.soort == "bereik":
        grenzen = {kant: gegeven.get(f"{naam}-{kant}", "").strip() for kant in ("van", "tot")}
        gevuld = {kant: _bound(sleutel, tekst) for kant, tekst in grenzen.items() if tekst}
        return gevuld or None
    tekst = gegeven.get(naam, "").strip()
    if not tekst:
        return None
    fout: OngeldigeInvoer | None = None
    for waarde in _readings(sleutel, tekst):
        try:
            return controleer(waarde, key_schema(sleutel))
        except OngeldigeInvoer as eerste:
            fout = fout or eerste
    raise InvoerFout(" ".join(explain(f) for f in fout.fouten) if fout else "")


def _readings(sleutel: Zoeksleutel, tekst: str) -> tuple[Any, ...]:
    """What may be meant, best first: people type numbers with points and postcodes with a space."""
    if sleutel.soort in {"tekst", "begint-met"}:
        return (tekst,)
    if sleutel.attribuut.soort != "tekst":
        return (_of_kind(sleutel.attribuut.soort, tekst),)
    return (tekst, tekst.replace(" ", "").replace(".", "").upper())


def _bound(sleutel: Zoeksleutel, tekst: str) -> Any:
    if "datum" not in sleutel.attribuut.soort:
        return _of_kind(sleutel.attribuut.soort, tekst)
    vorm = partial_date(tekst)
    if len(vorm) != 10:
        raise InvoerFout(_("Vul een hele datum in, zoals 26-05-2004."))
    return date.fromisoformat(vorm).isoformat()


def key_fields(
    sleutels: Mapping[str, Zoeksleutel], gegeven: Mapping[str, str], fouten: Mapping[str, str]
) -> list[Veld]:
    """The search form's fields in the order of the model; a range has two."""
    velden = []
    for naam, sleutel in sleutels.items():
        if sleutel.soort == "geo":
            continue
        titel, uitleg = label(sleutel.attribuut.titel), label(sleutel.attribuut.uitleg)
        soort = sleutel.attribuut.soort
        if sleutel.soort == "bereik":
            kanten = {"van": _("vanaf"), "tot": _("tot en met")}
            velden += [
                Veld(
                    f"{naam}-{kant}",
                    f"{titel} {woord}",
                    uitleg,
                    gegeven.get(f"{naam}-{kant}", ""),
                    soort,
                    fouten.get(naam, ""),
                )
                for kant, woord in kanten.items()
            ]
        else:
            waarde = "" if sleutel.attribuut.bescherming else gegeven.get(naam, "")
            velden.append(
                Veld(
                    naam,
                    titel,
                    uitleg,
                    waarde,
                    soort,
                    fouten.get(naam, ""),
                    beschermd=bool(sleutel.attribuut.bescherming),
                )
            )
    return velden
