"""The story of `make demo`: from nothing to a running installation with fictitious persons."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.lokaal.diensten import start_diensten
from config.lokaal.omgeving import basis_url, beheer_omgeving, host_port, own_database, web_omgeving
from config.lokaal.pidbestand import last_line
from config.lokaal.postgres import Cluster
from config.lokaal.processen import refuse_taken_port, start_web, start_worker, web_pidbestand
from config.lokaal.staat import Fout
from config.lokaal.zegel import start_sealer, start_signer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from config.lokaal.staat import Staat


@dataclass(frozen=True)
class Stap:
    """One step of the story: what a person reads, and the manage.py command that does it."""

    tekst: str
    opdracht: tuple[str, ...]
    als_eigenaar: bool = False  # with the migration role, which the web server never has


STAPPEN = (
    Stap("Schema van de database bijgewerkt", ("migrate", "--no-input"), als_eigenaar=True),
    Stap("Informatiemodellen gepubliceerd", ("publiceer",), als_eigenaar=True),
    Stap("Activiteiten, afnemers en autorisaties", ("demo_inrichting",)),
)
MEDEWERKERS = ("toezicht", "beheer", "autorisaties")


def population(data: Path | None) -> Stap:
    """Return the step that loads persons, through the running web server: its processes share the work."""
    if data is None:
        return Stap("2.000 fictieve personen", ("demo_bevolking",))
    return Stap(f"Personen uit {data.name}", ("import_gbav", str(data)))


def shape_of(staat: Staat) -> str:
    """Return a digest of all that makes the database's shape, and of which database it is: another one never counts as built."""
    cluster = Cluster(staat)
    welke = str(cluster.klaar.stat().st_mtime_ns) if own_database(staat) else os.environ["DATABASE_URL"]
    digest = hashlib.sha256(welke.encode())
    kloon = staat.kloon
    delen = [
        *kloon.glob("*/migrations/*"),
        *kloon.glob("registry/informatiemodellen/**/*.yaml"),
        kloon / "requirements.txt",
    ]
    for pad in sorted(deel for deel in delen if deel.is_file()):
        digest.update(str(pad.relative_to(kloon)).encode() + pad.read_bytes())
    return digest.hexdigest()


def population_of(staat: Staat, data: Path | None, vorm: str) -> str:
    """Return a digest of the persons that should be there: what makes or holds them, and the database that they are in."""
    digest = hashlib.sha256(vorm.encode())
    for pad in [data] if data else sorted((staat.kloon / "registry" / "bevolking").glob("*.py")):
        digest.update(pad.name.encode() + pad.read_bytes())
    return digest.hexdigest()


def run_demo(staat: Staat, data: Path | None) -> int:
    """Build what is not there yet and tell the stories; the exit code is that of the stories over HTTP."""
    if data is not None and not data.is_file():
        msg = f"Het bestand {data} bestaat niet."
        raise Fout(msg)
    if web_pidbestand(staat).pid is None:
        refuse_taken_port(*host_port())
    with staat.slot("demo.slot", seconden=0):
        with staat.slot():
            begin = time.monotonic()
            for line in start_diensten(staat):
                begin = _report(line, begin)
        vorm = shape_of(staat)
        merk = staat.map / "opgebouwd"
        for stap in STAPPEN:
            if stap.als_eigenaar and merk.is_file() and merk.read_text() == vorm:
                continue
            _timed(stap.tekst, lambda stap=stap: _manage(staat, stap))  # type: ignore[misc]
        merk.write_text(vorm)
        with staat.slot():
            _timed("Webserver gezond", lambda: start_web(staat))
            _timed("Worker gezond", lambda: start_worker(staat))
            _timed("Ondertekenaar luistert", lambda: start_signer(staat))
            _timed("Zegel gestart", lambda: start_sealer(staat))
        _load_population(staat, data.resolve() if data else None, vorm)
        _tell(staat, "alle")
    print(f"\nBronhuis draait: {basis_url()}")
    print("  inwoner       /mijn, met een BSN uit: make beheer OPDRACHT='demo_bevolking --rollen'")
    print("  medewerker    /beheer, met de code die de pagina zelf toont:")
    for naam in MEDEWERKERS:
        print(f"                naam {naam}, wachtwoord demo-{naam}")
    print("  make verhaal V=applicatie (of inwoner, privacy, beheer, zegel)   speel één verhaal")
    print("  make status   wat draait er\n  make logs     de logboeken")
    print("  make stop     alles stoppen\n  make reset    alles weggooien")
    return 0


def run_verhaal(staat: Staat, naam: str) -> int:
    """Play one story, or all, against the installation that runs."""
    if web_pidbestand(staat).pid is None:
        msg = "Er draait niets. Begin met make demo."
        raise Fout(msg)
    with staat.slot("demo.slot", seconden=0):
        _tell(staat, naam)
    return 0


def _tell(staat: Staat, naam: str) -> None:
    sys.stdout.flush()
    command = [sys.executable, "-m", "demo", naam]
    story = subprocess.run(command, cwd=staat.kloon, env=_story_omgeving(staat), check=False)
    if story.returncode != 0:
        msg = f"Het verhaal van de demo is niet gelukt (code {story.returncode}). Zie make logs."
        raise Fout(msg)


def _load_population(staat: Staat, data: Path | None, vorm: str) -> None:
    """Load the persons, unless this database already got exactly these: what somebody corrected since then stays as it is."""
    stap, merk, digest = population(data), staat.map / "bevolking", population_of(staat, data, vorm)
    if merk.is_file() and merk.read_text() == digest:
        return
    _timed(stap.tekst, lambda: _manage(staat, stap))
    merk.write_text(digest)


def _manage(staat: Staat, stap: Stap) -> None:
    omgeving = beheer_omgeving(staat) if stap.als_eigenaar else web_omgeving(staat)
    command, terminal = [sys.executable, "manage.py", *stap.opdracht], tuple[int, ...]()
    if stap.opdracht[0] == "demo_bevolking" and sys.stdout.isatty():
        # What it says goes to its logbook; its progress goes to the person who waits.
        terminal = (os.dup(sys.stdout.fileno()),)
        command += ["--voortgang", str(terminal[0])]
    _run_logged(command, omgeving, staat, stap.opdracht[0], terminal)


def _run_logged(
    command: Sequence[str], omgeving: Mapping[str, str], staat: Staat, naam: str, geef_door: Sequence[int] = ()
) -> None:
    log = staat.logs / f"{naam}.log"
    with log.open("wb") as handle:
        result = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            cwd=staat.kloon,
            env=dict(omgeving),
            pass_fds=geef_door,
            check=False,
        )
    if result.returncode != 0:
        msg = f"manage.py {naam} is niet gelukt: {last_line(log) or 'geen melding'} (zie {log})"
        raise Fout(msg)


def _story_omgeving(staat: Staat) -> dict[str, str]:
    """Return the environment of the story, which goes over HTTP only and gets no password and no key."""
    secret = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BRONHUIS_SLEUTELBESTAND"}
    return {name: value for name, value in web_omgeving(staat).items() if name not in secret}


def _timed(tekst: str, action: Callable[[], object]) -> None:
    begin = time.monotonic()
    action()
    _report(tekst, begin)


def _report(tekst: str, begin: float) -> float:
    now = time.monotonic()
    print(f"{tekst:60.60} {now - begin:6.1f} s", flush=True)
    return now
