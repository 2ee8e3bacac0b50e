"""Properties of the pure modules: cutting, partial dates, folding, decision, cursor."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlapi import cursor
from nlapi.probleem import OngeldigeInvoer
from processing.autorisaties import RegelFout, compile_regel
from processing.doelbinding import (
    Autorisatie,
    Claimdetail,
    Doelbindingsclaim,
    Geweigerd,
    Regel,
    Vraag,
    choose_detail,
    decide,
)
from registry.datums import OnvolledigeDatumFout, earliest_day, from_gba, latest_day, to_gba
from registry.identificaties import is_a_nummer, is_bsn
from registry.model.projectie import is_binnen, paden_in, snijd
from registry.vouwen import fold

NAMEN = st.sampled_from(["a", "b", "c", "naam", "datum"])
BLAD = st.one_of(st.text(max_size=3), st.integers(0, 9), st.booleans())
DOCUMENT = st.dictionaries(NAMEN, st.recursive(BLAD, lambda d: st.one_of(st.dictionaries(NAMEN, d, min_size=1, max_size=3), st.lists(st.dictionaries(NAMEN, d, min_size=1, max_size=2), min_size=1, max_size=2)), max_leaves=8), max_size=3)  # fmt: skip
PADEN = st.frozensets(st.lists(NAMEN, min_size=1, max_size=3).map(".".join), max_size=4)


@given(DOCUMENT, PADEN)
def test_what_is_cut_is_exactly_what_is_granted(document: dict[str, object], paden: frozenset[str]) -> None:
    gesneden = paden_in(snijd(document, paden)) if paden else frozenset()
    assert gesneden == {p for p in paden_in(document) if is_binnen(p, paden)}


@given(DOCUMENT, PADEN)
def test_cutting_to_the_leaves_that_were_given_gives_the_same_again(
    document: dict[str, object], paden: frozenset[str]
) -> None:
    eerst = snijd(document, paden) if paden else {}
    bladen = paden_in(eerst)
    assert (snijd(document, bladen) if bladen else {}) == eerst


@given(st.dates(), st.sampled_from(["dag", "maand", "jaar", "onbekend"]))
def test_partial_dates_go_both_ways_and_hold_their_days(dag: date, hoe: str) -> None:
    gba = {"dag": f"{dag:%Y%m%d}", "maand": f"{dag:%Y%m}00", "jaar": f"{dag:%Y}0000", "onbekend": "00000000"}[
        hoe
    ].rjust(8, "0")
    vorm = from_gba(gba)
    assert to_gba(vorm) == gba
    assert earliest_day(vorm) <= dag <= latest_day(vorm)


@pytest.mark.parametrize(
    "fout",
    [
        "19660013",
        "20170229",
        "19821291",
        "19480538",
        "00002014",
        "2020228",
        "1994031",
        "0000000",
        "000000000",
        "2015",
        " ",
        "2015010a",
    ],
)
def test_what_is_no_date_is_refused(fout: str) -> None:
    with pytest.raises(OnvolledigeDatumFout):
        from_gba(fout)


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(tekst: str) -> None:
    assert fold(fold(tekst)) == fold(tekst)


@pytest.mark.parametrize(
    ("een", "ander"),
    [("Çelik", "celik"), ("De  Vries", "de vries"), ("Béamont", "BEAMONT"), ("Łukasz", "lukasz"), ("Ørsted", "orsted")],
)
def test_names_are_found_without_their_marks(een: str, ander: str) -> None:
    assert fold(een) == fold(ander)


@given(st.integers(0, 999_999_999), st.integers(0, 8))
def test_one_wrong_digit_is_no_bsn(getal: int, plek: int) -> None:
    bsn = f"{getal:09d}"
    anders = bsn[:plek] + str((int(bsn[plek]) + 1) % 10) + bsn[plek + 1 :]
    assert not (is_bsn(bsn) and is_bsn(anders))


def test_published_numbers_pass() -> None:
    assert is_bsn("999993653")
    assert is_a_nummer("8940402024")
    assert not is_bsn("000000000")
    assert not is_bsn("99999365")
    assert not is_bsn("٩٩٩٩٩٣٦٥٣"), "digits of another script are another text, and would be another key"


NUL = UUID(int=0)
DETAIL = Claimdetail(UUID(int=1), UUID(int=2))
CLAIM = Doelbindingsclaim(UUID(int=3), UUID(int=4), "jti", datetime(2030, 1, 1, tzinfo=UTC), (DETAIL,))
VANDAAG = date(2026, 11, 24)
REGEL = Regel(
    "brp",
    "personen",
    frozenset({"raadplegen", "zoeken"}),
    frozenset({"a", "b.c"}),
    frozenset({"k"}),
    (),
    10,
    False,
    date(2026, 1, 1),
    None,
)
AUTORISATIE = Autorisatie(UUID(int=2), 1, UUID(int=4), UUID(int=1), 1, (REGEL,))


def vraag(**anders: object) -> Vraag:
    return Vraag(**({"register": "brp", "objecttype": "personen", "actie": "raadplegen", "vandaag": VANDAAG} | anders))


@pytest.mark.parametrize(
    ("gevraagd", "code"),
    [
        (vraag(objecttype="anders"), "objecttype-niet-toegestaan"),
        (vraag(vandaag=date(2025, 12, 31)), "regel-niet-geldig"),
        (vraag(actie="bladeren"), "actie-niet-toegestaan"),
        (vraag(velden=("a.x", "b.d")), "veld-niet-toegestaan"),
        (vraag(zoeksleutels=frozenset({"k", "l"})), "zoeksleutel-niet-toegestaan"),
        (vraag(aantal=11), "maximum-overschreden"),
        (vraag(al_gegeven=10), "maximum-overschreden"),
    ],
)
def test_each_ground_refuses_by_itself(gevraagd: Vraag, code: str) -> None:
    with pytest.raises(Geweigerd) as geweigerd:
        decide(CLAIM, DETAIL, AUTORISATIE, gevraagd)
    assert geweigerd.value.code == code


@pytest.mark.parametrize("anders", [None, Autorisatie(UUID(int=9), 1, UUID(int=4), UUID(int=1), 1, (REGEL,)), Autorisatie(UUID(int=2), 1, UUID(int=9), UUID(int=1), 1, (REGEL,)), Autorisatie(UUID(int=2), 1, UUID(int=4), UUID(int=9), 1, (REGEL,))])  # fmt: skip
def test_an_autorisatie_of_another_is_none(anders: Autorisatie | None) -> None:
    with pytest.raises(Geweigerd) as geweigerd:
        decide(CLAIM, DETAIL, anders, vraag())
    assert geweigerd.value.code == "autorisatie-onbekend"


@given(PADEN, st.lists(NAMEN, min_size=1, max_size=3).map(".".join))
def test_a_field_is_allowed_only_under_a_granted_path(velden: frozenset[str], pad: str) -> None:
    regel = Regel(
        "r", "o", frozenset({"raadplegen"}), velden or frozenset({"z"}), frozenset(), (), 1, False, VANDAAG, None
    )
    stukken = pad.split(".")
    assert regel.allows_field(pad) == any(".".join(stukken[:n]) in regel.velden for n in range(1, len(stukken) + 1))


@pytest.mark.parametrize(
    ("anders", "gevraagd", "code"),
    [
        ({"eindgebruiker_verplicht": True}, vraag(), "eindgebruiker-ontbreekt"),
        (
            {"combinaties": (frozenset({"k", "l"}), frozenset({"m"}))},
            vraag(actie="zoeken", zoeksleutels=frozenset({"k"})),
            "zoekcombinatie-niet-toegestaan",
        ),
    ],
)
def test_a_regel_may_ask_for_more_than_the_model(anders: dict[str, Any], gevraagd: Vraag, code: str) -> None:
    streng = replace(REGEL, zoeksleutels=frozenset({"k", "l", "m"}), **anders)
    with pytest.raises(Geweigerd) as geweigerd:
        decide(CLAIM, DETAIL, replace(AUTORISATIE, regels=(streng,)), gevraagd)
    assert geweigerd.value.code == code
    genoeg = replace(gevraagd, eindgebruiker=True, zoeksleutels=gevraagd.zoeksleutels | {"l"})
    assert decide(CLAIM, DETAIL, replace(AUTORISATIE, regels=(streng,)), genoeg).zoeksleutels == genoeg.zoeksleutels


GOED = {"register": "brp", "objecttype": "personen", "acties": ["zoeken"], "velden": ["a"], "zoeksleutels": ["k", "l"]}


def test_a_regel_as_stored_says_what_is_wrong_with_it() -> None:
    regel = compile_regel(
        GOED | {"combinaties": [["k", "l"], ["k"]], "eindgebruikerVerplicht": True},
        VANDAAG,
        None,
    )
    assert regel.combinaties == (frozenset({"k", "l"}), frozenset({"k"}))
    assert regel.eindgebruiker_verplicht
    for fout, woord in (
        ({"combinaties": [["x"]]}, "combinatie"),
        ({"combinaties": [[]]}, "combinatie"),
        ({"combinaties": ["kl"]}, "combinatie"),
        ({"maximum": "veel"}, "onvolledig of onjuist"),
        ({"acties": ["volgen"]}, "Acties"),
        ({"tempo": 60}, "kent dit niet: tempo"),
        ({"eindgebruikerverplicht": True}, "kent dit niet: eindgebruikerverplicht"),
    ):
        with pytest.raises(RegelFout, match=woord):
            compile_regel(GOED | fout, VANDAAG, None)


def test_what_is_allowed_is_no_more_than_asked() -> None:
    assert decide(CLAIM, DETAIL, AUTORISATIE, vraag()).velden == {"a", "b.c"}
    assert decide(CLAIM, DETAIL, AUTORISATIE, vraag(velden=("a.x",))).velden == {"a.x"}
    assert decide(CLAIM, DETAIL, AUTORISATIE, vraag(al_gegeven=7)).aantal == 3


def test_a_header_chooses_and_never_adds() -> None:
    assert choose_detail(CLAIM, DETAIL.activiteit) is DETAIL
    with pytest.raises(Geweigerd) as vreemd:
        choose_detail(CLAIM, NUL)
    assert vreemd.value.code == "activiteit-niet-in-token"
    twee = Doelbindingsclaim(NUL, NUL, "j", CLAIM.verloopt, (DETAIL, Claimdetail(NUL, NUL)))
    with pytest.raises(Geweigerd) as kies:
        choose_detail(twee, None)
    assert kies.value.code == "activiteit-kiezen"


@given(st.dictionaries(st.text(max_size=5), st.integers(-(2**53), 2**53)), st.binary(max_size=20))
def test_a_cursor_opens_for_its_own_question_and_for_a_quarter_of_an_hour(
    inhoud: dict[str, int], binding: bytes
) -> None:
    verzegeld = cursor.verzegel(inhoud, binding=binding, nu=1000)
    assert cursor.open(verzegeld, binding=binding, nu=1899) == inhoud
    for poging in ({"binding": binding + b"x", "nu": 1000}, {"binding": binding, "nu": 1901}):
        with pytest.raises(OngeldigeInvoer):
            cursor.open(verzegeld, **poging)
    with pytest.raises(OngeldigeInvoer):
        cursor.open(verzegeld[:-2] + ("A" if verzegeld[-2] != "A" else "B") + verzegeld[-1], binding=binding, nu=1000)
