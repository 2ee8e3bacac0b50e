"""Retention through its doors: two colleagues destroy a part, a stop holds a line that its holder can still take away, terms are kept to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from audit.bronhuis_verify import Checkpoint, canonical, commitment, leaf_hash, open_note, read_proof, verify_inclusion
from audit.notitie import Ondertekensleutel, sign
from audit.zegelproces import Zegelproces
from processing.bewaren import Termijn, misfits
from processing.models import Bewaartermijn, Verwerkingsactiviteit
from processing.services import TermijnFout, registreer_activiteit, registreer_autorisatie
from processing.tasks import vernietig_logdelen
from processing.termijnen import set_term
from tests import plugin
from tests.audit.oud_log import age_lines, make_part
from tests.audit.verwerkingslog import BESLUITEN, BEWAARD, BRON
from tests.deuren import INKOMEN, PERSONEN, api, employee, id_of, load
from tests.personen import person

pytestmark = pytest.mark.usefixtures("bronhuis_db")
Superuser = Callable[[], psycopg.Connection[Any]]


@pytest.fixture(scope="module")
def archief() -> tuple[Client, Client]:
    """Two colleagues who may have the log destroyed."""
    return employee("archief"), employee("archief2")


@pytest.fixture
def oud(superuser: Superuser) -> Iterator[tuple[str, list[UUID], list[str]]]:
    """A part of its own, of which the term is over, with a line about each of two people; gives its address, the lines, the BSNs."""
    lijsten = [person(), person()]
    load(lijsten)
    verzoeken = []
    for lijst in lijsten:
        antwoord = api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}")
        verzoeken.append(antwoord["X-Request-Id"])
    with superuser() as root:
        regels = [
            rij[0]
            for verzoek in verzoeken
            for rij in root.execute(
                "SELECT r.id FROM processing.regel r JOIN processing.handeling h ON h.id = r.handeling WHERE h.verzoek = %s",
                [verzoek],
            )
        ]
        ((nummer,),) = root.execute(
            "SELECT count(*) FROM pg_class WHERE relispartition AND relname ~ '^regel_1[0-9]{3}k.$'"
        ).fetchall()
        jaar, kwartaal = 1990 - nummer // 4, nummer % 4 + 1
        root.execute("SET session_replication_role = replica")
        make_part(root, f"{jaar}k{kwartaal}", "2jaar")
        age_lines(root, regels, f"{jaar}-{3 * kwartaal - 1:02}-15 12:00+00", "2jaar")
    yield f"/beheer/bewaren/{jaar}-{3 * kwartaal - 2:02}-01/2jaar", regels, [lijst.bsn for lijst in lijsten]
    with superuser() as root:  # what a sealer sees of lines that were made old is no finding of another test
        root.execute("SET session_replication_role = replica")
        root.execute("DELETE FROM audit.bevinding")


@pytest.fixture
def zonder_termijn() -> Iterator[None]:
    """The demo's term keeps lines of the brp for twenty years; here for two."""
    set_term(register="brp", minimum=0, maximum=20, bron="Proef")
    yield
    set_term(register="brp", minimum=20, maximum=20, bron="Wet basisregistratie personen, artikel 3.11")


def _there(superuser: Superuser, regels: list[UUID]) -> set[UUID]:
    with superuser() as root:
        return {r[0] for r in root.execute("SELECT id FROM processing.regel WHERE id = ANY(%s)", [regels])}


def _text(antwoord: Any) -> str:
    return str(antwoord.content.decode())


