"""Every leaf of the log, as an operator or an auditor checks it."""

from __future__ import annotations

import io
import json
import random
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from audit import bronhuis_verify
from audit.bronhuis_verify import MARGE
from tests.audit.buitenstaander import (
    AANTAL,
    INZETTEN,
    LOGBOEK,
    NAMAAK,
    REGELS,
    SLEUTEL,
    W1,
    Buitenstaander,
    Uitkomst,
)
from tests.audit.logboek import (
    BEGIN,
    NAAM,
    Logboek,
    served,
)

# --- alles ---


def stream(aantal: int = AANTAL) -> list[dict[str, Any]]:
    return [
        {"nummer": nummer, "inzet": INZETTEN[nummer].hex(), "regel": regel, "zout": zout.hex()}
        for nummer, (regel, zout) in enumerate(REGELS[:aantal])
    ]


def written(bladen: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(blad) + "\n" for blad in bladen)


@pytest.fixture
def alles(buiten: Buitenstaander) -> Callable[..., Uitkomst]:
    checkpoint = buiten.write("checkpoint.txt", LOGBOEK.note(600, w1=BEGIN + 700))

    def run(bladen: list[dict[str, Any]] | str, *keuzes: str) -> Uitkomst:
        tekst = bladen if isinstance(bladen, str) else written(bladen)
        return buiten.ask("alles", "-", *SLEUTEL, "--checkpoint", checkpoint, *keuzes, invoer=tekst)

    return run


def test_all_leaves_are_right(buiten: Buitenstaander, alles: Callable[..., Uitkomst]) -> None:
    uitkomst = alles(stream(600), *W1)
    assert uitkomst.code == 0
    assert "Alle 600 bladen van het checkpoint zijn er, op volgorde, en maken samen zijn wortel." in uitkomst.tekst
    meer = alles(stream(650))
    assert meer.code == 0
    assert "50 bladen zijn nieuwer dan dit checkpoint" in meer.tekst
    bestand = buiten.write("alles.jsonl", written(stream(600)))
    assert buiten.ask("alles", bestand, *SLEUTEL, "--checkpoint", "checkpoint.txt").code == 0
    leeg = buiten.write("leeg.txt", Logboek([]).note())
    assert buiten.ask("alles", "-", *SLEUTEL, "--checkpoint", leeg, invoer="").code == 0


def test_a_destroyed_line_keeps_its_place(alles: Callable[..., Uitkomst]) -> None:
    bladen = stream(600)
    for nummer in (0, 7, 599):
        bladen[nummer] = {"nummer": nummer, "inzet": bladen[nummer]["inzet"], "vernietigd": True}
    uitkomst = alles(bladen)
    assert uitkomst.code == 0
    assert "3 regels zijn gemeld als vernietigd" in uitkomst.tekst
    bladen[8] = {**bladen[8], "vernietigd": True}
    half = alles(bladen)
    assert half.code == 1
    assert "Blad 8 (regel regel-8): de regel is er nog, maar is gemeld als vernietigd." in half.tekst


def test_every_leaf_that_differs_is_named(alles: Callable[..., Uitkomst]) -> None:
    toeval = random.Random(35)
    bladen, verwacht = stream(600), set()
    for nummer in toeval.sample(range(600), 60):
        blad = json.loads(json.dumps(bladen[nummer]))
        soort = toeval.randrange(4)
        if soort == 0:
            blad["regel"]["velden"] = ["naan"]
        elif soort == 1:
            blad["zout"] = f"{int(blad['zout'], 16) ^ 1 << toeval.randrange(256):064x}"
        elif soort == 2:
            blad["inzet"] = f"{int(blad['inzet'], 16) ^ 1 << toeval.randrange(256):064x}"
        else:
            del blad["regel"]
        bladen[nummer] = blad
        verwacht.add(nummer)
    uitkomst = alles(bladen)
    assert uitkomst.code == 1
    genoemd = [int(r.split()[2]) for r in uitkomst.tekst.splitlines() if r.startswith("- Blad ")]
    assert genoemd == sorted(verwacht)
    assert "- De bladen maken samen niet de wortel van het checkpoint." in uitkomst.tekst


@pytest.mark.parametrize(
    ("veranderd", "woorden"),
    [
        (lambda b: b.pop(5), ["- Blad 5: ontbreekt."]),
        (lambda b: b.pop(0), ["- Blad 0: ontbreekt."]),
        (lambda b: b.pop(), ["- Blad 599: ontbreekt."]),
        (lambda b: b.__delitem__(slice(10, 20)), ["- Blad 10 tot en met 19: ontbreken."]),
        (lambda b: b.clear(), ["- Blad 0 tot en met 599: ontbreken."]),
        (lambda b: b.insert(6, b[5]), ["- Blad 5: staat er vaker dan één keer"]),
        (lambda b: b.append(b[5]), ["- Blad 5: staat er vaker dan één keer"]),
        (lambda b: b.insert(5, b.pop(6)), ["- Blad 5: ontbreekt.", "- Blad 5: staat er vaker"]),
        (lambda b: b[5].update(inzet="zz"), ["- Blad 5 (regel regel-5): De inzet bestaat niet"]),
        (lambda b: b[5].update(zout=None), ["- Blad 5 (regel regel-5): Het zout bestaat niet"]),
        (
            lambda b: (b[5].update(nummer=6), b[6].update(nummer=5), b.insert(5, b.pop(6))),
            ["- De bladen maken samen niet de wortel van het checkpoint."],
        ),
    ],
)
def test_missing_doubled_and_swapped_leaves(
    alles: Callable[..., Uitkomst], veranderd: Callable[[list[dict[str, Any]]], object], woorden: list[str]
) -> None:
    bladen = json.loads(json.dumps(stream(600)))
    veranderd(bladen)
    uitkomst = alles(bladen)
    assert uitkomst.code == 1
    for tekst in woorden:
        assert tekst in uitkomst.tekst


