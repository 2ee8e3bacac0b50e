"""A client that connects and says nothing does not keep its place."""

from __future__ import annotations

import os
import socket
import time
from urllib.parse import urlsplit

import pytest

from config.lokaal.omgeving import web_omgeving
from config.lokaal.processen import KOPTERMIJN, extra_webserver
from tests import plugin

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]


@pytest.mark.parametrize("begin", [b"", b"GET /healthz HTTP/1.1\r\nHost: 127"], ids=["niets", "halve-kop"])
def test_who_sends_no_headers_is_shown_out(begin: bytes) -> None:
    omgeving = web_omgeving(plugin.staat) | {"DATABASE_URL": os.environ["DATABASE_URL"], "BRONHUIS_MODUS": "test"}
    with extra_webserver(omgeving, werkers=1) as server:
        delen = urlsplit(server.url)
        with socket.create_connection((delen.hostname or "", delen.port or 0), timeout=30) as stil:
            stil.sendall(begin)
            sinds = time.monotonic()
            assert stil.recv(4096) == b""
            duur = time.monotonic() - sinds
    assert duur < KOPTERMIJN / 1000 + 5
