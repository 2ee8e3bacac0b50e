"""What the owner of the server can do to the log, for the demo: change one byte of a line, past every right and trigger; and put it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.lokaal.omgeving import DATABASE, own_database
from config.lokaal.postgres import Cluster
from config.lokaal.staat import Fout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from config.lokaal.staat import Staat

# Flipping the last bit of the first byte of the digest: doing it twice is undoing it.
OPDRACHT = "UPDATE processing.regel SET afdruk = set_byte(afdruk, 0, get_byte(afdruk, 0) # 1) WHERE id = %s"


def flip_byte(staat: Staat, regel: UUID) -> Iterator[str]:
    """Change one byte of this line as the superuser, with triggers off; raises Fout when there is no such line."""
    if not own_database(staat) or staat.modus != "demo":
        msg = "Sabotage is er alleen voor de demo, met haar eigen database."
        raise Fout(msg)
    flip_byte_in(Cluster(staat).superuser_dsn(DATABASE), regel)
    yield f"Eén byte van regel {regel} is veranderd, als eigenaar van de server."


def flip_byte_in(dsn: str, regel: UUID) -> None:
    """The same in a database that the superuser reaches by this URL; raises Fout when there is no such line."""
    import psycopg  # noqa: PLC0415 - stop and reset work without installed packages

    with psycopg.connect(dsn) as root:
        root.execute("SET LOCAL session_replication_role = replica")
        if root.execute(OPDRACHT, [regel]).rowcount != 1:
            msg = f"Regel {regel} staat niet in het log."
            raise Fout(msg)
