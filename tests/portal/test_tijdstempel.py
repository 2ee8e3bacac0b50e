"""The time-stamp as people meet it: oversight at /beheer/zegel, and an outsider with the commands of docs/verifier.md and nothing of ours."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.wsgi import get_wsgi_application
from django.test import Client
from rfc3161_client import decode_timestamp_response

from audit import opslag
from audit.bronhuis_verify import Checkpoint, open_note
from audit.notitie import Ondertekensleutel, sign
from audit.opslag import asker
from audit.zegelproces import Zegelproces
from tests import plugin
from tests.audit.getuige.opstelling import serving
from tests.audit.stempeldienst import Stempeldienst, answers_another, open_service, right, zonder_openssl
from tests.audit.verwerkingslog import BRON
from tests.deuren import INKOMEN, PERSONEN, api, employee, id_of, load
from tests.personen import Persoonslijst, person

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), zonder_openssl]
WORTEL = Path(__file__).parents[2]
LOG = "/.well-known/verwerkingslog"
zonder_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="the commands use curl, which is not here")


@pytest.fixture(scope="module")
def sleutel() -> Ondertekensleutel:
    return Ondertekensleutel.generate("bronhuis.test/verwerkingslog")


@pytest.fixture(scope="module")
def lijst(bronhuis_db: None) -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


@pytest.fixture
def zegel(
    lijst: Persoonslijst, sleutel: Ondertekensleutel, superuser: Callable[[], psycopg.Connection]
) -> Iterator[Zegelproces]:
    """The sealer of this database, and no stamp of another test before or after."""

    def forget() -> None:
        with superuser() as root:
            root.execute("SET session_replication_role = replica")
            root.execute("DELETE FROM audit.tijdstempel")
            root.execute("DELETE FROM audit.tijdstempel_gemist")

    def teken(checkpoint: Checkpoint, _pad: Any) -> str:
        return sign(checkpoint, sleutel)

    forget()
    with psycopg.connect(plugin.cluster.dsn("bronhuis_verzegelaar", plugin.database), autocommit=True) as verbinding:
        yield Zegelproces(verbinding, (BRON,), sleutel.naam, teken)
    forget()


@pytest.fixture
def dienst(tmp_path: Path, zegel: Zegelproces) -> Iterator[Stempeldienst]:
    """The authority that the sealer is set to."""
    (tmp_path / "dienst").mkdir()
    with open_service(tmp_path / "dienst") as (dienst, url):
        zegel.tijdstempeldienst = dienst.service(url)
        yield dienst


def _use_and_seal(zegel: Zegelproces, lijst: Persoonslijst, sleutel: Ondertekensleutel) -> int:
    """A use, sealed and signed with the key of this module: a transaction elsewhere may hold that back for a moment. The new size."""
    vraag = asker(zegel.verbinding)
    eerder, einde = opslag.last_checkpoint(vraag).grootte, time.monotonic() + 20
    assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}").status_code == 200
    while time.monotonic() < einde:
        zegel.seal()
        nu = opslag.last_checkpoint(vraag)
        if nu.grootte > eerder:
            open_note(nu.notitie, sleutel.openbaar)
            return nu.grootte
    raise AssertionError("niet verzegeld")


def _oversight(taal: str = "nl") -> str:
    return employee("toezicht").get("/beheer/zegel", headers={"Accept-Language": taal}).content.decode()


def test_what_everybody_may_fetch(
    zegel: Zegelproces, dienst: Stempeldienst, lijst: Persoonslijst, sleutel: Ondertekensleutel
) -> None:
    for pad in ("tijdstempel", "tijdstempel/checkpoint"):
        assert Client().get(f"{LOG}/{pad}").status_code == 404
    grootte = _use_and_seal(zegel, lijst, sleutel)
    zegel.stamp()
    stempel, notitie = Client().get(f"{LOG}/tijdstempel"), Client().get(f"{LOG}/tijdstempel/checkpoint")
    assert stempel["Content-Type"] == "application/timestamp-reply"
    assert stempel.content == (dienst.map / "antwoord.tsr").read_bytes()
    assert notitie["Content-Type"] == "text/plain; charset=utf-8"
    assert open_note(notitie.content.decode(), sleutel.openbaar)[0].grootte == grootte
    assert stempel["Access-Control-Allow-Origin"] == "*"
    assert _use_and_seal(zegel, lijst, sleutel) > grootte
    assert Client().get(f"{LOG}/tijdstempel/checkpoint").content == notitie.content, "that of the stamp, not the newest"


def test_oversight_reads_how_the_stamps_stand(
    zegel: Zegelproces, dienst: Stempeldienst, lijst: Persoonslijst, sleutel: Ondertekensleutel, settings: Any,
    superuser: Callable[[], psycopg.Connection],
) -> None:  # fmt: skip
    settings.TIJDSTEMPEL = ""
    _use_and_seal(zegel, lijst, sleutel)
    assert "tijdstempel" not in _oversight(), "who did not ask for it reads nothing of it"
    settings.TIJDSTEMPEL = "https://tsa.example"
    assert re.search("Laatste tijdstempel</dt><dd>nog geen", _oversight())
    dienst.gedrag = answers_another
    zegel.stamp()
    geweigerd = _oversight()
    assert "kwam er een tijdstempel dat niet klopt. Het is niet bewaard." in geweigerd
    assert '<span lang="nl">Het tijdstempel klopt niet.</span>' in geweigerd
    assert "a time stamp came that is not correct" in _oversight("en")
    dienst.gedrag = right
    with superuser() as root:
        root.execute("SET session_replication_role = replica")
        root.execute("UPDATE audit.tijdstempel_gemist SET tijd = tijd - interval '31 minutes'")
        zegel.stamp()
        goed = _oversight()
        grootte = opslag.last_checkpoint(asker(zegel.verbinding)).grootte
        assert re.search(rf"Laatste tijdstempel</dt><dd>[^<]+, \d+ seconden oud, over {grootte} regels</dd>", goed)
        assert "niet klopt. Het is niet bewaard" not in goed
        assert "op een tijdstempel" not in goed
        # Old, but nothing was signed after it: no fault. Then something was, and waits.
        root.execute(
            "UPDATE audit.tijdstempel SET tijd = tijd - interval '9 days', ontvangen = ontvangen - interval '9 days'"
        )
        stil = _oversight()
        assert "9 dagen oud" in stil
        assert "op een tijdstempel" not in stil
        nieuw = _use_and_seal(zegel, lijst, sleutel)
        assert "op een tijdstempel" not in _oversight()
        root.execute(
            "UPDATE audit.checkpoint SET getekend = getekend - interval '50 hours' WHERE grootte = %s", [nieuw]
        )
        te_laat, too_late = _oversight(), _oversight("en")
        root.execute(
            "UPDATE audit.checkpoint SET getekend = getekend + interval '50 hours' WHERE grootte = %s", [nieuw]
        )
    assert "Wat er is ondertekend, wacht al 2 dagen op een tijdstempel." in te_laat
    assert "has been waiting 2 days for a time stamp" in too_late


def _blocks() -> list[str]:
    """The commands that docs/verifier.md gives for a time-stamp."""
    deel = (WORTEL / "docs" / "verifier.md").read_text(encoding="utf-8").partition("## Een tijdstempel nagaan")[2]
    blokken = re.findall(r"```sh\n(.*?)```", deel.partition("\n## ")[0], re.DOTALL)
    assert len(blokken) == 3
    return blokken


@zonder_curl
def test_an_outsider_checks_it_with_the_commands_of_the_page(
    zegel: Zegelproces, dienst: Stempeldienst, lijst: Persoonslijst, sleutel: Ondertekensleutel, tmp_path: Path
) -> None:
    haal, groei, later = _blocks()
    _use_and_seal(zegel, lijst, sleutel)
    zegel.stamp()
    _use_and_seal(zegel, lijst, sleutel)
    buiten = tmp_path / "buiten"
    buiten.mkdir()
    shutil.copy(WORTEL / "audit" / "bronhuis_verify.py", buiten)
    dienst.wortel.write(buiten, "wortel")
    pad = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    omgeving = {"PATH": pad, "SLEUTEL": sleutel.openbaar.tekst, "NO_PROXY": "127.0.0.1"}

    def run(blok: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-eu", "-c", blok], cwd=buiten, env=omgeving | extra, capture_output=True, text=True, timeout=120, check=False
        )  # fmt: skip

    with serving(get_wsgi_application()) as url:
        log = f"{url}{LOG}"
        assert haal.startswith("LOG=https://gemeente.example/.well-known/verwerkingslog\n")
        gehaald = run(haal.replace(f"https://gemeente.example{LOG}", log))
        assert gehaald.returncode == 0, gehaald.stderr
        assert "Verification: OK" in gehaald.stdout
        assert re.search(r"Time stamp: .+ GMT", gehaald.stdout)
        gegroeid = run(groei, LOG=log)
        assert gegroeid.returncode == 0, gegroeid.stdout + gegroeid.stderr
        assert gegroeid.stdout.startswith("Klopt")
    toen = decode_timestamp_response((buiten / "stempel.tsr").read_bytes()).tst_info.gen_time.timestamp()
    jaar = 366 * 86_400
    assert run(later, TIJD=str(int(toen))).returncode == 0
    assert run(later, TIJD=str(int(toen) + jaar)).returncode != 0, "the certificate is not valid then"
    # Another text, and another root.
    echt = (buiten / "gestempeld.txt").read_bytes()
    (buiten / "gestempeld.txt").write_bytes(echt.replace(b"\n", b" \n", 1))
    assert run(later, TIJD=str(int(toen))).returncode != 0
    (buiten / "gestempeld.txt").write_bytes(echt)
    shutil.copy(dienst.tekenaar.write(tmp_path, "los"), buiten / "wortel.pem")
    assert run(later, TIJD=str(int(toen))).returncode != 0


def test_the_command_refuses_a_setting_that_cannot_be(
    settings: Any, sleutel: Ondertekensleutel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_VERZEGELAAR_URL", plugin.cluster.dsn("bronhuis_verzegelaar", plugin.database))
    settings.LOGSLEUTEL, settings.ONDERTEKENAAR = sleutel.openbaar.tekst, "/nergens"
    settings.TIJDSTEMPEL, settings.TIJDSTEMPEL_CERTIFICATEN = "https://tsa.example", "/bestaat/niet.pem"
    with pytest.raises(CommandError, match="CERTIFICATEN is geen bestand"):
        call_command("zegel", "--eenmalig")
