"""Telling a story: each step in words, with what a person types to see the same, and the screen where it shows."""

from __future__ import annotations

import json
from typing import Any

from demo.http import BASIS, Antwoord


class Mislukt(Exception):
    """A step did not go as it must; the demo ends with this line."""


class Verteller:
    """Prints the steps of one story."""

    def __init__(self, titel: str) -> None:
        self.nummer = 0
        print(f"\n== {titel}", flush=True)

    def tell(self, wat: str, *hoe: str, scherm: str = "") -> None:
        """One step: what happened, the commands that do the same, and the address (path) of the screen that shows it."""
        self.nummer += 1
        print(f"{self.nummer:2}. {wat}")
        for opdracht in hoe:
            print(f"    $ {opdracht}")
        if scherm:
            print(f"    scherm: {BASIS}{scherm}")
        print(end="", flush=True)


def expect(antwoord: Antwoord, status: int, wat: str) -> Any:
    """The document of this answer; raises Mislukt when its status is another."""
    if antwoord.status != status:
        uitleg = json.dumps(antwoord.document, ensure_ascii=False)[:300]
        raise Mislukt(f"{wat}: verwacht {status}, kreeg {antwoord.status} ({uitleg})")
    return antwoord.document
