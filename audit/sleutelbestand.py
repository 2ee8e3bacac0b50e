"""Files that a key or a stand is kept in: private, outside the database, written as a whole and on the disk before anybody hears of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from audit.bronhuis_verify import BewijsFout
from audit.notitie import Ondertekensleutel

PG_MERK = "PG_VERSION"
# Above the PEM, where its readers allow text: the name belongs to the key, since signatures carry both.
NAAMVELD = "naam: "


class BestandFout(Exception):
    """The file may not be used like this; the text is the line that a person reads."""


def make_key(pad: Path, naam: str) -> Ondertekensleutel:
    """Make a new Ed25519 key in a new file of mode 0600; raises BestandFout when the file is there already."""
    refuse_database_folder(pad)
    try:
        sleutel = Ondertekensleutel.generate(naam)
    except BewijsFout as fout:
        raise BestandFout(f"Een sleutel kan niet {naam!r} heten. {fout}") from None
    write_new(pad, f"{NAAMVELD}{naam}\n{sleutel.pem}".encode())
    return sleutel


def read_key(pad: Path) -> Ondertekensleutel:
    """The key in this file; raises BestandFout when others may read it, or when it is not a key."""
    refuse_database_folder(pad)
    inhoud = read_private(pad)
    try:
        eerste, _, pem = inhoud.decode().partition("\n")
        if eerste.startswith(NAAMVELD):
            return Ondertekensleutel.read(eerste.removeprefix(NAAMVELD), pem)
    except ValueError:
        pass
    raise BestandFout(f"In {pad} staat geen sleutel: een regel met {NAAMVELD.strip()} en daaronder een sleutel in PEM.")


def read_private(pad: Path) -> bytes:
    """The bytes of a file that is its owner's only; raises BestandFout."""
    try:
        with pad.open("rb") as bestand:
            rechten = os.fstat(bestand.fileno())
            if not stat.S_ISREG(rechten.st_mode):
                raise BestandFout(f"{pad} is geen gewoon bestand.")
            if stat.S_IMODE(rechten.st_mode) & 0o077:
                raise BestandFout(f"Anderen mogen bij {pad}. Doe eerst: chmod 600 {pad}")
            return bestand.read()
    except FileNotFoundError:
        raise BestandFout(f"{pad} is er niet.") from None
    except OSError as fout:
        raise BestandFout(f"{pad} is niet te lezen: {fout.strerror}.") from None


def write_new(pad: Path, inhoud: bytes) -> None:
    """Write a file of mode 0600 that is not there yet; raises BestandFout."""
    try:
        nummer = os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BestandFout(f"{pad} is er al. Bronhuis schrijft er niet overheen.") from None
    except OSError as fout:
        raise BestandFout(f"{pad} is niet te maken: {fout.strerror}.") from None
    with os.fdopen(nummer, "wb") as bestand:
        bestand.write(inhoud)
        bestand.flush()
        os.fsync(bestand.fileno())
    sync_folder(pad.parent)


def replace_whole(pad: Path, inhoud: bytes) -> None:
    """Replace a file as a whole or not at all; returns once it would survive a power cut. Raises OSError."""
    half = pad.with_name(f".{pad.name}.nieuw")
    nummer = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(nummer, "wb") as bestand:
        bestand.write(inhoud)
        bestand.flush()
        os.fsync(bestand.fileno())
    half.replace(pad)
    sync_folder(pad.parent)


def sync_folder(map_: Path) -> None:
    """Put the names in this folder on the disk: without it a new name may be gone after a power cut. Raises OSError."""
    nummer = os.open(map_, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(nummer)
    finally:
        os.close(nummer)


def refuse_database_folder(pad: Path) -> None:
    """A key beside the data that it guards is copied, restored and read together with them; raises BestandFout."""
    for map_ in pad.resolve().parents:
        if (map_ / PG_MERK).is_file():
            raise BestandFout(f"{pad} ligt in een gegevensmap van PostgreSQL ({map_}). Kies een andere plek.")
