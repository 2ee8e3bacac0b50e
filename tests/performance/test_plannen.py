"""No question walks a table from end to end: as plans that exist at all in `make test`, as plans that are chosen in `make bench`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest

from config.lokaal.staat import KLOON
from registry.catalogus import catalogus
from tests import plugin
from tests.deuren import id_of, load
from tests.performance import plannen
from tests.personen import person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

# Tables of the set-up: a handful of rows, whatever the number of persons.
KLEIN = {
    "autorisatie", "autorisatieversie", "verwerkingsactiviteit", "verwerkingsactiviteitversie", "informatiemodelversie", "geheim",
    "toegang_applicatie", "toegang_afnemer", "toegang_token",
}  # fmt: skip


def test_every_question_has_a_plan_by_index(superuser: Callable[[], psycopg.Connection]) -> None:
    """With sequential scans as a last resort, one that is still there has no alternative: an operator that is not leakproof, a missing index."""
    lijst = person()
    load([lijst])
    object_id = id_of(lijst)
    soort = next(s for s in catalogus() if s.naam == "brp/personen")
    voorbeeld = {
        "persoon": {
            "burgerservicenummer": lijst.bsn, "aNummer": "1234567890",
            "naam": {"voornamen": "Voornaam", "geslachtsnaam": "Achternaam"}, "geboorte": {"datum": "1980-01-01"},
        },
        "verblijfplaats": {
            "gemeenteVanInschrijving": "9999", "postcode": "9999ZZ", "huisnummer": "12", "straat": "Straatnaam",
            "adresseerbaarObjectIdentificatie": "9999010000000001", "nummeraanduidingIdentificatie": "9999200000000001",
        },
    }  # fmt: skip
    objecten: dict[str, list[UUID]] = {soort.naam: [object_id]}
    with superuser() as root, plannen.explaining(root, plugin.database, "enable_seqscan=off") as gezien:
        plannen.ask_everything({soort.naam: [voorbeeld]}, objecten, lijst.bsn)
    gevraagd = {plan.vraag for plan in gezien}
    assert len(gevraagd) > len(soort.objecttype.zoeksleutels) + len(soort.objecttype.zoekcombinaties)
    assert {plan.vraag: plan.doorlopen for plan in gezien if set(plan.doorlopen) - KLEIN} == {}


@pytest.mark.long
def test_no_sequential_scan_at_a_hundred_thousand_persons() -> None:
    """The plans of `make bench`, of real statistics; builds its database when there is none yet."""
    opdracht = [sys.executable, "-m", "tests.performance", "--alleen", "plannen", "--personen", "100000"]
    uitkomst = subprocess.run(opdracht, cwd=KLOON, capture_output=True, text=True, check=False)
    assert uitkomst.returncode == 0, uitkomst.stdout[-3000:] + uitkomst.stderr[-3000:]
