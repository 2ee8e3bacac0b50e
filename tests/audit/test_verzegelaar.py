"""The sealer on a real log: every line gets a place, in an order that holds, in the canonical form, signed; whatever goes on beside it."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import psycopg
import pytest

from audit import opslag, zegelproces
from audit.bewijs import proof_of
from audit.boom import consistency_proof
from audit.bronhuis_verify import (
    Checkpoint,
    canonical,
    commitment,
    leaf_hash,
    open_note,
    read_proof,
    verify_consistency,
    verify_inclusion,
)
from audit.controle import STUK, Bevinding, Rondgang
from audit.nieuwe_bladen import TransactienummersTerug
from audit.notitie import sign
from audit.ondertekenaar.regels import Ondertekenverzoek, Stand, advance, judge
from audit.opslag import asker
from audit.verzegelaar import place_leaves
from audit.zegelproces import KLEIN, rest_after
from tests.audit.verwerkingslog import BRON, Logboek, open_logboek
from tests.opwaardering.opstelling import burn_past


@pytest.fixture(scope="module")
def logboek() -> Iterator[Logboek]:
    with open_logboek("zegel") as logboek:
        yield logboek


def _leaves(logboek: Logboek) -> list[tuple[int, UUID, bytes, bytes]]:
    rijen = asker(logboek.proces.verbinding)(
        "SELECT xid::text, id, zout, inhoud FROM processing.bladen('0', %s, '9223372036854775807', 1000000)",
        (UUID(int=0),),
    )
    return [(int(xid), id_, bytes(zout), bytes(inhoud)) for xid, id_, zout, inhoud in rijen]


def test_every_kind_of_leaf_is_in_its_canonical_form(logboek: Logboek) -> None:
    logboek.write(2, betrokkenen=3)
    logboek.write(1, betrokkenen=0)
    logboek.refuse()
    bladen = _leaves(logboek)
    soorten = set()
    for xid, id_, zout, inhoud in bladen:
        blad = json.loads(inhoud)
        assert canonical(blad) == inhoud
        assert (blad["id"], blad["xid"], blad["vorm"], len(zout)) == (str(id_), str(xid), 1, 32)
        soorten.add(blad["soort"])
    assert soorten == {"regel", "handeling", "weigering"}
    assert [b[:2] for b in bladen] == sorted(b[:2] for b in bladen)


def test_what_is_sealed_is_signed_and_proven(logboek: Logboek) -> None:
    ids = logboek.write(3, betrokkenen=2)
    assert logboek.seal() >= 6
    vraag = asker(logboek.proces.verbinding)
    inhoud = {id_: (zout, inhoud) for _xid, id_, zout, inhoud in _leaves(logboek)}
    for id_ in ids:
        tekst = proof_of(vraag, BRON.naam, id_)
        assert tekst is not None
        nummer, pad, notitie = read_proof(tekst)
        checkpoint, _getuigen = open_note(notitie, logboek.sleutel.openbaar)
        blad = leaf_hash(commitment(*inhoud[id_]))
        verify_inclusion(blad, nummer, checkpoint.grootte, pad, checkpoint.wortel)
    assert logboek.proces.seal() == 0, "nothing new, nothing sealed twice"


def test_a_tree_over_many_tiles_grows_consistently(logboek: Logboek) -> None:
    vraag, standen = asker(logboek.proces.verbinding), []
    for aantal in (1, 300, 7, 500):
        logboek.write(1, betrokkenen=aantal)
        logboek.seal()
        standen.append(opslag.last_checkpoint(vraag))
    for oud, nieuw in itertools.pairwise(standen):
        pad = consistency_proof(opslag.nodes(vraag, nieuw.grootte), oud.grootte, nieuw.grootte)
        verify_consistency(oud.grootte, nieuw.grootte, oud.wortel, nieuw.wortel, pad)
    ((tegels,),) = vraag("SELECT count(*) FROM audit.tegel WHERE niveau = 0", ())
    assert tegels == standen[-1].grootte // 256


def test_a_transaction_under_way_is_waited_for(logboek: Logboek) -> None:
    """The later transaction commits first: sealing it at once would give the earlier one a place behind it."""
    logboek.seal()
    with logboek.connect("bronhuis_app") as vroeg:
        vroeg.execute("BEGIN")
        logboek._open(vroeg)
        later = logboek.write(1)
        assert logboek.proces.seal() == 0
        vroeg.execute("ROLLBACK")
    logboek.seal()
    assert opslag.number_of(asker(logboek.proces.verbinding), BRON.naam, later[0]) is not None


def test_sealing_beside_writers_skips_nothing(logboek: Logboek) -> None:
    geschreven: list[UUID] = []

    def schrijf() -> None:
        geschreven.extend(logboek.write(60, betrokkenen=2))

    schrijvers = [threading.Thread(target=schrijf) for _ in range(4)]
    for schrijver in schrijvers:
        schrijver.start()
    while any(s.is_alive() for s in schrijvers):
        logboek.proces.seal()
    logboek.seal()
    verzegeld = opslag.leaves(asker(logboek.proces.verbinding), 0, 10**6)
    assert {b.id for b in verzegeld} >= set(geschreven)
    assert len(geschreven) == 480
    assert [(b.xid, b.id) for b in verzegeld] == sorted((b.xid, b.id) for b in verzegeld)
    assert [b.nummer for b in verzegeld] == list(range(len(verzegeld)))


def test_a_second_sealer_stands_aside(logboek: Logboek) -> None:
    logboek.write(1)
    with logboek.connect("bronhuis_verzegelaar") as ander, ander.transaction():
        ander.execute("SELECT pg_advisory_xact_lock(5127463)")
        assert place_leaves(logboek.proces.verbinding, [BRON]).nieuw == 0
    assert logboek.seal() >= 1


def test_without_a_signature_nothing_is_kept_and_the_next_round_goes_on(
    logboek: Logboek, monkeypatch: pytest.MonkeyPatch
) -> None:
    logboek.seal()
    vraag = asker(logboek.proces.verbinding)
    voor = opslag.last_checkpoint(vraag)
    logboek.write(1)

    def weg(*_: Any) -> str:
        raise ConnectionError

    with monkeypatch.context() as stuk:
        stuk.setattr(logboek.proces, "teken", weg)
        with pytest.raises(ConnectionError):
            logboek.seal()
    assert opslag.last_checkpoint(vraag) == voor
    logboek.seal()
    assert opslag.last_checkpoint(vraag).grootte > voor.grootte


def test_a_signature_that_was_lost_on_the_way_is_asked_again(logboek: Logboek, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signer keeps by its own rules: it goes on from what it signed last, also when nobody heard of that."""
    stand: list[Stand] = []
    verloren = [True]

    def teken(checkpoint: Checkpoint, pad: Sequence[bytes]) -> str:
        verzoek = Ondertekenverzoek(checkpoint, tuple(pad))
        mag = judge(stand[0] if stand else None, verzoek, eerste=True)
        stand[:] = [advance(stand[0] if stand else None, verzoek, mag)]
        if verloren and checkpoint.grootte:
            verloren.clear()
            raise ConnectionError
        return sign(mag, logboek.sleutel)

    with monkeypatch.context() as streng:
        streng.setattr(logboek.proces, "teken", teken)
        logboek.write(2)
        with pytest.raises(ConnectionError):
            logboek.seal()
        logboek.write(3)
        logboek.seal()
    vraag = asker(logboek.proces.verbinding)
    assert opslag.last_checkpoint(vraag).grootte == opslag.size(vraag) == stand[0].laatste.grootte


