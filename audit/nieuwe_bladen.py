"""Leaves that have no place in the tree yet, as their sources give them: read on the spot, or ahead of whoever places them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from audit import opslag
from audit.bronnen import Bron
from audit.opslag import Plaats, Vraag, asker


class TransactienummersTerug(Exception):
    """The server numbers its transactions lower than what was sealed: what is written now would never be sealed. Says what to do."""


class Nieuw(NamedTuple):
    """A leaf without a place yet."""

    xid: int
    id: UUID
    zout: bytes
    inhoud: bytes


Lezer = Callable[[Bron, Plaats, int], list[Nieuw]]
"""Gives the leaves of a source after this place, at most so many, in order. May raise TransactienummersTerug."""


def read_leaves(vraag: Vraag, bron: Bron, na: Plaats, aantal: int) -> list[Nieuw]:
    """Leaves of this source after `na`, at most `aantal`, in order of (xid, id). Raises TransactienummersTerug.

    Only of transactions below the horizon: none of those is still under way, so no leaf can turn up later between two that were given.
    """
    ((tekst,),) = vraag("SELECT pg_snapshot_xmin(pg_current_snapshot())::text", ())
    horizon = int(tekst)
    _refuse_lower_numbers(bron, na[0], horizon)
    # A line whose action is gone, or that was destroyed before it was sealed, has no form of its own: its commitment is over nothing.
    return [
        Nieuw(xid, id_, zout, inhoud) if zout is not None and inhoud is not None else Nieuw(xid, id_, b"\0" * 32, b"")
        for xid, id_, zout, inhoud in opslag.source_leaves(vraag, bron, na, horizon, aantal)
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


class Vooruitlezer:
    """A `Lezer` with a connection of its own: while a full batch is placed, it reads the one after it.

    What was read ahead counts only for who asks from exactly the place where it begins: after a placing that failed, or another sealer's
    turn, it is read again.
    """

    def __init__(self, verbinding: psycopg.Connection[Any], hulp: ThreadPoolExecutor) -> None:
        self._verbinding, self._hulp = verbinding, hulp
        self._onderweg: dict[str, tuple[Plaats, int, Future[list[Nieuw]]]] = {}

    def __call__(self, bron: Bron, na: Plaats, aantal: int) -> list[Nieuw]:
        """The batch after `na`; when it is full, the next one is on its way."""
        vooruit = self._onderweg.pop(bron.naam, None)
        if vooruit and vooruit[:2] == (na, aantal):
            bladen = vooruit[2].result()
        else:
            bladen = self._read(bron, na, aantal).result()
        if len(bladen) == aantal:
            volgende = (bladen[-1].xid, bladen[-1].id)
            self._onderweg[bron.naam] = (volgende, aantal, self._read(bron, volgende, aantal))
        return bladen

    @property
    def closed(self) -> bool:
        """Whether its connection is gone: then nothing more will come."""
        return self._verbinding.closed

    def _read(self, bron: Bron, na: Plaats, aantal: int) -> Future[list[Nieuw]]:
        return self._hulp.submit(read_leaves, asker(self._verbinding), bron, na, aantal)


@contextmanager
def reading_ahead(verbinding: psycopg.Connection[Any]) -> Iterator[Vooruitlezer]:
    """A reader over this connection (autocommit), which nobody else may use meanwhile."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="vooruitlezen") as hulp:
        yield Vooruitlezer(verbinding, hulp)
