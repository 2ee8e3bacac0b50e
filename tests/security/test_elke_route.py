"""Over every route there is, found in the URLconf and not in a list: what no answer may tell, and what none may leave without."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as instellingen
from django.core.handlers.base import BaseHandler
from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import get_resolver

from config.lokaal.omgeving import web_omgeving
from config.lokaal.staat import KLOON
from nlapi.routes import alle_routes, declared, routesoort
from processing.gebruik import Geleverd, Ontvangstbewijs
from processing.poort import PersoonsgegevensAntwoord
from tests import plugin
from tests.programmalog import overheard
from tests.security.test_weigertabel import PADEN, with_password_only

pytestmark = pytest.mark.usefixtures("bronhuis_db")

ROUTES = {str(r.naam): r for r in alle_routes(get_resolver().url_patterns)}
PERSOONLIJK = sorted(naam for naam, r in ROUTES.items() if r.soort == "persoonsgegevens")
MERK = "Merkteken-van-iemand"
View = Callable[..., Any]


def address(naam: str) -> str:
    """An address of this route."""
    return PADEN[naam].format(id=uuid4(), autorisatie=uuid4(), signaal=uuid4())


def with_view(monkeypatch: pytest.MonkeyPatch, view: View) -> None:
    """Put this view in the place of whatever an address leads to."""
    echt = BaseHandler.resolve_request

    def resolve(self: BaseHandler, request: HttpRequest) -> Any:
        treffer = echt(self, request)
        treffer.func = view
        return treffer

    monkeypatch.setattr(BaseHandler, "resolve_request", resolve)


def test_every_route_has_an_address_here() -> None:
    assert set(ROUTES) == set(PADEN)
    assert len(PERSOONLIJK) > 15


# What forgot its log


@routesoort("persoonsgegevens")
def forgot(_request: HttpRequest, **_delen: Any) -> HttpResponse:
    return HttpResponse(MERK)


@routesoort("persoonsgegevens")
def streamed(_request: HttpRequest, **_delen: Any) -> StreamingHttpResponse:
    return StreamingHttpResponse([MERK])


@routesoort("persoonsgegevens")
def of_other_bytes(_request: HttpRequest, **_delen: Any) -> HttpResponse:
    bewijs = Ontvangstbewijs(uuid4(), 1, 1, bytes(32))
    return PersoonsgegevensAntwoord(Geleverd(MERK.encode(), bewijs), content_type="text/plain")


def undeclared(_request: HttpRequest, **_delen: Any) -> HttpResponse:
    return HttpResponse(MERK)


@pytest.mark.parametrize("view", [forgot, streamed, of_other_bytes, undeclared], ids=lambda v: v.__name__)
@pytest.mark.parametrize("naam", PERSOONLIJK)
def test_a_view_that_forgets_its_line_gives_nothing(naam: str, view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    with_view(monkeypatch, view)
    antwoord = Client().get(address(naam))
    assert antwoord.status_code == 500
    assert antwoord.json()["code"] == "verwerkingslog-ontbreekt"
    assert MERK.encode() not in antwoord.content


def test_the_same_bytes_leave_where_they_are_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other side of the test above: it is the gate that stops them, not something else."""
    with_view(monkeypatch, routesoort("openbaar")(lambda _request, **_delen: HttpResponse(MERK)))
    assert Client().get("/healthz").content == MERK.encode()


# What fails


def failing(fout: BaseException) -> View:
    def view(_request: HttpRequest, **_delen: Any) -> HttpResponse:
        raise fout

    return view


def with_values() -> IntegrityError:
    """A database error as PostgreSQL words it: statement and value in one text."""
    fout = IntegrityError(
        f'duplicate key value violates unique constraint "k" DETAIL: Key (naam)=({MERK}) SELECT * FROM t'
    )
    fout.__cause__ = ValueError(MERK)
    return fout


FOUTEN = {
    "eigen": lambda: RuntimeError(MERK),
    "database": lambda: DatabaseError(f"SELECT '{MERK}'"),
    "waarden": with_values,
    "zoek": lambda: LookupError(MERK),
}
VERKLAPT = re.compile(rf"{MERK}|Traceback|SELECT|Error\b|\.py\b|line \d|DETAIL|constraint")


