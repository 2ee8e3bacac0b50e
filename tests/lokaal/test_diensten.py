import json
import os
import stat
import subprocess
from base64 import b64decode
from pathlib import Path

import psycopg
import pytest
import redis
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from psycopg.conninfo import conninfo_to_dict
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.lokaal.omgeving import beheer_omgeving, web_omgeving
from config.lokaal.redis import broker_url
from config.lokaal.staat import Fout
from config.lokaal.wachtwoorden import INLOGROLLEN

ROLLEN = {
    "bronhuis_eigenaar": False,
    "bronhuis_log_schrijver": False,
    "bronhuis_kluis": False,
    "bronhuis_migratie": True,
    "bronhuis_app": True,
    "bronhuis_verzegelaar": True,
    "bronhuis_bewaarder": True,
    "bronhuis_lezer": True,
}


@pytest.fixture
def superuser(draaiend):
    with psycopg.connect(draaiend.cluster.superuser_dsn("bronhuis"), autocommit=True) as connection:
        yield connection


@pytest.fixture(autouse=True)
def _no_given_services(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BRONHUIS_SLEUTELBESTAND"):
        monkeypatch.delenv(name, raising=False)


def test_second_start_changes_nothing(draaiend):
    before = draaiend.postmaster(), draaiend.redis.pidbestand.pid, draaiend.staat.sleutelbestand.read_bytes()

    lines = draaiend.start()

    assert [line.split(" (")[0] for line in lines] == ["PostgreSQL draait al", "Redis draait al"]
    assert before == (draaiend.postmaster(), draaiend.redis.pidbestand.pid, draaiend.staat.sleutelbestand.read_bytes())


def test_roles_have_exactly_their_attributes(superuser):
    found = superuser.execute(
        "SELECT rolname, rolcanlogin, rolinherit, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication"
        " FROM pg_roles WHERE rolname LIKE 'bronhuis%'"
    ).fetchall()

    assert {row[0]: row[1] for row in found} == ROLLEN
    assert not [row for row in found if any(row[2:])]


def test_only_migratie_may_become_another_role_and_inherits_nothing(superuser):
    found = superuser.execute(
        "SELECT member::regrole::text, roleid::regrole::text, inherit_option, set_option, admin_option"
        " FROM pg_auth_members WHERE roleid::regrole::text LIKE 'bronhuis%' ORDER BY 2"
    ).fetchall()

    assert found == [
        ("bronhuis_migratie", "bronhuis_eigenaar", False, True, False),
        ("bronhuis_migratie", "bronhuis_kluis", False, True, False),
        ("bronhuis_migratie", "bronhuis_log_schrijver", False, True, False),
    ]


@pytest.mark.parametrize("rol", INLOGROLLEN)
def test_login_role_reaches_the_database_with_its_own_password(draaiend, rol):
    with psycopg.connect(draaiend.cluster.dsn(rol)) as connection:
        row = connection.execute(
            "SELECT current_user::text, current_setting('search_path'), current_setting('transaction_timeout')"
        ).fetchone()

    assert row == (rol, "django, extensies", "30s" if rol == "bronhuis_app" else "0")


@pytest.mark.parametrize("rol", ["postgres", "bronhuis_app", "bronhuis_eigenaar"])
@pytest.mark.parametrize("wachtwoord", [None, "postgres"])
def test_without_the_password_nobody_gets_in(draaiend, rol, wachtwoord):
    with pytest.raises(psycopg.OperationalError, match=r"no password supplied|password authentication failed"):
        psycopg.connect(
            host=str(draaiend.cluster.socketmap), user=rol, dbname="bronhuis", password=wachtwoord, passfile="/dev/null"
        )


def test_psql_as_superuser_without_password_is_refused(draaiend):
    result = subprocess.run(
        [draaiend.cluster.bin / "psql", "-w", "-h", draaiend.cluster.socketmap, "-U", "postgres", "-c", "SELECT 1"],
        env={"PGPASSFILE": "/dev/null"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 2
    assert "no password supplied" in result.stderr


def test_app_reaches_no_other_database_and_makes_nothing(draaiend):
    for database in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(draaiend.cluster.dsn("bronhuis_app", database))
    with psycopg.connect(draaiend.cluster.dsn("bronhuis_app"), autocommit=True) as connection:
        for statement in (
            "CREATE TABLE public.x ()",
            "CREATE TABLE django.x ()",
            "CREATE TEMP TABLE x ()",
            "CREATE SCHEMA x",
            "SET ROLE bronhuis_eigenaar",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_migratie_makes_schemas_as_each_owner_and_functions_without_public_right(draaiend):
    with psycopg.connect(draaiend.cluster.dsn("bronhuis_migratie")) as connection:
        for rol in ("bronhuis_eigenaar", "bronhuis_log_schrijver", "bronhuis_kluis"):
            connection.execute(f"SET ROLE {rol}")
            connection.execute(f"CREATE SCHEMA van_{rol}")
            connection.execute(f"CREATE FUNCTION van_{rol}.f() RETURNS int LANGUAGE sql RETURN 1")
            row = connection.execute(f"SELECT has_function_privilege('public', 'van_{rol}.f()', 'execute')").fetchone()
            assert row == (False,)
        connection.rollback()


def test_server_keeps_what_it_confirms_and_logs_no_values(draaiend, superuser):
    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
        "log_statement": "none",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "transaction_timeout": "0",
    }
    assert {name: superuser.execute(f"SHOW {name}").fetchone()[0] for name in expected} == expected
    assert superuser.execute(
        "SELECT datlocprovider, datlocale, datcollate FROM pg_database WHERE datname = 'bronhuis'"
    ).fetchone() == ("b", "C.UTF-8", "C.UTF-8")

    with psycopg.connect(draaiend.cluster.dsn("bronhuis_app"), autocommit=True) as connection:
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT count(*) FROM geheim_999990019 WHERE x = 'merkteken'")
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT 1 / (%s::text = 'merkteken')::int", ("ander merkteken",))

    log = draaiend.cluster.log.read_text()
    assert "ERROR" in log
    assert "merkteken" not in log


def test_extensions_stand_in_a_schema_of_their_own(superuser):
    found = superuser.execute(
        "SELECT extname, nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace"
        " WHERE extname <> 'plpgsql' ORDER BY 1"
    ).fetchall()

    assert found == [("btree_gist", "extensies"), ("pg_trgm", "extensies"), ("unaccent", "extensies")]


def test_database_copied_from_a_template_has_its_tables_and_the_same_rights(draaiend):
    cluster = draaiend.cluster
    assert cluster.maak_database("sjabloon")
    with psycopg.connect(cluster.dsn("bronhuis_migratie", "sjabloon")) as connection:
        connection.execute("SET ROLE bronhuis_eigenaar")
        connection.execute("CREATE TABLE django.t AS SELECT 7 AS n; GRANT SELECT ON django.t TO bronhuis_app")

    assert cluster.maak_database("kopie", sjabloon="sjabloon")
    assert not cluster.maak_database("kopie", sjabloon="sjabloon")

    with psycopg.connect(cluster.dsn("bronhuis_app", "kopie")) as connection:
        assert connection.execute("SELECT n FROM t").fetchone() == (7,)
    with psycopg.connect(cluster.superuser_dsn()) as connection:
        assert connection.execute("SELECT has_database_privilege('public', 'kopie', 'connect,temp')").fetchone() == (
            False,
        )
    cluster.verwijder_database("kopie")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(cluster.dsn("bronhuis_app", "kopie"))


@pytest.mark.parametrize("naam", ['x"; DROP DATABASE bronhuis', "", "Hoofdletter", "a" * 64])
def test_a_name_that_is_no_name_makes_no_database(draaiend, naam):
    with pytest.raises(Fout, match="geen naam"):
        draaiend.cluster.maak_database(naam)


def test_state_is_for_its_owner_only_and_other_folders_keep_their_permissions(draaiend):
    staat = draaiend.staat

    def mode(path: Path) -> int:
        return stat.S_IMODE(path.lstat().st_mode)

    private = [staat.map, staat.logs, staat.redis_map, staat.sleutelbestand.parent, staat.pg_map, draaiend.cluster.data]
    assert {mode(path) for path in private} == {0o700}
    files = [staat.sleutelbestand, staat.wachtwoordbestand, draaiend.cluster.log, draaiend.redis.log]
    assert {mode(path) for path in files} == {0o600}
    assert mode(draaiend.path) == 0o700  # as mkdtemp made it
    assert mode(Path("/tmp")) == 0o1777
    assert not list(staat.pg_map.glob(".wachtwoord*"))
    if os.geteuid() == 0:
        assert staat.pg_map.stat().st_uid == staat.eigenaar.uid != 0
        assert staat.systeemmap.stat().st_uid == 0
        assert mode(staat.systeemmap) == 0o755


def test_keys_have_their_form_and_their_length(draaiend):
    content = json.loads(draaiend.staat.sleutelbestand.read_bytes())

    assert set(content) == {"versie", "django_secret", "cursor", "register", "log", "tokens"}
    assert len(b64decode(content["cursor"])) == 32
    for part, key in (("register", "r1"), ("log", "l1")):
        assert content[part]["actief"] == key
        assert [len(b64decode(value)) for value in content[part]["sleutels"][key].values()] == [32, 32]
    assert content["register"] != content["log"]
    pem = content["tokens"]["sleutels"][content["tokens"]["actief"]]["pem"]
    assert load_pem_private_key(pem.encode(), None).key_size == 3072


def test_redis_wants_its_password_and_has_no_port(draaiend):
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(unix_socket_path=str(draaiend.redis.socket), retry=Retry(NoBackoff(), 0)).ping()

    client = redis.Redis.from_url(draaiend.redis.url())
    assert client.ping()
    assert client.config_get("port", "appendonly") == {"port": "0", "appendonly": "yes"}
    client.close()


def test_broker_url_is_the_same_server_in_celerys_words(draaiend):
    from kombu import Connection

    with Connection(broker_url(draaiend.redis.url())) as connection:
        connection.ensure_connection(max_retries=1)
    assert broker_url("redis://elders:6379/1") == "redis://elders:6379/1"


def test_web_process_never_gets_the_migration_role(draaiend, monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://iemand/elders")
    web, beheer = web_omgeving(draaiend.staat), beheer_omgeving(draaiend.staat)

    assert "DATABASE_OWNER_URL" not in web
    assert "bronhuis_migratie" not in " ".join(web.values())
    assert conninfo_to_dict(web["DATABASE_URL"])["user"] == "bronhuis_app"
    assert conninfo_to_dict(beheer["DATABASE_OWNER_URL"])["user"] == "bronhuis_migratie"
    assert web["BRONHUIS_MODUS"] == "demo"


def test_omgeving_prints_lines_that_a_shell_takes(draaiend):
    lines = draaiend.run("omgeving").stdout
    names = subprocess.run(
        ["sh", "-c", f"{lines}\nenv"], capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]}
    ).stdout

    values = dict(line.split("=", 1) for line in names.splitlines() if "=" in line)
    assert values["DATABASE_URL"] == draaiend.cluster.dsn("bronhuis_app")
    assert values["REDIS_URL"] == draaiend.redis.url()
    # A shell that has these still means the embedded services, not a server of its own.
    assert "draait al" in draaiend.run("start", "--alleen-diensten", DATABASE_URL=values["DATABASE_URL"]).stdout


def test_own_database_of_the_user_is_left_alone(kloon):
    url = "postgresql://gebruiker@elders/db"
    result = kloon.run("start", "--alleen-diensten", DATABASE_URL=url, REDIS_URL="redis://elders/0")

    assert result.returncode == 0, result.stderr
    assert not kloon.cluster.data.exists()
    assert not kloon.redis.is_running()

    without_owner = kloon.run("omgeving", DATABASE_URL=url, REDIS_URL="redis://elders/0")
    assert without_owner.returncode == 1
    assert "DATABASE_OWNER_URL niet" in without_owner.stderr
    assert len(without_owner.stderr.splitlines()) == 1
