"""The random passwords of the embedded services, kept in one file of mode 0600."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from config.lokaal.staat import Fout, write_private

if TYPE_CHECKING:
    from config.lokaal.staat import Staat

SUPERUSER = "postgres"
INLOGROLLEN = ("bronhuis_migratie", "bronhuis_app", "bronhuis_verzegelaar", "bronhuis_bewaarder", "bronhuis_lezer")
REDIS = "redis"


def read_wachtwoorden(staat: Staat) -> dict[str, str]:
    """Return the password of each login role, of the superuser and of Redis."""
    try:
        content = json.loads(staat.wachtwoordbestand.read_bytes())
    except FileNotFoundError:
        msg = f"Er is nog geen omgeving {staat.naam!r}: start die eerst (python -m config.lokaal start)."
        raise Fout(msg) from None
    except ValueError:
        msg = f"Het bestand {staat.wachtwoordbestand} is beschadigd: doe make reset."
        raise Fout(msg) from None
    return {str(name): str(value) for name, value in content.items()}


def ensure_wachtwoorden(staat: Staat) -> dict[str, str]:
    """Return the passwords and make the ones that are missing."""
    known = read_wachtwoorden(staat) if staat.wachtwoordbestand.exists() else {}
    missing = [name for name in (SUPERUSER, *INLOGROLLEN, REDIS) if name not in known]
    if missing:
        known |= {name: secrets.token_hex(24) for name in missing}
        write_private(staat.wachtwoordbestand, json.dumps(known, indent=1).encode())
    return known
