"""Who watches the log from outside: what it saw was committed, and may never be gone afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

import psycopg

from tests.chaos.telling import Logregel

ELKE = 0.1  # seconds between two looks
TERUG = timedelta(seconds=3)  # a line gets its time before its transaction commits: look back that far
REGELS = """SELECT h.tijd, h.verzoek, r.object FROM processing.handeling h JOIN processing.regel r ON r.handeling = h.id AND r.tijd = h.tijd
            WHERE h.tijd >= %s AND h.soort = 'raadplegen'"""


@dataclass
class Waker:
    """Looks at the log again and again as superuser, as long as the block lasts, and once more when `final` is asked."""

    verbind: Callable[[], psycopg.Connection[Any]]
    gezien: set[Logregel] = field(default_factory=set)
    sinds: datetime | None = None
    _klaar: threading.Event = field(default_factory=threading.Event)
    _draad: threading.Thread | None = None

    def __enter__(self) -> Self:
        with self.verbind() as root:
            self.sinds = root.execute("SELECT clock_timestamp()").fetchall()[0][0]
        self._draad = threading.Thread(target=self._watch, daemon=True)
        self._draad.start()
        return self

    def __exit__(self, *_fout: object) -> None:
        self._klaar.set()
        if self._draad is not None:
            self._draad.join()

    def final(self) -> set[Logregel]:
        """Every line of the log since the watching began, as it stands there now."""
        with self.verbind() as root:
            return {(verzoek, wie) for _tijd, verzoek, wie in root.execute(REGELS, [self.sinds]).fetchall()}

    def _watch(self) -> None:
        vanaf = self.sinds
        root: psycopg.Connection[Any] | None = None
        while not self._klaar.wait(ELKE):
            try:
                root = root or self.verbind()
                rijen = root.execute(REGELS, [vanaf]).fetchall()
            except psycopg.Error:
                root = None
                continue
            self.gezien |= {(verzoek, wie) for _tijd, verzoek, wie in rijen}
            if rijen and vanaf is not None:
                vanaf = max(vanaf, max(tijd for tijd, *_ in rijen) - TERUG)
        if root is not None:
            root.close()
