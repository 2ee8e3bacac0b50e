"""What a steward registers from the command line: refused with what would be right, and nothing half registered."""

from __future__ import annotations

import json
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from config.lokaal import __main__ as lokaal
from consumers.models import Afnemer, Applicatie, Leverancier
from processing.models import Autorisatie, Verwerkingsactiviteit
from tests import plugin
from tests.deuren import Eigen, authorise, code_of

pytestmark = pytest.mark.usefixtures("bronhuis_db")

OIN = "00000099000000000099"
ACTIVITEIT = """
naam: {naam}
titel: Bomen planten
doel: Bomen planten waar bewoners dat vragen.
uitleg: U vroeg om een boom.
verwerkingsverantwoordelijke: College van B en W
categorieen_betrokkenen: [bewoners]
categorieen_gegevens: [adres]
maatregelen: toegang per rol
grondslag: algemeen-belang
wettelijke_bron: Gemeentewet, artikel 108
wettelijke_bron_url: https://wetten.overheid.nl/BWBR0005416
bewaartermijn: 2 jaar
geldig_van: 2026-01-01
"""


def run(*opdracht: str) -> Any:
    uit = StringIO()
    call_command(*opdracht, stdout=uit)
    return json.loads(uit.getvalue().splitlines()[-1])


@pytest.fixture
def eigen(bronhuis_db: None) -> Eigen:
    return authorise("opdracht", acties=["raadplegen"], velden=["persoon"])


def test_an_afnemer_is_registered_once_and_kept_out() -> None:
    naam = f"team {uuid4()}"
    eerst = run("afnemer", "registreer", "--naam", naam, "--soort", "team", "--onder", "Gemeente Bronstede")
    assert (eerst["oin"], eerst["actief"]) == (OIN, True)
    assert run("afnemer", "registreer", "--naam", naam, "--soort", "team", "--oin", OIN)["id"] == eerst["id"]
    with pytest.raises(CommandError, match="anders dan u opgeeft"):
        run("afnemer", "registreer", "--naam", naam, "--soort", "derde", "--oin", OIN)
    assert run("afnemer", "blokkeer", "--naam", naam)["actief"] is False
    assert run("afnemer", "deblokkeer", "--naam", naam)["actief"] is True


@pytest.mark.parametrize(
    ("opdracht", "tekst"),
    [
        (["registreer"], "--naam"),
        (["registreer", "--naam", "x"], "--soort en --oin"),
        (["registreer", "--naam", "x", "--soort", "team", "--oin", "12"], "20 tekens"),
        (["registreer", "--naam", "x", "--soort", "team", "--onder", "bestaat niet"], "Wel: .*Gemeente Bronstede"),
        (["blokkeer", "--naam", "bestaat niet"], "bestaat niet"),
    ],
)
def test_an_afnemer_is_refused(opdracht: list[str], tekst: str) -> None:
    with pytest.raises(CommandError, match=tekst):
        run("afnemer", *opdracht)
    assert not Afnemer.objects.filter(naam="x").exists()


def test_an_applicatie_acts_for_who_is_known() -> None:
    naam = f"software {uuid4()}"
    basis = ["applicatie", "registreer", "--naam", naam, "--leverancier"]
    with pytest.raises(CommandError, match="bestaat niet"):
        run(*basis, f"nieuw {naam}", "--afnemer", "bestaat niet")
    assert not Applicatie.objects.filter(name=naam).exists()
    assert not Leverancier.objects.filter(naam=f"nieuw {naam}").exists()
    gemaakt = run(*basis, "Softwarehuis De Brug", "--afnemer", "Team Schuldhulp")
    assert (gemaakt["afnemers"], gemaakt["sleutels"]) == (["Team Schuldhulp"], 0)
    with pytest.raises(CommandError, match="niet Bronhuis zelf"):
        run(*basis, "Softwarehuis De Brug", "--afnemer", "Team Schuldhulp", "--intern")
    samen = run(*basis, "Softwarehuis De Brug", "--afnemer", "Team Burgerzaken")
    assert samen["afnemers"] == ["Team Burgerzaken", "Team Schuldhulp"]
    with pytest.raises(CommandError, match="andere leverancier"):
        run(*basis, f"ander {naam}", "--afnemer", "Team Schuldhulp")
    assert not Leverancier.objects.filter(naam=f"ander {naam}").exists()
    assert run("applicatie", "blokkeer", "--naam", naam)["actief"] is False


