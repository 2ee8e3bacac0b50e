"""Letting witnesses see each signed checkpoint, and keeping what they put under it. A witness that is away holds nothing up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
import structlog

from audit import opslag
from audit.boom import consistency_proof
from audit.bronhuis_verify import Checkpoint, Sleutel, read_note, read_signature
from audit.controle import HELE_BOOM, Bevinding
from audit.getuigen import Conflict, GetuigeAdres, GetuigeFout, submit
from audit.opslag import Getekend, Vraag

log = structlog.get_logger(__name__)

TERMIJN = 5.0  # seconds per witness and try
# The witness does not know our key, or holds another tree: not a fault of the network.
TEGENSPRAAK = {403, 422}


def read_addresses(tekst: str) -> tuple[GetuigeAdres, ...]:
    """Witnesses as a setting names them: `url|vkey`, with spaces between; raises GetuigeFout or BewijsFout for one that cannot be."""
    paren = [deel.partition("|") for deel in tekst.split()]
    return tuple(GetuigeAdres(url, Sleutel.read(vkey)) for url, _streep, vkey in paren)


def testify(
    verbinding: psycopg.Connection[Any], vraag: Vraag, getekend: Getekend, getuigen: Sequence[GetuigeAdres]
) -> Iterator[Bevinding]:
    """Submit this checkpoint to every witness and keep their lines; a witness that contradicts us is a finding."""
    checkpoint, _ = read_note(getekend.notitie)
    for getuige in getuigen:
        naam = getuige.sleutel.naam
        try:
            regel = _submit(vraag, getuige, getekend)
        except GetuigeFout as fout:
            wacht = _waits_for_gap(vraag, naam)
            log.warning(
                "getuige_wacht_op_gatverklaring" if wacht else "getuige_tekent_niet", getuige=naam, status=fout.status
            )
            if fout.status in TEGENSPRAAK and not wacht:
                uitleg = "Een getuige heeft van dit log een andere boom gezien dan wij hem nu geven."
                yield Bevinding("tegenspraak", naam, HELE_BOOM, None, uitleg)
            continue
        verbinding.execute(
            "INSERT INTO audit.getuigenis (grootte, getuige, gezien, regel) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (getekend.grootte, naam, _moment_of(getuige.sleutel, checkpoint, regel), regel),
        )


def _waits_for_gap(vraag: Vraag, naam: str) -> bool:
    """Whether a gap was declared that this witness, as far as we know, was not told of: it still holds the larger tree, and is right."""
    rijen = vraag(
        "SELECT FROM audit.gat WHERE tijd > coalesce((SELECT max(gezien) FROM audit.getuigenis WHERE getuige = %s), '-infinity')",
        (naam,),
    )
    return bool(rijen)


def _submit(vraag: Vraag, getuige: GetuigeAdres, getekend: Getekend) -> str:
    """From what the witness saw last, as far as we know; it says so when that was otherwise."""
    rijen = vraag("SELECT max(grootte) FROM audit.getuigenis WHERE getuige = %s", (getuige.sleutel.naam,))
    oud = int(rijen[0][0] or 0)
    knopen = opslag.nodes(vraag, getekend.grootte)
    for _poging in range(2):
        antwoord = submit(getuige, getekend.notitie, oud, consistency_proof(knopen, oud, getekend.grootte), TERMIJN)
        if not isinstance(antwoord, Conflict):
            return antwoord
        oud = antwoord.grootte
        if oud > getekend.grootte:
            break
    # It saw a larger tree than we have: ours was put back, or another was shown to it.
    raise GetuigeFout(f"Getuige {getuige.sleutel.naam} zag al een boom van {oud} bladen.", 422)


def _moment_of(sleutel: Sleutel, checkpoint: Checkpoint, regel: str) -> datetime:
    tijd = sleutel.verify(checkpoint, read_signature(regel.removesuffix("\n")))
    return datetime.fromtimestamp(tijd or 0, UTC)
