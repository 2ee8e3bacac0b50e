"""`make bench`: measure the whole, say for each target whether it was met, and keep the figures."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from config.lokaal.staat import Fout
from tests.performance import verslag
from tests.performance.meting import WERK, estimate
from tests.performance.opstelling import Opstelling, open_opstelling

KLANTEN, PERSONEN = (1, 8, 32), (10_000, 100_000)
SECONDEN, RONDES, REGELS = 20.0, 3, 1_000_000
PLANNEN = "plannen"


def main(argumenten: Sequence[str] | None = None) -> int:
    """Run it all; the exit code tells whether something went wrong (a sequential scan, an answer other than 200), not how fast it was."""
    opties = _parser().parse_args(argumenten)
    werk = tuple(w for w in WERK if w in opties.alleen)
    runs = {
        "werk": len(werk),
        "personen": len(opties.personen),
        "klanten": len(opties.klanten),
        "rondes": opties.rondes,
    }
    schatting = estimate(**runs, seconden=opties.seconden)
    say(
        f"Dit duurt ongeveer {max(1, round(schatting / 60))} minuten, zonder het opbouwen van een database die er nog niet is."
    )
    opstelling = open_opstelling(say)
    instellingen = {k: v for k, v in vars(opties).items() if k != "publiceer"}
    run = verslag.Run(time.strftime("%Y-%m-%d %H:%M"), machine(), instellingen)
    try:
        for personen in opties.personen:
            _measure(opstelling, run, personen, opties, werk)
    finally:
        if run.metingen or run.plannen:
            print(f"\n{verslag.tables(run)}")
            say(f"Bewaard in {verslag.keep(run, opstelling.staat.map)}")
    if opties.publiceer:
        verslag.publish(run)
        say(f"{verslag.DOCUMENT} en {verslag.UITSLAGEN} bijgewerkt")
    scans = any(tabellen for plannen in run.plannen.values() for tabellen in plannen.values())
    return 1 if scans or any(m.fouten for m in run.metingen) else 0


def _measure(
    opstelling: Opstelling, run: verslag.Run, personen: int, opties: argparse.Namespace, werk: tuple[str, ...]
) -> None:
    database = opstelling.prepare(personen, opties.logregels)
    os.environ |= opstelling.omgeving(database)
    # Django reads the environment once: only now may it be imported.
    from tests.performance import baan

    baan.open_database(database)
    with opstelling.superuser(database) as root:
        ((run.regels[personen],),) = root.execute("SELECT count(*) FROM processing.regel").fetchall()
        if PLANNEN in opties.alleen:
            run.plannen[personen] = baan.explain(root, database)
            say(
                f"plannen bij {personen} personen: {sum(map(bool, run.plannen[personen].values()))} doorlopen een hele tabel"
            )
        if werk:
            metingen, geheugen = baan.run(
                opstelling, root, database, say,
                werk=werk, personen=personen, klanten=tuple(opties.klanten), rondes=opties.rondes, seconden=opties.seconden,
            )  # fmt: skip
            run.metingen += metingen
            run.geheugen[personen] = geheugen
    baan.close_database()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description="Meet Bronhuis op deze computer.")
    parser.add_argument("--seconden", type=float, default=SECONDEN, help="duur van een meting")
    parser.add_argument("--rondes", type=int, default=RONDES, help="hoe vaak de hele rij wordt herhaald")
    parser.add_argument(
        "--klanten", type=_numbers, default=list(KLANTEN), help="aantallen gelijktijdige klanten: 1,8,32"
    )
    parser.add_argument("--personen", type=_numbers, default=list(PERSONEN), help="aantallen personen: 10000,100000")
    parser.add_argument("--logregels", type=int, default=REGELS, help="hoeveel logregels er ten minste al staan")
    parser.add_argument(
        "--alleen", type=lambda t: t.split(","), default=[*WERK, PLANNEN], help="uit a1,a2,b,c,d,e,plannen"
    )
    parser.add_argument("--publiceer", action="store_true", help="werk docs/benchmarks.md en .json bij")
    return parser


def _numbers(tekst: str) -> list[int]:
    return [int(deel) for deel in tekst.split(",")]


def say(tekst: str) -> None:
    print(tekst, flush=True)


def machine() -> str:
    kernen, geheugen = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    model = next(
        (r.split(":")[1].strip() for r in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in r), "?"
    )
    return f"{kernen} cores ({model}), {geheugen:.0f} GB, Python {platform.python_version()}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Fout as fout:
        sys.exit(f"bench: {fout}")
