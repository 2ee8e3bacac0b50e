"""Decisions are leaves as well: each change of an autorisatie, an activity or who may come in; and a change past the trigger is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import opslag
from audit.bronhuis_verify import canonical
from audit.bronnen import Bron
from audit.opslag import BEGIN, asker
from processing.vastlegging import reseal_table_sql, seal_table_sql
from tests import plugin
from tests.audit.verwerkingslog import BESLUITEN, BRON, Logboek, open_logboek

EINDE = 2**63 - 1


@pytest.fixture(scope="module")
def logboek() -> Iterator[Logboek]:
    with open_logboek("besluiten", (BRON, BESLUITEN)) as logboek:
        yield logboek


@pytest.fixture
def heel(logboek: Logboek) -> Logboek:
    """Sealed, and nothing wrong; what a test broke past the triggers is put back by it."""
    logboek.seal()
    assert _findings(logboek) == []
    return logboek


def _leaves(logboek: Logboek) -> list[dict[str, Any]]:
    rijen = opslag.source_leaves(asker(logboek.proces.verbinding), BESLUITEN, BEGIN, EINDE, 1_000_000)
    bladen = [json.loads(inhoud or b"") for _, _, _, inhoud in rijen]
    assert [canonical(blad) for blad in bladen] == [inhoud for _, _, _, inhoud in rijen]
    assert all(len(zout or b"") == 32 for _, _, zout, _ in rijen)
    return bladen


def _findings(logboek: Logboek) -> list[tuple[str, UUID]]:
    """What a whole round finds; what it wrote down is put away, since a finding stays."""
    while not logboek.proces.check():
        pass
    with logboek.attacker() as root:
        gevonden = root.execute("SELECT soort, blad FROM audit.bevinding ORDER BY soort, blad").fetchall()
        root.execute("DELETE FROM audit.bevinding")
    return gevonden


def _an_autorisatie(app: psycopg.Connection[Any]) -> UUID:
    ((id_,),) = app.execute("SELECT id FROM processing.autorisatie WHERE ingetrokken_op IS NULL LIMIT 1").fetchall()
    return UUID(str(id_))


def test_what_was_decided_stands_in_the_ledger(logboek: Logboek) -> None:
    bladen = _leaves(logboek)
    assert {blad["soort"] for blad in bladen} == {"vastlegging"}
    assert {blad["tabel"] for blad in bladen} >= {
        "processing.verwerkingsactiviteit",
        "processing.verwerkingsactiviteitversie",
        "processing.autorisatie",
        "processing.autorisatieversie",
        "processing.toegang_applicatie",
        "processing.toegang_afnemer",
        "consumers.leverancier",
        "consumers.afnemer",
        "consumers.applicatie",
        "consumers.vertegenwoordiging",
        "django.auth_user_groups",
    }
    versie = next(b for b in bladen if b["tabel"] == "processing.autorisatieversie")
    assert versie["rij"] == versie["inhoud"]["id"]
    assert versie["inhoud"]["regels"][0]["velden"]
    assert versie["inhoud"]["vastgelegd_op"].endswith("+00:00")


def test_a_version_a_withdrawal_and_a_removed_role_each_get_a_leaf(heel: Logboek) -> None:
    voor = {blad["id"] for blad in _leaves(heel)}
    token = uuid4().hex
    with heel.connect("bronhuis_app") as app:
        app.execute("SET timezone = 'Europe/Amsterdam'")
        autorisatie = _an_autorisatie(app)
        app.execute(
            "UPDATE processing.autorisatie SET ingetrokken_op = now(), ingetrokken_reden = 'Einde van \"de\" taak.' WHERE id = %s",
            [autorisatie],
        )
        app.execute("INSERT INTO processing.toegang_token VALUES (%s, now(), now())", [token])
        ((rol,),) = app.execute(
            "DELETE FROM django.auth_user_groups WHERE id = (SELECT max(id) FROM django.auth_user_groups) RETURNING id"
        ).fetchall()
    nieuw = [blad for blad in _leaves(heel) if blad["id"] not in voor]
    assert [(b["tabel"], b["rij"]) for b in nieuw] == [
        ("processing.autorisatie", str(autorisatie)),
        ("processing.toegang_token", token),
        ("django.auth_user_groups", str(rol)),
    ]
    assert nieuw[0]["inhoud"]["ingetrokken_reden"] == 'Einde van "de" taak.'
    assert nieuw[0]["inhoud"]["ingetrokken_op"].endswith("+00:00")
    assert nieuw[2]["inhoud"] is None
    assert heel.seal() == 3
    assert _findings(heel) == []


def test_what_is_undone_with_its_transaction_leaves_no_leaf(heel: Logboek) -> None:
    voor = len(_leaves(heel))
    with heel.connect("bronhuis_app") as app, app.transaction(force_rollback=True):
        app.execute("UPDATE processing.toegang_afnemer SET actief = false")
    assert len(_leaves(heel)) == voor


BREUKEN = [
    ("UPDATE processing.autorisatieversie SET regels = regels || '[{}]' WHERE id = (SELECT id FROM processing.autorisatieversie LIMIT 1)"),
    ("UPDATE processing.verwerkingsactiviteitversie SET doel = doel || '.' WHERE id = (SELECT id FROM processing.verwerkingsactiviteitversie LIMIT 1)"),
    ("UPDATE processing.autorisatie SET ingetrokken_op = NULL, ingetrokken_reden = '' WHERE ingetrokken_op IS NOT NULL"),
    ("INSERT INTO processing.toegang_applicatie (applicatie, actief, sinds) VALUES (gen_random_uuid(), true, now())"),
    ("UPDATE consumers.applicatie SET client_jwks = '{\"keys\": []}' WHERE id = (SELECT id FROM consumers.applicatie LIMIT 1)"),
    ("DELETE FROM django.auth_user_groups WHERE id = (SELECT min(id) FROM django.auth_user_groups)"),
]  # fmt: skip


@pytest.mark.parametrize("opdracht", BREUKEN, ids=[b.split()[1 if b.startswith("UPDATE") else 2] for b in BREUKEN])
def test_a_change_past_the_trigger_is_named(heel: Logboek, opdracht: str) -> None:
    with heel.connect("bronhuis_app") as app:
        app.execute("UPDATE processing.autorisatie SET ingetrokken_op = now(), ingetrokken_reden = 'x'")
    heel.seal()
    with heel.attacker() as root:
        with root.transaction(force_rollback=True):
            assert root.execute(opdracht.encode()).rowcount
            afwijkend = root.execute("SELECT * FROM processing.anders_dan_vastgelegd()").fetchall()
            assert afwijkend
        assert root.execute("SELECT * FROM processing.anders_dan_vastgelegd()").fetchall() == []


def test_the_control_names_it_even_where_the_trigger_is_gone(heel: Logboek) -> None:
    with heel.attacker() as root:
        root.execute("ALTER TABLE consumers.afnemer DISABLE TRIGGER leg_vast")
        ((id_, naam),) = root.execute("SELECT id, naam FROM consumers.afnemer LIMIT 1").fetchall()
        root.execute("DROP TRIGGER leg_vast ON consumers.afnemer")
        root.execute("UPDATE consumers.afnemer SET naam = 'Iemand anders' WHERE id = %s", [id_])
    blad = [UUID(b["id"]) for b in _leaves(heel) if (b["tabel"], b["rij"]) == ("consumers.afnemer", str(id_))][-1]
    assert _findings(heel) == [("afwijkend", blad)]
    with heel.attacker() as root:
        root.execute("UPDATE consumers.afnemer SET naam = %s WHERE id = %s", [naam, id_])
        root.execute(
            """CREATE TRIGGER leg_vast AFTER INSERT OR UPDATE OR DELETE ON consumers.afnemer
               FOR EACH ROW EXECUTE FUNCTION processing.leg_vast('id')"""
        )
    assert _findings(heel) == []


def test_a_ledger_row_that_is_altered_or_removed_is_named(heel: Logboek) -> None:
    with heel.attacker() as root:
        ((id_, inhoud),) = root.execute(
            "SELECT id, inhoud FROM processing.vastlegging WHERE tabel = 'consumers.leverancier' LIMIT 1"
        ).fetchall()
        root.execute(
            "UPDATE processing.vastlegging SET inhoud = replace(inhoud, '\"oin\"', '\"oim\"') WHERE id = %s", [id_]
        )
        assert _findings(heel) == [("afwijkend", id_), ("gewijzigd", id_)]
        root.execute("UPDATE processing.vastlegging SET inhoud = %s WHERE id = %s", [inhoud, id_])
        weg = root.execute("DELETE FROM processing.vastlegging WHERE id = %s RETURNING *", [id_]).fetchall()
        assert ("verdwenen", id_) in _findings(heel)
        root.execute("INSERT INTO processing.vastlegging VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", weg[0])
    assert _findings(heel) == []


@pytest.mark.parametrize("rol", ["bronhuis_app", "bronhuis_verzegelaar", "bronhuis_bewaarder", "bronhuis_lezer"])
@pytest.mark.parametrize(
    "opdracht",
    [
        "SELECT * FROM processing.vastlegging",
        "INSERT INTO processing.vastlegging SELECT gen_random_uuid(), 1, '5', '', now(), 'a.b', 'c', NULL",
        "DELETE FROM processing.vastlegging",
        "SELECT processing.leg_bestaande_vast('consumers.afnemer', 'id')",
    ],
)
def test_nobody_else_touches_the_ledger(logboek: Logboek, rol: str, opdracht: str) -> None:
    with logboek.connect(rol) as verbinding, pytest.raises(psycopg.errors.InsufficientPrivilege):
        verbinding.execute(opdracht.encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda deel: st.lists(deel, max_size=4) | st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_characters="\0", max_codepoint=0xFFFF), max_size=6), deel, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def rekenaar(logboek: Logboek) -> Iterator[psycopg.Connection[Any]]:
    with logboek.attacker() as root:
        yield root


@given(
    waarde=st.dictionaries(st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=6), JSON, max_size=5)
)
def test_the_canonical_form_is_that_of_the_verifier(rekenaar: psycopg.Connection[Any], waarde: dict[str, Any]) -> None:
    rij = rekenaar.execute("SELECT processing.canoniek(%s::jsonb)", [json.dumps(waarde)]).fetchone()
    assert rij is not None
    assert rij[0].encode() == canonical(waarde)


def test_a_migration_that_changes_a_sealed_table_puts_it_down_anew(heel: Logboek) -> None:
    with psycopg.connect(plugin.cluster.superuser_dsn(heel.database), autocommit=True) as root:
        root.execute("SET ROLE bronhuis_eigenaar")
        root.execute("ALTER TABLE consumers.afnemer ADD COLUMN proef text NOT NULL DEFAULT 'x'")
        assert {soort for soort, _ in _findings(heel)} == {"afwijkend"}
        root.execute(reseal_table_sql("consumers.afnemer", "id"))
        heel.seal()
        assert _findings(heel) == []
        root.execute("ALTER TABLE consumers.afnemer DROP COLUMN proef")
        root.execute(reseal_table_sql("consumers.afnemer", "id"))


@pytest.mark.parametrize(("tabel", "sleutel"), [("afnemer", "id"), ("a.b; DROP", "id"), ("a.b", "id'"), ("", "")])
def test_only_names_become_sql(tabel: str, sleutel: str) -> None:
    for sql in (seal_table_sql, reseal_table_sql):
        with pytest.raises(ValueError, match="geen tabel"):
            sql(tabel, sleutel)
    with pytest.raises(ValueError, match="geen functie"):
        Bron("x", "processing.bladen", "processing.x()")
