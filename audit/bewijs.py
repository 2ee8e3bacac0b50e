"""The proof of one leaf, to be checked by anybody who has the log's public key (C2SP tlog-proof)."""

from __future__ import annotations

from uuid import UUID

from audit import opslag
from audit.boom import inclusion_proof
from audit.bronhuis_verify import write_proof
from audit.notitie import add_lines
from audit.opslag import Getekend, Vraag


def proof_of(vraag: Vraag, bron: str, id_: UUID) -> str | None:
    """The proof that this leaf is in the newest signed tree; None while it is not sealed and signed (that takes seconds)."""
    nummer, getekend = opslag.number_of(vraag, bron, id_), opslag.last_checkpoint(vraag)
    if nummer is None or nummer >= getekend.grootte:
        return None
    pad = inclusion_proof(opslag.nodes(vraag, getekend.grootte), nummer, getekend.grootte)
    return write_proof(nummer, pad, cosigned(vraag, getekend))


def cosigned(vraag: Vraag, getekend: Getekend) -> str:
    """The note of this checkpoint with what witnesses put under it."""
    rijen = vraag("SELECT regel FROM audit.getuigenis WHERE grootte = %s ORDER BY getuige", (getekend.grootte,))
    return add_lines(getekend.notitie, [regel for (regel,) in rijen])
