"""Two registers dropped in as files while a server runs: no restart, no code."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import httpx
import psycopg
import pytest
from django.test import Client

from config.lokaal.omgeving import web_omgeving
from config.lokaal.processen import Webserver, extra_webserver
from config.lokaal.staat import KLOON
from nlapi.koppen import nieuw_spoor
from processing import services as verwerkingen
from processing.gebruik import Aanroep
from processing.intern import BIJHOUDING, INZAGE_BETROKKENE, claim_for
from processing.models import Autorisatieversie
from registry.catalogus import catalogus
from registry.model.laden import laad
from registry.services import Bronobject, load
from registry.voorkomen import Voorkomenopgave
from tests import plugin
from tests.deuren import authorise
from tests.personen import new_bsn

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]

MODELLEN = KLOON / "tests" / "modellen"
VERGUNNINGEN, BOMEN = "/api/parkeren/v1/parkeervergunningen", "/api/groen/v1/bomen"


@dataclass
class Installatie:
    """A running server to which two registers were added, with one permit and one tree."""

    server: Webserver
    houder: str
    token: str
    werkers_voor: list[int]

    def ask(self, methode: str, pad: str, **extra: object) -> httpx.Response:
        return httpx.request(
            methode, f"{self.server.url}{pad}", headers={"Authorization": f"Bearer {self.token}"}, timeout=30, **extra
        )


def publish(naam: str) -> str:
    omgeving = os.environ | {"DATABASE_OWNER_URL": plugin.cluster.dsn("bronhuis_migratie", plugin.database)}
    opdracht = [sys.executable, "manage.py", "publiceer", str(MODELLEN / naam / "1.0.0.yaml")]
    uitkomst = subprocess.run(opdracht, cwd=KLOON, env=omgeving, capture_output=True, text=True, check=False)
    assert uitkomst.returncode == 0, uitkomst.stderr
    return uitkomst.stdout


def add_rule(activiteit: str, regel: dict[str, object]) -> None:
    """Give an activity of Bronhuis itself one object type more."""
    versie = Autorisatieversie.objects.filter(autorisatie__activiteit__naam=activiteit).latest("versie")
    if regel not in versie.regels:
        verwerkingen.wijzig_autorisatie(versie.autorisatie_id, reden="register erbij", regels=[*versie.regels, regel])


def fill(register: str, objecttype: str, groep: str, gegevens: dict[str, object]) -> None:
    soort = catalogus().nieuwste(register, objecttype)
    assert soort
    opgave = Voorkomenopgave(groep, 0, 0, gegevens, "2024", date(2024, 1, 1), None, bron="proef")
    load(
        soort,
        claim_for(BIJHOUDING),
        Aanroep(uuid4(), nieuw_spoor()),
        "proef",
        [Bronobject(f"{objecttype}-1", (opgave,))],
        vervang=False,
        rapport=lambda _r: b"",
    )


@pytest.fixture(scope="module")
def installatie(bronhuis_db: None) -> Iterator[Installatie]:
    omgeving = web_omgeving(plugin.staat) | {"DATABASE_URL": os.environ["DATABASE_URL"], "BRONHUIS_MODUS": "test"}
    with extra_webserver(omgeving, werkers=2) as server:
        assert {httpx.get(f"{server.url}{pad}").status_code for pad in (VERGUNNINGEN, BOMEN)} == {404}
        werkers = server.worker_pids()
        for naam in ("bomen", "parkeervergunningen"):
            assert "gepubliceerd" in publish(naam)
        houder = new_bsn()
        parkeren = {
            "register": "parkeren",
            "objecttype": "parkeervergunningen",
            "velden": ["vergunning"],
            "maximum": 100,
            "geheimTonen": True,
        }
        groen = {"register": "groen", "objecttype": "bomen", "velden": ["boom"], "maximum": 100}
        for regel in (parkeren, groen):
            add_rule(BIJHOUDING, {**regel, "acties": ["wijzigen"]})
        add_rule(INZAGE_BETROKKENE, {**parkeren, "acties": ["zoeken"], "zoeksleutels": ["houder"]})
        auto = [{"kenteken": "AB-12-CD", "merk": "Merkteken"}, {"kenteken": "EF-34-GH", "merk": "Ander"}]
        fill(
            "parkeren",
            "parkeervergunningen",
            "vergunning",
            {"nummer": "PV-2024-1", "houder": houder, "vanaf": "2024-03", "tarief": 12050, "voertuigen": auto},
        )
        fill(
            "groen",
            "bomen",
            "boom",
            {"soort": "Wínterlinde", "geplant": "1985", "hoogte": 12, "plek": {"lat": 52.1, "lon": 5.2}},
        )
        yield Installatie(server, houder, _token(server), werkers)


def _token(server: Webserver) -> str:
    """An afnemer that may see the permit, its number and the plates of its cars, but not their make."""
    velden = [f"vergunning.{naam}" for naam in ("nummer", "houder", "vanaf", "tarief", "voertuigen.kenteken")]
    eigen = authorise(
        "parkeren", register="parkeren", objecttype="parkeervergunningen", acties=["raadplegen", "zoeken"], velden=velden,
        zoeksleutels=["houder", "nummer", "kenteken", "tarief"],
    )  # fmt: skip
    return eigen.token(server.url)


@pytest.mark.parametrize(
    "sleutels",
    [
        {"nummer": "PV-2024"},
        {"kenteken": "EF-34-GH"},
        {"tarief": {"van": 12000, "tot": 13000}},
        {"houder": None},
        {"houder": None, "kenteken": "AB-12-CD"},
    ],
    ids=["begint-met", "in-lijst", "bereik", "bsn", "samen"],
)
def test_a_permit_is_found_by_every_kind_of_key_and_cut(installatie: Installatie, sleutels: dict[str, object]) -> None:
    gevuld = {naam: installatie.houder if waarde is None else waarde for naam, waarde in sleutels.items()}
    antwoord = installatie.ask("POST", f"{VERGUNNINGEN}/_zoek", json={"zoeksleutels": gevuld})
    assert antwoord.status_code == 200, antwoord.text
    (resultaat,) = antwoord.json()["resultaten"]
    assert resultaat["gegevens"]["vergunning"] == {
        "nummer": "PV-2024-1", "houder": installatie.houder, "vanaf": "2024-03", "tarief": 12050, "voertuigen": [{"kenteken": "AB-12-CD"}, {"kenteken": "EF-34-GH"}],
    }  # fmt: skip
    assert "Merkteken" not in antwoord.text


@pytest.mark.parametrize(
    "sleutels",
    [{"nummer": "PX-"}, {"kenteken": "ZZ-99-ZZ"}, {"tarief": {"van": 13000}}, {"houder": "000000012"}],
    ids=["begint-met", "in-lijst", "bereik", "bsn"],
)
def test_another_value_finds_nothing(installatie: Installatie, sleutels: dict[str, object]) -> None:
    antwoord = installatie.ask("POST", f"{VERGUNNINGEN}/_zoek", json={"zoeksleutels": sleutels})
    assert (antwoord.status_code, antwoord.json()["resultaten"]) == (200, [])


def test_a_nested_field_outside_the_autorisatie_is_refused(installatie: Installatie) -> None:
    antwoord = installatie.ask(
        "POST",
        f"{VERGUNNINGEN}/_zoek",
        json={"zoeksleutels": {"nummer": "PV-2024"}, "fields": ["vergunning.voertuigen"]},
    )
    assert (antwoord.status_code, antwoord.json()["code"]) == (403, "veld-niet-toegestaan")
    assert [f["naam"] for f in antwoord.json()["fouten"]] == ["vergunning.voertuigen.merk"]


@pytest.mark.parametrize(
    ("sleutels", "aantal"),
    [({"soort": "WINTERLINDE"}, 1), ({"soort": "wint*"}, 1), ({"soort": "eik"}, 0), ({"hoogte": {"van": 10}}, 1), ({"hoogte": {"tot": 10}}, 0),
     ({"geplantTussen": {"van": "1985-01-01", "tot": "1985-12-31"}}, 1), ({"geplantTussen": {"van": "1985-06-01"}}, 0),
     ({"gebied": {"bbox": [5.0, 52.0, 5.5, 52.5]}}, 1), ({"gebied": {"bbox": [4.0, 52.0, 4.5, 52.5]}}, 0)],
)  # fmt: skip
def test_a_tree_is_open_data_for_everyone(installatie: Installatie, sleutels: dict[str, object], aantal: int) -> None:
    antwoord = httpx.post(f"{installatie.server.url}{BOMEN}/_zoek", json={"zoeksleutels": sleutels})
    assert antwoord.status_code == 200, antwoord.text
    assert len(antwoord.json()["resultaten"]) == aantal


def test_no_process_was_restarted(installatie: Installatie) -> None:
    assert httpx.get(f"{installatie.server.url}{BOMEN}").status_code == 200
    assert installatie.server.worker_pids() == installatie.werkers_voor


def test_the_holder_sees_it_in_the_portal_and_nobody_else(installatie: Installatie) -> None:
    def pagina(bsn: str) -> str:
        client = Client()
        assert client.post("/mijn/aanmelden", {"bsn": bsn}).status_code == 302
        assert "Parkeervergunningen" in client.get("/mijn").content.decode()
        antwoord = client.get("/mijn/parkeren/parkeervergunningen")
        assert antwoord.status_code == 200
        return antwoord.content.decode()

    assert "PV-2024-1" in pagina(installatie.houder)
    assert "€ 120,50" in pagina(installatie.houder)
    assert "PV-2024-1" not in pagina(new_bsn())


def test_the_use_is_logged_for_the_holder(
    installatie: Installatie, superuser: Callable[[], psycopg.Connection]
) -> None:
    from processing import kluis

    antwoord = installatie.ask(
        "POST", f"{VERGUNNINGEN}/_zoek", json={"zoeksleutels": {"nummer": "PV-2024"}, "fields": ["vergunning.nummer"]}
    )
    with superuser() as root:
        rijen = root.execute(
            "SELECT r.betrokkene, r.betrokkenheid, r.velden FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling WHERE h.verzoek = %s",
            [antwoord.headers["X-Request-Id"]],
        ).fetchall()
    assert rijen == [(kluis.find_surrogate(installatie.houder), "houder", ["vergunning.nummer"])]


def test_the_number_is_encrypted_and_the_documents_are_there(
    installatie: Installatie, superuser: Callable[[], psycopg.Connection]
) -> None:
    with superuser() as root:
        rijen = root.execute("SELECT v::text FROM registry.parkeren_parkeervergunningen_voorkomen v").fetchall()
    assert rijen
    assert all(installatie.houder not in rij for (rij,) in rijen)
    for register, pad in (("parkeren", "/parkeervergunningen/_zoek"), ("groen", "/bomen/{objectId}")):
        document = httpx.get(f"{installatie.server.url}/api/{register}/v1/openapi.json").json()
        assert pad in document["paths"]


def test_no_field_path_of_a_model_stands_in_python() -> None:
    paden: set[str] = set()
    for bestand in [*(KLOON / "registry/informatiemodellen").rglob("*.yaml"), *MODELLEN.rglob("*.yaml")]:
        for objecttype in laad(bestand.read_text()).objecttypen.values():
            paden |= set(objecttype.paden) | {p.rpartition(".")[0] for p in objecttype.paden if p.count(".") > 1}
    assert len(paden) > 150
    gevonden = []
    for app in ("nlapi", "processing", "consumers", "registry", "portal", "config", "audit"):
        for bestand in (KLOON / app).rglob("*.py"):
            if {"gbav", "bevolking"} & set(bestand.relative_to(KLOON).parts):
                continue
            teksten = [
                k.value
                for k in ast.walk(ast.parse(bestand.read_text()))
                if isinstance(k, ast.Constant) and isinstance(k.value, str)
            ]
            gevonden += [
                f"{bestand.relative_to(KLOON)}: {t[:60]}"
                for t in teksten
                if any(woord in paden for woord in t.replace('"', " ").replace("'", " ").split())
            ]
    assert gevonden == []
