"""`make restore-drill`: restore an installation of its own to a moment, check it, and print what was seen. Exit code 1 when a check fails."""

from __future__ import annotations

import argparse
import sys
import time

from config.lokaal.staat import Fout
from tests.drill.oefening import run
from tests.drill.opstelling import open_opstelling
from tests.drill.uitslag import Uitslag


def main() -> int:
    """Run the drill; the short form (the default) is the one of CI."""
    lezer = argparse.ArgumentParser(
        prog="make restore-drill", description="Oefen het terugzetten van een reservekopie."
    )
    lezer.add_argument("--personen", type=int, default=25, help="zoveel personen, elk drie keer gebruikt (anders 25)")
    lezer.add_argument(
        "--saboteer",
        choices=("", "wal", "rij", "weg"),
        default="",
        help="maak iets stuk: een stuk van het archief weg, een regel veranderd of weg; de oefening moet dan mislukken",
    )
    keuzes = lezer.parse_args()
    begin, uitslag = time.monotonic(), Uitslag()

    def melden(tekst: str) -> None:
        print(f"[{time.monotonic() - begin:5.1f} s] {tekst}", flush=True)

    try:
        with open_opstelling(melden) as opstelling:
            melden("omgeving gemaakt: PostgreSQL met archief, ondertekenaar, getuige")
            run(opstelling, uitslag, keuzes.personen, keuzes.saboteer)
    except Fout as fout:
        uitslag.check("de oefening loopt tot het eind", fout, goed=False)
    uitslag.tijden["de hele oefening"] = time.monotonic() - begin
    print(f"\n{uitslag.as_table()}")
    return 0 if uitslag.geslaagd else 1


if __name__ == "__main__":
    sys.exit(main())
