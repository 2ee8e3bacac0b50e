"""Whoever owns the server alters the log: the control names what no longer fits the seal, and lets the rest in peace."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from audit.controle import Bevinding, Gevonden, compare
from audit.opslag import Verzegeld
from config.lokaal.pidbestand import wait_until
from tests.audit.verwerkingslog import Logboek, open_logboek

REGELS = 1200


@pytest.fixture(scope="module")
def logboek() -> Iterator[Logboek]:
    with open_logboek("controle") as logboek:
        logboek.write(REGELS // 4, betrokkenen=4)
        logboek.write(5, betrokkenen=0)
        logboek.refuse()
        logboek.seal()
        yield logboek


def _round(logboek: Logboek) -> list[Bevinding]:
    """A whole round from the start."""
    from audit.controle import Rondgang
    from audit.opslag import asker

    rondgang, gevonden, klaar = Rondgang(), list[Bevinding](), False
    while not klaar:
        nieuw, klaar = rondgang.step(asker(logboek.proces.verbinding), logboek.proces.bronnen, 500)
        gevonden += nieuw
    return gevonden


def _restored(root: psycopg.Connection[Any], tabel: str, ids: list[UUID]) -> Callable[[], None]:
    """Remember these rows; the answer puts them back as they were."""
    root.execute(
        f"DROP TABLE IF EXISTS bewaard; CREATE TEMP TABLE bewaard AS SELECT * FROM {tabel} WHERE id = ANY('{{{','.join(map(str, ids))}}}')".encode()
    )

    def back() -> None:
        root.execute(f"DELETE FROM {tabel} WHERE id IN (SELECT id FROM bewaard)".encode())
        root.execute(f"INSERT INTO {tabel} SELECT * FROM bewaard".encode())

    return back


def test_an_untouched_log_gives_no_finding(logboek: Logboek) -> None:
    assert _round(logboek) == []


def test_a_byte_in_any_of_a_thousand_lines_is_named(logboek: Logboek) -> None:
    """Every column of the line and of its action, one at a time, over a thousand random lines."""
    anders = {
        "regel": {
            "zout": "set_byte(zout, 5, get_byte(zout, 5) # 1)", "soort": "soort || 'x'", "betrokkene": "gen_random_uuid()",
            "betrokkenheid": "'ouder'", "register": "'woz'", "objecttype": "'x'", "object": "gen_random_uuid()", "velden": "velden[2:]",
            "voorkomens": "voorkomens[2:]", "geldig_op": "geldig_op + 1", "beschikbaar_op": "beschikbaar_op + interval '1 ms'", "nummer": "nummer + 1",
            "afdruk": "set_byte(afdruk, 0, get_byte(afdruk, 0) # 1)", "tijd": "tijd + interval '1 us'", "xid": "((xid::text)::bigint + 100000)::text::xid8",
            "vorm": "vorm + 1", "bewaarklasse": "CASE bewaarklasse WHEN '2jaar' THEN '20jaar' ELSE '2jaar' END", "handeling": "gen_random_uuid()",
        },
    }  # fmt: skip
    with logboek.attacker() as root:
        alle = [rij[0] for rij in root.execute("SELECT id FROM processing.regel ORDER BY id")]
        gekozen = random.Random(3).sample(alle, 1000)
        terug = _restored(root, "processing.regel", gekozen)
        kolommen = list(anders["regel"].items())
        for nummer, (kolom, uitdrukking) in enumerate(kolommen):
            deel = gekozen[nummer :: len(kolommen)]
            gewijzigd = root.execute(
                f"UPDATE processing.regel SET {kolom} = {uitdrukking} WHERE id = ANY(%s)".encode(), [deel]
            ).rowcount
            assert gewijzigd == len(deel), kolom
        gevonden = _round(logboek)
        terug()
    genoemd = {b.blad for b in gevonden if b.soort in {"gewijzigd", "verdwenen"}}
    print(f"{len(gekozen)} regels gewijzigd, {len(genoemd)} genoemd")
    assert genoemd == set(gekozen)
    assert _round(logboek) == []


@pytest.mark.parametrize(
    "uitdrukking",
    ["aantal = aantal + 1", "token = 'x'", "autorisatie_versie = autorisatie_versie + 1", "afnemer = gen_random_uuid()", "zout = sha256(zout)",
     "inhoud_sha256 = sha256('x')", "vertrouwelijk = NOT vertrouwelijk", "velden = '{}'", "eindgebruiker = gen_random_uuid()"],
)  # fmt: skip
def test_an_altered_action_names_all_its_lines(logboek: Logboek, uitdrukking: str) -> None:
    with logboek.attacker() as root:
        ((handeling,),) = root.execute("SELECT id FROM processing.handeling WHERE aantal = 4 LIMIT 1").fetchall()
        terug = _restored(root, "processing.handeling", [handeling])
        root.execute(f"UPDATE processing.handeling SET {uitdrukking} WHERE id = %s".encode(), [handeling])
        gevonden = {b.blad for b in _round(logboek)}
        regels = {r[0] for r in root.execute("SELECT id FROM processing.regel WHERE handeling = %s", [handeling])}
        terug()
    assert gevonden == regels
    assert len(regels) == 4


def test_a_reason_that_is_added_later_is_named(logboek: Logboek) -> None:
    with logboek.attacker() as root:
        ((handeling, klasse),) = root.execute(
            "SELECT id, bewaarklasse FROM processing.handeling WHERE aantal = 0 LIMIT 1"
        ).fetchall()
        root.execute(
            "INSERT INTO processing.toelichting VALUES (%s, clock_timestamp(), %s, 'klacht', 'Z-1')",
            [handeling, klasse],
        )
        gevonden = _round(logboek)
        root.execute("DELETE FROM processing.toelichting WHERE handeling = %s", [handeling])
    assert [(b.soort, b.blad) for b in gevonden] == [("gewijzigd", handeling)]


def test_deleting_swapping_and_slipping_in_are_named(logboek: Logboek) -> None:
    with logboek.attacker() as root:
        rijen = [r[0] for r in root.execute("SELECT id FROM processing.regel ORDER BY id LIMIT 4")]
        terug = _restored(root, "processing.regel", rijen)
        root.execute("DELETE FROM processing.regel WHERE id = %s", [rijen[0]])
        gevonden = _round(logboek)
        assert [(b.soort, b.blad) for b in gevonden] == [("verdwenen", rijen[0])]
        terug()
        root.execute(
            """UPDATE processing.regel r SET (betrokkene, zout, afdruk) = (SELECT a.betrokkene, a.zout, a.afdruk FROM processing.regel a WHERE a.id = w.ander)
               FROM (VALUES (%s::uuid, %s::uuid), (%s, %s)) AS w(id, ander) WHERE r.id = w.id""",
            [rijen[1], rijen[2], rijen[2], rijen[1]],
        )
        assert {b.blad for b in _round(logboek)} == {rijen[1], rijen[2]}
        terug()
        nieuw = uuid4()
        root.execute(
            """INSERT INTO processing.regel SELECT (jsonb_populate_record(r, jsonb_build_object('id', %s::text, 'tijd', r.tijd - interval '1 hour'))).*
               FROM processing.regel r WHERE id = %s""",
            [str(nieuw), rijen[3]],
        )
        gevonden = _round(logboek)
        assert [(b.soort, b.blad) for b in gevonden] == [("ingevoegd", nieuw)]
        root.execute("DELETE FROM processing.regel WHERE id = %s", [nieuw])
    assert _round(logboek) == []


def test_a_line_of_long_ago_that_comes_in_now_is_named_when_it_is_sealed() -> None:
    """A new transaction, an old time: it gets a place, but its time cannot be right."""
    with open_logboek("antedatering") as logboek:
        logboek.write(2)
        logboek.seal()
        nieuw, handeling = uuid4(), uuid4()
        with logboek.attacker() as root, root.transaction():
            anders = "'tijd', x.tijd - interval '11 minutes', 'xid', pg_current_xact_id()::text"
            root.execute(
                f"""INSERT INTO processing.handeling SELECT (jsonb_populate_record(x, jsonb_build_object('id', %s::text, {anders}))).*
                    FROM processing.handeling x WHERE id = (SELECT handeling FROM processing.regel ORDER BY id LIMIT 1)""".encode(),
                [str(handeling)],
            )
            root.execute(
                f"""INSERT INTO processing.regel SELECT (jsonb_populate_record(x, jsonb_build_object(
                    'id', %s::text, 'handeling', %s::text, {anders}))).* FROM processing.regel x ORDER BY x.id LIMIT 1""".encode(),
                [str(nieuw), str(handeling)],
            )
        logboek.seal()
        with logboek.attacker() as root:
            assert root.execute("SELECT soort, blad FROM audit.bevinding").fetchall() == [("antedatering", nieuw)]


def test_altering_the_leaf_along_with_the_line_breaks_the_root(logboek: Logboek) -> None:
    with logboek.attacker() as root:
        ((nummer, inzet),) = root.execute("SELECT nummer, inzet FROM audit.blad ORDER BY nummer LIMIT 1").fetchall()
        root.execute("UPDATE audit.blad SET inzet = sha256(inzet) WHERE nummer = %s", [nummer])
        gevonden = _round(logboek)
        root.execute("UPDATE audit.blad SET inzet = %s WHERE nummer = %s", [inzet, nummer])
    assert {b.soort for b in gevonden} == {"gewijzigd", "tegel", "wortel"}


@pytest.mark.parametrize("kolom", ["hashes", "wortel"])
def test_an_altered_or_missing_tile_is_named(logboek: Logboek, kolom: str) -> None:
    with logboek.attacker() as root:
        root.execute("CREATE TEMP TABLE tegels AS SELECT * FROM audit.tegel WHERE nummer = 1")
        root.execute(
            f"UPDATE audit.tegel SET {kolom} = set_byte({kolom}, 9, get_byte({kolom}, 9) # 1) WHERE nummer = 1".encode()
        )
        gewijzigd = _round(logboek)
        root.execute("DELETE FROM audit.tegel WHERE nummer = 1")
        weg = _round(logboek)
        root.execute("INSERT INTO audit.tegel SELECT * FROM tegels")
    assert [(b.soort, b.bron) for b in gewijzigd] == [(b.soort, b.bron) for b in weg] == [("tegel", "tegel 0/1")]
    assert _round(logboek) == []


def test_cutting_the_tree_short_is_named(logboek: Logboek) -> None:
    with logboek.attacker() as root:
        root.execute("CREATE TEMP TABLE bladen AS SELECT * FROM audit.blad WHERE nummer >= 1000")
        root.execute("DELETE FROM audit.blad WHERE nummer >= 1000")
        gevonden = _round(logboek)
        root.execute("INSERT INTO audit.blad SELECT * FROM bladen")
    assert {b.soort for b in gevonden} == {"wortel"}
    assert _round(logboek) == []


def test_a_tree_that_was_cut_short_does_not_silence_the_process() -> None:
    """Sealing cannot go on; the control of the same process says why."""
    with open_logboek("ingekort") as logboek:
        regels = logboek.write(3)
        logboek.seal()
        with logboek.attacker() as root:
            root.execute("DELETE FROM processing.regel WHERE id = %s", [regels[2]])
            root.execute("DELETE FROM audit.blad WHERE nummer >= 1")
        stop = Event()
        draad = Thread(target=lambda: logboek.proces.run(0.1, stop=stop))
        draad.start()
        try:
            with logboek.attacker() as root:
                assert wait_until(lambda: root.execute("SELECT FROM audit.bevinding").rowcount > 0, 20)
            assert draad.is_alive()
        finally:
            stop.set()
            draad.join()


def test_a_finding_is_kept_once_and_a_round_tells_its_length(logboek: Logboek) -> None:
    with logboek.attacker() as root:
        ((regel,),) = root.execute("SELECT id FROM processing.regel LIMIT 1").fetchall()
        terug = _restored(root, "processing.regel", [regel])
        root.execute("UPDATE processing.regel SET soort = 'x' WHERE id = %s", [regel])
        for _ in range(2):
            while not logboek.proces.check():
                pass
        terug()
        assert root.execute("SELECT soort, blad FROM audit.bevinding").fetchall() == [("gewijzigd", regel)]
        assert root.execute(
            "SELECT bool_and(eind >= begin), bool_and(bladen > 1000), sum(bevindingen) FROM audit.ronde"
        ).fetchall() == [(True, True, 2)]


def _sealed(plaatsen: list[int]) -> list[Verzegeld]:
    return [Verzegeld(n, "b", p, UUID(int=p), bytes([p % 256]) * 32) for n, p in enumerate(plaatsen)]


def test_the_walk_names_exactly_what_differs() -> None:
    toeval = random.Random(1)
    for _ in range(500):
        plaatsen = sorted(toeval.sample(range(1, 200), toeval.randint(0, 30)))
        weg, ander = (set(toeval.sample(plaatsen, toeval.randint(0, len(plaatsen)))) for _ in range(2))
        erbij = set(toeval.sample([p for p in range(1, 200) if p not in plaatsen], toeval.randint(0, 5)))
        bron = sorted((set(plaatsen) - weg) | erbij)
        gevonden = [Gevonden(p, UUID(int=p), None if p in ander else bytes([p % 256]) * 32) for p in bron]
        uitkomst = {(b.soort, b.blad.int) for b in compare("b", _sealed(plaatsen), gevonden)}
        verwacht = (
            {("verdwenen", p) for p in weg}
            | {("gewijzigd", p) for p in ander - weg}
            | {("ingevoegd", p) for p in erbij}
        )
        assert uitkomst == verwacht
