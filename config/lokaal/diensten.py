"""The services of a state together: PostgreSQL with the database, and Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.lokaal.omgeving import DATABASE, own_database, own_redis
from config.lokaal.postgres import Cluster
from config.lokaal.processen import web_pidbestand, worker_pidbestand
from config.lokaal.redis import Redisserver
from config.lokaal.sleutels import ensure_sleutels
from config.lokaal.staat import remove_all
from config.lokaal.zegel import WAARSCHUWING, ensure_log_key, sealer_pidbestand, signer_pidbestand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from config.lokaal.staat import Staat


def start_diensten(staat: Staat) -> Iterator[str]:
    """Start what isn't running yet, and tell each step in one line. The caller holds the slot."""
    if own_database(staat):
        cluster = Cluster(staat)
        yield f"PostgreSQL {'gestart' if cluster.start() else 'draait al'} ({cluster.versie})"
        if cluster.maak_database(DATABASE):
            yield f"Database {DATABASE} gemaakt"
    else:
        yield "PostgreSQL: de database van DATABASE_URL"
    if own_redis(staat):
        server = Redisserver(staat)
        yield f"Redis {'gestart' if server.start() else 'draait al'} ({server.versie()})"
    else:
        yield "Redis: de server van REDIS_URL"
    ensure_sleutels(staat)
    ensure_log_key(staat)


def stop_all(staat: Staat) -> Iterator[str]:
    """Stop the processes and the services, and tell each that ran in one line. The caller holds the slot."""
    for name, stop in (
        ("Zegel", sealer_pidbestand(staat).stop),
        ("Ondertekenaar", signer_pidbestand(staat).stop),
        ("Worker", worker_pidbestand(staat).stop),
        ("Webserver", web_pidbestand(staat).stop),
        ("Redis", Redisserver(staat).stop),
        ("PostgreSQL", Cluster(staat).stop),
    ):
        if stop():
            yield f"{name} gestopt ({staat.naam})"


def describe(staat: Staat) -> Iterator[str]:
    """Tell of each part in one line whether it runs."""
    for name, running in (
        ("PostgreSQL", Cluster(staat).is_running()),
        ("Redis", Redisserver(staat).is_running()),
        ("Webserver", web_pidbestand(staat).pid is not None),
        ("Worker", worker_pidbestand(staat).pid is not None),
        ("Ondertekenaar", signer_pidbestand(staat).pid is not None),
        ("Zegel", sealer_pidbestand(staat).pid is not None),
    ):
        yield f"{staat.naam:5} {name:13} {'draait' if running else 'staat stil'}"
    if signer_pidbestand(staat).pid is not None:
        yield f"{staat.naam:5} {WAARSCHUWING}"


def reset(staten: list[Staat]) -> Iterator[str]:
    """Stop everything of the clone and remove all its state."""
    removed: list[Path] = []
    for staat in staten:
        # As root the database lies outside the clone, and outlives a clone that was simply thrown away.
        if staat.map.is_dir() or staat.pg_map.is_dir():
            yield from stop_all(staat)
    for staat in staten:
        removed += remove_all(staat)
    yield from (f"Verwijderd: {folder}" for folder in removed)
