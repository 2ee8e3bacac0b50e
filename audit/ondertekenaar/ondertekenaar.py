"""The signer itself: the rules, the key and the file together. No socket here."""

from __future__ import annotations

import os
from collections.abc import Iterable

from audit.bronhuis_verify import BewijsFout, Checkpoint, Sleutel, open_note, read_note
from audit.notitie import Ondertekensleutel, add_lines, sign
from audit.ondertekenaar.regels import Geweigerd, Ondertekenverzoek, advance, announce, judge, may_continue
from audit.ondertekenaar.stand import Bewaard, Standbestand
from audit.sleutelbestand import BestandFout


class Ondertekenaar:
    """Signs one checkpoint at a time with the key of one log, and writes the stand before a signature leaves.

    With an `opvolger` every checkpoint names that key and carries the signatures of both.
    """

    def __init__(
        self,
        sleutel: Ondertekensleutel,
        bestand: Standbestand,
        *,
        opvolger: Ondertekensleutel | None = None,
        bevestigers: Iterable[Sleutel] = (),
        eerste: bool = False,
    ) -> None:
        """Read the stand and take its lock. Raises BestandFout or Geweigerd when this key may not go on with it."""
        self.sleutel, self.opvolger, self.bestand = sleutel, opvolger, bestand
        self.bevestigers = tuple(bevestigers)
        self.eerste = eerste
        self._slot = bestand.lock()
        try:
            self._bewaard = bestand.read()
            self._check_start()
        except BaseException:
            os.close(self._slot)
            raise

    @property
    def laatste(self) -> Checkpoint | None:
        """What was signed last."""
        stand = self._bewaard.stand
        return stand.laatste if stand else None

    def sign(self, verzoek: Ondertekenverzoek) -> str:
        """The signed note, with the stand on the disk. Raises Geweigerd, or OSError when the stand cannot be written."""
        if verzoek.checkpoint.oorsprong != self.sleutel.naam:
            raise Geweigerd(f"Deze ondertekenaar is van het log {self.sleutel.naam}.")
        self._check_disk()
        mag = judge(self._bewaard.stand, verzoek, eerste=self.eerste)
        checkpoint = announce(mag, self.opvolger.openbaar if self.opvolger else None)
        notitie = sign(checkpoint, self.sleutel)
        if self.opvolger is not None:
            notitie = add_lines(notitie, [sign(checkpoint, self.opvolger).rpartition("\n\n")[2]])
        _check_reads_back(notitie, checkpoint)
        bewaard = Bewaard(notitie, advance(self._bewaard.stand, verzoek, checkpoint).gaten)
        self.bestand.write(bewaard)
        self._bewaard = bewaard
        return notitie

    def _check_start(self) -> None:
        stand, notitie = self._bewaard.stand, self._bewaard.notitie
        if stand is None or notitie is None:
            return
        if self.eerste:
            raise Geweigerd("Er is al eerder ondertekend. Haal --eerste weg uit de opdracht.")
        may_continue(stand.laatste, self.sleutel.openbaar, self.opvolger.openbaar if self.opvolger else None)
        try:
            open_note(notitie, self.sleutel.openbaar)
        except BewijsFout:
            raise Geweigerd("Wat het laatst is ondertekend, is niet van deze sleutel.") from None

    def _check_disk(self) -> None:
        """Somebody who puts an older stand back must not get a second signature; the memory of this process knows better."""
        try:
            gelezen = self.bestand.read()
        except BestandFout as fout:
            raise Geweigerd(str(fout)) from None
        if gelezen != self._bewaard:
            raise Geweigerd(
                f"{self.bestand.pad} is veranderd terwijl de ondertekenaar draaide. Er wordt niets meer ondertekend."
            )


def _check_reads_back(notitie: str, checkpoint: Checkpoint) -> None:
    """A text with a newline in a field would read as another checkpoint than the one that was judged."""
    try:
        gelezen = read_note(notitie)[0]
    except BewijsFout as fout:
        raise Geweigerd(f"Dit checkpoint is niet als notitie te schrijven: {fout}") from None
    if gelezen != checkpoint:
        raise Geweigerd("Dit checkpoint leest anders terug dan het is opgegeven.")
