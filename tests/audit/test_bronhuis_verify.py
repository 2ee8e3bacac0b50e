"""The outsider's program as an outsider has it: one file in a folder of its own, with nothing of ours around it."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import boom, bronhuis_verify
from audit.bronhuis_verify import MARGE, VormFout, backdated, leaf_hash, postdated, read_time, write_hashes
from tests.audit.buitenstaander import (
    AANTAL,
    BESTAND,
    INZETTEN,
    LOGBOEK,
    NAMAAK,
    REGELS,
    SLEUTEL,
    W1,
    W2,
    Buitenstaander,
    Web,
)
from tests.audit.logboek import (
    BEGIN,
    GETUIGE,
    LOG,
    Logboek,
    leaves,
)


def test_it_needs_the_standard_library_and_cryptography_only() -> None:
    gevonden = set()
    for knoop in ast.walk(ast.parse(BESTAND.read_text(encoding="utf-8"))):
        if isinstance(knoop, ast.Import):
            gevonden |= {naam.name.partition(".")[0] for naam in knoop.names}
        elif isinstance(knoop, ast.ImportFrom):
            assert not knoop.level
            gevonden.add(str(knoop.module).partition(".")[0])
    assert gevonden - set(sys.stdlib_module_names) == {"cryptography"}


def test_without_cryptography_it_says_so(buiten: Buitenstaander) -> None:
    proces = subprocess.run(
        [sys.executable, "-I", "-S", "bronhuis_verify.py", "regel"],
        cwd=buiten.map, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (proces.returncode, proces.stdout) == (2, "")
    assert proces.stderr == "Kan niet worden nagegaan: het pakket cryptography ontbreekt (pip install cryptography).\n"


def test_a_reader_that_walks_away_is_no_fault_of_the_program(buiten: Buitenstaander) -> None:
    buiten.write("goed.json", download())
    lees, schrijf = os.pipe()
    os.close(lees)
    proces = subprocess.run(
        [sys.executable, "-I", "bronhuis_verify.py", "regel", "goed.json", *SLEUTEL],
        cwd=buiten.map, stdout=schrijf, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(schrijf)
    assert (proces.returncode, proces.stderr) == (2, "")


def test_help_is_dutch_with_examples(buiten: Buitenstaander) -> None:
    for opdracht in ((), ("regel",), ("groei",), ("volg",), ("alles",)):
        proces = subprocess.run(
            [sys.executable, "-I", "bronhuis_verify.py", *opdracht, "--help"],
            cwd=buiten.map, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert proces.returncode == 0
        for woord in ("gebruik:", "voorbeelden:", "toon deze uitleg", "2 = kan niet worden nagegaan"):
            assert woord in proces.stdout
        assert not {"usage:", "options:", "positional", "show this"} & set(proces.stdout.split())


def test_each_command_ends_with_the_code_that_it_promises(buiten: Buitenstaander, web: Web) -> None:
    web.publish(LOGBOEK)
    goed = buiten.write("goed.json", download())
    fout = buiten.write("fout.json", {**download(), "regel": {}})
    oud, nieuw = buiten.write("oud.txt", LOGBOEK.note(300)), buiten.write("nieuw.txt", LOGBOEK.note())
    ander = buiten.write("ander.txt", Logboek(leaves(300)).note())
    klopt_niet = buiten.write("stand.json", {"vorm": "bronhuis-stand-1", "checkpoint": Logboek(leaves(300)).note()})
    blad = {"nummer": 0, "inzet": INZETTEN[0].hex(), "regel": REGELS[0][0], "zout": REGELS[0][1].hex()}
    een = buiten.write("een.txt", LOGBOEK.note(1))
    for code, opdracht, invoer in (
        (0, ("regel", goed), ""),
        (1, ("regel", fout), ""),
        (2, ("regel", "weg.json"), ""),
        (0, ("groei", oud, nieuw, "--url", web.log), ""),
        (1, ("groei", ander, nieuw, "--url", web.log), ""),
        (2, ("groei", oud, nieuw, "--url", f"{web.adres}/weg"), ""),
        (0, ("volg", web.log, "--eenmalig"), ""),
        (1, ("volg", web.log, "--eenmalig", "--stand", klopt_niet), ""),
        (2, ("volg", f"{web.adres}/weg", "--eenmalig"), ""),
        (0, ("alles", "-", "--checkpoint", een), json.dumps(blad)),
        (1, ("alles", "-", "--checkpoint", een), json.dumps({**blad, "zout": "00" * 32})),
        (2, ("alles", "-", "--checkpoint", een), "geen json"),
    ):
        assert buiten.run(*opdracht, *SLEUTEL, invoer=invoer).code == code, opdracht
        assert buiten.ask(*opdracht, *SLEUTEL, invoer=invoer).code == code, opdracht


def test_the_commands_of_the_documentation_are_commands() -> None:
    pagina = (BESTAND.parents[1] / "docs/verifier.md").read_text(encoding="utf-8")
    tekst = pagina.replace("\\\n", "").replace("$SLEUTEL", SLEUTEL[1]).replace("$GETUIGE", W1[1])
    opdrachten = re.findall(r"^python3 bronhuis_verify\.py ((?!--help).*)$", tekst, re.MULTILINE)
    gevonden = [bronhuis_verify.build_parser().parse_args(shlex.split(opdracht)).opdracht for opdracht in opdrachten]
    assert set(gevonden) == {"alles", "groei", "regel", "volg"}
    for keuze in re.findall(r"`(--[a-z-]+)", pagina):
        assert keuze in BESTAND.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("opdracht", "woorden"),
    [
        ((), "dit ontbreekt: OPDRACHT"),
        (("zomaar",), "dit is geen opdracht: 'zomaar'"),
        (("regel", "x.json"), "dit ontbreekt: --sleutel"),
        (("regel", "x.json", "--sleutel"), "hier hoort een waarde achter"),
        (("regel", "x.json", "--sleutel", "onzin"), "Een sleutel is geschreven als naam"),
        (("regel", "x.json", *SLEUTEL, "--nodig", "een"), "hier hoort een geheel getal"),
        (("regel", "x.json", *SLEUTEL, "--onzin"), "dit hoort er niet bij: --onzin"),
        (("groei", "a", "b", *SLEUTEL, "--bewijs", "c", "--url", "d"), "dit kan niet samen met --bewijs"),
    ],
)
def test_a_command_that_is_not_complete_is_explained(
    buiten: Buitenstaander, opdracht: tuple[str, ...], woorden: str
) -> None:
    uitkomst = buiten.ask(*opdracht)
    assert uitkomst.code == 2
    assert woorden in uitkomst.tekst


# --- regel ---


def download(nummer: int = 437, grootte: int = AANTAL, **getuigen: int) -> dict[str, Any]:
    regel, zout = REGELS[nummer]
    bewijs = LOGBOEK.proof(nummer, grootte, **getuigen)
    return {"vorm": "bronhuis-regel-1", "regel": regel, "zout": zout.hex(), "bewijs": bewijs}


def test_a_line_with_its_proof_is_right(buiten: Buitenstaander) -> None:
    bestand = buiten.write("regel.json", download())
    uitkomst = buiten.ask("regel", bestand, *SLEUTEL)
    assert uitkomst.code == 0
    assert "blad 437 van het logboek" in uitkomst.tekst
    assert "Er is geen getuige nagegaan" in uitkomst.tekst
    assert "regel-437" not in uitkomst.tekst


def test_a_line_is_right_with_the_witnesses_that_are_asked(buiten: Buitenstaander) -> None:
    bestand = buiten.write("regel.json", download(w1=BEGIN + 500, w2=BEGIN + 600))
    uitkomst = buiten.ask("regel", bestand, *SLEUTEL, *W1, *W2)
    assert uitkomst.code == 0
    assert "Getuige getuige.example/w1 heeft dit checkpoint gezien op 26-11-2026 08:08:20 UTC." in uitkomst.tekst
    assert "Er is geen getuige nagegaan" not in uitkomst.tekst
    een = buiten.write("een.json", download(w1=BEGIN + 500))
    assert buiten.ask("regel", een, *SLEUTEL, *W1, *W2, "--nodig", "1").code == 0
    zonder_een = buiten.ask("regel", een, *SLEUTEL, *W1, *W2)
    assert zonder_een.code == 1
    assert "nodig: 2" in zonder_een.tekst


VALS = Logboek([*LOGBOEK.bladen[:437], leaf_hash(bytes(32)), *LOGBOEK.bladen[438:]])


@pytest.mark.parametrize(
    ("veranderd", "woorden"),
    [
        (lambda d: d["regel"].update(velden=["adres"]), "leidt van blad 437 niet naar de wortel"),
        (lambda d: d["regel"].update(extra=None), "leidt van blad 437"),
        (lambda d: d.update(zout=REGELS[0][1].hex()), "leidt van blad 437"),
        (lambda d: d.update(bewijs=d["bewijs"].replace("index 437", "index 436")), "leidt van blad 436"),
        (lambda d: d.update(bewijs=d["bewijs"].replace("index 437", "index 700")), "bestaat niet"),
        (lambda d: d.update(bewijs=LOGBOEK.proof(438)), "leidt van blad 438"),
        (lambda d: d.update(bewijs=VALS.proof(437)), "leidt van blad 437"),
        (lambda d: d.update(bewijs=NAMAAK.proof(437)), "niet ondertekend met de sleutel"),
        (lambda d: d.update(bewijs=d["bewijs"].replace("\n700\n", "\n701\n")), "handtekening"),
        (lambda d: d.update(bewijs=d["bewijs"].replace("\n\n", "\n" + "A" * 43 + "=\n\n", 1)), "stappen"),
    ],
)
def test_a_line_or_proof_that_was_changed_is_not_right(
    buiten: Buitenstaander, veranderd: Callable[[dict[str, Any]], None], woorden: str
) -> None:
    document: dict[str, Any] = json.loads(json.dumps(download()))
    veranderd(document)
    uitkomst = buiten.ask("regel", buiten.write("regel.json", document), *SLEUTEL)
    assert uitkomst.code == 1
    assert woorden in uitkomst.tekst
    assert "Dit betekent: " in uitkomst.tekst


def test_a_line_that_says_to_be_of_later_than_its_witness_is_not_right(buiten: Buitenstaander) -> None:
    bestand = buiten.write("regel.json", download(699, w1=BEGIN + 98))
    uitkomst = buiten.ask("regel", bestand, *SLEUTEL, *W1)
    assert uitkomst.code == 1
    assert "een getuige zag het checkpoint met deze regel al eerder" in uitkomst.tekst


@pytest.mark.parametrize(
    "inhoud",
    [
        "",
        "geen json",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps(download()).replace("bronhuis-regel-1", "bronhuis-regel-2"),
        json.dumps(download()).replace('"velden"', '"velden": 1.5, "velden"'),
        json.dumps(download()).replace('"velden"', '"aantal": 1.5, "velden"'),
        json.dumps(download()).replace('"velden"', '"aantal": 1e400, "velden"'),
        json.dumps(download()).replace('"velden"', '"aantal": 99999999999999999999, "velden"'),
        json.dumps(download()).replace('"velden"', '"id": "dubbel", "velden"'),
        json.dumps(download()).replace('["naam"]', '"\\ud800"'),
        json.dumps({**download(), "zout": "00"}),
        json.dumps({**download(), "zout": None}),
        json.dumps({**download(), "regel": "tekst"}),
        json.dumps({**download(), "bewijs": ["lijst"]}),
        json.dumps({**download(), "bewijs": "c2sp.org/tlog-proof@v1\n"}),
        json.dumps({**download(), "bewijs": download()["bewijs"][:-5]}),
        json.dumps({**download(), "bewijs": download()["bewijs"].replace("\n", "\r\n")}),
        "\udcff\udcfe",
    ],
    ids=range(20),
)
def test_a_file_that_cannot_be_read_proves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], inhoud: str
) -> None:
    (tmp_path / "regel.json").write_bytes(inhoud.encode("utf-8", "surrogateescape"))
    assert bronhuis_verify.main(["regel", str(tmp_path / "regel.json"), *SLEUTEL]) == 2
    assert capsys.readouterr().out.startswith("Kan niet worden nagegaan: ")


def test_a_line_cannot_be_checked_without_file_or_with_keys_that_do_not_fit(buiten: Buitenstaander) -> None:
    assert buiten.ask("regel", "weg.json", *SLEUTEL).code == 2
    assert buiten.ask("regel", ".", *SLEUTEL).code == 2
    bestand = buiten.write("regel.json", download(w1=BEGIN))
    for keuzes in (
        (*W1, "--nodig", "2"),
        ("--getuige", GETUIGE.openbaar.tekst),
        ("--getuige", LOG.openbaar_getuige.tekst),
    ):
        assert buiten.ask("regel", bestand, *SLEUTEL, *keuzes).code == 2
    assert buiten.ask("regel", bestand, "--sleutel", GETUIGE.openbaar_getuige.tekst).code == 2


def test_what_lies_outside_the_proof_is_named(buiten: Buitenstaander) -> None:
    bestand = buiten.write("regel.json", {**download(), "toelichting": "De wethouder\x1b[2J keek.", "a\x1b[31m": 1})
    uitkomst = buiten.ask("regel", bestand, *SLEUTEL)
    assert uitkomst.code == 0
    assert "Niet nagegaan, want het valt buiten het bewijs: a·[31m, toelichting." in uitkomst.tekst
    assert "\x1b" not in uitkomst.tekst


@settings(max_examples=300)
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_one_changed_byte_never_passes(plek: int, byte: int) -> None:
    ruw = bytearray(json.dumps(download()).encode())
    plek %= len(ruw)
    ruw[plek] = byte
    verslag = bronhuis_verify.Verslag()
    try:
        zelfde = json.loads(ruw) == download()
    except ValueError:
        zelfde = False
    opties = bronhuis_verify.build_parser().parse_args(["regel", "regel.json", *SLEUTEL])
    with patch.object(bronhuis_verify, "_read_file", lambda _pad: bytes(ruw)):
        try:
            bronhuis_verify.check_regel(opties, verslag)
        except (bronhuis_verify.BewijsFout, bronhuis_verify.NietNaTeGaan):
            assert not zelfde
        else:
            assert zelfde or any("valt buiten het bewijs" in punt for punt in verslag.nagegaan)


# --- groei ---


def test_growth_with_a_proof(buiten: Buitenstaander) -> None:
    oud, nieuw = buiten.write("oud.txt", LOGBOEK.note(300)), buiten.write("nieuw.txt", LOGBOEK.note())
    bewijs = buiten.write("bewijs.txt", write_hashes(boom.consistency_proof(LOGBOEK.knopen, 300, AANTAL)))
    uitkomst = buiten.ask("groei", oud, nieuw, *SLEUTEL, "--bewijs", bewijs)
    assert uitkomst.code == 0
    assert "De eerste 300 van de 700 bladen zijn dezelfde gebleven." in uitkomst.tekst
    assert buiten.ask("groei", nieuw, nieuw, *SLEUTEL).code == 0
    assert buiten.ask("groei", buiten.write("leeg.txt", Logboek([]).note()), nieuw, *SLEUTEL).code == 0

    zonder = buiten.ask("groei", oud, nieuw, *SLEUTEL)
    assert zonder.code == 2
    assert "Er is een bewijs nodig" in zonder.tekst
    assert buiten.ask("groei", oud, nieuw, *SLEUTEL, "--bewijs", buiten.write("kort.txt", "AAAA\n")).code == 2
    assert buiten.ask("groei", oud, "weg.txt", *SLEUTEL, "--bewijs", bewijs).code == 2

    for fout in (
        ("groei", nieuw, oud, *SLEUTEL),
        ("groei", oud, nieuw, *SLEUTEL, "--bewijs", buiten.write("n.txt", "")),
    ):
        assert buiten.ask(*fout).code == 1
    ander = buiten.write("ander.txt", Logboek(leaves(AANTAL)).note())
    assert buiten.ask("groei", oud, ander, *SLEUTEL, "--bewijs", bewijs).code == 1
    uitkomst = buiten.ask("groei", nieuw, ander, *SLEUTEL)
    assert uitkomst.code == 1
    assert "twee verschillende logboeken van 700 bladen" in uitkomst.tekst
    assert buiten.ask("groei", oud, buiten.write("namaak.txt", NAMAAK.note()), *SLEUTEL, "--bewijs", bewijs).code == 1


def test_growth_from_tiles(buiten: Buitenstaander, web: Web) -> None:
    web.publish(LOGBOEK)
    oud, nieuw = buiten.write("oud.txt", LOGBOEK.note(300)), buiten.write("nieuw.txt", LOGBOEK.note())
    vraag = ("groei", oud, nieuw, *SLEUTEL, "--url")
    assert buiten.ask(*vraag, web.log).code == 0
    assert buiten.ask(*vraag, f"{web.log}/").code == 0
    vals = buiten.ask("groei", buiten.write("vals.txt", Logboek(leaves(300)).note()), nieuw, *SLEUTEL, "--url", web.log)
    assert vals.code == 1
    assert "De eerste 300 bladen zijn niet meer die van het oude checkpoint." in vals.tekst

    (web.map / "log/tile/0/001").unlink()
    weg = buiten.ask(*vraag, web.log)
    assert weg.code == 2
    assert "heeft de tegel tile/0/001 niet" in weg.tekst
    (web.map / "log/tile/0/001").write_bytes(bytes(8192))
    anders = buiten.ask(*vraag, web.log)
    assert anders.code == 1
    assert "De tegels die het logboek toont, passen niet" in anders.tekst
    (web.map / "log/tile/0/001").write_bytes(bytes(8193))
    assert buiten.ask(*vraag, web.log).code == 2
    (web.map / "log/tile/0/001").write_bytes(bytes(8191))
    assert buiten.ask(*vraag, web.log).code == 1

    for adres in (f"{web.adres}/niets", "http://127.0.0.1:9/log", "ftp://127.0.0.1/log", "file:///etc", "log"):
        assert buiten.ask(*vraag, adres).code == 2, adres


def test_a_partial_tile_that_is_gone_is_cut_from_the_whole_one(buiten: Buitenstaander, web: Web) -> None:
    web.publish(LOGBOEK, 600)
    (web.map / "log/tile/0/002.p/88").unlink()
    (web.map / "log/tile/0/002.p").rmdir()
    bladen = [*LOGBOEK.bladen[512:600], *leaves(168, "later")]
    (web.map / "log/tile/0/002").write_bytes(b"".join(bladen))
    oud, nieuw = buiten.write("oud.txt", LOGBOEK.note(513)), buiten.write("nieuw.txt", LOGBOEK.note(600))
    assert buiten.ask("groei", oud, nieuw, *SLEUTEL, "--url", web.log).code == 0


# --- Time ---


def test_a_line_is_back_dated_when_the_checkpoint_before_it_was_seen_long_after_it() -> None:
    gezien = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    seconden = int(gezien.timestamp())
    for verschil, verwacht in ((-MARGE - 1, True), (-MARGE, False), (-1, False), (0, False), (3600, False)):
        tijd = gezien + timedelta(seconds=verschil)
        assert backdated(tijd, seconden) is verwacht
        assert backdated(tijd.astimezone(timezone(timedelta(hours=1))), seconden) is verwacht
    assert backdated(gezien - timedelta(milliseconds=1), seconden, 0)
    assert not backdated(gezien, seconden, 0)
    assert MARGE == 600


def test_a_line_is_post_dated_when_the_checkpoint_with_it_was_seen_long_before_it() -> None:
    gezien = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    seconden = int(gezien.timestamp())
    assert not postdated(gezien + timedelta(seconds=MARGE), seconden)
    assert postdated(gezien + timedelta(seconds=MARGE + 1), seconden)
    assert not postdated(gezien - timedelta(days=9), seconden)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 2**33), st.integers(0, 10**6))
def test_a_later_time_is_never_more_back_dated(tijd: datetime, gezien: int, marge: int) -> None:
    assert not (backdated(tijd, gezien, marge) and postdated(tijd, gezien, marge))
    if backdated(tijd, gezien, marge):
        assert backdated(tijd, gezien + 1, marge)


def test_times_have_a_zone() -> None:
    assert read_time("2026-11-26T08:00:00.123Z") == datetime(2026, 11, 26, 8, 0, 0, 123_000, UTC)
    assert read_time("2026-11-26T09:00:00+01:00") == datetime(2026, 11, 26, 8, tzinfo=UTC)
    for tekst in ("", "gisteren", "2026-11-26T08:00:00", "2026-11-26", "2026-02-30T00:00:00Z"):
        with pytest.raises(VormFout):
            read_time(tekst)
