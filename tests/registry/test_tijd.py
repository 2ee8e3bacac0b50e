"""Time through the doors: knowledge is loaded, and read at geldigOp × beschikbaarOp; by hand-made cases and against the oracle."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from django.test import Client

from tests.deuren import BURGERZAKEN, PERSONEN, api, load, search
from tests.personen import Persoonslijst, person
from tests.registry.orakel import Orakel
from tests.registry.tijdgevallen import GEVALLEN, Rij

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]

GESCHIEDENISSEN, PER_LADING = 1000, 250


@pytest.fixture(scope="module")
def client(bronhuis_db: None) -> Client:
    return api(*BURGERZAKEN)


def without_address() -> Persoonslijst:
    lijst = person()
    lijst.voorkomens = [v for v in lijst.voorkomens if v["categorie"] != "08"]
    return lijst


def with_rows(lijst: Persoonslijst, rijen: list[Rij]) -> Persoonslijst:
    """The list with these address voorkomens, from new to old."""
    kaal = [v for v in lijst.voorkomens if v["categorie"] != "08"]
    anders = Persoonslijst(lijst.naam, lijst.bsn, kaal)
    for nummer, rij in enumerate(rijen):
        elementen = (
            {"11.10": rij[1]} | ({"85.10": rij[0]} if rij[0] else {}) | ({"84.10": "O"} if len(rij) == 3 else {})
        )
        anders.met("08", elementen, volgnummer=nummer)
    return anders


def known_moment(client: Client, object_id: str) -> str:
    """A moment at which all that is loaded now is known: the answer's own beschikbaarOp."""
    antwoord = client.get(f"{PERSONEN}/{object_id}")
    moment: str = antwoord.json()["beschikbaarOp"]
    return moment


def next_millisecond() -> None:
    """Registratie counts in milliseconds: wait until the clock shows another one."""
    nu = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 <= nu + 1:
        pass


def street(client: Client, object_id: str, dag: str, moment: str) -> str | None:
    antwoord = client.get(f"{PERSONEN}/{object_id}?geldigOp={dag}&beschikbaarOp={moment}")
    assert antwoord.status_code == 200, antwoord.content
    document: dict[str, Any] = antwoord.json()
    assert document["beschikbaarOp"] == moment
    straat: str | None = document["gegevens"].get("verblijfplaats", {}).get("straat")
    return straat


@pytest.mark.parametrize("geval", GEVALLEN, ids=lambda g: g[0])
def test_hand_made_cases(client: Client, geval: tuple[str, list[list[Rij]], list[tuple[int, str, str | None]]]) -> None:
    _naam, ladingen, vragen = geval
    # A birth that nobody can predate, so that the person is there on every day that is asked.
    lijst = without_address()
    for voorkomen in lijst.voorkomens:
        voorkomen["elementen"] = {k: ("00000000" if k == "01.85.10" else w) for k, w in voorkomen["elementen"].items()}
    object_id, momenten = "", []
    for rijen in ladingen:
        load([with_rows(lijst, rijen)])
        object_id = object_id or search(client, burgerservicenummer=lijst.bsn).json()["resultaten"][0]["id"]
        momenten.append(known_moment(client, object_id))
        next_millisecond()
    gevonden = [street(client, object_id, dag, momenten[welke]) for welke, dag, _ in vragen]
    assert gevonden == [verwacht for _, _, verwacht in vragen]


def test_there_are_at_least_thirty_cases() -> None:
    assert len(GEVALLEN) >= 30
    assert len({naam for naam, _, _ in GEVALLEN}) == len(GEVALLEN)


def test_a_thousand_generated_histories_agree_with_the_oracle(client: Client) -> None:
    toeval = random.Random(20261124)
    lijsten = [without_address() for _ in range(GESCHIEDENISSEN)]
    for lijst in lijsten:
        for voorkomen in lijst.voorkomens:
            voorkomen["elementen"] = {
                k: ("00000000" if k == "01.85.10" else w) for k, w in voorkomen["elementen"].items()
            }
    orakels = [Orakel() for _ in lijsten]
    ids: list[str] = []
    for _ronde in range(3):
        rijen = [_random_rows(toeval) for _ in lijsten]
        gezegd = [with_rows(lijst, r) for lijst, r in zip(lijsten, rijen, strict=True)]
        for deel in range(0, len(gezegd), PER_LADING):
            load(gezegd[deel : deel + PER_LADING])
        ids = ids or [search(client, burgerservicenummer=lijst.bsn).json()["resultaten"][0]["id"] for lijst in lijsten]
        moment = known_moment(client, ids[-1])
        next_millisecond()
        for orakel, r in zip(orakels, rijen, strict=True):
            orakel.said(moment, [{"begin": rij[0], "waarde": rij[1], "onjuist": len(rij) == 3} for rij in r])
    verschillen = vragen = 0
    for object_id, orakel in zip(ids, orakels, strict=True):
        for _ in range(4):
            moment = toeval.choice([m for m, _ in orakel.ladingen])
            dag = f"{toeval.randint(2008, 2013)}-{toeval.randint(1, 12):02d}-{toeval.randint(1, 28):02d}"
            vragen += 1
            verschillen += street(client, object_id, dag, moment) != orakel.answer(int(dag.replace("-", "")), moment)
    print(f"{GESCHIEDENISSEN} geschiedenissen, {vragen} vragen, {verschillen} verschillen")
    assert verschillen == 0


def _random_rows(toeval: random.Random) -> list[Rij]:
    rijen: list[Rij] = []
    for nummer in range(toeval.randint(0, 6)):
        jaar, maand, dag = toeval.randint(2009, 2012), toeval.randint(1, 12), toeval.randint(1, 28)
        begin = toeval.choice(
            [f"{jaar}{maand:02d}{dag:02d}"] * 5 + [f"{jaar}{maand:02d}00", f"{jaar}0000", "00000000", None]
        )
        waarde = f"S{nummer}{toeval.randint(0, 9)}"
        rijen.append((begin, waarde, "onjuist") if toeval.random() < 0.15 else (begin, waarde))
    return rijen
