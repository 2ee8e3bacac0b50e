#!/usr/bin/env python3
"""Check the processing log of a Bronhuis installation without trusting it: lines, growth, checkpoints, witnesses.

One file that runs alone (`python3 bronhuis_verify.py --help`: Python 3.11 and the package cryptography), and the one home of every
rule of verification: the product imports it too. Trees are those of RFC 6962, 2.1; notes, checkpoints, cosignatures, proofs and tiles
those of C2SP (signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-tiles). What makes notes and trees is elsewhere:
`audit.notitie` and `audit.boom`. See docs/verifier.md.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import http.client
import json
import os
import re
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NoReturn
from urllib.parse import urlsplit

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
    # First the new root: only a path that leads there says anything about the old one.
    if wordt != nieuwe_wortel:
        raise BewijsFout(
            f"Het bewijs leidt niet van {oud} bladen naar de wortel van het nieuwe checkpoint ({nieuw} bladen)."
        )
    if was != oude_wortel:
        raise BewijsFout(f"De eerste {oud} bladen zijn niet meer die van het oude checkpoint.")


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


# --- The web and files, neither of them trusted ---

WACHTTIJD = 20.0
"""Seconds for one answer, the reading of it included."""
GROOTSTE_BESTAND = 16 << 20
PAPIER = "BRONHUIS1:"
GROOTSTE_VAN_PAPIER = 1 << 16
DEEL_VAN_PAPIER = re.compile(r"\s*([0-9]{1,2})/([0-9]{1,2}):([A-Z2-7\s]+)")


class NietNaTeGaan(Exception):
    """Something needed for the check is not there; the message says what, in plain Dutch."""


def _opener() -> urllib.request.OpenerDirector:
    """Only http and https, also after a redirect: what is asked for comes from an address that somebody else wrote."""
    opener = urllib.request.OpenerDirector()
    for deel in (
        urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler, urllib.request.UnknownHandler,
        urllib.request.HTTPRedirectHandler, urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor,
    ):  # fmt: skip
        opener.add_handler(deel())
    return opener


def fetch(adres: str, hoogstens: int) -> bytes | None:
    """What stands at this address, or None where nothing does (404); raises NietNaTeGaan, also above `hoogstens` bytes."""
    if urlsplit(adres).scheme not in ("http", "https"):
        raise NietNaTeGaan(f"{adres} begint niet met http:// of https://.")
    eind = time.monotonic() + WACHTTIJD
    inhoud = b""
    try:
        vraag = urllib.request.Request(adres, headers={"User-Agent": "bronhuis-verify/1"})  # noqa: S310 - looked at above
        with _opener().open(vraag, timeout=WACHTTIJD) as antwoord:
            while deel := antwoord.read1(1 << 16):
                inhoud += deel
                if len(inhoud) > hoogstens or time.monotonic() > eind:
                    raise NietNaTeGaan(f"{adres} geeft te veel, of te langzaam.")
    except urllib.error.HTTPError as fout:
        with fout:
            if fout.code == http.HTTPStatus.NOT_FOUND:
                return None
            raise NietNaTeGaan(f"{adres} antwoordt met een fout ({fout.code}).") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise NietNaTeGaan(f"{adres} is niet te bereiken.") from None
    return inhoud


def remote_tiles(basis: str) -> LeesTegel:
    """The tiles of the log at this address; reading one raises NietNaTeGaan when it cannot be had."""

    def read(niveau: int, nummer: int, breedte: int) -> bytes:
        # A log may throw a partial tile away once the whole one is there.
        for deel in sorted({breedte, TEGELBREEDTE}):
            inhoud = fetch(f"{basis.rstrip('/')}/{tile_path(niveau, nummer, deel)}", TEGELBREEDTE * HASHLENGTE)
            if inhoud is not None:
                return inhoud if deel == breedte else inhoud[: breedte * HASHLENGTE]
        raise NietNaTeGaan(f"Het logboek op {basis} heeft de tegel {tile_path(niveau, nummer, breedte)} niet.")

    return read


def _read_file(pad: str) -> bytes:
    try:
        with Path(pad).open("rb") as bestand:
            inhoud = bestand.read(GROOTSTE_BESTAND + 1)
    except (OSError, ValueError):
        raise NietNaTeGaan(f"Het bestand {pad} is niet te lezen.") from None
    if len(inhoud) > GROOTSTE_BESTAND:
        raise NietNaTeGaan(f"Het bestand {pad} is te groot.")
    return inhoud


def _as_text(inhoud: bytes, wat: str) -> str:
    try:
        return inhoud.decode()
    except UnicodeDecodeError:
        raise VormFout(f"{wat} is geen tekst.") from None


def _read_note_file(pad: str) -> str:
    return _as_text(_read_file(pad), f"Het bestand {pad}")


def read_json(inhoud: bytes, wat: str) -> dict[str, Any]:
    """A JSON object that says one thing only: no name twice, no floats. Raises VormFout."""

    def once(paren: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(paren)) != len(paren):
            raise VormFout(f"{wat} heeft twee keer hetzelfde veld.")
        return dict(paren)

    def no_float(_getal: str) -> NoReturn:
        raise VormFout(f"{wat} heeft een getal dat geen geheel getal is.")

    try:
        document = json.loads(inhoud, object_pairs_hook=once, parse_float=no_float, parse_constant=no_float)
    except VormFout:
        raise
    except (ValueError, RecursionError):
        raise VormFout(f"{wat} is geen JSON.") from None
    if not isinstance(document, dict):
        raise VormFout(f"{wat} is geen JSON-object.")
    return document


def read_document(inhoud: bytes, wat: str) -> dict[str, Any]:
    """A document as it was kept: as JSON, or as the texts of its QR codes. Raises VormFout."""
    return read_json(read_paper(inhoud, wat) if inhoud.lstrip().upper().startswith(PAPIER.encode()) else inhoud, wat)


def read_paper(inhoud: bytes, wat: str) -> bytes:
    """What the QR codes of a line on paper hold together; their texts in any order, wrapped or not. Raises VormFout."""
    delen: dict[int, str] = {}
    aantallen = set()
    for tekst in _as_text(inhoud, wat).upper().split(PAPIER)[1:]:
        deel = DEEL_VAN_PAPIER.fullmatch(tekst)
        if deel is None:
            raise VormFout(f"{wat} is niet de tekst van de QR-codes.")
        letters = "".join(deel[3].split())
        aantallen.add(int(deel[2]))
        if delen.setdefault(int(deel[1]), letters) != letters:
            raise VormFout(f"{wat} heeft twee keer een code {deel[1]}, en zij zijn niet gelijk.")
    (aantal,) = aantallen if len(aantallen) == 1 else (0,)
    if not aantal or not set(delen) <= set(range(1, aantal + 1)):
        raise VormFout(f"{wat} heeft codes die niet bij elkaar horen.")
    if weg := [str(nummer) for nummer in range(1, aantal + 1) if nummer not in delen]:
        raise VormFout(f"{wat} is niet compleet. Van de {aantal} QR-codes ontbreekt nummer {', '.join(weg)}.")
    letters = "".join(delen[nummer] for nummer in range(1, aantal + 1))
    try:
        uitpakker = zlib.decompressobj()
        uit = uitpakker.decompress(base64.b32decode(letters + "=" * (-len(letters) % 8)), GROOTSTE_VAN_PAPIER)
    except (binascii.Error, zlib.error):
        uit = b""
    if not uit or not uitpakker.eof or uitpakker.unused_data:
        raise VormFout(f"{wat} is niet goed overgenomen van de QR-codes.")
    return uit


def _hex(waarde: Any, wat: str) -> bytes:
    if not isinstance(waarde, str) or not re.fullmatch("[0-9a-f]{64}", waarde):
        raise VormFout(f"{wat} bestaat niet uit 64 cijfers en letters a tot en met f.")
    return bytes.fromhex(waarde)


# --- The checks of the command line ---

KLOPT, KLOPT_NIET, ONBEKEND = 0, 1, 2


@dataclass(slots=True)
class Verslag:
    """What was looked at, what could not be, what goes against a conclusion, and the notes that are evidence of it."""

    nagegaan: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    kanttekening: str = ""
    stukken: tuple[str, ...] = ()


def _moment(tijd: float) -> str:
    """A time in POSIX seconds as a reader knows it; a time far outside our calendar as its number."""
    try:
        return datetime.fromtimestamp(tijd, UTC).strftime("%d-%m-%Y %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"{tijd} seconden na 1970"


def _name_witnesses(verslag: Verslag, tijden: Mapping[str, int]) -> None:
    for naam, tijd in tijden.items():
        verslag.nagegaan.append(f"Getuige {naam} heeft dit checkpoint gezien op {_moment(tijd)}.")
    if not tijden:
        verslag.kanttekening = "Er is geen getuige nagegaan. Dan bewijst dit niet dat anderen hetzelfde logboek zien als u, en niet wanneer het er stond."


def _quorum(opties: argparse.Namespace) -> int:
    nodig: int | None = opties.nodig
    return len({sleutel.naam for sleutel in opties.getuige}) if nodig is None else nodig


def check_regel(opties: argparse.Namespace, verslag: Verslag) -> None:
    """`regel`: a resident's download. Raises BewijsFout and NietNaTeGaan, like the other checks."""
    document = read_document(_read_file(opties.bestand), f"Het bestand {opties.bestand}")
    check_line(document, verslag, opties.sleutel, opties.getuige, _quorum(opties))


