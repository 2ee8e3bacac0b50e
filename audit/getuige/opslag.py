"""The one SQLite file of a witness: which logs it watches, by which keys, and what it cosigned last of each."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from audit.bronhuis_verify import EMPTY_ROOT, Sleutel
from audit.getuige.regels import Gezien
from audit.sleutelbestand import BestandFout

WACHTTIJD = 5.0  # seconds that a request waits for another one that is being written
TABELLEN = """
CREATE TABLE IF NOT EXISTS log (
    oorsprong TEXT PRIMARY KEY,
    kenmerk TEXT NOT NULL UNIQUE,
    grootte INTEGER NOT NULL CHECK (grootte >= 0),
    wortel BLOB NOT NULL CHECK (length(wortel) = 32),
    notitie TEXT,
    gezien INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS sleutel (
    oorsprong TEXT NOT NULL REFERENCES log,
    vkey TEXT NOT NULL,
    PRIMARY KEY (oorsprong, vkey)
) STRICT;
CREATE TABLE IF NOT EXISTS gat (
    oorsprong TEXT NOT NULL REFERENCES log,
    verklaring TEXT NOT NULL,
    oude_notitie TEXT,
    gemeld INTEGER NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Logstand:
    """A log that is watched. `notitie` is the last note with our line, cosigned at `gezien` (aware); None: not yet."""

    oorsprong: str
    sleutels: tuple[Sleutel, ...]
    laatste: Gezien
    notitie: str | None
    gezien: datetime | None
    gaten: tuple[str, ...] = ()

    @property
    def kenmerk(self) -> str:
        """By which the log is known in an address: SHA-256 of its name, hexadecimal."""
        return origin_digest(self.oorsprong)


def origin_digest(oorsprong: str) -> str:
    """SHA-256 of the name of a log, hexadecimal."""
    return hashlib.sha256(oorsprong.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Opslag:
    """The file at `pad`. Every use opens it anew: threads and processes share nothing but the file."""

    pad: Path

    def prepare(self) -> None:
        """Make the file (mode 0600) and its tables where they are not there yet; raises BestandFout."""
        try:
            os.close(os.open(self.pad, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
            with self.connect() as db:
                db.executescript(TABELLEN)
        except OSError as fout:
            raise BestandFout(f"{self.pad} is niet te openen: {fout.strerror}.") from None
        except sqlite3.DatabaseError:
            raise BestandFout(f"{self.pad} is geen bestand van een getuige.") from None

    @contextlib.contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """A connection that commits only by `changing`, and to the disk; raises sqlite3.OperationalError when it is not there."""
        db = sqlite3.connect(
            f"{self.pad.absolute().as_uri()}?mode=rw", uri=True, timeout=WACHTTIJD, isolation_level=None
        )
        try:
            db.execute("PRAGMA synchronous = EXTRA")
            db.execute("PRAGMA foreign_keys = ON")
            yield db
        finally:
            db.close()

    @contextlib.contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The only writer as long as the block lasts; committed at its end, undone when it raises."""
        with self.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
                raise

    def add_key(self, oorsprong: str, sleutel: Sleutel) -> bool:
        """Watch this log by this key, beside those that it has; False when it was known already."""
        with self.changing() as db:
            db.execute(
                "INSERT INTO log (oorsprong, kenmerk, grootte, wortel) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING",
                (oorsprong, origin_digest(oorsprong), EMPTY_ROOT),
            )
            nieuw = db.execute(
                "INSERT INTO sleutel (oorsprong, vkey) VALUES (?, ?) ON CONFLICT DO NOTHING", (oorsprong, sleutel.tekst)
            )
            return nieuw.rowcount == 1

    def remove_key(self, oorsprong: str, sleutel: Sleutel) -> bool:
        """Believe this key no more; False when it was not there, or is the only one. What the log showed stays."""
        with self.changing() as db:
            weg = db.execute(
                "DELETE FROM sleutel WHERE oorsprong = ? AND vkey = ?"
                " AND (SELECT count(*) FROM sleutel s WHERE s.oorsprong = sleutel.oorsprong) > 1",
                (oorsprong, sleutel.tekst),
            )
            return weg.rowcount == 1

    def logs(self) -> tuple[Logstand, ...]:
        """Every log that is watched, by name."""
        with self.connect() as db:
            namen = [naam for (naam,) in db.execute("SELECT oorsprong FROM log ORDER BY oorsprong").fetchall()]
            return tuple(log for naam in namen if (log := read_log(db, naam)) is not None)

    def log(self, oorsprong: str) -> Logstand | None:
        """The log of this name, if it is watched."""
        with self.connect() as db:
            return read_log(db, oorsprong)

    def note(self, kenmerk: str) -> str | None:
        """The last note that was cosigned of the log with this digest."""
        with self.connect() as db:
            rij = db.execute("SELECT notitie FROM log WHERE kenmerk = ?", (kenmerk,)).fetchone()
            return str(rij[0]) if rij and rij[0] is not None else None


def read_log(db: sqlite3.Connection, oorsprong: str) -> Logstand | None:
    """The log of this name as it stands in this transaction."""
    rij = db.execute("SELECT grootte, wortel, notitie, gezien FROM log WHERE oorsprong = ?", (oorsprong,)).fetchone()
    if rij is None:
        return None
    sleutels = db.execute("SELECT vkey FROM sleutel WHERE oorsprong = ? ORDER BY rowid", (oorsprong,)).fetchall()
    gaten = db.execute("SELECT verklaring FROM gat WHERE oorsprong = ? ORDER BY rowid", (oorsprong,)).fetchall()
    grootte, wortel, notitie, gezien = rij
    return Logstand(
        oorsprong,
        tuple(Sleutel.read(vkey) for (vkey,) in sleutels),
        Gezien(grootte, wortel),
        notitie,
        datetime.fromtimestamp(gezien, UTC) if gezien is not None else None,
        tuple(verklaring for (verklaring,) in gaten),
    )


def replace_seen(db: sqlite3.Connection, oorsprong: str, oud: Gezien, nieuw: Gezien, notitie: str, gezien: int) -> bool:
    """Put the new tree in the place of the old one; False when another one stands there by now. `gezien` in POSIX seconds."""
    anders = db.execute(
        "UPDATE log SET grootte = ?, wortel = ?, notitie = ?, gezien = ? WHERE oorsprong = ? AND grootte = ? AND wortel = ?",
        (nieuw.grootte, nieuw.wortel, notitie, gezien, oorsprong, oud.grootte, oud.wortel),
    )
    return anders.rowcount == 1


def record_gap(db: sqlite3.Connection, log: Logstand, hersteld: Gezien, getekend: str, gemeld: int) -> None:
    """Go back to the restored tree and keep the statement that says why; `gemeld` in POSIX seconds."""
    db.execute("INSERT INTO gat VALUES (?, ?, ?, ?)", (log.oorsprong, getekend, log.notitie, gemeld))
    db.execute(
        "UPDATE log SET grootte = ?, wortel = ? WHERE oorsprong = ?", (hersteld.grootte, hersteld.wortel, log.oorsprong)
    )
