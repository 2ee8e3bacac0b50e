"""The environment variables of the processes, each with no more than it needs."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from config.lokaal.postgres import Cluster
from config.lokaal.redis import Redisserver
from config.lokaal.sleutels import ensure_sleutels, log_key
from config.lokaal.staat import Fout

if TYPE_CHECKING:
    from config.lokaal.staat import Staat

DATABASE = "bronhuis"
EIGEN_NAMEN = (
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "BRONHUIS_SLEUTELBESTAND",
    "BRONHUIS_MODUS",
    "BRONHUIS_BASIS_URL",
)


def own_database(staat: Staat) -> bool:
    """Tell whether the embedded server is used: DATABASE_URL is not set, or set to exactly that server."""
    url = os.environ.get("DATABASE_URL", "")
    return not url or (staat.wachtwoordbestand.exists() and url == Cluster(staat).dsn("bronhuis_app", DATABASE))


def own_redis(staat: Staat) -> bool:
    """Tell whether the embedded Redis is used: REDIS_URL is not set, or set to exactly that server."""
    url = os.environ.get("REDIS_URL", "")
    return not url or (staat.wachtwoordbestand.exists() and url == Redisserver(staat).url())


def host_port() -> tuple[str, int]:
    """Return where the web server listens: BRONHUIS_HOST and BRONHUIS_PORT, else 127.0.0.1:8000."""
    text = os.environ.get("BRONHUIS_PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) <= 65535:
        msg = f"BRONHUIS_PORT moet een getal van 1 tot en met 65535 zijn, niet {text!r}."
        raise Fout(msg)
    return os.environ.get("BRONHUIS_HOST") or "127.0.0.1", int(text)


def basis_url() -> str:
    """Return the address by which people reach the installation."""
    host, port = host_port()
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - compared only
    return (os.environ.get("BRONHUIS_BASIS_URL") or f"http://{name}:{port}").rstrip("/")


def web_omgeving(staat: Staat) -> dict[str, str]:
    """Return the environment of the web server and the worker: the application's role only."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GRANIAN_", "CELERY_"))}
    clean.pop("DATABASE_OWNER_URL", None)
    return clean | {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
        "DATABASE_URL": Cluster(staat).dsn("bronhuis_app", DATABASE)
        if own_database(staat)
        else os.environ["DATABASE_URL"],
        "REDIS_URL": Redisserver(staat).url() if own_redis(staat) else os.environ["REDIS_URL"],
        "BRONHUIS_SLEUTELBESTAND": os.environ.get("BRONHUIS_SLEUTELBESTAND") or str(ensure_sleutels(staat)),
        "BRONHUIS_LOGSLEUTEL": os.environ.get("BRONHUIS_LOGSLEUTEL") or log_key(staat),
        "BRONHUIS_MODUS": staat.modus,
        "BRONHUIS_BASIS_URL": basis_url(),
        "PYTHONUNBUFFERED": "1",
    }


def worker_omgeving(staat: Staat) -> dict[str, str]:
    """Return the environment of the worker: the application's role, and the keeper's for its daily task."""
    bewaarder = (
        {"DATABASE_BEWAARDER_URL": Cluster(staat).dsn("bronhuis_bewaarder", DATABASE)} if own_database(staat) else {}
    )
    return web_omgeving(staat) | bewaarder


def beheer_omgeving(staat: Staat) -> dict[str, str]:
    """Return the environment of commands that change the schema; it also holds the migration role."""
    if own_database(staat):
        owner = Cluster(staat).dsn("bronhuis_migratie", DATABASE)
    elif os.environ.get("DATABASE_OWNER_URL"):
        owner = os.environ["DATABASE_OWNER_URL"]
    else:
        msg = "DATABASE_URL is gezet, DATABASE_OWNER_URL niet: zet die ook (rol bronhuis_migratie), of geen van beide."
        raise Fout(msg)
    return web_omgeving(staat) | {"DATABASE_OWNER_URL": owner}


def export_lines(staat: Staat) -> str:
    """Return `export` lines for a developer's shell. They hold passwords: never put them in a log or an issue."""
    values = beheer_omgeving(staat)
    return "".join(f"export {name}={shlex.quote(values[name])}\n" for name in EIGEN_NAMEN)
