"""`manage.py import_gbav FILE|-`: the thin client. Standard library only; it does not start Django when a server is up."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from registry.intern.pasje import make_pass

PAD = "/intern/v1/personen"
DOEL = "personen-laden"
GETOOND = 5


def parse(argumenten: list[str]) -> argparse.Namespace:
    """The command's arguments."""
    lezer = argparse.ArgumentParser(
        prog="manage.py import_gbav",
        description="Laad persoonslijsten: het gepubliceerde GBA-V-bestand (CSV) of JSON-regels.",
    )
    lezer.add_argument("bestand", metavar="FILE", help="bestand, of - voor standaardinvoer")
    lezer.add_argument(
        "--vervang",
        action="store_true",
        help="sluit de registratie van alle andere personen (alleen demo en test); er wordt niets verwijderd",
    )
    lezer.add_argument("--volledig", action="store_true", help="toon elke melding, niet alleen de eerste per reden")
    lezer.add_argument("--rapport", type=Path, metavar="FILE", help="schrijf het hele rapport als JSON")
    return lezer.parse_args(argumenten)


@cache
def _standard_input() -> bytes:
    """All of it, kept: without a server the command asks for it a second time."""
    return sys.stdin.buffer.read()


def read_input(bestand: str) -> bytes:
    """The bytes to load; exits with one line when there is no such file."""
    if bestand == "-":
        return _standard_input()
    try:
        return Path(bestand).read_bytes()
    except OSError:
        sys.exit(f"{bestand} is niet te lezen.")


def send(inhoud: bytes, *, vervang: bool) -> tuple[int, Any] | None:
    """Give the work to the running server: (status, JSON), or None when there is no server."""
    delen = urlsplit(os.environ.get("BRONHUIS_BASIS_URL", "http://127.0.0.1:8000"))
    sleutels = json.loads(Path(os.environ["BRONHUIS_SLEUTELBESTAND"]).read_text(encoding="utf-8"))
    klasse = http.client.HTTPSConnection if delen.scheme == "https" else http.client.HTTPConnection
    verbinding = klasse(delen.hostname or "127.0.0.1", delen.port, timeout=600)
    koppen = {
        "Content-Type": "application/octet-stream",
        "Accept": "application/json",
        "Beheerpas": make_pass(sleutels, DOEL),
    }
    try:
        verbinding.request("POST", f"{PAD}?vervang={'true' if vervang else 'false'}", inhoud, koppen)
        antwoord = verbinding.getresponse()
        return antwoord.status, json.loads(antwoord.read())
    except (ConnectionRefusedError, FileNotFoundError):
        return None
    finally:
        verbinding.close()


def show(rapport: dict[str, Any], *, volledig: bool) -> None:
    """Print the report: counts, then the remarks per reason with row and column."""
    print(
        f"{rapport['lijsten']} persoonslijsten: {rapport['nieuw']} nieuw, {rapport['gewijzigd']} gewijzigd, {rapport['ongewijzigd']} ongewijzigd"
    )
    print(f"{rapport['voorkomensIngevoegd']} voorkomens ingevoegd, {rapport['voorkomensGesloten']} gesloten")
    per_reden: dict[str, list[dict[str, Any]]] = {}
    for melding in rapport["meldingen"]:
        per_reden.setdefault(melding["code"], []).append(melding)
    for code, meldingen in sorted(per_reden.items(), key=lambda paar: -len(paar[1])):
        print(f"\n{len(meldingen):6}  {code}: {meldingen[0]['reden']}")
        plekken = [f"rij {m['rij']}" + (f" kolom {m['kolom']}" if m["kolom"] is not None else "") for m in meldingen]
        getoond = plekken if volledig else plekken[:GETOOND]
        print(
            "        "
            + ", ".join(getoond)
            + (f" en nog {len(plekken) - len(getoond)}" if len(plekken) > len(getoond) else "")
        )
    totaal = Counter(m["code"] for m in rapport["meldingen"])
    print(f"\n{sum(totaal.values())} meldingen, {len(totaal)} redenen")


def main(argumenten: list[str]) -> int | None:
    """Run the thin client; None means that there is no server and the work must be done here."""
    opties = parse(argumenten)
    inhoud = read_input(opties.bestand)
    uitkomst = send(inhoud, vervang=opties.vervang)
    if uitkomst is None:
        return None
    status, rapport = uitkomst
    return report(status, rapport, opties)


def report(status: int, rapport: dict[str, Any], opties: argparse.Namespace) -> int:
    """Print what came of it; the exit code."""
    if status != http.client.OK:
        print(f"Laden is niet gelukt ({status}): {rapport.get('detail', 'geen uitleg')}", file=sys.stderr)
        return 1
    if opties.rapport:
        opties.rapport.write_text(json.dumps(rapport, indent=1, ensure_ascii=False), encoding="utf-8")
    show(rapport, volledig=opties.volledig)
    return 0
