"""Whether a person is not there, is secret, or is outside what may be seen, cannot be told by how long the refusal takes.

A thousand of each, in either order, compared pair by pair. A busy machine can make one round differ; what can be told by time differs in
every round.
"""

from __future__ import annotations

import random
import statistics
import time
from uuid import uuid4

import pytest
from django.test import Client

from tests.deuren import PERSONEN, authorise, id_of, load
from tests.personen import person

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.long]

AANTAL, RONDES = 1000, 3
VERSCHIL = 0.002  # seconds


def difference(client: Client, bestaat: str, aantal: int) -> float:
    """The median of how much longer (seconds) the refusal takes for who is there."""
    toeval, verschillen = random.Random(17), list[float]()
    for _ in range(aantal):
        duur = {}
        # In either order: what came just before has its influence as well.
        for is_er in toeval.sample([False, True], 2):
            pad = bestaat if is_er else f"{PERSONEN}/{uuid4()}"
            begin = time.perf_counter()
            antwoord = client.get(pad)
            duur[is_er] = time.perf_counter() - begin
            assert antwoord.status_code == 404
        verschillen.append(duur[True] - duur[False])
    return statistics.median(verschillen)


@pytest.mark.parametrize("waarom", ["geheim", "elders"])
def test_a_refusal_takes_as_long_for_who_is_there_as_for_who_is_not(waarom: str) -> None:
    lijst = person(c07_70_10="7") if waarom == "geheim" else person(c08_09_10="9998")
    load([lijst])
    rijregel = [{"pad": "verblijfplaats.gemeenteVanInschrijving", "in": ["9999"]}] if waarom == "elders" else []
    client = authorise(
        "tijd",
        soort="derde",
        acties=["raadplegen"],
        velden=["persoon"],
        geheimTonen=waarom != "geheim",
        **({"rijregel": rijregel} if rijregel else {}),
    ).client()
    bestaat = f"{PERSONEN}/{id_of(lijst)}"
    difference(client, bestaat, 10)  # the first ones warm up plans and caches
    gemeten = []
    for _ in range(RONDES):
        gemeten.append(difference(client, bestaat, AANTAL))
        print(f"{waarom}: {gemeten[-1] * 1000:+.3f} ms over {AANTAL} paren")
        if abs(gemeten[-1]) < VERSCHIL:
            return
    pytest.fail(f"{waarom}: in elke ronde verschil, {gemeten}")


def test_a_difference_that_is_there_is_found() -> None:
    """A client that takes longer for one address: the measure sees it."""

    class Traag(Client):
        def get(self, path: str, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            if path == "/er":
                einde = time.perf_counter() + 2 * VERSCHIL
                while time.perf_counter() < einde:
                    pass
            return type("Antwoord", (), {"status_code": 404})()

    assert difference(Traag(), "/er", 50) > VERSCHIL
