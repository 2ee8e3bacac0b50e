"""The web server and the worker as background processes: start, wait until healthy, stop."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.lokaal.omgeving import basis_url, host_port, web_omgeving, worker_omgeving
from config.lokaal.pidbestand import Pidbestand, last_line, wait_until
from config.lokaal.staat import KLOON, Fout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from config.lokaal.staat import Staat

GEZOND = "/healthz"
TERMIJN = 60.0  # seconds a process gets to become healthy
WEB_WERKERS = 2
# Twice the connections of a process: who waits for one in vain then keeps nobody waiting who needs none.
WEB_DRADEN = 16
VERBINDINGEN = 256  # a worker; an idle connection holds one, so few would lock others out
KOPTERMIJN = (
    5000  # milliseconds that a client gets to send its headers: who is silent longer holds a connection of others
)
CODEMAPPEN = ("config", "portal", "registry", "consumers", "processing", "audit", "nlapi")
CODESOORTEN = {".py", ".html", ".sql", ".json", ".mo", ".css", ".js", ".yaml"}


@dataclass(frozen=True)
class Webserver:
    """A web server that runs and is healthy."""

    url: str
    pid: int
    log: Path

    def worker_pids(self) -> list[int]:
        """Return the numbers of the worker processes that serve requests."""
        return child_pids(self.pid)


def start_web(staat: Staat) -> bool:
    """Start the web server and wait until it is healthy; False when it already ran with this code."""
    host, port = host_port()
    bestand = web_pidbestand(staat)
    details = {"host": host, "port": str(port), "code": code_fingerprint(staat.kloon)}
    public_host = urlsplit(basis_url()).netloc
    running = bestand.read()
    if all(running.get(name) == value for name, value in details.items()) and is_healthy(local_url(), public_host):
        return False
    bestand.stop()
    refuse_taken_port(host, port)
    log = staat.logs / "web.log"
    process = bestand.spawn(web_command(host, port), log, web_omgeving(staat), staat.kloon, **details)
    _await_health(process, local_url(), log, "De webserver", public_host)
    return True


def start_worker(staat: Staat) -> bool:
    """Start the worker and wait until it answers; False when it already ran with this code."""
    bestand = worker_pidbestand(staat)
    details = {"code": code_fingerprint(staat.kloon)}
    if bestand.read().get("code") == details["code"]:
        return False
    bestand.stop()
    log = staat.logs / "worker.log"
    omgeving = worker_omgeving(staat)
    naam = f"{staat.naam}@bronhuis"
    process = bestand.spawn(worker_command(naam, staat.map / "worker.rooster"), log, omgeving, staat.kloon, **details)
    ping = [*celery_command(), "inspect", "ping", "--destination", naam, "--timeout", "1"]

    def answers() -> bool:
        if process.poll() is not None:
            return True
        return subprocess.run(ping, env=omgeving, cwd=staat.kloon, capture_output=True, check=False).returncode == 0

    if not wait_until(answers, TERMIJN) or process.poll() is not None:
        bestand.stop()
        msg = f"De worker start niet: {last_line(log)} (zie {log})"
        raise Fout(msg)
    return True


def web_pidbestand(staat: Staat) -> Pidbestand:
    """Return the pid file of the web server."""
    return Pidbestand(staat.map / "web.pid")


def worker_pidbestand(staat: Staat) -> Pidbestand:
    """Return the pid file of the worker."""
    return Pidbestand(staat.map / "worker.pid")


def web_command(host: str, port: int, werkers: int = WEB_WERKERS, draden: int = WEB_DRADEN) -> list[str]:
    """Return the command that runs the web server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application"),
        *("--host", host, "--port", str(port), "--http", "1", "--no-ws"),
        *("--workers", str(werkers), "--blocking-threads", str(draden), "--backpressure", str(VERBINDINGEN)),
        *("--http1-header-read-timeout", str(KOPTERMIJN)),
        *("--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "10"),
        *("--no-access-log", "--log-level", "info"),
    ]


