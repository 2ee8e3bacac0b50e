"""The socket: what sealer and signer say to each other, and what happens when either of them dies halfway."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.bronhuis_verify import Handtekening, open_note, read_note
from audit.gatverklaring import join_signed
from audit.notitie import Ondertekensleutel
from audit.ondertekenaar.bericht import LANGSTE_BERICHT, read_answer, read_request, write_answer, write_request
from audit.ondertekenaar.ondertekenaar import Ondertekenaar
from audit.ondertekenaar.regels import Geweigerd, Ondertekenverzoek
from audit.ondertekenaar.server import Deur
from audit.ondertekenaar.stand import Standbestand
from audit.ondertekenaar.vragen import OndertekenaarOnbereikbaar, request_signature
from audit.sleutelbestand import BestandFout, make_key, read_key
from tests.audit.ondertekenaar.opstelling import listening, new_signer, process, wait_for
from tests.audit.ondertekenaar.proefboom import OORSPRONG, Proefboom
from tests.audit.ondertekenaar.test_regels import gap

ECHT, VERVALST = Proefboom(), Proefboom(1, 3)


@pytest.fixture
def mensen() -> list[Ondertekensleutel]:
    return [Ondertekensleutel.generate(naam) for naam in ("a.jansen", "b.devries")]


@pytest.fixture
def ondertekenaar(tmp_path: Path, mensen: list[Ondertekensleutel]) -> Ondertekenaar:
    return new_signer(tmp_path, bevestigers=[m.openbaar for m in mensen])


@pytest.fixture
def deur(tmp_path: Path, ondertekenaar: Ondertekenaar) -> Iterator[Path]:
    with listening(ondertekenaar, tmp_path / "s", termijn=0.3) as pad:
        yield pad


def say(pad: Path, *delen: bytes, wacht: float = 0) -> bytes:
    """What the door answers to these bytes, spoken slowly if need be; nothing when it hangs up."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as verbinding:
        verbinding.settimeout(5)
        verbinding.connect(str(pad))
        antwoord = b""
        try:
            for deel in delen:
                verbinding.sendall(deel)
                time.sleep(wacht)
            while stuk := verbinding.recv(4096):
                antwoord += stuk
        except ConnectionError:
            return b""
        return antwoord


def ask(pad: Path, boom: Proefboom, oud: int, nieuw: int, **anders: Any) -> str:
    return request_signature(pad, boom.checkpoint(nieuw), boom.proof(oud, nieuw), 5, **anders)


def test_granted_and_refused(deur: Path, ondertekenaar: Ondertekenaar) -> None:
    ask(deur, ECHT, 0, 0)
    notitie = ask(deur, ECHT, 0, 5)
    assert open_note(notitie, ondertekenaar.sleutel.openbaar)[0] == ECHT.checkpoint(5)
    for boom, oud, nieuw, waarom in (
        (ECHT, 0, 4, "kleiner"),
        (VERVALST, 5, 5, "andere wortel"),
        (VERVALST, 5, 9, "verder"),
    ):
        with pytest.raises(Geweigerd, match=waarom):
            ask(deur, boom, oud, nieuw)
    assert ask(deur, ECHT, 5, 9)


def test_the_socket_is_the_owners(deur: Path) -> None:
    assert stat.S_IMODE(deur.stat().st_mode) == 0o600


def test_a_group_may_be_let_in(tmp_path: Path, ondertekenaar: Ondertekenaar) -> None:
    import grp

    groep = grp.getgrgid(os.getegid()).gr_name
    with listening(ondertekenaar, tmp_path / "s", groep=groep) as pad:
        assert (stat.S_IMODE(pad.stat().st_mode), pad.stat().st_gid) == (0o660, os.getegid())
    with pytest.raises(BestandFout, match="bestaat niet"):
        Deur(tmp_path / "s", ondertekenaar, "een groep die niet bestaat")


def test_the_gap_over_the_socket(deur: Path, mensen: list[Ondertekensleutel]) -> None:
    for stap in ((0, 0), (0, 9)):
        ask(deur, ECHT, *stap)
    gat, verder = gap(ECHT, 9, 5), Proefboom(2, 5)
    regels = [Handtekening(m.naam, m.openbaar.nummer, m.geheim.sign(gat.tekst.encode())) for m in mensen]
    nieuw, bewijs = verder.checkpoint(7, gat.regel), verder.proof(5, 7)
    with pytest.raises(Geweigerd, match="niet bevestigd door"):
        request_signature(deur, nieuw, bewijs, 5, gat=join_signed(gat.tekst, regels[:1]))
    with pytest.raises(Geweigerd, match="eigen gezag"):
        request_signature(deur, nieuw, bewijs, 5)
    getekend = join_signed(gat.tekst, regels)
    notitie = request_signature(deur, nieuw, bewijs, 5, gat=getekend)
    assert read_note(notitie)[0] == nieuw
    assert request_signature(deur, nieuw, bewijs, 5, gat=getekend) == notitie
    assert ask(deur, verder, 7, 9)
    with pytest.raises(Geweigerd, match="al gebruikt"):
        request_signature(deur, nieuw, bewijs, 5, gat=getekend)


