"""The sealer: gives every leaf of the sources a place in the tree, and has the grown tree signed.

Two steps, each whole or not at all. First leaves get their numbers: from then on they cannot move. Only then is the tree signed: a crash
in between leaves an unsigned piece, which the next round signs; never a signature over a tree that might still come out otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import psycopg

from audit import opslag
from audit.boom import TEGELBREEDTE, Rand, consistency_proof, root
from audit.bronhuis_verify import MARGE, Checkpoint, backdated, commitment
from audit.bronnen import Bron
from audit.opslag import BEGIN, Getekend, Vraag

SLOT = 5_127_463  # number of the advisory lock: one sealer at a time
BATCH = 20_000  # leaves per transaction; none may live longer than 30 seconds

MOMENT = re.compile(rb'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"')

Teken = Callable[[Checkpoint, Sequence[bytes]], str]


class TransactienummersTerug(Exception):
    """The server numbers its transactions lower than what was sealed: what is written now would never be sealed. Says what to do."""


@dataclass(frozen=True, slots=True)
class Ronde:
    """What one round did: leaves that got a place, whether a source may have more, and those whose time cannot be right."""

    nieuw: int
    meer: bool
    te_oud: tuple[tuple[str, UUID], ...] = ()


class Nieuw(NamedTuple):
    """A leaf without a place yet."""

    xid: int
    id: UUID
    zout: bytes
    inhoud: bytes


def asker(verbinding: psycopg.Connection[Any]) -> Vraag:
    """Let the tree's tables be asked over this connection. In binary: bytes as hexadecimal text cost both sides a tenth of all they do."""
    return lambda tekst, waarden: verbinding.execute(tekst.encode(), waarden, binary=True).fetchall()


def place_leaves(verbinding: psycopg.Connection[Any], bronnen: Iterable[Bron], aantal: int = BATCH) -> Ronde:
    """Give new leaves their numbers, at most `aantal` per source. Nothing when another sealer is at it.

    Only transactions below the horizon count: none of those is still under way, so no leaf can turn up between two that have a place.
    """
    vraag = asker(verbinding)
    with verbinding.transaction():
        ((vrij,),) = vraag("SELECT pg_try_advisory_xact_lock(%s)", (SLOT,))
        if not vrij:
            return Ronde(0, meer=False)
        ((horizon,),) = vraag("SELECT pg_snapshot_xmin(pg_current_snapshot())::text", ())
        begin = eind = opslag.size(vraag)
        vorige = opslag.last_checkpoint(vraag).getekend
        meer, te_oud = False, list[tuple[str, UUID]]()
        for bron in bronnen:
            bladen = _new_leaves(vraag, bron, int(horizon), aantal)
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


def _new_leaves(vraag: Vraag, bron: Bron, horizon: int, aantal: int) -> list[Nieuw]:
    laatste = vraag("SELECT xid::text, id FROM audit.blad WHERE bron = %s ORDER BY nummer DESC LIMIT 1", (bron.naam,))
    na = (int(laatste[0][0]), laatste[0][1]) if laatste else BEGIN
    _refuse_lower_numbers(bron, na[0], horizon)
    bladen = opslag.source_leaves(vraag, bron, na, horizon, aantal)
    # A line whose action is gone, or that was destroyed before it was sealed, has no form of its own: its commitment is over nothing.
    return [
        Nieuw(xid, id_, zout, inhoud) if zout is not None and inhoud is not None else Nieuw(xid, id_, b"\0" * 32, b"")
        for xid, id_, zout, inhoud in bladen
    ]


def _refuse_lower_numbers(bron: Bron, laatste: int, horizon: int) -> None:
    """Raise TransactienummersTerug where the last sealed transaction has yet to come on this server.

    What is sealed was below the horizon, and the horizon only rises; so this is another server, filled from a logical dump.
    """
    if laatste >= horizon:
        raise TransactienummersTerug(
            f"Deze server is pas bij transactie {horizon}, maar van bron {bron.naam} is transactie {laatste} al verzegeld: de database is "
            "teruggezet uit een logische dump. Er wordt niets verzegeld. Stop alles en verhoog de nummers met pg_resetwal -e (docs/operations/zegel.md)."
        )


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