def celery_command() -> list[str]:
    """Return the command that every use of Celery begins with."""
    return [sys.executable, "-m", "celery", "-A", "config.celery:app"]


def worker_command(naam: str, rooster: Path) -> list[str]:
    """Return the command that runs the worker."""
    return [
        *(*celery_command(), "worker", "--hostname", naam, "--concurrency", "1", "--loglevel", "INFO"),
        *("--beat", "--schedule", str(rooster)),
        *("--without-gossip", "--without-mingle"),
    ]


@contextlib.contextmanager
def extra_webserver(
    omgeving: Mapping[str, str],
    werkers: int = WEB_WERKERS,
    draden: int = WEB_DRADEN,
    kloon: Path = KLOON,
    basis_url: str | None = None,
) -> Iterator[Webserver]:
    """Run one more web server on a free port for as long as the block lasts (for tests and measurements).

    Its own address is its BRONHUIS_BASIS_URL, unless `basis_url` says otherwise: servers behind one address sign and check the same tokens.
    """
    with tempfile.TemporaryDirectory(prefix="bronhuis-web-") as folder:
        log = Path(folder) / "web.log"
        bestand = Pidbestand(Path(folder) / "web.pid")
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        values = {**omgeving, "BRONHUIS_BASIS_URL": basis_url or url, "PYTHONUNBUFFERED": "1"}
        process = bestand.spawn(web_command("127.0.0.1", port, werkers, draden), log, values, kloon)
        try:
            _await_health(process, url, log, "De extra webserver")
            yield Webserver(url, process.pid, log)
        finally:
            bestand.stop()


def local_url() -> str:
    """Return the address at which this machine itself reaches the web server."""
    host, port = host_port()
    name = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared only
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def is_healthy(url: str, host: str | None = None) -> bool:
    """Tell whether the web server at this address says that it is healthy; `host` is the name that it is asked for."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", GEZOND, headers={"Host": host or parts.netloc})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refuse_taken_port(host: str, port: int) -> None:
    """Stop with one clear line when another program has the port, or when we may not have it."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        msg = f"BRONHUIS_HOST={host} is geen adres van deze computer."
        raise Fout(msg) from None
    except PermissionError:
        msg = f"Poort {port} is niet voor gewone gebruikers. Kies een hogere: BRONHUIS_PORT=8000"
        raise Fout(msg) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            msg = f"De webserver kan niet luisteren op {host}, poort {port}: {error.strerror}."
            raise Fout(msg) from None
        msg = f"Poort {port} is al in gebruik door een ander programma. Kies een andere: make demo BRONHUIS_PORT={port + 1}"
        raise Fout(msg) from None


def child_pids(pid: int) -> list[int]:
    """Return the numbers of the direct children of a process."""
    children = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            children += [int(number) for number in path.read_text().split()]
    return sorted(children)


def code_fingerprint(kloon: Path) -> str:
    """Return a short digest that changes when a file of the application changes."""
    digest = hashlib.sha256(sys.executable.encode())
    for name in CODEMAPPEN:
        for folder, folders, files in os.walk(kloon / name):
            folders[:] = sorted(entry for entry in folders if entry != "__pycache__")
            for file in sorted(files):
                path = Path(folder, file)
                if path.suffix in CODESOORTEN:
                    details = path.stat()
                    digest.update(f"{path} {details.st_mtime_ns} {details.st_size}\n".encode())
    return digest.hexdigest()[:16]


def _await_health(process: subprocess.Popen[bytes], url: str, log: Path, wie: str, host: str | None = None) -> None:
    if wait_until(lambda: process.poll() is not None or is_healthy(url, host), TERMIJN) and process.poll() is None:
        return
    if process.poll() is None:
        process.terminate()
    msg = f"{wie} wordt niet gezond: {last_line(log) or 'geen melding'} (zie {log})"
    raise Fout(msg)
