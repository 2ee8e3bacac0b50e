"""The installation of the drill: a server with an archive, the signer and a witness outside it, and people who use what is in it."""

from __future__ import annotations

import contextlib
import http
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx
import psycopg

from config.lokaal.omgeving import DATABASE, web_omgeving
from config.lokaal.pidbestand import wait_until
from config.lokaal.postgres import Cluster
from config.lokaal.processen import extra_webserver, free_port
from config.lokaal.redis import Redisserver
from config.lokaal.reservekopie import archive_settings
from config.lokaal.sleutels import ensure_sleutels
from config.lokaal.staat import KLOON, Fout, Staat, make_private, open_staat
from config.lokaal.zegel import ensure_log_key, socket_of
from tests.personen import Persoonslijst, person

TERMIJN = 30  # seconds for a process to listen
MENSEN = ("a.jansen", "b.devries")
SUITE = ("--applicatie", "Suite Inkomen", "--activiteit", "bijstand-beoordelen")


@dataclass
class Opstelling:
    """The state with its server (`cluster`, with `archief`), and what stays when that server is lost: keys, signer and witness."""

    staat: Staat
    melden: Callable[[str], None]
    stapel: ExitStack
    personen: list[Persoonslijst] = field(default_factory=list)
    bevestigers: list[str] = field(default_factory=list)
    getuige: str = ""

    @property
    def archief(self) -> Path:
        """Where full pieces of WAL go."""
        return self.staat.pg_map / "archief"

    @property
    def cluster(self) -> Cluster:
        """The server that will be lost."""
        return Cluster(self.staat, archive_settings(self.archief))

    @property
    def map(self) -> Path:
        """Where people keep their files."""
        return self.staat.map / "papieren"

    def omgeving(self, cluster: Cluster, **anders: str) -> dict[str, str]:
        """The environment of a process on this server; keys and signer are those of the installation."""
        verzegelaar = cluster.dsn("bronhuis_verzegelaar", DATABASE)
        return web_omgeving(self.staat) | {
            "DATABASE_URL": cluster.dsn("bronhuis_app", DATABASE),
            "DATABASE_VERZEGELAAR_URL": verzegelaar,
            "BRONHUIS_HOSTS": "127.0.0.1,localhost",
            "BRONHUIS_ONDERTEKENAAR": str(socket_of(self.staat)),
            "BRONHUIS_GETUIGEN": self.getuige,
            **anders,
        }

    def manage(
        self, *opdracht: object, omgeving: dict[str, str] | None = None, invoer: str = "", mag_falen: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py; raises Fout when it fails, unless it may."""
        woorden = [sys.executable, "manage.py", *map(str, opdracht)]
        uit = subprocess.run(
            woorden,
            cwd=KLOON,
            env=omgeving or self.omgeving(self.cluster),
            input=invoer,
            capture_output=True,
            text=True,
            check=False,
        )
        if uit.returncode and not mag_falen:
            raise Fout(f"manage.py {opdracht[0]} is niet gelukt: {last_words(uit)}")
        return uit

    def superuser(self, cluster: Cluster) -> psycopg.Connection[tuple[object, ...]]:
        """A connection as the superuser: for looking, for a restore point, and for who plays an attacker."""
        return psycopg.connect(cluster.superuser_dsn(DATABASE), autocommit=True)

    def seal(self, cluster: Cluster, **anders: str) -> subprocess.CompletedProcess[str]:
        """One turn of the sealer; it may be refused."""
        return self.manage("zegel", "--eenmalig", omgeving=self.omgeving(cluster, **anders), mag_falen=True)

    def background(self, *opdracht: object, klaar: Callable[[], bool], naam: str) -> subprocess.Popen[bytes]:
        """Start a command of manage.py that goes on until the drill ends, alone: nothing of the installation in its environment."""
        with (self.staat.logs / f"{naam}.log").open("ab") as log:
            proces = subprocess.Popen(
                [sys.executable, "manage.py", *map(str, opdracht)],
                cwd=KLOON,
                env={"PATH": os.environ["PATH"]},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.stapel.callback(_end, proces)
        if not wait_until(lambda: proces.poll() is not None or klaar(), TERMIJN) or proces.poll() is not None:
            raise Fout(f"{naam} start niet (zie {self.staat.logs / naam}.log)")
        return proces


@dataclass
class Gebruiker:
    """An applicatie on a running web server: every 200 that it got is in `gelezen`."""

    url: str
    token: str
    gelezen: list[UUID] = field(default_factory=list)

    def find(self, lijst: Persoonslijst) -> httpx.Response:
        """Look this person up; an answer with data is noted by its request id."""
        antwoord = httpx.post(
            f"{self.url}/api/brp/v1/personen/_zoek",
            headers={"Authorization": f"Bearer {self.token}"},
            json={"zoeksleutels": {"burgerservicenummer": lijst.bsn}},
            timeout=30,
        )
        if antwoord.status_code == http.HTTPStatus.OK and antwoord.json()["resultaten"]:
            self.gelezen.append(UUID(antwoord.headers["X-Request-Id"]))
        return antwoord


@contextlib.contextmanager
def open_opstelling(melden: Callable[[str], None]) -> Iterator[Opstelling]:
    """Everything of the drill, made anew; all of it is stopped at the end, and what it wrote is removed."""
    os.umask(0o077)
    for naam in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BRONHUIS_LOGSLEUTEL", "BRONHUIS_SLEUTELBESTAND"):
        os.environ.pop(naam, None)
    staat = open_staat("oefening")
    with staat.slot("oefening.slot", 1), ExitStack() as stapel:
        _clear(staat, open_staat("hersteld"))
        stapel.callback(_clear, staat, open_staat("hersteld"))
        opstelling = Opstelling(staat, melden, stapel)
        _start(opstelling)
        yield opstelling


@contextlib.contextmanager
def web(opstelling: Opstelling, cluster: Cluster) -> Iterator[Gebruiker]:
    """The web server on this database, and somebody who uses it."""
    omgeving = opstelling.omgeving(cluster)
    with extra_webserver(omgeving, werkers=1, draden=4) as server:
        eigen = omgeving | {"BRONHUIS_BASIS_URL": server.url}
        token = opstelling.manage("geef_token", *SUITE, omgeving=eigen).stdout.strip()
        yield Gebruiker(server.url, token)


def load_persons(opstelling: Opstelling, gebruiker: Gebruiker, aantal: int) -> None:
    """Load so many persons through the importer's door of the running server."""
    opstelling.personen = [person() for _ in range(aantal)]
    opstelling.manage(
        "import_gbav",
        "-",
        omgeving=opstelling.omgeving(opstelling.cluster, BRONHUIS_BASIS_URL=gebruiker.url),
        invoer="".join(f"{lijst.as_json()}\n" for lijst in opstelling.personen),
    )


def take_proof(gebruiker: Gebruiker, lijst: Persoonslijst) -> str:
    """What a resident takes away: a line about them with its proof, as they download it."""
    with httpx.Client(base_url=gebruiker.url, timeout=30) as browser:
        browser.get("/mijn/aanmelden")
        sleutel = browser.cookies["csrftoken"]
        browser.post("/mijn/aanmelden", data={"bsn": lijst.bsn, "csrfmiddlewaretoken": sleutel})
        pagina = browser.get("/mijn/gebruik?toon=los").text
        adressen = re.findall(r'href="(/mijn/gebruik/[0-9a-f-]{36}/bewijs)"', pagina)
        if not adressen:
            raise Fout("De inwoner vindt geen regel om mee te nemen.")
        return browser.get(adressen[-1]).text


def last_words(uit: subprocess.CompletedProcess[str]) -> str:
    """The last line of what a command says: its answer, or why it failed."""
    regels = [regel for regel in (uit.stderr if uit.returncode else uit.stdout).splitlines() if regel.strip()]
    return re.sub(r"^[A-Za-z.]+: ", "", regels[-1].strip()) if regels else "geen melding"


def _start(opstelling: Opstelling) -> None:
    staat, cluster = opstelling.staat, opstelling.cluster
    staat.prepare()
    cluster.make_folder(opstelling.archief)
    make_private(opstelling.map)
    cluster.start()
    Redisserver(staat).start()
    cluster.maak_database(DATABASE)
    ensure_sleutels(staat)
    sleutel = ensure_log_key(staat)
    eigenaar = opstelling.omgeving(cluster, DATABASE_OWNER_URL=cluster.dsn("bronhuis_migratie", DATABASE))
    for opdracht in (("migrate", "--no-input"), ("publiceer",), ("demo_inrichting",)):
        opstelling.manage(*opdracht, omgeving=eigenaar)
    for naam in MENSEN:
        uit = opstelling.manage("gatverklaring", "maak-sleutel", "--naam", naam, "--sleutel", opstelling.map / naam)
        opstelling.bevestigers.append(uit.stdout.strip())
    _start_witness(opstelling, sleutel)
    start_signer(opstelling, staat.zegelmap / "log.sleutel", staat.zegelmap / "stand", socket_of(staat))


def start_signer(opstelling: Opstelling, sleutel: Path, stand: Path, socket: Path, *meer: str) -> None:
    """The signer with these files, behind this socket; the two people are known to it."""
    opstelling.staat.prepare_socketmap(socket.parent)
    mensen = [woord for vkey in opstelling.bevestigers for woord in ("--bevestiger", vkey)]
    opdracht = ("ondertekenaar", "--sleutel", sleutel, "--stand", stand, "--socket", socket, *mensen, *meer)
    opstelling.background(*opdracht, klaar=socket.is_socket, naam=f"ondertekenaar-{stand.name}")


def _start_witness(opstelling: Opstelling, logsleutel: str) -> None:
    sleutel, opslag, poort = opstelling.map / "getuige.sleutel", opstelling.map / "getuige.sqlite", free_port()
    bestanden = ("--sleutel", sleutel, "--opslag", opslag)
    naam = "getuige.buur.example/1"
    vkey = opstelling.manage("getuige", "maak-sleutel", "--naam", naam, "--sleutel", sleutel).stdout.strip()
    opstelling.manage("getuige", "log-toevoegen", "--opslag", opslag, logsleutel)

    def luistert() -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{poort}/sleutel", timeout=5).text.strip() == vkey
        return False

    opstelling.background("getuige", "start", *bestanden, "--poort", poort, klaar=luistert, naam="getuige")
    opstelling.getuige = f"http://127.0.0.1:{poort}|{vkey}"


def _end(proces: subprocess.Popen[bytes]) -> None:
    proces.terminate()
    try:
        proces.wait(15)
    except subprocess.TimeoutExpired:
        proces.kill()
        proces.wait()


def _clear(*staten: Staat) -> None:
    """Stop what runs in these states and remove all that they wrote, save the lock that we hold."""
    for staat in staten:
        Cluster(staat).stop()
        if staat.map.is_dir():
            Redisserver(staat).stop()
        shutil.rmtree(staat.pg_map, ignore_errors=True)
        for pad in staat.map.glob("*"):
            if pad.is_dir():
                shutil.rmtree(pad)
            elif not pad.name.endswith(".slot"):
                pad.unlink()
