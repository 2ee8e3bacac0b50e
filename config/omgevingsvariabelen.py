"""What the environment may say, read in one place. Every variable is described in docs/operations/omgeving.md."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Modus = Literal["demo", "test", "productie"]


def read_modus() -> Modus:
    """BRONHUIS_MODUS; absent means production, so that nothing is lax by accident."""
    modus = os.environ.get("BRONHUIS_MODUS", "productie")
    if modus not in {"demo", "test", "productie"}:
        raise ImproperlyConfigured("BRONHUIS_MODUS moet demo, test of productie zijn.")
    return cast(Modus, modus)


def read_database(variabele: str) -> dict[str, Any]:
    """A Django database entry from a postgresql:// URL.

    A host may be a percent-encoded socket folder. There may be more than one, with commas between, as libpq has it: with
    `?target_session_attrs=read-write` each new connection goes to the one that takes writes.
    """
    url = os.environ.get(variabele)
    if not url:
        raise ImproperlyConfigured(
            f"{variabele} ontbreekt. Start met `make demo`, of lees docs/operations/omgeving.md."
        )
    delen = urlsplit(url)
    if delen.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{variabele} moet beginnen met postgresql://.")
    opties = dict(parse_qsl(delen.query))
    hosts, poorten = zip(*map(_host_and_port, delen.netloc.rpartition("@")[2].split(",")), strict=True)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": delen.path.lstrip("/"),
        "USER": unquote(delen.username or ""),
        "PASSWORD": unquote(delen.password or ""),
        "HOST": unquote(opties.pop("host", ",".join(hosts))),
        "PORT": ",".join(poorten) if any(poorten) else "",
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": opties,
    }


def _host_and_port(plek: str) -> tuple[str, str]:
    """One host of a URL and its port, empty where it has none; an IPv6 address stands between brackets there."""
    host, _, poort = plek.rpartition(":") if plek.rpartition(":")[2].isdigit() else (plek, "", "")
    return host.removeprefix("[").removesuffix("]"), poort


def read_sleutels() -> dict[str, Any]:
    """The key file named by BRONHUIS_SLEUTELBESTAND; start is refused when it is absent, open to others or unreadable."""
    plek = os.environ.get("BRONHUIS_SLEUTELBESTAND")
    if not plek:
        raise ImproperlyConfigured("BRONHUIS_SLEUTELBESTAND ontbreekt: zonder sleutels start Bronhuis niet.")
    pad = Path(plek)
    try:
        rechten = stat.S_IMODE(pad.stat().st_mode)
        inhoud = json.loads(pad.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fout:
        raise ImproperlyConfigured("Het sleutelbestand is er niet of is onleesbaar.") from fout
    if rechten & 0o077:
        raise ImproperlyConfigured("Het sleutelbestand mag alleen voor de eigenaar leesbaar zijn (chmod 600).")
    ontbreekt = {"django_secret", "cursor", "register", "log", "tokens"} - set(inhoud)
    if ontbreekt:
        raise ImproperlyConfigured(f"Het sleutelbestand mist: {', '.join(sorted(ontbreekt))}.")
    return cast(dict[str, Any], inhoud)
