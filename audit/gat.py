"""Going on after a gap: the log was put back smaller than it was signed, and two people declared that.

The signer first signs the restored tree once more, with the line that names the statement; from there the tree grows as always. The
statement itself becomes a leaf after it, with that checkpoint: whoever checks the log later sees that something was lost, and who said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from audit import opslag
from audit.boom import root
from audit.bronhuis_verify import Checkpoint
from audit.bronnen import GATEN
from audit.gatverklaring import NODIG, GatFout, Gatverklaring, read_verklaring, split_signed
from audit.opslag import Vraag, asker
from audit.verzegelaar import Teken


@dataclass(frozen=True, slots=True)
class Gat:
    """A gap that was signed: the statement, when it was used (aware, UTC), and the number of its leaf (None: not sealed yet)."""

    id: UUID
    verklaring: Gatverklaring
    tijd: datetime
    nummer: int | None


def sign_gap(verbinding: psycopg.Connection[Any], oorsprong: str, getekend: str, teken: Teken) -> UUID:
    """Have the restored tree signed with this statement (text and signatures), and keep both; returns the id of the leaf to be.

    `teken` sends the statement along. Asked again after a crash it is the same request, to which the signer gives the same signature.
    Raises GatFout when the statement is not about the tree as it stands, and whatever `teken` raises: then nothing was kept.
    """
    vraag = asker(verbinding)
    verklaring = check_statement(vraag, oorsprong, getekend)
    grootte, wortel = verklaring.herstelde_grootte, verklaring.herstelde_wortel
    # The proof from the restored tree to itself is empty.
    notitie = teken(Checkpoint(oorsprong, grootte, wortel, (verklaring.regel,)), ())
    ((id_,),) = vraag(
        "INSERT INTO audit.gat (kenmerk, verklaring, notitie) VALUES (%s, %s, %s) RETURNING id",
        (verklaring.kenmerk, getekend, notitie),
    )
    return UUID(str(id_))


def check_statement(vraag: Vraag, oorsprong: str, getekend: str) -> Gatverklaring:
    """The statement, when it is about this log and restores exactly the tree that stands here; raises GatFout.

    Whether the signatures hold, the signer judges: the sealer has nobody's key.
    """
    tekst, handtekeningen = split_signed(getekend)
    verklaring = read_verklaring(tekst)
    if verklaring.oorsprong != oorsprong:
        raise GatFout(f"De gatverklaring gaat over een ander log: {verklaring.oorsprong}. Dit is {oorsprong}.")
    if vraag("SELECT FROM audit.gat WHERE kenmerk = %s", (verklaring.kenmerk,)):
        raise GatFout("Deze gatverklaring is al gebruikt. Is er opnieuw iets teruggezet? Maak dan een nieuwe.")
    zetters = {h.naam for h in handtekeningen}
    if ontbreekt := [naam for naam in verklaring.bevestigers if naam not in zetters]:
        raise GatFout(f"Er zijn {NODIG} handtekeningen nodig. Die van {' en '.join(ontbreekt)} ontbreekt.")
    laatste = opslag.last_checkpoint(vraag)
    if verklaring.herstelde_grootte != laatste.grootte:
        raise GatFout(
            f"De gatverklaring zegt dat er {verklaring.herstelde_grootte} bladen zijn hersteld; "
            f"het laatste checkpoint dat hier staat heeft er {laatste.grootte}."
        )
    if verklaring.herstelde_wortel != laatste.wortel:
        raise GatFout(f"De gatverklaring noemt bij {laatste.grootte} bladen een andere wortel dan hier staat.")
    if root(opslag.nodes(vraag, laatste.grootte), laatste.grootte) != laatste.wortel:
        raise GatFout("De bladen die zijn teruggezet geven niet de wortel die is ondertekend. Onderzoek dat eerst.")
    return verklaring


def read_gaps(vraag: Vraag) -> list[Gat]:
    """Every gap of this log, newest first."""
    rijen = vraag(
        "SELECT g.id, g.verklaring, g.tijd, b.nummer FROM audit.gat g "
        "LEFT JOIN audit.blad b ON b.bron = %s AND b.id = g.id ORDER BY g.tijd DESC, g.id",
        (GATEN.naam,),
    )
    return [Gat(id_, read_verklaring(split_signed(tekst)[0]), tijd, nummer) for id_, tekst, tijd, nummer in rijen]
