"""The drill itself: use, back up, lose, restore to a moment, check; and the three ways in which a restore may not go on unseen."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import psycopg

from audit.bronhuis_verify import read_note, read_proof
from config.lokaal.omgeving import DATABASE
from config.lokaal.pidbestand import wait_until
from config.lokaal.postgres import Cluster
from config.lokaal.reservekopie import base_backup, copy_folder, restore, restore_settings, verify_backup
from config.lokaal.sabotage import flip_byte_in
from config.lokaal.staat import KLOON, Fout, open_staat
from tests.drill import gevallen
from tests.drill.controles import Afdruk, differences, findings, missing_lines, root_of_leaves, take_print
from tests.drill.opstelling import Gebruiker, Opstelling, last_words, load_persons, take_proof, web
from tests.drill.uitslag import Uitslag

PUNT = "oefening"
Sabotage = Literal["", "wal", "rij", "weg"]


@dataclass
class Verleden:
    """What is known of the time before the disaster: nothing of it comes from the server that is lost."""

    kopie: Path
    voor: Afdruk
    verzoeken: list[Any]
    later: list[Any]
    bewijs: str
    walstuk: str
    moment: float
    gearchiveerd: float = 0.0
    laatste: float = 0.0


def run(opstelling: Opstelling, uitslag: Uitslag, aantal: int, sabotage: Sabotage) -> None:
    """The whole drill with so many persons. `sabotage` breaks something that the drill must then find."""
    verleden = _live(opstelling, uitslag, aantal)
    ramp = _lose(opstelling)
    uitslag.tijden["RPO: van het gekozen moment tot het laatste antwoord dat verloren ging"] = (
        verleden.laatste - verleden.moment
    )
    uitslag.tijden["RPO: wat bij de ramp nog niet in het archief stond"] = ramp - verleden.gearchiveerd
    heel = _attempt(lambda: verify_backup(opstelling.cluster, verleden.kopie))
    uitslag.check(
        "de reservekopie is heel (pg_verifybackup)", heel or "elk bestand past bij het manifest", goed=not heel
    )
    kapot = _archive_with_hole(opstelling, verleden)
    _try_hole(opstelling, uitslag, verleden, kapot)
    begin = time.monotonic()
    hersteld = _target(kapot if sabotage == "wal" else opstelling.archief)
    restore(verleden.kopie, opstelling.cluster, hersteld)
    hersteld.start()
    uitslag.tijden["RTO: tot de database er is"] = time.monotonic() - begin
    if sabotage in {"rij", "weg"}:
        _sabotage(opstelling, hersteld, verleden, sabotage)
    _check(opstelling, uitslag, hersteld, verleden)
    uitslag.tijden["RTO: tot de eerste controles klaar zijn"] = time.monotonic() - begin
    with web(opstelling, hersteld) as gebruiker:
        antwoord = gebruiker.find(opstelling.personen[0])
        uitslag.check("een vraag krijgt weer antwoord", antwoord.status_code, goed=len(gebruiker.gelezen) == 1)
        uitslag.tijden["RTO: tot het eerste antwoord"] = time.monotonic() - begin
        gevallen.without_keys(opstelling, uitslag, hersteld)
        gevallen.without_signer(opstelling, uitslag, hersteld)
        gevallen.smaller_tree(opstelling, uitslag, hersteld)
        _check_proof(opstelling, uitslag, gebruiker, verleden)
    with opstelling.superuser(hersteld) as root:
        weg = missing_lines(root, [*verleden.verzoeken, *gebruiker.gelezen])
    uitslag.check("elke regel staat er ook na het gat", f"{len(weg)} ontbreken", goed=not weg)


def _live(opstelling: Opstelling, uitslag: Uitslag, aantal: int) -> Verleden:
    """Use, seal, back up, use more; then a moment, and after it what will be lost."""
    cluster, kopie = opstelling.cluster, opstelling.staat.pg_map / "kopie"
    with web(opstelling, cluster) as gebruiker:
        load_persons(opstelling, gebruiker, aantal)
        _use(opstelling, gebruiker)
        _seal(opstelling)
        begin = time.monotonic()
        base_backup(cluster, kopie)
        uitslag.tijden["reservekopie maken en nakijken"] = time.monotonic() - begin
        opstelling.melden(f"reservekopie gemaakt na {len(gebruiker.gelezen)} antwoorden")
        # These are not in the backup: only the archive has them.
        _use(opstelling, gebruiker)
        _seal(opstelling)
        bewijs = take_proof(gebruiker, opstelling.personen[0])
        _seal(opstelling)
        with opstelling.superuser(cluster) as root:
            voor = take_print(root)
            ((walstuk,),) = root.execute("SELECT pg_walfile_name(pg_create_restore_point(%s))", [PUNT]).fetchall()
        verleden = Verleden(kopie, voor, list(gebruiker.gelezen), [], bewijs, str(walstuk), time.monotonic())
        opstelling.melden(
            f"moment gekozen: {len(verleden.verzoeken)} antwoorden, {voor.checkpoint[0]} bladen ondertekend"
        )
        _use(opstelling, gebruiker)
        _seal(opstelling)
        with opstelling.superuser(cluster) as root:
            laatste = take_print(root).checkpoint[0]
            _archive(root)
        verleden.gearchiveerd = time.monotonic()
        _use(opstelling, gebruiker, 1)
        verleden.laatste = time.monotonic()
        verleden.later = gebruiker.gelezen[len(verleden.verzoeken) :]
    uitslag.check(
        "na het moment is er nog geschreven en ondertekend",
        f"{len(verleden.later)} antwoorden, {laatste} bladen",
        goed=bool(verleden.later) and laatste > voor.checkpoint[0] + 1,
    )
    return verleden


def _use(opstelling: Opstelling, gebruiker: Gebruiker, hooguit: int | None = None) -> None:
    for lijst in opstelling.personen[:hooguit]:
        gebruiker.find(lijst).raise_for_status()


def _seal(opstelling: Opstelling) -> None:
    uit = opstelling.seal(opstelling.cluster)
    if uit.returncode:
        raise Fout(f"verzegelen is niet gelukt: {last_words(uit)}")


def _archive(root: psycopg.Connection[Any]) -> None:
    """Close the piece of WAL under way and wait until the archive has it."""
    ((stuk,),) = root.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchall()

    def er_is() -> bool:
        ((laatste,),) = root.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchall()
        return laatste is not None and str(laatste) >= str(stuk)

    if not wait_until(er_is, 30):
        raise Fout(f"{stuk} komt niet in het archief.")


def _lose(opstelling: Opstelling) -> float:
    """Kill every process of the server at once, and take its data away; gives the moment (monotonic seconds)."""
    cluster = opstelling.cluster
    for pid in cluster.processes():
        os.kill(pid, signal.SIGKILL)
    ramp = time.monotonic()
    if not wait_until(lambda: not cluster.processes(), 10):
        raise Fout("De server is niet weg te krijgen.")
    shutil.rmtree(cluster.data)
    return ramp


def _archive_with_hole(opstelling: Opstelling, verleden: Verleden) -> Path:
    """A copy of the archive in which one piece is missing."""
    kapot = opstelling.staat.pg_map / "archief-met-gat"
    copy_folder(opstelling.cluster, opstelling.archief, kapot)
    (kapot / verleden.walstuk).unlink()
    return kapot


def _try_hole(opstelling: Opstelling, uitslag: Uitslag, verleden: Verleden, kapot: Path) -> None:
    """An archive that does not reach the moment is not taken for one that does."""
    poging = _target(kapot)
    restore(verleden.kopie, opstelling.cluster, poging)
    gezegd = _attempt(poging.start)
    uitslag.check(
        "een archief waaraan een stuk ontbreekt, wordt niet geloofd",
        gezegd or "het ging gewoon door",
        goed=bool(gezegd),
    )
    poging.stop()
    shutil.rmtree(poging.staat.pg_map)


def _target(archief: Path) -> Cluster:
    return Cluster(open_staat("hersteld"), restore_settings(archief, {"recovery_target_name": PUNT}))


def _attempt(doe: Callable[[], object]) -> str:
    """What goes wrong when this is done, in words; nothing when it goes well."""
    try:
        doe()
    except Fout as fout:
        return str(fout)
    return ""


def _sabotage(opstelling: Opstelling, hersteld: Cluster, verleden: Verleden, sabotage: Sabotage) -> None:
    """One row that is not what it was, or is gone."""
    with opstelling.superuser(hersteld) as root:
        regel = _line(root, verleden)
        if sabotage == "rij":
            flip_byte_in(hersteld.superuser_dsn(DATABASE), regel)
        else:
            root.execute("SET session_replication_role = replica")
            root.execute("DELETE FROM processing.regel WHERE id = %s", [regel])


def _line(root: psycopg.Connection[Any], verleden: Verleden) -> Any:
    rijen = root.execute(
        "SELECT r.id FROM processing.regel r JOIN processing.handeling h ON r.handeling = h.id WHERE h.verzoek = %s",
        [verleden.verzoeken[-1]],
    )
    return rijen.fetchall()[0][0]


def _check(opstelling: Opstelling, uitslag: Uitslag, hersteld: Cluster, verleden: Verleden) -> None:
    """The first checks, before anybody uses what was restored."""
    grootte, wortel = verleden.voor.checkpoint
    with opstelling.superuser(hersteld) as root:
        na = take_print(root)
        anders = differences(verleden.voor, na)
        gezien = "; ".join(anders[:3]) or f"{len(na.rijen)} tabellen, {sum(na.rijen.values())} rijen"
        uitslag.check("elke tabel heeft evenveel rijen als op het moment", gezien, goed=not anders)
        weg = missing_lines(root, verleden.verzoeken)
        gezien = f"{len(verleden.verzoeken) - len(weg)} van {len(verleden.verzoeken)}"
        uitslag.check("elk beantwoord verzoek van voor het moment heeft zijn regel", gezien, goed=not weg)
        over = set(verleden.later) - set(missing_lines(root, verleden.later))
        uitslag.check("van na het moment is er niets", f"{len(over)} van {len(verleden.later)}", goed=not over)
        opnieuw = root_of_leaves(root, grootte)
        gezien = f"{grootte} bladen, {opnieuw.hex()[:16]}…"
        klopt = (na.checkpoint, opnieuw) == ((grootte, wortel), wortel)
        uitslag.check("de bladen geven de wortel van het laatste checkpoint", gezien, goed=klopt)
        regel = _line(root, verleden) if not weg else None
    dsn = hersteld.dsn("bronhuis_verzegelaar", DATABASE)
    with psycopg.connect(dsn, autocommit=True) as verzegelaar:
        gevonden = findings(verzegelaar)
        gezien = "; ".join(gevonden[:2]) or "geen bevindingen"
        uitslag.check("het log past bij de boom", gezien, goed=not gevonden)
        if regel is None:
            return
        # A control that finds nothing must be one that can find something.
        flip_byte_in(hersteld.superuser_dsn(DATABASE), regel)
        gevonden = findings(verzegelaar)
        flip_byte_in(hersteld.superuser_dsn(DATABASE), regel)
    uitslag.check("één veranderde byte valt op", "; ".join(gevonden[:1]) or "niets gezien", goed=len(gevonden) == 1)


def _check_proof(opstelling: Opstelling, uitslag: Uitslag, gebruiker: Gebruiker, verleden: Verleden) -> None:
    """What a resident took away before holds, and the log of now continues it; by the outsider's program alone."""
    bestand = opstelling.map / "bewijs.json"
    bestand.write_text(verleden.bewijs, encoding="utf-8")
    oud, nieuw = opstelling.map / "oud.txt", opstelling.map / "nieuw.txt"
    oud.write_text(read_proof(json.loads(verleden.bewijs)["bewijs"])[2], encoding="utf-8")
    log = f"{gebruiker.url}/.well-known/verwerkingslog"
    nieuw.write_text(httpx.get(f"{log}/checkpoint", timeout=30).raise_for_status().text, encoding="utf-8")
    sleutel = ("--sleutel", opstelling.staat.logsleutel.read_text().strip())
    regel = _verify("regel", bestand, *sleutel)
    uitslag.check("een bewijs van vóór het moment klopt nog", _first(regel), goed=regel.returncode == 0)
    groei = _verify("groei", oud, nieuw, *sleutel, "--url", log)
    maten = [read_note(pad.read_text(encoding="utf-8"))[0].grootte for pad in (oud, nieuw)]
    gezien = f"{_first(groei)} Van {maten[0]} naar {maten[1]} bladen."
    uitslag.check("het log gaat verder op het checkpoint van dat bewijs", gezien, goed=groei.returncode == 0)


def _verify(*woorden: object) -> subprocess.CompletedProcess[str]:
    opdracht = [sys.executable, str(KLOON / "audit" / "bronhuis_verify.py"), *map(str, woorden)]
    return subprocess.run(opdracht, capture_output=True, text=True, check=False)


def _first(uit: subprocess.CompletedProcess[str]) -> str:
    return next((regel for regel in (uit.stdout + uit.stderr).splitlines() if regel.strip()), "geen melding")
