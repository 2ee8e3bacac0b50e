"""A witness in a folder of its own, over HTTP on loopback."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from audit.bronhuis_verify import write_hashes
from audit.getuige.app import app_of
from audit.getuige.getuige import Getuige
from audit.getuige.opslag import Opslag
from audit.notitie import Ondertekensleutel, sign
from tests.audit.ondertekenaar.proefboom import OORSPRONG, Proefboom

LOG = Ondertekensleutel.generate(OORSPRONG)


class Draden(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Stil(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        return


def new_witness(map_: Path, **opties: Any) -> Getuige:
    """A witness that watches the log of the tests."""
    opslag = Opslag(map_ / "getuige.sqlite")
    opslag.prepare()
    opslag.add_key(OORSPRONG, LOG.openbaar)
    return Getuige(opslag, Ondertekensleutel.generate("getuige.buren.example/w1"), **opties)


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address at which this WSGI application answers, each request in a thread of its own."""
    with make_server("127.0.0.1", 0, app, Draden, Stil) as server:
        draad = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        draad.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            draad.join(5)


@contextlib.contextmanager
def witness_at(getuige: Getuige) -> Iterator[str]:
    with serving(app_of(getuige)) as adres:
        yield adres


def body(boom: Proefboom, oud: int, nieuw: int, sleutel: Ondertekensleutel = LOG) -> bytes:
    return f"old {oud}\n{write_hashes(boom.proof(oud, nieuw))}\n{sign(boom.checkpoint(nieuw), sleutel)}".encode()
