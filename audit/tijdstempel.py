"""Having the newest checkpoint stamped with the time by an authority outside (RFC 3161), at most once a day. Not needed: witnesses are.

An authority that is away holds nothing up. What it gives is verified first, and not kept when it does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import structlog
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimeStampRequest,
    TimestampRequestBuilder,
    VerifierBuilder,
    decode_timestamp_response,
)

from audit import opslag
from audit.buitenpost import GeenAntwoord, Vorm, post
from audit.getuigen import KLOKVERSCHIL
from audit.opslag import Getekend, Vraag
from audit.stempelvorm import sort_certificates

log = structlog.get_logger(__name__)

ELKE = timedelta(hours=24)  # between two stamps
NOGMAALS = timedelta(minutes=30)  # after a try that gave nothing
TERMIJN = 5.0  # seconds per try: sealing waits for it
LANGSTE_ANTWOORD = 65_536  # bytes
SOORT_VRAAG, SOORT_ANTWOORD = "application/timestamp-query", "application/timestamp-reply"


class TijdstempelFout(Exception):
    """No stamp. `geweigerd`: one came, and it does not hold; otherwise none came. `detail` is what the library says, for the log only."""

    def __init__(self, tekst: str, *, geweigerd: bool = False, detail: str = "") -> None:
        super().__init__(tekst)
        self.geweigerd, self.detail = geweigerd, detail


@dataclass(frozen=True, slots=True)
class Tijdstempeldienst:
    """Where stamps are asked, and the certificates that we trust for them: roots, and what stands between where the token leaves that out."""

    url: httpx.URL
    wortels: tuple[x509.Certificate, ...]
    tussen: tuple[x509.Certificate, ...] = ()


def read_service(url: str, certificaten: str) -> Tijdstempeldienst | None:
    """The authority that the settings name (address, PEM file), None where no address is set. Raises TijdstempelFout for one that cannot be.

    Plain http is meant to be possible: what is sent is the digest of something public, and what comes back is verified.
    """
    if not url:
        return None
    try:
        adres = httpx.URL(url)
    except httpx.InvalidURL:
        raise TijdstempelFout("BRONHUIS_TIJDSTEMPEL is geen adres.") from None
    if adres.scheme not in {"http", "https"} or not adres.host or adres.fragment or adres.userinfo:
        raise TijdstempelFout("BRONHUIS_TIJDSTEMPEL moet een adres zijn, met http:// of https:// en zonder wachtwoord.")
    try:
        alle = x509.load_pem_x509_certificates(Path(certificaten).read_bytes())
    except (OSError, ValueError):
        raise TijdstempelFout("BRONHUIS_TIJDSTEMPEL_CERTIFICATEN is geen bestand met certificaten (PEM).") from None
    wortels = tuple(dict.fromkeys(c for c in alle if c.subject == c.issuer))
    if not wortels:
        raise TijdstempelFout("In BRONHUIS_TIJDSTEMPEL_CERTIFICATEN staat geen wortelcertificaat.")
    return Tijdstempeldienst(adres, wortels, tuple(dict.fromkeys(c for c in alle if c.subject != c.issuer)))


def stamp_when_due(vraag: Vraag, dienst: Tijdstempeldienst) -> bool:
    """Have the newest checkpoint stamped if it is time for that and the tree has grown; whether there is a new stamp.

    What was asked before stands in the database, so that a sealer that starts again keeps to the term. `vraag` is that of the sealer's role.
    """
    getekend = due(vraag)
    if getekend is None:
        return False
    try:
        antwoord, tijd = ask_stamp(dienst, getekend.notitie.encode())
    except TijdstempelFout as fout:
        meld = log.error if fout.geweigerd else log.warning
        soort = "tijdstempel_geweigerd" if fout.geweigerd else "tijdstempel_blijft_uit"
        meld(soort, reden=str(fout), detail=fout.detail)
        vraag(
            "INSERT INTO audit.tijdstempel_gemist (geweigerd, reden) VALUES (%s, %s) RETURNING tijd",
            (fout.geweigerd, str(fout)),
        )
        return False
    vraag(
        "INSERT INTO audit.tijdstempel (grootte, antwoord, tijd) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING grootte",
        (getekend.grootte, antwoord, tijd),
    )
    log.info("tijdstempel", grootte=getekend.grootte, tijd=tijd.isoformat())
    return True


def due(vraag: Vraag) -> Getekend | None:
    """The checkpoint to have stamped now, or None: the tree did not grow since the last stamp, or it is not time. By the clock of the database."""
    ((gestempeld, te_vroeg),) = vraag(
        "SELECT (SELECT max(grootte) FROM audit.tijdstempel),"
        " EXISTS (SELECT FROM audit.tijdstempel WHERE ontvangen > clock_timestamp() - %s)"
        " OR EXISTS (SELECT FROM audit.tijdstempel_gemist WHERE tijd > clock_timestamp() - %s)",
        (ELKE, NOGMAALS),
    )
    if te_vroeg:
        return None
    getekend = opslag.last_checkpoint(vraag)
    return getekend if getekend.grootte > (gestempeld or 0) else None


def ask_stamp(dienst: Tijdstempeldienst, inhoud: bytes) -> tuple[bytes, datetime]:
    """The response over these bytes as it came, verified, and the time in it (aware, UTC). Raises TijdstempelFout."""
    verzoek = TimestampRequestBuilder().data(inhoud).hash_algorithm(HashAlgorithm.SHA512).build()
    try:
        status, antwoord = post(dienst.url, verzoek.as_bytes(), Vorm(SOORT_VRAAG, TERMIJN, LANGSTE_ANTWOORD))
    except GeenAntwoord as fout:
        raise TijdstempelFout(f"De tijdstempeldienst {fout}.") from fout
    if status != httpx.codes.OK:
        raise TijdstempelFout(f"De tijdstempeldienst antwoordt met status {status}.")
    return antwoord, verify_stamp(dienst, verzoek, antwoord, inhoud, datetime.now(UTC))


def verify_stamp(
    dienst: Tijdstempeldienst, verzoek: TimeStampRequest, antwoord: bytes, inhoud: bytes, nu: datetime
) -> datetime:
    """The time in this response, when it answers this request over these bytes and an authority that we trust signed it about now.

    Follows RFC 3161, 2.2 and 2.3: status, nonce, digest, signature, chain at the time of the stamp, key purpose. Raises TijdstempelFout.
    """
    toets = VerifierBuilder.from_request(verzoek)
    for certificaat in dienst.wortels:
        toets = toets.add_root_certificate(certificaat)
    for certificaat in dienst.tussen:
        toets = toets.add_intermediate_certificate(certificaat)
    try:
        stempel = decode_timestamp_response(sort_certificates(antwoord))
        if stempel.status == PKIStatus.GRANTED:
            toets.build().verify_message(stempel, inhoud)
            tijd = stempel.tst_info.gen_time
    except Exception as fout:
        # The certificates in it are not signed: whoever is on the line chooses what the libraries must read, and how they fail.
        detail = f"{type(fout).__name__}: {' '.join(str(fout).split())[:300]}"
        raise TijdstempelFout("Het tijdstempel klopt niet.", geweigerd=True, detail=detail) from fout
    if stempel.status != PKIStatus.GRANTED:
        raise TijdstempelFout(f"De tijdstempeldienst geeft geen stempel (PKIStatus {stempel.status}).")
    if abs(tijd - nu) > timedelta(seconds=KLOKVERSCHIL):
        raise TijdstempelFout(
            f"De klok van de tijdstempeldienst loopt meer dan {KLOKVERSCHIL} seconden anders dan de onze.",
            geweigerd=True,
        )
    return tijd
