"""The tree against RFC 6962 as it is written, against published vectors, and against an implementation that is not ours."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from audit import boom
from audit.boom import Rand, consistency_proof, inclusion_proof, root, tile_path, tiles_between
from audit.bronhuis_verify import (
    EMPTY_ROOT,
    BewijsFout,
    commitment,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from tests.audit.logboek import leaves, nodes

GROOTSTE = 2000
BLADEN = leaves(GROOTSTE)
KNOPEN = nodes(BLADEN)
GROOTTES = [1, 2, 3, 7, 8, 9, 255, 256, 257, 511, 1000, 1023, 1024, 1025, 1999, 2000]

# Published with Certificate Transparency: eight inputs, and the roots over the first one, two, … eight of them.
INVOER = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
WORTELS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


# --- RFC 6962, 2.1, word for word: slow and recursive ---


def cut(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


@cache
def mth(begin: int, eind: int) -> bytes:
    if begin == eind:
        return EMPTY_ROOT
    if eind - begin == 1:
        return BLADEN[begin]
    midden = begin + cut(eind - begin)
    return node_hash(mth(begin, midden), mth(midden, eind))


def path(m: int, begin: int, eind: int) -> list[bytes]:
    n = eind - begin
    if n == 1:
        return []
    k = cut(n)
    if m < k:
        return [*path(m, begin, begin + k), mth(begin + k, eind)]
    return [*path(m - k, begin + k, eind), mth(begin, begin + k)]


def subproof(m: int, begin: int, eind: int, *, heel: bool) -> list[bytes]:
    n = eind - begin
    if m == n:
        return [] if heel else [mth(begin, eind)]
    k = cut(n)
    if m <= k:
        return [*subproof(m, begin, begin + k, heel=heel), mth(begin + k, eind)]
    return [*subproof(m - k, begin + k, eind, heel=False), mth(begin, begin + k)]


@pytest.fixture(scope="module")
def orakel() -> InmemoryTree:
    """An implementation by others, over the same entries."""
    uit = InmemoryTree(algorithm="sha256")
    for nummer in range(GROOTSTE):
        uit.append_entry(commitment(bytes(32), f"{nummer}".encode()))
    return uit


# --- Roots ---


def test_published_roots() -> None:
    rand = Rand()
    assert rand.wortel.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for invoer, wortel in zip(INVOER, WORTELS, strict=True):
        rand = rand.append(leaf_hash(bytes.fromhex(invoer)))
        assert rand.wortel.hex() == wortel


def test_published_proofs() -> None:
    knopen = nodes([leaf_hash(bytes.fromhex(invoer)) for invoer in INVOER])
    assert [stap.hex()[:8] for stap in inclusion_proof(knopen, 5, 8)] == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert [stap.hex()[:8] for stap in inclusion_proof(knopen, 1, 5)] == ["6e340b9c", "5f083f0a", "bc1a0643"]
    assert [s.hex()[:8] for s in consistency_proof(knopen, 3, 8)] == ["0298d122", "07506a85", "fac54203", "6b47aaf2"]
    assert [stap.hex()[:8] for stap in consistency_proof(knopen, 6, 8)] == ["0ebc5d34", "ca854ea1", "d37ee418"]


def test_every_size_up_to_two_thousand_has_the_root_of_the_definition_and_of_others(orakel: InmemoryTree) -> None:
    rand = Rand()
    for grootte, blad in enumerate(BLADEN, 1):
        rand = rand.append(blad)
        wortel = mth(0, grootte)
        assert rand.wortel == root(KNOPEN, grootte) == wortel, grootte
        assert orakel.get_root(grootte) == wortel, grootte
    assert Rand().extend(BLADEN)[0] == rand


@given(st.lists(st.integers(0, 300), max_size=12))
def test_batches_make_the_same_tree_as_single_leaves(porties: list[int]) -> None:
    rand, gezien = Rand(), {}
    for portie in porties:
        begin = rand.grootte
        if begin + portie > GROOTSTE:
            break
        rand, nieuw = rand.extend(BLADEN[begin : begin + portie])
        for niveau, nummer, knoop in nieuw:
            assert (niveau, nummer) not in gezien
            gezien[niveau, nummer] = knoop
    assert rand.wortel == mth(0, rand.grootte)
    assert rand == Rand.load(KNOPEN, rand.grootte)
    assert len(gezien) == sum(rand.grootte >> niveau for niveau in range(12))
    assert all(knoop == KNOPEN(*plaats) for plaats, knoop in gezien.items())


# --- Proofs ---


def test_inclusion_of_every_leaf_of_small_trees_and_of_chosen_large_ones(orakel: InmemoryTree) -> None:
    for grootte in [*range(1, 131), *GROOTTES]:
        wortel = mth(0, grootte)
        for nummer in range(grootte):
            pad = inclusion_proof(KNOPEN, nummer, grootte)
            verify_inclusion(BLADEN[nummer], nummer, grootte, pad, wortel)
            if grootte <= 130 or nummer % 37 == 0:
                assert pad == path(nummer, 0, grootte)
                assert pad == orakel.prove_inclusion(nummer + 1, grootte).path[1:]


def test_consistency_of_all_pairs_of_small_trees_and_of_random_large_ones(orakel: InmemoryTree) -> None:
    toeval = random.Random(6962)
    paren = [(oud, nieuw) for nieuw in range(131) for oud in range(nieuw + 1)]
    paren += [tuple(sorted(toeval.choices(range(GROOTSTE + 1), k=2))) for _ in range(4000)]  # type: ignore[misc]
    for oud, nieuw in paren:
        pad = consistency_proof(KNOPEN, oud, nieuw)
        assert pad == ([] if oud == 0 else subproof(oud, 0, nieuw, heel=True)), (oud, nieuw)
        verify_consistency(oud, nieuw, mth(0, oud), mth(0, nieuw), pad)
        if oud:
            # That implementation cuts its consistency proofs in another way; it must come to the same conclusion.
            orakel.prove_consistency(oud, nieuw).verify(root(KNOPEN, oud), root(KNOPEN, nieuw), oud, nieuw)


def test_impossible_questions_are_refused() -> None:
    vragen: list[Callable[[], object]] = [
        lambda: inclusion_proof(KNOPEN, 5, 5),
        lambda: inclusion_proof(KNOPEN, -1, 5),
        lambda: inclusion_proof(KNOPEN, 0, 0),
        lambda: consistency_proof(KNOPEN, 6, 5),
        lambda: consistency_proof(KNOPEN, -1, 5),
        lambda: root(KNOPEN, -1),
        lambda: Rand(3, (BLADEN[0],)),
        lambda: Rand(1, (b"kort",)),
        lambda: Rand.load(KNOPEN, -1),
        lambda: tiles_between(2, 1),
        lambda: tiles_between(-1, 1),
        lambda: tile_path(64, 0, 1),
        lambda: tile_path(0, -1, 1),
        lambda: tile_path(0, 0, 0),
        lambda: tile_path(0, 0, 257),
    ]
    for vraag in vragen:
        with pytest.raises(ValueError, match=r"\.$"):
            vraag()


# --- Proofs that are not right ---


def turns_inclusion(nummer: int, begin: int, eind: int) -> tuple[int, ...] | None:
    """On which side each step of a path stands. Two questions with the same turns have the same proof, and are not a mutation."""
    if not begin <= nummer < eind:
        return None
    uit = []
    while eind - begin > 1:
        midden = begin + cut(eind - begin)
        begin, eind = (begin, midden) if nummer < midden else (midden, eind)
        uit.append(int(nummer >= midden))
    return tuple(uit)


def turns_consistency(oud: int, nieuw: int) -> tuple[object, ...] | None:
    """The same for a consistency proof: the turns, and whether the old root itself is where it begins."""
    if not 0 <= oud <= nieuw:
        return None
    begin, eind, uit = 0, nieuw, list[int]()
    while 0 < oud < eind:
        midden = begin + cut(eind - begin)
        begin, eind = (begin, midden) if oud <= midden else (midden, eind)
        uit.append(int(oud > midden))
    return (oud == 0, oud == nieuw, begin == 0, *uit)


def flip(toeval: random.Random, waarde: bytes) -> bytes:
    bit = toeval.randrange(256)
    getal = int.from_bytes(waarde, "big") ^ (1 << bit)
    return getal.to_bytes(32, "big")


def damage(toeval: random.Random, pad: list[bytes]) -> list[bytes]:
    """The path with one thing wrong in it; may be the path itself, when there is nothing to break."""
    pad, plek = list(pad), toeval.randrange(len(pad)) if pad else 0
    soort = toeval.randrange(6)
    if soort == 0 or not pad:
        pad.insert(toeval.randint(0, len(pad)), toeval.randbytes(32))
    elif soort == 1:
        del pad[plek]
    elif soort == 2:
        ander = toeval.randrange(len(pad))
        pad[plek], pad[ander] = pad[ander], pad[plek]
    elif soort == 3:
        pad.insert(plek, pad[plek])
    elif soort == 4:
        pad[plek] = pad[plek][:31]
    else:
        pad[plek] = flip(toeval, pad[plek])
    return pad


def is_refused(controle: Callable[..., None], *vraag: object) -> bool:
    try:
        controle(*vraag)
    except BewijsFout:
        return True
    return False


def test_a_hundred_thousand_damaged_proofs_are_refused() -> None:
    toeval = random.Random(100_000)
    geweigerd = gelijk = 0
    while geweigerd < 100_000:
        nieuw = toeval.randint(1, toeval.choice([8, 130, GROOTSTE]))
        nummer, oud = toeval.randrange(nieuw), toeval.randint(0, nieuw)
        goed: tuple[object, ...]
        if toeval.random() < 0.5:
            controle: Callable[..., None] = verify_inclusion
            pad = inclusion_proof(KNOPEN, nummer, nieuw)
            goed = (BLADEN[nummer], nummer, nieuw, pad, mth(0, nieuw))
            vragen: list[tuple[object, ...]] = [
                (BLADEN[nummer], nummer, nieuw, damage(toeval, pad), mth(0, nieuw)),
                (flip(toeval, BLADEN[nummer]), *goed[1:]),
                (*goed[:4], flip(toeval, mth(0, nieuw))),
            ]
            ander, andere = nummer + toeval.randint(-3, 3), nieuw + toeval.randint(-3, 3)
            if turns_inclusion(ander, 0, nieuw) != turns_inclusion(nummer, 0, nieuw):
                vragen.append((goed[0], ander, *goed[2:]))
            if turns_inclusion(nummer, 0, andere) != turns_inclusion(nummer, 0, nieuw):
                vragen.append((*goed[:2], andere, *goed[3:]))
        else:
            controle = verify_consistency
            pad = consistency_proof(KNOPEN, oud, nieuw)
            goed = (oud, nieuw, mth(0, oud), mth(0, nieuw), pad)
            vragen = [
                (*goed[:4], damage(toeval, pad)),
                (*goed[:2], flip(toeval, mth(0, oud)), *goed[3:]),
            ]
            # Nothing is said about a new root when the old tree is empty: any log continues it.
            if oud:
                vragen.append((*goed[:3], flip(toeval, mth(0, nieuw)), pad))
            ander, andere = oud + toeval.randint(-3, 3), nieuw + toeval.randint(-3, 3)
            if turns_consistency(ander, nieuw) != turns_consistency(oud, nieuw):
                vragen.append((ander, *goed[1:]))
            if oud and turns_consistency(oud, andere) != turns_consistency(oud, nieuw):
                vragen.append((oud, andere, *goed[2:]))
        assert not is_refused(controle, *goed)
        for vraag in vragen:
            if vraag == goed:
                gelijk += 1
                continue
            assert is_refused(controle, *vraag), (controle.__name__, vraag)
            geweigerd += 1
    print(f"{geweigerd} beschadigde bewijzen geweigerd, {gelijk} bleken niet beschadigd")


def test_no_byte_moves_between_a_leaf_and_the_path() -> None:
    links, rechts = BLADEN[:2]
    wortel = mth(0, 2)
    assert node_hash(links + rechts[:1], rechts[1:]) == wortel
    assert is_refused(verify_inclusion, links + rechts[:1], 0, 2, [rechts[1:]], wortel)
    assert is_refused(verify_inclusion, links[:-1], 0, 2, [links[-1:] + rechts], wortel)


@given(st.data())
def test_a_proof_fits_its_own_leaf_only(data: st.DataObject) -> None:
    grootte = data.draw(st.integers(2, GROOTSTE))
    nummer, ander = data.draw(st.lists(st.integers(0, grootte - 1), min_size=2, max_size=2, unique=True))
    pad = inclusion_proof(KNOPEN, nummer, grootte)
    assert is_refused(verify_inclusion, BLADEN[ander], nummer, grootte, pad, mth(0, grootte))
    assert is_refused(verify_inclusion, BLADEN[nummer], ander, grootte, pad, mth(0, grootte))


@given(st.integers(1, 400), st.data())
def test_a_changed_history_has_no_proof(grootte: int, data: st.DataObject) -> None:
    oud = data.draw(st.integers(1, grootte))
    plek = data.draw(st.integers(0, oud - 1))
    anders = [*BLADEN[:plek], leaf_hash(b"anders"), *BLADEN[plek + 1 : grootte]]
    knopen = nodes(anders)
    for pad in (consistency_proof(knopen, oud, grootte), consistency_proof(KNOPEN, oud, grootte)):
        assert is_refused(verify_consistency, oud, grootte, mth(0, oud), root(knopen, grootte), pad)


# --- Tiles ---


def test_the_tiles_of_the_example_in_the_standard() -> None:
    tegels = tiles_between(0, 70_000)
    assert tegels[:273] == [(0, nummer, 256) for nummer in range(273)]
    assert tegels[273:] == [(0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert tiles_between(0, 256) == [(0, 0, 256), (1, 0, 1)]
    assert tiles_between(255, 256) == [(0, 0, 256), (1, 0, 1)]
    assert tiles_between(256, 257) == [(0, 1, 1)]
    assert tiles_between(0, 0) == tiles_between(70_000, 70_000) == []


@pytest.mark.parametrize(
    ("tegel", "pad"),
    [
        ((0, 0, 256), "tile/0/000"),
        ((0, 0, 1), "tile/0/000.p/1"),
        ((0, 999, 256), "tile/0/999"),
        ((1, 1000, 17), "tile/1/x001/000.p/17"),
        ((0, 1_234_067, 256), "tile/0/x001/x234/067"),
        ((63, 5, 255), "tile/63/005.p/255"),
    ],
)
def test_where_a_tile_stands(tegel: tuple[int, int, int], pad: str) -> None:
    assert tile_path(*tegel) == pad
    assert boom.read_tile_path(pad) == tegel


@given(st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_path_reads_back(niveau: int, nummer: int, breedte: int) -> None:
    assert boom.read_tile_path(tile_path(niveau, nummer, breedte)) == (niveau, nummer, breedte)


@pytest.mark.parametrize(
    "pad",
    [
        "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/000", "tile/0/001/000", "tile/0/000.p/0", "tile/0/000.p/256",
        "tile/0/000.p/01", "tile/0/000/", "/tile/0/000", "tile/entries/000", "tile/0/000\n", "tile/0/٠٠٠", "",
    ],
)  # fmt: skip
def test_other_paths_are_refused(pad: str) -> None:
    with pytest.raises(ValueError, match="tegel"):
        boom.read_tile_path(pad)


def test_proofs_from_tiles_are_those_from_leaves_while_the_log_grows() -> None:
    toeval = random.Random(256)
    bladen = leaves(70_000)
    rand, knopen = Rand().extend(bladen)
    tabel = {(niveau, nummer): knoop for niveau, nummer, knoop in knopen}
    tegels: dict[tuple[int, int, int], bytes] = {}
    groottes = sorted({1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000, *toeval.choices(range(1, 70_000), k=60)})
    oud, gelezen = 0, 0

    def node(niveau: int, nummer: int) -> bytes:
        return tabel[niveau, nummer]

    def read(niveau: int, nummer: int, breedte: int) -> bytes:
        nonlocal gelezen
        gelezen += 1
        return tegels[niveau, nummer, breedte]

    for grootte in groottes:
        for tegel in tiles_between(oud, grootte):
            tegels[tegel] = boom.tile_data(node, *tegel)
        uit_tegels = boom.knopen_from_tiles(read, grootte)
        assert root(uit_tegels, grootte) == root(node, grootte)
        assert Rand.load(uit_tegels, grootte) == Rand.load(node, grootte)
        assert consistency_proof(uit_tegels, oud, grootte) == consistency_proof(node, oud, grootte)
        for nummer in toeval.choices(range(grootte), k=5):
            assert inclusion_proof(uit_tegels, nummer, grootte) == inclusion_proof(node, nummer, grootte)
        oud = grootte
    assert rand.wortel == root(node, 70_000)
    gelezen = 0
    uit_tegels = boom.knopen_from_tiles(read, 70_000)
    for _ in range(3):
        inclusion_proof(uit_tegels, 69_999, 70_000)
    assert gelezen <= 5, "each tile is read once"


def test_a_node_that_is_not_complete_is_not_made_up() -> None:
    tegels = {tegel: boom.tile_data(KNOPEN, *tegel) for tegel in tiles_between(0, 300)}
    knopen = boom.knopen_from_tiles(lambda *tegel: tegels[tegel], 300)
    assert knopen(8, 0) == KNOPEN(8, 0)
    for niveau, nummer in [(0, 300), (9, 0), (1, 150), (0, -1), (-1, 0)]:
        with pytest.raises(ValueError, match="niet compleet"):
            knopen(niveau, nummer)


def test_a_tile_of_another_length_is_refused() -> None:
    for inhoud in (b"", bytes(31), bytes(32 * 4), bytes(32 * 6)):
        with pytest.raises(BewijsFout, match="bytes lang"):
            boom.knopen_from_tiles(lambda *_tegel, inhoud=inhoud: inhoud, 5)(0, 0)
