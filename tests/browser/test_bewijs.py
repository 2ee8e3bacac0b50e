"""A resident keeps a line and has it checked, in a real browser: right as it is, and not with one character changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from audit.bronhuis_verify import Checkpoint
from audit.gatverklaring import join_signed
from audit.notitie import Ondertekensleutel, sign
from audit.ondertekenaar.regels import TE_KLEIN
from audit.zegelproces import Zegelproces
from tests import plugin
from tests.audit.test_gatverklaring import DEVRIES, JANSEN, VERKLARING
from tests.audit.verwerkingslog import BRON
from tests.browser.bezoek import enter_as_employee, enter_as_resident, heading, keep
from tests.browser.toetsing import faults
from tests.deuren import INKOMEN, PERSONEN, api, id_of, load
from tests.personen import Persoonslijst, person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bronhuis_db")]
SLEUTEL = Ondertekensleutel.generate("browser.test/verwerkingslog")


@pytest.fixture(scope="module")
def zegel(bronhuis_db: None) -> Iterator[Zegelproces]:
    def teken(checkpoint: Checkpoint, _pad: Sequence[bytes]) -> str:
        return sign(checkpoint, SLEUTEL)

    with psycopg.connect(plugin.cluster.dsn("bronhuis_verzegelaar", plugin.database), autocommit=True) as verbinding:
        yield Zegelproces(verbinding, (BRON,), SLEUTEL.naam, teken)


@pytest.fixture(scope="module")
def inwoner() -> Persoonslijst:
    lijst = person()
    load([lijst])
    assert api(*INKOMEN).get(f"{PERSONEN}/{id_of(lijst)}").status_code == 200
    return lijst


def test_a_line_is_kept_checked_and_refused_when_one_character_differs(
    page: Page, inwoner: Persoonslijst, zegel: Zegelproces, tmp_path: Path
) -> None:
    enter_as_resident(page, inwoner.bsn)
    page.goto("/mijn/gebruik?toon=los")
    bestand = tmp_path / "regel.json"
    for _ in range(100):  # a transaction elsewhere on the server may hold the seal back for a moment
        zegel.seal()
        page.locator("details.keer > summary").first.click()
        with page.expect_download() as binnen:
            page.get_by_role("link", name="Bewaar deze regel met bewijs").first.click()
        binnen.value.save_as(bestand)
        if json.loads(bestand.read_text())["bewijs"]:
            break
        page.reload()
    _check(page, bestand)
    expect(page.get_by_role("status")).to_contain_text("Klopt.")
    expect(page.get_by_text("De regel is blad")).to_be_visible()
    anders = bestand.read_text().replace('"soort": "regel"', '"soort": "regex"')
    assert anders != bestand.read_text()
    bestand.write_text(anders)
    _check(page, bestand)
    expect(page.get_by_role("alert")).to_contain_text("Klopt niet.")


def test_a_line_on_paper_is_whole_readable_and_checked_from_its_texts(
    page: Page, inwoner: Persoonslijst, zegel: Zegelproces, request: pytest.FixtureRequest
) -> None:
    """As somebody does who kept the paper: the texts of all codes, in the order in which they were scanned."""
    judge = faults if "met-javascript" in request.node.name else lambda _page: []
    enter_as_resident(page, inwoner.bsn)
    page.goto("/mijn/gebruik?toon=los")
    page.locator("details.keer > summary").first.click()
    page.get_by_role("link", name="of bewaar haar op papier").first.click()
    heading(page, "Een regel uit het verwerkingslog")
    for _ in range(100):  # a transaction elsewhere on the server may hold the seal back for a moment
        zegel.seal()
        page.reload()
        if page.locator(".qr svg").count():
            break
    aantal = page.locator(".qr svg").count()
    assert aantal > 1
    assert page.get_by_role("img", name=f"QR-code 1 van {aantal}").count() == 1
    page.get_by_text("De tekst van de QR-codes").click()
    teksten = page.locator("details code").all_inner_texts()
    assert len(teksten) == aantal
    assert judge(page) == []
    keep(page, "inwoner-papier", donker=True)
    page.emulate_media(media="print")
    expect(page.locator("details")).to_be_hidden()
    expect(page.locator(".qr svg").first).to_be_visible()
    page.emulate_media(media="screen")
    for gegeven, woorden in (
        ("\n".join(reversed(teksten)), "Klopt."),
        ("\n".join(teksten[1:]), "Niet na te gaan."),
    ):
        page.goto("/controleer")
        page.get_by_label("Of plak hier wat erin staat").fill(gegeven)
        page.get_by_label("Openbare sleutel van het log").fill(SLEUTEL.openbaar.tekst)
        page.get_by_role("button", name="Controleer").click()
        expect(page.get_by_text(woorden, exact=True)).to_be_visible()


def test_oversight_sees_a_seal_that_holds_and_one_that_is_broken(
    page: Page, zegel: Zegelproces, superuser: Callable[[], psycopg.Connection], request: pytest.FixtureRequest
) -> None:
    """What other tests of this database left is put away first: the page is judged in both states, whatever ran before."""
    # The judge of a page is itself a script.
    judge = faults if "met-javascript" in request.node.name else lambda _page: []
    with superuser() as root:
        root.execute("SET session_replication_role = replica")
        root.execute("DELETE FROM audit.bevinding")
        zegel.seal()
        while not zegel.check():
            pass
        enter_as_employee(page, "toezicht")
        page.goto("/beheer/zegel")
        expect(page.get_by_role("status")).to_contain_text("Alles klopt.")
        assert judge(page) == []
        root.execute(
            "INSERT INTO audit.bevinding (soort, bron, blad, nummer, uitleg) VALUES ('verdwenen', 'verwerkingslog', gen_random_uuid(), 7, '')"
        )
        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("Het zegel is verbroken: 1 melding.")
        expect(page.get_by_text("staat niet meer in het log")).to_be_visible()
        assert judge(page) == []
        root.execute("DELETE FROM audit.bevinding")
        # After a restore: the signer refuses, and a gap that was declared before is told.
        root.execute("INSERT INTO audit.geweigerd (reden) VALUES (%s)", [TE_KLEIN.format(4, 12)])
        tekst = join_signed(VERKLARING.tekst, [JANSEN.sign(VERKLARING.tekst), DEVRIES.sign(VERKLARING.tekst)])
        root.execute(
            "INSERT INTO audit.gat (kenmerk, verklaring, notitie) VALUES (%s, %s, '')", [VERKLARING.kenmerk, tekst]
        )
        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("het log heeft 4 regels, en er zijn er al 12 ondertekend.")
        expect(page.get_by_role("heading", name="Gaten")).to_be_visible()
        expect(page.get_by_role("cell", name="a.jansen, b.devries")).to_be_visible()
        assert judge(page) == []
        root.execute("DELETE FROM audit.geweigerd")
        root.execute("DELETE FROM audit.gat")
        # None of the time-stamps came for days, and what came last did not hold.
        root.execute(
            "INSERT INTO audit.tijdstempel_gemist (geweigerd, reden) VALUES (true, 'Het tijdstempel klopt niet.')"
        )
        root.execute("UPDATE audit.checkpoint SET getekend = getekend - interval '3 days'")
        page.reload()
        root.execute("UPDATE audit.checkpoint SET getekend = getekend + interval '3 days'")
        root.execute("DELETE FROM audit.tijdstempel_gemist")
        expect(page.get_by_text("kwam er een tijdstempel dat niet klopt")).to_be_visible()
        expect(page.get_by_text("wacht al 3 dagen op een tijdstempel")).to_be_visible()
        expect(page.get_by_text("gaf niets: Het tijdstempel klopt niet.")).to_be_visible()
        assert judge(page) == []


def _check(page: Page, bestand: Path) -> None:
    page.goto("/controleer")
    page.get_by_label("Het bestand dat u bewaarde").set_input_files(bestand)
    page.get_by_label("Openbare sleutel van het log").fill(SLEUTEL.openbaar.tekst)
    page.get_by_role("button", name="Controleer").click()
