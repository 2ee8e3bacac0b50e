"""After a run over HTTP no BSN stands anywhere: tables, WAL, logs of database and web server, Redis, sessions, URLs, headers."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
import redis
from django.conf import settings

from config.lokaal.omgeving import web_omgeving
from config.lokaal.processen import extra_webserver
from registry.intern.client import DOEL
from registry.intern.pasje import make_pass
from tests import plugin
from tests.deuren import INKOMEN, PERSONEN, TOEZICHT, token
from tests.personen import new_bsn, person

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]


def forms(bsn: str) -> set[bytes]:
    """The ways in which a BSN could stand somewhere."""
    kaal = bsn.encode()
    tekst = {
        bsn,
        f"{bsn[:3]}-{bsn[3:6]}-{bsn[6:]}",
        f"{bsn[:4]}.{bsn[4:6]}.{bsn[6:]}",
        f"{bsn[:3]}.{bsn[3:6]}.{bsn[6:]}",
        base64.b64encode(kaal).decode().rstrip("="),
    }
    afdruk = hashlib.sha256(kaal).digest()
    return {t.encode() for t in tekst} | {afdruk, afdruk.hex().encode(), base64.b64encode(afdruk).rstrip(b"=")}


@pytest.fixture(scope="module")
def gelopen() -> Iterator[tuple[list[str], bytes]]:
    """Load, search, read, be refused, and put BSNs where they do not belong; yields the BSNs and every header and URL seen."""
    ouder, kind = person(), person()
    kind.met("02", {"01.20": ouder.bsn, "02.40": "Ouder", "85.10": "19800101"})
    losse = new_bsn()
    gezien = bytearray()
    omgeving = web_omgeving(plugin.staat) | {"DATABASE_URL": os.environ["DATABASE_URL"], "BRONHUIS_MODUS": "test"}
    with extra_webserver(omgeving, werkers=1) as server, httpx.Client(base_url=server.url, timeout=30) as client:
        basis, settings.BASIS_URL = settings.BASIS_URL, server.url
        inkomen, toezicht = ({"Authorization": f"Bearer {token(*wie)}"} for wie in (INKOMEN, TOEZICHT))
        settings.BASIS_URL = basis
        antwoorden = [
            client.post(
                "/intern/v1/personen",
                content=f"{ouder.as_json()}\n{kind.as_json()}",
                headers={"Beheerpas": make_pass(settings.SLEUTELS, DOEL), "Content-Type": "text/plain"},
            ),
            client.post(
                "/intern/v1/personen",
                content=f"{{kapot {losse}",
                headers={"Beheerpas": make_pass(settings.SLEUTELS, DOEL), "Content-Type": "text/plain"},
            ),
            client.post(f"{PERSONEN}/_zoek", json={"zoeksleutels": {"burgerservicenummer": kind.bsn}}, headers=inkomen),
            client.post(
                f"{PERSONEN}/_zoek", json={"zoeksleutels": {"burgerservicenummer": int(losse)}}, headers=inkomen
            ),
            client.post(f"{PERSONEN}/_zoek", json={"zoeksleutels": {losse: losse}, "fields": [losse]}, headers=inkomen),
            client.post(
                f"{PERSONEN}/_zoek", content=f'{{"a": {losse}', headers={**inkomen, "Content-Type": "application/json"}
            ),
            client.get(f"{PERSONEN}?{losse}=1&geldigOp={losse}&fields={losse}", headers=inkomen),
            client.get(f"{PERSONEN}/{losse}", headers=inkomen),
            client.get(f"/api/brp/v1/{losse}", headers=inkomen),
            client.get(PERSONEN, headers={"Authorization": f"Bearer {losse}"}),
            client.get(
                PERSONEN,
                headers={**inkomen, "VerwerkingsactiviteitId": losse, "Eindgebruiker": losse, "traceparent": losse},
            ),
            client.post(
                "/api/verwerkingslog/v1/regels/_zoek", json={"burgerservicenummer": kind.bsn}, headers=toezicht
            ),
            client.post(
                "/oauth/v1/token",
                data={
                    "client_assertion": losse,
                    "client_id": losse,
                    "authorization_details": losse,
                    "grant_type": losse,
                },
            ),
            client.get(f"/mijn/{losse}/{losse}"),
        ]
        gevonden = antwoorden[2].json()["resultaten"][0]["id"]
        antwoorden.append(client.get(f"{PERSONEN}/{gevonden}/voorkomens", headers=inkomen))
        sleutel = client.get("/mijn/aanmelden").text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        antwoorden += [
            client.post(
                "/mijn/aanmelden", data={"bsn": bsn, "csrfmiddlewaretoken": sleutel}, headers={"Origin": server.url}
            )
            for bsn in (losse, kind.bsn)
        ]
        antwoorden += [client.get("/mijn/brp/personen"), client.get("/mijn/gebruik")]
        for antwoord in antwoorden:
            gezien += json.dumps(dict(antwoord.headers)).encode()
            if antwoord.status_code >= 400:
                gezien += antwoord.content
        assert antwoorden[-2].status_code == 200
        gezien += Path(server.log).read_bytes()
        yield [ouder.bsn, kind.bsn, losse], bytes(gezien)


def hits(inhoud: bytes, bsns: list[str]) -> list[bytes]:
    return [vorm for bsn in bsns for vorm in forms(bsn) if vorm in inhoud]


def test_the_search_finds_what_it_must(gelopen: tuple[list[str], bytes]) -> None:
    bsns, _ = gelopen
    assert all(
        hits(b"..." + vorm + b"...", bsns) == [vorm] or vorm in hits(b"..." + vorm + b"...", bsns)
        for vorm in forms(bsns[0])
    )


def test_no_answer_header_error_or_server_log_holds_one(gelopen: tuple[list[str], bytes]) -> None:
    bsns, gezien = gelopen
    assert hits(gezien, bsns) == []


def test_no_table_holds_one(gelopen: tuple[list[str], bytes], superuser: Callable[[], psycopg.Connection]) -> None:
    bsns, _ = gelopen
    zoek = [v.decode() for bsn in bsns for v in forms(bsn) if v.isascii()]
    zoek += [hashlib.sha256(bsn.encode()).hexdigest() for bsn in bsns] + [bsn.encode().hex() for bsn in bsns]
    patroon = re.compile("|".join(map(re.escape, zoek)))
    gelezen = 0
    with superuser() as root:
        tabellen = root.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for (tabel,) in tabellen:
            for (rij,) in root.execute(f"SELECT t::text FROM {tabel} t"):
                gelezen += 1
                assert not patroon.search(rij), tabel
    assert gelezen > 100


def test_no_wal_database_log_or_redis_holds_one(
    gelopen: tuple[list[str], bytes], superuser: Callable[[], psycopg.Connection]
) -> None:
    bsns, _ = gelopen
    with superuser() as root:
        for (naam,) in root.execute("SELECT name FROM pg_ls_waldir()").fetchall():
            inhoud = root.execute("SELECT pg_read_binary_file('pg_wal/' || %s)", [naam]).fetchall()[0][0]
            assert hits(inhoud, bsns) == [], naam
        root.execute("CHECKPOINT")
    assert hits(Path(plugin.cluster.log).read_bytes(), bsns) == []
    winkel = redis.Redis.from_url(os.environ["REDIS_URL"])
    assert [sleutel for sleutel in winkel.scan_iter() if hits(sleutel + (winkel.dump(sleutel) or b""), bsns)] == []