def test_an_activity_gets_a_version_only_when_it_changed(tmp_path: Path) -> None:
    naam = f"bomen-{uuid4().hex[:8]}"
    bestand = tmp_path / "a.yaml"
    bestand.write_text(ACTIVITEIT.format(naam=naam))
    assert [run("activiteit", "registreer", str(bestand))["versie"] for _ in range(2)] == [1, 1]
    bestand.write_text(ACTIVITEIT.format(naam=naam).replace("2 jaar", "3 jaar"))
    assert run("activiteit", "registreer", str(bestand))["versie"] == 2
    assert run("activiteit", "trek-in", "--naam", naam)["ingetrokken"] is True
    with pytest.raises(CommandError, match="ingetrokken"):
        run("activiteit", "registreer", str(bestand))


@pytest.mark.parametrize(
    ("oud", "nieuw", "tekst"),
    [
        ("uitleg:", "uitlegg:", "uitlegg: dit veld bestaat niet"),
        ("uitleg: U vroeg om een boom.", "", "uitleg: "),
        ("grondslag: algemeen-belang", "grondslag: zomaar", "grondslag: "),
        ("[bewoners]", "bewoners", "categorieen_betrokkenen: moet een lijst"),
        ("2026-01-01", "gisteren", "geldig_van: "),
        ("geldig_van: 2026-01-01", "geldig_van: 2026-01-01\ngeldig_tot: 2025-01-01", "geldig_tot: moet later"),
        ("naam: {naam}", "naam: Niet Goed", "naam: "),
    ],
)
def test_a_half_activity_is_refused_by_field(tmp_path: Path, oud: str, nieuw: str, tekst: str) -> None:
    naam = f"half-{uuid4().hex[:8]}"
    bestand = tmp_path / "a.yaml"
    bestand.write_text(ACTIVITEIT.replace(oud, nieuw).format(naam=naam))
    with pytest.raises(CommandError, match=tekst):
        run("activiteit", "registreer", str(bestand))
    assert not Verwerkingsactiviteit.objects.filter(naam=naam).exists()


def test_an_employee_gets_roles_a_password_and_an_app() -> None:
    naam = f"m-{uuid4().hex[:8]}"
    rollen = ("--rol", "autorisatiebeheerder", "--rol", "toezichthouder")
    eerst = run("medewerker", "registreer", "--naam", naam, *rollen)
    assert eerst["rollen"] == ["autorisatiebeheerder", "toezichthouder"]
    browser = Client()
    assert browser.post("/beheer/aanmelden", {"naam": naam, "wachtwoord": eerst["wachtwoord"]}).status_code == 302
    assert browser.post("/beheer/tweede-stap", {"code": code_of(naam)})["Location"] == "/beheer"
    assert browser.get("/beheer/autorisaties/nieuw").status_code == 200
    minder = run("medewerker", "registreer", "--naam", naam, "--rol", "toezichthouder", "--achternaam", "de Vries")
    assert (eerst["achternaam"], minder["achternaam"]) == ("", "de Vries")
    assert (minder["rollen"], minder["app"], "wachtwoord" in minder) == (["toezichthouder"], True, False)
    assert browser.get("/beheer/autorisaties/nieuw").status_code == 403
    anders = run("medewerker", "registreer", "--naam", naam, "--rol", "toezichthouder")
    assert anders["achternaam"] == "de Vries", "wat niet genoemd is, blijft"
    assert run("medewerker", "wachtwoord", "--naam", naam)["wachtwoord"] != eerst["wachtwoord"]
    assert browser.get("/beheer").status_code == 302
    assert run("medewerker", "ontkoppel", "--naam", naam)["app"] is False
    assert run("medewerker", "blokkeer", "--naam", naam)["actief"] is False
    for onbekend in ("bestaat-niet", ""):
        with pytest.raises(CommandError):
            run("medewerker", "blokkeer", "--naam", onbekend)


def give(eigen: Eigen, **anders: str) -> Any:
    opties = {
        "activiteit": Verwerkingsactiviteit.objects.get(pk=eigen.activiteit).naam,
        "afnemer": str(eigen.afnemer), "soort": "brp/personen", "acties": "raadplegen", "velden": "persoon.naam,verblijfplaats.postcode",
        "kenmerk": "B-1", "datum": "2026-02-01",
    } | anders  # fmt: skip
    return run("autorisatie", "geef", *(deel for n, w in opties.items() for deel in (f"--{n}", w)))


