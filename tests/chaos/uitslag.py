"""The rows of the table: what was counted, what was wrong with it, and how it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.telling import Telling

HERSTEL_HOOGSTENS = 30.0  # seconds
KOPPEN = (
    "proef",
    "verzoeken",
    "bediend",
    "gelogd",
    "ongelogd",
    "verloren",
    "503",
    "andere 5xx",
    "afgebroken",
    "herstel",
    "oordeel",
)
GOED, FOUT, NIET = "goed", "FOUT", "niet gedraaid"


@dataclass(frozen=True)
class Uitslag:
    """One row. `herstel` in seconds, None where nothing stood still; `gebreken` empty means good."""

    proef: str
    telling: Telling | None = None
    afgebroken: int = 0
    herstel: float | None = None
    gebreken: tuple[str, ...] = ()
    opmerking: str = ""
    niet_gedraaid: str = ""

    @property
    def oordeel(self) -> str:
        """The last column."""
        return NIET if self.niet_gedraaid else FOUT if self.gebreken else GOED


def not_run(proef: str, reden: str) -> Uitslag:
    """The row of a proef that this machine, or this build, does not allow."""
    return Uitslag(proef, niet_gedraaid=reden)


def shortcomings(telling: Telling, herstel: float | None) -> list[str]:
    """What no row may have, whatever was broken."""
    gebreken = []
    if telling.bediend == 0:
        gebreken.append("er werd niets gelezen: deze proef zegt niets")
    if telling.ongelogd:
        gebreken.append(f"{telling.ongelogd} antwoorden zonder regel")
    if telling.verloren:
        gebreken.append(f"{telling.verloren} regels verloren")
    if telling.andere_fouten:
        gebreken.append(f"{telling.andere_fouten} keer een 5xx die geen 503 is")
    if telling.zonder_wacht:
        gebreken.append(f"{telling.zonder_wacht} keer 503 zonder Retry-After")
    if herstel is not None and herstel >= HERSTEL_HOOGSTENS:
        gebreken.append(f"herstel duurde {herstel:.1f} s")
    return gebreken


def table(uitslagen: Sequence[Uitslag]) -> str:
    """The table, aligned, and under it what there is to say about each row."""
    rijen = [KOPPEN, *(_cells(u) for u in uitslagen)]
    breedte = [max(len(rij[kolom]) for rij in rijen) for kolom in range(len(KOPPEN))]
    regels = [
        "  ".join(
            cel.ljust(b) if kolom in {0, len(KOPPEN) - 1} else cel.rjust(b)
            for kolom, (cel, b) in enumerate(zip(rij, breedte, strict=True))
        ).rstrip()
        for rij in rijen
    ]
    regels.insert(1, "-" * max(map(len, regels)))
    for u in uitslagen:
        tekst = "; ".join(t for t in (u.niet_gedraaid, *u.gebreken, u.opmerking) if t)
        if tekst:
            regels.append(f"{u.proef}: {tekst}")
    return "\n".join(regels)


def _cells(u: Uitslag) -> tuple[str, ...]:
    t = u.telling
    if t is None:
        return (u.proef, *["-"] * (len(KOPPEN) - 2), u.oordeel)
    getallen = (t.verzoeken, t.bediend, t.gelogd, t.ongelogd, t.verloren, t.niet_nu, t.andere_fouten, u.afgebroken)
    herstel = "-" if u.herstel is None else f"{u.herstel:.1f} s"
    return (u.proef, *map(str, getallen), herstel, u.oordeel)
