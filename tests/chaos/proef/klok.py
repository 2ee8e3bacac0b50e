"""The clock of the web server wrong by two hours: the log keeps the time of the database, and a token lives no longer for it."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from config.lokaal.staat import KLOON
from tests.chaos.opstelling import Opstelling
from tests.chaos.ronde import Ronde, under_load
from tests.chaos.uitslag import Uitslag

NAAM = "klok van de app"
INSTELLINGEN = "tests.chaos.klok.instellingen"
TWEE_UUR = 7200
SPELING = 60  # seconds that a token may live on
BUITEN_DE_TIJD = """SELECT count(*) FROM processing.handeling WHERE soort = 'raadplegen'
                    AND (tijd < %s OR tijd > clock_timestamp())"""


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """Behind and ahead, for 1 or 20 seconds."""
    for scheef in (-TWEE_UUR, TWEE_UUR):
        gebreken: list[str] = []
        verzet = {"DJANGO_SETTINGS_MODULE": INSTELLINGEN, "CHAOS_KLOK": str(scheef)}
        # To a clock that is ahead, a token of the right clock is over: there the clients come with one of that clock itself.
        with under_load(opstelling, "klok", werkers=1, pas=verzet if scheef > 0 else None, **verzet) as ronde:
            with opstelling.superuser(ronde.database) as root:
                ((begin,),) = root.execute("SELECT clock_timestamp()").fetchall()
                ronde.warm_up()
                ronde.run_for(1 if kort else 20)
                ((buiten,),) = root.execute(BUITEN_DE_TIJD, [begin]).fetchall()
            if buiten:
                gebreken.append(f"{buiten} regels met een andere tijd dan die van de database")
            # By the right clock: so long after its end a token is worth nothing, whatever the clock of the app says.
            if (status := ask(ronde, token(ronde, SPELING + 2))) != 401:
                gebreken.append(f"een token dat {SPELING + 2} s verlopen is, krijgt {status}")
            if "klok_wijkt_af" not in ronde.server.log.read_text(errors="replace"):
                gebreken.append("geen alarm")
            herstel = ronde.await_good(time.monotonic())
        yield ronde.uitslag(
            f"{NAAM} {scheef // 3600:+d} uur", herstel, gebreken, "klok van Python verzet, niet die van het systeem"
        )


def token(ronde: Ronde, verlopen: int) -> str:
    """A token that expired so many seconds ago by the right clock."""
    omgeving = ronde.opstelling.omgeving(ronde.database)
    opdracht = [sys.executable, "-m", "tests.chaos.klok.pasje", str(verlopen)]
    return subprocess.run(opdracht, cwd=KLOON, env=omgeving, capture_output=True, text=True, check=True).stdout


def ask(ronde: Ronde, pas: str) -> int:
    """The status of a read with this token."""
    vraag = urllib.request.Request(
        f"{ronde.server.url}{ronde.last.paden[0]}", headers={"Authorization": f"Bearer {pas}"}
    )
    try:
        with urllib.request.urlopen(vraag, timeout=30) as antwoord:
            return int(antwoord.status)
    except urllib.error.HTTPError as fout:
        return fout.code
