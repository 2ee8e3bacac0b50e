"""What every page must be, looked at in the browser: accessible, well built, within its policy, and no wider than the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

REGELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Colours and width as one page is looked at after the other.
WEERGAVEN: tuple[tuple[str, int], ...] = (("light", 1200), ("dark", 1200), ("light", 320))

_AXE = """regels => axe.run(document, {runOnly: {type: 'tag', values: regels}, resultTypes: ['violations']})
  .then(uit => uit.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))"""

_BOUW = """() => {
  const zien = el => el.getClientRects().length > 0;
  const koppen = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(zien).map(k => Number(k.tagName[1]));
  const ids = [...document.querySelectorAll('[id]')].map(el => el.id);
  const eerste = document.querySelector('a[href], button, input, select, textarea, summary, [tabindex="0"]');
  const fouten = [];
  if (!['nl', 'en'].includes(document.documentElement.lang)) fouten.push('lang');
  if (!document.title.trim()) fouten.push('titel');
  if (koppen.filter(k => k === 1).length !== 1) fouten.push('h1: ' + koppen.join(' '));
  koppen.forEach((k, i) => { if (i && k > koppen[i - 1] + 1) fouten.push('kop overgeslagen: ' + koppen.join(' ')); });
  const dubbel = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (dubbel.length) fouten.push('dubbele id: ' + dubbel.join(' '));
  if (!eerste || eerste.getAttribute('href') !== '#inhoud' || !document.getElementById('inhoud')) fouten.push('overslaan');
  return fouten;
}"""

_BREEDTE = "() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - document.documentElement.clientWidth"


@dataclass
class Ooggetuige:
    """What a browser complained about or asked elsewhere, since it was last read."""

    basis: str
    beleid: list[str] = field(default_factory=list)
    elders: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """See every message and request of this browser."""
        context.on("console", self._message)
        context.on("request", self._request)

    def take(self) -> list[str]:
        """What was seen, and begin anew."""
        gezien = [*self.beleid, *self.elders]
        self.beleid.clear()
        self.elders.clear()
        return gezien

    def _message(self, bericht: ConsoleMessage) -> None:
        if "Content Security Policy" in bericht.text or "Content-Security-Policy" in bericht.text:
            self.beleid.append(bericht.text)

    def _request(self, verzoek: Request) -> None:
        if not verzoek.url.startswith((f"{self.basis}/", "data:image/svg+xml")):
            self.elders.append(verzoek.url)


def faults(page: Page) -> list[Any]:
    """Everything that is wrong with the shown page, in light, dark and narrow; the page is loaded once."""
    gevonden: list[Any] = list(page.evaluate(_BOUW))
    page.evaluate(AXE_SCRIPT)
    for kleuren, breedte in WEERGAVEN:
        page.set_viewport_size({"width": breedte, "height": 800})
        page.emulate_media(color_scheme=kleuren)
        gevonden += [(kleuren, breedte, *fout) for fout in page.evaluate(_AXE, REGELS)]
        te_breed = page.evaluate(_BREEDTE)
        if te_breed > 0:
            gevonden.append((kleuren, breedte, f"{te_breed} px te breed"))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1200, "height": 800})
    return gevonden
