"""pgbench, from the same binaries as the server: prepared statements, no pipeline, one transaction after another."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import tempfile
import time
from array import array
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.lokaal.postgres import Cluster
from tests.performance.lastgever import Uitslag

TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
MISLUKT = re.compile(r"^number of failed transactions: (\d+)", re.MULTILINE)
DRADEN = 2
# A fifth of the transactions tells the percentiles well enough, and writing them down costs the client less.
STEEKPROEF = "0.2"


def run(cluster: Cluster, database: str, script: str, klanten: int, seconden: float) -> Uitslag:
    """Run this script as the application's role with so many clients; raises RuntimeError with what pgbench said."""
    delen = urlsplit(cluster.dsn("bronhuis_app", database))
    omgeving = {
        "PATH": os.environ["PATH"],
        "PGUSER": unquote(delen.username or ""),
        "PGPASSWORD": unquote(delen.password or ""),
        "PGHOST": str(cluster.socketmap),
        "PGDATABASE": database,
    }
    with tempfile.TemporaryDirectory(prefix="bronhuis-pgbench-") as folder:
        bestand = Path(folder, "script.sql")
        bestand.write_text(script, encoding="utf-8")
        opdracht = [
            *(str(cluster.bin / "pgbench"), "-n", "-M", "prepared", "-f", str(bestand)),
            *("-c", str(klanten), "-j", str(min(DRADEN, klanten)), "-T", str(max(1, round(seconden)))),
            *("--log", "--log-prefix", str(Path(folder, "tijden")), "--sampling-rate", STEEKPROEF),
        ]
        voor, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        uitkomst = subprocess.run(opdracht, env=omgeving, capture_output=True, text=True, check=False)
        duur = time.perf_counter() - begin
        na = resource.getrusage(resource.RUSAGE_CHILDREN)
        tps = TPS.search(uitkomst.stdout)
        if uitkomst.returncode or tps is None:
            raise RuntimeError(f"pgbench: {(uitkomst.stderr or uitkomst.stdout).strip()[-800:]}")
        tijden = array("d")
        for deel in Path(folder).glob("tijden.*"):
            tijden.extend(int(regel.split()[2]) / 1e6 for regel in deel.read_text().splitlines())
    mislukt = MISLUKT.search(uitkomst.stdout)
    cpu = (na.ru_utime - voor.ru_utime) + (na.ru_stime - voor.ru_stime)
    aantal = round(float(tps[1]) * duur)
    return Uitslag(aantal, duur, tijden, int(mislukt[1]) if mislukt else 0, cpu)
