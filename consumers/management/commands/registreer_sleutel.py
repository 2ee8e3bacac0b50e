"""`manage.py registreer_sleutel --applicatie NAAM --jwks FILE|-`: the public keys of an applicatie."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consumers.jwks import JwksFout
from consumers.models import Applicatie
from consumers.services import registreer_sleutels


class Command(BaseCommand):
    """Register public keys."""

    help = "Registreer de publieke sleutels (JWKS) van een applicatie; ze vervangen de oude."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which applicatie and which file."""
        parser.add_argument("--applicatie", required=True)
        parser.add_argument("--jwks", required=True, metavar="FILE")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Check and store; prints the client_id with which to ask for tokens."""
        try:
            tekst = sys.stdin.read() if opties["jwks"] == "-" else Path(opties["jwks"]).read_text(encoding="utf-8")
            applicatie = registreer_sleutels(opties["applicatie"], json.loads(tekst))
        except OSError as fout:
            raise CommandError("Het bestand met sleutels is niet te lezen.") from fout
        except json.JSONDecodeError as fout:
            raise CommandError("Het bestand met sleutels is geen geldige JSON.") from fout
        except JwksFout as fout:
            raise CommandError(str(fout)) from fout
        except Applicatie.DoesNotExist as fout:
            raise CommandError("Deze applicatie bestaat niet.") from fout
        self.stdout.write(json.dumps({"client_id": applicatie.client_id, "applicatie": str(applicatie.id)}))
