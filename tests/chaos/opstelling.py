"""The set-up of the proeven: a state of its own named `chaos`, a template database, and a fresh copy of it for each proef.

Nothing here imports Django: what must be done as the application is done by a process of its own, as on a real machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from config.lokaal.diensten import start_diensten
from config.lokaal.omgeving import web_omgeving
from config.lokaal.postgres import Cluster
from config.lokaal.processen import WEB_DRADEN, WEB_WERKERS, Webserver, extra_webserver
from config.lokaal.staat import KLOON, Fout, Staat, open_staat
from config.lokaal.wachtwoorden import SUPERUSER
from tests.chaos.schijf import unmount
from tests.performance.opstelling import fingerprints
from tests.personen import person

SJABLOON = "chaos_sjabloon"
PERSONEN = 40
WIE = ("--applicatie", "Suite Inkomen", "--activiteit", "bijstand-beoordelen")
PAS_VERS = 300.0
# The name of the installation, the issuer of its tokens. Nobody listens here: a load that goes to no server runs in the process that asks for it.
GEEN_SERVER = "http://127.0.0.1:1"


@dataclass(frozen=True)
class Opstelling:
    """The chaos state with its cluster; every database of it can be thrown away."""

    staat: Staat
    cluster: Cluster
    melden: Callable[[str], None]
    adres: Callable[[str, str], str]  # the URL by which a role reaches a database
    _passen: dict[str, float] = field(default_factory=dict)

    def database(self, naam: str) -> str:
        """A fresh copy of the template under this name; the services are started when a proef before it left them dead."""
        start_services(self.staat)
        self.cluster.verwijder_database(naam)
        self.cluster.maak_database(naam, SJABLOON)
        return naam

    def drop(self, naam: str) -> None:
        """Remove a database; its lines were counted."""
        self.cluster.verwijder_database(naam)

    def omgeving(self, database: str, **anders: str) -> dict[str, str]:
        """The environment of a process that works in this database as the application."""
        return (
            web_omgeving(self.staat)
            | {
                "DATABASE_URL": self.adres("bronhuis_app", database),
                "BRONHUIS_HOSTS": "127.0.0.1,localhost",
                "BRONHUIS_BASIS_URL": GEEN_SERVER,
            }
            | anders
        )

    def superuser(self, database: str) -> psycopg.Connection[Any]:
        """A connection as the superuser: to look past the application and to break things, never for what is measured."""
        return psycopg.connect(self.adres(SUPERUSER, database), autocommit=True, connect_timeout=5)

    def server(
        self,
        database: str,
        *,
        werkers: int = WEB_WERKERS,
        draden: int = WEB_DRADEN,
        **anders: str,
    ) -> contextlib.AbstractContextManager[Webserver]:
        """A web server in this database; `anders` are more environment variables."""
        return extra_webserver(self.omgeving(database, **anders), werkers=werkers, draden=draden, basis_url=GEEN_SERVER)

    def token(self, database: str, **anders: str) -> str:
        """A token as a server would give it now; it lives 15 minutes. `anders` are more environment variables."""
        return self.manage(database, "geef_token", *WIE, **anders).strip()

    def pas(self, database: str) -> str:
        """A token of at most PAS_VERS seconds old: all copies of the template know the same applicatie and autorisatie."""
        vers = [pas for pas, gemaakt in self._passen.items() if time.monotonic() - gemaakt < PAS_VERS]
        if not vers:
            vers = [self.token(database)]
            self._passen[vers[0]] = time.monotonic()
        return vers[0]

    def manage(self, database: str, *opdracht: str, eigenaar: bool = False, **anders: str) -> str:
        """Run a manage.py command and return what it printed; raises Fout when it fails."""
        if eigenaar:
            anders["DATABASE_OWNER_URL"] = self.adres("bronhuis_migratie", database)
        uitkomst = subprocess.run(
            [sys.executable, "manage.py", *opdracht],
            cwd=KLOON,
            env=self.omgeving(database, **anders),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if uitkomst.returncode:
            laatste = (uitkomst.stderr.strip().splitlines() or ["geen melding"])[-1]
            raise Fout(f"manage.py {opdracht[0]} is niet gelukt: {laatste}")
        return uitkomst.stdout


def open_opstelling(melden: Callable[[str], None]) -> Opstelling:
    """Start the services of the chaos state and build the template where it is missing or out of date."""
    os.umask(0o077)
    # Another database is not ours to break.
    for naam in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(naam, None)
    staat = open_staat("chaos")
    cluster = Cluster(staat)
    opstelling = Opstelling(staat, cluster, melden, cluster.dsn)
    # A run that was killed may have left its small disk behind.
    if os.path.ismount(staat.pg_map):
        opstelling.cluster.stop()
        unmount(staat.pg_map)
    start_services(staat)
    _ensure_template(opstelling)
    return opstelling


def start_services(staat: Staat) -> None:
    """Start PostgreSQL and Redis of the state with the code that starts them everywhere; what runs already is left alone."""
    with staat.slot():
        for _regel in start_diensten(staat):
            pass


def _ensure_template(opstelling: Opstelling) -> None:
    merk, nu = opstelling.staat.map / f"{SJABLOON}.json", json.dumps(fingerprints() | {"personen": str(PERSONEN)})
    if merk.exists() and merk.read_text() == nu:
        return
    opstelling.melden("sjabloon bouwen …")
    merk.unlink(missing_ok=True)
    opstelling.cluster.verwijder_database(SJABLOON)
    opstelling.cluster.maak_database(SJABLOON)
    build(opstelling, SJABLOON)
    merk.write_text(nu)


def build(opstelling: Opstelling, database: str) -> None:
    """Make an empty database into an installation with so many persons as a proef asks for."""
    opstelling.manage(database, "migrate", "--no-input", eigenaar=True)
    opstelling.manage(database, "publiceer", eigenaar=True)
    opstelling.manage(database, "demo_inrichting")
    lijsten = opstelling.staat.map / "personen.jsonl"
    write_persons(lijsten, PERSONEN)
    opstelling.manage(database, "import_gbav", str(lijsten))


def write_persons(bestand: Path, aantal: int) -> None:
    """Write so many new persons, as `import_gbav` takes them."""
    bestand.write_text("\n".join(person().as_json() for _ in range(aantal)))
