"""The arrows of docs/architecture.md, read from imports and from SQL strings; and the readers themselves, on sources that break a rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]

MAG: dict[str, set[str]] = {
    "nlapi": set(),
    "audit": {"nlapi"},
    "processing": {"audit", "nlapi"},
    "consumers": {"processing", "audit", "nlapi"},
    "registry": {"processing", "audit", "nlapi"},
    "portal": {"registry", "consumers", "processing", "audit", "nlapi"},
    "config": {"portal", "registry", "consumers", "processing", "audit", "nlapi"},
    "demo": set(),
}
SCHEMAS = {
    "processing": {"processing", "kluis"},
    "consumers": {"consumers"},
    "registry": {"registry"},
    "audit": {"audit"},
    "config": {"django"},
}
ALLE_SCHEMAS = {"processing", "kluis", "consumers", "registry", "audit", "django"}
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|GRANT|REVOKE|ALTER|WITH)\b")


def sources(app: str) -> Iterator[Path]:
    return (p for p in sorted((WORTEL / app).rglob("*.py")) if "migrations" not in p.parts)


def imports(bron: str) -> set[str]:
    """Top-level packages of ours that a source imports."""
    gevonden: set[str] = set()
    for knoop in ast.walk(ast.parse(bron)):
        if isinstance(knoop, ast.Import):
            gevonden |= {naam.name.partition(".")[0] for naam in knoop.names}
        elif isinstance(knoop, ast.ImportFrom) and knoop.module and not knoop.level:
            gevonden.add(knoop.module.partition(".")[0])
    return gevonden & set(MAG)


def broken_imports(app: str, bron: str) -> set[str]:
    return imports(bron) - MAG[app] - {app}


def schemas_in_sql(bron: str) -> set[str]:
    """Schemas that SQL strings of a source name (docstrings do not count)."""
    boom = ast.parse(bron)
    uitleg = {
        id(k.body[0].value)
        for k in ast.walk(boom)
        if isinstance(k, (ast.Module, ast.ClassDef, ast.FunctionDef)) and k.body and isinstance(k.body[0], ast.Expr)
    }
    gevonden: set[str] = set()
    for knoop in ast.walk(boom):
        if (
            isinstance(knoop, ast.Constant)
            and isinstance(knoop.value, str)
            and id(knoop) not in uitleg
            and SQL.search(knoop.value)
        ):
            gevonden |= {s for s in ALLE_SCHEMAS if re.search(rf"\b{s}\.[a-z_]+", knoop.value)}
    return gevonden


@pytest.mark.parametrize("app", sorted(MAG))
def test_imports_follow_the_arrows(app: str) -> None:
    gelezen = list(sources(app))
    assert gelezen, f"{app} heeft geen bronnen"
    fout = {str(p.relative_to(WORTEL)): broken_imports(app, p.read_text(encoding="utf-8")) for p in gelezen}
    assert {naam: f for naam, f in fout.items() if f} == {}


@pytest.mark.parametrize("app", sorted(set(MAG) - {"config"}))
def test_an_app_names_only_its_own_schema(app: str) -> None:
    fout = {
        str(p.relative_to(WORTEL)): schemas_in_sql(p.read_text(encoding="utf-8")) - SCHEMAS.get(app, set())
        for p in sources(app)
    }
    assert {naam: f for naam, f in fout.items() if f} == {}


@pytest.mark.parametrize("app", ["processing", "consumers", "registry"])
def test_sql_of_a_migration_names_only_its_own_schema(app: str) -> None:
    for bestand in (WORTEL / app / "migrations").glob("*.sql"):
        kaal = re.sub(r"--.*", "", bestand.read_text(encoding="utf-8"))
        gevonden = {s for s in ALLE_SCHEMAS if re.search(rf"\b{s}\.[a-z_]+", kaal)}
        assert gevonden <= SCHEMAS[app], bestand.name


@pytest.mark.parametrize(
    ("app", "bron"),
    [
        ("registry", "from consumers.models import Afnemer"),
        ("consumers", "import registry.catalogus"),
        ("nlapi", "from processing import gebruik"),
        ("processing", "def f():\n    from registry.selectors import zoek"),
        ("demo", "from portal.tekst import label"),
    ],
)
def test_a_broken_arrow_is_seen(app: str, bron: str) -> None:
    assert broken_imports(app, bron)


def test_a_foreign_schema_is_seen() -> None:
    assert schemas_in_sql('SQL = "SELECT * FROM processing.regel"') - SCHEMAS["registry"] == {"processing"}
    assert schemas_in_sql('def f():\n    """SELECT nothing from kluis.betrokkene."""') == set()