def check_line(
    document: Mapping[str, Any],
    verslag: Verslag,
    sleutel: Sleutel,
    getuigen: Sequence[Sleutel] = (),
    nodig: int = 0,
) -> None:
    """Whether this line stands in the tree that the log signed, and at least `nodig` witnesses saw. Raises BewijsFout (VormFout: unreadable)."""
    if document.get("vorm") != "bronhuis-regel-1":
        raise VormFout("Dit is geen bestand met een regel uit het logboek (vorm bronhuis-regel-1).")
    regel, bewijs = document.get("regel"), document.get("bewijs")
    if not isinstance(regel, dict) or not isinstance(bewijs, str):
        raise VormFout("In het bestand ontbreekt de regel of het bewijs.")
    inzet = commitment(_hex(document.get("zout"), "Het zout"), canonical(regel))
    nummer, pad, notitie = read_proof(bewijs)
    checkpoint, tijden = open_note(notitie, sleutel, getuigen, nodig)
    verslag.nagegaan.append(f"Het checkpoint ({checkpoint.grootte} bladen) is ondertekend door {checkpoint.oorsprong}.")
    verify_inclusion(leaf_hash(inzet), nummer, checkpoint.grootte, pad, checkpoint.wortel)
    verslag.nagegaan.append(f"De regel is blad {nummer} van het logboek, met precies deze inhoud.")
    _name_witnesses(verslag, tijden)
    _check_time(verslag, regel, tijden)
    rest = sorted(set(document) - {"vorm", "regel", "zout", "bewijs"})
    if rest:
        verslag.nagegaan.append(f"Niet nagegaan, want het valt buiten het bewijs: {', '.join(rest)}.")


