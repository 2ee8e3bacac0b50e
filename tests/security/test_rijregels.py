"""What the database holds of persons shows no row without an open gebruik, and no role that logs in can take a line away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests import plugin
from tests.deuren import INKOMEN, PERSONEN, api, id_of, load
from tests.personen import person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

LOG = ("handeling", "regel", "weigering", "eindgebruiker", "toelichting")
BOOM = (
    "blad",
    "tegel",
    "aanvraag",
    "checkpoint",
    "getuigenis",
    "ronde",
    "bevinding",
    "tijdstempel",
    "tijdstempel_gemist",
)
# What the application reads at any moment: activities, autorisaties, standing, models, the tree. Nothing about a person who is registered.
ZONDER_PERSONEN = re.compile(
    r"processing\.(autorisatie(versie)?|verwerkingsactiviteit(versie)?|toegang_\w+|sleutelmerk|bewaartermijn|vernietiging(sstop|sverklaring)?|signaalstand|afstemming\w*)|registry\.(herkomst|informatiemodelversie)|audit\.\w+"
)
TABELLEN = """
SELECT c.oid::regclass::text, c.relrowsecurity, c.relforcerowsecurity,
       has_table_privilege('bronhuis_app', c.oid, 'SELECT') OR has_any_column_privilege('bronhuis_app', c.oid, 'SELECT')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('processing', 'registry', 'kluis', 'audit') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""


@pytest.fixture(scope="module", autouse=True)
def gegevens(bronhuis_db: None) -> None:
    lijst = person()
    load([lijst])
    assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}").status_code == 200


@pytest.fixture
def app() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(plugin.cluster.dsn("bronhuis_app", plugin.database), autocommit=True) as verbinding:
        yield verbinding


def test_every_table_about_persons_has_row_security_that_holds_its_owner_too(
    superuser: Callable[[], psycopg.Connection],
) -> None:
    """From pg_class: a table is without persons by name, or forced, or out of the application's reach altogether."""
    with superuser() as root:
        tabellen = root.execute(TABELLEN).fetchall()
    gedwongen = {naam for naam, aan, ook_eigenaar, _ in tabellen if aan and ook_eigenaar}
    onbereikbaar = {naam for naam, _, _, leesbaar in tabellen if not leesbaar}
    assert {t for t, *_ in tabellen if not ZONDER_PERSONEN.fullmatch(t)} - gedwongen - onbereikbaar == set()
    assert {f"processing.{t}" for t in LOG} <= gedwongen | onbereikbaar
    assert {"registry.brp_personen_object", "registry.brp_personen_voorkomen"} <= gedwongen
    assert {"kluis.betrokkene", "registry.brp_personen_tekst"} <= onbereikbaar | gedwongen


@pytest.mark.parametrize("waarde", [None, "", " ", "''"])
def test_without_a_setting_or_with_an_empty_one_there_are_no_rows(
    waarde: str | None, app: psycopg.Connection[Any], superuser: Callable[[], psycopg.Connection]
) -> None:
    with superuser() as root:
        leesbaar = [naam for naam, aan, _, mag in root.execute(TABELLEN) if aan and mag]
        vol = [t for t in leesbaar if root.execute(f"SELECT FROM {t} LIMIT 1").rowcount]
    assert {"registry.brp_personen_voorkomen", "processing.regel", "processing.handeling"} <= set(vol)
    with app.transaction():
        for naam in ("bronhuis.gebruik", "bronhuis.rijen"):
            if waarde is not None:
                app.execute("SELECT set_config(%s, %s, true)", [naam, waarde])
        for tabel in leesbaar:
            assert app.execute(f"SELECT count(*) FROM {tabel}".encode()).fetchone() == (0,), tabel


@pytest.mark.parametrize("rol", ["app", "verzegelaar", "bewaarder", "lezer"])
@pytest.mark.parametrize(
    "tabel", [f"processing.{t}" for t in LOG] + [f"audit.{t}" for t in BOOM] + ["kluis.betrokkene"]
)
def test_no_role_that_logs_in_changes_or_removes_a_line(
    rol: str, tabel: str, superuser: Callable[[], psycopg.Connection]
) -> None:
    with superuser() as root:
        ((kolom,),) = root.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [tabel]
        ).fetchall()
    with psycopg.connect(plugin.cluster.dsn(f"bronhuis_{rol}", plugin.database), autocommit=True) as verbinding:
        for opdracht in (f"UPDATE {tabel} SET {kolom} = {kolom}", f"DELETE FROM {tabel}", f"TRUNCATE {tabel} CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                verbinding.execute(opdracht.encode())
