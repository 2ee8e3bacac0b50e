"""The page on which anybody checks a line: right, not right, not to be checked; nothing of it is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.boom import Rand
from audit.bronhuis_verify import Checkpoint, canonical, commitment, leaf_hash, write_proof
from audit.notitie import Ondertekensleutel, sign
from portal.controleer import GROOTSTE, judge

REGEL = {"id": "1", "soort": "regel", "tijd": "2026-11-26T10:00:00.000000Z", "velden": ["persoon.naam"]}
ZOUT = bytes(range(32))


@pytest.fixture(scope="module")
def sleutel() -> Ondertekensleutel:
    return Ondertekensleutel.generate("gemeente.example/verwerkingslog")


@pytest.fixture(scope="module")
def document(sleutel: Ondertekensleutel) -> dict[str, Any]:
    """A line that is the second of two leaves."""
    ander, eigen = leaf_hash(commitment(ZOUT[::-1], b"{}")), leaf_hash(commitment(ZOUT, canonical(REGEL)))
    notitie = sign(Checkpoint(sleutel.naam, 2, Rand().extend([ander, eigen])[0].wortel), sleutel)
    return {"vorm": "bronhuis-regel-1", "regel": REGEL, "zout": ZOUT.hex(), "bewijs": write_proof(1, [ander], notitie)}


@pytest.mark.usefixtures("bronhuis_db")
def test_a_pasted_line_and_an_uploaded_one_are_right(document: dict[str, Any], sleutel: Ondertekensleutel) -> None:
    tekst = json.dumps(document)
    velden: list[dict[str, Any]] = [{"regel": tekst}, {"bestand": SimpleUploadedFile("regel.json", tekst.encode())}]
    for veld in velden:
        antwoord = Client().post("/controleer", veld | {"sleutel": sleutel.openbaar.tekst}).content.decode()
        assert "Klopt." in antwoord
        assert "blad 1" in antwoord
        assert ZOUT.hex() not in antwoord, "what was right need not come back"


@pytest.mark.usefixtures("bronhuis_db")
def test_what_cannot_be_checked_comes_back_to_be_mended(sleutel: Ondertekensleutel) -> None:
    antwoord = (
        Client().post("/controleer", {"regel": '{"vorm": <b>', "sleutel": sleutel.openbaar.tekst}).content.decode()
    )
    assert "Niet na te gaan." in antwoord
    assert "{&quot;vorm&quot;: &lt;b&gt;" in antwoord


def test_one_letter_one_salt_one_step_or_another_key_is_not_right(
    document: dict[str, Any], sleutel: Ondertekensleutel
) -> None:
    vkey = sleutel.openbaar.tekst
    anders = [
        document | {"regel": REGEL | {"velden": ["persoon.naam.voornamen"]}},
        document | {"zout": ZOUT[::-1].hex()},
        document | {"bewijs": document["bewijs"].replace("index 1", "index 0")},
    ]
    assert judge(json.dumps(document).encode(), vkey).oordeel == "klopt"
    assert {judge(json.dumps(a).encode(), vkey).oordeel for a in anders} == {"klopt-niet"}
    vreemd = Ondertekensleutel.generate(sleutel.naam).openbaar.tekst
    assert judge(json.dumps(document).encode(), vreemd).oordeel == "klopt-niet"


@pytest.mark.parametrize(
    "gegeven", [b"", b"x", b"[]", b"{}", b'{"vorm": "bronhuis-regel-1"}', b"\xff", b"[" * 5000, b"x" * (GROOTSTE + 1)]
)
def test_nonsense_is_not_to_be_checked(gegeven: bytes, sleutel: Ondertekensleutel) -> None:
    assert judge(gegeven, sleutel.openbaar.tekst).oordeel == "niet-na-te-gaan"


@pytest.mark.parametrize("vkey", ["", "x", "naam+00000000+AAAA", "naam"])
def test_a_key_that_is_none_is_not_to_be_checked(document: dict[str, Any], vkey: str) -> None:
    assert judge(json.dumps(document).encode(), vkey).oordeel == "niet-na-te-gaan"
