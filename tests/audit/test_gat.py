"""After a restore: the signer refuses a tree that is smaller than it signed, until a statement of two people is sent along, once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command

from audit import opslag
from audit.bewijs import proof_of
from audit.bronhuis_verify import canonical, commitment, leaf_hash, open_note, read_note, read_proof, verify_inclusion
from audit.bronnen import GATEN, sources
from audit.controle import Rondgang
from audit.ondertekenaar.ondertekenaar import Ondertekenaar
from audit.ondertekenaar.regels import TE_KLEIN, read_too_small
from audit.opslag import asker
from audit.stand import seal_state
from tests import plugin
from tests.audit.gat_opstelling import lose, signing, statement
from tests.audit.test_gatverklaring import CHARLIE, DEVRIES, JANSEN
from tests.audit.verwerkingslog import BRON, OORSPRONG, Logboek, open_logboek


@pytest.fixture
def logboek() -> Iterator[Logboek]:
    with open_logboek("gat") as logboek:
        yield logboek


@pytest.fixture
def ondertekenaar(logboek: Logboek, tmp_path: Path) -> Iterator[Ondertekenaar]:
    with signing(logboek, tmp_path) as (ondertekenaar, _pad):
        yield ondertekenaar


@pytest.fixture
def zegel(
    logboek: Logboek, ondertekenaar: Ondertekenaar, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """`manage.py zegel` on this log, with its real signer; some lines are sealed already."""
    settings.LOGSLEUTEL, settings.LOGOORSPRONG = logboek.sleutel.openbaar.tekst, OORSPRONG
    settings.ONDERTEKENAAR, settings.GETUIGEN = str(tmp_path / "sock"), ""
    monkeypatch.setenv("DATABASE_VERZEGELAAR_URL", plugin.cluster.dsn("bronhuis_verzegelaar", logboek.database))

    def run(*opdracht: object) -> str:
        uit = io.StringIO()
        call_command("zegel", *map(str, opdracht), stdout=uit)
        return uit.getvalue()

    logboek.write(3, betrokkenen=2)
    vraag = asker(logboek.proces.verbinding)
    for _ in range(200):  # a transaction elsewhere on the server may hold the seal back
        run("--eenmalig")
        if not logboek.waiting(tuple(sources())) and opslag.last_checkpoint(vraag).grootte == opslag.size(vraag):
            return run
    raise AssertionError("niet verzegeld")


def _refused(zegel: Callable[..., str]) -> str:
    """What a turn says when it fails; one that has nothing new to seal yet does not fail."""
    for _ in range(200):
        try:
            zegel("--eenmalig")
        except CommandError as fout:
            return str(fout)
    raise AssertionError("niet geweigerd")


def test_what_is_smaller_than_was_signed_is_refused_and_said(
    logboek: Logboek, ondertekenaar: Ondertekenaar, zegel: Callable[..., str]
) -> None:
    vraag = asker(logboek.proces.verbinding)
    grootte = opslag.last_checkpoint(vraag).grootte
    assert seal_state(vraag).weigering is None
    lose(logboek, ondertekenaar, 9)
    logboek.write(1)
    gezegd = _refused(zegel)
    assert f"Het log is kleiner ({grootte + 1}) dan wat al ondertekend is ({grootte + 9})." in gezegd
    assert "manage.py zegel --gatverklaring" in gezegd
    with pytest.raises(CommandError):
        zegel("--eenmalig")
    weigering = seal_state(vraag).weigering
    assert weigering is not None
    assert weigering.te_klein == (grootte + 1, grootte + 9)
    assert vraag("SELECT count(*) FROM audit.geweigerd", ()) == [(1,)], "the same refusal is written once"
    assert opslag.last_checkpoint(vraag).grootte == grootte


def test_with_two_signatures_the_log_goes_on_and_the_statement_is_a_leaf(
    logboek: Logboek, ondertekenaar: Ondertekenaar, zegel: Callable[..., str], tmp_path: Path
) -> None:
    vraag = asker(logboek.proces.verbinding)
    hersteld = opslag.last_checkpoint(vraag)
    verloren = lose(logboek, ondertekenaar, 300)
    logboek.write(2)
    assert read_note(zegel("--toon-checkpoint"))[0].grootte == hersteld.grootte
    getekend = statement(logboek, verloren)
    (tmp_path / "gat.txt").write_text(getekend, encoding="utf-8")
    gezegd = zegel("--gatverklaring", tmp_path / "gat.txt")
    ((id_, notitie),) = vraag("SELECT id, notitie FROM audit.gat", ())
    eerste, _ = open_note(notitie, logboek.sleutel.openbaar)
    assert eerste.grootte == hersteld.grootte
    assert eerste.uitbreiding == (f"gat {verloren.grootte} {_digest(getekend)}",)
    # The statement is in the tree, with its text, as canonical bytes that anybody makes again.
    nummer = opslag.number_of(vraag, GATEN.naam, id_)
    assert nummer is not None
    assert nummer >= hersteld.grootte
    assert f"de gatverklaring is blad {nummer}" in gezegd
    ((_xid, _id, zout, inhoud),) = opslag.source_leaves(vraag, GATEN, opslag.BEGIN, 2**62, 9)
    blad = json.loads(inhoud)
    assert canonical(blad) == inhoud
    assert (blad["soort"], blad["verklaring"], blad["notitie"], blad["id"]) == ("gat", getekend, notitie, str(id_))
    _nummer, pad, bewijs = read_proof(proof_of(vraag, GATEN.naam, id_))
    checkpoint, _ = open_note(bewijs, logboek.sleutel.openbaar)
    verify_inclusion(leaf_hash(commitment(zout, inhoud)), nummer, checkpoint.grootte, pad, checkpoint.wortel)
    # What oversight sees, and the control.
    stand = seal_state(vraag)
    assert stand.weigering is None
    assert [(g.id, g.nummer, g.verklaring.oude_grootte) for g in stand.gaten] == [(id_, nummer, verloren.grootte)]
    gevonden, klaar = Rondgang().step(vraag, (BRON, GATEN))
    assert (gevonden, klaar) == ([], True)
    with logboek.attacker() as root:
        root.execute("UPDATE audit.gat SET verklaring = replace(verklaring, '06:00', '07:00')")
    gevonden, _ = Rondgang().step(vraag, (BRON, GATEN))
    assert [(b.soort, b.bron, b.blad) for b in gevonden] == [("gewijzigd", "gat", id_)]
    # And sealing goes on as always.
    logboek.write(1)
    assert "bladen verzegeld" in zegel("--eenmalig")


def test_a_statement_that_does_not_fit_signs_nothing(
    logboek: Logboek, ondertekenaar: Ondertekenaar, zegel: Callable[..., str], tmp_path: Path
) -> None:
    vraag = asker(logboek.proces.verbinding)
    hersteld = opslag.last_checkpoint(vraag)
    verloren = lose(logboek, ondertekenaar, 9)
    pad = tmp_path / "gat.txt"
    for getekend, waarom in (
        (statement(logboek, verloren, oorsprong="elders.example/log"), "over een ander log: elders.example/log"),
        (statement(logboek, verloren, herstelde_grootte=hersteld.grootte - 1), f"heeft er {hersteld.grootte}"),
        (statement(logboek, verloren, herstelde_grootte=hersteld.grootte + 1), f"heeft er {hersteld.grootte}"),
        (statement(logboek, verloren, herstelde_wortel=b"x" * 32), "een andere wortel"),
        (statement(logboek, verloren, JANSEN), r"Die van b\.devries ontbreekt"),
        (statement(logboek, verloren, JANSEN, CHARLIE), r"Die van b\.devries ontbreekt"),
        (statement(logboek, verloren, DEVRIES, type(JANSEN)("a.jansen")), r"niet bevestigd door a\.jansen"),
        (statement(logboek, verloren, oude_grootte=verloren.grootte + 1), "noemt niet het checkpoint"),
        ("iets anders\n", "geen gatverklaring"),
    ):
        pad.write_text(getekend, encoding="utf-8")
        with pytest.raises(CommandError, match=waarom):
            zegel("--gatverklaring", pad)
        assert ondertekenaar.laatste == verloren
        assert vraag("SELECT count(*) FROM audit.gat", ()) == [(0,)]
    with pytest.raises(CommandError, match="niet te lezen"):
        zegel("--gatverklaring", tmp_path / "weg")
    pad.write_text(statement(logboek, verloren), encoding="utf-8")
    assert "Het log gaat verder" in zegel("--gatverklaring", pad)
    with pytest.raises(CommandError, match="al gebruikt"):
        zegel("--gatverklaring", pad)


def test_a_statement_that_was_used_counts_no_more_after_another_restore(
    logboek: Logboek, ondertekenaar: Ondertekenaar, zegel: Callable[..., str], tmp_path: Path
) -> None:
    """The restored database does not know that it was used; the signer does."""
    verloren = lose(logboek, ondertekenaar, 9)
    (tmp_path / "gat.txt").write_text(statement(logboek, verloren), encoding="utf-8")
    vraag = asker(logboek.proces.verbinding)
    hersteld = opslag.last_checkpoint(vraag).grootte
    zegel("--gatverklaring", tmp_path / "gat.txt")
    with logboek.attacker() as root:
        for tabel in ("gat", "checkpoint", "aanvraag"):
            voorwaarde = "" if tabel == "gat" else f" WHERE grootte > {hersteld}"
            root.execute(f"DELETE FROM audit.{tabel}{voorwaarde}".encode())
    with pytest.raises(CommandError, match=r"De ondertekenaar weigert\. Deze gatverklaring is al gebruikt"):
        zegel("--gatverklaring", tmp_path / "gat.txt")


def test_a_lost_answer_is_asked_again(
    logboek: Logboek, ondertekenaar: Ondertekenaar, zegel: Callable[..., str], tmp_path: Path, monkeypatch: Any
) -> None:
    verloren = lose(logboek, ondertekenaar, 9)
    (tmp_path / "gat.txt").write_text(statement(logboek, verloren), encoding="utf-8")
    with monkeypatch.context() as stuk:
        stuk.setattr("audit.ondertekenaar.vragen.read_answer", lambda _regel: ("fout", "de lijn viel weg"))
        with pytest.raises(CommandError, match="de lijn viel weg"):
            zegel("--gatverklaring", tmp_path / "gat.txt")
    assert ondertekenaar.laatste != verloren, "it was signed, and nobody heard"
    assert "Het log gaat verder" in zegel("--gatverklaring", tmp_path / "gat.txt")


def test_a_signature_of_another_key_is_not_believed(zegel: Callable[..., str], settings: Any, logboek: Logboek) -> None:
    vraag = asker(logboek.proces.verbinding)
    voor = opslag.last_checkpoint(vraag)
    settings.LOGSLEUTEL = type(logboek.sleutel).generate(OORSPRONG).openbaar.tekst
    logboek.write(1)
    assert "niet met de sleutel van dit log" in _refused(zegel)
    assert opslag.last_checkpoint(vraag) == voor


def test_the_sealer_chooses_no_time_and_no_salt_of_a_statement(logboek: Logboek) -> None:
    with logboek.connect("bronhuis_verzegelaar") as zegelaar:
        zegelaar.execute("INSERT INTO audit.gat (kenmerk, verklaring, notitie) VALUES (%s, 'x', 'x')", ["a" * 64])
        for kolom, waarde in (("tijd", "2020-01-01"), ("zout", b"0" * 32), ("xid", "1"), ("id", uuid4())):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                zegelaar.execute(
                    f"INSERT INTO audit.gat (kenmerk, verklaring, notitie, {kolom}) VALUES (%s, 'x', 'x', %s)".encode(),
                    ["b" * 64, waarde],
                )
        for opdracht in (
            "UPDATE audit.gat SET verklaring = ''",
            "DELETE FROM audit.gat",
            "DELETE FROM audit.geweigerd",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                zegelaar.execute(opdracht.encode())
    with logboek.connect("bronhuis_app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT * FROM audit.bladen_van_gaten('0', %s, '9', 1)", [UUID(int=0)])


def test_only_a_refusal_for_size_reads_as_one() -> None:
    assert read_too_small(TE_KLEIN.format(4, 12)) == (4, 12)
    for anders in ("", "Het log is kleiner.", TE_KLEIN.format("x", 2), TE_KLEIN.format(1, 2) + " En meer."):
        assert read_too_small(anders) is None


def _digest(getekend: str) -> str:
    from audit.gatverklaring import read_verklaring, split_signed

    return read_verklaring(split_signed(getekend)[0]).kenmerk
