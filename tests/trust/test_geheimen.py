"""No secret stands in a file of the repository: private keys, tokens, passwords in addresses, and random text that is called one."""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]
# Made by a run, or of others (their files lie here unmodified), or a list of digests.
OVERSLAAN = {".git", ".venv", ".bronhuis", "node_modules", "__pycache__", "vendor"}
BINAIR = {".png", ".xz", ".mo", ".woff2", ".gz", ".ico"}
VORMEN = {
    "geheime sleutel": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20,}"),
    "sleutel van een webdienst": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}\b"),
    "token van een codeplek": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[A-Za-z0-9_-]{20,}|pypi-[A-Za-z0-9_-]{40,})\b"
    ),
    "token": re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}"),
    "wachtwoord in een adres": re.compile(r"\b[a-z][a-z0-9+]*://[^\s/:@{}<>$%\"']+:(?P<waarde>[^\s/@{}<>$%\"']{6,})@"),
    "toegewezen geheim": re.compile(
        r"(?i)(?:secret|sleutel|geheim|wachtwoord|password|passwd|api_?key|token)\w*[\"']?\s*[:=]\s*[bf]?[\"'](?P<waarde>[A-Za-z0-9+/=_-]{20,})[\"']"
    ),
}
WILLEKEURIG = 3.8  # bits per character; words and names stay below it
# By path, and why what looks like one is none.
GEEN_GEHEIM = {
    "tests/audit/test_getuigen.py": "an address of a witness that is refused because it holds a password",
    "tests/audit/test_tijdstempel.py": "an address of a time-stamp authority that is refused because it holds a password",
}


def entropy(tekst: str) -> float:
    """Bits per character."""
    return -sum(n / len(tekst) * math.log2(n / len(tekst)) for n in Counter(tekst).values())


def found_in(tekst: str) -> list[str]:
    """What looks like a secret in this text: the kind of each."""
    uit = []
    for soort, vorm in VORMEN.items():
        for treffer in vorm.finditer(tekst):
            waarde = treffer.groupdict().get("waarde")
            if soort == "toegewezen geheim" and (
                entropy(str(waarde)) < WILLEKEURIG or not re.search(r"\d", str(waarde))
            ):
                continue
            uit.append(soort)
    return uit


def files() -> Iterator[Path]:
    """Every file that a person wrote or committed."""
    for map_, mappen, namen in os.walk(WORTEL):
        mappen[:] = sorted(
            m for m in mappen if m not in OVERSLAAN and not m.endswith(("_cache", ".egg-info")) and m != ".hypothesis"
        )
        for naam in sorted(namen):
            pad = Path(map_, naam)
            if pad.suffix not in BINAIR and pad.is_file() and not pad.is_symlink():
                yield pad


def test_no_file_holds_a_secret() -> None:
    gevonden, gelezen = {}, 0
    for pad in files():
        try:
            tekst = pad.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        gelezen += 1
        naam = pad.relative_to(WORTEL).as_posix()
        if (soorten := found_in(tekst)) and naam not in GEEN_GEHEIM:
            gevonden[naam] = soorten
    assert gelezen > 300
    assert gevonden == {}


def test_what_is_let_pass_is_still_needed() -> None:
    assert [naam for naam in GEEN_GEHEIM if not found_in((WORTEL / naam).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "tekst",
    [
        "-----BEGIN " + "PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIPq3mH1xVd7Kk2aZ\n",
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/yG\n",
        "AKIA" + "QWERTYUIOPASDFGH",
        "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a",
        "eyJhbGciOiJQUzI1NiJ9" + "x.eyJzdWIiOiJpZW1hbmQifQ" + ".Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA",
        "postgresql://bronhuis_app:" + "Xk29dLq0@db.example/bronhuis",
        'SECRET_KEY = "' + "f8Kq2mZx91LpTr7Vb3Nw6Yc0" + '"',
        "wachtwoord: '" + "Hj82kLmQ0zXp4RtY7uWb" + "'",
    ],
    ids=lambda t: t[:14].strip(),
)
def test_one_that_is_put_there_is_seen(tekst: str) -> None:
    assert found_in(tekst)


@pytest.mark.parametrize(
    "tekst",
    [
        "sleutel = burgerservicenummer_van_de_houder",
        'token = "toegang_tot_de_registers"',
        "postgresql://bronhuis_app:${WACHTWOORD}@db.example/bronhuis",
        "geheim: 'demo-toezicht'",
    ],
)
def test_ordinary_words_are_none(tekst: str) -> None:
    assert found_in(tekst) == []
