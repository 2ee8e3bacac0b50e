"""Rules, key and file together: what is signed stands on the disk first, and nobody else's stand or key is used."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.bronhuis_verify import BewijsFout, open_note, read_note
from audit.notitie import Ondertekensleutel
from audit.ondertekenaar import stand as standmodule
from audit.ondertekenaar.ondertekenaar import Ondertekenaar
from audit.ondertekenaar.regels import Geweigerd, Ondertekenverzoek, announcement
from audit.ondertekenaar.stand import Bewaard, Standbestand
from audit.sleutelbestand import BestandFout, make_key, read_key
from tests.audit.ondertekenaar.opstelling import new_signer, release
from tests.audit.ondertekenaar.proefboom import OORSPRONG, Proefboom
from tests.audit.ondertekenaar.test_regels import asks

ECHT, VERVALST = Proefboom(), Proefboom(1, 3)


def test_a_note_that_outsiders_verify(tmp_path: Path) -> None:
    ondertekenaar = new_signer(tmp_path)
    for oud, nieuw in ((0, 0), (0, 5), (5, 5), (5, 9)):
        notitie = ondertekenaar.sign(asks(ECHT, oud, nieuw))
        assert open_note(notitie, ondertekenaar.sleutel.openbaar) == (ECHT.checkpoint(nieuw), {})
        assert json.loads((tmp_path / "stand.json").read_text())["notitie"] == notitie
        assert (tmp_path / "stand.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Geweigerd, match="gaat niet verder"):
        ondertekenaar.sign(asks(VERVALST, 9, 12))
    with pytest.raises(BewijsFout):
        open_note(notitie, Ondertekensleutel.generate(OORSPRONG).openbaar)


def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    eerste = new_signer(tmp_path)
    eerste.sign(asks(ECHT, 0, 0))
    eerste.sign(asks(ECHT, 0, 5))
    release(eerste)
    tweede = new_signer(tmp_path, eerste.sleutel)
    assert tweede.laatste == ECHT.checkpoint(5)
    with pytest.raises(Geweigerd, match="kleiner"):
        tweede.sign(asks(ECHT, 0, 4))
    with pytest.raises(Geweigerd, match="andere wortel"):
        tweede.sign(asks(VERVALST, 5, 5))
    assert tweede.sign(asks(ECHT, 5, 6))


def test_two_signers_never_share_a_stand(tmp_path: Path) -> None:
    eerste = new_signer(tmp_path)
    with pytest.raises(BestandFout, match="draait al"):
        new_signer(tmp_path, eerste.sleutel)
    release(eerste)
    assert new_signer(tmp_path, eerste.sleutel).laatste is None


def test_a_stand_lies_where_nobody_else_can_take_it_away(tmp_path: Path) -> None:
    for rechten, mag in ((0o755, True), (0o775, False), (0o777, False), (0o700, True)):
        tmp_path.chmod(rechten)
        if mag:
            release(new_signer(tmp_path))
            continue
        with pytest.raises(BestandFout, match="mogen in de map"):
            new_signer(tmp_path)


def test_a_stand_that_is_not_there_is_no_new_one(tmp_path: Path) -> None:
    ondertekenaar = new_signer(tmp_path)
    ondertekenaar.sign(asks(ECHT, 0, 0))
    release(ondertekenaar)
    bestand = Standbestand(tmp_path / "stand.json")
    inhoud = bestand.pad.read_bytes()
    for kapot in (None, b"", b"{}", inhoud[:-9], inhoud.replace(b"bronhuis ondertekenaar 1", b"iets anders")):
        bestand.pad.unlink()
        if kapot is not None:
            bestand.pad.touch(0o600)
            bestand.pad.write_bytes(kapot)
        with pytest.raises(BestandFout):
            Ondertekenaar(ondertekenaar.sleutel, bestand)
        if kapot is None:
            bestand.pad.touch(0o600)
    bestand.pad.write_bytes(inhoud)
    assert Ondertekenaar(ondertekenaar.sleutel, bestand).laatste == ECHT.checkpoint(0)


def test_a_stand_is_made_once(tmp_path: Path) -> None:
    bestand = Standbestand(tmp_path / "stand.json")
    bestand.make()
    assert bestand.read() == Bewaard()
    with pytest.raises(BestandFout, match="is er al"):
        bestand.make()


def older_stand(pad: Path) -> None:
    bewaard = Bewaard(json.loads(pad.read_text())["notitie"].replace("5\n", "4\n", 1))
    pad.write_bytes(bewaard.as_bytes())


@pytest.mark.parametrize("knoeit", [older_stand, Path.unlink, lambda pad: pad.write_bytes(Bewaard().as_bytes())])
def test_a_stand_that_changes_below_it_stops_it(tmp_path: Path, knoeit: Callable[[Path], object]) -> None:
    ondertekenaar = new_signer(tmp_path)
    ondertekenaar.sign(asks(ECHT, 0, 0))
    ondertekenaar.sign(asks(ECHT, 0, 5))
    inhoud = (tmp_path / "stand.json").read_bytes()
    knoeit(tmp_path / "stand.json")
    with pytest.raises(Geweigerd, match=r"veranderd|is er niet"):
        ondertekenaar.sign(asks(ECHT, 5, 6))
    (tmp_path / "stand.json").touch(0o600)
    (tmp_path / "stand.json").write_bytes(inhoud)
    assert ondertekenaar.sign(asks(ECHT, 5, 6))


def test_no_stand_no_signature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ondertekenaar = new_signer(tmp_path)
    ondertekenaar.sign(asks(ECHT, 0, 0))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as m:
        m.setattr(standmodule, "replace_whole", full)
        with pytest.raises(OSError, match="No space"):
            ondertekenaar.sign(asks(ECHT, 0, 5))
    assert ondertekenaar.laatste == ECHT.checkpoint(0)
    assert ondertekenaar.sign(asks(VERVALST, 0, 5))


def test_the_stand_is_on_the_disk_before_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File first, then the name in its folder; only then does the caller get the note."""
    ondertekenaar = new_signer(tmp_path)
    gezien: list[str] = []
    echt_fsync, echt_replace = os.fsync, Path.replace

    def fsync(nummer: int) -> None:
        gezien.append("map" if Path(f"/proc/self/fd/{nummer}").resolve().is_dir() else "bestand")
        echt_fsync(nummer)

    def replace(van: Path, naar: Path) -> Path:
        gezien.append("naam")
        return echt_replace(van, naar)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    ondertekenaar.sign(asks(ECHT, 0, 0))
    assert gezien == ["bestand", "naam", "map"]