def test_a_line_that_was_replaced_with_its_commitment_is_named_with_tiles(
    buiten: Buitenstaander, alles: Callable[..., Uitkomst]
) -> None:
    LOGBOEK.publish(buiten.map / "log", 600)
    assert alles(stream(600), "--tegels", "log").code == 0
    bladen = stream(600)
    for nummer in (3, 300, 599):
        inzet = bronhuis_verify.commitment(REGELS[0][1], bronhuis_verify.canonical({"id": f"nieuw-{nummer}"}))
        bladen[nummer] = {
            "nummer": nummer,
            "inzet": inzet.hex(),
            "regel": {"id": f"nieuw-{nummer}"},
            "zout": REGELS[0][1].hex(),
        }
    zonder = alles(bladen)
    assert zonder.code == 1
    assert "nieuw-" not in zonder.tekst
    met = alles(bladen, "--tegels", "log")
    assert met.code == 1
    for nummer in (3, 300, 599):
        assert (
            f"- Blad {nummer} (regel nieuw-{nummer}): dit is niet de inzet die in de tegels is verzegeld." in met.tekst
        )
    assert met.tekst.count("- Blad ") == 3
    with served(buiten.map / "log") as adres:
        assert alles(bladen, "--tegels", adres).tekst == met.tekst
        assert alles(stream(600), "--tegels", f"{adres}/weg").code == 2
    tegel = bytearray((buiten.map / "log/tile/0/000").read_bytes())
    tegel[0] ^= 1
    (buiten.map / "log/tile/0/000").write_bytes(tegel)
    assert "ook de tegels zijn veranderd" in alles(stream(600), "--tegels", "log").tekst


def test_back_dated_lines_are_named(alles: Callable[..., Uitkomst]) -> None:
    bladen = stream(600)
    for nummer, blad in enumerate(bladen):
        blad["gezien"] = BEGIN + nummer - 10
    assert alles(bladen).code == 0
    # Line 100 says 08:01:40; the checkpoint before it was witnessed eleven minutes later.
    bladen[100]["gezien"] = BEGIN + 100 + 660
    uitkomst = alles(bladen)
    assert uitkomst.code == 1
    assert "- Blad 100 (regel regel-100): de regel zegt van 2026-11-26T08:01:40.000Z te zijn" in uitkomst.tekst
    assert "op 26-11-2026 08:12:40 UTC is gezien" in uitkomst.tekst
    assert uitkomst.tekst.count("- Blad ") == 1
    assert alles(bladen, "--marge", "660").code == 0
    bladen[100]["gezien"] = "gisteren"
    assert alles(bladen).code == 1


def test_a_stream_that_cannot_be_read_proves_nothing(buiten: Buitenstaander, alles: Callable[..., Uitkomst]) -> None:
    goed = written(stream(600))
    for invoer in ("geen json\n", "[]\n", '{"nummer": "1"}\n', '{"nummer": -1}\n', '{"nummer": true}\n', goed[:-100]):
        assert alles(invoer).code == 2, invoer[:20]
    half = alles(written(stream(600)[1:3]) + "geen json\n")
    assert half.code == 1, "what was found stays found"
    assert "- Blad 0: ontbreekt." in half.tekst
    assert "Regel 3 van de invoer is geen JSON" in half.tekst
    assert buiten.ask("alles", "weg.jsonl", *SLEUTEL, "--checkpoint", "checkpoint.txt").code == 2
    assert buiten.ask("alles", "-", *SLEUTEL, "--checkpoint", "weg.txt", invoer=goed).code == 2
    namaak = buiten.write("namaak.txt", NAMAAK.note(600))
    assert buiten.ask("alles", "-", *SLEUTEL, "--checkpoint", namaak, invoer=goed).code == 1


def test_a_stream_is_not_kept_in_memory() -> None:
    class Stroom(io.RawIOBase):
        """Leaves that are made while they are read."""

        nummer = 0

        def readline(self, grens: int | None = -1, /) -> bytes:
            if self.nummer == 12_000:
                return b""
            self.nummer += 1
            return b'{"nummer": %d, "inzet": "%s", "vernietigd": true}\n' % (self.nummer - 1, b"0" * 64)

    telling = bronhuis_verify.Telling(LOGBOEK.checkpoint(0), MARGE, None)
    telling._checkpoint = bronhuis_verify.Checkpoint(NAAM, 12_000, bytes(32))
    tracemalloc.start()
    telling.read(Stroom())
    _, meest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert meest < 64 * 1024
