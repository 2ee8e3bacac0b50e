"""HTTP as a person at the prompt would do it: every call knows the curl that does the same."""

from __future__ import annotations

import json
import os
import shlex
from dataclasses import dataclass
from typing import Any

import httpx

BASIS = os.environ.get("BRONHUIS_BASIS_URL", "http://127.0.0.1:8000").rstrip("/")


@dataclass(frozen=True)
class Antwoord:
    """A status, a JSON document, and the curl that gives them."""

    status: int
    document: Any
    curl: str


def call(
    methode: str, pad: str, *, token: str | None = None, inhoud: Any = None, formulier: dict[str, str] | None = None
) -> Antwoord:
    """One call to the API; in the curl the token is the variable $TOKEN."""
    koppen = {"Authorization": f"Bearer {token}"} if token else {}
    delen = [
        "curl",
        "-s",
        *(["-X", methode] if methode != "GET" and inhoud is None and formulier is None else []),
        f"{BASIS}{pad}",
    ]
    if token:
        delen += ["-H", "Authorization: Bearer $TOKEN"]
    if inhoud is not None:
        delen += ["-H", "Content-Type: application/json", "-d", json.dumps(inhoud)]
    for naam, waarde in (formulier or {}).items():
        delen += ["--data-urlencode", f"{naam}={'$ASSERTIE' if naam == 'client_assertion' else waarde}"]
    antwoord = httpx.request(methode, f"{BASIS}{pad}", headers=koppen, json=inhoud, data=formulier, timeout=30)
    return Antwoord(antwoord.status_code, antwoord.json() if antwoord.content else None, as_shell(delen))


def as_shell(delen: list[str]) -> str:
    """The command line; variables stay variables."""
    return " ".join(f'"{deel}"' if "$" in deel and '"' not in deel else shlex.quote(deel) for deel in delen)
