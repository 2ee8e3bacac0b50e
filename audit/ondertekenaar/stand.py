"""The one file in which the signer keeps what it signed last. What is not in this file yet, nobody has a signature of."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.bronhuis_verify import BewijsFout, read_note
from audit.ondertekenaar.regels import Stand
from audit.sleutelbestand import BestandFout, read_private, refuse_database_folder, replace_whole, write_new

SOORT = "bronhuis ondertekenaar 1"


@dataclass(frozen=True, slots=True)
class Bewaard:
    """The content of the file: the last signed note (None: nothing was ever signed) and the gap statements that were used."""

    notitie: str | None = None
    gaten: tuple[str, ...] = ()

    @property
    def stand(self) -> Stand | None:
        """What the rules need of it."""
        return Stand(read_note(self.notitie)[0], self.gaten) if self.notitie is not None else None

    def as_bytes(self) -> bytes:
        """The file as it is written."""
        inhoud = {"soort": SOORT, "notitie": self.notitie, "gaten": self.gaten}
        return (json.dumps(inhoud, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Standbestand:
    """The file at `pad`."""

    pad: Path

    def make(self) -> None:
        """Make the file of a signer that never signed; raises BestandFout when there is one."""
        refuse_database_folder(self.pad)
        write_new(self.pad, Bewaard().as_bytes())

    def read(self) -> Bewaard:
        """What the file says. Raises BestandFout: absent, open to others, or not whole. None of these means "never signed"."""
        refuse_database_folder(self.pad)
        inhoud = read_private(self.pad)
        try:
            return _read(json.loads(inhoud))
        except (ValueError, KeyError, TypeError):
            raise BestandFout(
                f"{self.pad} is beschadigd. Zet het niet zelf recht: zie docs/operations/ondertekenaar.md."
            ) from None

    def write(self, bewaard: Bewaard) -> None:
        """Replace the content; on the disk once this returns. Raises OSError."""
        replace_whole(self.pad, bewaard.as_bytes())

    def lock(self) -> int:
        """Keep other signers off this file for as long as this process lives; raises BestandFout when there is one.

        Returns the descriptor that holds the lock; it goes with the process.
        """
        slot = self.pad.with_name(f".{self.pad.name}.slot")
        try:
            if self.pad.parent.stat().st_mode & 0o022:
                raise BestandFout(f"Anderen mogen in de map {self.pad.parent} schrijven, en zo de stand weghalen.")
            nummer = os.open(slot, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as fout:
            raise BestandFout(f"{slot} is niet te maken: {fout.strerror}.") from None
        try:
            fcntl.flock(nummer, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(nummer)
            raise BestandFout(f"Er draait al een ondertekenaar met {self.pad}.") from None
        return nummer


def _read(inhoud: Any) -> Bewaard:
    if inhoud["soort"] != SOORT:
        raise ValueError
    notitie, gaten = inhoud["notitie"], tuple(inhoud["gaten"])
    if not all(isinstance(gat, str) for gat in gaten) or not (notitie is None or isinstance(notitie, str)):
        raise TypeError
    bewaard = Bewaard(notitie, gaten)
    try:
        _ = bewaard.stand
    except BewijsFout:
        raise ValueError from None
    return bewaard
