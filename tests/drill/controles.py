"""What is compared before and after a restore: rows per table, lines that were acknowledged, the tree and the log that it seals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from audit import opslag
from audit.boom import Rand
from audit.bronhuis_verify import leaf_hash
from audit.bronnen import GATEN, Bron
from audit.controle import Rondgang
from audit.opslag import asker

BRONNEN = (GATEN, Bron("verwerkingslog", "processing.bladen"))
EIGEN = ["processing", "registry", "consumers", "audit", "kluis", "django"]


@dataclass(frozen=True)
class Afdruk:
    """What a database holds at a moment: rows per table, and the newest checkpoint (size, root)."""

    rijen: dict[str, int]
    checkpoint: tuple[int, bytes]


def take_print(root: psycopg.Connection[Any]) -> Afdruk:
    """Count every table of ours, in one snapshot. `root` is the superuser, in autocommit."""
    with root.transaction():
        root.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tabellen = root.execute(
            """SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind = 'r' AND n.nspname = ANY(%s) ORDER BY 1""",
            [EIGEN],
        ).fetchall()
        rijen = {naam: root.execute(f"SELECT count(*) FROM {naam}".encode()).fetchall()[0][0] for (naam,) in tabellen}
        laatste = opslag.last_checkpoint(asker(root))
    return Afdruk(rijen, (laatste.grootte, laatste.wortel))


def differences(voor: Afdruk, na: Afdruk) -> list[str]:
    """Every table with another number of rows, in words; empty when all are the same."""
    namen = sorted(voor.rijen.keys() | na.rijen.keys())
    return [
        f"{naam}: {voor.rijen.get(naam, '-')} werd {na.rijen.get(naam, '-')}"
        for naam in namen
        if voor.rijen.get(naam) != na.rijen.get(naam)
    ]


def missing_lines(root: psycopg.Connection[Any], verzoeken: Iterable[UUID]) -> list[UUID]:
    """Requests that were answered with data and have no line."""
    gelogd = root.execute("SELECT h.verzoek FROM processing.handeling h JOIN processing.regel r ON r.handeling = h.id")
    return sorted(set(verzoeken) - {verzoek for (verzoek,) in gelogd})


def root_of_leaves(root: psycopg.Connection[Any], grootte: int) -> bytes:
    """The root of the first `grootte` leaves, computed anew from what stands there."""
    bladen = opslag.leaves(asker(root), 0, grootte)
    return Rand().extend([leaf_hash(blad.inzet) for blad in bladen])[0].wortel


def findings(verzegelaar: psycopg.Connection[Any]) -> list[str]:
    """A whole round of the control over tree and log, as the sealer's role: what does not fit, in words."""
    rondgang, gevonden, klaar = Rondgang(), list[str](), False
    while not klaar:
        deel, klaar = rondgang.step(asker(verzegelaar), BRONNEN)
        gevonden += [f"{b.soort}: {b.uitleg}" for b in deel]
    return gevonden
