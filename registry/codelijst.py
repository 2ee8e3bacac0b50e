"""The words of codes: the lists that Bronhuis ships, with those that a municipality put beside them. Read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from registry.model.codelijst import Codelijst, CodelijstFout, read
from registry.model.definitie import Tekst

MEEGELEVERD = Path(__file__).with_name("codelijsten")


def word(codelijst: str, code: str) -> Tekst | None:
    """The words of this code; None where the list or the code is not known."""
    lijst = code_lists().get(codelijst)
    return lijst.woorden.get(code) if lijst else None


@cache
def code_lists() -> Mapping[str, Codelijst]:
    """Every list by its name; raises CodelijstFout that names the file."""
    eigen = Path(settings.CODELIJSTEN) if settings.CODELIJSTEN else None
    return merged(MEEGELEVERD, *([eigen] if eigen else []))


def merged(*mappen: Path) -> dict[str, Codelijst]:
    """The lists of these folders; a later folder adds codes and wins. Raises CodelijstFout that names the file."""
    lijsten: dict[str, Codelijst] = {}
    for map_ in mappen:
        if not map_.is_dir():
            raise CodelijstFout((f"{map_}: deze map bestaat niet",))
        binnen: dict[str, Path] = {}
        for bestand in sorted(map_.glob("*.yaml")):
            try:
                lijst = read(bestand.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError) as fout:
                raise CodelijstFout((f"{bestand}: niet te lezen als UTF-8",)) from fout
            except CodelijstFout as fout:
                raise CodelijstFout(tuple(f"{bestand}: {f}" for f in fout.fouten)) from fout
            if lijst.naam in binnen:
                raise CodelijstFout((f"{bestand}: {lijst.naam} staat ook in {binnen[lijst.naam].name}",))
            binnen[lijst.naam] = bestand
            lijsten[lijst.naam] = lijsten[lijst.naam].extended(lijst) if lijst.naam in lijsten else lijst
    return lijsten
