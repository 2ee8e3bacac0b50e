"""The set-up of a measurement: a state of its own named `bench`, a kept template database per size, a fresh copy per run.

Building a template takes minutes, so one that exists is kept: as long as what it was built from is unchanged it is used again, and
migrations that came after it are run on it. Every run works in a copy, so runs start from the same data.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from config.lokaal.diensten import start_diensten
from config.lokaal.omgeving import web_omgeving
from config.lokaal.postgres import Cluster
from config.lokaal.staat import KLOON, Fout, Staat, open_staat
from tests.performance import logregels, steekproef

MODELLEN = KLOON / "tests" / "modellen"
LADERS = 2
# Nobody listens here: the load then runs in the process that asks for it.
GEEN_SERVER = "http://127.0.0.1:1"


@dataclass(frozen=True)
class Opstelling:
    """The bench state with its cluster; every database of it can be thrown away. `reeks` begins the names of its databases."""

    staat: Staat
    cluster: Cluster
    melden: Callable[[str], None]
    reeks: str = "bench"

    def omgeving(self, database: str) -> dict[str, str]:
        """The environment of a process that works in this database as the application."""
        return web_omgeving(self.staat) | {
            "DATABASE_URL": self.cluster.dsn("bronhuis_app", database),
            "BRONHUIS_HOSTS": "127.0.0.1,localhost,testserver",
            "BRONHUIS_BASIS_URL": GEEN_SERVER,
        }

    def superuser(self, database: str) -> psycopg.Connection[Any]:
        """A connection as the superuser of the bench cluster: for building and for looking, never for what is measured."""
        return psycopg.connect(self.cluster.superuser_dsn(database), autocommit=True)

    def prepare(self, personen: int, regels: int) -> str:
        """A fresh copy of the template with so many persons and log lines; returns the database's name."""
        sjabloon = self._template(personen, regels)
        naam = f"{self.reeks}_{personen}"
        begin = time.monotonic()
        self.cluster.verwijder_database(naam)
        with self.superuser("postgres") as root:
            # Copying files is quicker than writing the copy to the WAL, and needs a checkpoint before and after.
            root.execute(
                f'CREATE DATABASE "{naam}" OWNER bronhuis_eigenaar TEMPLATE "{sjabloon}" STRATEGY FILE_COPY'.encode()
            )
        self.cluster.maak_database(naam)
        self.melden(f"database {naam} gekopieerd ({time.monotonic() - begin:.0f} s)")
        return naam

    def _template(self, personen: int, regels: int) -> str:
        naam = f"{self.reeks}_{personen}_sjabloon"
        merk = self.staat.map / f"{naam}.json"
        nu, bekend = fingerprints(), json.loads(merk.read_text()) if merk.exists() else {}
        oud = bekend.get("bestanden", {})
        past = bekend.get("regels", 0) >= regels and all(nu.get(pad) == som for pad, som in oud.items())
        erbij = set(nu) - set(oud)
        if past and all("/migrations/" in pad for pad in erbij):
            if erbij:
                self.melden(f"{naam}: {len(erbij)} nieuwe bestanden van migraties")
                self._manage(naam, "migrate", "--no-input", eigenaar=True)
        else:
            merk.unlink(missing_ok=True)
            self._build(naam, personen, regels)
        merk.write_text(json.dumps({"regels": max(regels, bekend.get("regels", 0) if past else 0), "bestanden": nu}))
        return naam

    def _build(self, naam: str, personen: int, regels: int) -> None:
        with self._step(f"{naam}: schema en modellen"):
            self.cluster.verwijder_database(naam)
            self.cluster.maak_database(naam)
            self._manage(naam, "migrate", "--no-input", eigenaar=True)
            self._manage(naam, "publiceer", eigenaar=True)
            self._manage(naam, "publiceer", *map(str, sorted(MODELLEN.rglob("*.yaml"))), eigenaar=True)
            self._manage(naam, "demo_inrichting")
        with self._step(f"{naam}: {personen} personen"):
            self._fill(naam, *(("personen", str(personen), str(deel), str(LADERS)) for deel in range(LADERS)))
        with self._step(f"{naam}: bomen en parkeervergunningen"):
            self._fill(naam, ("registers",))
        with self._step(f"{naam}: echt gebruik, vermenigvuldigd tot {regels} logregels"):
            with self.superuser(naam) as root:
                steekproef.make(root)
            self._fill(naam, ("gebruik",))
            with self.superuser(naam) as root:
                logregels.multiply(root, regels)
        with self._step(f"{naam}: VACUUM ANALYZE"), self.superuser(naam) as root:
            root.execute("VACUUM ANALYZE")

    def _fill(self, naam: str, *opdrachten: tuple[str, ...]) -> None:
        """Run fillers side by side, each a process of its own."""
        log = self.staat.logs / "bench-vullen.log"
        with log.open("ab") as uit:
            lopend = [
                subprocess.Popen(
                    [sys.executable, "-m", "tests.performance.vullen", *opdracht],
                    cwd=KLOON,
                    env=self.omgeving(naam),
                    stdout=uit,
                    stderr=uit,
                )
                for opdracht in opdrachten
            ]
            codes = [proces.wait() for proces in lopend]
        if any(codes):
            raise Fout(f"Vullen van {naam} is niet gelukt (zie {log}).")

    def _manage(self, naam: str, *opdracht: str, eigenaar: bool = False) -> None:
        omgeving = self.omgeving(naam)
        if eigenaar:
            omgeving["DATABASE_OWNER_URL"] = self.cluster.dsn("bronhuis_migratie", naam)
        log = self.staat.logs / "bench-manage.log"
        with log.open("ab") as uit:
            code = subprocess.run(
                [sys.executable, "manage.py", *opdracht], cwd=KLOON, env=omgeving, stdout=uit, stderr=uit, check=False
            ).returncode
        if code:
            raise Fout(f"manage.py {opdracht[0]} is niet gelukt (zie {log}).")

    @contextlib.contextmanager
    def _step(self, tekst: str) -> Iterator[None]:
        self.melden(f"{tekst} …")
        begin = time.monotonic()
        yield
        self.melden(f"{tekst}: {time.monotonic() - begin:.0f} s")


def open_opstelling(melden: Callable[[str], None], reeks: str = "bench") -> Opstelling:
    """Start the services of the bench state (its own PostgreSQL server and Redis)."""
    os.umask(0o077)
    # Another database is not ours to fill with a million lines.
    for naam in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(naam, None)
    staat = open_staat("bench")
    with staat.slot():
        for regel in start_diensten(staat):
            melden(regel)
    return Opstelling(staat, Cluster(staat), melden, reeks)


def fingerprints() -> dict[str, str]:
    """Digest of every file that decides what a template holds, by path in the clone."""
    delen = [
        *KLOON.glob("*/migrations/*"),
        *KLOON.glob("registry/informatiemodellen/**/*.yaml"),
        *KLOON.glob("registry/bevolking/*.py"),
        *MODELLEN.rglob("*.yaml"),
        KLOON / "registry" / "opslag" / "tabellen.py",
        KLOON / "config" / "inrichting.py",
        Path(__file__).with_name("vullen.py"),
        Path(__file__).with_name("logregels.py"),
    ]
    return {
        str(pad.relative_to(KLOON)): hashlib.sha256(pad.read_bytes()).hexdigest()
        for pad in sorted(delen)
        if pad.is_file()
    }
