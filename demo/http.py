"""HTTP as a person at the prompt would do it: every call knows the curl that does the same."""

from __future__ import annotations

import json
import os
import shlex
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

BASIS = os.environ.get("BRONHUIS_BASIS_URL", "http://127.0.0.1:8000").rstrip("/")
STANDAARDPOORT = 8000


@dataclass(frozen=True)
class Antwoord:
    """A status, a JSON document, and the curl that gives them."""

    status: int
    document: Any
    curl: str


def call(
    methode: str,
    pad: str,
    *,
    token: str | None = None,
    inhoud: Any = None,
    formulier: dict[str, str] | None = None,
    koppen: dict[str, str] | None = None,
) -> Antwoord:
    """One call to the API; in the curl the token is the variable $TOKEN."""
    alle = {"Authorization": f"Bearer {token}"} if token else {}
    delen = ["curl", "-s", f"{BASIS}{pad}"]
    if token:
        delen += ["-H", "Authorization: Bearer $TOKEN"]
    for naam, waarde in (koppen or {}).items():
        delen += ["-H", f"{naam}: {waarde}"]
    if inhoud is not None:
        delen += ["-H", "Content-Type: application/json", "-d", json.dumps(inhoud)]
    for naam, waarde in (formulier or {}).items():
        delen += ["--data-urlencode", f"{naam}={waarde}"]
    antwoord = httpx.request(
        methode, f"{BASIS}{pad}", headers=alle | (koppen or {}), json=inhoud, data=formulier, timeout=30
    )
    return Antwoord(antwoord.status_code, antwoord.json() if antwoord.content else None, as_shell(delen))


def as_shell(delen: list[str]) -> str:
    """The command line; variables stay variables."""
    return " ".join(f'"{deel}"' if "$" in deel and '"' not in deel else shlex.quote(deel) for deel in delen)


def make(opdracht: str, variabele: str = "") -> str:
    """The `make beheer` line for this manage.py command, its output in a shell variable when one is named."""
    poort = urlsplit(BASIS).port
    anders = f" BRONHUIS_PORT={poort}" if poort and poort != STANDAARDPOORT else ""
    regel = f'make -s beheer{anders} OPDRACHT="{opdracht}"'
    return f"{variabele}=$({regel})" if variabele else regel
