"""The resident's pages through a client: signing in, my data, who used them, languages, and what they must never show."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from processing import kluis
from tests.deuren import BURGERZAKEN, INKOMEN, PERSONEN, SCHULDEN, api, authorise, id_of, load, search
from tests.personen import Persoonslijst, new_bsn, person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

GEGEVENS = "/mijn/brp/personen"
GEBRUIK = "/mijn/gebruik"


def citizen(bsn: str, **koppen: str) -> Client:
    client = Client(headers=koppen or None)
    assert client.post("/mijn/aanmelden", {"bsn": bsn}).status_code == 302
    return client


def words(antwoord: Any) -> str:
    """The text of a page, as it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", antwoord.content.decode())).split())


def _text(stuk: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", stuk)).split())


def sentences(antwoord: Any) -> list[str]:
    """Of each line on an officer's page the sentence that says who did what."""
    gevonden = re.findall(r'<p class="wanneer">.*?</p>\s*<p>(.*?)</p>', antwoord.content.decode(), re.DOTALL)
    return [_text(stuk) for stuk in gevonden]


def groups(antwoord: Any) -> list[tuple[str, str]]:
    """Of each group on the page who did what, and how often."""
    gevonden = re.findall(
        r'<h2 class="zin">(.*?)</h2>\s*<p class="hoe-vaak">(.*?)</p>', antwoord.content.decode(), re.DOTALL
    )
    return [(_text(zin), _text(vaak)) for zin, vaak in gevonden]


def times(antwoord: Any) -> list[str]:
    """Of each single time on the page who did what."""
    return [
        _text(stuk)
        for stuk in re.findall(r"<div><dt>(?:Wat|What)</dt><dd>(.*?)</dd>", antwoord.content.decode(), re.DOTALL)
    ]


def this_month() -> str:
    return date_format(datetime.now(ZoneInfo("Europe/Amsterdam")), "F Y")


@pytest.fixture
def inwoner() -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


def test_the_simulator_says_what_it_is() -> None:
    assert "simulator in plaats van DigiD" in words(Client().get("/mijn/aanmelden"))


def test_there_is_no_simulator_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MODUS", "productie")
    assert Client().get("/mijn/aanmelden").status_code == 404
    assert Client().post("/mijn/aanmelden", {"bsn": new_bsn()}).status_code == 404
    assert "verzonnen" not in words(Client().get("/"))


@pytest.mark.parametrize("getypt", ["", "123456789", "12345", "abc", "٩٩٩٩٩٠٠٢٤", "999990019'"])
def test_what_is_no_bsn_is_told_and_not_repeated(getypt: str) -> None:
    client = Client()
    antwoord = client.post("/mijn/aanmelden", {"bsn": getypt})
    assert antwoord.status_code == 400
    assert "elfproef" in words(antwoord)
    assert not getypt or getypt not in antwoord.content.decode()
    assert client.get("/mijn").status_code == 302


def test_a_bsn_may_be_typed_with_points() -> None:
    bsn = new_bsn()
    assert Client().post("/mijn/aanmelden", {"bsn": f"{bsn[:3]}.{bsn[3:6]}.{bsn[6:]} "}).status_code == 302


def test_the_session_holds_a_surrogate_and_nothing_else(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    inhoud = Session.objects.get(pk=client.session.session_key).get_decoded()
    assert list(inhoud) == ["betrokkene"]
    assert UUID(inhoud["betrokkene"]) == kluis.find_surrogate(inwoner.bsn)


def test_signing_in_begins_a_new_session(inwoner: Persoonslijst) -> None:
    client = citizen(new_bsn())
    eerder = client.session.session_key
    client.post("/mijn/aanmelden", {"bsn": inwoner.bsn})
    assert client.session.session_key != eerder
    assert not Session.objects.filter(pk=eerder).exists()


def test_a_session_that_ended_says_so_and_a_first_visit_does_not(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    Session.objects.filter(pk=client.session.session_key).delete()
    verlopen = client.get(GEGEVENS, follow=True)
    assert "U deed 15 minuten niets" in words(verlopen)
    assert inwoner.bsn not in verlopen.content.decode()
    assert client.get(GEGEVENS)["Location"] == "/mijn/aanmelden"
    assert Client().get(GEGEVENS)["Location"] == "/mijn/aanmelden"


def test_signing_out_ends_the_session(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    client.post("/mijn/afmelden")
    assert client.get(GEGEVENS).status_code == 302


def test_my_data_with_source_and_dates(inwoner: Persoonslijst) -> None:
    antwoord = citizen(inwoner.bsn).get(GEGEVENS)
    assert antwoord.status_code == 200
    tekst = words(antwoord)
    naam = inwoner.voorkomens[0]["elementen"]["01.02.40"]
    for stuk in (naam, "1 januari 1980", "Vrouw", "Nederland", "Bron: BRP (GBA-V)", "Geldig sinds 1 juni 2015"):
        assert stuk in tekst
    assert "Door ons vastgelegd op" in tekst
    assert "no-store" in antwoord["Cache-Control"]


def test_every_datum_has_source_dates_and_both_links(inwoner: Persoonslijst) -> None:
    pagina = citizen(inwoner.bsn).get(GEGEVENS).content.decode()
    data = re.findall(r'<div class="gegeven"><dt>(.*?)</dt><dd>(.*?)</dd></div>', pagina, re.DOTALL)
    open_ = [(naam, inhoud) for naam, inhoud in data if "<form" not in inhoud]
    assert len(open_) > 15
    for naam, inhoud in open_:
        for stuk in ("Bron: ", "Door ons vastgelegd op: ", "/eerder?veld=", "/mijn/gebruik?register=brp/personen"):
            assert stuk in inhoud, naam


def test_a_number_is_masked_until_it_is_asked_for(
    inwoner: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    client = citizen(inwoner.bsn)
    pagina = client.get(GEGEVENS)
    assert inwoner.bsn not in pagina.content.decode()
    getoond = client.post(f"{GEGEVENS}/{id_of(inwoner)}/toon", {"veld": "persoon.burgerservicenummer"})
    assert (getoond.status_code, inwoner.bsn in getoond.content.decode()) == (200, True)
    velden = []
    with superuser() as root:
        for antwoord in (pagina, getoond):
            (rij,) = root.execute(
                """SELECT r.velden FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling
                   WHERE h.verzoek = %s AND r.betrokkenheid = 'houder'""",
                [UUID(antwoord["X-Request-Id"])],
            ).fetchall()
            velden.append(rij[0])
    assert "persoon.burgerservicenummer" not in velden[0]
    assert velden[1] == ["persoon.burgerservicenummer"]


@pytest.mark.parametrize("veld", ["persoon.naam.geslachtsnaam", "persoon.bestaat_niet", "", "persoon"])
def test_only_a_protected_number_can_be_unmasked(inwoner: Persoonslijst, veld: str) -> None:
    assert citizen(inwoner.bsn).post(f"{GEGEVENS}/{id_of(inwoner)}/toon", {"veld": veld}).status_code == 404


def test_the_history_of_one_datum_has_old_and_new_and_reads_nothing_else(
    superuser: Callable[[], psycopg.Connection],
) -> None:
    lijst = person()
    straat = "".join(v["elementen"].get("08.11.10", "") for v in lijst.voorkomens)
    lijst.met(
        "08", {"09.10": "9999", "10.10": "W", "10.30": "20010203", "11.10": "Vroegerstraat", "11.20": "3", "85.10": "20010203", "86.10": "20010204"},
        volgnummer=1,
    )  # fmt: skip
    load([lijst])
    client = citizen(lijst.bsn)
    antwoord = client.get(f"{GEGEVENS}/{id_of(lijst)}/eerder?veld=verblijfplaats.straat")
    assert antwoord.status_code == 200
    tekst = words(antwoord)
    assert f"eerst: Vroegerstraat → daarna: {straat} staat er nu" in tekst
    assert "Geldig sinds: 3 februari 2001, tot 1 juni 2015" in tekst
    assert lijst.voorkomens[0]["elementen"]["01.02.40"] not in tekst
    with superuser() as root:
        rijen = root.execute(
            """SELECT r.velden FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling WHERE h.verzoek = %s""",
            [UUID(antwoord["X-Request-Id"])],
        ).fetchall()
    assert rijen == [(["verblijfplaats.straat"],)]


def test_a_datum_that_did_not_change_has_no_change_for_that_of_another(inwoner: Persoonslijst) -> None:
    lijst = person()
    lijst.met("08", {"09.10": "9999", "10.10": "W", "10.30": "20010203", "11.10": "Vroegerstraat", "11.20": "3", "85.10": "20010203"}, volgnummer=1)  # fmt: skip
    load([lijst])
    pagina = citizen(lijst.bsn).get(f"{GEGEVENS}/{id_of(lijst)}/eerder?veld=verblijfplaats.functieAdres")
    assert pagina.content.decode().count("<ins>") == 1


@pytest.mark.parametrize("vraag", ["?veld=persoon.burgerservicenummer", "?veld=persoon.onbekend", "?veld=persoon"])
def test_there_is_no_history_of_what_is_no_open_datum(inwoner: Persoonslijst, vraag: str) -> None:
    assert citizen(inwoner.bsn).get(f"{GEGEVENS}/{id_of(inwoner)}/eerder{vraag}").status_code == 404


def test_history_and_numbers_of_somebody_else_do_not_exist(inwoner: Persoonslijst) -> None:
    ander = person()
    load([ander])
    client = citizen(inwoner.bsn)
    for object_id in (id_of(ander), uuid4()):
        basis = f"{GEGEVENS}/{object_id}"
        assert client.get(f"{basis}/eerder?veld=persoon.naam.voornamen").status_code == 404
        assert client.post(f"{basis}/toon", {"veld": "persoon.burgerservicenummer"}).status_code == 404


def test_what_is_not_known_is_said_so(inwoner: Persoonslijst) -> None:
    tekst = words(citizen(inwoner.bsn).get(GEGEVENS))
    assert "Hierover staat niets van u in dit register. Ouders Nationaliteiten" in tekst
    assert "Niet bekend bij ons (" in tekst


def test_a_field_in_onderzoek_without_a_value_is_not_an_empty_place() -> None:
    lijst = person()
    lijst.voorkomens[0]["elementen"] |= {"01.83.10": "010220", "01.83.20": "20260301"}
    load([lijst])
    tekst = words(citizen(lijst.bsn).get(GEGEVENS))
    assert "Adellijke titel of predicaat Niet bekend bij ons in onderzoek sinds 1 maart 2026" in tekst


def test_the_overview_has_a_card_with_onderzoek_use_and_last_change(
    superuser: Callable[[], psycopg.Connection],
) -> None:
    lijst = person()
    lijst.voorkomens[0]["elementen"] |= {"01.83.10": "010240", "01.83.20": "20260301"}
    load([lijst])
    for _ in range(2):
        api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}")
    client = citizen(lijst.bsn)
    client.get(GEGEVENS)
    antwoord = client.get("/mijn")
    tekst = words(antwoord)
    assert "In onderzoek Persoon." in tekst
    # Loading, two searches and two looks; one's own looks do not count.
    assert "Gebruikt door anderen 5 keer Basisregistratie personen in 30 dagen" in tekst
    assert "Laatst gewijzigd langer" not in tekst
    naam = lijst.voorkomens[0]["elementen"]["01.02.40"]
    assert naam not in antwoord.content.decode()
    with superuser() as root:
        rijen = root.execute(
            """SELECT r.register, r.velden FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling
               WHERE h.verzoek = %s AND r.register = 'brp'""",
            [UUID(antwoord["X-Request-Id"])],
        ).fetchall()
    assert rijen == [("brp", ["persoon.naam.geslachtsnaam"])]


def test_one_register_that_refuses_does_not_take_the_overview_away(
    inwoner: Persoonslijst, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nlapi.probleem import GeenToegang
    from portal.burger import overzicht

    def refuses(*_args: Any, **_opties: Any) -> Any:
        raise GeenToegang("regel-niet-geldig", "Nu niet.")

    monkeypatch.setattr(overzicht, "in_onderzoek", refuses)
    antwoord = citizen(inwoner.bsn).get("/mijn")
    assert antwoord.status_code == 200
    assert "Dit register kan nu niet antwoorden" in words(antwoord)
    assert "Gebruikt door anderen 1 keer" in words(antwoord)


def test_looking_leaves_a_line_that_i_see(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    client.get(GEGEVENS)
    assert times(client.get(GEBRUIK))[0] == "U zelf bekeek uw gegevens."
    tweede = client.get(GEBRUIK)
    assert times(tweede)[0] == "U zelf bekeek wie uw gegevens gebruikte."
    assert groups(tweede)[0] == ("U zelf bekeek uw gegevens. dit was u", f"2 keer in {this_month()}")
    zonder = client.get(f"{GEBRUIK}?eigen=nee")
    assert [zin for zin, _ in groups(zonder)] == ["Team Burgerzaken schreef gegevens van u op of verbeterde ze."]


def test_somebody_unknown_gets_an_empty_page() -> None:
    client = citizen(new_bsn())
    assert "geen gegevens van u" in words(client.get(GEGEVENS))
    assert "gebruikte niemand uw gegevens" in words(client.get(GEBRUIK))


def test_another_day_and_an_emptied_field(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    vroeger = words(client.get(f"{GEGEVENS}?op=2000-01-01"))
    assert "Achter" in vroeger
    assert "Straat" not in vroeger
    assert client.get(f"{GEGEVENS}?op=").status_code == 200
    fout = client.get(f"{GEGEVENS}?op=2000-02-30")
    assert (fout.status_code, fout["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_what_i_may_not_see_does_not_exist(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    assert client.get("/mijn/brp/bestaat-niet").status_code == 404
    assert client.get("/mijn/bestaat-niet/personen").status_code == 404


def test_more_than_a_page_of_own_records_goes_on() -> None:
    """Published lists hold a number twice; none of them may fall off the page without a word."""
    bsn = new_bsn()
    lijsten = [person() for _ in range(22)]
    for lijst in lijsten:
        lijst.bsn = bsn
        lijst.voorkomens[0]["elementen"]["01.01.20"] = bsn
    load(lijsten)
    client = citizen(bsn)
    eerste = client.get(GEGEVENS)
    assert "vaker dan één keer" in words(eerste)
    volgende = re.search(r'href="(\?cursor=[^"]+)"', eerste.content.decode())
    assert volgende
    tweede = client.get(GEGEVENS + volgende[1])
    namen = {v["elementen"]["01.02.40"] for lijst in lijsten for v in lijst.voorkomens[:1]}
    op_eerste = {n for n in namen if n in words(eerste)}
    op_tweede = {n for n in namen if n in words(tweede)}
    assert (len(op_eerste), len(op_tweede), op_eerste | op_tweede) == (20, 2, namen)
    assert "Dit is nummer 22." in words(tweede)
    ander = citizen(new_bsn())
    assert ander.get(GEGEVENS + volgende[1]).status_code == 400


def test_who_used_my_data_is_a_sentence_with_purpose_law_and_fields(inwoner: Persoonslijst) -> None:
    api(*INKOMEN).get(f"{PERSONEN}/{id_of(inwoner)}?fields=persoon.naam.geslachtsnaam,verblijfplaats")
    antwoord = citizen(inwoner.bsn).get(GEBRUIK)
    assert groups(antwoord) == [
        ("Team Werk en Inkomen bekeek uw gegevens.", f"2 keer in {this_month()}"),
        ("Team Burgerzaken schreef gegevens van u op of verbeterde ze.", f"1 keer in {this_month()}"),
    ]
    assert times(antwoord) == [
        "Team Werk en Inkomen bekeek uw gegevens.",
        "Team Werk en Inkomen vond u in een zoekopdracht.",
        "Team Burgerzaken schreef gegevens van u op of verbeterde ze.",
    ]
    tekst = words(antwoord)
    for stuk in (
        "3 keer gebruikt.",
        "Waarvoor: Recht op bijstand beoordelen",
        "U vroeg een uitkering aan",
        "Wettelijke plicht (art. 6 lid 1 c AVG): Participatiewet, artikel 53a en 64",
        "Persoon: Achternaam",
        "Adres: Gemeente van inschrijving, Soort adres, Op dit adres sinds, Straat, Huisnummer, Postcode, Woonplaats",
        "Uit welk register Basisregistratie personen",
        "Met welk systeem Suite Inkomen",
        "Deze regel bewaren we tot",
        "Wij tonen gebruik vanaf",
    ):
        assert stuk in tekst
    assert 'href="https://wetten.overheid.nl/BWBR0015703"' in antwoord.content.decode()


def test_a_filter_narrows_and_its_address_can_be_kept(inwoner: Persoonslijst) -> None:
    object_id = id_of(inwoner)
    api(*INKOMEN).get(f"{PERSONEN}/{object_id}?fields=persoon.naam")
    search(api(*BURGERZAKEN), burgerservicenummer=inwoner.bsn)
    client = citizen(inwoner.bsn)
    alles = client.get(GEBRUIK)
    assert len(groups(alles)) == 3
    keuzes = dict(re.findall(r'<option value="([0-9a-f-]{36})">(.*?)</option>', alles.content.decode()))
    inkomen = next(i for i, naam in keuzes.items() if naam == "Team Werk en Inkomen")
    adres = next(i for i, naam in keuzes.items() if naam == "Adresonderzoek")
    een = client.get(f"{GEBRUIK}?organisatie={inkomen}")
    assert [zin for zin, _ in groups(een)] == ["Team Werk en Inkomen bekeek uw gegevens."]
    assert f'<option value="{inkomen}" selected>' in een.content.decode()
    assert '<p role="status" class="telling">2 keer gebruikt.</p>' in een.content.decode()
    assert [zin for zin, _ in groups(client.get(f"{GEBRUIK}?doel={adres}"))] == [
        "Team Burgerzaken vond u in een zoekopdracht."
    ]
    leeg = client.get(f"{GEBRUIK}?doel={adres}&organisatie={inkomen}")
    assert "Met deze keuzes is er geen gebruik." in words(leeg)
    # Who saw this datum: the search gave all fields, the look only the name.
    plaats = client.get(f"{GEBRUIK}?register=brp/personen&veld=verblijfplaats.straat&organisatie={inkomen}")
    assert times(plaats) == ["Team Werk en Inkomen vond u in een zoekopdracht."]
    naam = client.get(f"{GEBRUIK}?register=brp/personen&veld=persoon.naam&organisatie={inkomen}")
    assert len(times(naam)) == 2
    assert "Alleen gebruik van: persoon.naam" in words(naam)
    assert times(client.get(f"{GEBRUIK}?register=parkeren/vergunningen")) == []


@pytest.mark.parametrize(
    "vraag",
    [
        "periode=eeuw",
        "organisatie=x",
        "doel=1",
        "eigen=misschien",
        "toon=alles",
        "maand=2026-13",
        "cursor=x",
        "onbekend=1",
    ],
)
def test_a_choice_that_does_not_exist_is_told_not_guessed(inwoner: Persoonslijst, vraag: str) -> None:
    antwoord = citizen(inwoner.bsn).get(f"{GEBRUIK}?{vraag}")
    assert (antwoord.status_code, antwoord["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_a_large_group_shows_ten_and_leads_to_all(inwoner: Persoonslijst) -> None:
    client = api(*INKOMEN)
    for _ in range(54):
        search(client, burgerservicenummer=inwoner.bsn)
    burger = citizen(inwoner.bsn)
    eerste = burger.get(f"{GEBRUIK}?eigen=nee")
    assert groups(eerste)[0] == ("Team Werk en Inkomen vond u in een zoekopdracht.", f"54 keer in {this_month()}")
    assert len(times(eerste)) == 11
    verder = re.search(r'href="(/mijn/gebruik\?maand=[^"]+)"', eerste.content.decode())
    assert verder
    alle = burger.get(unescape(verder[1]))
    assert len(times(alle)) == 50
    volgende = re.search(r'href="(\?[^"]*cursor=[^"]+)" rel="next"', alle.content.decode())
    assert volgende
    adres = GEBRUIK + unescape(volgende[1])
    assert len(times(burger.get(adres))) == 4
    assert inwoner.bsn not in adres
    assert citizen(new_bsn()).get(adres).status_code == 400


def test_groups_go_on_in_pages_of_25_that_are_of_no_use_to_another(inwoner: Persoonslijst) -> None:
    object_id = id_of(inwoner)
    for nummer in range(27):
        eigen = authorise(f"afnemer {nummer}", acties=["raadplegen"], velden=["persoon"], geheimTonen=True)
        assert eigen.client().get(f"{PERSONEN}/{object_id}").status_code == 200
    burger = citizen(inwoner.bsn)
    eerste = burger.get(f"{GEBRUIK}?eigen=nee")
    assert len(groups(eerste)) == 25
    volgende = re.search(r'href="(\?[^"]*cursor=[^"]+)" rel="next"', eerste.content.decode())
    assert volgende
    adres = GEBRUIK + unescape(volgende[1])
    tweede = burger.get(adres)
    # The income team of `id_of`, and the load, are the oldest two.
    assert len(groups(tweede)) == 4
    assert not {zin for zin, _ in groups(eerste)} & {zin for zin, _ in groups(tweede)}
    assert burger.get(adres.replace("eigen=nee", "eigen=ja")).status_code == 400
    assert citizen(new_bsn()).get(adres).status_code == 400


def test_a_relative_is_told_so_and_never_whose() -> None:
    ouder, kind = person(), person()
    naam = kind.voorkomens[0]["elementen"]["01.02.40"]
    kind.met("02", {"01.20": ouder.bsn, "02.40": "Ouder", "62.10": "19800101", "85.10": "19800101"})
    ouder.met("09", {"02.40": naam, "01.20": kind.bsn, "85.10": "19800101"})
    load([ouder, kind])
    object_id = id_of(kind)
    # The income team has no groep with this parent in it: only who was given it counts.
    search(api(*BURGERZAKEN), burgerservicenummer=kind.bsn)
    api(*INKOMEN).get(f"{PERSONEN}/{id_of(ouder)}")
    van_kind = times(citizen(kind.bsn).get(GEBRUIK))
    assert "Team Werk en Inkomen zag u genoemd staan als familie bij iemand anders." in van_kind
    assert "Team Werk en Inkomen vond in een zoekopdracht iemand bij wie u als familie staat." in van_kind
    assert "Team Burgerzaken schreef u op als familie bij iemand anders, of verbeterde dat." in van_kind
    pagina = citizen(kind.bsn).get(GEBRUIK).content.decode()
    verboden = (ouder.bsn, kind.bsn, ouder.voorkomens[0]["elementen"]["01.02.40"], str(id_of(ouder)), str(object_id))
    assert [v for v in verboden if v in pagina] == []


def test_confidential_use_is_left_out(inwoner: Persoonslijst) -> None:
    search(api(*SCHULDEN), burgerservicenummer=inwoner.bsn)
    pagina = words(citizen(inwoner.bsn).get(GEBRUIK))
    assert "Schuldhulp" not in pagina
    assert "kan later zichtbaar worden" in pagina


def test_pages_in_english(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn, **{"Accept-Language": "en"})
    api(*INKOMEN).get(f"{PERSONEN}/{id_of(inwoner)}")
    pagina = client.get(GEBRUIK)
    assert '<html lang="en">' in pagina.content.decode()
    with translation.override("en"):
        assert groups(pagina)[0] == ("Team Werk en Inkomen looked at your data.", f"2 times in {this_month()}")
    assert "You applied for a benefit" in words(pagina)
    assert '<span lang="nl">Recht op bijstand beoordelen</span>' in pagina.content.decode()
    assert "Valid since 1 June 2015" in words(client.get(GEGEVENS))
    assert "Not found." in words(client.get("/bestaat-niet"))


def test_a_chosen_language_is_kept_and_shows_the_same_page(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    antwoord = client.get(f"{GEGEVENS}?op=2020-01-01&taal=en")
    assert (antwoord.status_code, antwoord["Location"]) == (302, f"{GEGEVENS}?op=2020-01-01")
    assert '<html lang="en">' in client.get(antwoord["Location"]).content.decode()
    assert client.get(f"{GEGEVENS}?taal=nl")["Location"] == GEGEVENS
    assert '<html lang="nl">' in client.get(GEGEVENS).content.decode()
    assert client.get(f"{GEGEVENS}?taal=tlh").status_code == 400


def test_a_wrong_method_is_a_page_and_leaves_its_line(
    inwoner: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    antwoord = citizen(inwoner.bsn).post(GEGEVENS)
    assert (antwoord.status_code, antwoord["Allow"], antwoord["Content-Type"]) == (
        405,
        "GET, HEAD",
        "text/html; charset=utf-8",
    )
    with superuser() as root:
        rijen = root.execute(
            "SELECT status, code FROM processing.weigering WHERE verzoek = %s", [UUID(antwoord["X-Request-Id"])]
        ).fetchall()
    assert rijen == [(405, "methode-niet-toegestaan")]


def test_without_the_autorisatie_for_own_looks_nothing_is_shown(
    inwoner: Persoonslijst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal in the middle of a page is a page of its own, with nothing of the other in it."""
    from portal.burger import eigen

    monkeypatch.setattr(eigen, "INZAGE_BETROKKENE", "bestaat-niet")
    antwoord = citizen(inwoner.bsn).get(GEGEVENS)
    assert antwoord.status_code == 403
    assert inwoner.bsn not in antwoord.content.decode()


@pytest.mark.parametrize("pad", ["/", "/mijn", GEGEVENS, GEBRUIK, "/mijn/hulp", "/mijn/aanmelden"])
def test_a_page_has_no_style_or_script_of_its_own(pad: str, inwoner: Persoonslijst) -> None:
    antwoord = citizen(inwoner.bsn).get(pad)
    pagina = antwoord.content.decode()
    assert re.search(r"<script(?![^>]* src=\"/static/)", pagina) is None
    assert "<style" not in pagina
    assert " style=" not in pagina
    assert not re.search(r"\son[a-z]+=", pagina)
    assert "default-src 'none'" in antwoord["Content-Security-Policy"]
    nummers = re.findall(r'\sid="([^"]+)"', pagina)
    assert len(nummers) == len(set(nummers))