def _check_time(verslag: Verslag, regel: Mapping[str, Any], tijden: Mapping[str, int]) -> None:
    tijd = regel.get("tijd")
    if not tijden or not isinstance(tijd, str):
        return
    if postdated(read_time(tijd), min(tijden.values())):
        raise BewijsFout(
            f"De regel zegt van {tijd} te zijn, maar een getuige zag het checkpoint met deze regel al eerder."
        )
    verslag.nagegaan.append("De tijd in de regel ligt niet na die van de getuigen.")


def verify_growth(lees_tegel: LeesTegel, oud: Checkpoint, nieuw: Checkpoint) -> None:
    """Check with the log's own tiles that its new checkpoint begins with the old one. Raises BewijsFout.

    Tiles that do not make the new checkpoint are told apart from a history that changed.
    """
    if not 0 < oud.grootte < nieuw.grootte:
        verify_consistency(oud.grootte, nieuw.grootte, oud.wortel, nieuw.wortel, [])
        return
    knopen = knopen_from_tiles(lees_tegel, nieuw.grootte)
    was = range_hash(knopen, 0, oud.grootte)
    try:
        pad = consistency_proof(knopen, oud.grootte, nieuw.grootte)
        verify_consistency(oud.grootte, nieuw.grootte, was, nieuw.wortel, pad)
    except BewijsFout:
        raise BewijsFout("De tegels die het logboek toont, passen niet bij zijn eigen checkpoint.") from None
    if was != oud.wortel:
        raise BewijsFout(f"De eerste {oud.grootte} bladen zijn niet meer die van het oude checkpoint.")


def check_groei(opties: argparse.Namespace, verslag: Verslag) -> None:
    """`groei`: whether one checkpoint continues another."""
    oud, _ = open_note(_read_note_file(opties.oud), opties.sleutel)
    nieuw, _ = open_note(_read_note_file(opties.nieuw), opties.sleutel)
    verslag.nagegaan.append(f"Beide checkpoints zijn ondertekend door {nieuw.oorsprong}.")
    verslag.kanttekening = "Getuigen zijn hier niet nagegaan."
    if opties.url:
        verify_growth(remote_tiles(opties.url), oud, nieuw)
    else:
        if not opties.bewijs and 0 < oud.grootte < nieuw.grootte:
            raise NietNaTeGaan(
                "Er is een bewijs nodig: geef --bewijs met een bestand, of --url met het adres van het logboek."
            )
        pad = read_hashes(_read_note_file(opties.bewijs)) if opties.bewijs else []
        verify_consistency(oud.grootte, nieuw.grootte, oud.wortel, nieuw.wortel, pad)
    verslag.nagegaan.append(f"De eerste {oud.grootte} van de {nieuw.grootte} bladen zijn dezelfde gebleven.")


# --- Following a log ---


def read_stand(pad: str) -> str | None:
    """The note that was kept in this file, or None when there is no such file yet; raises NietNaTeGaan and VormFout."""
    if not Path(pad).exists():
        return None
    stand = read_json(_read_file(pad), f"De stand in {pad}")
    notitie = stand.get("checkpoint")
    if stand.get("vorm") != "bronhuis-stand-1" or not isinstance(notitie, str):
        raise VormFout(f"In {pad} staat geen stand van een logboek.")
    return notitie


