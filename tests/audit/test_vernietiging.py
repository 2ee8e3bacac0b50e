"""Lawful destruction: what is declared goes, what must stay stays with a leaf of its own, and the rest of the tree still verifies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from audit import opslag
from audit.bewijs import proof_of
from audit.bronhuis_verify import canonical, commitment, leaf_hash, open_note, read_proof, verify_inclusion
from audit.opslag import BEGIN, asker
from processing.vernietigen import carry_out
from tests.audit.oud_log import age_lines, age_refusals, make_part
from tests.audit.verwerkingslog import BESLUITEN, BEWAARD, BRON, Logboek, open_logboek

KWARTAAL = "2019-01-01"


@pytest.fixture
def logboek() -> Iterator[Logboek]:
    """Twelve old lines of 2019, a refusal of then, and three lines of today; all sealed, and nothing wrong."""
    with open_logboek("vernietiging", (BEWAARD, BESLUITEN, BRON)) as logboek:
        oud = logboek.write(4, betrokkenen=3)
        logboek.refuse()
        with logboek.attacker() as root:
            make_part(root, "2019k1", "2jaar")
            # Terms of the demo would keep these lines for twenty years.
            root.execute("SET session_replication_role = origin")
            root.execute("UPDATE processing.bewaartermijn SET vervallen_op = now()")
            root.execute("SET session_replication_role = replica")
            age_lines(root, oud, "2019-02-03 10:00+00", "2jaar")
            age_refusals(root, "2019-03-04 10:00+00")
        logboek.write(3)
        logboek.seal()
        # Lines of 2019 that get their place after a first checkpoint look dated back; here they are so on purpose.
        assert {soort for soort, _ in _findings(logboek)} <= {"antedatering"}
        yield logboek


def _findings(logboek: Logboek) -> list[tuple[str, UUID]]:
    for _ in range(2):  # one that was under way, and a whole one
        while not logboek.proces.check():
            pass
    with logboek.attacker() as root:
        gevonden = root.execute("SELECT soort, blad FROM audit.bevinding ORDER BY soort, blad").fetchall()
        root.execute("DELETE FROM audit.bevinding")
    return gevonden


def _propose(logboek: Logboek, *, klasse: str = "2jaar", kwartaal: str = KWARTAAL, **anders: Any) -> UUID:
    """A proposal with the numbers of now, confirmed by somebody else, unless `anders` says otherwise."""
    with logboek.connect("bronhuis_app") as app:
        voorbeeld = app.execute(
            "SELECT * FROM processing.voorbeeld_vernietiging(%s, %s)", [kwartaal, klasse]
        ).fetchone()
        assert voorbeeld is not None
        namen = ("regels", "handelingen", "weigeringen", "door_stop", "door_termijn")
        velden = dict(zip(namen, voorbeeld, strict=True)) | {
            "id": uuid4(), "kwartaal": kwartaal, "klasse": klasse, "voorgesteld_door": uuid4(), "voorgesteld_op": "2026-01-01",
            "bevestigd_door": uuid4(), "bevestigd_op": "2026-01-02",
        } | anders  # fmt: skip
        kolommen = ", ".join(velden)
        app.execute(
            f"INSERT INTO processing.vernietiging ({kolommen}) VALUES ({', '.join(['%s'] * len(velden))})".encode(),
            list(velden.values()),
        )
    return UUID(str(velden["id"]))


def _carry_out(logboek: Logboek) -> list[str]:
    gehoord: list[str] = []
    with logboek.connect("bronhuis_bewaarder") as bewaarder:
        carry_out(bewaarder, lambda _id, tekst: gehoord.append(tekst))
    return gehoord


def _left(logboek: Logboek, tabel: str, klasse: str = "2jaar") -> int:
    with logboek.attacker() as root:
        ((aantal,),) = root.execute(
            f"SELECT count(*) FROM processing.{tabel} WHERE tijd < '2019-04-01' AND bewaarklasse = %s".encode(),
            [klasse],
        ).fetchall()
    return int(aantal)


def _verify(logboek: Logboek, bewijs: str, inzet: bytes) -> None:
    nummer, pad, notitie = read_proof(bewijs)
    checkpoint, _getuigen = open_note(notitie, logboek.sleutel.openbaar)
    verify_inclusion(leaf_hash(inzet), nummer, checkpoint.grootte, pad, checkpoint.wortel)


def _stop(logboek: Logboek, **waarvoor: Any) -> UUID:
    velden = {
        "id": uuid4(), "register": "", "over_persoon": False, "reden": "bezwaar", "kenmerk": "Z-1", "ingesteld_door": uuid4(), "ingesteld_op": "2026-01-01",
    } | waarvoor  # fmt: skip
    with logboek.connect("bronhuis_app") as app:
        app.execute(
            f"INSERT INTO processing.vernietigingsstop ({', '.join(velden)}) VALUES ({', '.join(['%s'] * len(velden))})".encode(),
            list(velden.values()),
        )
    return UUID(str(velden["id"]))


def test_a_part_goes_and_the_rest_still_verifies(logboek: Logboek) -> None:
    vraag = asker(logboek.proces.verbinding)
    voor = opslag.leaves(vraag, 0, opslag.size(vraag))
    oud = [b for b in voor if b.bron == "verwerkingslog"][:13]
    with logboek.attacker() as root:
        zouten = [bytes(r[0]) for r in root.execute("SELECT zout FROM processing.regel WHERE bewaarklasse = '2jaar'")]
    bewijs = proof_of(vraag, BRON.naam, oud[0].id)
    _propose(logboek)
    assert _carry_out(logboek)[0].startswith("vernietigd, verklaring ")
    assert [_left(logboek, t) for t in ("regel", "handeling", "weigering")] == [0, 0, 0]
    # The places and commitments stay; proofs that were given before still hold; the salt is nowhere.
    assert opslag.leaves(vraag, 0, len(voor)) == voor
    assert bewijs is not None
    _verify(logboek, bewijs, oud[0].inzet)
    with logboek.attacker() as root:
        dump = "".join(str(r) for r in root.execute("SELECT v::text FROM processing.vastlegging v"))
    assert zouten
    assert not any(zout.hex() in dump for zout in zouten)
    assert _findings(logboek) == []
    # And the declaration is a leaf: the state of the proposal, and what was destroyed.
    logboek.seal()
    assert _findings(logboek) == []
    bladen = [json.loads(r[3] or b"") for r in opslag.source_leaves(vraag, BESLUITEN, BEGIN, 2**63 - 1, 1_000_000)]
    ((verklaring),) = [b["inhoud"] for b in bladen if b["tabel"] == "processing.vernietigingsverklaring"]
    assert (verklaring["regels"], verklaring["handelingen"], verklaring["weigeringen"]) == (12, 4, 1)
    assert (verklaring["gebleven"], verklaring["bladen"]) == (0, 13)
    uitgevoerd = [b["inhoud"] for b in bladen if b["tabel"] == "processing.vernietiging"][-1]
    assert uitgevoerd["uitgevoerd_op"] is not None


WEIGERINGEN = [
    ({"bevestigd_op": None, "bevestigd_door": None}, None),  # waits for a second person: not even asked
    ({"ingetrokken_op": "2026-01-03"}, None),
    ({"uitgevoerd_op": "2026-01-03"}, None),
    ({"regels": 11}, "het voorbeeld klopt niet meer"),
    ({"kwartaal": "2018-01-01"}, "dit deel van het log bestaat niet"),
    ({"klasse": "20jaar"}, "dit deel van het log bestaat niet"),
]


@pytest.mark.parametrize(("anders", "reden"), WEIGERINGEN)
def test_what_is_not_right_is_not_carried_out(logboek: Logboek, anders: dict[str, Any], reden: str | None) -> None:
    voorstel = _propose(logboek, **anders)
    gehoord = _carry_out(logboek)
    assert (reden in gehoord[0]) if reden else gehoord == []
    with logboek.connect("bronhuis_bewaarder") as bewaarder, pytest.raises(psycopg.errors.CheckViolation):
        bewaarder.execute("SELECT processing.vernietig(%s)", [voorstel])
    assert _left(logboek, "regel") == 12
    assert _findings(logboek) == []


def test_nobody_confirms_their_own_proposal(logboek: Logboek) -> None:
    een = uuid4()
    with pytest.raises(psycopg.errors.CheckViolation):
        _propose(logboek, voorgesteld_door=een, bevestigd_door=een)


def test_a_part_within_its_term_stays(logboek: Logboek) -> None:
    with logboek.attacker() as root:
        make_part(root, "2019k2", "20jaar")
    _propose(logboek, kwartaal="2019-04-01", klasse="20jaar")
    assert _carry_out(logboek) == ["niet vernietigd: de termijn van dit deel is nog niet voorbij"]


@pytest.mark.parametrize("rol", ["bronhuis_app", "bronhuis_verzegelaar", "bronhuis_lezer"])
def test_only_the_bewaarder_carries_out(logboek: Logboek, rol: str) -> None:
    voorstel = _propose(logboek)
    with logboek.connect(rol) as verbinding, pytest.raises(psycopg.errors.InsufficientPrivilege):
        verbinding.execute("SELECT processing.vernietig(%s)", [voorstel])


def test_whom_a_stop_is_about_the_application_never_reads(logboek: Logboek) -> None:
    _stop(logboek, betrokkene=uuid4())
    with logboek.connect("bronhuis_app") as app:
        assert len(app.execute("SELECT id, over_persoon FROM processing.vernietigingsstop").fetchall()) == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT betrokkene FROM processing.vernietigingsstop")


def test_the_bewaarder_neither_proposes_nor_confirms(logboek: Logboek) -> None:
    _propose(logboek, bevestigd_op=None, bevestigd_door=None)
    with logboek.connect("bronhuis_bewaarder") as bewaarder:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            bewaarder.execute(
                "UPDATE processing.vernietiging SET bevestigd_door = gen_random_uuid(), bevestigd_op = now()"
            )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            bewaarder.execute("INSERT INTO processing.vernietiging SELECT * FROM processing.vernietiging")


def test_a_stop_keeps_lines_with_a_leaf_of_their_own_until_it_is_lifted(logboek: Logboek) -> None:
    with logboek.attacker() as root:
        ((regel, betrokkene),) = root.execute(
            "SELECT id, betrokkene FROM processing.regel WHERE bewaarklasse = '2jaar' LIMIT 1"
        ).fetchall()
        root.execute(
            """INSERT INTO processing.signaal (id, tijd, bewaarklasse, gezien, soort, handeling, uitleg)
               SELECT gen_random_uuid(), h.tijd, h.bewaarklasse, now(), 'buiten-werktijd', h.id, 'weekend' FROM processing.handeling h
               WHERE h.bewaarklasse = '2jaar'"""
        )
    stop = _stop(logboek, betrokkene=betrokkene)
    _propose(logboek)
    assert _carry_out(logboek)[0].startswith("vernietigd")
    assert [_left(logboek, t, "bewaard") for t in ("regel", "handeling", "weigering", "signaal")] == [1, 1, 0, 1]
    logboek.seal()
    assert _findings(logboek) == []
    vraag = asker(logboek.proces.verbinding)
    ((xid, id_, zout, inhoud),) = opslag.source_leaves(vraag, BEWAARD, BEGIN, 2**63 - 1, 10)
    blad = json.loads(inhoud or b"")
    assert canonical(blad) == inhoud
    assert (blad["reden"], blad["tot"], blad["inhoud"]["id"], blad["xid"]) == (
        "vernietigingsstop",
        None,
        str(regel),
        str(xid),
    )
    _verify(logboek, proof_of(vraag, BEWAARD.naam, id_) or "", commitment(zout or b"", inhoud or b""))

    # Altered among the kept: named.
    with logboek.attacker() as root:
        root.execute("UPDATE processing.regel SET betrokkenheid = 'gerelateerde' WHERE bewaarklasse = 'bewaard'")
        assert _findings(logboek) == [("gewijzigd", id_)]
        root.execute("UPDATE processing.regel SET betrokkenheid = 'houder' WHERE bewaarklasse = 'bewaard'")

    # While the stop stands, a second run takes nothing; when it is lifted, the line goes.
    _propose(logboek, klasse="bewaard")
    assert _carry_out(logboek)[0].startswith("vernietigd")
    assert _left(logboek, "regel", "bewaard") == 1
    with logboek.connect("bronhuis_app") as app:
        app.execute(
            "UPDATE processing.vernietigingsstop SET opgeheven_op = now(), opgeheven_door = gen_random_uuid() WHERE id = %s",
            [stop],
        )
    _propose(logboek, klasse="bewaard")
    assert _carry_out(logboek)[0].startswith("vernietigd")
    assert [_left(logboek, t, "bewaard") for t in ("regel", "handeling", "signaal")] == [0, 0, 0]
    logboek.seal()
    assert _findings(logboek) == []


def test_a_longer_minimum_keeps_lines_until_it_is_over(logboek: Logboek) -> None:
    with logboek.connect("bronhuis_app") as app:
        app.execute(
            """INSERT INTO processing.bewaartermijn (id, register, minimum_jaren, maximum_jaren, wettelijke_bron, wettelijke_bron_url, vastgelegd_op)
               VALUES (gen_random_uuid(), 'brp', 20, 20, 'Wet BRP, artikel 3.11', '', now())"""
        )
    _propose(logboek)
    assert _carry_out(logboek)[0].startswith("vernietigd")
    assert [_left(logboek, t, "bewaard") for t in ("regel", "handeling", "weigering")] == [12, 4, 0]
    bladen = [
        json.loads(r[3] or b"")
        for r in opslag.source_leaves(asker(logboek.proces.verbinding), BEWAARD, BEGIN, 2**63 - 1, 100)
    ]
    assert {(b["reden"], b["tot"]) for b in bladen} == {("minimumtermijn", "2039-02-03")}


AANVALLEN = [
    # A line removed, and its place called destroyed under the declaration that stands.
    ("""WITH weg AS (DELETE FROM processing.regel WHERE tijd > '2020-01-01' AND id = (SELECT id FROM processing.regel WHERE tijd > '2020-01-01' LIMIT 1) RETURNING xid, id)
        INSERT INTO processing.vernietigd_blad SELECT 'verwerkingslog', xid, id, (SELECT id FROM processing.vernietigingsverklaring) FROM weg""", "vernietiging"),
    # The same under a declaration that was never made.
    ("""WITH weg AS (DELETE FROM processing.regel WHERE tijd > '2020-01-01' AND id = (SELECT id FROM processing.regel WHERE tijd > '2020-01-01' LIMIT 1) RETURNING xid, id)
        INSERT INTO processing.vernietigd_blad SELECT 'verwerkingslog', xid, id, gen_random_uuid() FROM weg""", "vernietiging"),
    ("DELETE FROM processing.vernietigd_blad WHERE id = (SELECT id FROM processing.vernietigd_blad LIMIT 1)", "vernietiging"),
    ("UPDATE processing.vernietigingsverklaring SET bladen = bladen + 1", "vernietiging"),
    ("DELETE FROM processing.vernietigingsverklaring", "vernietiging"),
]  # fmt: skip


@pytest.mark.parametrize(("opdracht", "soort"), AANVALLEN)
def test_a_lie_about_destruction_is_named(logboek: Logboek, opdracht: str, soort: str) -> None:
    _propose(logboek)
    _carry_out(logboek)
    logboek.seal()
    assert _findings(logboek) == []
    with logboek.attacker() as root:
        root.execute(opdracht.encode())
    assert soort in {s for s, _ in _findings(logboek)}
