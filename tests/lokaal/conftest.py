"""Clones of the local installation in a short folder of their own, away from the developer's."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.lokaal.pidbestand import wait_until
from config.lokaal.postgres import Cluster
from config.lokaal.redis import Redisserver
from config.lokaal.staat import KLOON, Staat, open_staat

VOORBEELD = {
    "manage.py": """
import os, signal, socket, sys
if sys.argv[1] == "ondertekenaar":
    assert not {"DATABASE_URL", "DATABASE_VERZEGELAAR_URL", "REDIS_URL", "BRONHUIS_SLEUTELBESTAND"} & set(os.environ)
    luistert = socket.socket(socket.AF_UNIX)
    luistert.bind(sys.argv[sys.argv.index("--socket") + 1])
if sys.argv[1] in {"ondertekenaar", "zegel"}:
    signal.pause()
import psycopg
owner = "DATABASE_OWNER_URL" in os.environ
print(sys.argv[1], "eigenaar" if owner else "app")
psycopg.connect(os.environ["DATABASE_OWNER_URL" if owner else "DATABASE_URL"]).close()
sys.exit("FoutInVoorbeeld: kapot" if os.environ.get("VOORBEELD_FOUT") == sys.argv[1] else 0)
""",
    "config/settings.py": "SECRET_KEY = 'voorbeeld'\nUSE_TZ = True\n",
    "config/wsgi.py": """
import os
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
""",
    "config/celery.py": """
import os
from celery import Celery
from config.lokaal.redis import broker_url
app = Celery("voorbeeld", broker=broker_url(os.environ["REDIS_URL"]))
""",
    "demo/__main__.py": """
import os, sys, urllib.request
assert not {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BRONHUIS_SLEUTELBESTAND"} & set(os.environ)
print("verhaal:", urllib.request.urlopen(os.environ["BRONHUIS_BASIS_URL"] + "/healthz").status)
sys.exit(int(os.environ.get("VOORBEELD_VERHAAL", "0")))
""",
}
EIGEN = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}


@dataclass(frozen=True)
class Kloon:
    """A clone with an example application, and the command run in it."""

    path: Path

    @property
    def staat(self) -> Staat:
        return open_staat("demo", self.path)

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.staat)

    @property
    def redis(self) -> Redisserver:
        return Redisserver(self.staat)

    def environment(self, **extra: str) -> dict[str, str]:
        clean = {
            name: value for name, value in os.environ.items() if name not in EIGEN and not name.startswith("BRONHUIS_")
        }
        return clean | extra

    def run(self, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "config.lokaal", *arguments],
            cwd=self.path,
            env=self.environment(**extra),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def start(self) -> list[str]:
        result = self.run("start", "--alleen-diensten")
        assert result.returncode == 0, result.stderr
        return result.stdout.splitlines()

    def postmaster(self) -> int:
        return int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])

    def kill_postmaster(self) -> None:
        os.kill(self.postmaster(), signal.SIGKILL)
        assert wait_until(lambda: not self.cluster.is_running(), 10)


def make_kloon() -> Kloon:
    path = Path(tempfile.mkdtemp(prefix="bh-", dir="/tmp")).resolve()
    shutil.copytree(
        KLOON / "config" / "lokaal", path / "config" / "lokaal", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(KLOON / "config" / "__init__.py", path / "config")
    # The key of the log is made by who knows its form.
    shutil.copytree(KLOON / "audit", path / "audit", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in VOORBEELD.items():
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text(text)
    return Kloon(path)


def remove_kloon(kloon: Kloon) -> None:
    result = kloon.run("reset")
    shutil.rmtree(kloon.path)
    assert result.returncode == 0, result.stderr


@pytest.fixture
def kloon():
    """A clone in which nothing has been started."""
    made = make_kloon()
    yield made
    remove_kloon(made)


@pytest.fixture(scope="module")
def draaiend():
    """A clone whose services run, shared by the tests of one file."""
    made = make_kloon()
    try:
        made.start()
        yield made
    finally:
        remove_kloon(made)
