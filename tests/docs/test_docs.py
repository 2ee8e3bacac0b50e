"""The documentation is true: words, environment variables, commands and links."""

from __future__ import annotations

import ast
import re
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[2]
PAGINAS = [*WORTEL.glob("*.md"), *(WORTEL / "docs").rglob("*.md")]


def test_every_domain_class_is_in_the_glossary() -> None:
    woorden = {
        w.strip()
        for regel in (WORTEL / "docs/glossary.md").read_text().splitlines()
        if regel.startswith("|")
        for w in re.split(r"[,(]", regel.split("|")[1])
    }
    namen = {}
    for app in ("processing", "consumers", "registry"):
        for bestand in (WORTEL / app).rglob("*.py"):
            if {"bevolking", "migrations", "commands", "api", "intern", "oauth"} & set(bestand.parts):
                continue
            for knoop in ast.parse(bestand.read_text()).body:
                if isinstance(knoop, ast.ClassDef) and not knoop.name.startswith("_") and not knoop.bases:
                    namen[knoop.name] = bestand.relative_to(WORTEL).as_posix()
    engels = {"Tekst", "Soort", "Doelbinding", "Bescherming", "Catalogus"}
    assert {n: p for n, p in namen.items() if n not in woorden | engels} == {}


def test_every_environment_variable_is_documented() -> None:
    pagina = (WORTEL / "docs/operations/omgeving.md").read_text()
    gelezen: set[str] = set()
    for bestand in [*(WORTEL / "config").rglob("*.py"), WORTEL / "manage.py", *(WORTEL / "processing").rglob("*.py")]:
        gelezen |= set(
            re.findall(
                r'environ(?:\.get\(|\[|\.setdefault\(|\.pop\()"((?:BRONHUIS|DATABASE|REDIS)_[A-Z_]+)"',
                bestand.read_text(),
            )
        )
        gelezen |= set(re.findall(r'read_database\("([A-Z_]+)"\)', bestand.read_text()))
    assert len(gelezen) > 10
    assert sorted(naam for naam in gelezen if f"`{naam}`" not in pagina) == []


def test_links_lead_somewhere() -> None:
    gebroken = [
        f"{pagina.relative_to(WORTEL)}: {doel}"
        for pagina in PAGINAS
        for doel in re.findall(r"\]\(([^)#]+)[^)]*\)", pagina.read_text())
        if not doel.startswith(("http", "mailto:")) and not (pagina.parent / doel).exists()
    ]
    assert gebroken == []


def test_make_targets_that_are_named_exist() -> None:
    doelen = set(re.findall(r"^([a-z-]+):", (WORTEL / "Makefile").read_text(), re.MULTILINE))
    genoemd = {
        d for p in PAGINAS for d in re.findall(r"(?:^    |`|\$\()make (?:-s )?([a-z-]+)", p.read_text(), re.MULTILINE)
    }
    assert len(genoemd) > 5
    assert genoemd - doelen == set()


def test_commands_that_are_named_exist() -> None:
    from django.core.management import get_commands

    tekst = "\n".join(p.read_text() for p in PAGINAS)
    genoemd = set(re.findall(r"""(?:manage\.py |OPDRACHT=["'])([a-z_]+)""", tekst))
    assert len(genoemd) > 12
    assert genoemd - set(get_commands()) - {"help"} == set()


def test_every_how_to_is_carried_out() -> None:
    proef = (WORTEL / "tests/docs/test_recepten.py").read_text()
    paginas = {p.name for p in (WORTEL / "docs/howto").glob("*.md")} - {"index.md"}
    assert {naam for naam in paginas if f'page("{naam}")' not in proef} == set()
    assert paginas <= set(re.findall(r"\(([a-z-]+\.md)\)", (WORTEL / "docs/howto/index.md").read_text()))


def test_every_page_is_in_the_index() -> None:
    index = (WORTEL / "docs/index.md").read_text()
    los = [p.relative_to(WORTEL / "docs") for p in (WORTEL / "docs").rglob("*.md") if p.name != "index.md"]
    assert [p for p in los if p.parts[0] not in {"howto", "decisions"} and f"({p.as_posix()})" not in index] == []


def test_readme_says_the_two_commands_in_its_first_screen() -> None:
    scherm = (WORTEL / "README.md").read_text().splitlines()[:20]
    assert any("make demo" in regel for regel in scherm)
    assert any("make test" in regel for regel in scherm)


def test_the_example_model_of_the_documentation_loads() -> None:
    from registry.model.laden import laad

    voorbeeld = re.search(r"```yaml\n(.*?)```", (WORTEL / "docs/informatiemodel.md").read_text(), re.DOTALL)
    assert voorbeeld
    assert laad(voorbeeld[1]).register == "parkeren"
