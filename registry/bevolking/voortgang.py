"""Progress: a bar rewritten in place on a terminal, now and then a line elsewhere; nothing for work that is done at once.

A line of our own, so that the product needs no library for it: `rich` is a tool of the developers only.
"""

from __future__ import annotations

import time
from typing import TextIO

ADEMPAUZE_TERMINAL, ADEMPAUZE = 0.2, 10.0
BREEDTE = 24


class Voortgang:
    """Says how many of `totaal` there are."""

    def __init__(self, totaal: int, wat: str, uit: TextIO) -> None:
        self.totaal = totaal
        self.wat = wat
        self.uit = uit
        self.is_terminal = uit.isatty()
        self.begin = self.laatst = time.monotonic()
        self.heeft_regel = False

    def show(self, aantal: int) -> None:
        """Show this number, when the last one is long enough ago."""
        nu = time.monotonic()
        if nu - self.laatst < (ADEMPAUZE_TERMINAL if self.is_terminal else ADEMPAUZE):
            return
        self.laatst = nu
        self.heeft_regel = True
        per_seconde = aantal / (nu - self.begin)
        nog = _duration((self.totaal - aantal) / per_seconde if per_seconde else 0)
        regel = f"{_dotted(aantal)} van {_dotted(self.totaal)} {self.wat}, nog ongeveer {nog}"
        self.uit.write(f"\r\x1b[K{self._bar(aantal)} {regel}" if self.is_terminal else f"{regel}\n")
        self.uit.flush()

    def finish(self) -> None:
        """Leave the line."""
        if self.heeft_regel and self.is_terminal:
            self.uit.write("\r\x1b[K")
            self.uit.flush()

    def _bar(self, aantal: int) -> str:
        vol = BREEDTE * min(aantal, self.totaal) // max(self.totaal, 1)
        return f"[{'#' * vol}{'.' * (BREEDTE - vol)}] {100 * min(aantal, self.totaal) // max(self.totaal, 1):3} %"


def _dotted(getal: int) -> str:
    return f"{getal:,}".replace(",", ".")


def _duration(seconden: float) -> str:
    """Seconds, or minutes where there are many."""
    return f"{seconden:.0f} s" if seconden < 120 else f"{seconden / 60:.0f} minuten"