def test_the_client_sees_the_announced_successor(tmp_path: Path) -> None:
    nieuw = Ondertekensleutel.generate(OORSPRONG)
    with listening(new_signer(tmp_path, opvolger=nieuw), tmp_path / "s") as pad:
        assert read_note(ask(pad, ECHT, 0, 0))[0].uitbreiding == (f"opvolger {nieuw.openbaar.tekst}",)


GOED = write_request(ECHT.checkpoint(0), ())


@pytest.mark.parametrize(
    "bericht",
    [
        b"\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b"\xff\n",
        b"[" * 20_000 + b"\n",
        GOED.replace(b'"grootte": 0', b'"grootte": "0"'),
        GOED.replace(b'"grootte": 0', b'"grootte": true'),
        GOED.replace(b'"grootte": 0', b'"grootte": -1'),
        GOED.replace(b'"grootte": 0', b'"grootte": 0.0'),
        GOED.replace(b'"grootte": 0', b'"grootte": 9223372036854775808'),
        GOED.replace(b'"wortel": "e3', b'"wortel": "E3'),
        GOED.replace(b'"wortel": "e3', b'"wortel": "'),
        GOED.replace(b'"wortel": "e3', b'"wortel": "e4'),
        GOED.replace(b'"bewijs": []', b'"bewijs": {}'),
        GOED.replace(b'"bewijs": []', b'"bewijs": ["00"]'),
        GOED.replace(b'"uitbreiding": []', b'"uitbreiding": ["a\\nb"]'),
        GOED.replace(b'"uitbreiding": []', b'"uitbreiding": [""]'),
        GOED.replace(b'"uitbreiding": []', b'"uitbreiding": "abc"'),
        GOED.replace(b'"uitbreiding": []', b'"uitbreiding": ["\\ud800"]'),
        GOED.replace(b'"bewijs": []', b'"bewijs": [], "gat": "x"'),
        GOED.replace(b'"bewijs": []', b'"bewijs": [], "gat": 1'),
        GOED.replace(b"bronstede.example/", b"bronstede.example/\\n1\\n"),
    ],
)
def test_what_is_no_request_is_refused_and_the_next_one_is_answered(deur: Path, bericht: bytes) -> None:
    assert bericht != GOED
    assert read_answer(say(deur, bericht))[0] == "geweigerd"
    assert read_answer(say(deur, GOED))[0] == "notitie"


def test_a_request_has_a_size_and_a_term(deur: Path) -> None:
    assert say(deur, b"x" * (LANGSTE_BERICHT + 1)) == b""
    begin = time.monotonic()
    assert say(deur, *[bytes([teken]) for teken in GOED[:20]], wacht=0.05) == b""
    assert time.monotonic() - begin < 3
    assert read_answer(say(deur, GOED[:9], GOED[9:], wacht=0.05))[0] == "notitie"


def test_what_is_written_reads_back() -> None:
    verzoek = Ondertekenverzoek(ECHT.checkpoint(9, "weer “zonnig”"), ECHT.proof(5, 9))
    assert read_request(write_request(verzoek.checkpoint, verzoek.bewijs), ()) == verzoek
    assert read_answer(write_answer("notitie", "a\nb")) == ("notitie", "a\nb")
    for geen in (b"{}", b'{"a": "b"}', b'{"notitie": 1}', b'{"notitie": "a", "fout": "b"}', b"[]", b"\xff"):
        with pytest.raises(ValueError, match=r".*"):
            read_answer(geen)


