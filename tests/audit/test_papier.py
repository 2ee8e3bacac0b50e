"""A line on paper: everything is in the codes, they fit on paper, and they come back as they were however they were scanned."""

from __future__ import annotations

import base64
import json
import random
import zlib
from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from audit.bronhuis_verify import GROOTSTE_VAN_PAPIER, PAPIER, VormFout, canonical, read_document
from audit.papier import PER_CODE, as_codes
from tests.audit.buitenstaander import LOGBOEK, REGELS, SLEUTEL, Buitenstaander

WAT = "Wat u gaf"
TEKSTEN = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
DOCUMENTEN = st.dictionaries(
    TEKSTEN, TEKSTEN | st.integers(-(2**53), 2**53) | st.lists(TEKSTEN, max_size=5) | st.none(), max_size=20
)


def line(nummer: int = 5) -> dict[str, Any]:
    """A line of the log of these tests, as a resident keeps it."""
    regel, zout = REGELS[nummer]
    return {"vorm": "bronhuis-regel-1", "regel": regel, "zout": zout.hex(), "bewijs": LOGBOEK.proof(nummer)}


@given(DOCUMENTEN, st.randoms(use_true_random=False))
def test_every_document_comes_back_however_its_codes_were_scanned(
    document: dict[str, Any], toeval: random.Random
) -> None:
    codes = as_codes(document)
    toeval.shuffle(codes)
    gevouwen = [
        "\n".join(code[i : i + 37] for i in range(0, len(code), 37)) if len(code) > 60 else code for code in codes
    ]
    # A wrapped code breaks nowhere in its head.
    assert all(g.startswith(c[:14]) for g, c in zip(gevouwen, codes, strict=True))
    for tekst in ("\n".join(codes), "\r\n\r\n".join(gevouwen), "".join(codes), f"  {chr(10).join(codes).lower()}\n"):
        assert read_document(tekst.encode(), WAT) == document


def test_a_line_fits_in_a_few_codes_that_a_telephone_reads() -> None:
    codes = as_codes(line())
    assert 1 < len(codes) <= 6
    for code in codes:
        beeld = segno.make(code, error="m")
        assert beeld.mode == "alphanumeric"
        assert int(beeld.version) <= 16
        assert len(code) <= PER_CODE + 16
    assert len(as_codes({})) == 1


def test_json_is_read_as_json() -> None:
    assert read_document(json.dumps(line()).encode(), WAT) == line()


CODES = as_codes(line())
ANDER = as_codes(line(9))


def packed(inhoud: bytes) -> str:
    return f"{PAPIER}1/1:{base64.b32encode(inhoud).decode().rstrip('=')}"


@pytest.mark.parametrize(
    ("tekst", "woorden"),
    [
        ("\n".join(CODES[1:]), "ontbreekt nummer 1."),
        (CODES[0], "niet compleet"),
        ("\n".join([*CODES, ANDER[0]]), "twee keer een code 1"),
        ("\n".join([ANDER[0], *CODES[1:]]), "niet goed overgenomen"),
        ("\n".join(CODES)[:-20], "niet goed overgenomen"),
        ("\n".join(CODES).replace("/", ":"), "niet de tekst van de QR-codes"),
        ("\n".join([*CODES, f"{PAPIER}99/99:AAAA"]), "niet bij elkaar horen"),
        (f"{PAPIER}0/1:AAAA", "niet bij elkaar horen"),
        (f"{PAPIER}1/0:AAAA", "niet bij elkaar horen"),
        (f"{PAPIER}1/1:A1", "niet de tekst van de QR-codes"),
        (f"{PAPIER}1/1:A", "niet goed overgenomen"),
        (PAPIER, "niet de tekst van de QR-codes"),
        (packed(b"geen zlib"), "niet goed overgenomen"),
        (packed(zlib.compress(b"{}") + b"meer"), "niet goed overgenomen"),
        (packed(zlib.compress(b" " * (GROOTSTE_VAN_PAPIER + 1))), "niet goed overgenomen"),
        (packed(zlib.compress(b"geen json")), "geen JSON"),
    ],
)
def test_what_was_not_taken_over_well_is_told(tekst: str, woorden: str) -> None:
    with pytest.raises(VormFout, match=woorden):
        read_document(tekst.encode(), WAT)


def test_the_program_of_the_outsider_checks_what_was_scanned(buiten: Buitenstaander) -> None:
    goed = buiten.write("papier.txt", "\n".join(reversed(CODES)))
    assert buiten.ask("regel", goed, *SLEUTEL).code == 0
    anders = line()
    anders["regel"] = anders["regel"] | {"velden": ["adres"]}
    assert canonical(anders["regel"]) != canonical(line()["regel"])
    assert buiten.ask("regel", buiten.write("anders.txt", "\n".join(as_codes(anders))), *SLEUTEL).code == 1
    assert buiten.ask("regel", buiten.write("half.txt", CODES[0]), *SLEUTEL).code in {1, 2}
