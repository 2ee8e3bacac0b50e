"""A next version rolled out under load: a migration, and two web servers that are replaced one after the other."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from config.lokaal.staat import Fout
from tests.chaos.opstelling import Opstelling
from tests.chaos.ronde import Ronde, under_load
from tests.chaos.uitslag import Uitslag

NAAM = "uitrol met migratie"
VOLGENDE = "tests.chaos.uitrol.instellingen"
POGINGEN = 5
LEEG = 1.0  # seconds between taking a server out of the row and stopping it: requests under way come to their end


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """One or three roll-outs of the web servers; the migration runs once, before them, as an operator does."""
    with under_load(opstelling, "uitrol") as ronde, contextlib.ExitStack() as servers:
        basis = ronde.server.url
        eerste = servers.enter_context(contextlib.ExitStack())
        ronde.last.doelen.append(eerste.enter_context(opstelling.server(ronde.database, werkers=1)).url)
        ronde.warm_up()
        begin = time.monotonic()
        pogingen = _migrate(ronde)
        lopend = [(ronde.last.doelen[1], eerste)]
        for _ in range(1 if kort else 3):
            for _plek in range(2):
                nieuw = servers.enter_context(contextlib.ExitStack())
                server = nieuw.enter_context(
                    opstelling.server(ronde.database, werkers=1, DJANGO_SETTINGS_MODULE=VOLGENDE)
                )
                ronde.last.doelen.append(server.url)
                lopend.append((server.url, nieuw))
                # The server of the run itself is taken out of the row and stays idle; those after it are stopped.
                if basis in ronde.last.doelen:
                    ronde.last.doelen.remove(basis)
                    continue
                oud, stapel = lopend.pop(0)
                ronde.last.doelen.remove(oud)
                ronde.run_for(LEEG)
                stapel.close()
        duur = time.monotonic() - begin
        ronde.run_for(1.0)
        herstel = ronde.await_good(time.monotonic())
        ronde.last.stop()
    gebreken = [f"{len(ronde.last.afgebroken)} verbindingen afgebroken"] if ronde.last.afgebroken else []
    yield ronde.uitslag(NAAM, herstel, gebreken, f"migratie na {pogingen} poging(en), alles samen {duur:.0f} s")


def _migrate(ronde: Ronde) -> int:
    """Run the migration, again when it got no lock in time; returns how many attempts it took."""
    for poging in range(1, POGINGEN + 1):
        try:
            ronde.opstelling.manage(ronde.database, "migrate", "--no-input", eigenaar=True, DJANGO_SETTINGS_MODULE=VOLGENDE)  # fmt: skip
        except Fout:
            if poging == POGINGEN:
                raise
        else:
            return poging
    raise AssertionError
