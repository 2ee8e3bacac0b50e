"""Code lists: every list that a model names is there, every code of the population has words, and a faulty file is told with its place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from config.checks import check_code_lists
from portal.tekst import as_value
from registry import codelijst
from registry.bevolking import stroom
from registry.codelijst import MEEGELEVERD, code_lists, merged, word
from registry.management.commands.publiceer import MEEGELEVERD as MODELLEN
from registry.model.codelijst import CodelijstFout, read
from registry.model.definitie import Attribuut, Objecttype
from registry.model.laden import laad

KOP = """bronhuis: 1
naam: Landen
titel: {nl: Landen, en: Countries}
bron: {naam: eigen, url: 'https://gemeente.example'}
versie: '1'
volledig: true
codes:
"""
# The published tables, by the list that they fill.
TABELLEN = {
    "Nationaliteiten": "tabel32-nationaliteiten.csv",
    "Gemeenten": "tabel33-gemeenten.csv",
    "Landen": "tabel34-landen.csv",
    "Reden_Opnemen_Beeindigen_Nationaliteit": "tabel37-reden-opnemen-beeindigen-nationaliteit.csv",
    "Verblijfstitels": "tabel56-verblijfstitels.csv",
}


@pytest.fixture(scope="module")
def personen() -> Objecttype:
    return laad((MODELLEN / "brp" / "1.1.0.yaml").read_text(encoding="utf-8")).objecttypen["personen"]


@pytest.fixture
def eigen_map(tmp_path: Path, settings) -> Iterator[Path]:
    settings.CODELIJSTEN = str(tmp_path)
    code_lists.cache_clear()
    yield tmp_path
    code_lists.cache_clear()


def elements(personen: Objecttype) -> dict[str, Attribuut]:
    """Attributes with a code list, by category and element of a person list."""
    return {
        f"{categorie}.{a.gba}": a
        for groep in personen.groepen.values()
        for categorie in (groep.gba or {})["categorieen"]
        for a in groep.attributen
        if isinstance(a.gba, str) and a.codelijst
    }


def test_every_list_that_a_model_names_exists() -> None:
    genoemd = {
        a.codelijst
        for bestand in MODELLEN.rglob("*.yaml")
        for objecttype in laad(bestand.read_text(encoding="utf-8")).objecttypen.values()
        for a in objecttype.attributen.values()
        if a.codelijst
    }
    assert len(genoemd) > 20
    assert sorted(genoemd - set(code_lists())) == []
    assert sorted(set(merged(MEEGELEVERD)) - genoemd) == []


def test_shipped_lists_speak_both_languages() -> None:
    lijsten = merged(MEEGELEVERD).values()
    assert [(lijst.naam, code) for lijst in lijsten for code in lijst.woorden if code not in lijst.engels] == []


def test_every_code_of_the_population_has_words(personen: Objecttype) -> None:
    lijsten = merged(MEEGELEVERD)
    per_element = elements(personen)
    gebruikt = {
        (attribuut.codelijst, waarde, attribuut.naam)
        for lijst in stroom.person_lists(2000)
        for voorkomen in lijst["voorkomens"]
        for element, waarde in voorkomen["elementen"].items()
        if (attribuut := per_element.get(element)) is not None and waarde
    }
    # A place of birth abroad is a name, not a code.
    codes = {(lijst, w) for lijst, w, naam in gebruikt if naam != "plaats" or w.isdecimal()}
    assert len(codes) > 90
    assert sorted((lijst, w) for lijst, w in codes if w not in lijsten[lijst].woorden) == []


def test_pages_show_words_and_an_unknown_code_as_it_is(personen: Objecttype) -> None:
    geslacht, plaats = personen.attributen["persoon.geslacht"], personen.attributen["persoon.geboorte.plaats"]
    with translation.override("nl"):
        assert (as_value(geslacht, "V"), as_value(geslacht, "X")) == ("Vrouw", "X")
        assert (as_value(plaats, "0599"), as_value(plaats, "Nador")) == ("Rotterdam", "Nador")
    with translation.override("en"):
        assert (as_value(geslacht, "V"), as_value(plaats, "0518")) == ("Woman", "The Hague")


@pytest.mark.parametrize(
    ("inhoud", "plek"),
    [
        ("naam: 'x\ntitel: y", "regel "),
        ("[]", "bestand: "),
        (KOP + "  '6030': {en: Netherlands}\n", "codes/6030: "),
        (KOP + "  0014: {nl: Groningen}\n", "codes/12: zet de code tussen aanhalingstekens"),
        (KOP + "  '6030': {nl: Nederland, de: Niederlande}\n", "codes/6030: "),
        (KOP.replace("https://", "http://") + "  '6030': {nl: Nederland}\n", "bron/url: "),
        (KOP + "  {}\n", "codes: "),
    ],
)
def test_a_faulty_file_is_told_with_its_place(inhoud: str, plek: str, eigen_map: Path) -> None:
    with pytest.raises(CodelijstFout) as gevangen:
        read(inhoud)
    assert any(f.startswith(plek) for f in gevangen.value.fouten), gevangen.value.fouten
    (eigen_map / "fout.yaml").write_text(inhoud, encoding="utf-8")
    (melding,) = check_code_lists()
    assert melding.id == "bronhuis.E015"
    assert "fout.yaml: " in melding.msg


def test_one_name_in_two_files_is_a_fault(eigen_map: Path) -> None:
    for naam in ("a", "b"):
        (eigen_map / f"{naam}.yaml").write_text(KOP + "  '6030': {nl: Nederland}\n", encoding="utf-8")
    with pytest.raises(CodelijstFout, match=r"b.yaml: Landen staat ook in a.yaml"):
        code_lists()


def test_words_of_the_municipality_win_and_english_stays(eigen_map: Path) -> None:
    inhoud = KOP + "  '6030': {nl: Nederland (eigen)}\n  'X1': {nl: Verweggistan}\n"
    (eigen_map / "landen.yaml").write_text(inhoud, encoding="utf-8")
    nederland, ver, belgie = word("Landen", "6030"), word("Landen", "X1"), word("Landen", "5010")
    assert nederland is not None
    assert ver is not None
    assert belgie is not None
    assert (nederland.nl, nederland.en) == ("Nederland (eigen)", "Netherlands")
    assert (ver.nl, ver.en, belgie.nl) == ("Verweggistan", "Verweggistan", "België")


@pytest.mark.parametrize("naam", sorted(TABELLEN))
def test_a_published_table_can_be_put_beside_ours(naam: str, eigen_map: Path, gedeeld: Path) -> None:
    uit = io.StringIO()
    call_command("codelijst", "importeer", naam, str(gedeeld / "testdata" / TABELLEN[naam]), stdout=uit)
    assert "codes erbij" in uit.getvalue()
    samen, onze = code_lists()[naam], merged(MEEGELEVERD)[naam]
    tabel = codelijst_rows(gedeeld / "testdata" / TABELLEN[naam])
    assert set(tabel) <= set(samen.woorden)
    assert {c: samen.woorden[c] for c in onze.woorden} == dict(onze.woorden)


def codelijst_rows(bestand: Path) -> set[str]:
    return {rij.split('"')[1] for rij in bestand.read_text(encoding="utf-16").splitlines()[1:] if rij.strip()}


def test_a_wrong_import_changes_nothing(eigen_map: Path, tmp_path: Path) -> None:
    tabel = eigen_map / "tabel.csv"
    tabel.write_text('"code","omschrijving"\n"9999"\n', encoding="utf-8")
    with pytest.raises(CommandError, match="rij 2"):
        call_command("codelijst", "importeer", "Landen", str(tabel))
    with pytest.raises(CommandError, match="geen codelijst Planeten"):
        call_command("codelijst", "importeer", "Planeten", str(tabel))
    assert list(eigen_map.glob("*.yaml")) == []


def test_without_a_folder_of_its_own_nothing_is_imported(settings, tmp_path: Path) -> None:
    settings.CODELIJSTEN = ""
    with pytest.raises(CommandError, match="BRONHUIS_CODELIJSTEN"):
        call_command("codelijst", "importeer", "Landen", str(tmp_path / "x.csv"))


def test_the_command_names_every_list() -> None:
    uit = io.StringIO()
    call_command("codelijst", stdout=uit)
    assert "Geslacht: 3 codes (Logisch Ontwerp BRP, element 04.10)" in uit.getvalue()
    assert len(uit.getvalue().splitlines()) == len(codelijst.code_lists())