def write_stand(pad: str, notitie: str) -> None:
    """Keep this note: whole or not at all. Raises NietNaTeGaan."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=Path(pad).absolute().parent, delete=False, encoding="utf-8"
        ) as bestand:
            try:
                json.dump({"vorm": "bronhuis-stand-1", "checkpoint": notitie}, bestand, ensure_ascii=False)
                bestand.flush()
                os.fsync(bestand.fileno())
                bestand.close()
                os.replace(bestand.name, pad)  # noqa: PTH105 - one call, one step
            except OSError:
                with suppress(OSError):
                    Path(bestand.name).unlink()
                raise
    except OSError:
        raise NietNaTeGaan(f"De stand is niet te bewaren in {pad}.") from None


def _fetch_note(adres: str) -> str | None:
    inhoud = fetch(adres, LANGSTE_NOTITIE)
    return None if inhoud is None else _as_text(inhoud, adres)


def _fetch_checkpoint(opties: argparse.Namespace) -> tuple[str, Checkpoint, dict[str, int]]:
    notitie = _fetch_note(f"{opties.url.rstrip('/')}/checkpoint")
    if notitie is None:
        raise NietNaTeGaan(f"Op {opties.url} staat geen checkpoint.")
    return notitie, *open_note(notitie, opties.sleutel, opties.getuige, opties.nodig or 0)


def _witnessed(opties: argparse.Namespace, verslag: Verslag) -> Iterator[tuple[str, str, Checkpoint]]:
    """What each witness saw last. A witness that cannot be used stops nothing, but the conclusion is then open."""
    plaats = hashlib.sha256(opties.sleutel.naam.encode()).hexdigest()
    for basis in opties.getuige_url:
        try:
            notitie = _fetch_note(f"{basis.rstrip('/')}/checkpoint/{plaats}")
            if notitie is None:
                verslag.open.append(f"Getuige {basis} kent dit logboek niet.")
                continue
            checkpoint, tijden = open_note(notitie, opties.sleutel, opties.getuige, min(1, len(opties.getuige)))
        except (BewijsFout, NietNaTeGaan) as fout:
            verslag.open.append(f"Wat getuige {basis} toont, is niet te gebruiken. {fout}")
            continue
        gezien = f", gezien op {_moment(max(tijden.values()))}" if tijden else ""
        verslag.nagegaan.append(f"Getuige {basis} toont een checkpoint van {checkpoint.grootte} bladen{gezien}.")
        yield basis, notitie, checkpoint


def watch(opties: argparse.Namespace, verslag: Verslag, vorige: str | None) -> str:
    """`volg`, once: the log against itself as it was (`vorige`, a note) and against its witnesses; returns the log's note of now.

    Witnesses are asked first: a log may hold a new checkpoint back until they cosigned it, so it gets `geduld` seconds to show it.
    """
    getuigd = list(_witnessed(opties, verslag))
    notitie, checkpoint, tijden = _fetch_checkpoint(opties)
    eind = time.monotonic() + opties.geduld
    while any(van.grootte > checkpoint.grootte for _, _, van in getuigd) and time.monotonic() < eind:
        time.sleep(min(1.0, opties.geduld))
        notitie, checkpoint, tijden = _fetch_checkpoint(opties)
    verslag.nagegaan.append(f"Het checkpoint ({checkpoint.grootte} bladen) is ondertekend door {checkpoint.oorsprong}.")
    _name_witnesses(verslag, tijden)
    eerder = [(f"getuige {basis}", van_getuige, van) for basis, van_getuige, van in getuigd]
    if vorige is not None:
        try:
            eerder.append(("de bewaarde stand", vorige, open_note(vorige, opties.sleutel)[0]))
        except BewijsFout as fout:
            raise NietNaTeGaan(f"De bewaarde stand is niet te gebruiken. {fout}") from None
    lees_tegel = remote_tiles(opties.url)
    for wie, stuk, oud in eerder:
        verslag.stukken = (stuk, notitie)
        if oud.grootte > checkpoint.grootte:
            raise BewijsFout(
                f"Het logboek toont {checkpoint.grootte} bladen, maar {wie} zag er al {oud.grootte}:"
                " er is iets weggehaald, of u krijgt een oud checkpoint."
            )
        try:
            verify_growth(lees_tegel, oud, checkpoint)
        except BewijsFout as fout:
            raise BewijsFout(f"Vergeleken met {wie} ({oud.grootte} bladen). {fout}") from None
        verslag.nagegaan.append(f"Vergeleken met {wie}: de eerste {oud.grootte} bladen zijn dezelfde gebleven.")
    verslag.stukken = ()
    if not eerder:
        verslag.nagegaan.append("Er was nog niets om mee te vergelijken; dit is de eerste keer.")
    _check_age(opties, verslag, tijden)
    return notitie


def _check_age(opties: argparse.Namespace, verslag: Verslag, tijden: Mapping[str, int]) -> None:
    if opties.hoogstens_oud is None:
        return
    if not tijden:
        verslag.open.append("Hoe oud het checkpoint is, zegt alleen een getuige; geef --getuige.")
    elif time.time() - max(tijden.values()) > opties.hoogstens_oud:
        raise BewijsFout(
            f"Het checkpoint is oud: getuigen zagen het op {_moment(max(tijden.values()))}, daarna geen nieuwer."
        )


# --- Every leaf ---


class Verzegeld:
    """The leaves as they were published in tiles, in order, with the root that they make."""

    def __init__(self, lees_tegel: LeesTegel, grootte: int) -> None:
        self._lees_tegel, self._grootte = lees_tegel, grootte
        self._toppen: list[bytes] = []
        self._tegel, self._gelezen = b"", 0

    def at(self, nummer: int) -> bytes:
        """The hash of this leaf; numbers only go up. Raises BewijsFout for a tile of another length."""
        while self._gelezen <= nummer:
            tegel = self._gelezen // TEGELBREEDTE
            breedte = min(TEGELBREEDTE, self._grootte - self._gelezen)
            self._tegel = self._lees_tegel(0, tegel, breedte)
            if len(self._tegel) != breedte * HASHLENGTE:
                raise BewijsFout(f"De tegel {tile_path(0, tegel, breedte)} is {len(self._tegel)} bytes lang.")
            for begin in range(0, len(self._tegel), HASHLENGTE):
                append_leaf(self._toppen, self._gelezen, self._tegel[begin : begin + HASHLENGTE])
                self._gelezen += 1
        begin = nummer % TEGELBREEDTE * HASHLENGTE
        return self._tegel[begin : begin + HASHLENGTE]

    @property
    def wortel(self) -> bytes:
        """The root over all leaves."""
        if self._grootte:
            self.at(self._grootte - 1)
        return fold(self._toppen)


def leaf_faults(blad: Mapping[str, Any], inzet: bytes, marge: int) -> Iterator[str]:
    """What does not fit in one leaf of the stream of `alles`, in plain Dutch."""
    if blad.get("vernietigd") is True:
        if "regel" in blad or "zout" in blad:
            yield "de regel is er nog, maar is gemeld als vernietigd"
        return
    regel, gezien = blad.get("regel"), blad.get("gezien")
    if not isinstance(regel, dict):
        yield "de regel ontbreekt, en is niet gemeld als vernietigd"
        return
    try:
        if commitment(_hex(blad.get("zout"), "Het zout"), canonical(regel)) != inzet:
            yield "de regel is veranderd, of zijn zout of inzet"
        if gezien is not None:
            if type(gezien) is not int:
                raise VormFout("De tijd van het vorige checkpoint is geen getal.")
            if backdated(read_time(str(regel.get("tijd"))), gezien, marge):
                yield (
                    f"de regel zegt van {regel['tijd']} te zijn, maar stond niet in het checkpoint dat op {_moment(gezien)} is gezien"
                )
    except VormFout as fout:
        yield str(fout)


def check_alles(opties: argparse.Namespace, verslag: Verslag) -> None:
    """`alles`: every leaf of the log, from a stream. Says at once which leaf does not fit; keeps only the edge of the tree."""
    checkpoint, tijden = open_note(_read_note_file(opties.checkpoint), opties.sleutel, opties.getuige, _quorum(opties))
    verslag.nagegaan.append(f"Het checkpoint ({checkpoint.grootte} bladen) is ondertekend door {checkpoint.oorsprong}.")
    _name_witnesses(verslag, tijden)
    telling = Telling(checkpoint, opties.marge, opties.tegels and local_or_remote_tiles(opties.tegels))
    try:
        if opties.bestand == "-":
            telling.read(sys.stdin.buffer)
        else:
            with Path(opties.bestand).open("rb") as stroom:
                telling.read(stroom)
        telling.finish(verslag)
    except OSError:
        raise NietNaTeGaan(f"Het bestand {opties.bestand} is niet te lezen.") from None
    except (VormFout, NietNaTeGaan) as fout:
        if telling.fouten:
            raise BewijsFout(
                f"Er zijn {telling.fouten} fouten gevonden, en de controle kon niet worden afgemaakt. {fout}"
            ) from None
        raise


def local_or_remote_tiles(plaats: str) -> LeesTegel:
    """The tiles at an address, or in a folder that holds what such an address gives."""
    if urlsplit(plaats).scheme in ("http", "https"):
        return remote_tiles(plaats)
    return lambda niveau, nummer, breedte: _read_file(str(Path(plaats) / tile_path(niveau, nummer, breedte)))


class Telling:
    """A walk along all leaves: their numbers, what is in them, and the tree that they make."""

    def __init__(self, checkpoint: Checkpoint, marge: int, lees_tegel: LeesTegel | None) -> None:
        self.fouten = 0
        self._checkpoint, self._marge = checkpoint, marge
        self._verzegeld = Verzegeld(lees_tegel, checkpoint.grootte) if lees_tegel else None
        self._toppen: list[bytes] = []
        self._volgende = self._geteld = self._vernietigd = 0

    def _report(self, wat: str) -> None:
        self.fouten += 1
        _say(f"- {wat}")

    def read(self, stroom: IO[bytes]) -> None:
        """Go along the lines of this stream; raises VormFout for one that is no leaf."""
        plek = 0
        while inhoud := stroom.readline(GROOTSTE_BESTAND + 1):
            plek += 1
            blad = read_json(inhoud, f"Regel {plek} van de invoer")
            if type(blad.get("nummer")) is not int or blad["nummer"] < 0:
                raise VormFout(f"Regel {plek} van de invoer heeft geen nummer van een blad.")
            self._take(blad["nummer"], blad)

    def _take(self, nummer: int, blad: Mapping[str, Any]) -> None:
        if nummer < self._volgende:
            self._report(f"Blad {nummer}: staat er vaker dan één keer, of niet op volgorde.")
            return
        self._skip_to(nummer)
        self._volgende = nummer + 1
        self._vernietigd += blad.get("vernietigd") is True
        inhoud = blad.get("regel")
        naam = str(inhoud["id"])[:80] if isinstance(inhoud, dict) and "id" in inhoud else "zonder id"
        try:
            inzet = _hex(blad.get("inzet"), "De inzet")
        except VormFout as fout:
            self._report(f"Blad {nummer} (regel {naam}): {fout}")
            return
        for fout_in_blad in leaf_faults(blad, inzet, self._marge):
            self._report(f"Blad {nummer} (regel {naam}): {fout_in_blad}.")
        if nummer < self._checkpoint.grootte:
            if self._verzegeld and self._verzegeld.at(nummer) != leaf_hash(inzet):
                self._report(f"Blad {nummer} (regel {naam}): dit is niet de inzet die in de tegels is verzegeld.")
            # A leaf that is missing shifts all others: from there on there is no tree to make.
            if self._geteld == nummer:
                append_leaf(self._toppen, nummer, leaf_hash(inzet))
                self._geteld += 1

    def _skip_to(self, nummer: int) -> None:
        if nummer == self._volgende + 1:
            self._report(f"Blad {self._volgende}: ontbreekt.")
        elif nummer > self._volgende:
            self._report(f"Blad {self._volgende} tot en met {nummer - 1}: ontbreken.")

    def finish(self, verslag: Verslag) -> None:
        """Compare the tree with the checkpoint, and conclude; raises BewijsFout."""
        grootte = self._checkpoint.grootte
        if self._volgende < grootte:
            self._skip_to(grootte)
        if self._geteld == grootte and fold(self._toppen) != self._checkpoint.wortel:
            self._report("De bladen maken samen niet de wortel van het checkpoint.")
        if self._verzegeld and self._verzegeld.wortel != self._checkpoint.wortel:
            self._report("De tegels maken samen niet de wortel van het checkpoint: ook de tegels zijn veranderd.")
        if self.fouten:
            raise BewijsFout(f"Er zijn {self.fouten} fouten gevonden; ze staan hierboven.")
        verslag.nagegaan.append(
            f"Alle {grootte} bladen van het checkpoint zijn er, op volgorde, en maken samen zijn wortel."
        )
        verslag.nagegaan.append(f"Elke regel past bij zijn blad; {self._vernietigd} regels zijn gemeld als vernietigd.")
        if self._volgende > grootte:
            verslag.nagegaan.append(
                f"{self._volgende - grootte} bladen zijn nieuwer dan dit checkpoint en nog niet verzegeld."
            )


# --- The command line ---

UITLEG = {
    "regel": (
        "De regel staat letter voor letter zo in het logboek. Wie er later iets aan verandert, krijgt een andere wortel, en dat valt op.",
        "dat het waar is wat in de regel staat, of dat elk gebruik een regel heeft gekregen.",
        "De regel, het bewijs of het logboek is veranderd, of de sleutel is een andere. Wie dat deed en waarom, is hiermee niet gezegd.",
    ),
    "groei": (
        "Er is tussen de twee checkpoints alleen bijgeschreven; niets van het oude is veranderd of weg.",
        "wat er in de bladen staat, of dat anderen dezelfde checkpoints zien als u.",
        "Deze twee checkpoints kunnen niet van hetzelfde logboek zijn dat alleen groeit. Bewaar ze allebei: samen zijn ze het bewijs.",
    ),
    "volg": (
        "Er is sinds de vorige keer alleen bijgeschreven, en u ziet hetzelfde logboek als de getuigen die zijn nagegaan.",
        "wat er in de bladen staat, of dat elk gebruik een regel heeft gekregen.",
        "Het logboek is niet alleen gegroeid, of het toont u iets anders dan anderen. Bewaar wat hier staat: het is het bewijs.",
    ),
    "alles": (
        "Elke regel in het bestand is dezelfde als toen dit checkpoint werd gemaakt, en er ontbreekt er geen.",
        "dat elk gebruik een regel heeft gekregen. Van een vernietigde regel is alleen de plaats nagegaan.",
        "Er is na het verzegelen iets veranderd, weggehaald of bijgeschreven. Wie dat deed en waarom, is hiermee niet gezegd.",
    ),
}

VOORBEELDEN = """voorbeelden:
  bronhuis_verify.py regel mijn-regel.json --sleutel "$SLEUTEL" --getuige "$GETUIGE"
  bronhuis_verify.py groei vorig-jaar.txt nu.txt --sleutel "$SLEUTEL" --url https://gemeente.example/.well-known/verwerkingslog
  bronhuis_verify.py volg https://gemeente.example/.well-known/verwerkingslog --sleutel "$SLEUTEL" --stand stand.json --eenmalig
  … | bronhuis_verify.py alles - --sleutel "$SLEUTEL" --checkpoint checkpoint.txt

