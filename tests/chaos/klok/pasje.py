"""`python -m tests.chaos.klok.pasje N`: a token that expired N seconds ago (or, N negative, still has so long), by this process's clock."""

from __future__ import annotations

import sys
import time

import django

if __name__ == "__main__":
    django.setup()
    from consumers.management.commands.geef_token import Command
    from consumers.models import Applicatie
    from consumers.oauth.instellingen import TOKEN_SECONDEN
    from consumers.oauth.tokens import sign

    software = Applicatie.objects.get(name="Suite Inkomen")
    details = Command.details(software, "bijstand-beoordelen")
    sys.stdout.write(sign(software, details, nu=int(time.time()) - TOKEN_SECONDEN - int(sys.argv[1])))
