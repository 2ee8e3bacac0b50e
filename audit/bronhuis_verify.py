#!/usr/bin/env python3
"""Check the processing log of a Bronhuis installation without trusting it: lines, growth, checkpoints, witnesses.

One file that runs alone (`python3 bronhuis_verify.py --help`: Python 3.11 and the package cryptography), and the one home of every
rule of verification: the product imports it too. Trees are those of RFC 6962, 2.1; notes, checkpoints, cosignatures, proofs and tiles
those of C2SP (signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-tiles). What makes notes and trees is elsewhere:
`audit.notitie` and `audit.boom`. See docs/verifier.md.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    if __name__ != "__main__":
        raise
    sys.stderr.write("Kan niet worden nagegaan: het pakket cryptography ontbreekt (pip install cryptography).\n")
    sys.exit(2)

ED25519, COSIGNATURE = 0x01, 0x04
HASHLENGTE = 32
EMPTY_ROOT: bytes = hashlib.sha256().digest()
TEGELHOOGTE = 8
TEGELBREEDTE = 256
# Seal interval + longest transaction + how far two clocks may differ, in seconds, and then some.
MARGE = 600

GROOTSTE_GETAL = 2**53 - 1
GROOTSTE_BOOM = 2**63 - 1
DIEPTE = 32
LANGSTE_PAD = 63
LANGSTE_NOTITIE = 1 << 20
MEESTE_HANDTEKENINGEN = 128
STUURTEKEN = re.compile("[\x00-\x1f]")


class BewijsFout(ValueError):
    """Something does not fit; the message says what, in plain Dutch."""


class VormFout(BewijsFout):
    """Something cannot be read, so that nothing can be said about it; the message says what, in plain Dutch."""


# --- A line, its commitment and its leaf ---


def canonical(regel: Mapping[str, Any]) -> bytes:
    """The one way to write a line in bytes: RFC 8785 (JCS) for str, int, bool, None, list and dict.

    Raises VormFout for another type (floats too), an integer beyond 2**53 - 1, text that is not Unicode, or more than 32 levels.
    """
    try:
        return json.dumps(_ordered(dict(regel), 0), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise VormFout("De regel heeft een teken dat niet in tekst hoort.") from None


def _ordered(waarde: Any, diepte: int) -> Any:
    soort = type(waarde)
    if soort is str or soort is bool or waarde is None:
        return waarde
    if soort is int:
        if abs(waarde) > GROOTSTE_GETAL:
            raise VormFout("De regel heeft een getal dat te groot is: schrijf het als tekst.")
        return waarde
    if diepte >= DIEPTE:
        raise VormFout(f"De regel heeft meer dan {DIEPTE} lagen.")
    if soort is list:
        return [_ordered(deel, diepte + 1) for deel in waarde]
    if soort is not dict:
        raise VormFout(f"De regel heeft een waarde van een soort die er niet in hoort: {soort.__name__}.")
    if not all(type(naam) is str for naam in waarde):
        raise VormFout("De regel heeft een veld waarvan de naam geen tekst is.")
    plat = all(map(str.isascii, waarde))
    # RFC 8785 sorts by UTF-16 code units; for ASCII that is the order of text.
    namen = sorted(waarde) if plat else sorted(waarde, key=lambda naam: naam.encode("utf-16-be", "surrogatepass"))
    return {naam: _ordered(waarde[naam], diepte + 1) for naam in namen}


def commitment(zout: bytes, inhoud: bytes) -> bytes:
    """What a line is bound to: SHA-256 of "vl1", a zero byte, 32 bytes of salt and the canonical bytes. Raises VormFout."""
    if len(zout) != HASHLENGTE:
        raise VormFout(f"Het zout is {len(zout)} bytes lang; dat moet {HASHLENGTE} zijn.")
    return hashlib.sha256(b"vl1\0" + zout + inhoud).digest()


def leaf_hash(commitment: bytes) -> bytes:
    """The hash of a leaf (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\0" + commitment).digest()


def node_hash(links: bytes, rechts: bytes) -> bytes:
    """The hash of a node over its two children (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\1" + links + rechts).digest()


# --- Proofs ---


def verify_inclusion(blad: bytes, nummer: int, grootte: int, pad: Sequence[bytes], wortel: bytes) -> None:
    """Check that the leaf with hash `blad` is number `nummer` (from 0) of the tree with this size and root (RFC 6962, 2.1.1).

    `pad` goes from the leaf up. Size and root must come from one signed checkpoint: a path alone does not tie down the size.
    Raises BewijsFout.
    """
    if not 0 <= nummer < grootte:
        raise BewijsFout(f"Blad {nummer} bestaat niet in een logboek van {grootte} bladen.")
    binnen = (nummer ^ (grootte - 1)).bit_length()
    _check_path(pad, binnen + (nummer >> binnen).bit_count())
    knoop = _climb(blad, nummer, pad[:binnen])
    for links in pad[binnen:]:
        knoop = node_hash(links, knoop)
    if knoop != wortel:
        raise BewijsFout(f"Het bewijs leidt van blad {nummer} niet naar de wortel van het logboek.")


def verify_consistency(oud: int, nieuw: int, oude_wortel: bytes, nieuwe_wortel: bytes, pad: Sequence[bytes]) -> None:
    """Check that the tree of size `nieuw` begins with exactly the tree of size `oud` (RFC 6962, 2.1.2). Raises BewijsFout."""
    if not 0 <= oud <= nieuw:
        raise BewijsFout(f"Het logboek is kleiner geworden: het had {oud} bladen en heeft er nu {nieuw}.")
    if oud in (0, nieuw):
        _check_path(pad, 0)
        if oud == 0 and oude_wortel != EMPTY_ROOT:
            raise BewijsFout("Een leeg logboek heeft een andere wortel dan deze.")
        if oud == nieuw and oude_wortel != nieuwe_wortel:
            raise BewijsFout(f"Er zijn twee verschillende logboeken van {oud} bladen.")
        return
    # The path starts at the largest complete subtree that ends where the old tree ends.
    overgeslagen = (oud & -oud).bit_length() - 1
    nummer = (oud - 1) >> overgeslagen
    binnen = (nummer ^ ((nieuw - 1) >> overgeslagen)).bit_length()
    heel = oud == 1 << overgeslagen
    _check_path(pad, binnen + (nummer >> binnen).bit_count() + (not heel))
    begin, rest = (oude_wortel, pad) if heel else (pad[0], pad[1:])
    was, wordt = begin, _climb(begin, nummer, rest[:binnen])
    for hoogte, ander in enumerate(rest[:binnen]):
        if nummer >> hoogte & 1:
            was = node_hash(ander, was)
    for links in rest[binnen:]:
        was, wordt = node_hash(links, was), node_hash(links, wordt)
    if was != oude_wortel:
        raise BewijsFout(f"De eerste {oud} bladen zijn niet meer die van het oude checkpoint.")
    if wordt != nieuwe_wortel:
        raise BewijsFout(f"Het bewijs leidt niet naar de wortel van het nieuwe checkpoint ({nieuw} bladen).")


def _climb(knoop: bytes, nummer: int, pad: Sequence[bytes]) -> bytes:
    for hoogte, ander in enumerate(pad):
        knoop = node_hash(ander, knoop) if nummer >> hoogte & 1 else node_hash(knoop, ander)
    return knoop


def _check_path(pad: Sequence[bytes], lengte: int) -> None:
    if len(pad) != lengte:
        raise BewijsFout(f"Het bewijs heeft {len(pad)} stappen; dat moeten er {lengte} zijn.")
    if any(len(stap) != HASHLENGTE for stap in pad):
        raise BewijsFout(f"Het bewijs heeft een stap die geen {HASHLENGTE} bytes lang is.")


# --- Trees and tiles, as far as an outsider needs them ---

Knopen = Callable[[int, int], bytes]
"""The hash of the complete subtree at (level, index): that of leaves index * 2**level up to (index + 1) * 2**level."""

LeesTegel = Callable[[int, int, int], bytes]
"""The bytes of the tile at (level, index) with this width: width * 32 of them."""


def append_leaf(toppen: list[bytes], grootte: int, blad: bytes) -> None:
    """Grow the right edge of a tree in place: `toppen` are its complete subtrees, largest first, `grootte` its leaves until now."""
    while grootte & 1:
        blad = node_hash(toppen.pop(), blad)
        grootte >>= 1
    toppen.append(blad)


def fold(toppen: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, largest first; EMPTY_ROOT over none."""
    if not toppen:
        return EMPTY_ROOT
    knoop = toppen[-1]
    for top in reversed(toppen[:-1]):
        knoop = node_hash(top, knoop)
    return knoop


def range_hash(knopen: Knopen, begin: int, eind: int) -> bytes:
    """The hash of leaves `begin` up to `eind`, a subtree as RFC 6962 cuts them: `begin` fits a power of two that is not smaller."""
    toppen = []
    while begin < eind:
        niveau = (eind - begin).bit_length() - 1
        toppen.append(knopen(niveau, begin >> niveau))
        begin += 1 << niveau
    return fold(toppen)


def split(grootte: int) -> int:
    """Where RFC 6962 cuts a tree in two: the largest power of two below `grootte` (at least 2)."""
    return 1 << (grootte - 1).bit_length() - 1


def consistency_proof(knopen: Knopen, oud: int, nieuw: int) -> list[bytes]:
    """The path that shows that the tree of size `nieuw` begins with that of size `oud` (RFC 6962, 2.1.2); raises ValueError."""
    if not 0 <= oud <= nieuw:
        raise ValueError(f"Van {oud} naar {nieuw} bladen groeit een logboek niet.")
    if oud in (0, nieuw):
        return []
    begin, eind, pad = 0, nieuw, []
    while eind != oud:
        midden = begin + split(eind - begin)
        if oud <= midden:
            pad.append(range_hash(knopen, midden, eind))
            eind = midden
        else:
            pad.append(range_hash(knopen, begin, midden))
            begin = midden
    if begin:
        pad.append(range_hash(knopen, begin, eind))
    return pad[::-1]


def tile_path(niveau: int, nummer: int, breedte: int = TEGELBREEDTE) -> str:
    """Where a tile stands below the address of its log: `tile/<L>/<N>[.p/<W>]` (C2SP tlog-tiles); raises ValueError."""
    if not (0 <= niveau < 64 and nummer >= 0 and 1 <= breedte <= TEGELBREEDTE):
        raise ValueError(f"Er is geen tegel op niveau {niveau}, nummer {nummer}, breedte {breedte}.")
    cijfers = str(nummer).zfill(-(-len(str(nummer)) // 3) * 3)
    delen = [cijfers[i : i + 3] for i in range(0, len(cijfers), 3)]
    deel = "" if breedte == TEGELBREEDTE else f".p/{breedte}"
    return f"tile/{niveau}/{'/'.join([*(f'x{d}' for d in delen[:-1]), delen[-1]])}{deel}"


def knopen_from_tiles(lees_tegel: LeesTegel, grootte: int) -> Knopen:
    """The nodes of the tree of this size, from its tiles; each tile is read once.

    The tiles are not trusted: what is made from them must be verified. Asking for a node that is not complete raises ValueError;
    a tile of another length raises BewijsFout.
    """
    tegels: dict[tuple[int, int], list[list[bytes]]] = {}

    def tile(niveau: int, nummer: int) -> list[list[bytes]]:
        if (niveau, nummer) not in tegels:
            breedte = min(TEGELBREEDTE, (grootte >> niveau * TEGELHOOGTE) - nummer * TEGELBREEDTE)
            inhoud = lees_tegel(niveau, nummer, breedte)
            if len(inhoud) != breedte * HASHLENGTE:
                raise BewijsFout(f"De tegel {tile_path(niveau, nummer, breedte)} is {len(inhoud)} bytes lang.")
            lagen = [[inhoud[i : i + HASHLENGTE] for i in range(0, len(inhoud), HASHLENGTE)]]
            while len(lagen[-1]) > 1:
                onder = lagen[-1]
                lagen.append([node_hash(onder[i], onder[i + 1]) for i in range(0, len(onder) - 1, 2)])
            tegels[niveau, nummer] = lagen
        return tegels[niveau, nummer]

    def node(niveau: int, nummer: int) -> bytes:
        if niveau < 0 or nummer < 0 or (nummer + 1) << niveau > grootte:
            raise ValueError(f"Knoop {nummer} op niveau {niveau} is niet compleet in een logboek van {grootte} bladen.")
        tegelniveau, hoogte = divmod(niveau, TEGELHOOGTE)
        tegel, plaats = divmod(nummer << hoogte, TEGELBREEDTE)
        return tile(tegelniveau, tegel)[hoogte][plaats >> hoogte]

    return node


# --- Notes, checkpoints and keys ---


def _decode(tekst: str, wat: str, lengte: int | None = None) -> bytes:
    try:
        waarde = base64.b64decode(tekst, validate=True)
    except ValueError:
        raise VormFout(f"{wat} is geen base64.") from None
    if base64.b64encode(waarde).decode() != tekst:
        raise VormFout(f"{wat} is niet geschreven zoals base64 voorschrijft.")
    if lengte is not None and len(waarde) != lengte:
        raise VormFout(f"{wat} is {len(waarde)} bytes lang; dat moet {lengte} zijn.")
    return waarde


def _number(tekst: str, wat: str) -> int:
    if not re.fullmatch("0|[1-9][0-9]{0,18}", tekst) or int(tekst) > GROOTSTE_BOOM:
        raise VormFout(f"{wat} is geen geheel getal zonder nullen ervoor.")
    return int(tekst)


def _check_text(tekst: str, wat: str) -> None:
    try:
        tekst.encode()
    except UnicodeEncodeError:
        raise VormFout(f"{wat} heeft een teken dat niet in tekst hoort.") from None
    if STUURTEKEN.search(tekst):
        raise VormFout(f"{wat} heeft een stuurteken.")
    if not tekst:
        raise VormFout(f"{wat} is leeg.")


def _check_name(naam: str) -> None:
    _check_text(naam, "De naam van een sleutel")
    if "+" in naam or any(teken.isspace() for teken in naam):
        raise VormFout("De naam van een sleutel heeft een spatie of een plusteken.")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name, how many leaves, their root, and lines of its own (C2SP tlog-checkpoint).

    Raises VormFout for what cannot be written as such.
    """

    oorsprong: str
    grootte: int
    wortel: bytes
    uitbreiding: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for tekst in (self.oorsprong, *self.uitbreiding):
            _check_text(tekst, "Een tekst in het checkpoint")
        if not 0 <= self.grootte <= GROOTSTE_BOOM:
            raise VormFout("De grootte van het logboek is geen getal dat kan.")
        if len(self.wortel) != HASHLENGTE:
            raise VormFout(f"De wortel is {len(self.wortel)} bytes lang; dat moet {HASHLENGTE} zijn.")
        if self.grootte == 0 and self.wortel != EMPTY_ROOT:
            raise VormFout("Een leeg logboek heeft een andere wortel dan deze.")

    @property
    def tekst(self) -> str:
        """The text that is signed; ends in a newline."""
        wortel = base64.b64encode(self.wortel).decode()
        return "".join(f"{r}\n" for r in (self.oorsprong, str(self.grootte), wortel, *self.uitbreiding))


@dataclass(frozen=True, slots=True)
class Handtekening:
    """One line below a note: whose key, its number (4 bytes) and the signature without that number. Raises VormFout."""

    naam: str
    sleutelnummer: bytes
    waarde: bytes

    def __post_init__(self) -> None:
        _check_name(self.naam)
        if len(self.sleutelnummer) != 4 or not self.waarde:
            raise VormFout(f"De handtekening van {self.naam} is te kort.")

    @property
    def regel(self) -> str:
        """The line as it stands in a note (C2SP signed-note); ends in a newline."""
        return f"— {self.naam} {base64.b64encode(self.sleutelnummer + self.waarde).decode()}\n"


def read_signature(regel: str) -> Handtekening:
    """A signature line of a note, without its newline; raises VormFout."""
    delen = regel.split(" ")
    if len(delen) != 3 or delen[0] != "—":
        raise VormFout("Onder het checkpoint staat een regel die geen handtekening is.")
    ruw = _decode(delen[2], "Een handtekening")
    return Handtekening(delen[1], ruw[:4], ruw[4:])


def read_note(notitie: str) -> tuple[Checkpoint, tuple[Handtekening, ...]]:
    """The checkpoint in a signed note, and its signatures as they stand, not checked (C2SP signed-note). Raises VormFout."""
    if len(notitie) > LANGSTE_NOTITIE:
        raise VormFout("Het checkpoint is te lang.")
    _check_text(notitie.replace("\n", ""), "Het checkpoint")
    tekst, leeg, onder = notitie.rpartition("\n\n")
    if not leeg or not onder.endswith("\n"):
        raise VormFout(
            "Een checkpoint is een tekst, een lege regel en handtekeningen, elk met een nieuwe regel erachter."
        )
    regels = tekst.split("\n")
    if len(regels) < 3 or not all(regels):
        raise VormFout("Een checkpoint heeft minstens drie regels, en geen lege.")
    wortel = _decode(regels[2], "De wortel in het checkpoint", HASHLENGTE)
    grootte = _number(regels[1], "De grootte in het checkpoint")
    lijnen = onder.removesuffix("\n").split("\n")
    if len(lijnen) > MEESTE_HANDTEKENINGEN:
        raise VormFout("Het checkpoint heeft te veel handtekeningen.")
    return Checkpoint(regels[0], grootte, wortel, tuple(regels[3:])), tuple(map(read_signature, lijnen))


@dataclass(frozen=True, slots=True)
class Sleutel:
    """A public key with the name of who has it: of a log (ED25519) or of a witness (COSIGNATURE). Raises VormFout."""

    naam: str
    soort: int
    openbaar: bytes

    def __post_init__(self) -> None:
        _check_name(self.naam)
        if self.soort not in (ED25519, COSIGNATURE):
            raise VormFout(f"De sleutel van {self.naam} is van een soort die dit programma niet kent.")
        if len(self.openbaar) != 32:
            raise VormFout(f"De sleutel van {self.naam} is {len(self.openbaar)} bytes lang; dat moet 32 zijn.")

    @property
    def nummer(self) -> bytes:
        """The 4 bytes by which a signature line names this key (C2SP signed-note)."""
        return hashlib.sha256(self.naam.encode() + b"\n" + bytes([self.soort]) + self.openbaar).digest()[:4]

    @property
    def tekst(self) -> str:
        """The key as one word (a "vkey")."""
        return f"{self.naam}+{self.nummer.hex()}+{base64.b64encode(bytes([self.soort]) + self.openbaar).decode()}"

    @classmethod
    def read(cls, tekst: str) -> Sleutel:
        """The key in a vkey; raises VormFout."""
        delen = tekst.split("+", 2)
        if len(delen) != 3 or not re.fullmatch("[0-9a-f]{8}", delen[1]):
            raise VormFout("Een sleutel is geschreven als naam, plusteken, acht cijfers en letters, plusteken, base64.")
        ruw = _decode(delen[2], "De sleutel")
        sleutel = cls(delen[0], ruw[0] if ruw else 0, ruw[1:])
        if sleutel.nummer.hex() != delen[1]:
            raise VormFout(f"De sleutel van {sleutel.naam} is niet goed overgenomen: het nummer hoort er niet bij.")
        return sleutel

    def signed(self, handtekening: Handtekening) -> bool:
        """Whether this line says that it was made with this key; not whether it was."""
        return (handtekening.naam, handtekening.sleutelnummer) == (self.naam, self.nummer)

    def verify(self, checkpoint: Checkpoint, handtekening: Handtekening) -> int | None:
        """Check a signature on this checkpoint; returns the time of a cosignature in POSIX seconds, else None. Raises BewijsFout."""
        if not self.signed(handtekening):
            raise BewijsFout(f"De handtekening van {handtekening.naam} is met een andere sleutel gezet.")
        tijd, waarde, bericht = None, handtekening.waarde, checkpoint.tekst.encode()
        if self.soort == COSIGNATURE:
            tijd, waarde = int.from_bytes(waarde[:8], "big"), waarde[8:]
            bericht = cosigned_text(checkpoint, tijd)
        try:
            Ed25519PublicKey.from_public_bytes(self.openbaar).verify(waarde, bericht)
        except (InvalidSignature, ValueError):
            raise BewijsFout(f"De handtekening van {self.naam} onder het checkpoint klopt niet.") from None
        return tijd


def cosigned_text(checkpoint: Checkpoint, tijd: int) -> bytes:
    """What a witness signs at `tijd` (POSIX seconds; C2SP tlog-cosignature, Ed25519); raises BewijsFout for a time that cannot be."""
    if not 0 <= tijd <= GROOTSTE_BOOM:
        raise BewijsFout("De tijd van een getuige is geen tijd die kan.")
    return f"cosignature/v1\ntime {tijd}\n{checkpoint.tekst}".encode()


def check_witnesses(log: Sleutel, getuigen: Sequence[Sleutel], nodig: int) -> None:
    """Check that these keys can be asked together; raises VormFout.

    A cosignature does not hold its witness' name, so one key under two names would count twice; and a log is not its own witness.
    """
    if log.soort != ED25519:
        raise VormFout(f"De sleutel van {log.naam} is die van een getuige, niet die van een logboek.")
    if any(getuige.soort != COSIGNATURE for getuige in getuigen):
        raise VormFout("Een van de sleutels van getuigen is niet die van een getuige.")
    verschillend = set(getuigen)
    if len({log.openbaar, *(getuige.openbaar for getuige in verschillend)}) != len(verschillend) + 1:
        raise VormFout("Twee van de sleutels zijn dezelfde onder een andere naam.")
    if nodig > len({getuige.naam for getuige in verschillend}):
        raise VormFout(f"Er zijn {nodig} getuigen nodig, maar de sleutels van zoveel getuigen zijn niet gegeven.")


def open_note(
    notitie: str, log: Sleutel, getuigen: Sequence[Sleutel] = (), nodig: int = 0
) -> tuple[Checkpoint, dict[str, int]]:
    """The verified checkpoint in a note, and when each of these witnesses first cosigned it (by name, POSIX seconds).

    The origin must be the name of the log's key. Signatures of other keys are ignored; one that names a key given here must be right.
    Raises VormFout for what cannot be read, BewijsFout without the log's signature or with fewer than `nodig` witnesses.
    """
    check_witnesses(log, getuigen, nodig)
    checkpoint, handtekeningen = read_note(notitie)
    if checkpoint.oorsprong != log.naam:
        raise BewijsFout(f"Dit checkpoint is van {checkpoint.oorsprong}; de sleutel is die van {log.naam}.")
    if not any(log.signed(h) for h in handtekeningen):
        raise BewijsFout(f"Het checkpoint is niet ondertekend met de sleutel van {log.naam}.")
    tijden: dict[str, int] = {}
    for handtekening in handtekeningen:
        for sleutel in (log, *getuigen):
            if sleutel.signed(handtekening):
                tijd = sleutel.verify(checkpoint, handtekening)
                if tijd is not None:
                    tijden[sleutel.naam] = min(tijd, tijden.get(sleutel.naam, tijd))
    if len(tijden) < nodig:
        raise BewijsFout(f"Het checkpoint is door {len(tijden)} van deze getuigen gezien; nodig: {nodig}.")
    return checkpoint, tijden


PROOF_HEADER = "c2sp.org/tlog-proof@v1"


def read_hashes(tekst: str) -> list[bytes]:
    """A path, as base64 with one hash per line; raises VormFout."""
    regels = tekst.removesuffix("\n").split("\n") if tekst else []
    if len(regels) > LANGSTE_PAD:
        raise VormFout(f"Het bewijs heeft meer dan {LANGSTE_PAD} stappen.")
    return [_decode(regel, "Een stap van het bewijs", HASHLENGTE) for regel in regels]


def write_hashes(pad: Sequence[bytes]) -> str:
    """A path as base64, one hash per line, each with a newline."""
    return "".join(f"{base64.b64encode(stap).decode()}\n" for stap in pad)


def read_proof(tekst: str) -> tuple[int, list[bytes], str]:
    """The number of a leaf, its path and the signed note of a proof, none of it verified (C2SP tlog-proof). Raises VormFout.

    Extra data are checked for their form and left out: nothing vouches for them.
    """
    boven, leeg, notitie = tekst.partition("\n\n")
    regels = boven.split("\n")
    if not leeg or regels.pop(0) != PROOF_HEADER:
        raise VormFout(f"Het bewijs begint niet met {PROOF_HEADER}, of het checkpoint ontbreekt erin.")
    if regels and regels[0].startswith("extra "):
        _decode(regels.pop(0).removeprefix("extra "), "De toevoeging in het bewijs")
    if not regels or not regels[0].startswith("index "):
        raise VormFout("In het bewijs ontbreekt het nummer van het blad.")
    nummer = _number(regels.pop(0).removeprefix("index "), "Het nummer van het blad in het bewijs")
    return nummer, read_hashes("\n".join(regels)), notitie


def write_proof(nummer: int, pad: Sequence[bytes], notitie: str, extra: bytes | None = None) -> str:
    """A proof of one leaf as text, to be kept with its line; the inverse of `read_proof`."""
    toevoeging = "" if extra is None else f"extra {base64.b64encode(extra).decode()}\n"
    return f"{PROOF_HEADER}\n{toevoeging}index {nummer}\n{write_hashes(pad)}\n{notitie}"


# --- Time ---


def read_time(tekst: str) -> datetime:
    """An aware moment in ISO 8601; raises VormFout."""
    try:
        moment = datetime.fromisoformat(tekst)
    except ValueError:
        raise VormFout("Een tijd in de regel is niet te lezen.") from None
    if moment.tzinfo is None:
        raise VormFout("Een tijd in de regel heeft geen tijdzone.")
    return moment


def backdated(tijd: datetime, vorige_getuigd: int, marge: int = MARGE) -> bool:
    """Whether a line claims to be older than it can be.

    `tijd` is what the line says (aware). `vorige_getuigd` is when the last checkpoint WITHOUT this line was first witnessed (POSIX
    seconds). A line is sealed within `marge` seconds after it is written; one that is older had to stand in that checkpoint already.
    """
    return tijd.timestamp() < vorige_getuigd - marge


def postdated(tijd: datetime, getuigd: int, marge: int = MARGE) -> bool:
    """Whether a line claims to be written after a checkpoint WITH it was witnessed (POSIX seconds); `marge` as in `backdated`."""
    return tijd.timestamp() > getuigd + marge
