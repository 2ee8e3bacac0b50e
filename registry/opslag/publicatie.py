"""Publishing an information model: its tables, its entry in the catalogue, and one higher publication number.

Runs as the owner (`manage.py publiceer`). Web processes compare that one number per request and reload by themselves.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max

from registry.model.definitie import Informatiemodel
from registry.model.laden import laad
from registry.model.opvolging import number_of, objections
from registry.models import Informatiemodelversie
from registry.opslag.tabellen import ddl, tabellen_van


class PublicatieFout(Exception):
    """The model cannot be published; the message says why and what would be right."""


@transaction.atomic
def publish(tekst: str) -> tuple[Informatiemodel, bool]:
    """Publish a model file; returns the model and whether anything changed.

    Raises ModelFout when the file is not a valid model, PublicatieFout when this version stands with other content, or would break
    what the standing version of the same major version promises.
    """
    model = laad(tekst)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('registry.publicatie', 0))")
        bestaand = Informatiemodelversie.objects.filter(register=model.register, versie=model.versie).first()
        if bestaand is not None:
            if bestaand.tekst != tekst:
                raise PublicatieFout(
                    f"{model.register} {model.versie} is al gepubliceerd met een andere inhoud. Geef het model een nieuw versienummer."
                )
            return model, False
        _check_successor(model)
        for objecttype in model.objecttypen.values():
            for opdracht in ddl(tabellen_van(model.register, objecttype)):
                cursor.execute(opdracht)
    hoogste = Informatiemodelversie.objects.aggregate(hoogste=Max("nummer"))["hoogste"] or 0
    Informatiemodelversie.objects.create(
        register=model.register, versie=model.versie, hoofdversie=model.hoofdversie, tekst=tekst, nummer=hoogste + 1
    )
    return model, True


def _check_successor(model: Informatiemodel) -> None:
    """Refuse a model that readers of the newest published one (of this major version) could not read."""
    zelfde = Informatiemodelversie.objects.filter(register=model.register, hoofdversie=model.hoofdversie)
    staand = [laad(tekst) for tekst in zelfde.values_list("tekst", flat=True)]
    if staand and (bezwaren := objections(max(staand, key=number_of), model)):
        lijst = "\n".join(f"  - {b}" for b in bezwaren)
        raise PublicatieFout(
            f"{model.register} {model.versie} past niet onder hoofdversie {model.hoofdversie}:\n{lijst}\n"
            f"Maak er versie {model.hoofdversie + 1}.0.0 van."
        )
