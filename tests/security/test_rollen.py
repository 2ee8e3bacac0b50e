"""The table of roles in docs/operations/rollen.md equals the catalog: every schema, table, sequence, function and partition."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.usefixtures("bronhuis_db")

PAGINA = Path(__file__).resolve().parents[2] / "docs" / "operations" / "rollen.md"
EIGEN = "('processing', 'registry', 'consumers', 'audit', 'kluis', 'django')"
ROLLEN = (
    "bronhuis_app",
    "bronhuis_bewaarder",
    "bronhuis_verzegelaar",
    "bronhuis_lezer",
    "bronhuis_migratie",
    "bronhuis_log_schrijver",
    "bronhuis_eigenaar",
    "bronhuis_kluis",
)

Rechten = dict[tuple[str, str, str], tuple[str, frozenset[str]]]

OBJECTEN = f"""
SELECT 'tabel', c.oid::regclass::text, pg_get_userbyid(c.relowner), c.relacl, c.relispartition, c.relkind
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN {EIGEN} AND c.relkind IN ('r', 'p', 'S', 'v')
UNION ALL SELECT 'functie', n.nspname || '.' || p.proname, pg_get_userbyid(p.proowner), p.proacl, false, 'f'
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN {EIGEN}
UNION ALL SELECT 'schema', n.nspname, pg_get_userbyid(n.nspowner), n.nspacl, false, 'n' FROM pg_namespace n WHERE n.nspname IN {EIGEN}
"""


def letters(acl: list[str] | None, eigenaar: str) -> tuple[dict[str, set[str]], bool]:
    """Rights per role from an ACL, without the owner's own; and whether PUBLIC has any."""
    rechten: dict[str, set[str]] = {}
    for ingang in acl or []:
        rol, rest = ingang.split("=", 1)
        if rol != eigenaar:
            rechten.setdefault(rol, set()).update(re.sub(r"[^a-zA-Z]", "", rest.split("/")[0]))
    return rechten, bool(rechten.pop("", None))


def from_catalog(root: psycopg.Connection) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """{object: (owner, rights as text)} of everything but partitions, and partitions on which anyone but the owner has a right."""
    uit: dict[str, tuple[str, str]] = {}
    open_delen = []
    for soort, naam, eigenaar, acl, is_deel, _kind in root.execute(OBJECTEN).fetchall():
        rechten, publiek = letters(acl, eigenaar)
        # Without an ACL a function would be PUBLIC's to run.
        assert not publiek, naam
        assert soort != "functie" or acl is not None, naam
        if is_deel:
            open_delen += [naam] if rechten else []
            continue
        for kolom, kolom_acl in root.execute(
            "SELECT attname, attacl FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attacl IS NOT NULL", [naam]
        ).fetchall():
            for rol, r in letters(kolom_acl, eigenaar)[0].items():
                rechten.setdefault(rol, set()).add(f"{''.join(sorted(r))}({kolom})")
        tekst = "; ".join(
            f"{rol.removeprefix('bronhuis_')} {' '.join(sorted(r, key=lambda x: (len(x), x)))}"
            for rol, r in sorted(rechten.items())
        )
        uit[f"{soort} {naam}"] = (eigenaar.removeprefix("bronhuis_"), tekst or "-")
    return uit, open_delen


def as_table(rijen: dict[str, tuple[str, str]]) -> str:
    """The Markdown table of the page."""
    kop = "| Object | Owner | Rights of others |\n|---|---|---|\n"
    return kop + "".join(
        f"| {naam} | {eigenaar} | {rechten} |\n" for naam, (eigenaar, rechten) in sorted(rijen.items())
    )


def test_the_page_is_the_catalog(superuser: Callable[[], psycopg.Connection]) -> None:
    with superuser() as root:
        rijen, _ = from_catalog(root)
    pagina = PAGINA.read_text(encoding="utf-8")
    bewaard = pagina[pagina.index("| Object |") :]
    # Registers that tests publish have the same shape as brp; the page shows what is shipped.
    geleverd = {
        n: r for n, r in rijen.items() if not re.match(r"tabel registry\.(?!brp_|herkomst|informatiemodelversie)", n)
    }
    assert len(geleverd) > 40
    assert bewaard == as_table(geleverd)


def test_no_partition_gives_a_right_to_anyone(superuser: Callable[[], psycopg.Connection]) -> None:
    with superuser() as root:
        _, open_delen = from_catalog(root)
        (aantal,) = root.execute("SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r'").fetchall()[0]
    assert aantal >= 4 * 3 * 5
    assert open_delen == []


def test_roles_are_no_more_than_they_should_be(superuser: Callable[[], psycopg.Connection]) -> None:
    with superuser() as root:
        rollen = {
            r[0]: r[1:]
            for r in root.execute(
                "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname LIKE 'bronhuis%'"
            )
        }
        lid = set(
            root.execute(
                "SELECT pg_get_userbyid(roleid), pg_get_userbyid(member), inherit_option FROM pg_auth_members WHERE pg_get_userbyid(member) LIKE 'bronhuis%'"
            )
        )
        definers = root.execute(
            f"SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN {EIGEN} AND p.prosecdef AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%')"
        ).fetchall()
    assert set(rollen) == set(ROLLEN)
    kan_inloggen = {r for r, v in rollen.items() if v[0]}
    assert kan_inloggen == {f"bronhuis_{r}" for r in ("app", "bewaarder", "verzegelaar", "lezer", "migratie")}
    assert {r for r, v in rollen.items() if any(v[1:])} == set()
    assert lid == {(f"bronhuis_{r}", "bronhuis_migratie", False) for r in ("eigenaar", "log_schrijver", "kluis")}
    assert definers == []
