"""The gap statement: two people declare that a restore lost part of the log, and how far it goes back. Pure.

After a restore the tree is smaller than what was signed. To a reader that looks exactly like a log that somebody shortened, so the
signer refuses it until two people, each with a key of their own, say what happened. The text stays for ever: the first checkpoint
after it carries its digest.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.bronhuis_verify import ED25519, GROOTSTE_BOOM, BewijsFout, Handtekening, Sleutel, read_signature

KOP = "bronhuis gatverklaring 1"
GATWOORD = "gat"
LANGSTE_REDEN = 500  # characters
NODIG = 2  # people
MEESTE_HANDTEKENINGEN = 16
MOMENTVORM = "%Y-%m-%dT%H:%M:%SZ"
VORM = re.compile(
    rf"{KOP}\n"
    r"log: (?P<oorsprong>[^\x00-\x1f]+)\n"
    r"ondertekend: (?P<oud>0|[1-9][0-9]{0,18}) (?P<oude_wortel>[A-Za-z0-9+/]{43}=)\n"
    r"hersteld: (?P<nieuw>0|[1-9][0-9]{0,18}) (?P<nieuwe_wortel>[A-Za-z0-9+/]{43}=)\n"
    r"moment: (?P<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n"
    r"reden: (?P<reden>[^\x00-\x1f]+)\n"
    r"bevestigd door: (?P<een>[^\s+]+)\n"
    r"bevestigd door: (?P<twee>[^\s+]+)\n"
)


class GatFout(ValueError):
    """The statement is not one that counts; the text says why."""


@dataclass(frozen=True, slots=True)
class Gatverklaring:
    """What two people declare. `moment` is aware, in whole seconds; `bevestigers` are the names of their keys."""

    oorsprong: str
    oude_grootte: int
    oude_wortel: bytes
    herstelde_grootte: int
    herstelde_wortel: bytes
    moment: datetime
    reden: str
    bevestigers: tuple[str, str]

    @property
    def tekst(self) -> str:
        """The text that is signed: every line ends in a newline."""
        een, twee = self.bevestigers
        return (
            f"{KOP}\n"
            f"log: {self.oorsprong}\n"
            f"ondertekend: {self.oude_grootte} {base64.b64encode(self.oude_wortel).decode()}\n"
            f"hersteld: {self.herstelde_grootte} {base64.b64encode(self.herstelde_wortel).decode()}\n"
            f"moment: {self.moment.astimezone(UTC).strftime(MOMENTVORM)}\n"
            f"reden: {self.reden}\n"
            f"bevestigd door: {een}\n"
            f"bevestigd door: {twee}\n"
        )

    @property
    def kenmerk(self) -> str:
        """SHA-256 of the text, hexadecimal: the same whoever signed first."""
        return hashlib.sha256(self.tekst.encode()).hexdigest()

    @property
    def regel(self) -> str:
        """The extension line that the first checkpoint after the gap carries."""
        return f"{GATWOORD} {self.oude_grootte} {self.kenmerk}"


def read_verklaring(tekst: str) -> Gatverklaring:
    """The statement that this text is, without its signatures; raises GatFout when it is not exactly the form."""
    deel = VORM.fullmatch(tekst)
    if deel is None:
        raise GatFout("Dit is geen gatverklaring. Maak er een met manage.py gatverklaring maak.")
    try:
        verklaring = Gatverklaring(
            oorsprong=deel["oorsprong"],
            oude_grootte=int(deel["oud"]),
            oude_wortel=base64.b64decode(deel["oude_wortel"], validate=True),
            herstelde_grootte=int(deel["nieuw"]),
            herstelde_wortel=base64.b64decode(deel["nieuwe_wortel"], validate=True),
            moment=datetime.strptime(deel["moment"], MOMENTVORM).replace(tzinfo=UTC),
            reden=deel["reden"],
            bevestigers=(deel["een"], deel["twee"]),
        )
    except ValueError:
        raise GatFout("De gatverklaring noemt een moment of een wortel die niet kan.") from None
    check_verklaring(verklaring)
    if verklaring.tekst != tekst:
        raise GatFout("De gatverklaring is niet geschreven zoals Bronhuis haar schrijft.")
    return verklaring


def check_verklaring(verklaring: Gatverklaring) -> None:
    """Whether the statement makes sense by itself; raises GatFout."""
    if not 0 <= verklaring.herstelde_grootte < verklaring.oude_grootte <= GROOTSTE_BOOM:
        raise GatFout("Een gatverklaring is er voor een log dat kleiner is teruggezet dan het was.")
    if len(verklaring.oude_wortel) != 32 or len(verklaring.herstelde_wortel) != 32:
        raise GatFout("Een wortel heeft 32 bytes.")
    if len(set(verklaring.bevestigers)) != NODIG:
        raise GatFout("Twee verschillende mensen bevestigen een gatverklaring.")
    if not verklaring.reden.strip() or len(verklaring.reden) > LANGSTE_REDEN:
        raise GatFout(f"Schrijf de reden op één regel, van hooguit {LANGSTE_REDEN} tekens.")
    if VORM.fullmatch(verklaring.tekst) is None:
        raise GatFout("De naam van het log, de reden of de naam van een sleutel heeft een teken dat niet mag.")


def split_signed(getekend: str) -> tuple[str, tuple[Handtekening, ...]]:
    """The text of a statement and its signatures as they stand, not checked; raises GatFout for any other line below the text."""
    tekst, leeg, onder = getekend.partition("\n\n")
    if not leeg or not onder:
        return getekend.removesuffix("\n") + "\n", ()
    regels = onder.removesuffix("\n").split("\n")
    try:
        if len(regels) > MEESTE_HANDTEKENINGEN:
            raise GatFout("De gatverklaring heeft te veel handtekeningen.")
        return f"{tekst}\n", tuple(map(read_signature, regels))
    except BewijsFout:
        raise GatFout("Onder de gatverklaring staan alleen handtekeningen, elk op een regel.") from None


def join_signed(tekst: str, handtekeningen: Iterable[Handtekening]) -> str:
    """A signed statement, in the form of a note (C2SP signed-note): the text, an empty line, and a line for each signature."""
    return f"{tekst}\n" + "".join(handtekening.regel for handtekening in handtekeningen)


def open_verklaring(getekend: str, bevestigers: Iterable[Sleutel]) -> Gatverklaring:
    """The statement, when two of these people signed it, and they are the two that it names. Raises GatFout.

    Signatures of others are no reason to refuse, and no reason to believe; a wrong one of somebody known is.
    """
    tekst, handtekeningen = split_signed(getekend)
    verklaring = read_verklaring(tekst)
    gezien: dict[str, bytes] = {}
    for sleutel in bevestigers:
        if sleutel.naam in verklaring.bevestigers and _signed_by(sleutel, tekst, handtekeningen):
            gezien[sleutel.naam] = sleutel.openbaar
    ontbreekt = [naam for naam in verklaring.bevestigers if naam not in gezien]
    if ontbreekt:
        raise GatFout(f"De gatverklaring is niet bevestigd door {' en '.join(ontbreekt)}.")
    if len(set(gezien.values())) != NODIG:
        raise GatFout("De gatverklaring is twee keer met dezelfde sleutel bevestigd.")
    return verklaring


def _signed_by(sleutel: Sleutel, tekst: str, handtekeningen: Iterable[Handtekening]) -> bool:
    """Whether there is a signature of this key; raises GatFout when one does not hold."""
    eigen = [h for h in handtekeningen if sleutel.soort == ED25519 and sleutel.signed(h)]
    try:
        for handtekening in eigen:
            Ed25519PublicKey.from_public_bytes(sleutel.openbaar).verify(handtekening.waarde, tekst.encode())
    except InvalidSignature:
        raise GatFout(f"De handtekening van {sleutel.naam} onder de gatverklaring klopt niet.") from None
    return bool(eigen)
