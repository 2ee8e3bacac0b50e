"""docs/operations/getuige.md and ondertekenaar.md, carried out as they stand; what they start is used before they stop it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.lokaal.processen import free_port
from config.lokaal.staat import KLOON
from tests.docs.recept import Werkplaats, copy_of_clone
from tests.programmas import need

BLADZIJDEN = KLOON / "docs" / "operations"
STOP = "```sh\nkill %1\n```"

# The key on the page is that of an example: everybody may know its secret.
LOG_BIJ_GETUIGE = """
import hashlib, httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from audit.bronhuis_verify import Sleutel, open_note
from audit.getuigen import GetuigeAdres, submit
from audit.notitie import Ondertekensleutel, add_lines, sign
from tests.audit.ondertekenaar.proefboom import OORSPRONG, Proefboom

adres = "http://127.0.0.1:8017"
log = Ondertekensleutel(OORSPRONG, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"voorbeeld").digest()))
sleutel = Sleutel.read(httpx.get(f"{adres}/sleutel").text.strip())
for oud, nieuw in ((0, 5), (5, 9)):
    notitie = sign(Proefboom().checkpoint(nieuw), log)
    regel = submit(GetuigeAdres(adres, sleutel), notitie, oud, Proefboom().proof(oud, nieuw))
    assert open_note(add_lines(notitie, [regel]), log.openbaar, [sleutel], 1)
assert "<td>9</td>" in httpx.get(adres).text
"""

VERZEGELAAR = """
from pathlib import Path
from audit.bronhuis_verify import open_note
from audit.ondertekenaar.vragen import request_signature
from audit.sleutelbestand import read_key
from tests.audit.ondertekenaar.proefboom import Proefboom

sleutel = read_key(Path("zegel/log.sleutel")).openbaar
for oud, nieuw in ((0, 0), (0, 5), (5, 9)):
    notitie = request_signature("zegel/socket", Proefboom().checkpoint(nieuw), Proefboom().proof(oud, nieuw))
    assert open_note(notitie, sleutel)[0].grootte == nieuw
"""


@pytest.mark.slow
@pytest.mark.parametrize(("naam", "gebruik"), [("getuige.md", LOG_BIJ_GETUIGE), ("ondertekenaar.md", VERZEGELAAR)])
def test_a_reader_carries_it_out(tmp_path: Path, naam: str, gebruik: str) -> None:
    need("bash", "make", "git", "curl")
    kopie, poort = copy_of_clone(KLOON, tmp_path / "b"), str(free_port())
    (tmp_path / "gebruik.py").write_text(gebruik.replace("8017", poort))
    proef = f"```sh\nPYTHONPATH=. .venv/bin/python {tmp_path}/gebruik.py\n```"
    tekst = (BLADZIJDEN / naam).read_text(encoding="utf-8").replace("8017", poort)
    tekst = tekst.replace("getuige start ", f"getuige start --poort {poort} ", 1)
    assert tekst.count(STOP) == 1
    # A neighbour has nothing of ours in the environment: no database, no keys.
    bank = Werkplaats(kopie, {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}, lambda: "")
    assert bank.carry_out(tekst.replace(STOP, f"{proef}\n\n{STOP}")) >= 2
