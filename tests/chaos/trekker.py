"""A trigger on the lines of the log, put there by the owner of the server: does nothing until a proef gives it something to do."""

from __future__ import annotations

from typing import Any

import psycopg

RUST = "RETURN NEW;"
_FUNCTIE = "CREATE OR REPLACE FUNCTION public.chaos() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"


def install(root: psycopg.Connection[Any]) -> None:
    """Put the trigger there before anybody reads: afterwards it would have to wait for every reader."""
    do(root, RUST)
    root.execute("CREATE TRIGGER chaos BEFORE INSERT ON processing.regel FOR EACH ROW EXECUTE FUNCTION public.chaos()")


def do(root: psycopg.Connection[Any], lichaam: str) -> None:
    """Let it do this from now on; takes no lock on the table."""
    root.execute(_FUNCTIE.format(lichaam).encode())
