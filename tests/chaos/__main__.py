"""`make chaos`: break things under load, count what was given against what is logged, and print the table."""

from __future__ import annotations

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Sequence

from config.lokaal.diensten import stop_all
from config.lokaal.staat import Fout
from tests.chaos.lijst import PROEVEN
from tests.chaos.opstelling import open_opstelling
from tests.chaos.schijf import KanNiet
from tests.chaos.uitslag import Uitslag, not_run, table


def main(argumenten: Sequence[str] | None = None) -> int:
    """Run the proeven; exit code 1 when any row is wrong."""
    opties = _parser().parse_args(argumenten)
    # Who ends a run wants its servers ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    opstelling = open_opstelling(_say)
    uitslagen: list[Uitslag] = []
    try:
        for naam in opties.alleen:
            begin = time.monotonic()
            try:
                uitslagen += PROEVEN[naam](opstelling, kort=opties.kort)
            except KanNiet as reden:
                uitslagen.append(not_run(naam, str(reden)))
            except Exception as fout:  # noqa: BLE001 - a proef that breaks is a row too, and the others go on
                traceback.print_exc()
                uitslagen.append(Uitslag(naam, gebreken=(f"de proef brak af: {type(fout).__name__}: {fout}",)))
            _say(f"{naam}: {time.monotonic() - begin:.0f} s")
    finally:
        if uitslagen:
            _say(f"\n{table(uitslagen)}")
        with opstelling.staat.slot():
            for _regel in stop_all(opstelling.staat):
                pass
    return 1 if any(u.gebreken for u in uitslagen) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make chaos", description="Breek dingen af onder belasting, en tel.")
    parser.add_argument("--kort", action="store_true", help="elke proef in zijn korte vorm (een paar minuten)")
    parser.add_argument("--alleen", type=lambda t: t.split(","), default=[*PROEVEN], help=",".join(PROEVEN))
    return parser


def _say(tekst: str) -> None:
    print(tekst, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Fout as fout:
        sys.exit(f"chaos: {fout}")
