"""One line of one's own to take away: the line as it was sealed, its salt, and the proof that it is in the signed tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson

from audit.bewijs import proof_of
from audit.verbinding import ask
from nlapi.probleem import NietGevonden
from processing import kluis
from processing.doelbinding import Doelbindingsclaim, Vraag
from processing.gebruik import Aanroep, Geleverd, OpenGebruik, Uitkomst, use
from processing.logboek import OBJECTTYPE, REGISTER, SELECT_LINES, Regel, fetch_lines, outcome_of
from processing.selectors import today

Document = dict[str, Any]  # {vorm, regel, zout (hex), bewijs (tlog-proof, or None while it is being sealed)}
VORM = "bronhuis-regel-1"
BRON, BEWAARD = "verwerkingslog", "bewaard"
# What a sealed line shows. It cannot be cut without breaking its seal: so all of it must be granted, or none is given.
IN_HET_BLAD = (
    "tijd", "handeling", "soort", "bevinding", "betrokkenheid", "register", "objecttype", "velden", "activiteit", "activiteitVersie",
    "autorisatie", "autorisatieVersie", "afnemer", "applicatie", "verzoek",
)  # fmt: skip

# A line that outlived its part of the log is sealed as its bewaring, with the line in it.
_BLAD = """SELECT coalesce(b.id, r.id), coalesce(b.zout, r.zout),
        CASE WHEN b.id IS NULL THEN processing.blad_van_regel(r, h, t) ELSE processing.blad_van_bewaring(b, processing.blad_van_regel(r, h, t)) END
    FROM processing.regel r
    JOIN processing.handeling h ON h.id = r.handeling AND h.tijd = r.tijd AND h.bewaarklasse = r.bewaarklasse
    LEFT JOIN processing.toelichting t ON t.handeling = h.id
    LEFT JOIN processing.bewaring b ON r.bewaarklasse = 'bewaard' AND b.soort = 'regel' AND b.rij = r.id
    WHERE r.id = %s AND r.tijd = %s"""


def as_file(document: Document, _regel: Regel) -> bytes:
    """The document as JSON that people can read."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def sealed_line(
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    bsn: str,
    regel: UUID,
    weergave: Callable[[Document, Regel], bytes] = as_file,
) -> Geleverd:
    """One line about this person with its salt and proof, as the bytes that `weergave` makes of it.

    Raises Geweigerd where the autorisatie does not give every field of a sealed line, and NietGevonden for a line that is not there, is about somebody else, or is of a confidential activity: one and the same.
    """

    def lees(open_: OpenGebruik) -> Uitkomst:
        surrogaat = kluis.ensure_surrogate(bsn)
        sql = f"{SELECT_LINES} WHERE r.id = %s AND r.betrokkene = %s AND NOT h.vertrouwelijk"
        regels = fetch_lines(sql, [regel, surrogaat])
        if not regels:
            raise NietGevonden
        ((id_, zout, blad),) = ask(_BLAD, (regel, regels[0].tijd))
        document = {
            "vorm": VORM,
            "regel": orjson.loads(blad),
            "zout": bytes(zout).hex(),
            "bewijs": proof_of(ask, BRON if id_ == regel else BEWAARD, id_),
        }
        inhoud = weergave(document, regels[0])
        return outcome_of(regels, lambda *_: inhoud, bsn, surrogaat, open_.doelbinding.velden)

    vraag = Vraag(REGISTER, OBJECTTYPE, "raadplegen", today(), velden=IN_HET_BLAD)
    return use(claim, None, vraag, aanroep, lees, soort="inzage-logboek")
