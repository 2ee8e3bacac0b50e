"""A steward at work: a purpose first, then find, look on two axes, reveal for a reason, and correct; every look leaves its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.test import Client

from registry.catalogus import catalogus
from tests.deuren import BURGERZAKEN, INKOMEN, PERSONEN, api, employee, id_of, load, looking
from tests.personen import Persoonslijst, person
from tests.portal.test_burger import GEGEVENS, citizen, words

pytestmark = pytest.mark.usefixtures("bronhuis_db")

ZOEK = "/beheer/zoeken/brp/personen"


@pytest.fixture
def inwoner() -> Persoonslijst:
    lijst = person(c01_02_40="Foutersma", c08_11_20="12")
    load([lijst])
    return lijst


@pytest.fixture
def steward(bronhuis_db: None) -> Client:
    return looking()


def dossier(object_id: UUID) -> str:
    return f"/beheer/dossier/brp/personen/{object_id}"


def lines(root: psycopg.Connection, antwoord: Any) -> list[tuple[Any, ...]]:
    """What the log says of this answer: kind, purpose, finding, fields, reason, mark, and whether an employee stands behind it."""
    return root.execute(
        """SELECT h.soort, w.naam, r.soort, r.velden, t.reden, t.kenmerk, h.eindgebruiker IS NOT NULL FROM processing.handeling h
           JOIN processing.verwerkingsactiviteit w ON w.id = h.activiteit JOIN processing.regel r ON r.handeling = h.id
           LEFT JOIN processing.toelichting t ON t.handeling = h.id WHERE h.verzoek = %s""",
        [UUID(antwoord["X-Request-Id"])],
    ).fetchall()


def filled(client: Client, pad: str) -> dict[str, str]:
    """The form of a correction as a browser would send it."""
    pagina = client.get(pad).content.decode()
    velden = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', pagina))
    velden |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', pagina))
    return {n: w for n, w in velden.items() if n not in {"csrfmiddlewaretoken", "wijze"}}


# The purpose


def test_without_a_purpose_there_is_no_look_and_one_is_led_back(inwoner: Persoonslijst) -> None:
    client = employee("beheer")
    pad = dossier(id_of(inwoner))
    assert client.get(pad)["Location"].startswith("/beheer/doel?verder=")
    gekozen = {"activiteit": "gegevensbeheer", "reden": "akte", "kenmerk": "Z-1", "verder": pad}
    assert client.post("/beheer/doel", gekozen)["Location"] == pad
    pagina = words(client.get(pad))
    assert "Beheren van de registers . Een akte of ander brondocument kwam binnen, Z-1." in pagina


@pytest.mark.parametrize(
    ("veld", "waarde"),
    [
        ("activiteit", ""),
        ("activiteit", "bijstand-beoordelen"),
        ("reden", "nieuwsgierig"),
        ("kenmerk", ""),
        ("kenmerk", "999936189"),
        ("kenmerk", "zaak 9999.36.189"),
        ("kenmerk", "Jansen, P."),
    ],
)
def test_a_purpose_is_whole_and_holds_no_person(veld: str, waarde: str) -> None:
    client = employee("beheer")
    gekozen = {"activiteit": "gegevensbeheer", "reden": "akte", "kenmerk": "Z-1"} | {veld: waarde}
    assert client.post("/beheer/doel", gekozen).status_code == 400
    assert client.get("/beheer/zoeken").status_code == 302


@pytest.mark.parametrize("verder", ["https://anders.example/", "//anders.example", "/mijn", "/beheer/../mijn", ""])
def test_a_purpose_leads_nowhere_else(verder: str) -> None:
    gekozen = {"activiteit": "gegevensbeheer", "reden": "akte", "kenmerk": "Z-1", "verder": verder}
    assert employee("beheer").post("/beheer/doel", gekozen)["Location"].startswith("/beheer/")


def test_a_purpose_ends_after_an_hour(inwoner: Persoonslijst, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from portal.beheer import doel

    monkeypatch.setattr(doel, "DUUR", timedelta(seconds=-1))
    client = employee("beheer")
    client.post("/beheer/doel", {"activiteit": "gegevensbeheer", "reden": "akte", "kenmerk": "Z-1"})
    assert client.get(dossier(id_of(inwoner))).status_code == 302


# Finding and looking


def test_a_person_is_found_by_number_without_the_number_in_sight(
    steward: Client, inwoner: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    getypt = f"{inwoner.bsn[:4]}.{inwoner.bsn[4:6]}.{inwoner.bsn[6:]}"
    antwoord = steward.post(f"{ZOEK}/gevonden", {"burgerservicenummer": getypt})
    assert antwoord.status_code == 200
    assert "Foutersma" in words(antwoord)
    assert inwoner.bsn not in antwoord.content.decode()
    with superuser() as root:
        ((soort, doel, gevonden, velden, reden, kenmerk, medewerker),) = lines(root, antwoord)
    assert (soort, doel, gevonden) == ("zoeken", "gegevensbeheer", "gevonden")
    assert (reden, kenmerk, medewerker) == ("kwaliteit", "Z-2026-1", True)
    assert "persoon.naam.geslachtsnaam" in velden
    assert "persoon.burgerservicenummer" not in velden


@pytest.mark.parametrize(
    ("vraag", "tekst"),
    [
        ({}, "Vul genoeg in om gericht te zoeken"),
        ({"geslachtsnaam": "Jansen"}, "Vul genoeg in om gericht te zoeken"),
        ({"burgerservicenummer": "123"}, "Deze waarde heeft niet de vorm"),
        ({"geslachtsnaam": "Jansen", "geboortedatum": "33-13-2000"}, "Dit is geen datum"),
    ],
)
def test_a_poor_question_is_explained_and_kept(steward: Client, vraag: dict[str, str], tekst: str) -> None:
    antwoord = steward.post(f"{ZOEK}/gevonden", vraag)
    assert antwoord.status_code == 400
    assert tekst in words(antwoord)
    if "geslachtsnaam" in vraag:
        assert 'value="Jansen"' in antwoord.content.decode()


def test_nothing_found_says_so(steward: Client) -> None:
    antwoord = steward.post(f"{ZOEK}/gevonden", {"burgerservicenummer": person().bsn})
    assert antwoord.status_code == 200
    assert "Niets gevonden" in words(antwoord)


def test_the_dossier_holds_no_number_until_it_is_asked_for_with_a_reason(
    steward: Client, inwoner: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    pad = dossier(id_of(inwoner))
    pagina = steward.get(pad)
    assert inwoner.bsn not in pagina.content.decode()
    zonder = steward.post(f"{pad}/toon", {"pad": "persoon.burgerservicenummer"})
    assert zonder.status_code == 400
    assert "Kies waarom u dit nummer wilt zien." in words(zonder)
    assert inwoner.bsn not in zonder.content.decode()
    getoond = steward.post(f"{pad}/toon", {"pad": "persoon.burgerservicenummer", "reden": "akte"})
    assert inwoner.bsn in words(getoond)
    assert "Foutersma" not in words(getoond)
    with superuser() as root:
        assert "persoon.burgerservicenummer" not in lines(root, pagina)[0][3]
        assert lines(root, zonder) == []
        ((_s, _d, _b, velden, reden, kenmerk, _m),) = lines(root, getoond)
    assert (velden, reden, kenmerk) == (["persoon.burgerservicenummer"], "akte", "Z-2026-1")


def test_only_a_protected_number_can_be_revealed(steward: Client, inwoner: Persoonslijst) -> None:
    pad = f"{dossier(id_of(inwoner))}/toon"
    assert steward.post(pad, {"pad": "persoon.naam", "reden": "akte"}).status_code == 404
    assert steward.post(pad, {"reden": "akte"}).status_code == 404


def test_the_citizen_reads_the_purpose_and_the_team_not_the_name(steward: Client, inwoner: Persoonslijst) -> None:
    steward.get(dossier(id_of(inwoner)))
    pagina = words(citizen(inwoner.bsn).get("/mijn/gebruik"))
    assert "Beheren van de registers" in pagina
    assert "Z-2026-1" not in pagina
    assert "demo-beheer" not in pagina


# Correcting


def correct(client: Client, pad: str, **waarden: str) -> Any:
    velden = filled(client, pad) | {"wijze": "verbetering", "reden": "herstel", "document": "A-12"}
    return client.post(f"{pad}/opslaan", velden | {n.replace("__", "."): w for n, w in waarden.items()})


def test_a_mistake_is_corrected_and_the_old_value_stays_known(
    steward: Client, inwoner: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    object_id = id_of(inwoner)
    lezer = api(*INKOMEN)
    voor = lezer.get(f"{PERSONEN}/{object_id}").json()
    antwoord = correct(steward, f"{dossier(object_id)}/corrigeer/persoon/0", persoon__naam__geslachtsnaam="Goedersma")
    assert antwoord.status_code == 200, words(antwoord)
    assert " Foutersma Goedersma " in words(antwoord)
    nu = lezer.get(f"{PERSONEN}/{object_id}").json()
    toen = lezer.get(f"{PERSONEN}/{object_id}", {"beschikbaarOp": voor["beschikbaarOp"]}).json()
    assert nu["gegevens"]["persoon"]["naam"]["geslachtsnaam"] == "Goedersma"
    assert toen["gegevens"]["persoon"]["naam"]["geslachtsnaam"] == "Foutersma"
    assert nu["gegevens"]["persoon"]["burgerservicenummer"] == inwoner.bsn
    historie = words(steward.get(f"{dossier(object_id)}/historie"))
    assert "onjuist gebleken" in historie
    assert historie.index("Goedersma") < historie.index("onjuist gebleken"), "what holds now comes first"
    assert "Een eigen fout wordt hersteld A-12" in historie
    assert "Goedersma" in words(citizen(inwoner.bsn).get(GEGEVENS))
    with superuser() as root:
        ((soort, doel, bevinding, velden, reden, kenmerk, medewerker),) = lines(root, antwoord)
    assert (soort, doel, bevinding) == ("verbetering", "bijhouding", "bijgehouden")
    assert (reden, kenmerk, medewerker) == ("herstel", "A-12", True)
    assert "persoon.naam.geslachtsnaam" in velden


def test_a_change_ends_the_old_value_on_its_day(steward: Client, inwoner: Persoonslijst) -> None:
    object_id = id_of(inwoner)
    pad = f"{dossier(object_id)}/corrigeer/verblijfplaats/0"
    antwoord = correct(steward, pad, wijze="wijziging", ingang="01-03-2024", verblijfplaats__huisnummer="14")
    assert antwoord.status_code == 200, words(antwoord)
    lezer = api(*INKOMEN)

    def number(dag: str) -> Any:
        document = lezer.get(f"{PERSONEN}/{object_id}", {"geldigOp": dag}).json()
        return document["gegevens"]["verblijfplaats"]["huisnummer"]

    assert [str(number(dag)) for dag in ("2024-02-29", "2024-03-01")] == ["12", "14"]


@pytest.mark.parametrize(
    ("waarden", "tekst"),
    [
        ({"reden": ""}, "Kies waarom u dit wijzigt."),
        ({"document": ""}, "Vul het kenmerk van het document in"),
        ({"document": "999936189"}, "geen BSN"),
        ({"wijze": ""}, "Kies of er iets veranderde"),
        ({"wijze": "wijziging", "ingang": ""}, "Dit is geen datum"),
        ({"wijze": "wijziging", "ingang": "01-01-2999"}, "Deze dag moet nog komen"),
        ({"wijze": "wijziging", "ingang": "01-01-1970"}, "Wat er staat, geldt dan al"),
        ({"persoon__naam__geslachtsnaam": "x" * 300}, "te lang"),
        ({"persoon__geboorte__datum": "gisteren"}, "Dit is geen datum"),
        ({"persoon__burgerservicenummer": "123456789"}, "elfproef"),
        ({"voorkomen": "x"}, "Open dit formulier opnieuw"),
        ({}, "Er is niets gewijzigd"),
    ],
)
def test_a_bad_correction_changes_nothing_and_keeps_what_was_typed(
    steward: Client, inwoner: Persoonslijst, waarden: dict[str, str], tekst: str
) -> None:
    object_id = id_of(inwoner)
    naam = {"persoon__naam__geslachtsnaam": "Getypt"} if waarden else {}
    antwoord = correct(steward, f"{dossier(object_id)}/corrigeer/persoon/0", **(naam | waarden))
    assert antwoord.status_code == 400
    assert tekst in words(antwoord)
    if naam and "persoon__naam__geslachtsnaam" not in waarden:
        assert 'value="Getypt"' in antwoord.content.decode()
    document = api(*INKOMEN).get(f"{PERSONEN}/{object_id}").json()
    assert document["gegevens"]["persoon"]["naam"]["geslachtsnaam"] == "Foutersma"


def test_who_was_just_before_wins(inwoner: Persoonslijst) -> None:
    eerste, tweede = looking(), looking()
    pad = f"{dossier(id_of(inwoner))}/corrigeer/persoon/0"
    gezien = filled(tweede, pad)
    assert correct(eerste, pad, persoon__naam__geslachtsnaam="Eerst").status_code == 200
    velden = gezien | {
        "wijze": "verbetering",
        "reden": "herstel",
        "document": "A-1",
        "persoon.naam.geslachtsnaam": "Later",
    }
    antwoord = tweede.post(f"{pad}/opslaan", velden)
    assert antwoord.status_code == 400
    assert "Iemand anders heeft dit gegeven intussen gewijzigd" in words(antwoord)


def test_a_copy_is_not_corrected_here(steward: Client, inwoner: Persoonslijst, monkeypatch: pytest.MonkeyPatch) -> None:
    object_id = id_of(inwoner)
    soort = catalogus().nieuwste("brp", "personen")
    assert soort is not None
    object.__setattr__(soort.model, "rol", "kopie")
    try:
        pagina = words(steward.get(dossier(object_id)))
        formulier = steward.get(f"{dossier(object_id)}/corrigeer/persoon/0")
        opslaan = steward.post(
            f"{dossier(object_id)}/corrigeer/persoon/0/opslaan",
            {"wijze": "verbetering", "reden": "akte", "document": "A-1", "persoon.naam.geslachtsnaam": "X"},
        )
    finally:
        object.__setattr__(soort.model, "rol", "bron")
    assert "Dit register is een kopie. Meld een fout aan de bron" in pagina
    assert (formulier.status_code, opslaan.status_code) == (409, 409)
    assert "Meld de fout aan de bron" in words(opslaan)


def test_other_roles_correct_nothing(inwoner: Persoonslijst) -> None:
    object_id = id_of(inwoner)
    for naam in ("toezicht", "autorisaties"):
        client = employee(naam)
        for pad in (
            f"{ZOEK}/gevonden",
            f"{dossier(object_id)}/toon",
            f"{dossier(object_id)}/corrigeer/persoon/0/opslaan",
        ):
            assert client.post(pad, {"burgerservicenummer": inwoner.bsn}).status_code == 403


def test_a_secret_resident_is_seen_by_a_steward_and_not_by_a_third(steward: Client) -> None:
    lijst = person(c07_70_10="7")
    load([lijst])
    gevonden = api(*BURGERZAKEN).post(
        f"{PERSONEN}/_zoek", {"zoeksleutels": {"burgerservicenummer": lijst.bsn}}, content_type="application/json"
    )
    assert steward.get(dossier(UUID(gevonden.json()["resultaten"][0]["id"]))).status_code == 200