def test_eerste_is_for_a_stand_without_signatures(tmp_path: Path) -> None:
    ondertekenaar = new_signer(tmp_path, eerste=True)
    ondertekenaar.sign(asks(ECHT, 0, 5))
    with pytest.raises(Geweigerd, match="kleiner"):
        ondertekenaar.sign(asks(ECHT, 0, 4))
    release(ondertekenaar)
    with pytest.raises(Geweigerd, match="Haal --eerste weg"):
        new_signer(tmp_path, ondertekenaar.sleutel, eerste=True)


def test_another_log_is_refused_from_the_first_request(tmp_path: Path) -> None:
    ondertekenaar = new_signer(tmp_path)
    with pytest.raises(Geweigerd, match="is van het log"):
        ondertekenaar.sign(asks(Proefboom(oorsprong="elders.example/log"), 0, 0))


def test_another_key_does_not_go_on(tmp_path: Path) -> None:
    eerste = new_signer(tmp_path)
    eerste.sign(asks(ECHT, 0, 0))
    release(eerste)
    with pytest.raises(Geweigerd, match="niet van deze sleutel"):
        new_signer(tmp_path, Ondertekensleutel.generate(OORSPRONG))


# --- Rotation, from the first key to the last signature of it


def test_the_key_is_followed_by_another(tmp_path: Path) -> None:
    oud, nieuw = Ondertekensleutel.generate(OORSPRONG), Ondertekensleutel.generate(OORSPRONG)
    alleen = new_signer(tmp_path, oud)
    alleen.sign(asks(ECHT, 0, 0))
    release(alleen)
    samen = new_signer(tmp_path, oud, opvolger=nieuw)
    notities = [samen.sign(asks(ECHT, *stap)) for stap in ((0, 5), (5, 5), (5, 6))]
    for notitie in notities:
        assert announcement(nieuw.openbaar) in open_note(notitie, oud.openbaar)[0].uitbreiding
        assert open_note(notitie, nieuw.openbaar)[0] == open_note(notitie, oud.openbaar)[0]
    release(samen)
    with pytest.raises(Geweigerd, match="wijst een andere sleutel aan"):
        new_signer(tmp_path, oud)
    with pytest.raises(Geweigerd, match="wijst een andere sleutel aan"):
        new_signer(tmp_path, oud, opvolger=Ondertekensleutel.generate(OORSPRONG))
    verder = new_signer(tmp_path, nieuw)
    with pytest.raises(Geweigerd, match="kleiner"):
        verder.sign(asks(ECHT, 0, 5))
    notitie = verder.sign(asks(ECHT, 6, 9))
    assert read_note(notitie)[0] == ECHT.checkpoint(9)
    with pytest.raises(BewijsFout):
        open_note(notitie, oud.openbaar)
    release(verder)
    with pytest.raises(Geweigerd, match="niet van deze sleutel"):
        new_signer(tmp_path, oud)


