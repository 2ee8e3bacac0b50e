"""Fill a bench database through the product's own doors: `python -m tests.performance.vullen personen|registers|gebruik`.

Several of these may run side by side on one database: each loads every n-th batch.
"""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from uuid import uuid4

import django
import orjson

PER_KEER = 100
BOMEN = VERGUNNINGEN = 20_000
LEZINGEN, BLADZIJDEN = 600, 6


def personen(aantal: int, deel: int, van: int) -> None:
    """Load every `van`-th batch of the fictitious population of `aantal`, beginning with number `deel`."""
    from nlapi.koppen import nieuw_spoor
    from processing.gebruik import Aanroep
    from processing.intern import BIJHOUDING, claim_for
    from registry.bevolking import stroom
    from registry.gbav_laden import Laadopdracht, load_person_lists

    claim = claim_for(BIJHOUDING)
    lijsten = stroom.person_lists(aantal)
    stapels = iter(lambda: tuple(islice(lijsten, PER_KEER)), ())
    for stapel in islice(stapels, deel, None, van):
        inhoud = b"\n".join(orjson.dumps(lijst) for lijst in stapel)
        load_person_lists(Laadopdracht(io.BytesIO(inhoud)), claim, Aanroep(uuid4(), nieuw_spoor()))


def registers() -> None:
    """Load trees (open data, with a place) and parking permits, for the keys that the persons do not have."""
    from nlapi.koppen import nieuw_spoor
    from processing import services as verwerkingen
    from processing.gebruik import Aanroep
    from processing.intern import BIJHOUDING, claim_for
    from processing.models import Autorisatieversie
    from registry.catalogus import catalogus
    from registry.services import Bronobject, load
    from registry.voorkomen import Voorkomenopgave

    versie = Autorisatieversie.objects.filter(autorisatie__activiteit__naam=BIJHOUDING).latest("versie")
    groen = {"register": "groen", "objecttype": "bomen", "acties": ["wijzigen"], "velden": ["boom"], "maximum": 1000}
    verwerkingen.wijzig_autorisatie(versie.autorisatie_id, reden="meting", regels=[*versie.regels, groen])
    for register, objecttype, groep, inhoud in (
        ("groen", "bomen", "boom", _trees()),
        ("parkeren", "parkeervergunningen", "vergunning", _permits()),
    ):
        soort = catalogus().nieuwste(register, objecttype)
        assert soort is not None
        objecten = (
            Bronobject(
                f"{objecttype}-{nr}",
                (Voorkomenopgave(groep, 0, 0, gegevens, "2024", date(2024, 1, 1), None, bron="meting"),),
            )
            for nr, gegevens in enumerate(inhoud)
        )
        aanroep = Aanroep(uuid4(), nieuw_spoor())
        load(soort, claim_for(BIJHOUDING), aanroep, "meting", objecten, vervang=False, rapport=lambda _r: b"")


def _trees() -> Iterator[dict[str, object]]:
    toeval = random.Random(1)
    for _ in range(BOMEN):
        plek = {"lat": round(toeval.uniform(52.0, 52.2), 5), "lon": round(toeval.uniform(5.0, 5.3), 5)}
        soort = f"{toeval.choice(('Linde', 'Eik', 'Beuk', 'Es', 'Iep'))} {toeval.randrange(400)}"
        yield {
            "soort": soort,
            "geplant": str(toeval.randrange(1900, 2026)),
            "hoogte": toeval.randrange(40),
            "plek": plek,
        }


def _permits() -> Iterator[dict[str, object]]:
    from registry.identificaties import is_bsn

    toeval = random.Random(2)
    bsns = (f"{n:09d}" for n in range(800_000_000, 900_000_000) if is_bsn(f"{n:09d}"))
    for nr in range(VERGUNNINGEN):
        auto = {"kenteken": f"{toeval.choice('BDFG')}-{toeval.randrange(1000):03d}-{nr % 100:02d}", "merk": "Merk"}
        yield {
            "nummer": f"PV-{2000 + nr % 26}-{nr:05d}",
            "houder": next(bsns),
            "vanaf": "2024-03",
            "tarief": toeval.randrange(500_000),
            "voertuigen": [auto],
        }


def gebruik() -> None:
    """Read, search and browse as applicaties do, so that the log has lines of real shape and size to multiply."""
    from django.db import connection

    from registry import selectors
    from registry.catalogus import catalogus
    from registry.selectors import Levering, Tijdvraag
    from tests.performance.steekproef import take
    from tests.performance.vragers import ADRESONDERZOEK, INKOMEN, SCHULDEN, vrager

    soort = catalogus().nieuwste("brp", "personen")
    assert soort is not None

    def weergave(levering: Levering) -> bytes:
        return orjson.dumps([str(b.id) for b in levering.objecten])

    for nr, object_id in enumerate(take(LEZINGEN)):
        wie = vrager(INKOMEN if nr % 2 else SCHULDEN)
        selectors.raadpleeg(soort, wie, object_id, Tijdvraag(), None, weergave)
    for _ in range(BLADZIJDEN):
        selectors.blader(soort, vrager(ADRESONDERZOEK), Tijdvraag(), None, weergave, aantal=100)
    connection.close()


def main(argumenten: list[str]) -> None:
    """Run one filler."""
    django.setup()
    match argumenten:
        case ["personen", aantal, deel, van]:
            personen(int(aantal), int(deel), int(van))
        case ["registers"]:
            registers()
        case ["gebruik"]:
            gebruik()
        case _:
            sys.exit(f"onbekend: {argumenten}")


if __name__ == "__main__":
    main(sys.argv[1:])
