"""Whoever has the application's database password: what the database refuses all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import psycopg
import pytest

from tests import plugin
from tests.deuren import INKOMEN, PERSONEN, api, id_of, load
from tests.personen import person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

LOG = ["handeling", "regel", "weigering", "eindgebruiker"]
TABELLEN = (
    [f"processing.{t}" for t in LOG]
    + [f"registry.brp_personen_{t}" for t in ("voorkomen", "object", "tekst", "punt")]
    + ["kluis.betrokkene"]
)


@pytest.fixture
def app() -> Iterator[psycopg.Connection]:
    with psycopg.connect(plugin.cluster.dsn("bronhuis_app", plugin.database), autocommit=True) as verbinding:
        assert verbinding.execute("SELECT current_user, session_user").fetchone() == ("bronhuis_app", "bronhuis_app")
        yield verbinding


@pytest.fixture(scope="module", autouse=True)
def gegevens(bronhuis_db: None) -> None:
    lijst = person()
    load([lijst])
    assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}").status_code == 200


@pytest.mark.parametrize("tabel", TABELLEN)
@pytest.mark.parametrize(
    "opdracht",
    [
        "DELETE FROM {t}",
        "TRUNCATE {t}",
        "ALTER TABLE {t} ADD COLUMN x int",
        "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
        "DROP TABLE {t}",
        "COPY {t} FROM STDIN",
        "CREATE TRIGGER t BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION processing.weiger_wijziging()",
        "LOCK TABLE {t} IN ACCESS EXCLUSIVE MODE",
    ],
)
def test_changing_or_emptying_is_refused(app: psycopg.Connection, tabel: str, opdracht: str) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)), app.transaction():
        app.execute(opdracht.format(t=tabel))


@pytest.mark.parametrize(
    ("tabel", "kolom"),
    [("processing.handeling", "soort"), ("processing.regel", "soort"), ("processing.weigering", "code"), ("registry.brp_personen_voorkomen", "bron"),
     ("registry.brp_personen_voorkomen", "eind_registratie"), ("registry.brp_personen_object", "laatst"), ("kluis.betrokkene", "sleutel_id")],
)  # fmt: skip
def test_updating_is_refused(app: psycopg.Connection, tabel: str, kolom: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(f"UPDATE {tabel} SET {kolom} = DEFAULT")


@pytest.mark.parametrize(
    "opdracht",
    [
        "INSERT INTO processing.regel (id) VALUES (gen_random_uuid())",
        "INSERT INTO processing.handeling (id) VALUES (gen_random_uuid())",
        "INSERT INTO kluis.betrokkene (id) VALUES (gen_random_uuid())",
        "SELECT * FROM kluis.betrokkene",
        "SELECT * FROM processing.geheim",
        "SELECT processing.merk('x'::bytea, 'x')",
        "SELECT processing.open_inhoud()",
        "SELECT processing.maak_delen('2030-01-01')",
        "SELECT * FROM registry.brp_personen_tekst",
        "SELECT * FROM registry.brp_personen_punt",
        "SET session_replication_role = replica",
        "CREATE SCHEMA eigen",
        "CREATE TABLE processing.eigen (x int)",
        "CREATE TABLE public.eigen (x int)",
        "UPDATE processing.autorisatieversie SET regels = '[]'",
        "DELETE FROM processing.autorisatieversie",
        "UPDATE processing.verwerkingsactiviteitversie SET doel = ''",
        "DELETE FROM processing.toegang_token",
        "DELETE FROM registry.informatiemodelversie",
        *[f"SET ROLE {rol}" for rol in ("bronhuis_eigenaar", "bronhuis_log_schrijver", "bronhuis_kluis", "bronhuis_migratie", "bronhuis_bewaarder", "postgres")],
        *[f"SET SESSION AUTHORIZATION {rol}" for rol in ("bronhuis_eigenaar", "postgres")],
    ],
)  # fmt: skip
def test_other_ways_in_are_refused(app: psycopg.Connection, opdracht: str) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
        app.execute(opdracht)


def test_partitions_are_closed_directly(app: psycopg.Connection, superuser: Callable[[], psycopg.Connection]) -> None:
    with superuser() as root:
        delen = [
            r[0]
            for r in root.execute(
                "SELECT oid::regclass::text FROM pg_class WHERE relispartition AND relnamespace = 'processing'::regnamespace AND relkind IN ('r', 'p')"
            )
        ]
    assert len(delen) >= 4 * 4
    for deel in delen:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(f"SELECT * FROM {deel} LIMIT 1")


def test_without_a_gebruik_no_row_shows(app: psycopg.Connection, superuser: Callable[[], psycopg.Connection]) -> None:
    with superuser() as root:
        tabellen = root.execute(
            "SELECT c.oid::regclass::text, c.relforcerowsecurity FROM pg_class c WHERE c.relrowsecurity AND NOT c.relispartition"
        ).fetchall()
        vol = {t for t, _ in tabellen if root.execute(f"SELECT count(*) FROM {t}").fetchone() != (0,)}
    assert {"processing.regel", "processing.handeling", "registry.brp_personen_voorkomen"} <= vol
    for tabel, geforceerd in tabellen:
        assert geforceerd, tabel
        if app.execute("SELECT has_table_privilege(%s, 'SELECT')", [tabel]).fetchone() == (False,):
            continue
        assert app.execute(f"SELECT count(*) FROM {tabel}").fetchone() == (0,), tabel
    assert app.execute(
        "SELECT count(*) FROM registry.zoek_tekst('brp_personen', 'geslachtsnaam', 'a', true)"
    ).fetchone() == (0,)


def _open(verbinding: psycopg.Connection, superuser: Callable[[], psycopg.Connection]) -> dict[str, str]:
    """Open a real gebruik on this connection; returns its settings: what record_use reads back, and what row policies compare."""
    with superuser() as root:
        autorisatie, versie, activiteit, afnemer = root.execute(
            """SELECT a.id, a.huidige_versie, w.huidige_versie, a.afnemer_id FROM processing.autorisatie a
               JOIN processing.verwerkingsactiviteit w ON w.id = a.activiteit_id WHERE w.naam = 'bijstand-beoordelen' AND a.ingetrokken_op IS NULL"""
        ).fetchall()[0]
        (applicatie,) = root.execute("SELECT id FROM consumers.applicatie WHERE name = 'Suite Inkomen'").fetchall()[0]
    uitkomst = verbinding.execute(
        "SELECT uitkomst FROM processing.open_gebruik(%s, %s, %s, %s, %s, 'token-van-de-test', 'brp', 'personen', 'raadplegen', false)",
        [autorisatie, versie, activiteit, applicatie, afnemer],
    ).fetchone()
    assert uitkomst == ("open",)
    return {
        naam: str(verbinding.execute("SELECT current_setting(%s)", [naam]).fetchall()[0][0])
        for naam in ("bronhuis.gebruik", "bronhuis.rijen")
    }


def _set(verbinding: psycopg.Connection, standen: dict[str, str], *, lokaal: bool = True) -> None:
    for naam, waarde in standen.items():
        verbinding.execute("SELECT set_config(%s, %s, %s)", [naam, waarde, lokaal])


def test_a_setting_made_by_hand_opens_nothing(
    app: psycopg.Connection, superuser: Callable[[], psycopg.Connection]
) -> None:
    tel = "SELECT count(*) FROM registry.brp_personen_voorkomen"
    with app.transaction():
        echt = _open(app, superuser)
        assert app.execute(tel).fetchall()[0][0] > 0
        app.execute("SELECT set_config('bronhuis.rijen', %s, true)", [echt["bronhuis.rijen"][::-1]])
        assert app.execute(tel).fetchone() == (0,)
    with app.transaction():  # the same backend, another transaction
        _set(app, echt)
        assert app.execute(tel).fetchone() == (0,)
    with psycopg.connect(plugin.cluster.dsn("bronhuis_app", plugin.database)) as ander:
        _set(ander, echt, lokaal=False)
        assert ander.execute(tel).fetchone() == (0,)
    for poging in ("", "r", "w", "x" * 64 + "{}", "0" * 64 + "r", echt["bronhuis.gebruik"]):
        with app.transaction():
            _set(app, {"bronhuis.rijen": poging})
            assert app.execute(tel).fetchone() == (0,)


def test_a_decision_made_by_hand_is_not_logged_as_made(
    app: psycopg.Connection, superuser: Callable[[], psycopg.Connection]
) -> None:
    schrijf = (
        "SELECT processing.record_use('[]', 'l1', '{}', '{}', NULL, NULL, '\\x00', gen_random_uuid(), '', '', NULL)"
    )
    with app.transaction(force_rollback=True):
        echt = _open(app, superuser)
        assert app.execute(schrijf).fetchone() is not None
    pogingen = [
        echt["bronhuis.gebruik"],  # of another transaction
        "0" * 64 + echt["bronhuis.gebruik"][64:],
        echt["bronhuis.rijen"],
    ]
    for poging in pogingen:
        with app.transaction(force_rollback=True):
            _set(app, {"bronhuis.gebruik": poging})
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(schrijf)
    with app.transaction(force_rollback=True):
        echt = _open(app, superuser)
        for ander in (
            echt["bronhuis.gebruik"].replace("raadplegen", "zoeken"),
            echt["bronhuis.rijen"][:64] + echt["bronhuis.gebruik"][64:],
        ):
            assert ander != echt["bronhuis.gebruik"]
            _set(app, {"bronhuis.gebruik": ander})
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute(schrijf)


def test_a_gebruik_of_one_object_type_or_for_reading_gives_no_more(
    app: psycopg.Connection, superuser: Callable[[], psycopg.Connection]
) -> None:
    with app.transaction():
        _open(app, superuser)
        assert app.execute("SELECT count(*) FROM processing.regel").fetchone() == (0,)
    with app.transaction(force_rollback=True):
        _open(app, superuser)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO registry.brp_personen_object (id) VALUES (gen_random_uuid())")
    with app.transaction(force_rollback=True):
        gelezen = _open(app, superuser)["bronhuis.rijen"]
        _set(app, {"bronhuis.rijen": f"{gelezen[:-1]}w"})  # the same mark, said to be for writing
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO registry.brp_personen_object (id) VALUES (gen_random_uuid())")
    with app.transaction():
        _open(app, superuser)
        ids = [r[0] for r in app.execute("SELECT id FROM registry.brp_personen_voorkomen LIMIT 3")]
        assert app.execute("SELECT registry.sluit('brp_personen', %s, clock_timestamp())", [ids]).fetchone() == (0,)


def test_a_line_without_a_gebruik_cannot_be_written(app: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(
            "SELECT processing.record_use('[]', 'l1', '{}', '{}', NULL, NULL, '\\x00', gen_random_uuid(), '', '', NULL)"
        )


def test_even_the_superuser_meets_the_second_net(superuser: Callable[[], psycopg.Connection]) -> None:
    with superuser() as root:
        for opdracht in ("UPDATE processing.regel SET soort = 'x'", "DELETE FROM processing.handeling", "DELETE FROM registry.brp_personen_voorkomen",
                         "UPDATE registry.brp_personen_voorkomen SET bron = 'x'", "TRUNCATE processing.weigering"):  # fmt: skip
            with pytest.raises(psycopg.Error):
                root.execute(opdracht)


def test_autorisaties_cannot_be_backdated_through_the_functions(app: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("UPDATE processing.autorisatieversie SET geldig_van = %s", [date(2000, 1, 1)])
