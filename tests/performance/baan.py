"""One database, one server, every kind of work: what __main__ runs for each number of persons. Imports Django, so only after the environment is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import django
import psycopg

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.db import connection  # noqa: E402

from config.lokaal.processen import extra_webserver  # noqa: E402
from registry.beeld import assemble  # noqa: E402
from registry.catalogus import Soort, catalogus  # noqa: E402
from registry.opslag.lezen import Rij  # noqa: E402
from tests.performance import eigen_sql, lastgever, pgbench, plannen, verbruik, verzoeken  # noqa: E402
from tests.performance.lastgever import Last, Uitslag  # noqa: E402
from tests.performance.meting import Meting, measure  # noqa: E402
from tests.performance.opstelling import Opstelling  # noqa: E402

VOORBEELDEN = 101


def open_database(naam: str) -> None:
    """Let Django work in this database from now on."""
    close_database()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = naam


def close_database() -> None:
    """Let go of every connection, so that a database can be copied or thrown away."""
    verbinding: Any = connection
    verbinding.close()
    verbinding.close_pool()


def explain(root: psycopg.Connection[Any], database: str) -> dict[str, list[str]]:
    """Every question with the tables that its statements walked from end to end."""
    objecten: dict[str, list[UUID]] = {}
    for soort in catalogus():
        rijen = root.execute(
            f"SELECT id FROM {soort.tabellen.object} ORDER BY md5(id::text) LIMIT {VOORBEELDEN}".encode()
        )
        objecten[soort.naam] = [rij[0] for rij in rijen.fetchall()]
    voorbeelden = {soort.naam: _examples(root, soort, objecten[soort.naam]) for soort in catalogus()}
    bsn = next(v["persoon"]["burgerservicenummer"] for v in voorbeelden["brp/personen"] if "persoon" in v)
    with plannen.explaining(root, database) as gezien:
        plannen.ask_everything(voorbeelden, objecten, bsn)
    uit: dict[str, list[str]] = {}
    for plan in gezien:
        tabellen = uit.setdefault(plan.vraag, [])
        tabellen += [t for t in plan.doorlopen if t not in tabellen and _is_large(root, t)]
    return uit


def _is_large(root: psycopg.Connection[Any], tabel: str) -> bool:
    """Whether walking this table costs anything: the tables of the set-up (models, autorisaties) are a page or two."""
    ((paginas,),) = root.execute("SELECT max(relpages) FROM pg_class WHERE relname = %s", [tabel]).fetchall()
    return int(paginas or 0) > 8


def _examples(root: psycopg.Connection[Any], soort: Soort, objecten: list[UUID]) -> list[dict[str, Any]]:
    """What stands in these objects now, read past the application: only to know what to ask for."""
    from registry.opslag import lezen

    rijen = root.execute(
        f"SELECT {lezen.VELDEN} FROM {soort.tabellen.voorkomen} v WHERE v.object = ANY(%s) AND v.eind_registratie IS NULL "
        "AND NOT v.onjuist AND v.eind_geldigheid IS NULL".encode(),
        [objecten],
    ).fetchall()
    per_object: dict[UUID, list[Rij]] = {}
    for rij in rijen:
        tekst = [
            *rij[:11],
            *(verzoeken.as_json(deel) for deel in rij[11:14]),
            rij[14],
            verzoeken.as_json(rij[15]),
            *rij[16:],
        ]
        voorkomen = lezen._row(soort, tuple(tekst))
        per_object.setdefault(voorkomen.object, []).append(voorkomen)
    return [assemble(soort.objecttype, [(r.groep, r.gegevens) for r in eigen]) for eigen in per_object.values()]


@contextmanager
def reading(
    opstelling: Opstelling, database: str, klanten: int, seconden: float
) -> Iterator[tuple[Callable[[], Uitslag], Callable[[], verbruik.Stand]]]:
    """A server of its own, with what reads single persons (b) for so long, and what tells the CPU used so far."""
    postmaster = opstelling.cluster.postmaster()
    assert postmaster is not None
    with extra_webserver(opstelling.omgeving(database)) as server:
        yield (
            lambda: lastgever.run(
                Last(int(server.url.rpartition(":")[2]), [verzoeken.reads(server)], klanten, seconden)
            ),
            lambda: verbruik.measure([server.pid, *server.worker_pids()], postmaster),
        )


def run(
    opstelling: Opstelling,
    root: psycopg.Connection[Any],
    database: str,
    melden: Callable[[str], None],
    *,
    werk: tuple[str, ...],
    personen: int,
    klanten: tuple[int, ...],
    rondes: int,
    seconden: float,
) -> tuple[list[Meting], int]:
    """Start a server and measure; returns the runs and the memory of the web processes afterwards (bytes)."""
    scripts = (
        dict(zip(("a1", "a2"), eigen_sql.scripts(root, personen), strict=True)) if {"a1", "a2"} & set(werk) else {}
    )
    postmaster = opstelling.cluster.postmaster()
    assert postmaster is not None
    with extra_webserver(opstelling.omgeving(database)) as server:
        sessies: list[verzoeken.Sessie] = []
        poort = int(server.url.rpartition(":")[2])

        def series(soort: str, aantal: int) -> list[list[bytes]]:
            match soort:
                case "b":
                    return [verzoeken.reads(server)]
                case "c":
                    return [verzoeken.searches(server, root)]
                case "d":
                    return [verzoeken.pages(server)]
                case _:
                    while len(sessies) < aantal:
                        sessies.append(verzoeken.sign_in(server))
                    return verzoeken.corrections(server, root, sessies[:aantal])

        def do(soort: str, aantal: int, duur: float) -> Uitslag:
            if soort in scripts:
                return pgbench.run(opstelling.cluster, database, scripts[soort], aantal, duur)
            uitslag = lastgever.run(Last(poort, series(soort, aantal), aantal, duur, eenmalig=soort == "e"))
            if uitslag.fouten:
                melden(f"{soort}: {uitslag.fouten} fouten, zoals: {uitslag.voorbeeld_fout[:600]}")
            return uitslag

        def pids() -> list[int]:
            return [server.pid, *server.worker_pids()]

        metingen = list(
            measure(
                do, lambda: verbruik.measure(pids(), postmaster), melden,
                werk=werk, personen=personen, klanten=klanten, rondes=rondes, seconden=seconden,
            )
        )  # fmt: skip
        return metingen, verbruik.memory(pids())
