"""What was given can be rebuilt from its line: after many later changes, for every kind of answer; an altered voorkomen is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest

from registry.reproductie import reproduce
from tests.deuren import BURGERZAKEN, INKOMEN, PERSONEN, SCHULDEN, api, id_of, load, search
from tests.personen import Persoonslijst, person

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]

PERSONEN_AANTAL, REGELS, WIJZIGINGEN = 100, 1000, 2000


def _move(lijst: Persoonslijst, nummer: int) -> None:
    """A later change: another street, the old one becomes history."""
    for voorkomen in lijst.voorkomens:
        if voorkomen["categorie"] == "08":
            voorkomen["volgnummer"] += 1
    lijst.met(
        "08",
        {
            "09.10": "9999",
            "11.10": f"Nieuw{nummer}",
            "11.20": str(nummer % 99 + 1),
            "85.10": f"20{nummer % 20:02d}0101",
        },
    )


def _family(lijst: Persoonslijst, ouder: Persoonslijst) -> Persoonslijst:
    return lijst.met("02", {"01.20": ouder.bsn, "02.40": "Ouder", "85.10": "19800101"}).met(
        "09", {"02.10": "Kind zonder nummer", "85.10": "20100101"}
    )


def test_a_thousand_lines_after_two_thousand_changes(superuser: Callable[[], psycopg.Connection]) -> None:
    toeval = random.Random(20261124)
    lijsten = [person() for _ in range(PERSONEN_AANTAL)]
    lijsten = [_family(lijst, lijsten[n - 1]) for n, lijst in enumerate(lijsten)]
    load(lijsten)
    ids = [id_of(lijst) for lijst in lijsten]
    clients = [api(*INKOMEN), api(*SCHULDEN), api(*BURGERZAKEN)]
    with superuser() as verbinding:
        begin = verbinding.execute("SELECT clock_timestamp()").fetchone()
        for _ in range(REGELS // 2):
            client, object_id = toeval.choice(clients), toeval.choice(ids)
            deel = toeval.choice(
                ["", "?geldigOp=2012-05-05", "/voorkomens", "?fields=persoon.naam", "/voorkomens?fields=verblijfplaats"]
            )
            assert client.get(f"{PERSONEN}/{object_id}{deel}").status_code in {200, 404}
            assert search(clients[0], burgerservicenummer=toeval.choice(lijsten).bsn).status_code == 200
        regels = [
            r[0]
            for r in verbinding.execute(
                "SELECT id FROM processing.regel WHERE tijd > %s AND register = 'brp' AND soort <> 'bijgehouden' ORDER BY id LIMIT %s",
                [begin[0], REGELS],
            )
        ]
    assert len(regels) == REGELS
    for ronde in range(WIJZIGINGEN // PERSONEN_AANTAL):
        for lijst in lijsten:
            _move(lijst, ronde)
        assert load(lijsten)["gewijzigd"] == PERSONEN_AANTAL

    klopt = sum(reproduce(UUID(str(regel))).klopt for regel in regels)
    print(f"{klopt} van {len(regels)} afdrukken gelijk, na {WIJZIGINGEN} wijzigingen")
    assert klopt == REGELS


def test_an_altered_voorkomen_is_named(superuser: Callable[[], psycopg.Connection]) -> None:
    lijst = person()
    load([lijst])
    object_id = id_of(lijst)
    assert api(*INKOMEN).get(f"{PERSONEN}/{object_id}").status_code == 200
    with superuser() as verbinding:
        regel, voorkomens = verbinding.execute(
            "SELECT id, voorkomens FROM processing.regel WHERE object = %s AND soort = 'geraadpleegd'", [object_id]
        ).fetchall()[0]
        assert reproduce(regel).klopt
        verbinding.execute("SET session_replication_role = replica")
        (gewijzigd,) = verbinding.execute(
            "UPDATE registry.brp_personen_voorkomen SET gegevens = jsonb_set(gegevens, '{straat}', '\"Elders\"') WHERE id = ANY(%s) AND groep = 'verblijfplaats' RETURNING id",
            [voorkomens],
        ).fetchall()[0]
    uitkomst = reproduce(regel)
    assert not uitkomst.klopt
    assert uitkomst.gewijzigd == [gewijzigd]
