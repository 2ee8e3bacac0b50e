"""A line with its proof on paper: the whole document as the texts of a few QR codes. What reads them back is `bronhuis_verify.read_paper`.

Only letters and digits that a QR code holds cheaply (alphanumeric mode), in base32: what a scanner gives may be wrapped, or made lower case.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from audit.bronhuis_verify import PAPIER

PER_CODE = (
    600  # characters: a code of 81 by 81 with 15 percent to spare, which a telephone reads from 5 centimetres of paper
)


def as_codes(document: Mapping[str, Any]) -> list[str]:
    """The texts, in order; together they hold the document and nothing else."""
    ingepakt = base64.b32encode(zlib.compress(orjson.dumps(document), 9)).decode().rstrip("=")
    van = -(-len(ingepakt) // PER_CODE)
    lengte = -(-len(ingepakt) // van)
    return [f"{PAPIER}{deel + 1}/{van}:{ingepakt[deel * lengte : (deel + 1) * lengte]}" for deel in range(van)]
