"""The tree as it stands in the database: leaves, full tiles, checkpoints. The same reading serves the sealer, the pages and the proofs.

Partial tiles are not stored: their hashes stand in the leaves, or beside the full tiles below them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from audit.boom import TEGELBREEDTE, Knopen, knopen_from_tiles
from audit.bronhuis_verify import EMPTY_ROOT, leaf_hash
from audit.bronnen import Bron

Plaats = tuple[int, UUID]  # (xid, id): where a leaf belongs within its source
BEGIN: Plaats = (0, UUID(int=0))
# Asks a statement with its parameters and gives all rows: psycopg for the sealer, Django's connection for pages.
Vraag = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


def asker(verbinding: psycopg.Connection[Any]) -> Vraag:
    """Let the tree's tables be asked over this connection. In binary: bytes as hexadecimal text cost both sides a tenth of all they do."""
    return lambda tekst, waarden: verbinding.execute(tekst.encode(), waarden, binary=True).fetchall()


class Verzegeld(NamedTuple):
    """A leaf that has its place; `inzet` is its commitment (32 bytes)."""

    nummer: int
    bron: str
    xid: int
    id: UUID
    inzet: bytes


@dataclass(frozen=True, slots=True)
class Getekend:
    """A signed checkpoint; `getekend` is aware, UTC."""

    grootte: int
    wortel: bytes
    notitie: str
    getekend: datetime | None


@dataclass(frozen=True, slots=True)
class Tijdstempel:
    """What an authority outside gave over the checkpoint of this size: its response, and the moment in it (aware, UTC)."""

    grootte: int
    notitie: str
    antwoord: bytes
    tijd: datetime


NIETS_GETEKEND = Getekend(0, EMPTY_ROOT, "", None)


def size(vraag: Vraag) -> int:
    """How many leaves have a place."""
    ((grootte,),) = vraag("SELECT coalesce(max(nummer) + 1, 0) FROM audit.blad", ())
    return int(grootte)


def leaves(vraag: Vraag, van: int, tot: int) -> list[Verzegeld]:
    """Leaves with numbers in [van, tot), in order."""
    rijen = vraag(
        "SELECT nummer, bron, xid::text, id, inzet FROM audit.blad WHERE nummer >= %s AND nummer < %s ORDER BY nummer",
        (van, tot),
    )
    return [Verzegeld(nummer, bron, int(xid), id_, bytes(inzet)) for nummer, bron, xid, id_, inzet in rijen]


def number_of(vraag: Vraag, bron: str, id_: UUID) -> int | None:
    """The number of this leaf, or None while it is not sealed."""
    rijen = vraag("SELECT nummer FROM audit.blad WHERE bron = %s AND id = %s", (bron, id_))
    return int(rijen[0][0]) if rijen else None


# Two bounds and two columns of order, so that only the index of places of a source gives this order. Asked for one source in order of number,
# the planner may walk the whole log backwards in search of a source that gave few leaves, or none.
LAATSTE_PLAATS = "SELECT xid::text, id FROM audit.blad WHERE bron >= %s AND (bron, nummer) < (%s, %s) ORDER BY bron DESC, nummer DESC LIMIT 1"


def last_place(vraag: Vraag, bron: Bron, grootte: int) -> Plaats:
    """Where the last leaf of this source stands of those with a number below `grootte`: leaves of one source stand in order."""
    rijen = vraag(LAATSTE_PLAATS, (bron.naam, bron.naam, grootte))
    return (int(rijen[0][0]), rijen[0][1]) if rijen else BEGIN


def source_leaves(
    vraag: Vraag, bron: Bron, na: Plaats, tot: int, aantal: int
) -> list[tuple[int, UUID, bytes | None, bytes | None]]:
    """Leaves as the source gives them: (xid, id, zout, canonical bytes) after place `na`, of transactions before `tot`, at most `aantal`.

    Of a leaf that was lawfully destroyed: (xid, id, None, the 16 bytes of its declaration's id).
    """
    rijen = vraag(
        f"SELECT xid::text, id, zout, inhoud FROM {bron.functie}(%s::xid8, %s, %s::xid8, %s)",  # noqa: S608 - a checked name
        (str(na[0]), na[1], str(tot), aantal),
    )
    return [
        (int(xid), id_, bytes(zout) if zout is not None else None, bytes(inhoud) if inhoud is not None else None)
        for xid, id_, zout, inhoud in rijen
    ]


def strayed_rows(vraag: Vraag, bron: Bron) -> list[tuple[UUID | None, str, str]]:
    """(leaf or None, table, row) of everything that is not what its last leaf in this source says."""
    if bron.toets is None:
        return []
    return [(blad, tabel, rij) for blad, tabel, rij in vraag(f"SELECT blad, tabel, rij FROM {bron.toets}()", ())]  # noqa: S608 - a checked name


