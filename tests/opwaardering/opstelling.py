"""A database of its own for an upgrade: its keys are no secret, and commands work on it as an operator's do.

Every key that the data need is made from a text that stands here, so that no secret file lies in the repository. Never for real data.
"""

from __future__ import annotations

import base64
import hashlib
import json
import lzma
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from audit.bronhuis_verify import Checkpoint
from audit.notitie import Ondertekensleutel, sign
from audit.zegelproces import Zegelproces
from config.lokaal.omgeving import web_omgeving
from config.lokaal.postgres import OPDRACHTOMGEVING, Cluster
from config.lokaal.sleutels import SLEUTELBYTES, _new_sleutels
from config.lokaal.staat import KLOON, Staat, write_private
from tests.audit.verwerkingslog import BRON

VORIGE = Path(__file__).parent / "vorige"
DUMP = VORIGE / "dump.sql.xz"
OORSPRONG = "opwaardering.test/verwerkingslog"
# What an upgrade may never lose a row of.
TABELLEN = (
    "kluis.betrokkene", "processing.handeling", "processing.regel", "processing.weigering", "processing.eindgebruiker",
    "processing.toelichting", "processing.autorisatieversie", "processing.verwerkingsactiviteitversie",
    "registry.brp_personen_object", "registry.brp_personen_voorkomen", "consumers.afnemer", "consumers.applicatie",
    "audit.blad", "audit.checkpoint",
)  # fmt: skip


def _bytes(naam: str) -> bytes:
    return hashlib.sha256(f"alleen voor de test van het opwaarderen: {naam}".encode()).digest()[:SLEUTELBYTES]


def log_key() -> Ondertekensleutel:
    """The key that signs the log of the dump."""
    return Ondertekensleutel.read(OORSPRONG, base64.b64encode(_bytes("logsleutel")).decode())


def write_keys(pad: Path) -> Path:
    """Write the key file by which the dump was filled; the key of tokens is a new one each time."""
    inhoud: dict[str, Any] = _new_sleutels()
    for domein in ("register", "log"):
        for naam, sleutel in inhoud[domein]["sleutels"].items():
            for soort in sleutel:
                sleutel[soort] = base64.b64encode(_bytes(f"{domein} {naam} {soort}")).decode()
    write_private(pad, json.dumps(inhoud).encode())
    return pad


def burn_past(verbinding: psycopg.Connection[Any], xid: int) -> None:
    """Use up transaction numbers of the server (superuser, autocommit) until it is past this one."""
    ((nu,),) = verbinding.execute("SELECT pg_current_xact_id()::text").fetchall()
    aantal = max(0, xid - int(nu) + 1)
    verbinding.execute(
        f"DO $$ BEGIN FOR i IN 1..{aantal} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$".encode()
    )


@dataclass(frozen=True)
class Opstelling:
    """One database of the test server, and a folder for the key file."""

    staat: Staat
    database: str
    map: Path

    @property
    def cluster(self) -> Cluster:
        """The server."""
        return Cluster(self.staat)

    @property
    def omgeving(self) -> dict[str, str]:
        """The environment of the web process on this database, with the migration role for the commands that need it."""
        sleutels = self.map / "sleutels.json"
        return web_omgeving(self.staat) | {
            "BRONHUIS_SLEUTELBESTAND": str(sleutels if sleutels.exists() else write_keys(sleutels)),
            "BRONHUIS_LOGSLEUTEL": log_key().openbaar.tekst,
            "BRONHUIS_MODUS": "test",
            "BRONHUIS_HOSTS": "127.0.0.1,localhost,testserver",
            "DATABASE_URL": self.cluster.dsn("bronhuis_app", self.database),
        }

    def manage(self, *opdracht: str) -> str:
        """Run a command of manage.py and give what it printed; a command that fails is an AssertionError."""
        return self._run(
            ["manage.py", *opdracht], DATABASE_OWNER_URL=self.cluster.dsn("bronhuis_migratie", self.database)
        )

    def play(self, *opdracht: str) -> Any:
        """Play a part of tests.opwaardering.spel as the application, and give its JSON."""
        return json.loads(self._run(["-m", "tests.opwaardering.spel", *opdracht]))

    def root(self) -> psycopg.Connection[Any]:
        """A connection as the superuser."""
        return psycopg.connect(self.cluster.superuser_dsn(self.database), autocommit=True)

    def counts(self) -> dict[str, int]:
        """How many rows stand in each table that an upgrade must leave whole."""
        with self.root() as root:
            return {t: root.execute(f"SELECT count(*) FROM {t}".encode()).fetchall()[0][0] for t in TABELLEN}

    @contextmanager
    def sealer(self) -> Iterator[Zegelproces]:
        """The sealing process on this database, with a signer that signs what it is asked."""
        sleutel = log_key()

        def teken(checkpoint: Checkpoint, _pad: Any) -> str:
            return sign(checkpoint, sleutel)

        with psycopg.connect(self.cluster.dsn("bronhuis_verzegelaar", self.database), autocommit=True) as verbinding:
            yield Zegelproces(verbinding, (BRON,), OORSPRONG, teken)

    def dump(self) -> bytes:
        """The whole database as SQL, owners and rights included, compressed."""
        tekst = self._program("pg_dump", "--quote-all-identifiers", invoer=None)
        return lzma.compress(tekst, preset=9 | lzma.PRESET_EXTREME)

    def restore(self, dump: bytes) -> None:
        """Make the database and fill it from such a dump, as the operations pages say."""
        self.cluster.verwijder_database(self.database)
        with psycopg.connect(self.cluster.superuser_dsn(), autocommit=True) as root:
            root.execute(f'CREATE DATABASE "{self.database}" OWNER bronhuis_eigenaar'.encode())
        self._program("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-1", invoer=lzma.decompress(dump))
        self.cluster.maak_database(self.database)  # it is there: this gives the rights on it

    def _program(self, naam: str, *keuzes: str, invoer: bytes | None) -> bytes:
        uitkomst = subprocess.run(
            [str(self.cluster.bin / naam), *keuzes, "-d", self.cluster.superuser_dsn(self.database)],
            input=invoer,
            capture_output=True,
            env=OPDRACHTOMGEVING,
            check=False,
        )
        assert uitkomst.returncode == 0, uitkomst.stderr.decode()[-3000:]
        return uitkomst.stdout

    def _run(self, opdracht: list[str], **extra: str) -> str:
        omgeving = {n: w for n, w in os.environ.items() if n != "DATABASE_OWNER_URL"} | self.omgeving | extra
        uitkomst = subprocess.run(
            [sys.executable, *opdracht], cwd=KLOON, env=omgeving, capture_output=True, text=True, check=False
        )
        assert uitkomst.returncode == 0, uitkomst.stdout[-2000:] + uitkomst.stderr[-4000:]
        return uitkomst.stdout
