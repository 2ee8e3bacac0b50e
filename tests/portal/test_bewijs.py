"""A citizen takes a line away with its proof: checked by a file that knows nothing of us; nobody else's line, no confidential line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import segno
from django.test import Client

from audit.achterstand import Achterstand
from audit.bronhuis_verify import (
    Checkpoint,
    Sleutel,
    canonical,
    commitment,
    leaf_hash,
    open_note,
    read_document,
    read_proof,
    verify_inclusion,
)
from audit.notitie import Ondertekensleutel, sign
from audit.ondertekenaar.regels import TE_KLEIN
from audit.opslag import NIETS_GETEKEND
from audit.zegelproces import Zegelproces
from portal.controleer import judge
from processing.intern import INZAGE_BETROKKENE
from processing.models import Autorisatie
from processing.services import wijzig_autorisatie
from tests import plugin
from tests.audit.verwerkingslog import BRON
from tests.deuren import INKOMEN, PERSONEN, api, code_of, employee, id_of, load
from tests.personen import Persoonslijst, person

pytestmark = pytest.mark.usefixtures("bronhuis_db")
VERIFY = Path(__file__).parents[2] / "audit" / "bronhuis_verify.py"


@pytest.fixture(scope="module")
def sleutel() -> Ondertekensleutel:
    return Ondertekensleutel.generate("bronhuis.test/verwerkingslog")


@pytest.fixture(scope="module")
def zegel(bronhuis_db: None, sleutel: Ondertekensleutel) -> Iterator[Zegelproces]:
    def teken(checkpoint: Checkpoint, _pad: Any) -> str:
        return sign(checkpoint, sleutel)

    with psycopg.connect(plugin.cluster.dsn("bronhuis_verzegelaar", plugin.database), autocommit=True) as verbinding:
        yield Zegelproces(verbinding, (BRON,), sleutel.naam, teken)


@pytest.fixture(scope="module")
def lijst(bronhuis_db: None) -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


def _resident(lijst: Persoonslijst) -> Client:
    client = Client()
    client.post("/mijn/aanmelden", {"bsn": lijst.bsn})
    return client


def _lines(client: Client) -> list[str]:
    return re.findall(
        r'href="(/mijn/gebruik/[0-9a-f-]{36}/bewijs)"', client.get("/mijn/gebruik?toon=los").content.decode()
    )


def _proven(client: Client, adres: str, zegel: Zegelproces) -> Any:
    """The line with its proof: a transaction elsewhere on the server may hold the seal back for a moment."""
    for _ in range(200):
        zegel.seal()
        antwoord = client.get(adres)
        if json.loads(antwoord.content)["bewijs"]:
            return antwoord
    raise AssertionError("niet verzegeld")


def test_a_line_taken_away_is_right_to_somebody_who_only_has_the_key(
    lijst: Persoonslijst, zegel: Zegelproces, sleutel: Ondertekensleutel, tmp_path: Path
) -> None:
    assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}").status_code == 200
    client = _resident(lijst)
    adres = _lines(client)[0]
    assert json.loads(client.get(adres).content)["bewijs"] is None, "not sealed yet: the line comes without a proof"
    antwoord = _proven(client, adres, zegel)
    assert antwoord["Content-Disposition"].startswith("attachment; ")
    document = json.loads(antwoord.content)
    nummer, pad, notitie = read_proof(document["bewijs"])
    checkpoint, _getuigen = open_note(notitie, sleutel.openbaar)
    blad = leaf_hash(commitment(bytes.fromhex(document["zout"]), canonical(document["regel"])))
    verify_inclusion(blad, nummer, checkpoint.grootte, pad, checkpoint.wortel)
    # And on another machine: the file alone, in an empty folder, without our code or our libraries' settings.
    (tmp_path / "bronhuis_verify.py").write_bytes(VERIFY.read_bytes())
    (tmp_path / "regel.json").write_bytes(antwoord.content)
    opdracht = [sys.executable, "-I", "bronhuis_verify.py", "regel", "regel.json", "--sleutel", sleutel.openbaar.tekst]
    goed = subprocess.run(opdracht, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert goed.returncode == 0, goed.stdout + goed.stderr
    document["regel"]["velden"] = document["regel"]["velden"][1:]
    (tmp_path / "regel.json").write_text(json.dumps(document))
    fout = subprocess.run(opdracht, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert fout.returncode == 1, fout.stdout + fout.stderr


def test_on_paper_stands_the_whole_file_in_codes(
    lijst: Persoonslijst, zegel: Zegelproces, sleutel: Ondertekensleutel, superuser: Callable[[], psycopg.Connection]
) -> None:
    client = _resident(lijst)
    adres = _lines(client)[0]
    bestand = json.loads(_proven(client, adres, zegel).content)
    antwoord = client.get(adres.replace("/bewijs", "/papier"))
    pagina = antwoord.content.decode()
    teksten = re.findall(r'<p><code class="sleutel">(BRONHUIS1:[^<]+)</code>', pagina)
    document = read_document("\n".join(teksten).encode(), "De codes")
    assert {n: document[n] for n in ("vorm", "regel", "zout")} == {n: bestand[n] for n in ("vorm", "regel", "zout")}
    assert judge("\n".join(teksten).encode(), sleutel.openbaar.tekst).oordeel == "klopt"
    # Each picture is of its own text: what a scanner reads is what stands below.
    for nummer, tekst in enumerate(teksten, 1):
        beeld = segno.make(tekst, error="m").svg_inline(scale=3)
        assert f'aria-label="QR-code {nummer} van {len(teksten)}">{beeld}</span>' in pagina
    assert lijst.bsn not in pagina
    assert lijst.voorkomens[0]["elementen"]["01.02.40"] not in pagina
    with superuser() as root:
        rijen = root.execute(
            "SELECT h.soort, h.aantal FROM processing.handeling h WHERE h.verzoek = %s", [antwoord["X-Request-Id"]]
        ).fetchall()
    assert rijen == [("inzage-logboek", 1)], "it is itself a use"


def test_a_line_that_is_not_sealed_yet_has_no_codes(lijst: Persoonslijst) -> None:
    """The look at the page before this one is newer than every seal."""
    client = _resident(lijst)
    api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}")
    pagina = client.get(_lines(client)[0].replace("/bewijs", "/papier")).content.decode()
    assert "Deze regel wordt nog verzegeld." in pagina
    assert "BRONHUIS1:" not in pagina


def test_a_line_of_somebody_else_is_as_unknown_as_one_that_is_not_there(lijst: Persoonslijst) -> None:
    ander = person()
    load([ander])
    adres = _lines(_resident(lijst))[0]
    vreemde = _resident(ander)
    onbekend = vreemde.get(f"/mijn/gebruik/{uuid4()}/bewijs")
    andermans = vreemde.get(adres)
    assert (onbekend.status_code, andermans.status_code) == (404, 404)
    nummers = re.compile(rb"[0-9a-f-]{36}")
    assert nummers.sub(b"", onbekend.content) == nummers.sub(b"", andermans.content)
    assert Client().get(adres).status_code == 302


def test_a_confidential_line_cannot_be_taken_away(
    lijst: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    client = _resident(lijst)
    adres = _lines(client)[0]
    regel = adres.split("/")[3]
    with superuser() as root:
        root.execute("SET session_replication_role = replica")
        ((handeling,),) = root.execute("SELECT handeling FROM processing.regel WHERE id = %s", [regel]).fetchall()
        root.execute("UPDATE processing.handeling SET vertrouwelijk = true WHERE id = %s", [handeling])
        try:
            assert client.get(adres).status_code == 404
        finally:
            root.execute("UPDATE processing.handeling SET vertrouwelijk = false WHERE id = %s", [handeling])
    assert client.get(adres).status_code == 200


def test_taking_a_line_away_is_itself_a_use(lijst: Persoonslijst, superuser: Callable[[], psycopg.Connection]) -> None:
    client = _resident(lijst)
    antwoord = client.get(_lines(client)[0])
    with superuser() as root:
        rijen = root.execute(
            "SELECT h.soort, h.aantal FROM processing.handeling h WHERE h.verzoek = %s", [antwoord["X-Request-Id"]]
        ).fetchall()
    assert rijen == [("inzage-logboek", 1)]


def test_the_public_parts_say_what_was_signed(zegel: Zegelproces, sleutel: Ondertekensleutel, settings: Any) -> None:
    zegel.seal()
    notitie = Client().get("/.well-known/verwerkingslog/checkpoint")
    checkpoint, _getuigen = open_note(notitie.content.decode(), sleutel.openbaar)
    breedte = min(checkpoint.grootte, 256)
    pad = "000" if breedte == 256 else f"000.p/{breedte}"
    tegel = Client().get(f"/.well-known/verwerkingslog/tile/0/{pad}")
    assert (len(tegel.content), tegel["Content-Type"]) == (32 * breedte, "application/octet-stream")
    assert "immutable" in tegel["Cache-Control"]
    for fout in ("0/x999/999", "0/000.p/0", "0/0", "x/000", "0/000.p/256", "9/000"):
        assert Client().get(f"/.well-known/verwerkingslog/tile/{fout}").status_code == 404
    settings.LOGSLEUTEL = sleutel.openbaar.tekst
    assert (
        Sleutel.read(Client().get("/.well-known/verwerkingslog/sleutel").content.decode().strip()) == sleutel.openbaar
    )
    settings.LOGSLEUTEL = ""
    assert Client().get("/.well-known/verwerkingslog/sleutel").status_code == 404


def test_oversight_reads_that_all_is_well_and_then_which_line_is_not(
    lijst: Persoonslijst, zegel: Zegelproces, superuser: Callable[[], psycopg.Connection]
) -> None:
    def pagina() -> str:
        return toezicht.get("/beheer/zegel").content.decode()

    with superuser() as root:  # what other tests of this database left
        root.execute("SET session_replication_role = replica")
        root.execute("DELETE FROM audit.bevinding")
    toezicht, inwoner = employee("toezicht"), _resident(lijst)
    adres = _lines(inwoner)[0]
    regel = adres.split("/")[3]
    _proven(inwoner, adres, zegel)
    while not zegel.check():
        pass
    assert "Alles klopt." in pagina()
    with superuser() as root:
        root.execute("SET session_replication_role = replica")
        root.execute("UPDATE processing.regel SET betrokkenheid = 'ouder' WHERE id = %s", [regel])
        try:
            while not zegel.check():
                pass
            verbroken = pagina()
        finally:
            root.execute("UPDATE processing.regel SET betrokkenheid = 'houder' WHERE id = %s", [regel])
            root.execute("DELETE FROM audit.bevinding")
    assert "Het zegel is verbroken: 1 melding." in verbroken
    assert "Deze regel is gewijzigd nadat zij was verzegeld." in verbroken
    assert regel in verbroken
    assert code_of("toezicht")


def test_oversight_reads_that_the_signer_refuses_until_it_signs_again(lijst: Persoonslijst, zegel: Zegelproces) -> None:
    toezicht, inwoner = employee("toezicht"), _resident(lijst)

    def pagina(taal: str = "nl") -> str:
        return toezicht.get("/beheer/zegel", headers={"Accept-Language": taal}).content.decode()

    _proven(inwoner, _lines(inwoner)[0], zegel)
    assert "De ondertekenaar weigert" not in pagina()
    for reden, zin in (
        (TE_KLEIN.format(4, 12), "het log heeft 4 regels, en er zijn er al 12 ondertekend."),
        ("Het log gaat niet verder.", "Hij zegt:"),
    ):
        zegel.verbinding.execute("INSERT INTO audit.geweigerd (reden) VALUES (%s)", [reden])
        geweigerd = pagina()
        assert "De ondertekenaar weigert sinds" in geweigerd
        assert zin in geweigerd
        assert "docs/operations/herstel.md" in geweigerd
        assert "Alles klopt." not in geweigerd
    assert '<span lang="nl">Het log gaat niet verder.</span>' in geweigerd
    assert "The signer refuses since" in pagina("en")
    id_of(lijst)  # a use: there is something new to seal
    for _ in range(200):
        zegel.seal()
        if "De ondertekenaar weigert" not in pagina():
            return
    raise AssertionError("blijft staan")


def test_oversight_reads_that_the_seal_is_behind_until_it_is_there(
    lijst: Persoonslijst, zegel: Zegelproces, superuser: Callable[[], psycopg.Connection]
) -> None:
    toezicht, inwoner = employee("toezicht"), _resident(lijst)
    _proven(inwoner, _lines(inwoner)[0], zegel)
    verzoek = inwoner.get("/mijn/brp/personen")["X-Request-Id"]
    with superuser() as root:
        root.execute("SET session_replication_role = replica")
        root.execute("DELETE FROM audit.bevinding")
        root.execute(
            "UPDATE processing.regel r SET tijd = r.tijd - interval '5 minutes' FROM processing.handeling h WHERE h.id = r.handeling AND h.verzoek = %s",
            [verzoek],
        )
        achter = toezicht.get("/beheer/zegel").content.decode()
        assert "Het zegel loopt achter: de oudste regel zonder zegel wacht 5 minuten" in achter
        root.execute(
            "UPDATE processing.regel r SET tijd = h.tijd FROM processing.handeling h WHERE h.id = r.handeling AND h.verzoek = %s",
            [verzoek],
        )
    _proven(inwoner, _lines(inwoner)[0], zegel)
    assert "loopt achter" not in toezicht.get("/beheer/zegel").content.decode()


def test_where_a_field_of_the_line_is_not_granted_there_is_no_file(lijst: Persoonslijst) -> None:
    """A sealed line cannot be cut: with one field less in the autorisatie it is refused, and given again with all of them."""
    client = _resident(lijst)
    adres = _lines(client)[0]
    kop = Autorisatie.objects.get(activiteit__naam=INZAGE_BETROKKENE, ingetrokken_op=None)
    regels = kop.versies.get(versie=kop.huidige_versie).regels
    minder = [
        r | {"velden": [v for v in r["velden"] if v != "afnemer"]} if r["register"] == "verwerkingslog" else r
        for r in regels
    ]
    assert minder != regels
    assert client.get(adres).status_code == 200
    wijzig_autorisatie(kop.pk, reden="proef", regels=minder)
    try:
        assert client.get(adres).status_code == 403
    finally:
        wijzig_autorisatie(kop.pk, reden="proef voorbij", regels=regels)
    assert client.get(adres).status_code == 200


def test_oversight_reads_how_long_lines_wait_where_nothing_was_ever_sealed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    toezicht = employee("toezicht")
    monkeypatch.setattr("portal.beheer.zegel.backlog", lambda *_: Achterstand(None, timedelta(hours=3), 7))
    monkeypatch.setattr("audit.opslag.last_checkpoint", lambda _vraag: NIETS_GETEKEND)
    pagina = toezicht.get("/beheer/zegel").content.decode()
    assert "Er is nog niets verzegeld." in pagina
    assert "wacht 3 uur, en er wachten er 7" in pagina
