"""Rules of the house that no general linter knows, read from the syntax of every source; and the readers themselves, on sources that break one."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]
APPS = ("audit", "config", "consumers", "demo", "nlapi", "portal", "processing", "registry")
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|GRANT|COPY|ORDER BY|WHERE)\b")
NUMMER = re.compile(r"bsn|burgerservice|sofinummer", re.IGNORECASE)
MELDT = {"debug", "info", "warning", "error", "exception", "critical", "log", "msg"}
# Where a statement may be made of parts, and of which: never of a value.
SAMENGESTELD = {
    "audit/achterstand.py": "the name of a source's function, checked by Bron",
    "audit/opslag.py": "the name of a source's function, checked by Bron",
    "config/lokaal/postgres.py": "names of databases and roles, checked by NAAMVORM; a scram verifier",
    "processing/gebruik.py": "the name of an object type of a checked model, quoted",
    "processing/inzage.py": "conditions from a closed list",
    "processing/logboek.py": "conditions from a closed list",
    "processing/vastlegging.py": "a table and its key, checked by a pattern",
    "processing/werklijst.py": "pieces of its own",
    "processing/zegel.py": "conditions of its own",
    "registry/opslag/lezen.py": "tables and columns of a checked model",
    "registry/opslag/rijen.py": "tables and columns of a checked model",
    "registry/opslag/tabellen.py": "tables and columns of a checked model",
}


def sources() -> Iterator[tuple[str, str]]:
    """Every source of the product: (path, text)."""
    for app in APPS:
        for pad in sorted((WORTEL / app).rglob("*.py")):
            if "migrations" not in pad.parts:
                yield str(pad.relative_to(WORTEL)), pad.read_text(encoding="utf-8")


def text_of(knoop: ast.AST) -> str:
    """The constant text in an expression."""
    return " ".join(k.value for k in ast.walk(knoop) if isinstance(k, ast.Constant) and isinstance(k.value, str))


def composed_sql(bron: str) -> list[int]:
    """Lines on which a statement is made of parts: an f-string, %, + or format."""
    gevonden = []
    for knoop in ast.walk(ast.parse(bron)):
        gemaakt = isinstance(knoop, ast.JoinedStr) and any(isinstance(d, ast.FormattedValue) for d in knoop.values)
        if isinstance(knoop, ast.BinOp) and isinstance(knoop.op, (ast.Mod, ast.Add)):
            links = knoop.left
            gemaakt = isinstance(links, ast.Constant) and isinstance(links.value, str)
        if isinstance(knoop, ast.Call) and isinstance(knoop.func, ast.Attribute) and knoop.func.attr == "format":
            gemaakt = isinstance(knoop.func.value, ast.Constant)
        if gemaakt and SQL.search(text_of(knoop)):
            gevonden.append(knoop.lineno)  # type: ignore[attr-defined]
    return gevonden


def names_in(deel: ast.AST) -> Iterator[str]:
    """Names of values in an expression: what a text says is not what it holds."""
    for knoop in ast.walk(deel):
        if isinstance(knoop, ast.Name):
            yield knoop.id
        elif isinstance(knoop, ast.Attribute):
            yield knoop.attr
        elif isinstance(knoop, ast.keyword) and knoop.arg:
            yield knoop.arg


def logged_numbers(bron: str) -> list[int]:
    """Lines on which a logger, or print, is given something that is named after a number of a person."""
    gevonden = []
    for knoop in ast.walk(ast.parse(bron)):
        if not isinstance(knoop, ast.Call):
            continue
        functie = knoop.func
        meldt = isinstance(functie, ast.Name) and functie.id == "print"
        if isinstance(functie, ast.Attribute) and functie.attr in MELDT:
            meldt = isinstance(functie.value, ast.Name) and functie.value.id in {"log", "logger", "logging"}
        if meldt and any(NUMMER.search(naam) for deel in [*knoop.args, *knoop.keywords] for naam in names_in(deel)):
            gevonden.append(knoop.lineno)
    return gevonden


def found(regel: Callable[[str], list[int]]) -> dict[str, list[int]]:
    return {pad: regels for pad, bron in sources() if (regels := regel(bron))}


def test_a_statement_is_made_of_parts_only_where_its_parts_are_checked() -> None:
    gevonden = found(composed_sql)
    assert set(gevonden) - set(SAMENGESTELD) == set(), gevonden


def test_the_list_of_those_places_is_no_longer_than_it_must_be() -> None:
    assert set(SAMENGESTELD) - set(found(composed_sql)) == set()


def test_no_number_of_a_person_goes_to_a_log() -> None:
    assert found(logged_numbers) == {}


def test_no_model_of_the_framework_stands_for_a_table_about_persons() -> None:
    """So there is no `.objects` with which a reader could forget the purpose: those tables have the one path only."""
    from django.apps import apps

    tabellen = {m._meta.db_table.replace('"', "") for m in apps.get_models()}
    over_personen = re.compile(
        r"kluis\.|processing\.(handeling|regel|weigering|eindgebruiker|toelichting|signaal|signaaluitkomst|bewaring)$|registry\.\w+_(object|voorkomen|tekst|punt)$"
    )
    assert {"processing.autorisatie", "registry.herkomst"} <= tabellen
    assert [t for t in tabellen if over_personen.match(t)] == []


@pytest.mark.parametrize(
    "bron",
    [
        'cursor.execute(f"SELECT * FROM regel WHERE id = {id_}")',
        'sql = f"DELETE FROM {tabel}"',
        "cursor.execute(\"SELECT * FROM regel WHERE naam = '%s'\" % naam)",
        'cursor.execute("SELECT * FROM regel WHERE naam = " + naam)',
        'cursor.execute("SELECT {}".format(kolom))',
    ],
)
def test_a_statement_of_parts_is_seen(bron: str) -> None:
    assert composed_sql(bron)


@pytest.mark.parametrize(
    "bron",
    [
        'log.info("gezocht", bsn=vraag)',
        'log.warning("gezocht", wie=persoon.bsn)',
        'log.error(f"niet gevonden: {bsn}")',
        'logger.info("x", burgerservicenummer="1")',
        "print(bsn)",
    ],
)
def test_a_number_in_a_log_is_seen(bron: str) -> None:
    assert logged_numbers(bron)


def test_what_is_right_is_let_be() -> None:
    bron = 'cursor.execute("SELECT * FROM regel WHERE id = %s", [id_])\nlog.info("gezocht", aantal=3)\nf"Dag {naam}"'
    assert composed_sql(bron) == logged_numbers(bron) == []


def test_the_security_rules_of_the_linter_find_nothing() -> None:
    """The rules of bandit, as ruff has them, with every exception written beside its line."""
    opdracht = [sys.executable, "-m", "ruff", "check", "--select", "S", "--ignore", "S603,S607", "--no-cache", *APPS]
    uitkomst = subprocess.run(opdracht, cwd=WORTEL, capture_output=True, text=True, check=False)
    assert uitkomst.returncode == 0, uitkomst.stdout
