"""What the program's log writes, as the bytes of a line: through the handler's own formatter, whoever has standard error at the moment."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


@contextmanager
def overheard() -> Iterator[io.StringIO]:
    """Collect what is logged in the meantime, exactly as it is written."""
    wortel = logging.getLogger()
    (vorm,) = {h.formatter for h in wortel.handlers if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter)}
    gehoord = io.StringIO()
    meeluisteraar = logging.StreamHandler(gehoord)
    meeluisteraar.setFormatter(vorm)
    wortel.addHandler(meeluisteraar)
    try:
        yield gehoord
    finally:
        wortel.removeHandler(meeluisteraar)
