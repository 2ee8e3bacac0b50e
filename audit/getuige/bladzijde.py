"""The page that a witness shows to people: which logs it watches, how large they were when, and how to check that."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from audit.bronhuis_verify import Sleutel
from audit.getuige.opslag import Logstand

TIJDZONE = ZoneInfo("Europe/Amsterdam")
MAANDEN = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
STIJL = (
    "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid #767676}"
    "code,pre{font-family:ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}"
    "a{color:#003e7e}a:focus-visible{outline:3px solid #003e7e;outline-offset:2px}"
)
# The one style is named by its digest; nothing else may load, run, be framed or be sent.
CSP = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STIJL.encode()).digest()).decode()
    + "'"
)


def write_page(sleutel: Sleutel, logs: Iterable[Logstand]) -> str:
    """The page, in Dutch, without scripts."""
    rijen = "".join(map(_row, logs))
    tabel = (
        '<table><caption>Logs die deze getuige bijhoudt</caption><thead><tr><th scope="col">Log</th><th scope="col">Aantal regels</th>'
        f'<th scope="col">Laatst gezien</th></tr></thead><tbody>{rijen}</tbody></table>'
        if rijen
        else "<p>Deze getuige houdt nog geen log bij.</p>"
    )
    return f"""<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Getuige {escape(sleutel.naam)}</title>
<style>{STIJL}</style>
</head>
<body>
<main>
<h1>Getuige {escape(sleutel.naam)}</h1>
<p>Een gemeente schrijft in een log op wie gegevens van inwoners gebruikt. Deze getuige let op dat log, voor een ander.
Hij onthoudt hoe lang het log is, en tekent alleen als het log groeit. Haalt iemand een regel weg, of verandert iemand er een?
Dan tekent de getuige niet meer, en dat ziet iedereen.</p>
<p>De getuige weet niet wat er in het log staat. Hij ziet geen gegevens van mensen.</p>
{tabel}
<h2>Zelf nagaan</h2>
<ol>
<li>Open het checkpoint van een log hierboven. Dat is een korte tekst: de naam van het log, het aantal regels, en een code die bij precies
die regels hoort.</li>
<li>Vraag de gemeente om haar laatste checkpoint. Is het aantal regels gelijk? Dan moet de code ook gelijk zijn.</li>
<li>Met het programma <code>bronhuis_verify.py</code> van de gemeente gaat u na of de handtekening van deze getuige klopt. De sleutel
van deze getuige staat op <a href="sleutel">een eigen bladzijde</a>. Vraag de getuige ook langs een andere weg naar die sleutel, bijvoorbeeld
per telefoon.</li>
</ol>
<p>Sleutel van deze getuige:</p>
<pre>{escape(sleutel.tekst)}</pre>
</main>
</body>
</html>
"""


def _row(log: Logstand) -> str:
    if log.notitie is None or log.gezien is None:
        gezien, link = "nog niet", escape(log.oorsprong)
    else:
        gezien = f'<time datetime="{log.gezien.isoformat()}">{_moment(log.gezien)}</time>'
        link = f'<a href="checkpoint/{log.kenmerk}">{escape(log.oorsprong)}</a>'
    gaten = "".join(
        f"<details><summary>Gat: twee mensen verklaarden dat het log korter is teruggezet</summary><pre>{escape(gat)}</pre></details>"
        for gat in log.gaten
    )
    return f'<tr><th scope="row">{link}{gaten}</th><td>{log.laatste.grootte}</td><td>{gezien}</td></tr>'


def _moment(moment: datetime) -> str:
    hier = moment.astimezone(TIJDZONE)
    return f"{hier.day} {MAANDEN[hier.month - 1]} {hier.year}, {hier:%H:%M:%S} uur"