Een sleutel ziet eruit als: naam+1a2b3c4d+AbCd… Vraag haar niet alleen aan de gemeente: ook een getuige of een krant kan haar hebben.

uitkomst (ook als exitcode): 0 = klopt, 1 = klopt niet, 2 = kan niet worden nagegaan."""

VERTALING = (
    ("the following arguments are required: ", "dit ontbreekt: "),
    ("unrecognized arguments: ", "dit hoort er niet bij: "),
    ("invalid choice: ", "dit is geen opdracht: "),
    ("choose from ", "kies uit "),
    ("expected one argument", "hier hoort een waarde achter"),
    ("not allowed with argument ", "dit kan niet samen met "),
)


def _say(tekst: str) -> None:
    """Print for a person: nothing in an input may steer the screen."""
    print("".join(teken if teken.isprintable() else "·" for teken in tekst))


def judge(opdracht: str, controle: Callable[[Verslag], None]) -> int:
    """Carry out a check and say how it ended; returns the exit code."""
    verslag = Verslag()
    code, kop = KLOPT, "Klopt."
    try:
        controle(verslag)
        if verslag.open:
            code, kop = ONBEKEND, "Kan niet helemaal worden nagegaan."
    except (VormFout, NietNaTeGaan) as fout:
        code, kop = ONBEKEND, f"Kan niet worden nagegaan: {fout}"
    except BewijsFout as fout:
        code, kop = KLOPT_NIET, f"Klopt niet: {fout}"
    except KeyboardInterrupt:
        raise
    except Exception as fout:  # noqa: BLE001 - a reader is told that it went wrong, not where in the code
        code, kop = ONBEKEND, f"Kan niet worden nagegaan: er ging iets mis in dit programma ({type(fout).__name__})."
    bewijst, bewijst_niet, betekent = UITLEG[opdracht]
    _say(kop)
    for punt in verslag.nagegaan:
        _say(f"  + {punt}")
    for punt in verslag.open:
        _say(f"  ? {punt}")
    if code == KLOPT:
        _say(f"Dit bewijst: {bewijst}")
        _say(f"Dit bewijst niet: {bewijst_niet} {verslag.kanttekening}".rstrip())
    elif code == KLOPT_NIET:
        _say(f"Dit betekent: {betekent}")
        for stuk in verslag.stukken:
            _say("--- ondertekend stuk ---")
            for regel in stuk.splitlines():
                _say(regel)
    else:
        _say("Dit betekent: er is niets bewezen, niet dat het klopt en niet dat het niet klopt.")
    return code


def _follow(opties: argparse.Namespace) -> int:
    gezien: list[str] = []

    def once(verslag: Verslag) -> None:
        vorige = read_stand(opties.stand) if opties.stand else next(iter(gezien), None)
        gezien[:] = [watch(opties, verslag, vorige)]
        if opties.stand:
            write_stand(opties.stand, gezien[0])

    while True:
        code = judge("volg", once)
        sys.stdout.flush()
        if opties.eenmalig or code == KLOPT_NIET:
            return code
        time.sleep(opties.elke)


class _Hulp(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "gebruik: " if prefix is None else prefix)


class _Ontleder(argparse.ArgumentParser):
    def __init__(self, **keuzes: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Hulp, **keuzes)
        self.keuzes = self.add_argument_group("wat u opgeeft")
        self.keuzes.add_argument("-h", "--help", action="help", help="toon deze uitleg")

    def error(self, message: str) -> NoReturn:
        for engels, nederlands in VERTALING:
            message = message.replace(engels, nederlands)
        self.print_usage(sys.stderr)
        self.exit(ONBEKEND, f"Kan niet worden nagegaan: {message}\n")


def _key(tekst: str) -> Sleutel:
    try:
        return Sleutel.read(tekst)
    except BewijsFout as fout:
        raise argparse.ArgumentTypeError(str(fout)) from None


def _count(tekst: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", tekst):
        raise argparse.ArgumentTypeError("hier hoort een geheel getal")
    return int(tekst)


def _witness_options(ontleder: _Ontleder, nodig: str) -> None:
    ontleder.keuzes.add_argument(
        "--getuige", type=_key, action="append", default=[], metavar="SLEUTEL",
        help="de sleutel van een getuige; mag vaker",
    )  # fmt: skip
    ontleder.keuzes.add_argument("--nodig", type=_count, metavar="N", help=f"hoeveel getuigen er moeten zijn ({nodig})")


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    ontleder = _Ontleder(
        prog="bronhuis_verify.py", epilog=VOORBEELDEN,
        description="Ga zelf na of het verwerkingslogboek van een gemeente klopt, zonder de gemeente te hoeven geloven.",
    )  # fmt: skip
    opdrachten = ontleder.add_subparsers(title="opdrachten", metavar="OPDRACHT", dest="opdracht", required=True)

    def command(naam: str, hulp: str) -> _Ontleder:
        deel: _Ontleder = opdrachten.add_parser(
            naam, help=hulp, description=f"{hulp}. Als het klopt: {UITLEG[naam][0]}", epilog=VOORBEELDEN
        )
        deel.keuzes.add_argument("--sleutel", type=_key, required=True, help="de sleutel van het logboek")
        return deel

    regel = command("regel", "Controleer een regel die u hebt gedownload")
    regel.keuzes.add_argument("bestand", metavar="BESTAND", help="de download (JSON)")
    _witness_options(regel, "anders alle die u noemt")

    groei = command("groei", "Controleer of een checkpoint een ouder checkpoint voortzet")
    groei.keuzes.add_argument("oud", metavar="OUD", help="bestand met het oude checkpoint")
    groei.keuzes.add_argument("nieuw", metavar="NIEUW", help="bestand met het nieuwe checkpoint")
    bron = groei.keuzes.add_mutually_exclusive_group()
    bron.add_argument("--bewijs", metavar="BESTAND", help="bestand met het bewijs: base64, één stap per regel")
    bron.add_argument("--url", metavar="ADRES", help="adres van het logboek; het bewijs komt dan uit zijn tegels")

    volg = command("volg", "Volg een logboek, en vergelijk het met de vorige keer en met zijn getuigen")
    volg.keuzes.add_argument("url", metavar="ADRES", help="adres van het logboek")
    volg.keuzes.add_argument(
        "--getuige-url", action="append", default=[], metavar="ADRES", help="adres van een getuige; mag vaker"
    )
    _witness_options(volg, "anders geen")
    volg.keuzes.add_argument("--stand", metavar="BESTAND", help="hierin staat wat de vorige keer is gezien")
    volg.keuzes.add_argument("--eenmalig", action="store_true", help="kijk één keer")
    volg.keuzes.add_argument("--elke", type=_count, default=60, metavar="SECONDEN", help="hoe vaak kijken (anders 60)")
    volg.keuzes.add_argument(
        "--geduld", type=_count, default=30, metavar="SECONDEN",
        help="hoelang het logboek een checkpoint mag achterhouden dat een getuige al zag (anders 30)",
    )  # fmt: skip
    volg.keuzes.add_argument(
        "--hoogstens-oud", type=_count, metavar="SECONDEN", help="alarm als getuigen zo lang niets nieuws zagen"
    )

    alles = command("alles", "Controleer alle bladen tegen een checkpoint")
    alles.keuzes.add_argument(
        "bestand", metavar="BESTAND", help="JSON, één blad per regel, op volgorde; - is de invoer"
    )
    alles.keuzes.add_argument("--checkpoint", required=True, metavar="BESTAND", help="bestand met het checkpoint")
    _witness_options(alles, "anders alle die u noemt")
    alles.keuzes.add_argument(
        "--marge", type=_count, default=MARGE, metavar="SECONDEN",
        help=f"hoeveel ouder dan het vorige checkpoint een regel mag zijn (anders {MARGE})",
    )  # fmt: skip
    alles.keuzes.add_argument(
        "--tegels", metavar="ADRES", help="adres of map met de tegels; noemt ook bladen met een andere inzet"
    )
    return ontleder


def main(argumenten: Sequence[str] | None = None) -> int:
    """Carry out one command; returns 0 (it fits), 1 (it does not) or 2 (cannot be checked)."""
    for stroom in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stroom.reconfigure(errors="replace")  # type: ignore[union-attr]
    ontleder = build_parser()
    opties = ontleder.parse_args(argumenten)
    try:
        check_witnesses(opties.sleutel, getattr(opties, "getuige", ()), getattr(opties, "nodig", None) or 0)
    except VormFout as fout:
        ontleder.error(str(fout))
    controles = {"regel": check_regel, "groei": check_groei, "alles": check_alles}
    try:
        if opties.opdracht == "volg":
            code = _follow(opties)
        else:
            code = judge(opties.opdracht, lambda verslag: controles[opties.opdracht](opties, verslag))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return ONBEKEND
    except BrokenPipeError:
        # Who reads the output has gone: there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ONBEKEND


if __name__ == "__main__":
    sys.exit(main())
