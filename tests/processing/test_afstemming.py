"""An access log beside the processing log: what left without its line is named by its number, and nothing else of it is."""

from __future__ import annotations

import io
import json
import logging
import logging.handlers
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from config.logging import with_access_log
from nlapi.toegangslog import LOGGER
from processing import tasks
from processing.afstemming import _days
from processing.selectors import today
from tests.deuren import INKOMEN, PERSONEN, api, employee, id_of, load, looking, search
from tests.personen import Persoonslijst, person
from tests.portal.test_burger import words

pytestmark = pytest.mark.usefixtures("bronhuis_db")


@pytest.fixture(scope="module")
def inwoner(bronhuis_db: None) -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


@pytest.fixture
def toegangslog(tmp_path: Path) -> Iterator[Path]:
    """The gate writes its access log here."""
    bestand = tmp_path / "toegang.log"
    instelling = with_access_log({"formatters": {}, "handlers": {}, "loggers": {}}, str(bestand))
    handler = logging.handlers.WatchedFileHandler(instelling["handlers"]["toegang"]["filename"])
    handler.setFormatter(logging.Formatter(instelling["formatters"]["kaal"]["format"]))
    log = logging.getLogger(LOGGER)
    niveau = log.level
    log.addHandler(handler)
    log.setLevel(instelling["loggers"][LOGGER]["level"])
    yield bestand
    log.removeHandler(handler)
    log.setLevel(niveau)
    handler.close()


def command(*woorden: str) -> tuple[int, str]:
    uit = io.StringIO()
    try:
        call_command("afstemming", *woorden, stdout=uit)
    except SystemExit as einde:
        return int(einde.code or 0), uit.getvalue()
    return 0, uit.getvalue()


def row(verzoek: object, pad: str, status: int, **anders: Any) -> str:
    moment = datetime.now(UTC).isoformat()
    return json.dumps({"verzoek": str(verzoek), "pad": pad, "status": status, "moment": moment} | anders)


def test_what_left_with_its_line_is_well_and_what_left_without_is_named(inwoner: Persoonslijst, tmp_path: Path) -> None:
    gegeven = api(*INKOMEN).get(f"{PERSONEN}/{id_of(inwoner)}")
    geweigerd = api(*INKOMEN).get(PERSONEN)
    assert (gegeven.status_code, geweigerd.status_code) == (200, 403)
    pad, zoek = f"{PERSONEN}/{id_of(inwoner)}?fields=persoon", f"{PERSONEN}/_zoek"
    bestand = tmp_path / "log"
    goed = [
        row(gegeven["X-Request-Id"], pad, 200),
        row(geweigerd["X-Request-Id"], PERSONEN, 403),
        row(uuid4(), "/api/brp/v1/openapi.json", 200),
        row(uuid4(), "/healthz", 200),
        row(uuid4(), "/bestaat/niet", 404),
        row(uuid4(), "/mijn", 302),
        row(uuid4(), zoek, 503),
    ]
    bestand.write_text("\n".join(goed))
    code, tekst = command(str(bestand))
    assert (code, "7 verzoeken, 0 ongelogd, 0 geweigerd zonder regel" in tekst) == (0, True), tekst
    kwijt, ongezien = uuid4(), uuid4()
    bestand.write_text("\n".join([*goed, row(kwijt, pad, 200), row(ongezien, zoek, 403), "geen regel", "[]"]))
    code, tekst = command(str(bestand))
    assert code == 1
    assert f"ongelogd: {kwijt}" in tekst
    assert f"geweigerd zonder regel: {ongezien}" in tekst
    assert "2 regels niet te lezen" in tekst
    assert str(id_of(inwoner)) not in tekst
    assert PERSONEN not in tekst
    assert gegeven["X-Request-Id"] not in tekst


def test_a_proxy_s_own_form_is_read_by_names_or_by_a_pattern(tmp_path: Path) -> None:
    kwijt, bestand = uuid4(), tmp_path / "log"
    moment = datetime.now(UTC).isoformat()
    anders = {"request_id": str(kwijt), "uri": PERSONEN, "status": "200", "time": moment}
    bestand.write_text(json.dumps(anders))
    code, tekst = command(str(bestand), "--namen", "verzoek=request_id,pad=uri,moment=time")
    assert (code, f"ongelogd: {kwijt}" in tekst) == (1, True)
    assert command(str(bestand))[1].strip() == "1 regels niet te lezen"
    bestand.write_text(f'{moment} "GET {PERSONEN}" 200 {kwijt}\n')
    patroon = r'^(?P<moment>\S+) "\S+ (?P<pad>\S+)" (?P<status>\d+) (?P<verzoek>\S+)$'
    code, tekst = command(str(bestand), "--patroon", patroon)
    assert (code, f"ongelogd: {kwijt}" in tekst) == (1, True)
    for fout in (("--patroon", "("), ("--patroon", "(?P<pad>x)"), ("--namen", "burger=x")):
        with pytest.raises(CommandError):
            command(str(bestand), *fout)
    with pytest.raises(CommandError, match="niet te lezen"):
        command(str(tmp_path / "weg"))


