"""A signer that signed more than the log now has, as after a restore; and the two people who may declare that."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from audit import opslag
from audit.boom import Rand, consistency_proof
from audit.bronhuis_verify import Checkpoint, leaf_hash
from audit.gatverklaring import Gatverklaring, join_signed
from audit.ondertekenaar.ondertekenaar import Ondertekenaar
from audit.ondertekenaar.regels import Ondertekenverzoek
from audit.opslag import asker
from tests.audit.ondertekenaar.opstelling import listening, new_signer, release
from tests.audit.test_gatverklaring import DEVRIES, JANSEN, Mens
from tests.audit.verwerkingslog import OORSPRONG, Logboek

MENSEN = (JANSEN, DEVRIES)


@contextlib.contextmanager
def signing(logboek: Logboek, map_: Path) -> Iterator[tuple[Ondertekenaar, Path]]:
    """A real signer with the key of this log, behind its socket; the two people are known to it."""
    ondertekenaar = new_signer(map_, logboek.sleutel, bevestigers=[mens.sleutel for mens in MENSEN], eerste=True)
    with listening(ondertekenaar, map_ / "sock") as pad:
        try:
            yield ondertekenaar, pad
        finally:
            release(ondertekenaar)


def lose(logboek: Logboek, ondertekenaar: Ondertekenaar, aantal: int) -> Checkpoint:
    """Let the signer sign so many leaves more than stand in the log: what a restore lost. Gives what it signed last."""
    vraag = asker(logboek.proces.verbinding)
    grootte = opslag.last_checkpoint(vraag).grootte
    knopen = opslag.nodes(vraag, grootte)
    rand, nieuw = Rand.load(knopen, grootte).extend([leaf_hash(b"verloren %d" % nummer) for nummer in range(aantal)])
    tabel = {(niveau, nummer): hash_ for niveau, nummer, hash_ in nieuw}

    def alle(niveau: int, nummer: int) -> bytes:
        return tabel.get((niveau, nummer)) or knopen(niveau, nummer)

    verloren = Checkpoint(OORSPRONG, rand.grootte, rand.wortel)
    ondertekenaar.sign(Ondertekenverzoek(verloren, tuple(consistency_proof(alle, grootte, rand.grootte))))
    return verloren


def statement(logboek: Logboek, verloren: Checkpoint, *mensen: Mens, **anders: object) -> str:
    """The statement about what was lost, signed by these people (both where none are named)."""
    laatste = opslag.last_checkpoint(asker(logboek.proces.verbinding))
    velden = {
        "oorsprong": OORSPRONG,
        "oude_grootte": verloren.grootte,
        "oude_wortel": verloren.wortel,
        "herstelde_grootte": laatste.grootte,
        "herstelde_wortel": laatste.wortel,
        "moment": datetime.now(UTC).replace(microsecond=0),
        "reden": 'De opslag ging stuk; "kopie" van 06:00 teruggezet, é\\n.',
        "bevestigers": (JANSEN.sleutel.naam, DEVRIES.sleutel.naam),
    }
    tekst = Gatverklaring(**(velden | anders)).tekst
    return join_signed(tekst, [mens.sign(tekst) for mens in mensen or MENSEN])
