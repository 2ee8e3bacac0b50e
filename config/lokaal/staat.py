"""Where the state of a local installation lives on disk, and who owns it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

KLOON = Path(__file__).resolve().parents[2]
NAMEN = ("demo", "test", "bench", "chaos")
# Of the restore drill and of the pair of servers that fails over: made, used and removed by these themselves.
HULPNAMEN = ("oefening", "hersteld", "tweeling-a", "tweeling-b")
LANGSTE_SOCKETPAD = 107  # bytes: sun_path holds 108, the last one is a zero
SYSTEEMWORTEL = Path("/var/lib")
KORTE_WORTEL = Path("/tmp")  # noqa: S108 - the folder made in it is checked: 0700, ours, no link


class Fout(Exception):
    """Something a person can solve; its text is the one line that they read."""


@dataclass(frozen=True)
class Eigenaar:
    """The system user that runs the database server when we are root."""

    naam: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Staat:
    """The folders of one named state ("demo", "test", "bench", "chaos" or a helper's) of one clone."""

    naam: str
    kloon: Path
    map: Path
    systeemmap: Path | None
    eigenaar: Eigenaar | None

    @property
    def modus(self) -> str:
        """BRONHUIS_MODUS of the processes of this state: a measurement runs as a test does."""
        return "demo" if self.naam == "demo" else "test"

    @property
    def zegelmap(self) -> Path:
        """Folder of the signer: its key and its stand."""
        return self.map / "zegel"

    @property
    def logsleutel(self) -> Path:
        """File with the public key of the log."""
        return self.zegelmap / "log.pub"

    @property
    def logs(self) -> Path:
        """Folder of all log files."""
        return self.map / "logs"

    @property
    def pg_map(self) -> Path:
        """Folder of the database server: data, marker and, where the path is short enough, the socket."""
        if self.systeemmap is None:
            return self.map / "pg"
        return self.systeemmap / ("pg" if self.naam == "demo" else f"pg-{self.naam}")

    @property
    def redis_map(self) -> Path:
        """Folder of the Redis server."""
        return self.map / "redis"

    @property
    def sleutelbestand(self) -> Path:
        """File with the keys, outside every data directory."""
        return self.map / "sleutels" / "sleutels.json"

    @property
    def wachtwoordbestand(self) -> Path:
        """File with the random passwords of the embedded services."""
        return self.map / "wachtwoorden.json"

    @property
    def korte_map(self) -> Path:
        """Folder for sockets where the state folder lies too deep."""
        return KORTE_WORTEL / f"bronhuis-{kenmerk(self.kloon)}-{os.geteuid()}"

    def socketmap(self, voorkeur: Path, socketnaam: str) -> Path:
        """Return `voorkeur`, or the short folder where a socket in `voorkeur` would have too long a path."""
        if len(os.fsencode(voorkeur / socketnaam)) <= LANGSTE_SOCKETPAD:
            return voorkeur
        return self.korte_map / self.naam

    def prepare(self) -> None:
        """Make the state folders that are missing; change nothing on those that exist."""
        _refuse_other_owner(self.kloon / ".bronhuis")
        if self.systeemmap is not None and self.eigenaar is None:
            msg = "PostgreSQL mag niet als root draaien: zet BRONHUIS_PG_USER op de naam van een gewone gebruiker."
            raise Fout(msg)
        for folder in (self.kloon / ".bronhuis", self.map, self.logs, self.sleutelbestand.parent):
            make_private(folder)
        if self.systeemmap is not None:
            if not self.systeemmap.exists():
                make_public(self.systeemmap)
            make_private(self.pg_map, self.eigenaar)
        else:
            make_private(self.pg_map)

    def prepare_socketmap(self, folder: Path) -> None:
        """Make the folder of a socket and refuse one that another user can write in."""
        if folder.parent == self.korte_map:
            make_private(self.korte_map)
        make_private(folder)
        for checked in {folder, self.korte_map} if folder.parent == self.korte_map else {folder}:
            details = checked.lstat()
            expected = {os.geteuid()} | ({self.eigenaar.uid} if self.eigenaar else set())
            if not stat.S_ISDIR(details.st_mode) or details.st_uid not in expected or details.st_mode & 0o077:
                msg = f"De map {checked} is niet veilig: verwijder haar en probeer het opnieuw."
                raise Fout(msg)

    @contextlib.contextmanager
    def slot(self, naam: str = "slot", seconden: float = 120) -> Iterator[None]:
        """Hold the lock file, so that two commands never start or stop the same state at once."""
        _refuse_other_owner(self.kloon / ".bronhuis")
        make_private(self.kloon / ".bronhuis")
        make_private(self.map)
        deadline = time.monotonic() + seconden
        with (self.map / naam).open("a") as handle:
            while not _try_lock(handle.fileno()):
                if time.monotonic() >= deadline:
                    msg = "Een ander commando is al bezig met deze omgeving. Wacht tot het klaar is."
                    raise Fout(msg)
                time.sleep(0.1)
            yield


def kenmerk(kloon: Path) -> str:
    """Return the 12 hexadecimal digits by which the folders of this clone are known outside it."""
    return hashlib.sha256(os.fsencode(kloon)).hexdigest()[:12]


def open_staat(naam: str = "demo", kloon: Path = KLOON) -> Staat:
    """Return the state called `naam` of the clone; nothing is made on disk."""
    if naam not in NAMEN + HULPNAMEN:
        msg = f"Onbekende omgeving {naam!r}: kies uit {', '.join(NAMEN)}."
        raise Fout(msg)
    kloon = kloon.resolve()
    wortel = kloon / ".bronhuis"
    systeemmap = SYSTEEMWORTEL / f"bronhuis-{kenmerk(kloon)}" if os.geteuid() == 0 else None
    staat = Staat(naam, kloon, wortel if naam == "demo" else wortel / naam, systeemmap, None)
    if systeemmap is None:
        return staat
    return Staat(naam, kloon, staat.map, systeemmap, _choose_eigenaar(staat.pg_map))


def make_private(folder: Path, eigenaar: Eigenaar | None = None) -> None:
    """Make a folder that only its owner can enter; leave an existing one as it is."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    folder.chmod(0o700)
    if eigenaar is not None:
        os.chown(folder, eigenaar.uid, eigenaar.gid)


def make_public(folder: Path) -> None:
    """Make a new folder that everybody may enter and read, whatever the umask."""
    folder.mkdir()
    folder.chmod(0o755)


def write_private(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 as a whole or not at all."""
    half = path.with_name(f"{path.name}.deel-{os.getpid()}")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def remove_all(staat: Staat) -> list[Path]:
    """Remove every folder of the clone's state (of all names) and return what was removed."""
    _refuse_other_owner(staat.kloon / ".bronhuis")
    removed = []
    for folder in (staat.kloon / ".bronhuis", staat.korte_map, staat.systeemmap):
        if folder is not None and folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
            removed.append(folder)
    return removed


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _refuse_other_owner(folder: Path) -> None:
    try:
        uid = folder.stat().st_uid
    except FileNotFoundError:
        return
    if uid != os.geteuid():
        try:
            naam = pwd.getpwuid(uid).pw_name
        except KeyError:
            naam = f"nummer {uid}"
        msg = f"De map {folder} is van gebruiker {naam}: ga verder als die gebruiker, of doe als die eerst: make reset"
        raise Fout(msg)


def _choose_eigenaar(pg_map: Path) -> Eigenaar | None:
    """Take the owner of an existing data folder, else BRONHUIS_PG_USER, else postgres, else nobody."""
    try:
        entry = pwd.getpwuid(pg_map.stat().st_uid)
        if entry.pw_uid != 0:
            return Eigenaar(entry.pw_name, entry.pw_uid, entry.pw_gid)
    except (FileNotFoundError, KeyError):
        pass
    wish = os.environ.get("BRONHUIS_PG_USER")
    for naam in (wish,) if wish else ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(naam)
        except KeyError:
            continue
        if entry.pw_uid == 0:
            break
        return Eigenaar(entry.pw_name, entry.pw_uid, entry.pw_gid)
    return None
