"""The sources of the log's leaves, as the apps register them: the measurement reads the tree without Django."""

from __future__ import annotations

from audit.bronnen import Bron

BRON = Bron("verwerkingslog", "processing.bladen", verklaringen="processing.verklaringen")
BEWAARD = Bron("bewaard", "processing.bewaarde_bladen", verklaringen="processing.verklaringen_van_bewaard")
BESLUITEN = Bron("besluiten", "processing.vastleggingen", "processing.anders_dan_vastgelegd")
