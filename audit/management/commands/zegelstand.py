"""`manage.py zegelstand`: how far sealing is behind, for whoever watches the server."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from audit.achterstand import backlog
from audit.bronnen import sources
from audit.verbinding import ask


class Command(BaseCommand):
    """Needs DATABASE_URL only; the sealer need not run."""

    help = "Toon hoeveel regels op hun zegel wachten en hoe lang de oudste; eindigt met 1 als dat langer dan een minuut is."

    def handle(self, *_args: Any, **_opties: Any) -> None:
        """Print one line of JSON; exit code 1 when it is behind."""
        stand = backlog(ask, sources())
        regel = {
            "seconden": round(stand.duur.total_seconds()),
            "aantal": stand.aantal,
            "oudste": stand.oudste.isoformat() if stand.oudste else None,
            "achter": stand.te_lang,
        }
        self.stdout.write(json.dumps(regel))
        if stand.te_lang:
            sys.exit(1)
