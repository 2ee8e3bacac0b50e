"""`manage.py activiteit lijst|registreer|trek-in`: the register of processing activities (AVG art. 30). Prints JSON, one activity a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from processing.models import Verwerkingsactiviteit, Verwerkingsactiviteitversie
from processing.services import TermijnFout, registreer_activiteit, trek_activiteit_in

ZELF = frozenset({"id", "activiteit", "versie", "vastgelegd_op"})
VELDEN = {f.name: f for f in Verwerkingsactiviteitversie._meta.fields if f.name not in ZELF}  # noqa: SLF001 - Django's own way
LIJSTEN = frozenset(n for n, f in VELDEN.items() if f.get_internal_type() == "JSONField")


class Command(BaseCommand):
    """Register an activity from a file, give it a new version, or withdraw it."""

    help = "Toon verwerkingsactiviteiten, leg er een vast uit een bestand (YAML; andere inhoud wordt een nieuwe versie), of trek er een in."

    def add_arguments(self, parser: CommandParser) -> None:
        """The act, and the file or the name."""
        parser.add_argument("handeling", choices=["lijst", "registreer", "trek-in"])
        parser.add_argument(
            "bestand", nargs="?", metavar="FILE", help="bij registreer: het bestand, of - voor standaardinvoer"
        )
        parser.add_argument("--naam", help="bij trek-in: welke activiteit")

    def handle(self, *_args: Any, **opties: Any) -> None:
        """Do the act."""
        match opties["handeling"]:
            case "lijst":
                for activiteit in Verwerkingsactiviteit.objects.order_by("naam"):
                    self.stdout.write(json.dumps(as_row(activiteit), ensure_ascii=False))
                return
            case "registreer":
                if not opties["bestand"]:
                    raise CommandError("Noem het bestand met de activiteit.")
                naam, inhoud = read(opties["bestand"])
                staand = Verwerkingsactiviteit.objects.filter(naam=naam).first()
                if staand is not None and staand.ingetrokken_op is not None:
                    raise CommandError(f"{naam} is ingetrokken. Kies een andere naam.")
                try:
                    activiteit = registreer_activiteit(naam, **inhoud)
                except TermijnFout as fout:
                    raise CommandError(str(fout)) from fout
            case _:
                activiteit = self.found(opties["naam"])
                trek_activiteit_in(activiteit.id)
                activiteit.refresh_from_db()
        self.stdout.write(json.dumps(as_row(activiteit), ensure_ascii=False))

    @staticmethod
    def found(naam: str | None) -> Verwerkingsactiviteit:
        """The activity with this name; raises CommandError."""
        activiteit = Verwerkingsactiviteit.objects.filter(naam=naam, ingetrokken_op=None).first() if naam else None
        if activiteit is None:
            raise CommandError("Noem met --naam een activiteit die niet is ingetrokken (zie: activiteit lijst).")
        return activiteit


def read(bestand: str) -> tuple[str, dict[str, Any]]:
    """Name and content of the activity in this file; raises CommandError with every fault and its field."""
    try:
        tekst = sys.stdin.read() if bestand == "-" else Path(bestand).read_text(encoding="utf-8")
        ruw = yaml.safe_load(tekst)
    except OSError as fout:
        raise CommandError(f"{bestand} is niet te lezen.") from fout
    except yaml.YAMLError as fout:
        raise CommandError(f"{bestand} is geen geldige YAML.") from fout
    if not isinstance(ruw, dict):
        raise CommandError("Het bestand moet velden met waarden hebben.")
    fouten = [f"{n}: dit veld bestaat niet" for n in ruw if n not in {"naam", *VELDEN}]
    fouten += [f"{n}: moet een lijst van teksten zijn" for n in LIJSTEN & set(ruw) if not is_text_list(ruw[n])]
    inhoud = {n: w for n, w in ruw.items() if n in VELDEN}
    kop, versie = Verwerkingsactiviteit(naam=str(ruw.get("naam", ""))), Verwerkingsactiviteitversie(versie=1, **inhoud)
    for deel, weg in ((kop, set()), (versie, {"activiteit", "id"})):
        try:
            deel.clean_fields(exclude=weg)
        except ValidationError as fout:
            fouten += [f"{n}: {' '.join(teksten)}" for n, teksten in fout.message_dict.items()]
    if not fouten and versie.geldig_tot is not None and versie.geldig_tot <= versie.geldig_van:
        fouten.append("geldig_tot: moet later zijn dan geldig_van")
    if fouten:
        raise CommandError("De activiteit is niet compleet:\n" + "\n".join(f"  - {f}" for f in sorted(fouten)))
    return kop.naam, {n: getattr(versie, n) for n in inhoud}


def is_text_list(waarde: Any) -> bool:
    """Whether this is a list of texts."""
    return isinstance(waarde, list) and all(isinstance(w, str) for w in waarde)


def as_row(activiteit: Verwerkingsactiviteit) -> dict[str, Any]:
    """An activity in one line."""
    versie = activiteit.versies.get(versie=activiteit.huidige_versie)
    return {
        "id": str(activiteit.id),
        "naam": activiteit.naam,
        "titel": versie.titel,
        "versie": versie.versie,
        "grondslag": versie.grondslag,
        "ingetrokken": activiteit.ingetrokken_op is not None,
    }
