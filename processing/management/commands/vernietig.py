"""`manage.py vernietig`: carry out what two employees decided at /beheer/bewaren. The worker does this every night as well."""

from __future__ import annotations

import os
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from processing.vernietigen import VernietigingFout, carry_out


class Command(BaseCommand):
    """Needs DATABASE_BEWAARDER_URL (role bronhuis_bewaarder): no other role may."""

    help = "Voer elk bevestigd voorstel uit om een deel van het verwerkingslog te vernietigen."

    def handle(self, *_args: Any, **_opties: Any) -> None:
        """Say of each proposal what came of it."""
        url = os.environ.get("DATABASE_BEWAARDER_URL")
        if not url:
            raise CommandError("DATABASE_BEWAARDER_URL ontbreekt: de verbinding van de rol bronhuis_bewaarder.")
        with psycopg.connect(url, autocommit=True) as verbinding:
            try:
                gedaan = carry_out(verbinding, lambda voorstel, tekst: self.stdout.write(f"{voorstel}: {tekst}"))
            except VernietigingFout as fout:
                raise CommandError(str(fout)) from fout
        self.stdout.write(f"Vernietigde delen: {gedaan}.")
