"""`manage.py bewaartermijn lijst|zet`: how long the law has log lines kept, per register or activity. Prints JSON, one term a line."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from processing.bewaarmodellen import Bewaartermijn
from processing.models import Verwerkingsactiviteit
from processing.termijnen import phrase, set_term, standing_misfits


class Command(BaseCommand):
    """Show the terms that count, or let another count from now on."""

    help = "Toon de bewaartermijnen van logregels, of leg er een vast voor een register of een activiteit."

    def add_arguments(self, parser: CommandParser) -> None:
        """What for, and how long."""
        parser.add_argument("handeling", choices=["lijst", "zet"])
        parser.add_argument("--register")
        parser.add_argument("--activiteit", metavar="NAAM")
        parser.add_argument("--ten-minste", type=int, default=0, metavar="JAREN")
        parser.add_argument("--ten-hoogste", type=int, metavar="JAREN")
        parser.add_argument("--bron", default="", help="de wet of het besluit waar de termijn in staat")
        parser.add_argument("--url", default="")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do it, and say which activities do not keep to a term."""
        if opties["handeling"] == "zet":
            try:
                set_term(
                    register=opties["register"] or "", activiteit=self.found(opties["activiteit"]), minimum=opties["ten_minste"],
                    maximum=opties["ten_hoogste"], bron=opties["bron"], url=opties["url"],
                )  # fmt: skip
            except ValueError as fout:
                raise CommandError(str(fout)) from fout
        for termijn in Bewaartermijn.objects.select_related("activiteit").filter(vervallen_op=None):
            self.stdout.write(json.dumps(as_row(termijn), ensure_ascii=False))
        for naam, wat in standing_misfits():
            self.stderr.write(f"{naam}: {phrase(wat)}")

    @staticmethod
    def found(naam: str | None) -> Any:
        """The id of the activity with this name, None where none is named; raises CommandError."""
        if naam is None:
            return None
        activiteit = Verwerkingsactiviteit.objects.filter(naam=naam, ingetrokken_op=None).first()
        if activiteit is None:
            raise CommandError(f"Er is geen activiteit {naam} (zie: activiteit lijst).")
        return activiteit.pk


def as_row(termijn: Bewaartermijn) -> dict[str, Any]:
    """A term as JSON."""
    van = {"register": termijn.register} if termijn.register else {"activiteit": str(termijn.activiteit)}
    return {
        **van,
        "tenMinste": termijn.minimum_jaren,
        "tenHoogste": termijn.maximum_jaren,
        "bron": termijn.wettelijke_bron,
        "url": termijn.wettelijke_bron_url,
    }
