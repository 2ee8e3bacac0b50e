"""Make the committed state that an upgrade starts from: `python -m tests.opwaardering.maak` (from a clean commit, on a new test server).

Run it when a version is released, so that the next one is tested against it; the test says what it needs of these files. Transaction
numbers stay low on a new server (`make reset`), and a low dump costs the test the least.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from audit import opslag
from audit.opslag import asker
from config.lokaal.diensten import start_diensten
from config.lokaal.staat import KLOON, open_staat
from tests.opwaardering.opstelling import DUMP, VORIGE, Opstelling, log_key


def main() -> None:
    """Build, fill, seal, dump, and throw the database away."""
    staat = open_staat("test")
    for _regel in start_diensten(staat):
        pass
    VORIGE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as map_:
        opstelling = Opstelling(staat, "bronhuis_vorige", Path(map_))
        opstelling.cluster.verwijder_database(opstelling.database)
        opstelling.cluster.maak_database(opstelling.database)
        for opdracht in ("migrate", "publiceer", "demo_inrichting"):
            opstelling.manage(opdracht)
        personen = opstelling.play("vul")["personen"]
        _seal(opstelling)
        # Taking a line away is a use as well: those lines stay unsealed in the dump, as they would at any moment.
        regels = opstelling.play("bewaar", str(VORIGE), *(p["bsn"] for p in personen[:2]))["regels"]
        stand = {
            "commit": _git("rev-parse", "HEAD"),
            "migraties": opstelling.manage("showmigrations", "--plan").split("[X]  ")[1:],
            "tellingen": opstelling.counts(),
            "personen": personen,
            "regels": regels,
        }
        stand["migraties"] = [
            m.strip() for m in stand["migraties"] if m.startswith(("audit", "processing", "registry"))
        ]
        (VORIGE / "stand.json").write_text(json.dumps(stand, indent=1) + "\n")
        (VORIGE / "log.pub").write_text(f"{log_key().openbaar.tekst}\n")
        DUMP.write_bytes(opstelling.dump())
        opstelling.cluster.verwijder_database(opstelling.database)
    print(f"{DUMP.stat().st_size} bytes in {DUMP}")


def _seal(opstelling: Opstelling) -> None:
    """Seal what there is (a transaction elsewhere on the server may hold it back for a moment), and keep the checkpoint."""
    with opstelling.sealer() as zegel, opstelling.root() as root:
        ((xid,),) = root.execute("SELECT pg_current_xact_id()::text").fetchall()
        vraag = asker(zegel.verbinding)
        while int(vraag("SELECT pg_snapshot_xmin(pg_current_snapshot())::text", ())[0][0]) <= int(xid):
            pass
        zegel.seal()
        (VORIGE / "checkpoint.txt").write_text(opslag.last_checkpoint(vraag).notitie)


def _git(*opdracht: str) -> str:
    return subprocess.run(["git", *opdracht], cwd=KLOON, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
