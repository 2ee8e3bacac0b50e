"""The row rule of an autorisatie: of which objects it may be about. Pure; judged on the whole object as it is today.

What is not known fails every condition that is not turned round: somebody without a date of birth is neither old nor young enough.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

DATUM = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


class RijregelFout(ValueError):
    """A condition that cannot be; the message says in Dutch which part and what it should be."""


@dataclass(frozen=True, slots=True)
class Voorwaarde:
    """The value at `pad` is (not) among `waarden`. A list of values passes if one does."""

    pad: str
    waarden: frozenset[Any]
    omgekeerd: bool = False

    def holds(self, gegevens: Mapping[str, Any], _vandaag: date) -> bool:
        """Whether it holds for this object. A group is no value: it is never among them."""
        gevonden = [waarde for waarde in values_at(gegevens, self.pad) if not isinstance(waarde, dict)]
        return any(waarde in self.waarden for waarde in gevonden) != self.omgekeerd


@dataclass(frozen=True, slots=True)
class Begin:
    """The text at `pad` begins with one of `waarden`: an area by its postcodes, say."""

    pad: str
    waarden: tuple[str, ...]

    def holds(self, gegevens: Mapping[str, Any], _vandaag: date) -> bool:
        """Whether it holds for this object."""
        return any(isinstance(w, str) and w.startswith(self.waarden) for w in values_at(gegevens, self.pad))


@dataclass(frozen=True, slots=True)
class Leeftijd:
    """Who was born on the day at `pad` is at least `vanaf` and not yet `tot` years old; None is no bound.

    A date may be partial ("2008-03", "2008", "onbekend"): it passes only where every day that it may mean does. Born on 29 February, one
    is a year older on 1 March of a year without that day.
    """

    pad: str
    vanaf: int | None
    tot: int | None

    def holds(self, gegevens: Mapping[str, Any], vandaag: date) -> bool:
        """Whether it holds for this object on this day."""
        return any(self._passes(waarde, vandaag) for waarde in values_at(gegevens, self.pad))

    def _passes(self, geboren: object, vandaag: date) -> bool:
        dagen = _days_of(geboren)
        if dagen is None:
            return False
        eerste, laatste = dagen
        return (self.vanaf is None or _is_so_old(laatste, vandaag, self.vanaf)) and (
            self.tot is None or not _is_so_old(eerste, vandaag, self.tot)
        )


Conditie = Voorwaarde | Begin | Leeftijd


def _days_of(geboren: object) -> tuple[date, date] | None:
    """The first and the last day that this may mean; None for what is no date: nothing is known of it."""
    if not isinstance(geboren, str) or not DATUM.fullmatch(geboren):
        return None
    try:
        eerste = date.fromisoformat(geboren + "-01-01"[len(geboren) - len("JJJJ") :])
    except ValueError:
        return None
    if len(geboren) == len("JJJJ-MM-DD"):
        return eerste, eerste
    maand = eerste.month if len(geboren) == len("JJJJ-MM") else 12
    return eerste, date(eerste.year, maand, calendar.monthrange(eerste.year, maand)[1])


def _is_so_old(geboren: date, vandaag: date, jaren: int) -> bool:
    """Whether who was born on this day is at least so many years old; compared as numbers, since not every year has a 29 February."""
    return (geboren.year + jaren, geboren.month, geboren.day) <= (vandaag.year, vandaag.month, vandaag.day)


def read_condition(opgave: Mapping[str, Any]) -> Conditie:
    """A condition as stored: {pad, in | nietIn | begintMet | leeftijdVanaf and/or leeftijdTot}. Raises RijregelFout."""
    pad = opgave.get("pad")
    if not isinstance(pad, str) or not pad:
        raise RijregelFout("Een voorwaarde noemt een veld (pad).")
    if onbekend := set(opgave) - {"pad", "in", "nietIn", "begintMet", "leeftijdVanaf", "leeftijdTot"}:
        raise RijregelFout(f"Een voorwaarde op {pad} kent dit niet: {', '.join(sorted(onbekend))}.")
    soorten = [
        s for s in (("in",), ("nietIn",), ("begintMet",), ("leeftijdVanaf", "leeftijdTot")) if set(s) & set(opgave)
    ]
    if len(soorten) != 1:
        raise RijregelFout(
            f"Een voorwaarde op {pad} heeft één van: in, nietIn, begintMet, of leeftijdVanaf en leeftijdTot."
        )
    match soorten[0][0]:
        case "leeftijdVanaf":
            return _age(pad, opgave.get("leeftijdVanaf"), opgave.get("leeftijdTot"))
        case "begintMet":
            waarden = _values(pad, opgave["begintMet"])
            if not all(isinstance(w, str) and w for w in waarden):
                raise RijregelFout(f"begintMet op {pad} is een lijst van teksten, niet leeg.")
            return Begin(pad, tuple(sorted(waarden)))
        case soort:
            return Voorwaarde(pad, frozenset(_values(pad, opgave[soort])), omgekeerd=soort == "nietIn")


def _values(pad: str, waarden: object) -> list[Any]:
    if not isinstance(waarden, list) or not waarden or not all(isinstance(w, str | int | bool) for w in waarden):
        raise RijregelFout(f"De waarden bij {pad} zijn een lijst van teksten, getallen of ja/nee, niet leeg.")
    return waarden


def _age(pad: str, vanaf: object, tot: object) -> Leeftijd:
    for jaren in (vanaf, tot):
        if jaren is not None and (isinstance(jaren, bool) or not isinstance(jaren, int) or not 0 <= jaren <= 150):
            raise RijregelFout(f"Een leeftijd bij {pad} is een heel getal van 0 tot en met 150.")
    if isinstance(vanaf, int) and isinstance(tot, int) and vanaf >= tot:
        raise RijregelFout(f"leeftijdVanaf bij {pad} moet lager zijn dan leeftijdTot.")
    return Leeftijd(pad, vanaf if isinstance(vanaf, int) else None, tot if isinstance(tot, int) else None)


def values_at(gegevens: Any, pad: str) -> list[Any]:
    """All values at a dotted path of an assembled object; lists are walked."""
    niveau = [gegevens]
    for stap in pad.split("."):
        niveau = [
            item[stap]
            for deel in niveau
            for item in (deel if isinstance(deel, list) else [deel])
            if isinstance(item, dict) and stap in item
        ]
    return [waarde for deel in niveau for waarde in (deel if isinstance(deel, list) else [deel])]


def passes_row_rule(rijregel: tuple[Conditie, ...], gegevens: Mapping[str, Any], vandaag: date) -> bool:
    """Whether the whole (uncut) object falls under the row rule on this day: every condition holds."""
    return all(conditie.holds(gegevens, vandaag) for conditie in rijregel)
