"""Making signed notes: a log signs its checkpoint, a witness cosigns it (C2SP signed-note, tlog-cosignature).

Reading and checking them is `audit.bronhuis_verify`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.bronhuis_verify import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Handtekening,
    Sleutel,
    cosigned_text,
    read_note,
    read_signature,
)


@dataclass(frozen=True, slots=True)
class Ondertekensleutel:
    """An Ed25519 key with the name under which it signs; raises VormFout for a name that cannot stand in a note."""

    naam: str
    geheim: Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        Sleutel(self.naam, ED25519, self._openbaar)

    @classmethod
    def generate(cls, naam: str) -> Ondertekensleutel:
        """A new key."""
        return cls(naam, Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, naam: str, tekst: str) -> Ondertekensleutel:
        """The key in a PEM (PKCS8, no password) or in base64 of its 32 bytes; raises ValueError, which never quotes the text."""
        geheim: object = None
        try:
            if tekst.lstrip().startswith("-----"):
                geheim = serialization.load_pem_private_key(tekst.encode(), password=None)
            else:
                geheim = Ed25519PrivateKey.from_private_bytes(base64.b64decode(tekst.strip(), validate=True))
        except (ValueError, TypeError, UnsupportedAlgorithm):
            pass
        if isinstance(geheim, Ed25519PrivateKey):
            return cls(naam, geheim)
        raise ValueError(f"De geheime sleutel van {naam} is niet te lezen als Ed25519-sleutel.")

    @property
    def _openbaar(self) -> bytes:
        return self.geheim.public_key().public_bytes_raw()

    @property
    def openbaar(self) -> Sleutel:
        """The public key with which others check what this key signed as a log."""
        return Sleutel(self.naam, ED25519, self._openbaar)

    @property
    def openbaar_getuige(self) -> Sleutel:
        """The public key with which others check what this key cosigned as a witness."""
        return Sleutel(self.naam, COSIGNATURE, self._openbaar)

    @property
    def pem(self) -> str:
        """The secret key as PEM (PKCS8, no password)."""
        return self.geheim.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    @property
    def tekst(self) -> str:
        """The secret key as base64 of its 32 bytes."""
        return base64.b64encode(self.geheim.private_bytes_raw()).decode()


def sign(checkpoint: Checkpoint, sleutel: Ondertekensleutel) -> str:
    """The note in which a log signs its own checkpoint; raises ValueError for the checkpoint of another log."""
    if checkpoint.oorsprong != sleutel.naam:
        raise ValueError(
            f"Met de sleutel van {sleutel.naam} wordt geen checkpoint van {checkpoint.oorsprong} ondertekend."
        )
    handtekening = Handtekening(sleutel.naam, sleutel.openbaar.nummer, sleutel.geheim.sign(checkpoint.tekst.encode()))
    return f"{checkpoint.tekst}\n{handtekening.regel}"


def cosign(checkpoint: Checkpoint, sleutel: Ondertekensleutel, tijd: int) -> str:
    """The line in which a witness says that it saw this checkpoint at `tijd` (POSIX seconds); ends in a newline.

    Says nothing false by itself: the caller has verified the log's signature, and that the log only grew. Raises BewijsFout for a time
    that cannot be.
    """
    handtekening = sleutel.geheim.sign(cosigned_text(checkpoint, tijd))
    return Handtekening(sleutel.naam, sleutel.openbaar_getuige.nummer, tijd.to_bytes(8, "big") + handtekening).regel


def add_lines(notitie: str, regels: Iterable[str]) -> str:
    """The note with these signature lines below it, in order; of a key that signed already, the line that stands stays.

    So a witness can take nobody's place, and the time that stands is that of the first sight. Checks form only: raises VormFout.
    """
    _, handtekeningen = read_note(notitie)
    gezien = {(h.naam, h.sleutelnummer) for h in handtekeningen}
    for regel in regels:
        handtekening = read_signature(regel.removesuffix("\n"))
        if (handtekening.naam, handtekening.sleutelnummer) not in gezien:
            gezien.add((handtekening.naam, handtekening.sleutelnummer))
            notitie += handtekening.regel
    return notitie
