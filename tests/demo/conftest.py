"""A web server in demo over the worker's own database, with the cast in it, and a `make` that works on that database."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from audit.bronhuis_verify import Checkpoint
from audit.notitie import Ondertekensleutel, sign
from audit.zegelproces import Zegelproces
from config.lokaal.processen import extra_webserver
from registry.bevolking.rolverdeling import AANTAL
from tests import plugin
from tests.audit.verwerkingslog import BRON
from tests.programmas import need

WORTEL = Path(__file__).resolve().parents[2]
GEHEIM = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BRONHUIS_SLEUTELBESTAND"}
# The same commands as `make beheer`, in the database of the test instead of the one of the clone.
MAKE = """#!/bin/sh
for deel in "$@"; do
    case "$deel" in OPDRACHT=*) opdracht="${deel#OPDRACHT=}" ;; REGEL=*) regel="${deel#REGEL=}" ;; esac
done
cd %(wortel)s || exit 1
[ -z "$regel" ] || exec %(python)s -c 'import sys, uuid; from config.lokaal.sabotage import flip_byte_in; flip_byte_in(sys.argv[1], uuid.UUID(sys.argv[2]))' %(root)s "$regel"
eval "exec env %(zet)s %(python)s manage.py $opdracht"
"""


@dataclass(frozen=True)
class Installatie:
    """What a person at the prompt has: an address, and commands on the path."""

    url: str
    pad: Path

    @property
    def omgeving(self) -> dict[str, str]:
        """The environment of that person: no password and no key."""
        gewoon = {n: w for n, w in os.environ.items() if n not in GEHEIM}
        return gewoon | {
            "PATH": f"{self.pad}:{os.environ['PATH']}",
            "BRONHUIS_BASIS_URL": self.url,
            "LC_ALL": "C.UTF-8",
        }

    def play(self, verhaal: str) -> subprocess.CompletedProcess[str]:
        """Play a story as `make verhaal` does."""
        return subprocess.run(
            [sys.executable, "-m", "demo", verhaal],
            cwd=WORTEL,
            env=self.omgeving,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def type(self, regels: list[str], map_: Path) -> list[str]:
        """Type these lines in one shell; what each printed. Fails when one does not end well."""
        need("bash", "curl")
        script = "set -o pipefail\n" + "\n".join(f"{regel} || exit 9\necho '<einde>'" for regel in regels)
        uitkomst = subprocess.run(
            ["bash", "-c", script],
            cwd=map_,
            env=self.omgeving,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        stukken = uitkomst.stdout.split("<einde>\n")
        assert uitkomst.returncode == 0, (
            f"{regels[len(stukken) - 1]}\n{uitkomst.stdout[-500:]}{uitkomst.stderr[-2000:]}"
        )
        return stukken[:-1]


@contextmanager
def sealing(sleutel: Ondertekensleutel) -> Iterator[None]:
    """The sealer beside the installation; it signs with this key itself."""
    stop = Event()

    def teken(checkpoint: Checkpoint, _pad: Sequence[bytes]) -> str:
        return sign(checkpoint, sleutel)

    dsn = plugin.cluster.dsn("bronhuis_verzegelaar", plugin.database)
    with psycopg.connect(dsn, autocommit=True) as verbinding:
        proces = Zegelproces(verbinding, (BRON,), sleutel.naam, teken)
        draad = Thread(target=lambda: proces.run(1.0, stop=stop))
        draad.start()
        try:
            yield
        finally:
            stop.set()
            draad.join()


@pytest.fixture(scope="session")
def installatie(bronhuis_db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installatie]:
    """The installation with the cast, as long as the tests of this folder last."""
    sleutel = Ondertekensleutel.generate("demo.test/verwerkingslog")
    omgeving = os.environ | {"BRONHUIS_MODUS": "demo", "BRONHUIS_LOGSLEUTEL": sleutel.openbaar.tekst}
    with sealing(sleutel), extra_webserver(omgeving, werkers=1) as server:
        eigen = {
            naam: waarde for naam, waarde in omgeving.items() if naam.startswith(("BRONHUIS_", "DATABASE_", "REDIS_"))
        } | {"BRONHUIS_BASIS_URL": server.url}
        bin_ = tmp_path_factory.mktemp("bin")
        zet = " ".join(shlex.quote(f"{naam}={waarde}") for naam, waarde in eigen.items()).replace('"', '\\"')
        make = bin_ / "make"
        python = shlex.quote(sys.executable)
        delen = {"wortel": shlex.quote(str(WORTEL)), "zet": zet, "python": python}
        make.write_text(MAKE % (delen | {"root": shlex.quote(plugin.cluster.superuser_dsn(plugin.database))}))
        python3 = bin_ / "python3"
        python3.write_text(f'#!/bin/sh\nexec {python} "$@"\n')
        for programma in (make, python3):
            programma.chmod(0o700)
        subprocess.run(
            [str(make), "-s", "beheer", f"OPDRACHT=demo_bevolking --aantal {AANTAL}"], check=True, capture_output=True
        )
        yield Installatie(server.url, bin_)
