"""The sealer: gives every leaf of the sources a place in the tree, and has the grown tree signed.

Two steps, each whole or not at all. First leaves get their numbers: from then on they cannot move. Only then is the tree signed: a crash
in between leaves an unsigned piece, which the next round signs; never a signature over a tree that might still come out otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import psycopg

from audit import opslag
from audit.boom import TEGELBREEDTE, Rand, consistency_proof, root
from audit.bronhuis_verify import MARGE, Checkpoint, backdated, commitment
from audit.bronnen import Bron
from audit.nieuwe_bladen import Lezer, Nieuw, read_leaves
from audit.opslag import Getekend, asker

SLOT = 5_127_463  # number of the advisory lock: one sealer at a time
BATCH = 5_000  # leaves per transaction: more of them sort slower, fewer plan and commit more often

MOMENT = re.compile(rb'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"')

Teken = Callable[[Checkpoint, Sequence[bytes]], str]


@dataclass(frozen=True, slots=True)
class Ronde:
    """What one round did: leaves that got a place, whether a source may have more, and those whose time cannot be right."""

    nieuw: int
    meer: bool
    te_oud: tuple[tuple[str, UUID], ...] = ()


def place_leaves(
    verbinding: psycopg.Connection[Any], bronnen: Iterable[Bron], aantal: int = BATCH, lees: Lezer | None = None
) -> Ronde:
    """Give new leaves their numbers, at most `aantal` per source. Nothing when another sealer is at it.

    They come from `lees`, or are read over this connection.
    """
    vraag = asker(verbinding)
    lees = lees or partial(read_leaves, vraag)
    with verbinding.transaction():
        ((vrij,),) = vraag("SELECT pg_try_advisory_xact_lock(%s)", (SLOT,))
        if not vrij:
            return Ronde(0, meer=False)
        begin = eind = opslag.size(vraag)
        vorige = opslag.last_checkpoint(vraag).getekend
        meer, te_oud = False, list[tuple[str, UUID]]()
        for bron in bronnen:
            bladen = lees(bron, opslag.last_place(vraag, bron, begin), aantal)
            meer = meer or len(bladen) == aantal
            with (
                verbinding.cursor() as cursor,
                cursor.copy("COPY audit.blad (nummer, bron, xid, id, inzet) FROM STDIN") as kopie,
            ):
                # One text for all: nothing in it needs escaping, and row by row costs as much as the hashing.
                kopie.write(
                    "".join(
                        f"{nummer}\t{bron.naam}\t{blad.xid}\t{blad.id.hex}\t\\\\x{commitment(blad.zout, blad.inhoud).hex()}\n"
                        for nummer, blad in enumerate(bladen, eind)
                    )
                )
            if vorige:
                te_oud += [(bron.naam, b.id) for b in too_old(bladen, int(vorige.timestamp()))]
            eind += len(bladen)
        _keep_full_tiles(verbinding, begin, eind)
    return Ronde(eind - begin, meer, tuple(te_oud))


def sign_tree(verbinding: psycopg.Connection[Any], oorsprong: str, teken: Teken) -> Getekend | None:
    """Have the tree signed as it stands; None when it did not grow. Raises whatever `teken` raises: then nothing was kept.

    The first that is signed is the empty tree: so a signer knows a log from its beginning. A signature that was asked and did not arrive is
    asked again for that size, before anything larger: the signer may have given it, and goes on from there only.
    """
    vraag = asker(verbinding)
    with verbinding.transaction():
        vorige = opslag.last_checkpoint(vraag)
        grootte = opslag.open_request(vraag, vorige)
        if grootte is None:
            grootte = opslag.size(vraag) if vorige.notitie else 0
            if vorige.notitie and grootte == vorige.grootte:
                return None
            verbinding.execute("INSERT INTO audit.aanvraag (grootte) VALUES (%s)", (grootte,))
        knopen = opslag.nodes(vraag, grootte)
        wortel = root(knopen, grootte)
        pad = consistency_proof(knopen, vorige.grootte, grootte)
    notitie = teken(Checkpoint(oorsprong, grootte, wortel), pad)
    ((getekend,),) = vraag(
        "INSERT INTO audit.checkpoint (grootte, wortel, notitie) VALUES (%s, %s, %s) RETURNING getekend",
        (grootte, wortel, notitie),
    )
    return Getekend(grootte, wortel, notitie, getekend)


def too_old(bladen: Iterable[Nieuw], vorige: int) -> Iterator[Nieuw]:
    """Leaves that say to be older than they can be beside a checkpoint of `vorige` (POSIX seconds)."""
    grens = datetime.fromtimestamp(vorige - MARGE, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()
    for blad in bladen:
        # Moments in this form are ordered as text is. Quotes in a text are escaped, so this is a name of a field wherever it stands; where it
        # stands once and is young enough there is nothing to parse.
        _, naam, na = blad.inhoud.partition(b'"tijd":"')
        eenmaal = bool(naam) and b'"tijd":' not in na and MOMENT.match(na) is not None
        if eenmaal and na[: len(grens)] >= grens:
            continue
        if blad.inhoud and backdated(datetime.fromisoformat(orjson.loads(blad.inhoud)["tijd"]), vorige):
            yield blad


def _keep_full_tiles(verbinding: psycopg.Connection[Any], begin: int, eind: int) -> None:
    """Write every tile that became full when the tree grew from `begin` to `eind`, from the leaves up."""
    vraag, niveau = asker(verbinding), 0
    while eind:
        for nummer in range(begin // TEGELBREEDTE, eind // TEGELBREEDTE):
            van = nummer * TEGELBREEDTE
            # The root of 256 nodes is made as that of 256 leaves is.
            hashes = opslag.part_of_tile(vraag, niveau, van, van + TEGELBREEDTE)
            verbinding.execute(
                "INSERT INTO audit.tegel (niveau, nummer, hashes, wortel) VALUES (%s, %s, %s, %s)",
                (niveau, nummer, b"".join(hashes), Rand().extend(hashes)[0].wortel),
            )
        begin, eind, niveau = begin // TEGELBREEDTE, eind // TEGELBREEDTE, niveau + 1
