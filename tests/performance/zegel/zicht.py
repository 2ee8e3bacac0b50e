"""What stands in the log and in its tree, seen by the superuser of the bench: only to look, never what is measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from config.lokaal.pidbestand import wait_until
from config.lokaal.staat import Fout
from tests.performance.verbruik import cpu
from tests.performance.zegel.achterstand import Achterstand, lags

_BLADEN = b"""SELECT (SELECT count(*) FROM processing.regel) + (SELECT count(*) FROM processing.handeling WHERE aantal = 0)
    + (SELECT count(*) FROM processing.weigering)"""
_WACHTEN = b"""SELECT b.nummer, extract(epoch FROM r.tijd)::float8 FROM processing.regel r
    LEFT JOIN audit.blad b ON b.bron = 'verwerkingslog' AND b.id = r.id WHERE r.tijd >= %s"""
_DELEN = b"SELECT coalesce(sum(pg_total_relation_size(relid)), 0) FROM pg_partition_tree(%s) WHERE isleaf"


@dataclass(frozen=True)
class Zicht:
    """A connection as superuser (autocommit)."""

    root: psycopg.Connection[Any]

    def now(self) -> datetime:
        """The server's clock: it gives lines and checkpoints their moments."""
        moment: datetime = self._one(b"SELECT clock_timestamp()")
        return moment

    def leaves(self) -> int:
        """How many leaves the log holds, sealed or not."""
        return int(self._one(_BLADEN))

    def signed(self) -> int:
        """The size of the newest signed tree."""
        return int(self._one(b"SELECT coalesce(max(grootte), 0) FROM audit.checkpoint"))

    def signed_at(self, grootte: int) -> datetime:
        """When the first tree of at least this size was signed."""
        moment: datetime = self._one(b"SELECT min(getekend) FROM audit.checkpoint WHERE grootte >= %s", grootte)
        return moment

    def await_signed(self, grootte: int, termijn: float) -> None:
        """Wait until a tree of this size is signed; raises Fout after `termijn` seconds."""
        if not wait_until(lambda: self.signed() >= grootte, termijn):
            raise Fout(f"Er zijn {self.signed()} bladen getekend, en geen {grootte}, in {termijn:.0f} seconden.")

    def waiting_since(self, begin: datetime) -> Achterstand:
        """How long the lines since this moment waited for their seal."""
        checkpoints = self.root.execute(
            b"SELECT grootte, extract(epoch FROM getekend)::float8 FROM audit.checkpoint ORDER BY grootte"
        ).fetchall()
        return lags(self.root.execute(_WACHTEN, [begin]).fetchall(), checkpoints)

    def sealer_cpu(self) -> float:
        """CPU seconds so far of the sealer's backends (this database has no other of that role)."""
        rijen = self.root.execute(
            b"SELECT pid FROM pg_stat_activity WHERE usename = 'bronhuis_verzegelaar' AND datname = current_database()"
        ).fetchall()
        return sum(cpu(pid) for (pid,) in rijen if Path(f"/proc/{pid}/stat").exists())

    def findings(self) -> int:
        """How much the control found that does not fit: of a log that nobody touched it is nothing."""
        return int(self._one(b"SELECT count(*) FROM audit.bevinding"))

    def sizes(self) -> dict[str, int]:
        """Bytes with indexes of each table that a line is in."""
        log = {naam: int(self._one(_DELEN, f"processing.{naam}")) for naam in ("regel", "handeling")}
        boom = {
            naam: int(self._one(b"SELECT pg_total_relation_size(%s::regclass)", f"audit.{naam}"))
            for naam in ("blad", "tegel", "checkpoint", "aanvraag")
        }
        return log | boom

    def lines(self) -> int:
        """How many lines there are."""
        return int(self._one(b"SELECT count(*) FROM processing.regel"))

    def full_tiles(self) -> int:
        """How many full tiles there are, of every level."""
        return int(self._one(b"SELECT count(*) FROM audit.tegel"))

    def _one(self, tekst: bytes, *waarden: Any) -> Any:
        ((waarde,),) = self.root.execute(tekst, waarden).fetchall()
        return waarde
