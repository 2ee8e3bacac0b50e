"""The witness itself: rules, key and file together. No HTTP here."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from audit.bronhuis_verify import Sleutel
from audit.gatverklaring import GatFout, Gatverklaring, open_verklaring
from audit.getuige.opslag import Opslag, read_log, record_gap, replace_seen
from audit.getuige.regels import MAATTEKST, Afgewezen, Gezien, Indiening, check_signed, judge, read_submission
from audit.notitie import Ondertekensleutel, add_lines, cosign


@dataclass(frozen=True, slots=True)
class Getuige:
    """Cosigns what grows. `klok` gives POSIX seconds."""

    opslag: Opslag
    sleutel: Ondertekensleutel
    klok: Callable[[], float] = field(default=time.time)

    def add_checkpoint(self, inhoud: bytes) -> str:
        """The cosignature line for this request; what it says stands on the disk when this returns.

        Raises Afgewezen with the status of C2SP tlog-witness, 503 when the file cannot be written.
        """
        indiening = read_submission(inhoud)
        checkpoint = indiening.checkpoint
        try:
            log = self.opslag.log(checkpoint.oorsprong)
            if log is None:
                raise Afgewezen(404, "Deze getuige houdt dit log niet bij.\n")
            check_signed(indiening, log.sleutels)
            with self.opslag.changing() as db:
                # Read again: another request may have come first while the signature was checked.
                log = read_log(db, checkpoint.oorsprong)
                if log is None:
                    raise Afgewezen(404, "Deze getuige houdt dit log niet bij.\n")
                judge(log.laatste, indiening.oud, checkpoint, indiening.bewijs)
                tijd = int(self.klok())
                regel = cosign(checkpoint, self.sleutel, tijd)
                notitie = add_lines(own_note(indiening, log.sleutels), [regel])
                nieuw = Gezien(checkpoint.grootte, checkpoint.wortel)
                if not replace_seen(db, log.oorsprong, log.laatste, nieuw, notitie, tijd):
                    raise Afgewezen(409, f"{log.laatste.grootte}\n", MAATTEKST)
        except sqlite3.Error:
            raise Afgewezen(503, "De getuige kan nu niet schrijven. Probeer het straks weer.\n") from None
        return regel

    def accept_gap(self, getekend: str, bevestigers: Iterable[Sleutel]) -> Gatverklaring:
        """Go back to the restored tree of this statement, which two of `bevestigers` signed. Raises GatFout.

        A person of the witness decides this, never a request: to everybody else a smaller tree is a rewritten one.
        """
        verklaring = open_verklaring(getekend, bevestigers)
        with self.opslag.changing() as db:
            log = read_log(db, verklaring.oorsprong)
            if log is None:
                raise GatFout(f"Deze getuige houdt het log {verklaring.oorsprong} niet bij.")
            check_gap(log.laatste, verklaring)
            hersteld = Gezien(verklaring.herstelde_grootte, verklaring.herstelde_wortel)
            record_gap(db, log, hersteld, getekend, int(self.klok()))
        return verklaring


def check_gap(laatste: Gezien, verklaring: Gatverklaring) -> None:
    """Whether the statement is about what we cosigned: not more than it says was signed, and more than was restored. Raises GatFout."""
    if laatste.grootte <= verklaring.herstelde_grootte:
        raise GatFout(f"Deze getuige zag nog niet meer dan {laatste.grootte} regels: het log kan zo verder.")
    if laatste.grootte > verklaring.oude_grootte:
        raise GatFout(f"Deze getuige zag al {laatste.grootte} regels, meer dan de verklaring noemt.")
    if laatste.grootte == verklaring.oude_grootte and laatste.wortel != verklaring.oude_wortel:
        raise GatFout("Deze getuige zag een ander log dan de verklaring noemt.")


def own_note(indiening: Indiening, sleutels: Iterable[Sleutel]) -> str:
    """The note with the log's signatures only: whatever else a caller hung below it is not ours to publish."""
    eigen = [h.regel for h in indiening.handtekeningen if any(sleutel.signed(h) for sleutel in sleutels)]
    return f"{indiening.checkpoint.tekst}\n{''.join(eigen)}"
