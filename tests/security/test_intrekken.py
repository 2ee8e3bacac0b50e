"""Withdrawn, narrowed, ended, blocked: the next request on either of two warmed-up web processes obeys, and is logged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import psycopg
import pytest
from django.conf import settings

from config.lokaal.omgeving import web_omgeving
from config.lokaal.processen import Webserver, extra_webserver
from consumers import services as consumenten
from consumers.authentication import verify
from consumers.models import Applicatie
from processing import services as verwerkingen
from processing.models import Autorisatieversie
from processing.selectors import today
from registry.catalogus import catalogus
from tests import plugin
from tests.deuren import PERSONEN, authorise, id_of, load
from tests.personen import person

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]


@dataclass(frozen=True)
class Opstelling:
    """An afnemer, applicatie, activity and autorisatie of its own, with a token per server."""

    applicatie: Applicatie
    afnemer: UUID
    activiteit: UUID
    autorisatie: UUID
    tokens: dict[str, str]
    object_id: UUID

    def ask(self, url: str) -> httpx.Response:
        return httpx.get(
            f"{url}{PERSONEN}/{self.object_id}", headers={"Authorization": f"Bearer {self.tokens[url]}"}, timeout=30
        )


@pytest.fixture(scope="module")
def servers(bronhuis_db: None) -> Iterator[list[Webserver]]:
    omgeving = web_omgeving(plugin.staat) | {"DATABASE_URL": os.environ["DATABASE_URL"], "BRONHUIS_MODUS": "test"}
    with ExitStack() as stapel:
        yield [stapel.enter_context(extra_webserver(omgeving, werkers=1)) for _ in range(2)]


@pytest.fixture
def opstelling(servers: list[Webserver]) -> Opstelling:
    soort = next(iter(catalogus()))
    paden = [p for p in soort.objecttype.paden if p.startswith(("persoon.", "verblijfplaats."))]
    eigen = authorise("intrekken", acties=["raadplegen"], velden=paden, geheimTonen=True)
    lijst = person()
    load([lijst])
    tokens = {server.url: eigen.token(server.url) for server in servers}
    made = Opstelling(eigen.applicatie, eigen.afnemer, eigen.activiteit, eigen.autorisatie, tokens, id_of(lijst))
    for server in servers:
        for _ in range(3):
            assert made.ask(server.url).status_code == 200
    return made


def _narrow(o: Opstelling) -> None:
    regels = Autorisatieversie.objects.get(autorisatie=o.autorisatie, versie=1).regels
    regels[0]["velden"] = [v for v in regels[0]["velden"] if v != "persoon.geboorte.datum"]
    verwerkingen.wijzig_autorisatie(o.autorisatie, reden="proef", regels=regels)


def _end_token(o: Opstelling) -> None:
    basis = settings.BASIS_URL
    for url, token in o.tokens.items():
        settings.BASIS_URL = url
        claims = verify(token)
        settings.BASIS_URL = basis
        consumenten.trek_token_in(claims["jti"], datetime.fromtimestamp(claims["exp"], UTC))


@pytest.mark.parametrize(
    ("daad", "status", "code"),
    [
        (lambda o: verwerkingen.trek_autorisatie_in(o.autorisatie, reden="proef"), 403, "autorisatie-ingetrokken"),
        (
            lambda o: verwerkingen.wijzig_autorisatie(
                o.autorisatie, reden="proef", geldig_tot=today() - timedelta(days=1)
            ),
            403,
            "autorisatie-niet-geldig",
        ),
        (lambda o: verwerkingen.trek_activiteit_in(o.activiteit), 403, "activiteit-ingetrokken"),
        (lambda o: consumenten.blokkeer_applicatie(o.applicatie.id), 403, "applicatie-geblokkeerd"),
        (lambda o: consumenten.blokkeer_afnemer(o.afnemer), 403, "afnemer-geblokkeerd"),
        (_end_token, 401, "token-ingetrokken"),
    ],
    ids=["autorisatie", "einddatum", "activiteit", "applicatie", "afnemer", "token"],
)
def test_the_next_request_on_either_process_obeys_and_is_logged(
    servers: list[Webserver],
    opstelling: Opstelling,
    superuser: Callable[[], psycopg.Connection],
    daad: Callable[[Opstelling], None],
    status: int,
    code: str,
) -> None:
    daad(opstelling)
    antwoorden = [opstelling.ask(server.url) for server in servers]
    assert [(a.status_code, a.json()["code"]) for a in antwoorden] == [(status, code)] * 2
    with superuser() as root:
        verzoeken = [UUID(a.headers["X-Request-Id"]) for a in antwoorden]
        regels = root.execute("SELECT code FROM processing.weigering WHERE verzoek = ANY(%s)", [verzoeken]).fetchall()
    assert regels == [(code,)] * 2


def test_a_narrowed_field_is_gone_at_once_on_either_process(servers: list[Webserver], opstelling: Opstelling) -> None:
    voor = [opstelling.ask(s.url).json()["gegevens"]["persoon"]["geboorte"] for s in servers]
    assert all("datum" in geboorte for geboorte in voor)
    _narrow(opstelling)
    na = [opstelling.ask(s.url).json()["gegevens"]["persoon"]["geboorte"] for s in servers]
    assert [sorted(set(a) - set(b)) for a, b in zip(voor, na, strict=True)] == [["datum"]] * 2
    gevraagd = httpx.get(
        f"{servers[0].url}{PERSONEN}/{opstelling.object_id}?fields=persoon.geboorte.datum",
        headers={"Authorization": f"Bearer {opstelling.tokens[servers[0].url]}"},
    )
    assert (gevraagd.status_code, gevraagd.json()["code"]) == (403, "veld-niet-toegestaan")