def test_where_transactions_are_numbered_lower_than_what_was_sealed_nothing_is_sealed_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A logical dump on a new server: lines would be written below the last sealed one, and never be seen again."""
    with open_logboek("nummers") as logboek:
        logboek.write(1)
        logboek.seal()
        with logboek.attacker() as root:
            root.execute("UPDATE audit.blad SET xid = (pg_current_xact_id()::text::bigint + 500)::text::xid8")
        logboek.write(1)
        voor = opslag.size(asker(logboek.proces.verbinding))
        with pytest.raises(TransactienummersTerug, match="pg_resetwal"):
            logboek.proces.seal()
        assert opslag.size(asker(logboek.proces.verbinding)) == voor
        gemeld: list[str] = []
        stop = threading.Event()

        def hear(_wat: str, reden: str, **_: Any) -> None:
            gemeld.append(reden)
            stop.set()

        monkeypatch.setattr("audit.zegelproces.log.error", hear)
        logboek.proces.run(0.0, stop=stop)
        assert "logische dump" in gemeld[0]
        with logboek.attacker() as root:
            ((nummer,),) = root.execute("SELECT max(xid)::text FROM audit.blad").fetchall()
            burn_past(root, int(nummer))
        (later,) = logboek.write(1)
        while opslag.number_of(asker(logboek.proces.verbinding), BRON.naam, later) is None:
            logboek.proces.seal()
        assert opslag.size(asker(logboek.proces.verbinding)) == voor + 1, "what was written in between stays outside"


@pytest.mark.parametrize(
    "opdracht",
    [
        "UPDATE audit.blad SET inzet = inzet",
        "DELETE FROM audit.blad",
        "TRUNCATE audit.tegel",
        "UPDATE audit.checkpoint SET notitie = ''",
        "SELECT * FROM processing.regel",
        "SELECT * FROM processing.handeling",
        "INSERT INTO processing.regel (id) VALUES (gen_random_uuid())",
        "SELECT * FROM kluis.betrokkene",
        "SELECT * FROM registry.brp_personen_voorkomen",
    ],
)
def test_the_sealer_can_add_hashes_and_nothing_else(logboek: Logboek, opdracht: str) -> None:
    with logboek.connect("bronhuis_verzegelaar") as verzegelaar, pytest.raises(psycopg.errors.InsufficientPrivilege):
        verzegelaar.execute(opdracht.encode())


def test_the_application_reads_the_tree_and_cannot_add_to_it(logboek: Logboek) -> None:
    with logboek.connect("bronhuis_app") as app:
        assert app.execute("SELECT count(*) FROM audit.blad").fetchone() is not None
        for opdracht in (
            "INSERT INTO audit.bevinding VALUES ('x', 'x', gen_random_uuid(), 1, 'x')",
            "SELECT * FROM processing.bladen('0', gen_random_uuid(), '9', 1)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(opdracht.encode())


@pytest.mark.parametrize(
    ("duur", "grootte", "rust"), [(0.5, KLEIN, 0.0), (9.0, KLEIN, 0.0), (0.3, KLEIN + 1, 9.7), (30.0, KLEIN + 1, 60.0)]
)
def test_the_control_of_a_large_log_has_a_share_of_the_time(duur: float, grootte: int, rust: float) -> None:
    """Three percent, and never asleep for longer than a minute; that of a small log never rests."""
    assert rest_after(duur, grootte) == pytest.approx(rust)


def test_a_small_log_is_gone_round_in_two_steps() -> None:
    """With a turn of five seconds: an alarm within ten."""
    assert KLEIN < 2 * STUK <= KLEIN + 2


def test_the_control_rests_and_goes_on(logboek: Logboek, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a log that counts as large: no piece while it rests, the next one afterwards."""
    logboek.write(3)
    logboek.seal()
    monkeypatch.setattr(zegelproces, "KLEIN", 0)
    monkeypatch.setattr(zegelproces, "DEEL", 1e-9)
    gezien: list[int] = []

    class Telling(Rondgang):
        def step(self, *_: Any, **__: Any) -> tuple[list[Bevinding], bool]:
            gezien.append(1)
            return super().step(*_, **__)

    proces = logboek.proces
    for rust_tot, keren in ((0.0, 1), (None, 1), (0.0, 2)):
        proces.rondgang = Telling()
        proces.rust_tot = proces.rust_tot if rust_tot is None else rust_tot
        proces.check_at_ease()
        assert len(gezien) == keren
