"""`manage.py don_registratie REGISTER`: what to send to the API register of developer.overheid.nl, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nlapi.publicatie import RegistratieOnvolledig, don_registration
from processing.api import openapi as verwerkingslog
from registry.api import openapi as register_openapi
from registry.catalogus import catalogus


def own_documents() -> dict[tuple[str, int], Mapping[str, Any]]:
    """Every own OpenAPI document by register and major version: the published models, and the processing log."""
    modellen = catalogus().modellen.items()
    documenten = [*(register_openapi.build(model) for _sleutel, model in modellen), verwerkingslog.build()]
    return {_address(document): document for document in documenten}


def _address(document: Mapping[str, Any]) -> tuple[str, int]:
    register, versie = document["servers"][0]["url"].split("/")[2:4]
    return register, int(versie[1:])


class Command(BaseCommand):
    """Print the registration of one API."""

    help = "Toont de registratie van een API voor developer.overheid.nl. Er wordt niets verstuurd."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which API, and for which organisation."""
        parser.add_argument("register")
        parser.add_argument("--hoofdversie", type=int, help="zonder deze optie: de hoogste")
        parser.add_argument("--organisatie", default=settings.ORGANISATIE_URI, help="URI van de organisatie")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Print it, or say what is missing."""
        documenten = {v: d for (register, v), d in own_documents().items() if register == opties["register"]}
        hoofdversie = opties["hoofdversie"] or max(documenten, default=0)
        if hoofdversie not in documenten:
            raise CommandError(f"Er is geen API {opties['register']} v{hoofdversie}.")
        document = documenten[hoofdversie]
        try:
            registratie = don_registration(
                document,
                oas_url=f"{settings.BASIS_URL}{document['servers'][0]['url']}/openapi.json",
                organisatie_uri=opties["organisatie"],
            )
        except RegistratieOnvolledig as fout:
            raise CommandError(str(fout)) from fout
        self.stdout.write(json.dumps(registratie, indent=2, ensure_ascii=False))
