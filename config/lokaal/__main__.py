"""The command `python -m config.lokaal`, behind the targets of the Makefile."""

from __future__ import annotations

import argparse
import errno
import os
import subprocess
import sys
import traceback
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from config.lokaal.commandos import BEWAARDERSCOMMANDOS, EIGENAARSCOMMANDOS
from config.lokaal.demo import run_demo, run_verhaal
from config.lokaal.diensten import describe, reset, start_diensten, stop_all
from config.lokaal.omgeving import basis_url, beheer_omgeving, export_lines, own_database, web_omgeving, worker_omgeving
from config.lokaal.postgres import Cluster
from config.lokaal.processen import start_web, start_worker
from config.lokaal.reservekopie import take_backup
from config.lokaal.sabotage import flip_byte
from config.lokaal.staat import HULPNAMEN, NAMEN, Fout, Staat, open_staat
from config.lokaal.wachtwoorden import ensure_wachtwoorden
from config.lokaal.zegel import start_sealer, start_signer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOGREGELS = 20
VOL = "De schijf is vol. Maak ruimte vrij en probeer het opnieuw."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what goes wrong becomes one line on stderr and exit code 1."""
    os.umask(0o077)
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except Fout as error:
        reden = str(error)
    except KeyboardInterrupt:
        reden = "Afgebroken."
    except BrokenPipeError:  # `make logs | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        reden = _explain_os(error)
    except Exception as error:  # noqa: BLE001 - a person at the keyboard gets one line, the log gets the rest
        reden = f"Onverwachte fout ({type(error).__name__}): {error}. {_keep_traceback(options.staat)}"
        if "No space left on device" in reden:  # as the database says it
            reden = VOL
    print("bronhuis: " + " ".join(reden.split()), file=sys.stderr)
    return 1


def _run(options: argparse.Namespace) -> int:
    staat = open_staat(options.staat)
    both = [open_staat(naam) for naam in NAMEN]
    alle = both + [open_staat(naam) for naam in HULPNAMEN]
    match options.commando:
        case "start":
            return _start(staat, alleen_diensten=options.alleen_diensten)
        case "stop":
            return _print(line for each in alle if each.map.is_dir() for line in _stop(each))
        case "status":
            return _print(line for each in both for line in describe(each))
        case "reset":
            return _print(reset(list(reversed(alle))))
        case "logs":
            return _print(_logs(staat))
        case "reservekopie":
            return _print(take_backup(Cluster(staat)))
        case "beheer":
            return _beheer(staat, options.opdracht)
        case "verhaal":
            return run_verhaal(staat, options.verhaal)
        case "sabotage":
            return _print(flip_byte(staat, options.regel))
        case "omgeving":
            return _omgeving(staat, zonder_diensten=options.zonder_diensten)
        case _:
            return run_demo(staat, Path(options.data) if options.data else None)


def _start(staat: Staat, *, alleen_diensten: bool) -> int:
    with staat.slot():
        _print(start_diensten(staat))
        if not alleen_diensten:
            _print([f"Webserver {'gestart' if start_web(staat) else 'draait al'}: {basis_url()}"])
            _print([f"Worker {'gestart' if start_worker(staat) else 'draait al'}"])
            _print([f"Ondertekenaar {'gestart' if start_signer(staat) else 'draait al'}"])
            _print([f"Zegel {'gestart' if start_sealer(staat) else 'draait al'}"])
    return 0


def _beheer(staat: Staat, opdracht: Sequence[str]) -> int:
    """Run a manage.py command with the environment of this installation; its exit code is ours."""
    naam = opdracht[0] if opdracht else "help"
    if naam in EIGENAARSCOMMANDOS:
        omgeving = beheer_omgeving(staat)
    else:
        omgeving = worker_omgeving(staat) if naam in BEWAARDERSCOMMANDOS else web_omgeving(staat)
    return subprocess.run(
        [sys.executable, "manage.py", *opdracht], cwd=staat.kloon, env=omgeving, check=False
    ).returncode


def _omgeving(staat: Staat, *, zonder_diensten: bool) -> int:
    if zonder_diensten:
        with staat.slot():
            staat.prepare()
            ensure_wachtwoorden(staat)
    elif own_database(staat) and not Cluster(staat).is_running():
        msg = f"Er draait niets in omgeving {staat.naam}: python -m config.lokaal start --staat {staat.naam}"
        raise Fout(msg)
    sys.stdout.write(export_lines(staat))
    return 0


def _stop(staat: Staat) -> Iterable[str]:
    with staat.slot():
        yield from stop_all(staat)


def _logs(staat: Staat) -> Iterable[str]:
    for path in sorted(staat.logs.glob("*.log")):
        with path.open(encoding="utf-8", errors="replace") as handle:
            lines = deque(handle, LOGREGELS)
        yield f"== {path}"
        yield from (line.rstrip("\n") for line in lines)


def _print(lines: Iterable[str]) -> int:
    for line in lines:
        print(line, flush=True)
    return 0


def _explain_os(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return VOL
    if error.errno == errno.EACCES:
        return f"Geen toegang tot {error.filename}: is deze map van een andere gebruiker?"
    return f"{error.strerror or error}: {error.filename or 'onbekend bestand'}"


def _keep_traceback(naam: str) -> str:
    try:
        log = open_staat(naam).logs / "lokaal.log"
        log.write_text(traceback.format_exc())
    except (OSError, Fout):
        return "Het logbestand kon niet worden geschreven."
    return f"Zie {log}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.lokaal", description="De omgeving op deze computer.")
    commands = parser.add_subparsers(dest="commando", required=True, metavar="COMMANDO")
    for naam, uitleg in (
        ("start", "start PostgreSQL, Redis, de webserver en de worker"),
        ("stop", "stop alles (demo, test, bench en chaos)"),
        ("status", "toon wat er draait"),
        ("reset", "stop alles en gooi alle gegevens van deze omgeving weg"),
        ("logs", "toon het einde van elk logboek"),
        ("demo", "bouw alles op, laad fictieve personen en vertel de vijf verhalen"),
        ("verhaal", "speel één verhaal tegen wat er draait"),
        ("sabotage", "verander één byte van een regel in het log, als eigenaar van de server (alleen in de demo)"),
        ("reservekopie", "maak een gecontroleerde reservekopie van de eigen database"),
        ("beheer", "voer een manage.py-opdracht uit in deze omgeving"),
        ("omgeving", "druk export-regels af voor een shell; LET OP: met wachtwoorden erin"),
    ):
        command = commands.add_parser(naam, help=uitleg, description=uitleg)
        command.add_argument("--staat", choices=NAMEN, default="demo", help="welke omgeving (standaard: demo)")
        if naam == "start":
            command.add_argument("--alleen-diensten", action="store_true", help="alleen PostgreSQL en Redis")
        if naam == "omgeving":
            command.add_argument(
                "--zonder-diensten", action="store_true", help="ook als er niets draait (voor mypy en makemigrations)"
            )
        if naam == "beheer":
            command.add_argument("opdracht", nargs=argparse.REMAINDER, help="de opdracht met haar opties")
        if naam == "verhaal":
            command.add_argument("verhaal", choices=("alle", "applicatie", "inwoner", "privacy", "beheer", "zegel"))
        if naam == "sabotage":
            command.add_argument(
                "--regel", type=UUID, required=True, help="nummer van de regel; nog eens zet de byte terug"
            )
        if naam == "demo":
            command.add_argument("--data", default="", help="een GBA-V-bestand in plaats van de eigen personen")
    return parser


if __name__ == "__main__":
    sys.exit(main())
