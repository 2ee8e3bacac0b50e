"""The whole chain: log, sealer, and two neighbours as witnesses; and what they say when the tree that they saw is put aside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from audit import opslag
from audit.bewijs import cosigned
from audit.boom import tile_path, tiles_between
from audit.bronhuis_verify import open_note
from audit.gat import sign_gap
from audit.getuige.getuige import Getuige
from audit.getuigen import GetuigeAdres, GetuigeFout
from audit.getuigenis import read_addresses
from audit.notitie import Ondertekensleutel
from audit.opslag import asker
from tests.audit.buitenstaander import Buitenstaander, Web
from tests.audit.gat_opstelling import MENSEN, statement
from tests.audit.getuige.opstelling import new_witness, witness_at
from tests.audit.verwerkingslog import OORSPRONG, Logboek, open_logboek


@pytest.fixture
def getuigen(tmp_path: Path) -> Iterator[list[tuple[Getuige, GetuigeAdres]]]:
    """Two witnesses of two neighbours."""
    with ExitStack() as stapel:
        samen = []
        for naam in ("noord", "zuid"):
            (tmp_path / naam).mkdir()
            sleutel = Ondertekensleutel.generate(f"getuige.{naam}.example/w1")
            getuige = Getuige(new_witness(tmp_path / naam).opslag, sleutel)
            url = stapel.enter_context(witness_at(getuige))
            samen.append((getuige, GetuigeAdres(url, getuige.sleutel.openbaar_getuige)))
        yield samen


def _findings(logboek: Logboek) -> list[tuple[str, str]]:
    with logboek.attacker() as root:
        return root.execute("SELECT soort, bron FROM audit.bevinding ORDER BY bron").fetchall()


def test_both_witnesses_put_their_name_under_every_checkpoint(getuigen: list[tuple[Getuige, GetuigeAdres]]) -> None:
    with open_logboek("getuigen") as logboek:
        logboek.proces.getuigen = [adres for _, adres in getuigen]
        for getuige, _adres in getuigen:
            getuige.opslag.add_key(OORSPRONG, logboek.sleutel.openbaar)
        for keren in (1, 3):
            logboek.write(keren)
            logboek.seal()
        vraag = asker(logboek.proces.verbinding)
        notitie = cosigned(vraag, opslag.last_checkpoint(vraag))
        sleutels = [adres.sleutel for _, adres in getuigen]
        checkpoint, tijden = open_note(notitie, logboek.sleutel.openbaar, sleutels, 2)
        assert (checkpoint.grootte, len(tijden)) == (4, 2)
        assert _findings(logboek) == []


def test_a_witness_that_is_away_holds_nothing_up_and_catches_up(getuigen: list[tuple[Getuige, GetuigeAdres]]) -> None:
    with open_logboek("weg") as logboek:
        getuige, adres = getuigen[0]
        getuige.opslag.add_key(OORSPRONG, logboek.sleutel.openbaar)
        logboek.proces.getuigen = [replace(adres, url="http://127.0.0.1:9")]
        logboek.write(2)
        assert logboek.seal() == 2
        assert _findings(logboek) == []
        logboek.proces.getuigen = [adres]
        logboek.write(1)
        logboek.seal()
        stand = getuige.opslag.log(OORSPRONG)
        assert stand is not None
        assert stand.laatste.grootte == 3


def test_a_tree_made_anew_with_the_stolen_key_is_contradicted_by_who_saw_the_first(
    getuigen: list[tuple[Getuige, GetuigeAdres]],
) -> None:
    """Whoever has database and key makes all of it again without one line; the control finds nothing, the witness does."""
    with open_logboek("herschreven") as logboek:
        logboek.proces.getuigen = [adres for _, adres in getuigen]
        for getuige, _adres in getuigen:
            getuige.opslag.add_key(OORSPRONG, logboek.sleutel.openbaar)
        regels = logboek.write(5)
        logboek.seal()
        with logboek.attacker() as root:
            root.execute("DELETE FROM processing.regel WHERE id = %s", [regels[2]])
            for tabel in ("getuigenis", "checkpoint", "aanvraag", "tegel", "blad"):
                root.execute(f"DELETE FROM audit.{tabel}".encode())
        logboek.write(1)
        logboek.seal()
        assert _findings(logboek) == [("tegenspraak", adres.sleutel.naam) for _, adres in getuigen]
        while not logboek.proces.check():
            pass
        assert {soort for soort, _ in _findings(logboek)} == {"tegenspraak"}, "from within nothing is wrong"


def _publish(logboek: Logboek, map_: Path) -> None:
    """What outsiders fetch of this log: its tiles and its newest checkpoint, as the pages give them."""
    vraag = asker(logboek.proces.verbinding)
    getekend = opslag.last_checkpoint(vraag)
    for niveau, nummer, breedte in tiles_between(0, getekend.grootte):
        pad = map_ / tile_path(niveau, nummer, breedte)
        pad.parent.mkdir(parents=True, exist_ok=True)
        pad.write_bytes(opslag.read_tile(vraag, niveau, nummer, breedte) or b"")
    (map_ / "checkpoint").write_text(cosigned(vraag, getekend), encoding="utf-8")


def test_two_trees_shown_to_two_witnesses_are_told_apart_by_who_asks_both(
    getuigen: list[tuple[Getuige, GetuigeAdres]], buiten: Buitenstaander, web: Web
) -> None:
    """The owner of database and key shows the north one tree and the south another; each of them sees nothing wrong."""
    noord, zuid = getuigen
    with open_logboek("splitsing") as logboek:
        for getuige, _adres in getuigen:
            getuige.opslag.add_key(OORSPRONG, logboek.sleutel.openbaar)
        logboek.proces.getuigen = [noord[1]]
        regels = logboek.write(6)
        logboek.seal()
        _publish(logboek, web.map / "log")
        vraag = ["volg", web.log, "--sleutel", logboek.sleutel.openbaar.tekst, "--eenmalig", "--geduld", "0"]

        def witnesses(*wie: GetuigeAdres) -> list[str]:
            return [deel for adres in wie for deel in ("--getuige-url", adres.url, "--getuige", adres.sleutel.tekst)]

        assert buiten.ask(*vraag, *witnesses(noord[1])).code == 0
        vraag += witnesses(noord[1], zuid[1])
        with logboek.attacker() as root:
            root.execute("DELETE FROM processing.regel WHERE id = %s", [regels[2]])
            for tabel in ("getuigenis", "checkpoint", "aanvraag", "tegel", "blad"):
                root.execute(f"DELETE FROM audit.{tabel}".encode())
        logboek.proces.getuigen = [zuid[1]]
        logboek.seal()
        assert _findings(logboek) == [], "the south never saw another tree"
        # Whichever of the two is shown, the other witness gives it away.
        assert buiten.ask(*vraag).code == 1
        _publish(logboek, web.map / "log")
        gesplitst = buiten.ask(*vraag)
        assert gesplitst.code == 1
        assert noord[1].sleutel.naam in gesplitst.tekst


def test_a_witness_that_was_not_told_of_a_gap_yet_is_no_finding_and_goes_on_once_it_is(
    getuigen: list[tuple[Getuige, GetuigeAdres]],
) -> None:
    with open_logboek("gatgetuige") as logboek:
        (getuige, adres), vraag = getuigen[0], asker(logboek.proces.verbinding)
        getuige.opslag.add_key(OORSPRONG, logboek.sleutel.openbaar)
        logboek.proces.getuigen = [adres]
        logboek.write(2)
        logboek.seal()
        hersteld = opslag.last_checkpoint(vraag).grootte
        regels = logboek.write(3)
        logboek.seal()
        laatste, _ = open_note(opslag.last_checkpoint(vraag).notitie, logboek.sleutel.openbaar)
        with logboek.attacker() as root:  # what a restore does: the newest is not there any more
            root.execute("DELETE FROM processing.regel WHERE id = ANY(%s)", [regels])
            for tabel, kolom in (("getuigenis", "grootte"), ("checkpoint", "grootte"), ("aanvraag", "grootte")):
                root.execute(f"DELETE FROM audit.{tabel} WHERE {kolom} > %s".encode(), [hersteld])
            root.execute("DELETE FROM audit.blad WHERE nummer >= %s", [hersteld])
        getekend = statement(logboek, laatste)
        sign_gap(logboek.proces.verbinding, OORSPRONG, getekend, logboek.proces.teken)
        logboek.write(1)
        logboek.seal()
        assert opslag.last_checkpoint(vraag).grootte > hersteld
        assert _findings(logboek) == []
        getuige.accept_gap(getekend, [mens.sleutel for mens in MENSEN])
        logboek.write(1)
        logboek.seal()
        assert getuige.opslag.log(OORSPRONG).laatste.grootte == opslag.last_checkpoint(vraag).grootte
        assert _findings(logboek) == []


@pytest.mark.parametrize("tekst", ["https://getuige.example", "http://getuige.example|x+1+y", "|"])
def test_a_setting_that_names_no_witness_is_refused(tekst: str) -> None:
    with pytest.raises((GetuigeFout, ValueError)):
        read_addresses(tekst)


def test_an_empty_setting_names_nobody() -> None:
    assert read_addresses("") == ()
