"""The cast is where `rolverdeling` says it is, and lives as its description says."""

from __future__ import annotations

from typing import Any

import pytest

from registry.bevolking import stroom
from registry.bevolking.rolverdeling import AANTAL, ROLLEN, rol
from registry.bevolking.toneel import perform


def elements(lijsten: list[dict[str, Any]], naam: str, categorie: str, volgnummer: int = 0) -> dict[str, str]:
    lijst = next(x for x in lijsten if x["naam"] == rol(naam).lijst)
    treffers = [
        v["elementen"] for v in lijst["voorkomens"] if v["categorie"] == categorie and v["volgnummer"] == volgnummer
    ]
    return treffers[0] if treffers else {}


@pytest.mark.parametrize("naam", ROLLEN)
def test_a_role_is_the_person_with_that_list_and_bsn(lijsten, naam):
    assert elements(lijsten, naam, "01")["01.01.20"] == rol(naam).bsn
    assert rol(naam).naam == naam


def test_every_person_of_the_cast_has_a_role():
    assert {b.nummer for b in ROLLEN.values()} == set(range(1, AANTAL + 1))
    assert len(list(stroom.people(AANTAL))) == AANTAL
    assert perform.__doc__


def test_a_role_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        rol("burgemeester")


def test_the_cast_does_what_it_is_there_for(lijsten):
    def van(naam: str, categorie: str, volgnummer: int = 0) -> dict[str, str]:
        return elements(lijsten, naam, categorie, volgnummer)

    assert van("jansen", "01")["01.02.40"] == "Jansen"
    assert van("gezin-ouder", "01")["01.61.10"] == "V"
    assert van("gezin-kind", "02")["02.01.20"] == rol("gezin-ouder").bsn
    assert (
        van("gezin-kind", "08")["08.11.80"]
        == van("gezin-ouder", "08")["08.11.80"]
        == van("pasgeboren", "08")["08.11.80"]
    )
    assert van("pasgeboren", "01")["01.03.10"] == "20251205"
    assert [van("verhuisd", "08", i)["08.10.30"] for i in range(4)] == ["20250315", "20190901", "20120601", "19881102"]
    assert [van("verhuisd", "08", i)["08.09.10"] for i in range(4)] == ["9999", "9999", "9998", "9999"]
    assert van("gescheiden", "05")["05.07.40"] == "S"
    assert van("kind-van-gescheiden-ouders", "11")["11.32.10"] == "1"
    assert (
        van("kind-van-gescheiden-ouders", "08")["08.11.80"]
        == van("gescheiden", "08")["08.11.80"]
        != van("hertrouwd", "08")["08.11.80"]
    )
    assert van("geheim", "07")["07.70.10"] == van("geheim-kind", "07")["07.70.10"] == "7"
    assert van("geheim-andere-ouder", "07")["07.70.10"] == "0"
    assert van("geheim", "08")["08.11.80"] == van("geheim-kind", "08")["08.11.80"]
    assert van("overleden", "06")["06.08.10"] == "20241108"
    assert van("weduwe", "05")["05.07.40"] == "O"
    assert van("in-onderzoek", "08")["08.83.10"] == "081100"
    assert "08.83.30" not in van("in-onderzoek", "08")
    assert van("in-onderzoek", "08", 1)["08.83.10"] == "581000"
    assert van("buitenland-geboren", "01")["01.03.10"] == "19580000"
    assert van("datum-onbekend", "01")["01.03.10"] == "00000000"
    assert van("statushouder", "10")["10.39.10"] == "27"
    assert van("eu-burger", "13")["13.31.10"] == "2"
    assert (van("geemigreerd", "07")["07.67.20"], van("geemigreerd", "08")["08.13.10"]) == ("E", "6037")
    assert (van("niet-ingezetene", "07")["07.67.20"], van("niet-ingezetene", "08")["08.09.10"]) == ("R", "1999")
    assert (van("gecorrigeerd", "01")["01.03.10"], van("gecorrigeerd", "01", 1)["01.03.10"]) == ("19920321", "19920312")
    assert van("gecorrigeerd", "01", 1)["01.84.10"] == van("gecorrigeerd", "08", 1)["08.84.10"] == "O"
    assert [van("partnerschap-omgezet", "05", i)["05.15.10"] for i in range(2)] == ["H", "P"]
    assert [van("ouder-van-naamswijziging", "09", i)["09.02.40"] for i in range(2)] == ["Haverkamp", "Blokzijl"]
    assert [van("geslacht-gewijzigd", "01", i)["01.04.10"] for i in range(2)] == ["V", "M"]
    assert van("onder-curatele", "11")["11.33.10"] == "1"
    assert van("briefadres", "08")["08.10.10"] == "B"
    assert "08.12.10" in van("woonboot", "08")
    assert van("adel", "01")["01.02.20"] == "JH"
    assert van("erkend-kind", "03")["03.62.10"] == "20200907"
    assert "03.02.40" not in van("erkend-kind", "03", 1)
    assert van("ouder-van-levenloos-kind", "09")["09.89.10"] == "L"
    assert van("honderdjarige", "07")["07.87.10"] == "P"
    assert van("kiesrecht-uitgesloten", "13")["13.38.10"] == "A"
    assert van("voogdij-kind", "11")["11.32.10"] == "D"
    assert van("fout-opgenomen", "07")["07.67.20"] == "F"