def test_an_autorisatie_is_given_widened_and_narrowed(eigen: Eigen) -> None:
    naam = Verwerkingsactiviteit.objects.get(pk=eigen.activiteit).naam
    with pytest.raises(CommandError, match="is er al"):
        give(eigen)
    run("autorisatie", "trek-in", "--activiteit", naam)
    gegeven = give(eigen, afnemer=Afnemer.objects.get(pk=eigen.afnemer).naam)
    versie = Autorisatie.objects.get(pk=gegeven["id"]).versies.get(versie=1)
    assert (str(versie.geldig_van), versie.besluit["datum"], versie.regels[0]["maximum"]) == (
        "2026-02-01",
        "2026-02-01",
        1,
    )
    ruimer = [
        "--soort",
        "brp/personen",
        "--acties",
        "raadplegen,zoeken",
        "--velden",
        "persoon",
        "--zoeksleutels",
        "postcode",
    ]
    assert run("autorisatie", "verruim", "--activiteit", naam, *ruimer)["velden"] == ["persoon"]
    regels = Autorisatie.objects.get(pk=gegeven["id"]).versies.get(versie=2).regels
    assert [(r["acties"], r["zoeksleutels"]) for r in regels] == [(["raadplegen", "zoeken"], ["postcode"])]
    log = ["--soort", "verwerkingslog/regels", "--acties", "raadplegen", "--velden", "tijd"]
    assert run("autorisatie", "verruim", "--activiteit", naam, *log)["velden"] == ["persoon", "tijd"]
    run("autorisatie", "versmal", "--activiteit", naam, "--veld", "tijd")
    with pytest.raises(CommandError, match="Trek de autorisatie in"):
        run("autorisatie", "versmal", "--activiteit", naam, "--veld", "persoon")


@pytest.mark.parametrize(
    ("anders", "tekst"),
    [
        ({"velden": "persoon.naamm"}, "persoon.naamm is geen groep of veld"),
        ({"velden": ""}, "niet leeg"),
        ({"acties": "kijken"}, "Acties moeten"),
        ({"zoeksleutels": "schoenmaat"}, "schoenmaat is geen zoeksleutel"),
        ({"soort": "brp/honden"}, "Noem met --soort"),
        ({"afnemer": "bestaat niet"}, "bestaat niet"),
        ({"afnemer": str(uuid4())}, "bestaat niet"),
        ({"activiteit": "bestaat-niet"}, "bestaat niet"),
        ({"vindplaats": "http://x"}, "https://"),
        ({"geldig-tot": "2026-01-01"}, "moet later zijn"),
        ({"maximum": "0"}, "Maximum moet"),
        ({"datum": "gisteren"}, "een datum zoals"),
    ],
)
def test_a_wrong_autorisatie_is_refused(eigen: Eigen, anders: dict[str, str], tekst: str) -> None:
    naam = Verwerkingsactiviteit.objects.get(pk=eigen.activiteit).naam
    run("autorisatie", "trek-in", "--activiteit", naam)
    with pytest.raises(CommandError, match=tekst):
        give(eigen, **anders)
    assert not Autorisatie.objects.filter(afnemer_id=eigen.afnemer, ingetrokken_op=None).exists()


@pytest.mark.parametrize(
    ("opdracht", "als_bewaarder"), [("vernietig", True), ("activiteit", False), ("bewaartermijn", False)]
)
def test_only_what_ends_parts_of_the_log_runs_as_the_keeper(
    monkeypatch: pytest.MonkeyPatch, opdracht: str, als_bewaarder: bool
) -> None:
    gezien: list[dict[str, str]] = []

    def run(*_: object, env: dict[str, str], **__: object) -> subprocess.CompletedProcess[bytes]:
        gezien.append(env)
        return subprocess.CompletedProcess([], 0)

    for naam in ("DATABASE_URL", "REDIS_URL"):  # set: a database of somebody else, whose keeper we are not
        monkeypatch.delenv(naam, raising=False)
    monkeypatch.setattr(subprocess, "run", run)
    assert lokaal._beheer(plugin.staat, [opdracht]) == 0
    assert ("DATABASE_BEWAARDER_URL" in gezien[0]) is als_bewaarder
    assert "DATABASE_OWNER_URL" not in gezien[0]
