"""`manage.py gatverklaring`: two people declare what a restore lost. Uses no database; see docs/operations/ondertekenaar.md."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.bronhuis_verify import BewijsFout, Checkpoint, Handtekening, read_note
from audit.gatverklaring import GatFout, Gatverklaring, check_verklaring, join_signed, read_verklaring, split_signed
from audit.ondertekenaar.stand import Standbestand
from audit.sleutelbestand import BestandFout, make_key, read_key


class Command(BaseCommand):
    """Make a statement, sign it, or make the key of somebody who may."""

    help = (
        "Maak een gatverklaring na het terugzetten van een reservekopie, of onderteken er een. Twee mensen ondertekenen, elk met "
        "een eigen sleutel. Gebruikt geen database. Zie docs/operations/ondertekenaar.md."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The act, and what it needs."""
        handelingen = parser.add_subparsers(dest="handeling", required=True)
        sleutel = handelingen.add_parser("maak-sleutel", help="maak de sleutel van iemand die een gat mag bevestigen")
        sleutel.add_argument("--sleutel", type=Path, required=True, metavar="FILE")
        sleutel.add_argument("--naam", required=True, help="naam van deze persoon, zonder spaties")
        maak = handelingen.add_parser("maak", help="schrijf een verklaring, nog zonder handtekeningen")
        maak.add_argument("--verklaring", type=Path, required=True, metavar="FILE", help="bestand dat gemaakt wordt")
        maak.add_argument(
            "--laatste",
            type=Path,
            required=True,
            metavar="FILE",
            help="stand van de ondertekenaar, of het laatste checkpoint",
        )
        maak.add_argument(
            "--hersteld", type=Path, required=True, metavar="FILE", help="laatste checkpoint in wat is teruggezet"
        )
        maak.add_argument("--reden", required=True, help="wat er gebeurde, op één regel")
        maak.add_argument(
            "--bevestiger", action="append", required=True, metavar="NAAM", help="wie bevestigt; twee keer"
        )
        teken = handelingen.add_parser("onderteken", help="lees een verklaring en zet er een handtekening onder")
        teken.add_argument("--verklaring", type=Path, required=True, metavar="FILE")
        teken.add_argument("--sleutel", type=Path, required=True, metavar="FILE", help="uw eigen sleutel")
        teken.add_argument("--akkoord", action="store_true", help="u las de verklaring en ze klopt")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do the act."""
        try:
            match opties["handeling"]:
                case "maak-sleutel":
                    self.stdout.write(make_key(opties["sleutel"], opties["naam"]).openbaar.tekst)
                case "maak":
                    self._make(opties)
                case _:
                    self._sign(opties["verklaring"], opties["sleutel"], akkoord=opties["akkoord"])
        except (BestandFout, GatFout, BewijsFout) as fout:
            raise CommandError(str(fout)) from None
        except OSError as fout:
            raise CommandError(f"{fout.filename} is niet te gebruiken: {fout.strerror}.") from None

    def _make(self, opties: dict[str, Any]) -> None:
        if len(opties["bevestiger"]) != 2:
            raise CommandError("Noem met --bevestiger precies twee mensen.")
        oud, hersteld = read_checkpoint(opties["laatste"]), read_checkpoint(opties["hersteld"])
        if oud.oorsprong != hersteld.oorsprong:
            raise CommandError(f"De checkpoints zijn van twee logs: {oud.oorsprong} en {hersteld.oorsprong}.")
        een, twee = opties["bevestiger"]
        verklaring = Gatverklaring(
            oorsprong=oud.oorsprong,
            oude_grootte=oud.grootte,
            oude_wortel=oud.wortel,
            herstelde_grootte=hersteld.grootte,
            herstelde_wortel=hersteld.wortel,
            moment=datetime.now(UTC).replace(microsecond=0),
            reden=opties["reden"],
            bevestigers=(een, twee),
        )
        check_verklaring(verklaring)
        with opties["verklaring"].open("x", encoding="utf-8") as bestand:
            bestand.write(verklaring.tekst)
        self.stdout.write(verklaring.tekst, ending="")

    def _sign(self, pad: Path, sleutelpad: Path, *, akkoord: bool) -> None:
        tekst, handtekeningen = split_signed(pad.read_text(encoding="utf-8"))
        verklaring, sleutel = read_verklaring(tekst), read_key(sleutelpad)
        if sleutel.naam not in verklaring.bevestigers:
            raise GatFout(f"De verklaring noemt {sleutel.naam} niet.")
        self.stdout.write(tekst, ending="")
        if not akkoord:
            raise CommandError("Er is niets ondertekend. Klopt de verklaring hierboven? Voeg dan --akkoord toe.")
        eigen = Handtekening(sleutel.naam, sleutel.openbaar.nummer, sleutel.geheim.sign(tekst.encode()))
        if eigen not in handtekeningen:
            pad.write_text(join_signed(tekst, (*handtekeningen, eigen)), encoding="utf-8")
        self.stdout.write(f"Ondertekend door {sleutel.naam}. Kenmerk: {verklaring.kenmerk}")


def read_checkpoint(pad: Path) -> Checkpoint:
    """The checkpoint in this file: a signed note, or the stand of a signer. Raises BestandFout or BewijsFout."""
    tekst = pad.read_text(encoding="utf-8")
    if not tekst.startswith("{"):
        return read_note(tekst)[0]
    stand = Standbestand(pad).read().stand
    if stand is None:
        raise BestandFout(f"In {pad} staat geen checkpoint: er is nog nooit ondertekend.")
    return stand.laatste
