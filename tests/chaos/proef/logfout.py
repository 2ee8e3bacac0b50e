"""Errors while the log is written: a statement that takes too long, a deadlock, a serialization failure."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg

from tests.chaos import trekker
from tests.chaos.opstelling import Opstelling
from tests.chaos.ronde import under_load
from tests.chaos.uitslag import Uitslag

NAAM = "fout in het log"
# The timeout is a real one; the other two are thrown with the code that PostgreSQL gives them.
FOUTEN = (
    "PERFORM pg_sleep(20); RETURN NEW;",
    "RAISE EXCEPTION 'deadlock' USING ERRCODE = 'deadlock_detected';",
    "RAISE EXCEPTION 'serialisatie' USING ERRCODE = 'serialization_failure';",
)
TERMIJN = "700ms"


def run(opstelling: Opstelling, *, kort: bool) -> Iterator[Uitslag]:
    """One after the other, for 3 or 20 seconds each, by a trigger that the owner of the server put on the lines of the log."""
    langste = 0.0
    with under_load(opstelling, "logfout", vooraf=_with_term) as ronde:
        ronde.warm_up()
        with opstelling.superuser(ronde.database) as root:
            for fout in FOUTEN:
                trekker.do(root, fout)
                ronde.await_refused(time.monotonic())
                with ronde.no_logging():
                    ronde.run_for(3 if kort else 20)
                trekker.do(root, trekker.RUST)
                langste = max(langste, ronde.await_good(time.monotonic()))
    yield ronde.uitslag(NAAM, langste, opmerking="statement timeout, deadlock, serialisatiefout")


def _with_term(root: psycopg.Connection[Any]) -> None:
    """The trigger, and a term for every statement of the application in this database."""
    trekker.install(root)
    root.execute(f"ALTER ROLE bronhuis_app IN DATABASE {root.info.dbname} SET statement_timeout = '{TERMIJN}'".encode())
