"""`make bench-zegel`: measure sealing, say for each target whether it was met, and keep the figures."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from config.lokaal.staat import Fout
from tests.performance.__main__ import machine, say
from tests.performance.opstelling import Opstelling, open_opstelling
from tests.performance.zegel import inhalen, kosten, nagaan, uitslag, vertraging
from tests.performance.zegel.processen import Zegelwerk, open_zegelwerk
from tests.performance.zegel.uitslag import Uitslag
from tests.performance.zegel.zicht import Zicht

PERSONEN, LOGREGELS = 5_000, 100_000
DELEN = ("inhalen", "vertraging", "kosten", "nagaan")


def main(argumenten: Sequence[str] | None = None) -> int:
    """Run it all; the exit code tells whether something went wrong (a finding, an answer other than 200), not how fast it was."""
    opties = _parser().parse_args(argumenten)
    opstelling = open_opstelling(say, "zegel")
    database = opstelling.prepare(PERSONEN, LOGREGELS)
    run = Uitslag(time.strftime("%Y-%m-%d %H:%M"), machine(), _settings(opties, argumenten))
    with open_zegelwerk(opstelling, database) as zegelwerk, opstelling.superuser(database) as root:
        zicht = Zicht(root)
        try:
            with zegelwerk.signer():
                _measure(opstelling, zegelwerk, zicht, root, opties, run)
            run.omvang, run.regels, run.bladen = zicht.sizes(), zicht.lines(), zicht.signed()
            run.tegels, run.bevindingen = zicht.full_tiles(), zicht.findings()
        finally:
            print(f"\n{uitslag.tables(run)}", flush=True)
            say(f"Bewaard in {uitslag.keep(run, opstelling.staat.map)}")
    if opties.publiceer:
        uitslag.publish(run)
        say(f"{uitslag.DOCUMENT} en {uitslag.UITSLAGEN} bijgewerkt")
    return 1 if run.bevindingen or any(r.fouten for r in run.lezingen) else 0


def _measure(
    opstelling: Opstelling,
    zegelwerk: Zegelwerk,
    zicht: Zicht,
    root: psycopg.Connection[Any],
    opties: argparse.Namespace,
    run: Uitslag,
) -> None:
    run.eerste = inhalen.measure(zegelwerk, zicht)
    say(f"eerste verzegeling: {run.eerste.bladen} bladen, {run.eerste.per_seconde:.0f} per seconde")
    if "inhalen" in opties.alleen:
        inhalen.fill(root, zicht, opties.wachtend)
        run.inhalen = inhalen.measure(zegelwerk, zicht)
        say(f"inhalen: {run.inhalen.bladen} bladen, {run.inhalen.per_seconde:.0f} per seconde")
    if "vertraging" in opties.alleen:
        run.vertraging = vertraging.measure(zegelwerk, zicht, opties.regels_per_seconde, opties.seconden)
        say(f"vertraging: {uitslag.waits(run.vertraging)}, {run.vertraging.achterstand.onverzegeld} onverzegeld")
    if "kosten" in opties.alleen:
        _measure_reads(opstelling, zegelwerk, zicht, opties, run)
    if "nagaan" in opties.alleen:
        dsn = opstelling.cluster.dsn("bronhuis_verzegelaar", zegelwerk.database)
        with psycopg.connect(dsn, autocommit=True) as verbinding:
            run.nagaan = nagaan.measure(verbinding, zegelwerk.sleutel, zegelwerk.map)


def _measure_reads(
    opstelling: Opstelling, zegelwerk: Zegelwerk, zicht: Zicht, opties: argparse.Namespace, run: Uitslag
) -> None:
    os.environ |= opstelling.omgeving(zegelwerk.database)
    # Django reads the environment once: only now may it be imported.
    from tests.performance import baan

    baan.open_database(zegelwerk.database)
    with baan.reading(opstelling, zegelwerk.database, opties.klanten, opties.lees_seconden) as (lees, stand):
        for ronde in kosten.measure(zegelwerk, zicht, lees, stand, opties.paren):
            run.lezingen.append(ronde)
            say(
                f"paar {ronde.paar} zegel {'aan' if ronde.aan else 'uit'}: {ronde.per_seconde:.0f}/s, {ronde.zonder:.3f} ms per lezing, "
                f"met het zegel zelf {ronde.met:.3f} ms"
            )
    baan.close_database()


def _settings(opties: argparse.Namespace, argumenten: Sequence[str] | None) -> dict[str, Any]:
    gegeven = list(sys.argv[1:] if argumenten is None else argumenten)
    tekst = shlex.join(gegeven)
    opdracht = f'make bench-zegel ARGS="{tekst}"' if gegeven else "make bench-zegel"
    return {k: v for k, v in vars(opties).items() if k != "publiceer"} | {"opdracht": opdracht}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make bench-zegel", description="Meet het zegel van het log op deze computer."
    )
    parser.add_argument("--seconden", type=float, default=600.0, help="hoe lang er regels worden geschreven")
    parser.add_argument("--regels-per-seconde", type=float, default=500.0, help="in welk tempo")
    parser.add_argument("--wachtend", type=int, default=400_000, help="hoeveel regels er wachten bij het inhalen")
    parser.add_argument("--paren", type=int, default=4, help="hoe vaak er zonder en met zegel wordt gelezen")
    parser.add_argument("--lees-seconden", type=float, default=20.0, help="duur van een reeks lezingen")
    parser.add_argument("--klanten", type=int, default=8, help="hoeveel klanten tegelijk lezen")
    parser.add_argument("--alleen", type=lambda t: t.split(","), default=list(DELEN), help=f"uit {','.join(DELEN)}")
    parser.add_argument("--publiceer", action="store_true", help="werk docs/benchmarks-zegel.md en .json bij")
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Fout as fout:
        sys.exit(f"bench-zegel: {fout}")
