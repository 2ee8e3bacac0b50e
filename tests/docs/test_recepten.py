"""The how-to pages are executed as they stand: files made, commands typed, forms filled in, output compared. A changed line turns it red."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest

from config.lokaal.omgeving import web_omgeving
from config.lokaal.processen import extra_webserver, free_port
from config.lokaal.staat import KLOON
from registry.bevolking import stroom
from registry.bevolking.rolverdeling import rol
from tests import plugin
from tests.docs.medewerker import Medewerker
from tests.docs.recept import Blok, ReceptFout, Werkplaats, agrees, blocks, copy_of_clone
from tests.programmas import need

HOWTO = KLOON / "docs" / "howto"


def page(naam: str) -> str:
    return (HOWTO / naam).read_text(encoding="utf-8")


@pytest.fixture
def werkplaats(tmp_path: Path) -> Iterator[Callable[..., Werkplaats]]:
    """Make a workshop: a copy of the clone, with a database of its own. `draait` starts its server at once, else `make start` does."""
    database = f"{plugin.database}_recept"
    with ExitStack() as stapel:

        def maak(*, draait: bool, leeg: bool = False) -> Werkplaats:
            need("bash", "make", "git", "curl", "msgfmt")
            plugin.cluster.verwijder_database(database)
            plugin.cluster.maak_database(database, None if leeg else plugin.SJABLOON)
            stapel.callback(plugin.cluster.verwijder_database, database)
            kopie = copy_of_clone(KLOON, tmp_path / "bronhuis")
            omgeving = web_omgeving(plugin.staat) | {
                "BRONHUIS_MODUS": "demo",
                "DATABASE_URL": plugin.cluster.dsn("bronhuis_app", database),
                "BRONHUIS_BASIS_URL": f"http://127.0.0.1:{free_port()}",
            }
            # As make has it on a machine with a database of its own: migrate and publiceer alone get the owner's.
            schelp = omgeving | {"DATABASE_OWNER_URL": plugin.cluster.dsn("bronhuis_migratie", database)}

            def start() -> str:
                adres = stapel.enter_context(extra_webserver(omgeving, werkers=1, kloon=kopie)).url
                schelp["BRONHUIS_BASIS_URL"] = adres
                return adres

            bank = Werkplaats(kopie, schelp, start)
            if draait:
                bank.adres = start()
            return bank

        yield maak


def load_resident(bank: Werkplaats, rolnaam: str) -> None:
    """The person of the demo's population that a page names, as `make demo` loads it."""
    lijst = rol(rolnaam).lijst
    (gevonden,) = [p for p in stroom.person_lists(stroom.STANDAARD) if p["naam"] == lijst]
    opdracht = [".venv/bin/python", "manage.py", "import_gbav", "-"]
    subprocess.run(opdracht, cwd=bank.map, env=bank.omgeving, input=json.dumps(gevonden), text=True, check=True)


@pytest.mark.slow
def test_a_reader_gives_an_autorisatie(werkplaats: Callable[..., Werkplaats]) -> None:
    tekst = page("autorisatie-geven.md")
    assert rol("verhuisd").bsn in tekst
    bank = werkplaats(draait=True)
    load_resident(bank, "verhuisd")
    with Medewerker(bank.adres, "autorisaties") as browser:
        bank.vul_in = browser.fill_in
        assert bank.carry_out(tekst) >= 10


@pytest.mark.slow
def test_a_reader_adds_a_register(werkplaats: Callable[..., Werkplaats]) -> None:
    assert werkplaats(draait=True).carry_out(page("register-toevoegen.md")) >= 7


@pytest.mark.slow
def test_a_reader_sets_up_an_empty_installation(werkplaats: Callable[..., Werkplaats]) -> None:
    bank = werkplaats(draait=False, leeg=True)
    assert bank.carry_out(page("installatie-inrichten.md")) >= 5
    adres = bank.start()
    with httpx.Client(base_url=adres, timeout=30, headers={"Origin": adres}) as browser:
        sleutel = browser.get("/mijn/aanmelden").text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        browser.post("/mijn/aanmelden", data={"bsn": "999990019", "csrfmiddlewaretoken": sleutel})
        assert "Voorbeeld" in browser.get("/mijn/brp/personen").text
        assert "De gemeente schreef een gegeven van u op" in browser.get("/mijn/gebruik").text


@pytest.mark.slow
def test_a_reader_adds_a_page(werkplaats: Callable[..., Werkplaats]) -> None:
    tekst = page("bladzijde-toevoegen.md")
    bank = werkplaats(draait=False)
    load_resident(bank, "verhuisd")
    # The tests of the copy use the services of this clone, and a database of their own.
    bank.omgeving |= {"BRONHUIS_TESTKLOON": str(KLOON), "PYTEST_XDIST_WORKER": f"kopie_{plugin.WORKER}"}
    assert bank.carry_out(tekst) == 2
    with psycopg.connect(plugin.cluster.superuser_dsn(f"{plugin.database}_recept")) as root:
        velden = root.execute("SELECT velden FROM processing.regel ORDER BY tijd DESC").fetchall()
    assert (["verblijfplaats.straat"],) in velden


def test_a_changed_line_is_seen(werkplaats: Callable[..., Werkplaats]) -> None:
    bank = werkplaats(draait=False)
    goed = (
        '```yaml file=a.txt\nappel\n```\n```sh\nA=$(cat a.txt)\n```\n```sh\necho "$A" 3\n```\n```text\nappel …\n```\n'
    )
    assert bank.carry_out(goed) == 1
    for fout in (
        goed.replace("\nappel\n```\n```sh", "\npeer\n```\n```sh"),
        goed.replace("cat a.txt", "cat b.txt"),
        goed.replace("appel …", "appel"),
        goed.replace("file=a.txt", 'file=b.txt after="pruim"').replace("cat a.txt", "cat b.txt"),
    ):
        (bank.map / "b.txt").write_text("kers\n")
        with pytest.raises(ReceptFout):
            bank.carry_out(fout if "after" in fout else fout.replace("b.txt", "c.txt"))


def test_the_reader_of_blocks() -> None:
    tekst = 'a\n```sh fails\nls\n```\n```python file=x.py after="a b"\ny\n```\n'
    assert blocks(tekst) == [
        Blok("sh", {"fails": ""}, "ls\n", 2),
        Blok("python", {"file": "x.py", "after": "a b"}, "y\n", 5),
    ]
    assert agrees("a …\nb\n", "a 1\nb\n")
    assert not agrees("a\n", "a\nb\n")
