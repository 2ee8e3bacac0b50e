"""Views of every register: browse, search, one object, its voorkomens. Bytes are made inside the read's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse

from nlapi.inhoud import controleer
from nlapi.parameters import lees_datum, lees_query, lees_tijdstip
from nlapi.weergave import ApiWeergave
from processing.gebruik import Geleverd
from processing.poort import OpenDataAntwoord, PersoonsgegevensAntwoord
from registry import selectors
from registry.api.vraag import (
    BESCHIKBAAR_OP,
    CURSOR,
    FIELDS,
    GELDIG_OP,
    LIMIET,
    Bladzijde,
    find_soort,
    find_vrager,
    read_fields,
    read_page,
    seal_cursor,
)
from registry.api.zoekvraag import body_schema, check_combination
from registry.beeld import as_document, as_history, as_moment
from registry.catalogus import Soort
from registry.selectors import Levering, Tijdvraag, Vervolg, Vrager


class RegisterWeergave(ApiWeergave):
    """What all views of a register share: its object type and the way an answer leaves."""

    routesoort = "persoonsgegevens"

    def answer(self, soort: Soort, uitkomst: Geleverd | bytes) -> HttpResponse:
        """Personal data leave with their receipt; open data plainly."""
        antwoord: HttpResponse
        if isinstance(uitkomst, Geleverd):
            antwoord = PersoonsgegevensAntwoord(uitkomst, content_type="application/json")
        else:
            antwoord = OpenDataAntwoord(
                uitkomst, persoonsgegevens=soort.objecttype.persoonsgegevens, content_type="application/json"
            )
        antwoord["API-Version"] = soort.model.versie
        return antwoord


def moments(levering: Levering) -> dict[str, str]:
    """The moments that every answer names."""
    return {"geldigOp": levering.tijd.geldig_op.isoformat(), "beschikbaarOp": as_moment(levering.tijd.beschikbaar_op)}


class Object(RegisterWeergave):
    """GET one object at geldigOp and beschikbaarOp."""

    def get(self, request: Any, register: str, hoofdversie: int, objecttype: str, object_id: UUID) -> HttpResponse:
        """Read one object; 404 for whatever may not be seen."""
        soort = find_soort(register, hoofdversie, objecttype)
        vrager = find_vrager(request, soort)
        vraag = lees_query(request, (GELDIG_OP, BESCHIKBAAR_OP, FIELDS))

        def render(levering: Levering) -> bytes:
            return orjson.dumps({**moments(levering), **as_document(soort.objecttype, levering.objecten[0])})

        tijd = Tijdvraag(vraag.get("geldigOp"), vraag.get("beschikbaarOp"))
        return self.answer(
            soort, selectors.raadpleeg(soort, vrager, object_id, tijd, read_fields(soort, vraag.get("fields")), render)
        )


class Voorkomens(RegisterWeergave):
    """GET the history of one object in both times."""

    def get(self, request: Any, register: str, hoofdversie: int, objecttype: str, object_id: UUID) -> HttpResponse:
        """Read every voorkomen as known at beschikbaarOp; 404 for whatever may not be seen."""
        soort = find_soort(register, hoofdversie, objecttype)
        vrager = find_vrager(request, soort)
        vraag = lees_query(request, (BESCHIKBAAR_OP, FIELDS))

        def render(levering: Levering) -> bytes:
            beeld = levering.objecten[0]
            inhoud = {
                "id": str(beeld.id),
                "beschikbaarOp": as_moment(levering.tijd.beschikbaar_op),
                "voorkomens": as_history(beeld.delen),
            }
            return orjson.dumps(inhoud)

        tijd = Tijdvraag(None, vraag.get("beschikbaarOp"))
        return self.answer(
            soort, selectors.voorkomens(soort, vrager, object_id, tijd, read_fields(soort, vraag.get("fields")), render)
        )


class Verzameling(RegisterWeergave):
    """GET a page of objects without a filter: browsing, an action of its own."""

    def get(self, request: Any, register: str, hoofdversie: int, objecttype: str) -> HttpResponse:
        """Browse; the next and the previous page are in the Link header."""
        soort = find_soort(register, hoofdversie, objecttype)
        vrager = find_vrager(request, soort)
        vraag = lees_query(request, (GELDIG_OP, BESCHIKBAAR_OP, FIELDS, LIMIET, CURSOR))
        filter_ = {"fields": vraag.get("fields")}
        bladzijde = read_page(soort, vrager, vraag, filter_)
        naast: dict[str, str] = {}

        def render(levering: Levering) -> bytes:
            for rel, vervolg in (("next", levering.vervolg), ("prev", levering.terug)):
                if vervolg:
                    naast[rel] = seal_page(soort, vrager, filter_, levering, vervolg)
            return orjson.dumps(page(soort, levering))

        velden = read_fields(soort, vraag.get("fields"))
        uitkomst = selectors.blader(
            soort, vrager, bladzijde.tijd, velden, render, aantal=bladzijde.aantal, vervolg=bladzijde.vervolg
        )
        antwoord = self.answer(soort, uitkomst)
        if naast:
            antwoord["Link"] = ", ".join(page_link(request, rel, cursor) for rel, cursor in naast.items())
        return antwoord


class Zoek(RegisterWeergave):
    """POST a search; keys and cursor travel in the body, never in a URL."""

    def post(self, request: Any, register: str, hoofdversie: int, objecttype: str) -> HttpResponse:
        """Search by a declared combination of keys."""
        soort = find_soort(register, hoofdversie, objecttype)
        vrager = find_vrager(request, soort)
        lees_query(request, ())
        inhoud = controleer(request.data, body_schema(soort.objecttype))
        check_combination(soort.objecttype, inhoud["zoeksleutels"])
        filter_ = {"zoeksleutels": inhoud["zoeksleutels"], "fields": inhoud.get("fields")}
        bladzijde = self.read_page(soort, vrager, inhoud, filter_)

        def render(levering: Levering) -> bytes:
            verder = levering.vervolg
            cursor = {"cursor": seal_page(soort, vrager, filter_, levering, verder)} if verder else {}
            return orjson.dumps({**page(soort, levering), **cursor})

        uitkomst = selectors.zoek(
            soort,
            vrager,
            inhoud["zoeksleutels"],
            bladzijde.tijd,
            read_fields(soort, inhoud.get("fields"), "body"),
            render,
            aantal=bladzijde.aantal,
            vervolg=bladzijde.vervolg,
        )
        return self.answer(soort, uitkomst)

    @staticmethod
    def read_page(soort: Soort, vrager: Vrager, inhoud: Mapping[str, Any], filter_: Mapping[str, Any]) -> Bladzijde:
        """Paging of a search; moments in the body have the form of the query parameters."""
        gelezen = dict(inhoud)
        if "geldigOp" in inhoud:
            gelezen["geldigOp"] = lees_datum(inhoud["geldigOp"], plaats="body", naam="geldigOp")
        if "beschikbaarOp" in inhoud:
            gelezen["beschikbaarOp"] = lees_tijdstip(inhoud["beschikbaarOp"], plaats="body", naam="beschikbaarOp")
        return read_page(soort, vrager, gelezen, filter_)


def page(soort: Soort, levering: Levering) -> dict[str, Any]:
    """The JSON form of a page."""
    return {
        **moments(levering),
        "resultaten": [as_document(soort.objecttype, beeld) for beeld in levering.objecten],
    }


def seal_page(soort: Soort, vrager: Vrager, filter_: Mapping[str, Any], levering: Levering, vervolg: Vervolg) -> str:
    """The cursor of another page of this same question, at its moments."""
    return seal_cursor(soort, vrager, filter_, vervolg, levering.tijd.geldig_op, levering.tijd.beschikbaar_op)


def page_link(request: Any, rel: str, cursor: str) -> str:
    """A link to another page of this question (RFC 8288)."""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f'<{request.path}?{query.urlencode()}>; rel="{rel}"'