def _carry_out(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_BEWAARDER_URL", plugin.cluster.dsn("bronhuis_bewaarder", plugin.database))
    uit = StringIO()
    call_command("vernietig", stdout=uit)
    return uit.getvalue()


def test_two_colleagues_destroy_a_part(
    archief: tuple[Client, Client],
    oud: tuple[str, list[UUID], list[str]],
    zonder_termijn: None,
    superuser: Superuser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (een, twee), (adres, regels, _bsns) = archief, oud
    assert adres in _text(een.get("/beheer/bewaren"))
    assert "<dt>Regels over personen</dt><dd>2</dd>" in _text(een.get(adres))
    assert een.post(adres, {"actie": "stel-voor"}).status_code == 302
    # Not without a second, and not by the same.
    assert "Vernietigde delen: 0." in _carry_out(monkeypatch)
    zelf = een.post(adres, {"actie": "bevestig"})
    assert zelf.status_code == 400
    assert "<title>Fout:" in _text(zelf)
    assert "U deed dit voorstel zelf. Een collega moet het bevestigen." in _text(zelf)
    assert een.post(adres, {"actie": "stel-voor"}).status_code == 400
    assert twee.post(adres, {"actie": "bevestig"}).status_code == 302
    assert "bevestigd; wordt vannacht uitgevoerd" in _text(een.get("/beheer/bewaren"))
    assert _there(superuser, regels) == set(regels)
    uitkomst = _carry_out(monkeypatch)
    assert "Vernietigde delen: 1." in uitkomst
    verklaring = uitkomst.split("verklaring ")[1].split()[0]
    assert _there(superuser, regels) == set()
    overzicht = _text(twee.get("/beheer/bewaren"))
    assert verklaring in overzicht
    assert adres not in overzicht
    assert een.get(adres).status_code == 404


def test_a_proposal_is_taken_back_and_can_be_made_again(
    archief: tuple[Client, Client],
    oud: tuple[str, list[UUID], list[str]],
    superuser: Superuser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (een, twee), (adres, regels, _bsns) = archief, oud
    een.post(adres, {"actie": "stel-voor"})
    twee.post(adres, {"actie": "bevestig"})
    assert een.post(adres, {"actie": "trek-in"}).status_code == 302
    assert "Vernietigde delen: 0." in _carry_out(monkeypatch)
    assert twee.post(adres, {"actie": "trek-in"}).status_code == 400
    assert twee.post(adres, {"actie": "stel-voor"}).status_code == 302
    assert twee.post(adres, {"actie": "trek-in"}).status_code == 302
    assert _there(superuser, regels) == set(regels)


def test_what_changed_since_the_proposal_is_not_destroyed(
    archief: tuple[Client, Client],
    oud: tuple[str, list[UUID], list[str]],
    zonder_termijn: None,
    superuser: Superuser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (een, twee), (adres, regels, bsns) = archief, oud
    een.post(adres, {"actie": "stel-voor"})
    twee.post(adres, {"actie": "bevestig"})
    assert (
        een.post("/beheer/bewaren/stop", {"bsn": bsns[0], "reden": "Bezwaar", "kenmerk": f"Z-{uuid4()}"}).status_code
        == 302
    )
    assert "het voorbeeld klopt niet meer" in _carry_out(monkeypatch)
    assert _there(superuser, regels) == set(regels)
    assert "Sinds het voorstel zijn de aantallen veranderd" in _text(een.get(adres))
    een.post(adres, {"actie": "trek-in"})


def test_a_line_under_a_stop_stays_and_its_holder_still_takes_it_away(
    archief: tuple[Client, Client],
    oud: tuple[str, list[UUID], list[str]],
    zonder_termijn: None,
    superuser: Superuser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (een, twee), (adres, regels, bsns) = archief, oud
    kenmerk = f"Z-{uuid4()}"
    een.post("/beheer/bewaren/stop", {"bsn": bsns[0], "reden": "Bezwaar loopt", "kenmerk": kenmerk})
    overzicht = _text(een.get("/beheer/bewaren"))
    assert kenmerk in overzicht
    assert bsns[0] not in overzicht
    een.post(adres, {"actie": "stel-voor"})
    twee.post(adres, {"actie": "bevestig"})
    assert "Vernietigde delen: 1." in _carry_out(monkeypatch)
    assert _there(superuser, regels) == {regels[0]}
    sleutel = Ondertekensleutel.generate("bronhuis.test/verwerkingslog")

    def teken(checkpoint: Checkpoint, _pad: Any) -> str:
        return sign(checkpoint, sleutel)

    inwoner = Client()
    inwoner.post("/mijn/aanmelden", {"bsn": bsns[0]})
    begin = date.fromisoformat(adres.split("/")[3])
    pagina = _text(inwoner.get(f"/mijn/gebruik?toon=los&maand={begin.year}-{begin.month + 1:02}"))
    assert str(regels[0]) in pagina
    assert "blijft langer dan gewoonlijk" in pagina
    with psycopg.connect(plugin.cluster.dsn("bronhuis_verzegelaar", plugin.database), autocommit=True) as verbinding:
        proces = Zegelproces(verbinding, (BESLUITEN, BEWAARD, BRON), sleutel.naam, teken)
        for _ in range(200):
            proces.seal()
            document = json.loads(inwoner.get(f"/mijn/gebruik/{regels[0]}/bewijs").content)
            if document["bewijs"]:
                break
    nummer, pad, notitie = read_proof(document["bewijs"])
    checkpoint, _getuigen = open_note(notitie, sleutel.openbaar)
    blad = leaf_hash(commitment(bytes.fromhex(document["zout"]), canonical(document["regel"])))
    verify_inclusion(blad, nummer, checkpoint.grootte, pad, checkpoint.wortel)
    assert document["regel"]["inhoud"]["id"] == str(regels[0])

    # When the stop is lifted it goes, on a proposal of its own.
    lift = next(
        r for r in overzicht.split('"') if r.endswith("/opheffen") and f": {kenmerk}<" in overzicht.split(r)[1][:200]
    )
    assert "Bezwaar loopt" in _text(een.get(lift))
    assert een.post(lift).status_code == 302
    assert een.get(lift).status_code == 404
    bewaard = adres.replace("2jaar", "bewaard")
    een.post(bewaard, {"actie": "stel-voor"})
    twee.post(bewaard, {"actie": "bevestig"})
    assert "Vernietigde delen: 1." in _carry_out(monkeypatch)
    assert _there(superuser, regels) == set()


@pytest.mark.parametrize(
    ("velden", "fout"),
    [
        ({"reden": "", "kenmerk": "Z"}, "Schrijf op waarom"),
        ({"reden": "x", "kenmerk": ""}, "Vul het kenmerk"),
        ({"reden": "x", "kenmerk": "Z", "bsn": "123456789"}, "geen burgerservicenummer"),
        ({"reden": "x", "kenmerk": "Z", "register": "bestaatniet"}, "Kies er een uit de lijst."),
        ({"reden": "x", "kenmerk": "Z", "activiteit": "x"}, "Kies er een uit de lijst."),
        ({"reden": "x", "kenmerk": "Z", "afnemer": str(UUID(int=1))}, "Kies er een uit de lijst."),
    ],
)
def test_a_stop_that_says_too_little_or_something_else_is_not_imposed(
    archief: tuple[Client, Client], velden: dict[str, str], fout: str
) -> None:
    antwoord = archief[0].post("/beheer/bewaren/stop", velden)
    assert antwoord.status_code == 400
    assert fout in _text(antwoord)
    assert "123456789" not in _text(antwoord)


def test_a_part_within_its_term_has_no_page(archief: tuple[Client, Client]) -> None:
    nu = "/beheer/bewaren/2026-10-01/5jaar"
    assert archief[0].get(nu).status_code == 404
    assert archief[0].post(nu, {"actie": "stel-voor"}).status_code == 404
    assert archief[0].get("/beheer/bewaren/gisteren/5jaar").status_code == 404


def test_the_task_needs_the_bewaarder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_BEWAARDER_URL", raising=False)
    vernietig_logdelen()  # says so in its log, and does nothing
    with pytest.raises(CommandError, match="DATABASE_BEWAARDER_URL"):
        call_command("vernietig")
    monkeypatch.setenv("DATABASE_BEWAARDER_URL", plugin.cluster.dsn("bronhuis_app", plugin.database))
    with pytest.raises(CommandError, match="rol bronhuis_bewaarder"):
        call_command("vernietig")


# --- terms ---


@pytest.mark.parametrize(
    ("klasse", "minimum", "maximum", "goed"),
    [
        ("5jaar", 5, 5, True),
        ("5jaar", 6, None, False),
        ("5jaar", 0, 4, False),
        ("20jaar", 2, None, True),
        ("2jaar", 2, 20, True),
    ],
)
def test_a_class_keeps_to_its_terms(klasse: str, minimum: int, maximum: int | None, goed: bool) -> None:
    assert (misfits(klasse, [Termijn("register x", minimum, maximum, "Wet")]) == []) is goed


def test_an_autorisatie_is_refused_where_lines_would_go_too_soon() -> None:
    bijstand = Verwerkingsactiviteit.objects.get(naam="bijstand-beoordelen").versies.latest("versie")
    inhoud = {
        veld.name: getattr(bijstand, veld.name)
        for veld in bijstand._meta.fields
        if veld.name not in {"id", "activiteit", "versie", "vastgelegd_op"}
    }
    kort = registreer_activiteit(f"kort-{uuid4().hex[:8]}", **(inhoud | {"bewaarklasse": "2jaar"}))
    regel = {"register": "brp", "objecttype": "personen", "acties": ["raadplegen"], "velden": ["persoon"]}
    besluit = {"wijze": "collegebesluit", "besluit": {"kenmerk": "x"}, "geldig_van": bijstand.geldig_van}
    with pytest.raises(TermijnFout, match="register brp is dat ten minste 20 jaar"):
        registreer_autorisatie(kort.pk, uuid4(), regels=[regel], **besluit)
    assert (
        registreer_autorisatie(kort.pk, uuid4(), regels=[regel | {"register": "anders"}], **besluit).huidige_versie == 1
    )
    # And an activity in use for the brp cannot be made shorter.
    lang = registreer_activiteit(f"lang-{uuid4().hex[:8]}", **inhoud)
    registreer_autorisatie(lang.pk, uuid4(), regels=[regel], **besluit)
    with pytest.raises(TermijnFout, match="ten minste 20 jaar"):
        registreer_activiteit(lang.naam, **(inhoud | {"bewaarklasse": "5jaar"}))


def test_the_page_of_an_activity_says_which_term_it_breaks() -> None:
    client = employee("autorisaties")
    formulier = client.get("/beheer/activiteiten/adresonderzoek")
    velden = {n: v for n, v in formulier.context["formulieren"][0].initial.items() if v is not None}
    velden = {n: "\n".join(v) if isinstance(v, list) else v for n, v in velden.items()} | {"bewaarklasse": "5jaar"}
    velden.pop("vertrouwelijk", None)
    antwoord = client.post("/beheer/activiteiten/adresonderzoek", velden)
    assert antwoord.status_code == 400
    assert "Logregels blijven 5 jaar. Voor register brp is dat ten minste 20 jaar" in _text(antwoord)


def test_a_term_is_set_once_replaced_and_listed() -> None:
    register = f"proef-{uuid4().hex[:8]}"
    uit = StringIO()
    call_command(
        "bewaartermijn", "zet", register=register, ten_minste=2, ten_hoogste=5, bron="Proefwet, artikel 1", stdout=uit
    )
    call_command(
        "bewaartermijn", "zet", register=register, ten_minste=2, ten_hoogste=5, bron="Proefwet, artikel 1", stdout=uit
    )
    assert Bewaartermijn.objects.filter(register=register).count() == 1
    call_command("bewaartermijn", "zet", register=register, ten_minste=3, bron="Proefwet, artikel 2", stdout=uit)
    assert Bewaartermijn.objects.filter(register=register).count() == 2
    rijen = [json.loads(r) for r in uit.getvalue().splitlines()]
    assert [r for r in rijen if r.get("register") == register][-1] == {
        "register": register, "tenMinste": 3, "tenHoogste": None, "bron": "Proefwet, artikel 2", "url": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("opties", "fout"),
    [
        ({"bron": "x"}, "register of een activiteit"),
        ({"register": "x", "activiteit": "bijstand-beoordelen", "bron": "x"}, "register of een activiteit"),
        ({"register": "x"}, "Noem de wet"),
        ({"register": "x", "bron": "x", "ten_minste": 5, "ten_hoogste": 2}, "ten hoogste"),
        ({"activiteit": "bestaat-niet", "bron": "x"}, "Er is geen activiteit"),
    ],
)
def test_a_term_that_says_nothing_or_too_much_is_refused(opties: dict[str, Any], fout: str) -> None:
    with pytest.raises(CommandError, match=fout):
        call_command("bewaartermijn", "zet", **opties)
