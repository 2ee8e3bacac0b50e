"""An upgrade from the state that was committed: nothing is lost, proofs of before hold, the log goes on from where it was."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from audit import bronhuis_verify, opslag
from audit.boom import consistency_proof
from audit.opslag import asker
from tests import plugin
from tests.opwaardering.opstelling import DUMP, VORIGE, Opstelling, burn_past

pytestmark = pytest.mark.slow
STAND = json.loads((VORIGE / "stand.json").read_text())
SLEUTEL = (VORIGE / "log.pub").read_text().strip()
BEWIJZEN = sorted(VORIGE.glob("regel-*.json"))


@pytest.fixture(scope="module")
def opgewaardeerd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opstelling]:
    """The dump of before, restored and brought to the present: as an operator does, with its numbers past what was sealed."""
    opstelling = Opstelling(plugin.staat, f"bronhuis_opgewaardeerd_{plugin.WORKER}", tmp_path_factory.mktemp("op"))
    opstelling.restore(DUMP.read_bytes())
    assert opstelling.counts() == STAND["tellingen"], "the dump is not what was counted when it was made"
    for opdracht in (["migrate", "--no-input"], ["publiceer"], ["check", "--database", "default"]):
        opstelling.manage(*opdracht)
    with opstelling.root() as root:
        # The dump is of some day; the keeper's daily task would have made the partitions of today.
        root.execute("SELECT processing.maak_delen((now() + interval '3 months')::date)")
        ((laatste,),) = root.execute(
            "SELECT greatest(max(b.xid), (SELECT max(xid) FROM processing.regel))::text FROM audit.blad b"
        ).fetchall()
        burn_past(root, int(laatste))
    yield opstelling
    opstelling.cluster.verwijder_database(opstelling.database)


@pytest.fixture(scope="module")
def gebruikt(opgewaardeerd: Opstelling) -> dict[str, Any]:
    """What the doors gave when the upgraded installation was used again."""
    regel = STAND["regels"][0]
    uitkomst: dict[str, Any] = opgewaardeerd.play("opnieuw", regel["bsn"], regel["regel"])
    return uitkomst


def verify(map_: Path, *opdracht: str) -> subprocess.CompletedProcess[str]:
    """Check with the one file that knows nothing of us."""
    shutil.copy(bronhuis_verify.__file__, map_ / "bronhuis_verify.py")
    return subprocess.run(
        [sys.executable, "-I", "bronhuis_verify.py", *opdracht, "--sleutel", SLEUTEL],
        cwd=map_,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_dump_is_small_and_holds_what_it_must() -> None:
    assert DUMP.stat().st_size < 300_000
    assert len(BEWIJZEN) == len(STAND["regels"]) == 2
    assert all(STAND["tellingen"].values()), "an empty table proves nothing of its migration"


def test_nothing_is_lost(opgewaardeerd: Opstelling, gebruikt: dict[str, Any]) -> None:
    """Counted again after the upgrade and new uses: each table has at least what it had."""
    nu = opgewaardeerd.counts()
    assert {t: n for t, n in STAND["tellingen"].items() if nu[t] < n} == {}
    assert nu["processing.regel"] > STAND["tellingen"]["processing.regel"]


@pytest.mark.parametrize("bestand", BEWIJZEN, ids=lambda b: b.name)
def test_a_proof_of_before_is_right_with_the_verifier_of_now(bestand: Path, tmp_path: Path) -> None:
    (tmp_path / "regel.json").write_bytes(bestand.read_bytes())
    goed = verify(tmp_path, "regel", "regel.json")
    assert goed.returncode == 0, goed.stdout + goed.stderr
    document = json.loads(bestand.read_bytes())
    document["regel"]["betrokkenheid"] = "ander"
    (tmp_path / "regel.json").write_text(json.dumps(document))
    assert verify(tmp_path, "regel", "regel.json").returncode == 1


def test_persons_are_found_read_and_corrected_and_see_what_was_before(gebruikt: dict[str, Any]) -> None:
    assert gebruikt["id"] == STAND["personen"][0]["id"]
    assert (gebruikt["was"], gebruikt["naam"]) == ("Verbeterd", "Opnieuw")
    assert gebruikt["regels"] > 2
    # The line of before comes out as it was taken away then, under a checkpoint that may be newer.
    vroeger = json.loads(BEWIJZEN[0].read_bytes())
    assert {n: gebruikt["bewijs"][n] for n in ("vorm", "regel", "zout")} == {
        n: vroeger[n] for n in ("vorm", "regel", "zout")
    }


def test_old_lines_can_be_rebuilt(opgewaardeerd: Opstelling) -> None:
    with opgewaardeerd.root() as root:
        rijen = root.execute(
            """SELECT r.id FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling
               JOIN audit.blad b ON b.id = r.id WHERE r.register = 'brp' AND b.nummer < %s ORDER BY b.nummer""",
            [STAND["tellingen"]["audit.blad"]],
        ).fetchall()
    assert len(rijen) > 50
    uitvoer = opgewaardeerd.manage("reproduceer", *(str(id_) for (id_,) in rijen))
    assert uitvoer.count(" klopt (") == len(rijen)


def test_the_log_goes_on_from_the_checkpoint_of_before(
    opgewaardeerd: Opstelling, gebruikt: dict[str, Any], tmp_path: Path
) -> None:
    """A whole round finds nothing, what is new gets its place behind what was, and the two checkpoints are of one log."""
    oud = (VORIGE / "checkpoint.txt").read_text()
    with opgewaardeerd.sealer() as zegel:
        while not zegel.check():
            pass
        assert zegel.bevindingen == 0
        vraag = asker(zegel.verbinding)
        regel = _line_of(opgewaardeerd, gebruikt["verzoek"])
        while opslag.number_of(vraag, "verwerkingslog", regel) is None:
            zegel.seal()  # a transaction elsewhere on the server may hold it back for a moment
        while not zegel.check():
            pass
        assert zegel.bevindingen == 0
        nieuw = opslag.last_checkpoint(vraag)
        was = STAND["tellingen"]["audit.blad"]
        assert nieuw.grootte > was
        assert opslag.number_of(vraag, "verwerkingslog", regel) >= was
        pad = consistency_proof(opslag.nodes(vraag, nieuw.grootte), was, nieuw.grootte)
    (tmp_path / "oud.txt").write_text(oud)
    (tmp_path / "nu.txt").write_text(nieuw.notitie)
    stappen = [base64.b64encode(stap).decode() for stap in pad]
    (tmp_path / "pad.txt").write_text("".join(f"{s}\n" for s in stappen))
    groei = verify(tmp_path, "groei", "oud.txt", "nu.txt", "--bewijs", "pad.txt")
    assert groei.returncode == 0, groei.stdout + groei.stderr
    assert f"De eerste {was} van de {nieuw.grootte} bladen zijn dezelfde gebleven." in groei.stdout
    (tmp_path / "pad.txt").write_text("".join(f"{s}\n" for s in reversed(stappen)))
    assert verify(tmp_path, "groei", "oud.txt", "nu.txt", "--bewijs", "pad.txt").returncode == 1


def _line_of(opstelling: Opstelling, verzoek: str) -> UUID:
    with opstelling.root() as root:
        rijen = root.execute(
            "SELECT r.id FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling WHERE h.verzoek = %s",
            [verzoek],
        ).fetchall()
    assert rijen
    return UUID(str(rijen[0][0]))
