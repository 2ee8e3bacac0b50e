"""The published person lists against the API: a second, independent reading of the file agrees column by column."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from registry.catalogus import catalogus
from registry.intern.client import DOEL
from registry.intern.pasje import make_pass
from registry.models import Herkomst
from tests.deuren import PERSONEN, authorise

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow, pytest.mark.shared]

KOLOMMEN = 40


def rows(bestand: Path) -> list[list[str]]:
    with bestand.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle, delimiter=";"))


def post(bestand: Path) -> dict[str, Any]:
    antwoord = Client().post(
        "/intern/v1/personen",
        data=bestand.read_bytes(),
        content_type="text/csv",
        headers={"Beheerpas": make_pass(settings.SLEUTELS, DOEL)},
    )
    assert antwoord.status_code == 200, antwoord.content
    document: dict[str, Any] = antwoord.json()
    return document


@pytest.fixture(scope="module")
def bestand(gedeeld: Path) -> Path:
    return gedeeld / "testdata" / "gbav-testset-2022-05-02.csv"


@pytest.fixture(scope="module")
def lezer(bronhuis_db: None) -> Client:
    """An afnemer that may read every field of everybody."""
    soort = catalogus().nieuwste("brp", "personen")
    assert soort
    return authorise(
        "lezer", acties=["raadplegen"], velden=list(soort.objecttype.groepen), maximum=1, geheimTonen=True
    ).client()


def test_all_lists_load_and_a_second_time_changes_nothing(bestand: Path) -> None:
    eerste = post(bestand)
    assert eerste["lijsten"] == 687 == eerste["nieuw"] + eerste["gewijzigd"] + eerste["ongewijzigd"]
    tweede = post(bestand)
    assert (tweede["ongewijzigd"], tweede["voorkomensIngevoegd"], tweede["voorkomensGesloten"]) == (687, 0, 0)
    codes = Counter(m["code"] for m in tweede["meldingen"])
    print(dict(codes))
    assert all(set(m) == {"code", "rij", "kolom", "reden"} for m in tweede["meldingen"])
    assert codes["controle-bsn"] == 1
    assert codes["past-niet"] + codes["datum"] == _misfits(bestand)


def _misfits(bestand: Path) -> int:
    """An independent count of cells that cannot be what their column says: dates, and BAG numbers of 16 digits."""
    kop, *rijen = rows(bestand)
    aantal = 0
    for nummer, naam in enumerate(kop):
        datum = naam[3:] in DATUMS and naam not in {"07.71.20", "07.80.20"} and naam[3:] not in {"83.20", "83.30"}
        bag, bsn = naam in {"08.11.80", "08.11.90"}, naam[3:] in {"01.10", "01.20"} or naam in {"01.20.10", "01.20.20"}
        for rij in rijen:
            waarde = rij[nummer]
            if not waarde:
                continue
            if datum:
                aantal += not _is_date(waarde)
            elif bag:
                aantal += not (len(waarde) == 16 and waarde.isdigit())
            elif bsn:
                aantal += not (
                    waarde.isdigit()
                    and len(waarde)
                    == (
                        10
                        if naam.endswith(".10")
                        or (naam.startswith("01.20.") and naam.count(".20") > 1)
                        or naam == "01.20.10"
                        else 9
                    )
                )
            elif naam in LENGTE:
                aantal += len(waarde) > LENGTE[naam]
    return aantal


DATUMS = {
    "03.10", "06.10", "07.10", "08.10", "09.20", "10.30", "13.20", "14.20", "31.20", "31.30", "35.30", "35.50", "35.60", "38.20", "39.20", "39.30",
    "62.10", "66.20", "67.10", "68.10", "71.10", "82.20", "85.10", "86.10",
}  # fmt: skip
# Lengths of the Logisch Ontwerp for the columns in which the published file goes beyond them.
LENGTE = {"04.88.10": 4, "07.80.10": 4, "08.11.10": 24, "08.11.60": 6, "08.13.30": 40, "09.82.10": 4, "09.89.10": 1}


def _is_date(waarde: str) -> bool:
    if len(waarde) != 8 or not waarde.isdigit():
        return False
    jaar, maand, dag = int(waarde[:4]), int(waarde[4:6]), int(waarde[6:])
    if not jaar or not maand:
        return not (maand or dag) if not jaar else not dag
    try:
        date(jaar, maand, dag or 1)
    except ValueError:
        return False
    return True


def _as_answered(waarde: str, element: str) -> str:
    """A cell in the form of the API."""
    if element in DATUMS and _is_date(waarde):
        if waarde == "00000000":
            return "onbekend"
        return "-".join(d for d in (waarde[:4], waarde[4:6], waarde[6:]) if int(d))
    return waarde


def _paths() -> dict[str, set[str]]:
    """Path per column header, from the model file itself."""
    import yaml

    ruw = yaml.safe_load((Path(settings.BASE_DIR) / "registry/informatiemodellen/brp/1.1.0.yaml").read_text())
    uit: dict[str, set[str]] = defaultdict(set)

    def walk(schema: dict[str, Any], pad: str, categorieen: list[str]) -> None:
        for naam, deel in schema["properties"].items():
            if "properties" in deel:
                walk(deel, f"{pad}.{naam}", categorieen)
            elif isinstance(deel.get("x-gba"), str):
                for categorie in categorieen:
                    uit[f"{categorie}.{deel['x-gba']}"].add(f"{pad}.{naam}")

    for naam, groep in ruw["objecttypen"]["personen"]["groepen"].items():
        walk(groep["schema"], naam, groep["gba"]["categorieen"])
    return uit


def test_forty_columns_agree_over_all_lists(bestand: Path, lezer: Client) -> None:
    post(bestand)
    kop, *rijen = rows(bestand)
    paden = _paths()
    # The doubled header and the parents, which share a groep, are read by their position and category below.
    kandidaten = [
        n for n, naam in enumerate(kop) if naam in paden and any(r[n] for r in rijen) and kop.count(naam) == 1
    ]
    gekozen = random.Random(20261124).sample(kandidaten, KOLOMMEN)
    verwacht: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    naam = ""
    for rij in rijen:
        naam = rij[0] or naam
        for nummer in gekozen:
            if rij[nummer]:
                verwacht[naam][nummer][_as_answered(rij[nummer], kop[nummer][3:])] += 1
    lijsten = {r[0] for r in rijen if r[0]}
    assert len(lijsten) == 687
    ids = _ids(lijsten)
    vergeleken = verschillen = 0
    for lijst in sorted(lijsten):
        voorkomens = lezer.get(f"{PERSONEN}/{ids[lijst]}/voorkomens").json()["voorkomens"]
        for nummer in gekozen:
            (pad,) = paden[kop[nummer]]
            gevonden = Counter(w for v in voorkomens if _of_category(v, kop[nummer][:2]) for w in _values(v, pad))
            vergeleken += 1
            verschillen += gevonden != verwacht[lijst][nummer]
    cellen = sum(sum(c.values()) for per in verwacht.values() for c in per.values())
    print(
        f"{KOLOMMEN} kolommen x {len(lijsten)} lijsten: {vergeleken} vergelijkingen, {cellen} gevulde cellen, {verschillen} verschillen"
    )
    assert verschillen == 0


def _ids(lijsten: set[str]) -> dict[str, str]:
    """Object id per list: the register knows a list's name as an HMAC only."""
    from registry.bescherming import bescherming

    per_sleutel = {
        bytes(s): str(o) for s, o in Herkomst.objects.filter(bron="gbav").values_list("sleutel", "object_id")
    }
    return {naam: per_sleutel[bescherming().index(f"gbav|{naam}")] for naam in lijsten}


def _of_category(voorkomen: dict[str, Any], categorie: str) -> bool:
    """Parents of category 02 and 03 share a groep; their stapel tells them apart."""
    return bool(voorkomen["groep"] != "ouders" or voorkomen["stapel"] % 2 == (0 if categorie == "02" else 1))


def _values(voorkomen: dict[str, Any], pad: str) -> list[str]:
    deel: Any = {voorkomen["groep"]: voorkomen["gegevens"]}
    for stap in pad.split("."):
        deel = deel.get(stap) if isinstance(deel, dict) else None
    return ([deel] if deel is not None else []) + [a["waarde"] for a in voorkomen["afwijkingen"] if a["veld"] == pad]
