"""Field paths as people read them, and a register's data as cards: on models that the portal knows nothing of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import translation

from portal.burger.eigen import houder_key
from portal.burger.register import sections_of
from portal.velden import by_groep, label_of
from registry.beeld import Objectbeeld, cut
from registry.catalogus import Soort
from registry.model.laden import laad
from registry.model.projectie import compileer
from registry.opslag.lezen import Rij
from registry.opslag.tabellen import tabellen_van

MODEL = Path(__file__).parents[1] / "modellen" / "parkeervergunningen" / "1.0.0.yaml"


@pytest.fixture(scope="module")
def soort() -> Soort:
    model = laad(MODEL.read_text(encoding="utf-8"))
    objecttype = model.objecttypen["parkeervergunningen"]
    return Soort(model, objecttype, tabellen_van(model.register, objecttype))


def row(gegevens: dict[str, Any], **anders: Any) -> Rij:
    vast: dict[str, Any] = {
        "id": uuid4(), "object": uuid4(), "groep": "vergunning", "stapel": 0, "volgnummer": 0, "begin": date(2020, 3, 1), "eind": None,
        "begin_opgave": "2020-03", "begin_registratie": datetime(2026, 7, 1, 10, tzinfo=UTC), "eind_registratie": None, "onjuist": False,
        "gegevens": gegevens, "onderzoek": [], "afwijkingen": [], "bron": "Parkeersysteem", "document": None, "reden": None, "afdruk": b"",
        "opgeslagen": {}, "afwijkingen_opgeslagen": [],
    }  # fmt: skip
    return Rij(**(vast | anders))


def card(soort: Soort, rij: Rij) -> Any:
    velden = frozenset(soort.objecttype.groepen)
    (sectie,) = sections_of(soort, Objectbeeld(rij.object, cut([rij], compileer(velden), velden)))
    (kaart,) = sectie.kaarten
    return kaart


VOERTUIGEN = {"voertuigen": [{"merk": "Volvo", "kenteken": "AB-12-C"}, {"kenteken": "XY-99-Z"}]}


def test_items_of_a_nested_list_stay_together_and_in_the_order_of_the_model(soort: Soort) -> None:
    kaart = card(soort, row({**VOERTUIGEN, "tarief": 12050, "vanaf": "2020-03", "nummer": "P-1"}))
    assert [(g.label, g.waarde) for g in kaart.gegevens] == [
        ("Nummer", "P-1"),
        ("Vanaf", "maart 2020"),
        ("Tarief per jaar", "€ 120,50"),
        ("Kenteken (1)", "AB-12-C"),
        ("Merk (1)", "Volvo"),
        ("Kenteken (2)", "XY-99-Z"),
    ]
    assert (kaart.bron, kaart.sinds, kaart.vastgelegd) == ("Parkeersysteem", "maart 2020", "1 juli 2026 12:00")


def test_one_item_needs_no_number(soort: Soort) -> None:
    assert [g.label for g in card(soort, row({"voertuigen": [{"kenteken": "AB-12-C"}]})).gegevens] == ["Kenteken"]


def test_zero_is_a_value(soort: Soort) -> None:
    assert [g.waarde for g in card(soort, row({"tarief": 0})).gegevens] == ["€ 0,00"]


def test_an_investigation_shows_with_its_date_until_it_ends(soort: Soort) -> None:
    def onderzoek(veld: str, eind: str | None) -> list[dict[str, Any]]:
        return [{"veld": veld, "begin": "2026-02", "eind": eind}]

    lopend = card(soort, row({"nummer": "P-1"}, onderzoek=onderzoek("vergunning.nummer", None)))
    assert lopend.gegevens[0].onderzoek == "in onderzoek sinds februari 2026"
    klaar = card(soort, row({"nummer": "P-1"}, onderzoek=onderzoek("vergunning.nummer", "2026-03-01")))
    assert klaar.gegevens[0].onderzoek == ""


def test_an_investigation_of_a_whole_part_covers_its_fields_also_the_empty_ones(soort: Soort) -> None:
    geheel = [{"veld": "vergunning", "begin": None, "eind": None}]
    kaart = card(soort, row({"nummer": "P-1"}, onderzoek=geheel))
    assert kaart.gegevens[0].onderzoek == "in onderzoek"
    assert set(kaart.zonder_waarde) == {"Houder", "Vanaf", "Tarief per jaar", "Kenteken", "Merk"}


def test_what_was_delivered_and_does_not_fit_is_shown_as_it_came_in_its_place(soort: Soort) -> None:
    afwijking = [{"veld": "vergunning.vanaf", "waarde": "20201301", "reden": "datum"}]
    kaart = card(soort, row({"nummer": "P-1", "tarief": 5}, afwijkingen=afwijking))
    assert [(g.waarde, g.afwijkend) for g in kaart.gegevens] == [("P-1", False), ("20201301", True), ("€ 0,05", False)]


def test_a_page_in_english_has_the_english_labels(soort: Soort) -> None:
    with translation.override("en"):
        assert [g.label for g in card(soort, row({"tarief": 5})).gegevens] == ["Yearly fee"]


def test_the_key_of_the_houder_is_found_by_the_model(soort: Soort) -> None:
    sleutel = houder_key(soort)
    assert sleutel is not None
    assert sleutel.naam == "houder"


def test_paths_become_labels(soort: Soort) -> None:
    assert [str(g) for g in by_groep(soort, ["vergunning.tarief", "vergunning.nummer"])] == [
        "Vergunning: Nummer, Tarief per jaar"
    ]


def test_a_path_stands_for_all_below_it(soort: Soort) -> None:
    assert [str(g) for g in by_groep(soort, ["vergunning"])] == ["Vergunning: alles"]
    assert [str(g) for g in by_groep(soort, ["vergunning.voertuigen"])] == ["Vergunning: Kenteken, Merk"]
    assert [str(g) for g in by_groep(soort, soort.objecttype.paden)] == ["Vergunning: alles"]


def test_what_the_model_does_not_have_is_named_not_dropped(soort: Soort) -> None:
    assert [str(g) for g in by_groep(soort, ["vergunning.kleur"])] == ["Niet meer in het model: vergunning.kleur"]
    assert [str(g) for g in by_groep(None, ["velden", "tijd"])] == ["tijd, velden"]
    assert label_of(soort, "vergunning.kleur") == "vergunning.kleur"
    assert label_of(soort, "vergunning.tarief") == "Vergunning: Tarief per jaar"
