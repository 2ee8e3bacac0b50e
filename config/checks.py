"""System checks that refuse an unsafe installation: who the database takes us for, how durable it is, and which keys we have."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from processing.bescherming import Bescherming, SleutelFout
from processing.signalen import read_hours, read_thresholds
from processing.sleutelmerk import keys_fit
from registry.codelijst import code_lists
from registry.model.codelijst import CodelijstFout

LANG_GENOEG = 32


@register(Tags.security)
def check_mode(**_: Any) -> list[CheckMessage]:
    """Debug pages show values; production has no test keys and no plain HTTP."""
    gevonden: list[CheckMessage] = []
    if settings.DEBUG:
        gevonden.append(
            Error("DEBUG staat aan.", hint="Zet DEBUG uit: foutpagina's tonen persoonsgegevens.", id="bronhuis.E001")
        )
    if settings.MODUS == "productie" and not settings.HTTPS:
        gevonden.append(
            Error("BRONHUIS_BASIS_URL is geen https-adres.", hint="Gebruik in productie https.", id="bronhuis.E002")
        )
    if (
        settings.MODUS == "productie"
        and os.environ.get("DATABASE_OWNER_URL")
        and os.environ.get("BRONHUIS_ROL") != "eigenaar"
    ):
        gevonden.append(
            Error(
                "DATABASE_OWNER_URL staat in de omgeving van dit proces.",
                hint="Geef die alleen aan migrate en publiceer.",
                id="bronhuis.E003",
            )
        )
    return gevonden


@register(Tags.security)
def check_signals(**_: Any) -> list[CheckMessage]:
    """Thresholds and hours of signals that can be read."""
    try:
        read_thresholds(settings.SIGNAALDREMPELS)
        read_hours(settings.WERKTIJDEN, settings.VRIJE_DAGEN)
    except ValueError as fout:
        hint = (
            "Zie BRONHUIS_SIGNAALDREMPELS, BRONHUIS_WERKTIJDEN en BRONHUIS_VRIJE_DAGEN in docs/operations/omgeving.md."
        )
        return [Error(f"De instelling van de signalen is niet te lezen: {fout}", hint=hint, id="bronhuis.E005")]
    return []


@register(Tags.security)
def check_keys(**_: Any) -> list[CheckMessage]:
    """Keys of full length, register and log apart."""
    gevonden: list[CheckMessage] = []
    ringen = {naam: settings.SLEUTELS[naam]["sleutels"] for naam in ("register", "log")}
    sleutels = [s[soort] for ring in ringen.values() for s in ring.values() for soort in ("aes", "hmac")]
    if len(set(sleutels)) != len(sleutels):
        gevonden.append(
            Error(
                "Sleutels van register en log zijn gelijk.", hint="Elk domein heeft eigen sleutels.", id="bronhuis.E011"
            )
        )
    for sleutel in sleutels:
        waarde = base64.b64decode(sleutel)
        if len(waarde) < LANG_GENOEG or len(set(waarde)) < 8:
            gevonden.append(
                Error(
                    "Een sleutel is te kort of niet willekeurig.",
                    hint="Maak een nieuw sleutelbestand.",
                    id="bronhuis.E012",
                )
            )
    return gevonden


@register(Tags.security)
def check_code_lists(**_: Any) -> list[CheckMessage]:
    """A faulty code list is found at the start, not on the page of a citizen."""
    try:
        code_lists()
    except CodelijstFout as fout:
        hint = "Verbeter het bestand. De vorm staat in docs/informatiemodel.md."
        return [Error(f"Een codelijst klopt niet: {fout}.", hint=hint, id="bronhuis.E015")]
    return []


@register(Tags.database)
def check_keys_of_database(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The keys must be those that this database was filled with."""
    if not databases or "default" not in databases or os.environ.get("BRONHUIS_ROL") == "eigenaar":
        return []
    try:
        passen = [keys_fit(domein, Bescherming.uit_ring(settings.SLEUTELS[domein])) for domein in ("register", "log")]
    except SleutelFout as fout:
        return [Error(str(fout), hint="Herstel het sleutelbestand.", id="bronhuis.E013")]
    except DatabaseError:
        return [
            checks.Warning(
                "De database is niet bereikbaar: niet nagegaan of de sleutels erbij horen.", id="bronhuis.W014"
            )
        ]
    if not all(passen):
        hint = "Zet het sleutelbestand terug waarmee deze database is gevuld."
        return [Error("Deze sleutels horen niet bij deze database.", hint=hint, id="bronhuis.E014")]
    return []


def refuse_unsafe_start() -> None:
    """Run the checks of security and database, and end the process with one line when any is an error."""
    gevonden = checks.run_checks(tags=[Tags.security, Tags.database], databases=["default"])
    fouten = [m for m in gevonden if m.level >= checks.ERROR and m.id and m.id.startswith("bronhuis.")]
    if fouten:
        raise SystemExit("Bronhuis start niet: " + " ".join(f"{m.msg} {m.hint}" for m in fouten))


@register(Tags.database)
def check_database(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """We are the application, not the owner; what is committed survives a crash. Runs with `migrate` and `check --database default`."""
    if not databases or "default" not in databases:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT session_user, r.rolsuper, r.rolbypassrls, current_setting('fsync'), current_setting('full_page_writes'),
                          current_setting('synchronous_commit'), current_setting('server_version_num')::integer
                   FROM pg_roles r WHERE r.rolname = session_user"""
            )
            rol, superuser, omzeilt, fsync, pagina, synchroon, versie = cursor.fetchone()
    except DatabaseError:
        return [
            checks.Warning(
                "De database is niet bereikbaar: niets over de rol en de duurzaamheid gecontroleerd.",
                id="bronhuis.W021",
            )
        ]
    gevonden: list[CheckMessage] = []
    if superuser or omzeilt:
        gevonden.append(
            Error(
                f"De databaserol {rol} gaat langs alle rijregels heen.",
                hint="Gebruik bronhuis_app.",
                id="bronhuis.E021",
            )
        )
    if os.environ.get("BRONHUIS_ROL") != "eigenaar" and rol != "bronhuis_app":
        gevonden.append(
            Error(
                f"De databaserol is {rol}, niet bronhuis_app.", hint="Zet de rol in DATABASE_URL.", id="bronhuis.E022"
            )
        )
    if "off" in {fsync, pagina, synchroon} or synchroon == "local":
        gevonden.append(
            Error(
                "fsync, full_page_writes of synchronous_commit staat uit.",
                hint="Zonder dat gaat bij een crash een logregel verloren.",
                id="bronhuis.E023",
            )
        )
    if versie < 170000:
        gevonden.append(
            Error("PostgreSQL is ouder dan 17.", hint="Gebruik PostgreSQL 17 of nieuwer.", id="bronhuis.E024")
        )
    return gevonden