def test_a_full_disk_is_no_refusal(deur: Path, ondertekenaar: Ondertekenaar, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as m:
        m.setattr(Standbestand, "write", full)
        with pytest.raises(OndertekenaarOnbereikbaar, match="niet te schrijven"):
            ask(deur, ECHT, 0, 0)
    assert ask(deur, ECHT, 0, 0)


@pytest.mark.parametrize(
    "antwoord",
    [
        b"",
        b"geen json\n",
        b'{"notitie": "x"}\n',
        None,
        json.dumps(
            {"notitie": "elders.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a AAAAAAAA\n"}
        ).encode()
        + b"\n",
        b"x" * 99_999,
    ],
)
def test_an_answer_that_is_none_is_not_believed(tmp_path: Path, antwoord: bytes | None) -> None:
    """Also a door that stays silent: the sealer waits for its term, not longer."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as luisteraar:
        luisteraar.bind(str(tmp_path / "s"))
        luisteraar.listen()

        def talk() -> None:
            verbinding, _ = luisteraar.accept()
            with verbinding:
                verbinding.recv(65536)
                if antwoord is None:
                    time.sleep(0.6)
                else:
                    verbinding.sendall(antwoord)

        draad = threading.Thread(target=talk, daemon=True)
        draad.start()
        with pytest.raises(OndertekenaarOnbereikbaar):
            request_signature(tmp_path / "s", ECHT.checkpoint(0), (), 0.3)
        draad.join(5)


def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(OndertekenaarOnbereikbaar):
        request_signature(tmp_path / "niets", ECHT.checkpoint(0))


def test_an_old_socket_goes_and_one_in_use_stays(tmp_path: Path, ondertekenaar: Ondertekenaar) -> None:
    pad = tmp_path / "s"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dood:
        dood.bind(str(pad))
    with listening(ondertekenaar, pad):
        assert ask(pad, ECHT, 0, 0)
        with pytest.raises(BestandFout, match="luistert al"):
            Deur(pad, ondertekenaar)
        assert ask(pad, ECHT, 0, 0)
    assert not pad.exists()
    pad.write_text("van iemand anders")
    with pytest.raises(BestandFout, match="geen socket"):
        Deur(pad, ondertekenaar)
    assert pad.read_text() == "van iemand anders"
    with pytest.raises(BestandFout, match="te lang"):
        Deur(tmp_path / ("x" * 108), ondertekenaar)


def test_ten_callers_at_once_get_one_log(deur: Path) -> None:
    """Two trees race for the next size: the answers are all of one of them."""
    ask(deur, ECHT, 0, 0)
    ask(deur, ECHT, 0, 3)
    gelukt: list[tuple[int, bytes]] = []

    def call(boom: Proefboom, grootte: int) -> None:
        try:
            checkpoint = read_note(ask(deur, boom, 3, grootte))[0]
        except Geweigerd:
            return
        gelukt.append((checkpoint.grootte, checkpoint.wortel))

    draden = [threading.Thread(target=call, args=(b, 5)) for b in (ECHT, VERVALST) * 5]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(10)
    assert len(gelukt) == 5
    assert len(set(gelukt)) == 1


STERFT = """
import os, signal, sys
from pathlib import Path
from audit.ondertekenaar.ondertekenaar import Ondertekenaar
from audit.ondertekenaar.server import Deur
from audit.ondertekenaar.stand import Standbestand
from audit.sleutelbestand import read_key

class Sterft(Standbestand):
    def write(self, bewaard):
        if sys.argv[2] == "na":
            super().write(bewaard)
        os.kill(os.getpid(), signal.SIGKILL)

map_ = Path(sys.argv[1])
soort = Standbestand if sys.argv[2] == "nooit" else Sterft
Deur(map_ / "s", Ondertekenaar(read_key(map_ / "sleutel"), soort(map_ / "stand.json"), eerste=False)).serve_forever()
"""


@pytest.mark.parametrize("moment", ["na", "voor"])
def test_a_signer_that_is_killed_halfway_never_signs_a_fork(tmp_path: Path, moment: str) -> None:
    """Killed after the stand was written: that checkpoint is signed when asked again, its rival is not. Before: either one may be."""
    make_key(tmp_path / "sleutel", OORSPRONG)
    bestand = Standbestand(tmp_path / "stand.json")
    bestand.make()
    pad = tmp_path / "s"
    with process(STERFT, pad, str(tmp_path), "nooit"):
        wait_for(lambda: say(pad, GOED))
        ask(pad, ECHT, 0, 3)
    with process(STERFT, pad, str(tmp_path), moment) as kind:
        with pytest.raises(OndertekenaarOnbereikbaar):
            ask(pad, ECHT, 3, 5)
        assert kind.wait(10) == -signal.SIGKILL
    staat = bestand.read().stand
    assert staat is not None
    assert staat.laatste == ECHT.checkpoint(5 if moment == "na" else 3)
    with process(STERFT, pad, str(tmp_path), "nooit"):
        if moment == "na":
            for boom, oud, nieuw in ((VERVALST, 3, 5), (VERVALST, 3, 4), (VERVALST, 5, 6)):
                with pytest.raises(Geweigerd):
                    ask(pad, boom, oud, nieuw)
        notitie = ask(pad, ECHT, 3, 5)
        assert open_note(notitie, read_key(tmp_path / "sleutel").openbaar)[0] == ECHT.checkpoint(5)
        assert bestand.read().notitie == notitie
        with pytest.raises(Geweigerd):
            ask(pad, VERVALST, 3, 5)
