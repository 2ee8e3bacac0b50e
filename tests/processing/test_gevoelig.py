"""What the law protects more: never given because it stands in a list of fields, at the plan and at the decision alike."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from processing.autorisaties import recompile
from processing.gevoelig import (
    BIJZONDER,
    CATEGORIEEN,
    GEEN,
    NATIONAAL_NUMMER,
    STRAFRECHTELIJK,
    Gevoelig,
    exceptions_of,
    is_given,
    registreer_kenner,
    sensitive_of,
    without_exception,
)
from processing.models import Autorisatieversie, Grondslag
from processing.services import UitzonderingFout, wijzig_autorisatie
from tests.deuren import PERSONEN, Eigen, authorise, id_of, load
from tests.personen import person

STRAF = "kiesrecht.uitsluiting.aanduiding"
PADEN = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(".".join)


@given(PADEN, st.frozensets(PADEN))
def test_a_path_is_given_by_itself_or_by_what_stands_above_it(pad: str, velden: frozenset[str]) -> None:
    stukken = pad.split(".")
    assert is_given(pad, velden) == any(".".join(stukken[:n]) in velden for n in range(1, len(stukken) + 1))


@pytest.mark.parametrize("grondslag", Grondslag.values)
def test_a_national_number_needs_a_public_task_or_an_article_and_consent_is_none(grondslag: str) -> None:
    publiek = grondslag in {"wettelijke-plicht", "algemeen-belang"}
    assert (NATIONAAL_NUMMER in exceptions_of(grondslag, "", {})) == publiek
    artikel = {"uitzonderingen": {NATIONAAL_NUMMER: "Zorgverzekeringswet, artikel 86"}}
    assert (NATIONAAL_NUMMER in exceptions_of(grondslag, "", artikel)) == (grondslag != "toestemming")


def test_an_exception_is_an_article_and_not_a_blank() -> None:
    assert exceptions_of("toestemming", " ", {"uitzonderingen": {BIJZONDER: " ", STRAFRECHTELIJK: None}}) == frozenset()
    assert (
        exceptions_of("toestemming", "", {"uitzonderingen": {BIJZONDER: True, STRAFRECHTELIJK: ["art. 10"]}})
        == frozenset()
    )
    assert exceptions_of("toestemming", "art. 9 lid 2 h", {}) == {BIJZONDER, STRAFRECHTELIJK}
    assert exceptions_of("toestemming", "", {"uitzonderingen": ["bijzonder"]}) == frozenset()
    assert exceptions_of("toestemming", "", {"uitzonderingen": {BIJZONDER: "art. 9 lid 2 a"}}) == {BIJZONDER}


def test_what_lacks_an_exception_is_named_with_its_category() -> None:
    gevoelig = Gevoelig({BIJZONDER: frozenset({"a.b", "c"})}, {NATIONAAL_NUMMER: frozenset({"bsn"})})
    assert without_exception(gevoelig, frozenset({"a"}), ["bsn", "naam"], frozenset()) == [
        ("a.b", BIJZONDER),
        ("bsn", NATIONAAL_NUMMER),
    ]
    assert without_exception(gevoelig, frozenset({"a"}), ["bsn"], frozenset(CATEGORIEEN)) == []
    assert without_exception(gevoelig, frozenset({"d"}), [], frozenset()) == []


def test_the_first_app_that_knows_an_object_type_says_what_is_sensitive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("processing.gevoelig._kenners", [])
    assert sensitive_of("r", "o") is GEEN
    een, twee = Gevoelig({BIJZONDER: frozenset({"a"})}), Gevoelig({BIJZONDER: frozenset({"b"})})
    for kenner in (lambda r, o: GEEN, lambda r, o: een if (r, o) == ("r", "o") else GEEN, lambda r, o: twee):
        registreer_kenner(kenner)
    assert sensitive_of("r", "o") is een
    assert sensitive_of("o", "r") is twee


@pytest.mark.usefixtures("bronhuis_db")
def test_the_published_model_says_what_is_sensitive() -> None:
    brp = sensitive_of("brp", "personen")
    assert STRAF in brp.velden[STRAFRECHTELIJK]
    assert "persoon.burgerservicenummer" in brp.velden[NATIONAAL_NUMMER]
    assert "burgerservicenummer" in brp.sleutels[NATIONAAL_NUMMER]
    assert sensitive_of("bestaat", "niet") is GEEN


def _plain(naam: str) -> Eigen:
    """An autorisatie whose decision names no article; the activity is a legal duty."""
    eigen = authorise(naam, acties=["raadplegen", "zoeken"], velden=["persoon"], zoeksleutels=["burgerservicenummer"])
    wijzig_autorisatie(eigen.autorisatie, besluit={"kenmerk": naam}, reden="zonder uitzondering")
    return eigen


@pytest.mark.usefixtures("bronhuis_db")
def test_the_plan_is_refused_and_the_version_stays() -> None:
    eigen = _plain("plan")
    voor = Autorisatieversie.objects.filter(autorisatie=eigen.autorisatie).count()
    regel = {"register": "brp", "objecttype": "personen", "acties": ["raadplegen"], "maximum": 1}
    with pytest.raises(UitzonderingFout, match="strafrechtelijk gegeven") as fout:
        wijzig_autorisatie(eigen.autorisatie, regels=[{**regel, "velden": ["kiesrecht"]}], reden="verruimd")
    assert "uitzonderingen" in str(fout.value)
    assert Autorisatieversie.objects.filter(autorisatie=eigen.autorisatie).count() == voor
    besluit = {"kenmerk": "plan", "uitzonderingen": {STRAFRECHTELIJK: "Kieswet, artikel B 5"}}
    wijzig_autorisatie(
        eigen.autorisatie, regels=[{**regel, "velden": ["kiesrecht"]}], besluit=besluit, reden="verruimd"
    )


@pytest.mark.usefixtures("bronhuis_db")
def test_the_decision_refuses_what_the_plan_did_not_know() -> None:
    """A model may call a field sensitive after an autorisatie was given: as if the check at the plan had not been there."""
    eigen = _plain("besluit")
    persoon = person()
    load([persoon])
    client, adres = eigen.client(), f"{PERSONEN}/{id_of(persoon)}"
    huidig = Autorisatieversie.objects.filter(autorisatie=eigen.autorisatie).latest("versie")
    _past_the_plan(eigen.autorisatie, huidig, ["persoon", "kiesrecht"])
    heel = client.get(adres)
    assert (heel.status_code, heel.json()["code"]) == (403, "uitzondering-ontbreekt")
    assert STRAF in heel.json()["detail"]
    assert client.get(adres, {"fields": STRAF}).status_code == 403
    assert client.get(adres, {"fields": "persoon.geslacht"}).status_code == 200


def _past_the_plan(autorisatie: UUID, huidig: Autorisatieversie, velden: list[str]) -> None:
    regels = [{**huidig.regels[0], "velden": velden}]
    Autorisatieversie.objects.create(
        autorisatie_id=autorisatie,
        versie=huidig.versie + 1,
        regels=regels,
        wijze=huidig.wijze,
        besluit=huidig.besluit,
        geldig_van=date(2026, 1, 1),
    )
    huidig.autorisatie.huidige_versie = huidig.versie + 1
    huidig.autorisatie.save(update_fields=["huidige_versie"])
    recompile(autorisatie)


@pytest.mark.usefixtures("bronhuis_db")
def test_the_command_wants_an_article_too() -> None:
    eigen = _plain("opdracht")
    opdracht = ["autorisatie", "verruim", "--activiteit", _name(eigen), "--soort", "brp/personen"]
    opdracht += ["--acties", "raadplegen", "--velden", "kiesrecht"]
    with pytest.raises(CommandError, match="strafrechtelijk"):
        call_command(*opdracht)
    with pytest.raises((CommandError, SystemExit)):
        call_command(*opdracht, "--uitzondering", "onbekend=artikel")
    streng = [
        "--zoeksleutels",
        "geslachtsnaam,geboortedatum",
        "--combinatie",
        "geslachtsnaam,geboortedatum",
        "--eindgebruiker",
    ]
    with pytest.raises(CommandError, match="combinatie"):
        call_command(*opdracht, *streng, "--combinatie", "postcode", "--uitzondering", "strafrechtelijk=Kieswet")
    call_command(*opdracht, *streng, "--uitzondering", "strafrechtelijk=Kieswet, artikel B 5")
    versie = Autorisatieversie.objects.filter(autorisatie=eigen.autorisatie).latest("versie")
    assert versie.besluit["uitzonderingen"] == {"strafrechtelijk": "Kieswet, artikel B 5"}
    assert versie.regels[0]["combinaties"] == [["geslachtsnaam", "geboortedatum"]]
    assert versie.regels[0]["eindgebruikerVerplicht"] is True


def _name(eigen: Eigen) -> str:
    versie = Autorisatieversie.objects.select_related("autorisatie__activiteit").filter(autorisatie=eigen.autorisatie)
    return versie[0].autorisatie.activiteit.naam
