"""Whether the keys of this process are the keys of this database: a mark per domain, written at the first start and compared ever after.

With other keys a person would become a second surrogate and no BSN would ever be found again, silently. So a start with other keys is
refused.
"""

from __future__ import annotations

import hmac

from processing.bescherming import Bescherming
from processing.models import Sleutelmerk

TEKST = "bronhuis sleutelmerk 1"


def keys_fit(domein: str, ring: Bescherming) -> bool:
    """True when these keys made the mark of this domain, or made it just now because there was none."""
    merk = ring.index(TEKST)
    bewaard, _nieuw = Sleutelmerk.objects.get_or_create(domein=domein, defaults={"merk": merk})
    return hmac.compare_digest(bytes(bewaard.merk), merk)