def test_a_caller_cannot_name_the_next_key(tmp_path: Path) -> None:
    dief = Ondertekensleutel.generate(OORSPRONG).openbaar
    ondertekenaar = new_signer(tmp_path)
    ondertekenaar.sign(asks(ECHT, 0, 0))
    with pytest.raises(Geweigerd, match="eigen gezag"):
        ondertekenaar.sign(Ondertekenverzoek(ECHT.checkpoint(5, announcement(dief))))


# --- Key files


def test_a_key_is_kept_for_its_owner(tmp_path: Path) -> None:
    pad = tmp_path / "log.sleutel"
    gemaakt = make_key(pad, OORSPRONG)
    assert pad.stat().st_mode & 0o777 == 0o600
    assert read_key(pad).openbaar == gemaakt.openbaar
    with pytest.raises(BestandFout, match="is er al"):
        make_key(pad, OORSPRONG)
    for rechten in (0o640, 0o604, 0o660, 0o644):
        pad.chmod(rechten)
        with pytest.raises(BestandFout, match="chmod 600"):
            read_key(pad)
    pad.chmod(0o400)
    assert read_key(pad).naam == OORSPRONG


def test_a_key_does_not_lie_beside_the_data(tmp_path: Path) -> None:
    gegevens = tmp_path / "pg"
    (gegevens / "diep").mkdir(parents=True)
    gemaakt = make_key(gegevens / "diep" / "log.sleutel", OORSPRONG)
    (gegevens / "PG_VERSION").write_text("18\n")
    for handeling in (
        lambda: read_key(gegevens / "diep" / "log.sleutel"),
        lambda: make_key(gegevens / "ander.sleutel", OORSPRONG),
        lambda: Standbestand(gegevens / "stand.json").make(),
        lambda: Ondertekenaar(gemaakt, Standbestand(gegevens / "stand.json")),
    ):
        with pytest.raises(BestandFout, match="gegevensmap van PostgreSQL"):
            handeling()
    (tmp_path / "koppeling").symlink_to(gegevens / "diep" / "log.sleutel")
    with pytest.raises(BestandFout, match="gegevensmap van PostgreSQL"):
        read_key(tmp_path / "koppeling")


@pytest.mark.parametrize(
    "inhoud", ["", "naam: x\n", "naam: x\n-----BEGIN PRIVATE KEY-----\n", "x" * 9, "naam: a b\n{pem}"]
)
def test_what_is_no_key_is_refused_without_a_word_of_it(tmp_path: Path, inhoud: str) -> None:
    pad = tmp_path / "log.sleutel"
    pad.touch(0o600)
    pad.write_text(inhoud.replace("{pem}", Ondertekensleutel.generate("x").pem))
    with pytest.raises(BestandFout, match="staat geen sleutel") as fout:
        read_key(pad)
    assert "BEGIN" not in str(fout.value)
    with pytest.raises(BestandFout, match="kan niet 'a b' heten"):
        make_key(tmp_path / "ander", "a b")
