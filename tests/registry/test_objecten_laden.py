"""Objects of any register from JSON lines: open data and personal data through one door, and what does not fit is told without its value."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.lokaal.staat import KLOON
from registry.model.laden import laad
from registry.objecten_laden import Gelezen, read_lines

MODELLEN = {
    naam: next(iter(laad((KLOON / f"tests/modellen/{naam}/1.0.0.yaml").read_text()).objecttypen.values()))
    for naam in ("bomen", "parkeervergunningen")
}


def read(model: str, *regels: Any) -> Gelezen:
    return read_lines(MODELLEN[model], "bron", [r if isinstance(r, bytes) else json.dumps(r).encode() for r in regels])


def tree(**gegevens: Any) -> dict[str, Any]:
    return {"naam": "b1", "voorkomens": [{"groep": "boom", "gegevens": {"soort": "eik"} | gegevens}]}


def test_an_object_of_open_data_and_one_of_a_person() -> None:
    vergunning = {"nummer": "P1", "houder": "999990019", "voertuigen": [{"kenteken": "AB-12-CD"}]}
    gelezen = read(
        "parkeervergunningen", {"naam": "p", "voorkomens": [{"groep": "vergunning", "gegevens": vergunning}]}
    )
    assert (gelezen.meldingen, gelezen.objecten[0].opgaven[0].gegevens) == ([], vergunning)
    assert read("bomen", tree(hoogte=3, plek={"lat": 52.1, "lon": 5.1})).meldingen == []


def test_history_ends_where_the_next_begins() -> None:
    gegevens = {"soort": "eik"}
    rijen = [{"groep": "boom", "begin": b, "gegevens": gegevens} for b in ("2020", "2024-03-01", "2022-05")]
    (gelezen,) = read("bomen", {"naam": "b", "voorkomens": rijen}).objecten
    assert [(o.volgnummer, o.begin_opgave, str(o.begin), str(o.eind)) for o in gelezen.opgaven] == [
        (0, "2024-03-01", "2024-03-01", "None"),
        (1, "2022-05", "2022-05-01", "2024-03-01"),
        (2, "2020", "2020-01-01", "2022-05-01"),
    ]


@pytest.mark.parametrize(
    ("regel", "plek"),
    [
        (b"{", "regel"),
        ({"naam": "b"}, "voorkomens"),
        (tree() | {"extra": 1}, "body"),
        ({"naam": "b", "voorkomens": [{"groep": "struik", "gegevens": {"a": 1}}]}, "voorkomens.0.groep"),
        ({"naam": "b", "voorkomens": [{"groep": "boom", "stapel": 1, "gegevens": {"soort": "eik"}}]}, "voorkomens.0.stapel"),
        (tree(hoogte="hoog"), "voorkomens.0.gegevens.hoogte"),
        (tree(onbekend="Geheimzinnig"), "voorkomens.0.gegevens"),
        (tree(geplant="2020-13"), "voorkomens.0.gegevens.geplant"),
        ({"naam": "b", "voorkomens": [{"groep": "boom", "begin": "morgen", "gegevens": {"soort": "eik"}}]}, "voorkomens.0.begin"),
        ({"naam": "b", "voorkomens": [{"groep": "boom", "begin": "2020", "eind": "2019", "gegevens": {"soort": "eik"}}]}, "voorkomens.0.eind"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(regel: Any, plek: str) -> None:
    gelezen = read("bomen", tree() | {"naam": "goed"}, regel)
    assert [(m.rij, m.plek, m.geweigerd) for m in gelezen.meldingen] == [(2, plek, True)]
    assert "Geheimzinnig" not in str(gelezen.meldingen)
    assert [o.naam for o in gelezen.objecten] == ["goed"]


def test_two_at_one_moment_and_two_of_one_name_are_refused() -> None:
    dubbel = [
        {"groep": "boom", "begin": "2020", "gegevens": {"soort": "eik"}},
        {"groep": "boom", "begin": "2019", "eind": "2021", "gegevens": {"soort": "es"}},
    ]
    gelezen = read("bomen", {"naam": "a", "voorkomens": dubbel}, tree(), tree())
    assert [(m.rij, m.plek) for m in gelezen.meldingen] == [(1, "voorkomens.1.eind"), (3, "naam")]


def test_a_number_that_fails_its_check_is_loaded_and_reported() -> None:
    fout = {"naam": "p", "voorkomens": [{"groep": "vergunning", "gegevens": {"nummer": "P", "houder": "123456789"}}]}
    gelezen = read("parkeervergunningen", fout)
    assert [(m.plek, m.geweigerd) for m in gelezen.meldingen] == [("vergunning.houder", False)]
    assert len(gelezen.objecten) == 1
    assert "123456789" not in str(gelezen.meldingen)


@pytest.mark.usefixtures("bronhuis_db")
def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    leeg = tmp_path / "leeg.jsonl"
    leeg.write_text("\n")
    with pytest.raises(CommandError, match=r"niet gepubliceerd\. Wel: .*brp/personen"):
        call_command("laad", "brp/honden", str(leeg), bron="x")
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("laad", "brp/personen", str(tmp_path / "weg"), bron="x")
    uit = StringIO()
    call_command("laad", "brp/personen", str(leeg), bron="x", stdout=uit)
    assert "0 objecten" in uit.getvalue()
