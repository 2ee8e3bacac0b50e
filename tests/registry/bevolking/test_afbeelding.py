"""The published model takes every element of the population without one remark, and every attribute of it is whole."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from registry.gbav.afbeelding import beeld_af
from registry.gbav.lezer import Persoonslijst, lees
from registry.model.laden import laad

MODEL = Path(__file__).parents[3] / "registry" / "informatiemodellen" / "brp" / "1.1.0.yaml"


def test_every_element_maps_without_a_remark(regels: bytes):
    objecttype = laad(MODEL.read_text(encoding="utf-8")).objecttypen["personen"]
    aantal = 0
    for lijst in lees(io.BytesIO(regels)):
        assert isinstance(lijst, Persoonslijst)
        afbeelding = beeld_af(lijst, objecttype)
        assert not afbeelding.meldingen, lijst.naam
        assert not any(o.afwijkingen for o in afbeelding.opgaven)
        assert len(afbeelding.opgaven) == len(lijst.voorkomens)
        aantal += 1
    assert aantal == 6000


@pytest.mark.shared
def test_every_element_is_a_column_of_the_published_form(lijsten, gedeeld: Path):
    with (gedeeld / "testdata" / "gbav-testset-2022-05-02.csv").open(encoding="utf-8-sig", newline="") as bestand:
        kolommen = set(next(csv.reader(bestand, delimiter=";")))
    gebruikt = {k for lijst in lijsten for v in lijst["voorkomens"] for k in v["elementen"]}
    assert gebruikt <= kolommen
    assert len(gebruikt) > 180


@pytest.mark.shared
def test_no_bsn_or_a_number_is_one_of_the_published_set(lijsten, gedeeld: Path):
    tekst = (gedeeld / "testdata" / "gbav-testset-2022-05-02.csv").read_text(encoding="utf-8-sig")
    gepubliceerd = {cel for regel in tekst.splitlines() for cel in regel.split(";")}
    eigen = {v["elementen"].get(s) for lijst in lijsten for v in lijst["voorkomens"] for s in ("01.01.10", "01.01.20")}
    assert len(eigen) > 4000
    assert not (eigen - {None}) & gepubliceerd
