"""`manage.py codelijst [importeer NAAM FILE]`: which code lists there are, and a published national table beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.codelijst import MEEGELEVERD, code_lists, merged
from registry.model.codelijst import CodelijstFout


class Command(BaseCommand):
    """Show or import code lists."""

    help = "Toon de codelijsten, of neem een gepubliceerde landelijke tabel (CSV: code, omschrijving) op in BRONHUIS_CODELIJSTEN."

    def add_arguments(self, parser: CommandParser) -> None:
        """Nothing, or what to import."""
        delen = parser.add_subparsers(dest="wat")
        importeer = delen.add_parser("importeer", help="neem een tabel op")
        importeer.add_argument("naam", help="de naam van de codelijst, zoals in het informatiemodel")
        importeer.add_argument("bestand", type=Path, metavar="FILE", help="CSV in UTF-8 of UTF-16, met een kopregel")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do what was asked; a faulty file changes nothing."""
        try:
            if opties["wat"] == "importeer":
                self._import(opties["naam"], opties["bestand"])
            else:
                for lijst in sorted(code_lists().values(), key=lambda lijst: lijst.naam):
                    deel = "" if lijst.volledig else ", niet volledig"
                    self.stdout.write(f"{lijst.naam}: {len(lijst.woorden)} codes{deel} ({lijst.bron['naam']})")
        except CodelijstFout as fout:
            raise CommandError("De codelijst klopt niet:\n" + "\n".join(f"  - {f}" for f in fout.fouten)) from fout

    def _import(self, naam: str, bestand: Path) -> None:
        onze = merged(MEEGELEVERD).get(naam)
        if onze is None:
            raise CommandError(f"Er is geen codelijst {naam}. De opdracht codelijst zonder meer noemt ze alle.")
        if not settings.CODELIJSTEN:
            raise CommandError("Zet BRONHUIS_CODELIJSTEN op de map waar de tabellen van uw gemeente komen.")
        tabel = read_table(bestand)
        # Words that Bronhuis has in plain language stay; the table adds what is missing.
        erbij = {code: {"nl": woord} for code, woord in tabel.items() if code not in onze.woorden}
        if not erbij:
            self.stdout.write(f"{naam}: alle {len(tabel)} codes hadden al woorden")
            return
        inhoud = {
            "bronhuis": 1,
            "naam": naam,
            "titel": {"nl": onze.titel.nl, "en": onze.titel.en},
            "bron": dict(onze.bron),
            "versie": date.today().isoformat(),  # noqa: DTZ011 - the day on the wall of who imports
            "volledig": True,
            "codes": erbij,
        }
        doel = Path(settings.CODELIJSTEN)
        doel.mkdir(parents=True, exist_ok=True)
        tekst = yaml.safe_dump(inhoud, allow_unicode=True, sort_keys=False, width=200)
        (doel / f"{naam.lower().replace('_', '-')}.yaml").write_text(tekst, encoding="utf-8")
        merged(MEEGELEVERD, doel)
        self.stdout.write(f"{naam}: {len(erbij)} codes erbij. Start de webserver opnieuw om ze te tonen.")


def read_table(bestand: Path) -> Mapping[str, str]:
    """Code and description: the first two columns of a table as it is published; raises CommandError with the row."""
    try:
        ruw = bestand.read_bytes()
    except OSError as fout:
        raise CommandError(f"{bestand} is niet te lezen.") from fout
    for codering in ("utf-16", "utf-8-sig") if ruw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            tekst = ruw.decode(codering)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CommandError(f"{bestand} is geen tekst in UTF-8 of UTF-16.")
    uit: dict[str, str] = {}
    for nummer, rij in enumerate(csv.reader(io.StringIO(tekst)), 1):
        if nummer == 1 or not rij:
            continue
        if len(rij) < 2 or not rij[0].strip() or not rij[1].strip():
            raise CommandError(f"{bestand}, rij {nummer}: een rij heeft een code en een omschrijving.")
        uit[rij[0].strip()] = rij[1].strip()
    if not uit:
        raise CommandError(f"{bestand} heeft geen rijen.")
    return uit
