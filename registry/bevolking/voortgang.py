"""A progress line: rewritten in place on a terminal, now and then a new line elsewhere; nothing for work that is done at once."""

from __future__ import annotations

import time
from typing import TextIO

ADEMPAUZE_TERMINAL, ADEMPAUZE = 0.2, 10.0


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
        nog = (self.totaal - aantal) / per_seconde if per_seconde else 0
        regel = f"{_dotted(aantal)} van {_dotted(self.totaal)} {self.wat}, nog ongeveer {nog:.0f} s"
        self.uit.write(f"\r\x1b[K{regel}" if self.is_terminal else f"{regel}\n")
        self.uit.flush()

    def finish(self) -> None:
        """Leave the line."""
        if self.heeft_regel and self.is_terminal:
            self.uit.write("\r\x1b[K")
            self.uit.flush()


def _dotted(getal: int) -> str:
    return f"{getal:,}".replace(",", ".")
