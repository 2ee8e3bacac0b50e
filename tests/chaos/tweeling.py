"""A pair of servers of its own: a primary and a synchronous standby, to lose the one and go on with the other, again and again.

    with tweeling() as paar:
        url = paar.url("bronhuis_app")      # both hosts: libpq finds the one that takes writes
        paar.kill_primary()                 # every process, at once; what is left cannot be written to
        paar.promote()                      # the standby takes over; a commit waits until there is a standby again
        paar.rejoin()                       # the lost one comes back as standby

A commit returns only when the standby has it on disk (synchronous_commit = on, synchronous_standby_names = *), and never otherwise: with the
standby gone it waits. `promote(alleen=True)` lets the new primary go on alone until `rejoin`, as an operator may choose to.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from config.lokaal.omgeving import DATABASE
from config.lokaal.pidbestand import wait_until
from config.lokaal.postgres import SOCKETNAAM, Cluster, quote_host
from config.lokaal.reservekopie import adopt_markers, base_backup
from config.lokaal.staat import Fout, Staat, open_staat
from config.lokaal.wachtwoorden import SUPERUSER, ensure_wachtwoorden

NAMEN = ("tweeling-a", "tweeling-b")
TERMIJN = 60  # seconds for a standby to have caught up
AFGEZET = "data.afgezet"


@dataclass
class Tweeling:
    """Who is primary, who is standby (None: not there), and who was lost and may come back."""

    primair: Cluster
    standby: Cluster | None
    weg: Cluster | None = None

    def primair_dsn(self, rol: str, database: str = DATABASE) -> str:
        """URL of this role on the server that takes writes now."""
        return self.primair.dsn(rol, database)

    def standby_dsn(self, rol: str, database: str = DATABASE) -> str:
        """URL of this role on the standby, to read; raises Fout when there is none."""
        return self._standby().dsn(rol, database)

    def url(self, rol: str, database: str = DATABASE) -> str:
        """URL of this role that names both servers: each new connection goes to the one that takes writes."""
        hosts = ",".join(quote_host(Cluster(open_staat(naam)).socketmap) for naam in NAMEN)
        inlog, _apenstaart, rest = self.primair.dsn(rol, database).rpartition("@")
        return f"{inlog}@{hosts}/{rest.partition('/')[2]}?target_session_attrs=read-write"

    def connect(self) -> psycopg.Connection[Any]:
        """A connection to the primary as the superuser."""
        return psycopg.connect(self.primair.superuser_dsn(), autocommit=True, connect_timeout=10)

    def kill_primary(self) -> None:
        """SIGKILL every process of the primary, and put its data and its socket where no start and no client finds them."""
        _kill(self.primair)
        (self.primair.socketmap / SOCKETNAAM).unlink(missing_ok=True)
        self.primair.data.rename(self.primair.data.with_name(AFGEZET))

    def kill_standby(self) -> None:
        """SIGKILL every process of the standby; `rejoin` starts it again."""
        _kill(self._standby())
        self.weg, self.standby = self._standby(), None

    def promote(self, *, alleen: bool = False) -> None:
        """Let the standby take writes: the primary must be gone, so that there are never two. Raises Fout.

        `alleen`: commits do not wait for a standby until `rejoin`.
        """
        if self.primair.processes():
            raise Fout("De primaire server leeft nog: eerst kill_primary.")
        nieuw = self._standby()
        with psycopg.connect(nieuw.superuser_dsn(), autocommit=True) as root:
            ((gelukt,),) = root.execute("SELECT pg_promote(true, %s)", [TERMIJN]).fetchall()
            if not gelukt:
                raise Fout("De standby nam het niet over.")
            if alleen:
                root.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
                root.execute("SELECT pg_reload_conf()")
        self.weg, self.primair, self.standby = self.primair, nieuw, None

    def rejoin(self) -> None:
        """Bring back what was lost as a standby of the primary: rewound to it, or copied anew; returns once commits wait for it."""
        if self.weg is None:
            raise Fout("Er is geen server weg.")
        terug = self.weg
        afgezet = terug.data.with_name(AFGEZET)
        if afgezet.exists():
            afgezet.rename(terug.data)
            self._rewind(terug)
        _follow(terug)
        terug.start()
        self.weg, self.standby = None, terug
        with self.connect() as root:
            # Without a standby in step nothing may be said to be safe: so wait for it first, then ask for it.
            _await_standby(root, "streaming")
            root.execute("ALTER SYSTEM RESET synchronous_standby_names")
            root.execute("SELECT pg_reload_conf()")
            _await_standby(root, "sync")

    def _rewind(self, terug: Cluster) -> None:
        with self.connect() as root:
            root.execute("CHECKPOINT")  # so that the file that pg_rewind reads knows of the new timeline
        (terug.data / "postmaster.pid").unlink(missing_ok=True)
        bron = f"host={self.primair.socketmap} user={SUPERUSER} dbname=postgres"
        try:
            terug.run("pg_rewind", "--target-pgdata", str(terug.data), "--source-server", bron)
        except Fout:
            shutil.rmtree(terug.data)
            base_backup(self.primair, terug.data)

    def _standby(self) -> Cluster:
        if self.standby is None:
            raise Fout("Er is geen standby.")
        return self.standby


@contextlib.contextmanager
def tweeling() -> Iterator[Tweeling]:
    """The pair, made anew, with an empty database; one at a time per clone. All of it is gone afterwards."""
    a, b = (open_staat(naam) for naam in NAMEN)
    with a.slot("tweeling.slot", 1):
        _clear(a, b)
        try:
            yield _make(a, b)
        finally:
            _clear(a, b)


def _make(a: Staat, b: Staat) -> Tweeling:
    # What a new server writes about itself waits for nobody: the standby does not exist yet.
    eerst = Cluster(a)
    eerst.start()
    eerst.maak_database(DATABASE)
    eerst.stop()
    b.prepare()
    ensure_wachtwoorden(a)
    primair, standby = Cluster(a, _settings(a, b)), Cluster(b, _settings(a, a))
    primair.start()
    adopt_markers(primair, standby)
    base_backup(primair, standby.data)
    _follow(standby)
    standby.start()
    with psycopg.connect(primair.superuser_dsn(), autocommit=True) as root:
        _await_standby(root, "sync")
    return Tweeling(primair, standby)


def _settings(bekend: Staat, ander: Staat) -> dict[str, str]:
    """Settings of either server: the other is whom it follows as a standby, and any standby is whom it waits for as a primary."""
    wachtwoord = ensure_wachtwoorden(bekend)[SUPERUSER]
    return {
        "synchronous_standby_names": "*",
        "primary_conninfo": f"host={Cluster(ander).socketmap} user={SUPERUSER} password={wachtwoord} connect_timeout=5",
        "wal_keep_size": "1GB",
        "wal_retrieve_retry_interval": "100ms",
        "hot_standby": "on",
        "shared_buffers": "64MB",
    }


def _follow(cluster: Cluster) -> None:
    """Make it a standby, with nothing of what was set by hand on the server that it was copied from: that one may have gone on alone."""
    cluster.write_owned(cluster.data / "postgresql.auto.conf", "")
    cluster.write_owned(cluster.data / "standby.signal", "")


def _await_standby(root: psycopg.Connection[Any], stand: str) -> None:
    def er_is() -> bool:
        return bool(root.execute("SELECT FROM pg_stat_replication WHERE %s IN (state, sync_state)", [stand]).fetchall())

    if not wait_until(er_is, TERMIJN):
        raise Fout("De standby komt niet bij.")


def _kill(cluster: Cluster) -> None:
    """The first process first: nobody is left then to start others."""

    def rest() -> bool:
        for pid in sorted(cluster.processes()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return not cluster.processes()

    eerste = cluster.postmaster()
    if eerste is not None:
        os.kill(eerste, signal.SIGKILL)
    if not wait_until(rest, 10):
        raise Fout("De server is niet weg te krijgen.")


def _clear(*staten: Staat) -> None:
    for staat in staten:
        _kill(Cluster(staat))
        shutil.rmtree(staat.pg_map, ignore_errors=True)
        for pad in staat.map.glob("*"):
            if pad.is_dir():
                shutil.rmtree(pad)
            elif not pad.name.endswith(".slot"):
                pad.unlink()