def test_what_is_in_the_log_only_is_counted(inwoner: Persoonslijst, tmp_path: Path) -> None:
    object_id = id_of(inwoner)
    api(*INKOMEN).get(f"{PERSONEN}/{object_id}")
    nu, bestand = datetime.now(UTC), tmp_path / "log"
    rand = [row(uuid4(), "/healthz", 200, moment=(nu + timedelta(minutes=m)).isoformat()) for m in (-200, 200)]
    bestand.write_text("\n".join(rand))
    code, tekst = command(str(bestand))
    assert code == 0, "whoever comes by no web server is no fault"
    geteld = [int(deel.split()[0]) for deel in tekst.split(", ") if "niet in het toegangslog" in deel]
    assert sum(geteld) >= 2, "a search and a look"


def test_days_are_dutch_and_leave_nothing_out() -> None:
    van, tot = datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 3, 31, 1, tzinfo=UTC)
    dagen = list(_days(van, tot))
    assert [d.isoformat() for d, _, _ in dagen] == ["2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31"]
    assert [v for _, v, _ in dagen[1:]] == [t for _, _, t in dagen[:-1]]
    assert (dagen[0][1], dagen[-1][2]) == (van, tot)
    # The clock went forward that night: a day of 23 hours.
    assert dagen[1][2] - dagen[1][1] == timedelta(hours=23)


def test_the_gate_s_own_log_agrees_with_what_it_let_out(inwoner: Persoonslijst, toegangslog: Path) -> None:
    """Every kind of answer on every kind of door: none of them is a false alarm."""
    object_id, steward, toezicht, zelf = id_of(inwoner), looking(), employee("toezicht"), Client()
    zelf.post("/mijn/aanmelden", {"bsn": inwoner.bsn})
    dossier = f"/beheer/dossier/brp/personen/{object_id}"
    client = api(*INKOMEN)
    antwoorden = [
        client.get(f"{PERSONEN}/{object_id}"),
        client.head(f"{PERSONEN}/{object_id}"),
        client.get(f"{PERSONEN}/{uuid4()}"),
        client.get(PERSONEN),
        search(client, burgerservicenummer=inwoner.bsn),
        search(client, onbekend="x"),
        Client().get(f"{PERSONEN}/{object_id}"),
        client.delete(f"{PERSONEN}/{object_id}"),
        zelf.get("/mijn"),
        zelf.get("/mijn/brp/personen"),
        zelf.get("/mijn/brp/personen?op=gisteren"),
        Client().get("/mijn"),
        steward.get(dossier),
        steward.get(f"{dossier}/historie"),
        steward.post("/beheer/zoeken/brp/personen/gevonden", {"burgerservicenummer": "x"}),
        steward.post(f"{dossier}/corrigeer/persoon/0/opslaan", {}),
        employee("beheer").get(dossier),
        toezicht.get("/beheer/handelingen"),
        toezicht.get("/beheer/signalen"),
        toezicht.get("/beheer/handelingen?van=x"),
        toezicht.post("/beheer/log/wie-zag", {"bsn": "x"}),
        Client().get("/healthz"),
        Client().get("/bestaat-niet"),
    ]
    assert {a.status_code for a in antwoorden} >= {200, 302, 400, 401, 403, 404, 405}
    regels = toegangslog.read_text().splitlines()
    assert {a["X-Request-Id"] for a in antwoorden} <= {json.loads(r)["verzoek"] for r in regels}
    assert {frozenset(json.loads(r)) for r in regels} == {
        frozenset({"verzoek", "moment", "methode", "route", "soort", "status"})
    }
    for verboden in (inwoner.bsn, str(object_id), "/api/", "fields", "127.0.0.1"):
        assert verboden not in toegangslog.read_text()
    assert command(str(toegangslog))[0] == 0, command(str(toegangslog))[1]


def test_the_nightly_task_compares_yesterday_and_calls_out(
    toegangslog: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    gisteren = datetime.combine(today() - timedelta(days=1), datetime.min.time(), UTC) + timedelta(hours=12)
    kwijt, vandaag = uuid4(), uuid4()
    toegangslog.write_text(
        "\n".join(
            row(v, "", 200, soort="persoonsgegevens", moment=m.isoformat())
            for v, m in ((kwijt, gisteren), (vandaag, datetime.now(UTC)))
        )
    )
    settings.TOEGANGSLOG = ""
    tasks.stem_af()
    settings.TOEGANGSLOG = str(toegangslog)
    tasks.stem_af()
    gebeurtenissen = [r.msg for r in caplog.records if isinstance(r.msg, dict) and r.msg["event"] == "afstemming"]
    assert [(g["soort"], g["verzoek"], g["level"]) for g in gebeurtenissen] == [("ongelogd", str(kwijt), "error")]
    pagina = words(employee("toezicht").get("/beheer/zegel"))
    assert "Vergelijking met het toegangslog" in pagina
    assert "onderzoek dit" in pagina
    settings.TOEGANGSLOG = str(toegangslog.with_name("weg"))
    tasks.stem_af()
    assert any(isinstance(r.msg, dict) and r.msg["event"] == "afstemming_zonder_toegangslog" for r in caplog.records)


def test_a_comparison_asks_ids_and_gets_no_more(
    inwoner: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    from django.db import DatabaseError, connection, transaction

    verzoek = UUID(api(*INKOMEN).get(f"{PERSONEN}/{id_of(inwoner)}")["X-Request-Id"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM processing.sporen_van(%s)", [[verzoek, uuid4()]])
        assert sorted(r[1:] for r in cursor.fetchall()) == [(False, False), (True, False)]
    for verboden in ("UPDATE processing.afstemming SET ongelogd = 0", "DELETE FROM processing.afstemming"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verboden)
