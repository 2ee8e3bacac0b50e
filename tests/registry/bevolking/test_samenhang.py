"""What must hold for every person of a population of 6,000: relations, dates, documents, addresses. Read from the JSON alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

Lijsten = list[dict[str, Any]]
PEILDATUM = "20260101"
MET_BEGIN = {"01", "02", "03", "04", "05", "06", "08", "09", "10", "11", "12"}
ZONDER_DOCUMENT = {"07", "08", "10", "13"}
MAG_LATER = {"12.35.50", "10.39.20", "13.38.20"}
DATUMGROEPEN = {"03.10", "06.10", "07.10", "08.10", "09.20", "10.30", "13.20", "14.20", "20.10", "31.20", "35.30", "35.50", "35.60", "38.20"} | {
    "39.20", "39.30", "62.10", "67.10", "68.10", "71.10", "82.20", "83.20", "83.30", "85.10", "86.10",
}  # fmt: skip
ADRES = ("08.11.10", "08.11.20", "08.11.30", "08.11.40", "08.11.60", "08.11.70", "08.11.80", "08.11.90")


def stapels(lijst: dict[str, Any]) -> dict[tuple[str, int], list[dict[str, str]]]:
    """The elements per category and stapel, newest first."""
    uit: dict[tuple[str, int], list[dict[str, str]]] = {}
    for v in lijst["voorkomens"]:
        rijen = uit.setdefault((v["categorie"], v["stapel"]), [])
        assert v["volgnummer"] == len(rijen), "volgnummers count from the newest, without a gap"
        rijen.append(v["elementen"])
    return uit


def current(lijst: dict[str, Any], categorie: str) -> list[dict[str, str]]:
    """The newest voorkomen of each stapel of a category."""
    return [rijen[0] for (c, _), rijen in stapels(lijst).items() if c == categorie]


def alles(lijsten: Lijsten) -> Iterator[tuple[str, str, dict[str, str]]]:
    for lijst in lijsten:
        for v in lijst["voorkomens"]:
            yield lijst["naam"], v["categorie"], v["elementen"]


@pytest.fixture(scope="module")
def per_bsn(lijsten: Lijsten) -> dict[str, dict[str, Any]]:
    return {current(lijst, "01")[0]["01.01.20"]: lijst for lijst in lijsten}


def test_there_are_as_many_as_asked_each_with_numbers_of_its_own(lijsten, per_bsn):
    assert len(lijsten) == len(per_bsn) == 6000
    assert len({lijst["naam"] for lijst in lijsten}) == 6000
    assert len({current(lijst, "01")[0]["01.01.10"] for lijst in lijsten}) == 6000
    assert all(bsn.startswith("9999") for bsn in per_bsn)


def test_every_list_has_the_categories_that_a_list_must_have(lijsten):
    for lijst in lijsten:
        aantallen = Counter(c for c, _ in stapels(lijst))
        assert all(aantallen[c] == 1 for c in ("01", "02", "03", "07", "08")), lijst["naam"]
        assert all(aantallen[c] <= 1 for c in ("06", "10", "11", "13")), lijst["naam"]


def test_dates_are_dates_and_not_in_the_future(lijsten):
    for naam, categorie, elementen in alles(lijsten):
        for sleutel, waarde in elementen.items():
            assert waarde, (naam, sleutel)
            if sleutel[3:] not in DATUMGROEPEN:
                continue
            assert re.fullmatch(r"0{8}|(18|19|20)\d{2}(0000|(0[1-9]|1[0-2])(00|0[1-9]|[12]\d|3[01]))", waarde), (
                naam,
                sleutel,
                waarde,
            )
            assert sleutel in MAG_LATER or waarde <= PEILDATUM, (naam, categorie, sleutel, waarde)


def test_older_voorkomens_are_earlier_than_newer_ones(lijsten):
    for lijst in lijsten:
        for (categorie, _), rijen in stapels(lijst).items():
            if categorie not in MET_BEGIN:
                assert len(rijen) == 1
                continue
            for nieuw, oud in pairwise(rijen):
                assert oud[f"{categorie}.85.10"] <= nieuw[f"{categorie}.85.10"], (lijst["naam"], categorie)
                assert oud[f"{categorie}.86.10"] <= nieuw[f"{categorie}.86.10"], (lijst["naam"], categorie)


def test_nothing_is_recorded_before_it_is_so_or_before_there_was_a_list(lijsten):
    for lijst in lijsten:
        eerste = current(lijst, "07")[0]["07.68.10"]
        for v in lijst["voorkomens"]:
            c, e = v["categorie"], v["elementen"]
            if c in MET_BEGIN:
                assert e[f"{c}.85.10"] <= e[f"{c}.86.10"], (lijst["naam"], c)
                assert e[f"{c}.86.10"] >= eerste, (lijst["naam"], c)


def test_every_voorkomen_has_one_document_that_is_not_later_than_its_recording(lijsten):
    for naam, c, e in alles(lijsten):
        akte, document = f"{c}.81.20" in e, f"{c}.82.30" in e
        assert not (akte and document), (naam, c)
        assert akte == (f"{c}.81.10" in e)
        if c in MET_BEGIN - ZONDER_DOCUMENT - {"04"}:
            assert akte or document, (naam, c)
        if document:
            assert f"{c}.82.10" in e
            assert e[f"{c}.82.20"] <= e.get(f"{c}.86.10", PEILDATUM), (naam, c)


def test_what_is_onjuist_lies_right_under_what_corrected_it(lijsten):
    aantal = 0
    for lijst in lijsten:
        for (c, _), rijen in stapels(lijst).items():
            for plaats, rij in enumerate(rijen):
                if f"{c}.84.10" in rij:
                    aantal += 1
                    assert rij[f"{c}.84.10"] == "O"
                    goed = rijen[plaats - 1]
                    assert plaats > 0
                    assert goed[f"{c}.85.10"] == rij[f"{c}.85.10"]
                    assert goed[f"{c}.86.10"] > rij[f"{c}.86.10"]
                    assert {k for k in rij if k[3:5] < "70"} >= {k for k in goed if k[3:5] < "70"}
                    assert any(rij[k] != goed.get(k) for k in rij if k[3:5] < "70")
    assert aantal > 20


def test_an_onderzoek_points_into_its_own_category(lijsten):
    aantal = 0
    for lijst in lijsten:
        for v in lijst["voorkomens"]:
            c, e = v["categorie"], v["elementen"]
            if f"{c}.83.10" in e:
                aantal += 1
                assert int(e[f"{c}.83.10"][:2]) == int(c) + (50 if v["volgnummer"] else 0)
                assert e[f"{c}.83.20"] <= e.get(f"{c}.83.30", PEILDATUM)
                assert e[f"{c}.83.20"][:4] >= current(lijst, "07")[0]["07.68.10"][:4]
    assert aantal > 10


@pytest.mark.parametrize(("mijn", "jouw"), [("09", ("02", "03")), ("02", ("09",)), ("03", ("09",)), ("05", ("05",))])
def test_relatives_point_at_each_other(lijsten, per_bsn, mijn, jouw):
    aantal = 0
    for lijst in lijsten:
        ik = current(lijst, "01")[0]
        if "07.67.10" in current(lijst, "07")[0]:
            continue  # a closed list is not kept up
        for relatie in current(lijst, mijn):
            bsn = relatie.get(f"{mijn}.01.20")
            assert (bsn is None) == (f"{mijn}.01.10" not in relatie)
            if bsn is None:
                continue
            ander = per_bsn[bsn]
            zij = current(ander, "01")[0]
            for element in ("01.10", "02.10", "02.30", "02.40", "03.10", "03.20", "03.30"):
                assert relatie.get(f"{mijn}.{element}") == zij.get(f"01.{element}"), (lijst["naam"], mijn, element)
            if "07.67.10" in current(ander, "07")[0]:
                continue
            aantal += 1
            terug = [r for c in jouw for r in current(ander, c) if r.get(f"{c}.01.20") == ik["01.01.20"]]
            assert len(terug) >= 1, (lijst["naam"], ander["naam"], mijn)
    assert aantal > 100


def test_a_bsn_of_a_relative_is_always_of_somebody_in_the_population(lijsten, per_bsn):
    gewezen = {e[f"{c}.01.20"] for _, c, e in alles(lijsten) if c in {"02", "03", "05", "09"} and f"{c}.01.20" in e}
    assert gewezen <= set(per_bsn)
    zonder = [1 for _, c, e in alles(lijsten) if c in {"02", "03"} and f"{c}.02.40" in e and f"{c}.01.20" not in e]
    assert len(zonder) > 500


def test_partners_agree_on_their_union(lijsten, per_bsn):
    aantal = 0
    for lijst in lijsten:
        ik = current(lijst, "01")[0]["01.01.20"]
        for (c, _), rijen in stapels(lijst).items():
            eerste = rijen[-1]
            if c != "05" or "05.01.20" not in eerste:
                continue
            terug = [
                r[-1]
                for (d, _), r in stapels(per_bsn[eerste["05.01.20"]]).items()
                if d == "05" and r[-1].get("05.01.20") == ik
            ]
            aantal += len(terug)
            assert any(
                all(t[k] == eerste[k] for k in ("05.06.10", "05.06.20", "05.06.30", "05.15.10")) for t in terug
            ), lijst["naam"]
    assert aantal > 300


def test_parents_are_a_generation_older_than_their_children(lijsten):
    aantal = 0
    for lijst in lijsten:
        geboren = current(lijst, "01")[0]["01.03.10"]
        for c in ("02", "03"):
            ouder = current(lijst, c)[0].get(f"{c}.03.10", "00000000")
            if "00000000" not in {geboren, ouder}:
                aantal += 1
                assert 15 <= int(geboren[:4]) - int(ouder[:4]) <= 70, lijst["naam"]
    assert aantal > 3000


def test_who_died_has_a_closed_list_and_an_end_to_it(lijsten):
    aantal = 0
    for lijst in lijsten:
        dood = current(lijst, "06")
        zeven = current(lijst, "07")[0]
        assert bool(dood) == (zeven.get("07.67.20") == "O")
        assert ("07.67.10" in zeven) == ("07.67.20" in zeven)
        if "07.67.10" in zeven:
            dag = zeven["07.67.10"]
            assert all(e[f"{c}.85.10"] <= dag for c in MET_BEGIN for e in current(lijst, c)), lijst["naam"]
        if dood:
            aantal += 1
            assert not [v for v in lijst["voorkomens"] if v["elementen"].get("05.07.10") == dag], lijst["naam"]
            assert dood[0]["06.08.10"] == zeven["07.67.10"] == dood[0]["06.85.10"]
    assert aantal > 20


def test_an_address_exists_once(lijsten):
    per_id: dict[str, set[tuple[str, ...]]] = {}
    for _, c, e in alles(lijsten):
        if c == "08" and "08.11.80" in e and "08.84.10" not in e and e.get("08.11.20") != "199":
            per_id.setdefault(e["08.11.80"], set()).add(tuple(e.get(k, "") for k in ADRES))
    assert all(len(adressen) == 1 for adressen in per_id.values())
    plekken = [tuple(a[:6]) for adressen in per_id.values() for a in adressen]
    assert len(plekken) == len(set(plekken)) > 1000
    assert {e["08.09.10"] for _, c, e in alles(lijsten) if c == "08"} == {"9999", "9998", "1999"}
    for _, c, e in alles(lijsten):
        if c == "08" and "08.11.80" in e:
            assert e["08.11.80"].startswith(e["08.09.10"] + "01")
            assert e["08.11.90"].startswith(e["08.09.10"] + "20")


def test_children_at_home_move_with_a_parent(lijsten, per_bsn):
    aantal = 0
    for lijst in lijsten:
        ik = current(lijst, "01")[0]
        woont = current(lijst, "08")[0]
        if ik["01.03.10"] < "20100101" or "08.11.80" not in woont or "02.01.20" not in current(lijst, "02")[0]:
            continue
        ouders = [current(lijst, c)[0].get(f"{c}.01.20") for c in ("02", "03")]
        adressen = {current(per_bsn[o], "08")[0].get("08.11.80") for o in ouders if o}
        aantal += 1
        assert woont["08.11.80"] in adressen, lijst["naam"]
    assert aantal > 150


def test_the_population_has_some_of_everything(lijsten):
    elementen = Counter(k for _, _, e in alles(lijsten) for k in e)
    zeven = Counter(current(lijst, "07")[0].get("07.67.20") for lijst in lijsten)
    assert {"O", "E", "R", "F"} <= set(zeven)
    assert sum(current(lijst, "07")[0]["07.70.10"] != "0" for lijst in lijsten) > 15
    onvolledig = [w for _, _, e in alles(lijsten) for k, w in e.items() if k[3:] == "03.10" and w.endswith("00")]
    assert {w[4:] == "0000" for w in onvolledig} == {True, False}
    assert "00000000" in onvolledig
    for element in (
        "01.61.10",
        "04.64.10",
        "05.07.40",
        "08.12.10",
        "08.13.10",
        "08.14.10",
        "09.89.10",
        "10.39.10",
        "11.32.10",
        "11.33.10",
        "12.35.60",
        "13.31.10",
        "13.38.10",
    ):
        assert elementen[element], element
    assert {"M", "V"} == {current(lijst, "01")[0]["01.04.10"] for lijst in lijsten}
    omschrijvingen = {e.get("01.82.30") for _, c, e in alles(lijsten) if c == "01"}
    assert {"PK", "geboorteakte Turkije", "geboorteakte Marokko", "geboorteakte Polen"} <= omschrijvingen
