"""`manage.py demo_opdrachten`: one process that runs a row of other commands, so that the stories do not start Django for each step.

In: one JSON list per line, a command with its options. Out: one JSON object per line, `regels` that it printed, and `fout` or null.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

TOEGESTAAN = frozenset({"autorisatie", "demo_bevolking", "geef_token", "registreer_sleutel", "reproduceer"})


class Command(BaseCommand):
    """Run the commands that come in, until there are no more."""

    help = "Voer opdrachten uit die als JSON-regels binnenkomen (alleen in demo en test)."

    def handle(self, *_args: Any, **_opties: Any) -> None:
        """Answer each line."""
        if settings.MODUS not in {"demo", "test"}:
            raise CommandError("demo_opdrachten werkt alleen in demo en test.")
        for regel in sys.stdin:
            self.stdout.write(json.dumps(run(json.loads(regel))))
            self.stdout.flush()


def run(opdracht: Sequence[str]) -> dict[str, Any]:
    """What this command printed, and what went wrong."""
    uit = io.StringIO()
    try:
        if not opdracht or opdracht[0] not in TOEGESTAAN:
            raise CommandError(f"Kies uit: {', '.join(sorted(TOEGESTAAN))}.")
        call_command(*opdracht, stdout=uit)
    except CommandError as fout:
        return {"regels": uit.getvalue().splitlines(), "fout": str(fout)}
    return {"regels": uit.getvalue().splitlines(), "fout": None}
