"""Eight writers on one object: no overlap, no gap, no empty registratie, and one state at every moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from tests.deuren import id_of, load
from tests.personen import Persoonslijst, person

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]

SCHRIJVERS, SECONDEN = 8, 10


def test_eight_writers_for_ten_seconds(superuser: Callable[[], psycopg.Connection]) -> None:
    lijst = person()
    load([lijst])
    object_id = id_of(lijst)
    einde, aantal, fouten = time.monotonic() + SECONDEN, [0] * SCHRIJVERS, []

    def write(nummer: int) -> None:
        try:
            while time.monotonic() < einde:
                aantal[nummer] += 1
                versie = Persoonslijst(lijst.naam, lijst.bsn, [v for v in lijst.voorkomens if v["categorie"] != "08"])
                versie.met("08", {"11.10": f"Straat{nummer}-{aantal[nummer]}", "85.10": "20200101"})
                versie.met("08", {"11.10": f"Eerder{nummer}", "85.10": "20100101"}, volgnummer=1)
                load([versie])
        except AssertionError as fout:
            fouten.append(fout)
        finally:
            connection.close()

    draden = [threading.Thread(target=write, args=(n,)) for n in range(SCHRIJVERS)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert fouten == []
    with superuser() as root:
        leeg, overlap, gaten, open_ = root.execute(
            """WITH v AS (SELECT * FROM registry.brp_personen_voorkomen WHERE object = %s AND groep = 'verblijfplaats' AND NOT onjuist)
               SELECT (SELECT count(*) FROM v WHERE isempty(registratie)),
                      (SELECT count(*) FROM v a JOIN v b ON a.id < b.id AND a.stapel = b.stapel
                         AND a.geldigheid && b.geldigheid AND a.registratie && b.registratie),
                      (SELECT count(*) FROM v a WHERE a.eind_registratie IS NOT NULL
                         AND NOT EXISTS (SELECT FROM v b WHERE b.begin_registratie = a.eind_registratie)),
                      (SELECT count(*) FROM v WHERE eind_registratie IS NULL)""",
            [object_id],
        ).fetchall()[0]
        momenten, staten = root.execute(
            """WITH v AS (SELECT * FROM registry.brp_personen_voorkomen WHERE object = %s AND groep = 'verblijfplaats' AND NOT onjuist),
                    m AS (SELECT DISTINCT begin_registratie AS moment FROM v)
               SELECT count(*), count(*) FILTER (WHERE n = 1) FROM (
                 SELECT m.moment, (SELECT count(*) FROM v WHERE registratie @> m.moment AND geldigheid @> date '2021-01-01') AS n FROM m) s""",
            [object_id],
        ).fetchall()[0]
    print(
        f"{sum(aantal)} wijzigingen door {SCHRIJVERS} schrijvers: overlap {overlap}, gaten {gaten}, leeg {leeg}, open {open_}, momenten {momenten}"
    )
    assert (leeg, overlap, gaten) == (0, 0, 0)
    assert open_ == 2
    assert momenten == staten > 20