@pytest.mark.parametrize("soort", FOUTEN)
def test_a_fault_of_ours_tells_nothing_on_any_route(soort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for naam, route in ROUTES.items():
        view = failing(FOUTEN[soort]())
        view.routesoort = declared(route.view)  # type: ignore[attr-defined]
        with monkeypatch.context() as hier, overheard() as gehoord:
            with_view(hier, view)
            antwoord = Client(raise_request_exception=False).get(address(naam))
        assert antwoord.status_code in {500, 503}, (naam, antwoord.status_code)
        gezien = antwoord.content.decode() + str(dict(antwoord.headers))
        assert not VERKLAPT.search(gezien), (naam, VERKLAPT.findall(gezien))
        assert gehoord.getvalue(), f"{naam}: the log says that something failed"
        assert MERK not in gehoord.getvalue(), naam


# Who did not give the second factor

ZONDER_TWEEDE_STAP = {"beheer-aanmelden", "beheer-tweede-stap", "beheer-koppelen", "beheer-afmelden"}
BEHEER = sorted(n for n in ROUTES if n.startswith("beheer") and n not in ZONDER_TWEEDE_STAP)


@pytest.mark.parametrize("naam", BEHEER)
def test_with_a_password_alone_no_page_of_employees_opens(naam: str) -> None:
    client = Client()
    with_password_only(client)
    for methode in ("GET", "POST"):
        antwoord = client.generic(methode, address(naam))
        if antwoord.status_code != 405:
            assert (antwoord.status_code, antwoord.get("Location", "").partition("?")[0]) in {
                (302, "/beheer/tweede-stap"), (302, "/beheer/aanmelden"), (403, "")
            }, (methode, antwoord.status_code, antwoord.get("Location"))  # fmt: skip


def test_there_is_no_other_way_in_for_employees() -> None:
    """No admin site of the framework: the pages above are all there is."""
    assert not [a for a in instellingen.INSTALLED_APPS if "admin" in a]
    assert not [r.patroon for r in ROUTES.values() if "admin" in r.patroon]


# Headers

VEILIG = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000",
    "Server": "bronhuis",
}


@pytest.mark.parametrize("methode", ["GET", "POST", "DELETE"])
def test_every_answer_of_every_route_has_its_security_headers(methode: str, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000  # as it is where the address begins with https
    client = Client(raise_request_exception=False)
    for naam, route in ROUTES.items():
        antwoord = client.generic(methode, address(naam), secure=True)
        assert {k: antwoord.get(k) for k in VEILIG} == VEILIG, naam
        assert "frame-ancestors 'none'" in antwoord["Content-Security-Policy"], naam
        assert "default-src 'none'" in antwoord["Content-Security-Policy"], naam
        assert antwoord["Referrer-Policy"] in {"no-referrer", "same-origin"}, naam
        assert not re.search(r"unsafe|https?:|\*", antwoord["Content-Security-Policy"]), naam
        if route.soort != "openbaar":
            assert "no-store" in antwoord["Cache-Control"], naam


def test_the_deployment_check_of_django_finds_nothing() -> None:
    omgeving = web_omgeving(plugin.staat) | {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "BRONHUIS_MODUS": "productie",
        "BRONHUIS_BASIS_URL": "https://bronhuis.gemeente.example",
        "BRONHUIS_HOSTS": "bronhuis.gemeente.example",
    }
    opdracht = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", "--database", "default"]
    uitkomst = subprocess.run(opdracht, cwd=KLOON, env=omgeving, capture_output=True, text=True, check=False)
    assert uitkomst.returncode == 0, uitkomst.stderr
    # What is silenced there looks in MIDDLEWARE only; these stand around every page.
    for laag in ("security.SecurityMiddleware", "clickjacking.XFrameOptionsMiddleware", "csrf.CsrfViewMiddleware"):
        assert f"django.middleware.{laag}" in instellingen.PAGINALAAG
    onveilig = subprocess.run(
        opdracht, cwd=KLOON, env=omgeving | {"BRONHUIS_BASIS_URL": "http://x.example"}, capture_output=True, check=False
    )
    assert onveilig.returncode != 0
