"""Signals from the first use to the outcome: each rule through the doors, judged once, read and decided by a toezichthouder only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from portal.beheer.toegang import employee_key
from processing import signalering
from tests.deuren import INKOMEN, PERSONEN, api, authorise, employee, id_of, load, looking, search
from tests.personen import Persoonslijst, person
from tests.portal.test_burger import words

pytestmark = pytest.mark.usefixtures("bronhuis_db")

SIGNALEN, AANDACHT = "/beheer/signalen", "/beheer/aandacht"
DOSSIER = "/beheer/dossier/brp/personen"
HEEL_DE_WEEK = "ma-zo 00:00-23:59"
ROOT = Callable[[], psycopg.Connection]


@pytest.fixture(scope="module")
def toezicht(bronhuis_db: None) -> Client:
    return employee("toezicht")


@pytest.fixture
def inwoner(bronhuis_db: None) -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


@pytest.fixture(autouse=True)
def regels(settings: Any) -> Iterator[Callable[..., None]]:
    """Every hour is a working hour, unless a test says otherwise."""

    def zet(**waarden: str) -> None:
        for naam, waarde in waarden.items():
            setattr(settings, naam, waarde)
        signalering.rules.cache_clear()

    zet(WERKTIJDEN=HEEL_DE_WEEK, VRIJE_DAGEN="", SIGNAALDREMPELS="")
    yield zet
    signalering.rules.cache_clear()


def judge_up_to(root: psycopg.Connection, verzoek: str) -> None:
    """Judge until this use was judged: a transaction elsewhere on the server may hold the horizon back for a moment."""
    for _ in range(2_000):
        signalering.judge_log()
        ((klaar,),) = root.execute(
            "SELECT (h.xid, h.id) <= (s.xid, s.id) FROM processing.handeling h, processing.signaalstand s WHERE h.verzoek = %s",
            [UUID(verzoek)],
        ).fetchall()
        if klaar:
            return
    pytest.fail("het log bleef onbeoordeeld")


def signals_of(root: psycopg.Connection, *verzoeken: str) -> list[tuple[Any, ...]]:
    return root.execute(
        """SELECT s.soort, s.uitleg, s.aantal, s.drempel FROM processing.signaal s JOIN processing.handeling h ON h.id = s.handeling
           WHERE h.verzoek = ANY(%s) ORDER BY s.soort, s.uitleg""",
        [[UUID(v) for v in verzoeken]],
    ).fetchall()


def signal_of(root: psycopg.Connection, verzoek: str) -> str:
    ((id_,),) = root.execute(
        "SELECT s.id FROM processing.signaal s JOIN processing.handeling h ON h.id = s.handeling WHERE h.verzoek = %s",
        [UUID(verzoek)],
    ).fetchall()
    return f"{SIGNALEN}/{id_}"


def officer(naam: str) -> Client:
    """A toezichthouder of their own."""
    gebruiker = User.objects.create_user(naam, password=f"demo-{naam}", is_staff=True)
    gebruiker.groups.add(Group.objects.get(name="toezichthouder"))
    return employee(naam)


def attend(toezicht: Client, lijst: Persoonslijst) -> None:
    antwoord = toezicht.post(f"{AANDACHT}/markeer", {"bsn": lijst.bsn, "reden": "bekend-persoon", "kenmerk": "FG-1"})
    assert "Deze persoon heeft nu aandacht" in words(antwoord)


def test_many_persons_is_a_signal_once_for_the_employee_who_crossed(
    regels: Callable[..., None], superuser: ROOT
) -> None:
    mensen = [person() for _ in range(5)]
    load(mensen)
    eigen = authorise("veel", acties=["raadplegen", "zoeken"], velden=["persoon"], zoeksleutels=["burgerservicenummer"])
    ids = [id_of(p) for p in mensen]
    regels(SIGNAALDREMPELS="medewerker=3/4")
    druk, rustig = str(uuid4()), str(uuid4())
    verzoeken = []
    for sleutel, wie in ((druk, ids[:3]), (rustig, ids[:3]), (druk, ids[:3]), (druk, ids[3:])):
        client = Client(headers={"Authorization": f"Bearer {eigen.token()}", "Eindgebruiker": sleutel})
        antwoorden = [client.get(f"{PERSONEN}/{i}") for i in wie]
        assert {a.status_code for a in antwoorden} == {200}
        verzoeken.append([a["X-Request-Id"] for a in antwoorden])
    with superuser() as root:
        judge_up_to(root, verzoeken[-1][-1])
        assert signals_of(root, *verzoeken[0], *verzoeken[1], *verzoeken[2]) == [], (
            "three persons, however often, is no more"
        )
        assert signals_of(root, *verzoeken[3]) == [
            ("veel-betrokkenen", "dag", 5, 4),
            ("veel-betrokkenen", "uur", 5, 3),
        ]
        again = Client(headers={"Authorization": f"Bearer {eigen.token()}", "Eindgebruiker": druk}).get(
            f"{PERSONEN}/{ids[0]}"
        )
        judge_up_to(root, again["X-Request-Id"])
        assert signals_of(root, again["X-Request-Id"]) == [], "who stays above it is one signal"


def test_an_applicatie_without_employees_has_a_threshold_of_its_own(
    regels: Callable[..., None], superuser: ROOT
) -> None:
    mensen = [person() for _ in range(3)]
    load(mensen)
    eigen = authorise("stil", acties=["raadplegen"], velden=["persoon"])
    ids = [id_of(p) for p in mensen]
    regels(SIGNAALDREMPELS="medewerker=1/1 applicatie=2/9")
    verzoeken = [eigen.client().get(f"{PERSONEN}/{i}")["X-Request-Id"] for i in ids]
    with superuser() as root:
        judge_up_to(root, verzoeken[-1])
        assert signals_of(root, *verzoeken) == [("veel-betrokkenen", "uur", 3, 2)]


def test_a_look_outside_hours_is_one_signal_and_an_applicatie_has_no_hours(
    regels: Callable[..., None], inwoner: Persoonslijst, superuser: ROOT
) -> None:
    object_id = id_of(inwoner)
    # Today is a holiday, and yesterday and tomorrow: whatever o'clock this runs.
    vandaag = datetime.now(UTC).date()
    regels(VRIJE_DAGEN=" ".join((vandaag + timedelta(days=d)).isoformat() for d in (-1, 0, 1)))
    sleutel = str(uuid4())
    eerste, tweede = (api(*INKOMEN, Eindgebruiker=sleutel).get(f"{PERSONEN}/{object_id}") for _ in range(2))
    zonder = api(*INKOMEN).get(f"{PERSONEN}/{object_id}")
    with superuser() as root:
        judge_up_to(root, zonder["X-Request-Id"])
        assert signals_of(root, eerste["X-Request-Id"]) == [("buiten-werktijd", "vrije-dag", None, None)]
        assert signals_of(root, tweede["X-Request-Id"], zonder["X-Request-Id"]) == []


def test_every_use_of_a_person_with_attention_is_a_signal_until_it_ends(
    toezicht: Client, inwoner: Persoonslijst, superuser: ROOT
) -> None:
    object_id = id_of(inwoner)
    steward = looking()
    ervoor = steward.get(f"{DOSSIER}/{object_id}")
    attend(toezicht, inwoner)
    tijdens = steward.get(f"{DOSSIER}/{object_id}")
    zelf = Client()
    zelf.post("/mijn/aanmelden", {"bsn": inwoner.bsn})
    eigen_blik = zelf.get("/mijn/brp/personen")
    assert eigen_blik.status_code == 200
    pagina = toezicht.get(AANDACHT)
    assert inwoner.bsn not in pagina.content.decode()
    with superuser() as root:
        ((nummer,),) = root.execute(
            "SELECT id FROM processing.bijzondere_aandacht ORDER BY van DESC LIMIT 1"
        ).fetchall()
        assert "beëindigd" in words(toezicht.post(f"{AANDACHT}/{nummer}/einde"))
        assert toezicht.post(f"{AANDACHT}/{nummer}/einde").status_code == 404, "het is al voorbij"
        erna = steward.get(f"{DOSSIER}/{object_id}")
        judge_up_to(root, erna["X-Request-Id"])
        assert signals_of(root, tijdens["X-Request-Id"]) == [("gemarkeerde-persoon", "aandacht", None, None)]
        assert signals_of(root, ervoor["X-Request-Id"], erna["X-Request-Id"], eigen_blik["X-Request-Id"]) == []


def test_without_a_reason_nobody_looks_at_a_person_with_attention(
    toezicht: Client, inwoner: Persoonslijst, superuser: ROOT
) -> None:
    object_id = id_of(inwoner)
    attend(toezicht, inwoner)
    zonder_doel = employee("beheer")
    with superuser() as root:
        for pad in (
            f"{DOSSIER}/{object_id}",
            f"{DOSSIER}/{object_id}/historie",
            f"{DOSSIER}/{object_id}/corrigeer/persoon/0",
        ):
            antwoord = zonder_doel.get(pad)
            assert (antwoord.status_code, antwoord.content) == (302, b"")
            assert antwoord["Location"].startswith("/beheer/doel?")
            gelogd = root.execute(
                "SELECT FROM processing.handeling WHERE verzoek = %s", [UUID(antwoord["X-Request-Id"])]
            )
            assert gelogd.fetchall() == [], "er is niet gekeken"
        for leeg in ({"reden": "", "kenmerk": "Z-1"}, {"reden": "kwaliteit", "kenmerk": ""}):
            keuze = {"activiteit": "gegevensbeheer", **leeg}
            assert zonder_doel.post("/beheer/doel", keuze).status_code == 400
        assert zonder_doel.get(f"{DOSSIER}/{object_id}").status_code == 302
        met = looking().get(f"{DOSSIER}/{object_id}")
        assert met.status_code == 200
        judge_up_to(root, met["X-Request-Id"])
        assert [s[0] for s in signals_of(root, met["X-Request-Id"])] == ["gemarkeerde-persoon"]


def test_a_colleague_of_the_same_family_name_is_marked_in_the_use_itself(superuser: ROOT) -> None:
    naam = f"Zelfdenaam{uuid4().hex[:8]}"
    familie, ander = person(), person()
    familie.voorkomens[0]["elementen"]["01.02.40"] = naam.upper()
    load([familie, ander])
    wie = f"st{uuid4().hex[:8]}"
    gebruiker = User.objects.create_user(wie, password=f"demo-{wie}", is_staff=True, last_name=f"van {naam}")
    gebruiker.groups.add(Group.objects.get(name="gegevensbeheerder"))
    steward, collega = looking(wie), looking()
    eigen, vreemd = id_of(familie), id_of(ander)
    zoeken = "/beheer/zoeken/brp/personen/gevonden"
    bezoeken = [
        steward.get(f"{DOSSIER}/{eigen}"),
        steward.get(f"{DOSSIER}/{eigen}/historie"),
        steward.get(f"{DOSSIER}/{eigen}/corrigeer/persoon/0"),
        steward.post(zoeken, {"burgerservicenummer": familie.bsn}),
    ]
    gewoon = [steward.get(f"{DOSSIER}/{vreemd}"), collega.get(f"{DOSSIER}/{eigen}")]
    assert {a.status_code for a in (*bezoeken, *gewoon)} == {200}
    with superuser() as root:
        for antwoord in bezoeken:
            # No job ran for this: the mark was written with the use.
            assert ("zelfde-geslachtsnaam", "zelfde-naam", None, None) in signals_of(root, antwoord["X-Request-Id"])
        assert [s for a in gewoon for s in signals_of(root, a["X-Request-Id"]) if s[0] == "zelfde-geslachtsnaam"] == []


def test_each_action_is_judged_once(toezicht: Client, inwoner: Persoonslijst, superuser: ROOT) -> None:
    attend(toezicht, inwoner)
    verzoek = looking().get(f"{DOSSIER}/{id_of(inwoner)}")["X-Request-Id"]
    with superuser() as root:
        judge_up_to(root, verzoek)
        signalering.judge_log()
        assert len(signals_of(root, verzoek)) == 1
        # Another that judges at this moment holds the mark: whoever comes then leaves the work to it.
        with root.transaction():
            root.execute("SELECT FROM processing.signaalstand FOR UPDATE")
            assert signalering.judge_log() == (0, 0)


def test_the_mark_cannot_be_moved_back_nor_beyond_what_is_under_way(superuser: ROOT) -> None:
    from django.db import DatabaseError, connection, transaction

    with superuser() as root:
        ((xid, id_),) = root.execute("SELECT xid::text, id FROM processing.signaalstand").fetchall()
    for plaats in ((xid, id_), ("0", id_), ("9223372036854775807", id_)):
        with pytest.raises(DatabaseError, match="al beoordeeld"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT processing.leg_signalen_vast(%s::xid8, %s, '[]')", plaats)
    for zonder in ("processing.signaal", "processing.signaaluitkomst", "processing.bijzondere_aandacht"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {zonder}")
            assert cursor.fetchone() == (0,), "buiten een open gebruik is er niets te zien"
    for verboden in (
        "INSERT INTO processing.signaal SELECT * FROM processing.signaal",
        "DELETE FROM processing.signaaluitkomst",
        "UPDATE processing.bijzondere_aandacht SET tot = NULL",
        "SELECT xid FROM processing.signaalstand",
        f"SELECT processing.record_uitkomst('{uuid4()}', 'terecht', 'x', 'y')",
        f"SELECT processing.markeer_aandacht('{uuid4()}', 'collega', 'x', NULL, 'y')",
        "SELECT processing.record_zelfde_naam(NULL)",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verboden)


def test_the_worklist_shows_who_what_for_and_why_and_nobody_s_data(
    toezicht: Client, inwoner: Persoonslijst, superuser: ROOT
) -> None:
    attend(toezicht, inwoner)
    verzoek = looking().get(f"{DOSSIER}/{id_of(inwoner)}")["X-Request-Id"]
    with superuser() as root:
        judge_up_to(root, verzoek)
        pad = signal_of(root, verzoek)
        lijst = toezicht.get(SIGNALEN, {"soort": "gemarkeerde-persoon", "staat": "open"})
        assert pad in lijst.content.decode()
        bladzijde = toezicht.get(pad)
        for deel in ("beheer", "Team Burgerzaken", "gegevensbeheer", "Controle van de kwaliteit, Z-2026-1", "Nog open"):
            assert deel in words(bladzijde), deel
        for pagina in (lijst, bladzijde):
            assert inwoner.bsn not in pagina.content.decode()
            assert inwoner.voorkomens[0]["elementen"]["01.02.40"] not in pagina.content.decode()
            soort = root.execute(
                "SELECT soort, eindgebruiker IS NOT NULL FROM processing.handeling WHERE verzoek = %s",
                [UUID(pagina["X-Request-Id"])],
            ).fetchall()
            assert soort == [("inzage-signalen", True)], "lezen is zelf een gebruik"
        assert pad not in toezicht.get(SIGNALEN, {"soort": "buiten-werktijd"}).content.decode()
        assert pad not in toezicht.get(SIGNALEN, {"staat": "klaar"}).content.decode()
        engels = Client(headers={"Accept-Language": "en"})
        assert "about a person with extra attention" in words(employee("toezicht", engels).get(pad))


def test_an_outcome_closes_a_signal_and_a_later_one_counts(
    toezicht: Client, inwoner: Persoonslijst, superuser: ROOT
) -> None:
    attend(toezicht, inwoner)
    verzoek = looking().get(f"{DOSSIER}/{id_of(inwoner)}")["X-Request-Id"]
    with superuser() as root:
        judge_up_to(root, verzoek)
        pad = signal_of(root, verzoek)
    waarom = "De zaak is bekeken met de teamleider."
    for uitkomst, staat in (("nader-onderzoek", "onderzoek"), ("terecht", "klaar")):
        gedaan = toezicht.post(f"{pad}/uitkomst", {"uitkomst": uitkomst, "toelichting": waarom})
        assert "Uitkomst vastgelegd" in words(gedaan)
        assert pad in toezicht.get(SIGNALEN, {"staat": staat}).content.decode()
    assert pad not in toezicht.get(SIGNALEN, {"staat": "open"}).content.decode()
    assert words(toezicht.get(pad)).count(waarom) == 2
    for fout, melding in (
        ({"uitkomst": "prima", "toelichting": waarom}, "Kies wat u vond"),
        ({"uitkomst": "terecht", "toelichting": "kort"}, "Schrijf in 10 tot 1000 tekens"),
        ({"uitkomst": "terecht", "toelichting": f"Het ging om {inwoner.bsn}."}, "geen burgerservicenummer"),
    ):
        antwoord = toezicht.post(f"{pad}/uitkomst", fout)
        assert antwoord.status_code == 400
        assert melding in words(antwoord)
        assert inwoner.bsn not in antwoord.content.decode()
    assert (
        toezicht.post(f"{SIGNALEN}/{uuid4()}/uitkomst", {"uitkomst": "terecht", "toelichting": waarom}).status_code
        == 404
    )


def test_nobody_judges_their_own_use(toezicht: Client, inwoner: Persoonslijst, superuser: ROOT) -> None:
    attend(toezicht, inwoner)
    naam = f"tz{uuid4().hex[:8]}"
    collega = officer(naam)
    gebruik = collega.post("/beheer/log/wie-zag", {"bsn": inwoner.bsn})
    with superuser() as root:
        judge_up_to(root, gebruik["X-Request-Id"])
        pad = signal_of(root, gebruik["X-Request-Id"])
        oordeel = {"uitkomst": "terecht", "toelichting": "Dit was ik zelf, voor een zaak."}
        assert "Een collega oordeelt erover" in words(collega.get(pad))
        geweigerd = collega.post(f"{pad}/uitkomst", oordeel)
        assert geweigerd.status_code == 403
        assert "Over uw eigen gebruik oordeelt een collega." in words(geweigerd)
        code = root.execute(
            "SELECT code FROM processing.weigering WHERE verzoek = %s", [UUID(geweigerd["X-Request-Id"])]
        ).fetchall()
        assert code == [("eigen-gebruik",)]
        assert root.execute(
            "SELECT count(*) FROM processing.signaaluitkomst u JOIN processing.signaal s ON s.id = u.signaal JOIN processing.handeling h "
            "ON h.id = s.handeling WHERE h.verzoek = %s",
            [UUID(gebruik["X-Request-Id"])],
        ).fetchone() == (0,)
        assert toezicht.post(f"{pad}/uitkomst", oordeel).status_code == 200
        door = root.execute("SELECT door FROM processing.signaaluitkomst WHERE signaal = %s", [pad.rpartition("/")[2]])
        assert door.fetchall() == [(employee_key(User.objects.get(username="toezicht")),)]


def test_pages_of_signals_follow_each_other(
    toezicht: Client, inwoner: Persoonslijst, superuser: ROOT, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.beheer import signalen as bladzijde

    monkeypatch.setattr(bladzijde, "PER_PAGINA", 2)
    attend(toezicht, inwoner)
    steward, object_id = looking(), id_of(inwoner)
    verzoeken = [steward.get(f"{DOSSIER}/{object_id}")["X-Request-Id"] for _ in range(5)]
    with superuser() as root:
        judge_up_to(root, verzoeken[-1])
        nodig = {signal_of(root, v) for v in verzoeken}
    pad, gezien = f"{SIGNALEN}?soort=gemarkeerde-persoon&staat=open", list[str]()
    while pad and nodig - set(gezien):
        pagina = toezicht.get(pad).content.decode()
        rijen = re.findall(r'<td><a href="(/beheer/signalen/[0-9a-f-]{36})"', pagina)
        assert 0 < len(rijen) <= 2
        gezien += rijen
        volgende = re.search(r'href="(\?[^"]*)" rel="next"', pagina)
        pad = SIGNALEN + volgende[1].replace("&amp;", "&") if volgende else ""
    assert nodig <= set(gezien)
    assert len(gezien) == len(set(gezien)), "geen rij staat op twee bladzijden"


@pytest.mark.parametrize("vraag", ["soort=x", "staat=dicht", "cursor=x", "onbekend=1"])
def test_a_bad_filter_is_told(toezicht: Client, vraag: str) -> None:
    assert toezicht.get(f"{SIGNALEN}?{vraag}").status_code == 400


def test_attention_is_asked_with_a_reason_and_a_case(toezicht: Client, inwoner: Persoonslijst) -> None:
    goed = {"bsn": inwoner.bsn, "reden": "bedreigd-persoon", "kenmerk": "FG-2", "tot": ""}
    for fout, melding in (
        ({"bsn": "123456789"}, "geen burgerservicenummer"),
        ({"reden": "nieuwsgierig"}, "Kies waarom"),
        ({"kenmerk": inwoner.bsn}, "kenmerk van de zaak"),
        ({"tot": "2020-01-01"}, "Kies een dag na vandaag"),
    ):
        antwoord = toezicht.post(f"{AANDACHT}/markeer", goed | fout)
        assert antwoord.status_code == 400
        assert melding in words(antwoord)
        assert inwoner.bsn not in antwoord.content.decode()
    assert "heeft nu aandacht" in words(toezicht.post(f"{AANDACHT}/markeer", goed | {"tot": "2999-01-01"}))
    assert "had al aandacht" in words(toezicht.post(f"{AANDACHT}/markeer", goed))


def test_the_person_sees_that_oversight_was_about_them(
    toezicht: Client, inwoner: Persoonslijst, superuser: ROOT
) -> None:
    attend(toezicht, inwoner)
    antwoord = toezicht.get(AANDACHT)
    with superuser() as root:
        for verzoek in (antwoord["X-Request-Id"],):
            regels = root.execute(
                """SELECT r.betrokkenheid FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling
                   JOIN kluis.betrokkene b ON b.id = r.betrokkene WHERE h.verzoek = %s AND b.sleutel = %s""",
                [UUID(verzoek), _key(inwoner)],
            ).fetchall()
            assert regels == [("onderwerp",)]


def _key(lijst: Persoonslijst) -> bytes:
    from processing import kluis

    return kluis.bescherming().index(f"bsn|{lijst.bsn}")


@pytest.mark.parametrize("naam", ["beheer", "autorisaties"])
def test_only_oversight_comes_here(naam: str, inwoner: Persoonslijst) -> None:
    client = employee(naam)
    for pad in (SIGNALEN, f"{SIGNALEN}/{uuid4()}", AANDACHT):
        assert client.get(pad).status_code == 403
    for pad in (f"{SIGNALEN}/{uuid4()}/uitkomst", f"{AANDACHT}/markeer", f"{AANDACHT}/{uuid4()}/einde"):
        assert client.post(pad, {"bsn": inwoner.bsn}).status_code == 403


def test_a_search_that_finds_nobody_is_no_signal(superuser: ROOT, regels: Callable[..., None]) -> None:
    regels(SIGNAALDREMPELS="medewerker=1/1 applicatie=1/1")
    antwoord = search(api(*INKOMEN), burgerservicenummer="000000012")
    with superuser() as root:
        judge_up_to(root, antwoord["X-Request-Id"])
        assert signals_of(root, antwoord["X-Request-Id"]) == []