def declarations(vraag: Vraag, bron: Bron) -> dict[UUID, tuple[int, bytes]]:
    """What was declared destroyed of this source: per declaration how many leaves, and their digest."""
    if bron.verklaringen is None:
        return {}
    rijen = vraag(f"SELECT id, bladen, bladen_sha256 FROM {bron.verklaringen}()", ())  # noqa: S608 - a checked name
    return {id_: (aantal, bytes(digest)) for id_, aantal, digest in rijen}


def last_checkpoint(vraag: Vraag) -> Getekend:
    """The newest signed checkpoint; of size 0 and without a note where there is none yet."""
    rijen = vraag("SELECT grootte, wortel, notitie, getekend FROM audit.checkpoint ORDER BY grootte DESC LIMIT 1", ())
    return Getekend(rijen[0][0], bytes(rijen[0][1]), rijen[0][2], rijen[0][3]) if rijen else NIETS_GETEKEND


def last_stamp(vraag: Vraag) -> Tijdstempel | None:
    """The newest time-stamp with the note that it is over, or None where there is none."""
    rijen = vraag(
        "SELECT t.grootte, c.notitie, t.antwoord, t.tijd FROM audit.tijdstempel t JOIN audit.checkpoint c USING (grootte) "
        "ORDER BY grootte DESC LIMIT 1",
        (),
    )
    return Tijdstempel(rijen[0][0], rijen[0][1], bytes(rijen[0][2]), rijen[0][3]) if rijen else None


def open_request(vraag: Vraag, laatste: Getekend) -> int | None:
    """The size for which a signature was asked that did not arrive, or None."""
    na = laatste.grootte if laatste.notitie else -1
    rijen = vraag("SELECT grootte FROM audit.aanvraag WHERE grootte > %s ORDER BY grootte LIMIT 1", (na,))
    return int(rijen[0][0]) if rijen else None


def record_refusal(vraag: Vraag, reden: str) -> None:
    """Write down that the signer refused, once for as long as it gives the same reason."""
    laatste = refusal(vraag)
    if laatste is None or laatste[1] != reden:
        vraag("INSERT INTO audit.geweigerd (reden) VALUES (%s) RETURNING tijd", (reden,))


def refusal(vraag: Vraag) -> tuple[datetime, str] | None:
    """Since when (aware, UTC) the signer refuses and why; None when it signed after that, or never refused."""
    rijen = vraag(
        "SELECT tijd, reden FROM audit.geweigerd "
        "WHERE tijd > coalesce((SELECT max(getekend) FROM audit.checkpoint), '-infinity') ORDER BY tijd DESC LIMIT 1",
        (),
    )
    return (rijen[0][0], str(rijen[0][1])) if rijen else None


def read_tile(vraag: Vraag, niveau: int, nummer: int, breedte: int) -> bytes | None:
    """The first `breedte` hashes of this tile (32 bytes each), or None where the tree is not that large."""
    if breedte == TEGELBREEDTE:
        rijen = vraag("SELECT hashes FROM audit.tegel WHERE niveau = %s AND nummer = %s", (niveau, nummer))
        return bytes(rijen[0][0]) if rijen else None
    van = nummer * TEGELBREEDTE
    hashes = part_of_tile(vraag, niveau, van, van + breedte)
    return b"".join(hashes) if len(hashes) == breedte else None


def full_tile(vraag: Vraag, niveau: int, nummer: int) -> tuple[bytes, bytes] | None:
    """The 256 hashes of this tile and the root that stands beside them, or None where it is not stored."""
    rijen = vraag("SELECT hashes, wortel FROM audit.tegel WHERE niveau = %s AND nummer = %s", (niveau, nummer))
    return (bytes(rijen[0][0]), bytes(rijen[0][1])) if rijen else None


def part_of_tile(vraag: Vraag, niveau: int, van: int, tot: int) -> list[bytes]:
    """Hashes of one tile level with numbers in [van, tot): of leaves, or the roots of full tiles one level down."""
    if niveau == 0:
        rijen = vraag("SELECT inzet FROM audit.blad WHERE nummer >= %s AND nummer < %s ORDER BY nummer", (van, tot))
        return [leaf_hash(bytes(inzet)) for (inzet,) in rijen]
    rijen = vraag(
        "SELECT wortel FROM audit.tegel WHERE niveau = %s AND nummer >= %s AND nummer < %s ORDER BY nummer",
        (niveau - 1, van, tot),
    )
    return [bytes(wortel) for (wortel,) in rijen]


def nodes(vraag: Vraag, grootte: int) -> Knopen:
    """The nodes of the tree of this size, read tile by tile; raises LookupError where a tile is missing."""

    def lees(niveau: int, nummer: int, breedte: int) -> bytes:
        tegel = read_tile(vraag, niveau, nummer, breedte)
        if tegel is None:
            msg = f"tegel {niveau}/{nummer} van {breedte} ontbreekt"
            raise LookupError(msg)
        return tegel

    return knopen_from_tiles(lees, grootte)
