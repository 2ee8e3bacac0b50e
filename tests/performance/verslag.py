"""What a run says: the tables, each target met or missed, and the part of docs/benchmarks.md that only a run may write."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.lokaal.staat import KLOON
from tests.performance.meting import Meting, medians, ratio

DOCUMENT = KLOON / "docs" / "benchmarks.md"
UITSLAGEN = KLOON / "docs" / "benchmarks.json"
BEGIN, EINDE = "<!-- runs: written by make bench -->", "<!-- end of runs -->"
BEWAARD = 2
TITELS = {
    "a1": "(a1) pgbench, plain script",
    "a2": "(a2) pgbench, our own SQL of one read",
    "b": "(b) read one person",
    "c": "(c) search by BSN",
    "d": "(d) page of 100 persons, 100 lines",
    "e": "(e) correction by an employee",
}
GEHEUGEN = 300
VLAK = 0.25


@dataclass
class Run:
    """Everything that one `make bench` measured; memory in bytes by number of persons."""

    wanneer: str
    machine: str
    instellingen: dict[str, Any]
    metingen: list[Meting] = field(default_factory=list)
    geheugen: dict[int, int] = field(default_factory=dict)
    regels: dict[int, int] = field(default_factory=dict)
    plannen: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "wanneer": self.wanneer,
            "machine": self.machine,
            "instellingen": self.instellingen,
            "metingen": [m.as_dict() for m in self.metingen],
            "geheugen": self.geheugen,
            "regels": self.regels,
            "plannen": self.plannen,
        }

    @classmethod
    def from_dict(cls, inhoud: dict[str, Any]) -> Run:
        """A run as it was kept."""
        getallen = {naam: {int(k): v for k, v in inhoud[naam].items()} for naam in ("geheugen", "regels", "plannen")}
        metingen = [Meting(**m) for m in inhoud["metingen"]]
        return cls(inhoud["wanneer"], inhoud["machine"], inhoud["instellingen"], metingen, **getallen)


@dataclass(frozen=True)
class Doel:
    """A target, what was measured, and whether that meets it."""

    wat: str
    doel: str
    gemeten: str
    gehaald: bool


def targets(run: Run) -> list[Doel]:
    """Every target of which this run measured something."""
    uit: list[Doel] = []
    midden = medians(run.metingen)
    for personen in sorted({m.personen for m in run.metingen}):
        bij = f"{personen:,} persons"
        for boven, onder, minst in (
            *(("a2", "a1", 0.45), ("b", "a2", 0.35), ("c", "a2", 0.35), ("b", "a1", 0.15), ("c", "a1", 0.15)),
            ("b", "a1", 0.25),
        ):
            deel = ratio(run.metingen, boven, onder, personen, 8)
            if deel is not None:
                naam = f"{boven}/{onder} at 8 clients, {bij}" + (" (stretch)" if minst == 0.25 else "")
                uit.append(Doel(naam, f"≥ {minst:.2f}", f"{deel:.2f}", deel >= minst))
        for werk, klanten, maat, hoogst in (
            *(("b", 8, "p95", 20.0), ("c", 8, "p95", 20.0), ("d", 1, "p50", 50.0), ("d", 8, "p50", 150.0)),
        ):
            m = midden.get((werk, personen, klanten))
            if m is not None:
                waarde = float(getattr(m, maat))
                naam = f"{werk} {maat} at {klanten} client{'s' if klanten > 1 else ''}, {bij}"
                uit.append(Doel(naam, f"≤ {hoogst:.0f} ms", f"{waarde:.1f} ms", waarde <= hoogst))
        if personen in run.geheugen:
            mb = run.geheugen[personen] / 1e6
            uit.append(Doel(f"web processes together, {bij}", f"≤ {GEHEUGEN} MB", f"{mb:.0f} MB", mb <= GEHEUGEN))
    uit += _flat(midden)
    for personen, plannen in run.plannen.items():
        fout = {vraag for vraag, tabellen in plannen.items() if tabellen}
        gemeten = f"{len(plannen) - len(fout)} of {len(plannen)}" + (
            f"; not: {', '.join(sorted(fout))}" if fout else ""
        )
        uit.append(Doel(f"questions without a sequential scan, {personen:,} persons", "all", gemeten, not fout))
    fouten = sum(m.fouten for m in run.metingen)
    uit.append(Doel("answers other than 200", "0", str(fouten), fouten == 0))
    return uit


def _flat(midden: dict[tuple[str, int, int], Meting]) -> Iterable[Doel]:
    """CPU per request, process and backend together, against the number of persons."""
    maten = sorted({personen for _, personen, _ in midden})
    if len(maten) < 2:
        return
    klein, groot = maten[0], maten[-1]
    for werk in ("b", "c", "d", "e"):
        a, b = midden.get((werk, klein, 8)), midden.get((werk, groot, 8))
        if a and b and a.cpu:
            groei = b.cpu / a.cpu
            wat = f"CPU per request of {werk}, {groot:,} against {klein:,} persons, 8 clients"
            yield Doel(wat, f"≤ {1 + VLAK:.2f}", f"{groei:.2f}", groei <= 1 + VLAK)


def tables(run: Run) -> str:
    """The run as Markdown."""
    midden = medians(run.metingen)
    rondes = max((m.ronde for m in run.metingen), default=0)
    delen = [
        f"### {run.wanneer}",
        "",
        f"{run.machine}. Runs of {run.instellingen.get('seconden')} s, order a1-a2-b-c-d-e and again, median of {rondes}."
        + "".join(f" {r:,} log lines beside {p:,} persons before the runs." for p, r in sorted(run.regels.items())),
        "",
        "| Target | Wanted | Measured | |",
        "|---|---|---|---|",
        *(f"| {d.wat} | {d.doel} | {d.gemeten} | {'met' if d.gehaald else '**missed**'} |" for d in targets(run)),
    ]
    for personen in sorted({p for _, p, _ in midden}):
        delen += [
            "",
            f"{personen:,} persons",
            "",
            "| Work | Clients | Per second | p50 ms | p95 ms | p99 ms | CPU web ms | CPU backend ms | Rest of PostgreSQL ms | Client's CPU |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        for werk, titel in TITELS.items():
            for klanten in sorted({k for w, p, k in midden if (w, p) == (werk, personen)}):
                m = midden[(werk, personen, klanten)]
                delen.append(
                    f"| {titel} | {klanten} | {m.per_seconde:,.0f} | {m.p50:.2f} | {m.p95:.2f} | {m.p99:.2f} | {m.cpu_web:.3f} | "
                    f"{m.cpu_backends:.3f} | {m.cpu_achtergrond:.3f} | {m.client:.0%} |"
                )
    return "\n".join(delen) + "\n"


def keep(run: Run, folder: Path) -> Path:
    """Write the run as JSON in this folder."""
    bestand = folder / f"bench-{run.wanneer.replace(':', '').replace(' ', '-')}.json"
    bestand.write_text(json.dumps(run.as_dict(), indent=1, ensure_ascii=False), encoding="utf-8")
    return bestand


def publish(run: Run) -> None:
    """Put a full run in docs/benchmarks.json, and the last ones in docs/benchmarks.md."""
    eerder = json.loads(UITSLAGEN.read_text(encoding="utf-8")) if UITSLAGEN.exists() else []
    bewaard = [*eerder, run.as_dict()][-BEWAARD:]
    UITSLAGEN.write_text(json.dumps(bewaard, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    tekst = DOCUMENT.read_text(encoding="utf-8")
    voor, na = tekst.split(BEGIN)[0], tekst.split(EINDE)[1]
    runs = "\n".join(tables(Run.from_dict(inhoud)) for inhoud in reversed(bewaard))
    DOCUMENT.write_text(f"{voor}{BEGIN}\n\n{runs}\n{EINDE}{na}", encoding="utf-8")
