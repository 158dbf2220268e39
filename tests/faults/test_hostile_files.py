"""Files made to do harm: refused in one line, with nothing run and no memory taken."""

import ast
import gzip
import io
import json
import pickle
import random
import sqlite3
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import hydra_plugins
import nnexp
from benchmarks.reliability import fuzz, mutation, targets
from nnexp.datasets import DataError
from nnexp.datasets.idx import decode_idx
from nnexp.datasets.picture_files import load_pictures
from nnexp.errors import NnexpError
from nnexp.network import Architecture, Network, NetworkError
from nnexp.settings import SettingsError, parse, unflatten
from nnexp.store import FinishedRun, StoreError, open_store
from nnexp.store.records import checksum
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.outcome import Curve, Outcome


def took_mb(action):
    """The most memory that an action took, whatever it raised."""
    tracemalloc.start()
    try:
        with pytest.raises(NnexpError) as caught:
            action()
        assert "\n" not in str(caught.value)
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packed", [False, True])
def test_an_idx_header_that_claims_4_gb_in_a_kilobyte(packed):
    content = b"\0\0\x08\x03" + struct.pack(">III", 65_535, 256, 256) + bytes(1000)
    content = gzip.compress(content) if packed else content
    assert took_mb(lambda: decode_idx(content, Path("x"), 47_040_000)) < 1


def test_a_gzip_bomb_is_unpacked_as_far_as_its_header_claims():
    content = b"\0\0\x08\x01" + struct.pack(">I", 1000) + bytes(1 << 26)
    packed = gzip.compress(content)
    assert len(packed) < 300_000
    assert took_mb(lambda: decode_idx(packed, Path("x"), 47_040_000)) < 3


def saved() -> dict[str, bytes]:
    """The members of a saved network."""
    buffer = io.BytesIO()
    Network(Architecture((3, 2)), (np.ones((2, 3), dtype=np.float32),)).save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members, method=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer


def test_a_zip_bomb_as_a_network():
    members = saved()
    bomb = zipped(
        members | {"weights_1.npy": members["weights_1.npy"] + bytes(1 << 26)},
        zipfile.ZIP_DEFLATED,
    )
    assert len(bomb.getvalue()) < 200_000
    assert took_mb(lambda: Network.load(bomb)) < 1


def test_a_zip_whose_members_share_the_same_bytes():
    content = bytearray(zipped({"a" * 9 + ".npy": bytes(1 << 20)}).getvalue())
    place = content.index(b"PK\x01\x02")
    entry = bytes(content[place : content.index(b"PK\x05\x06")])
    entries = [entry.replace(b"a" * 9, f"{n:09}".encode()) for n in range(500)]
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 500, 500, 500 * len(entry), place, 0)
    flat = bytes(content[:place]) + b"".join(entries) + end
    assert took_mb(lambda: Network.load(io.BytesIO(flat))) < 2


@pytest.mark.parametrize("shape", ["(4000000000,)", "(2147483648, 2147483648)", "(-1,)"])
@pytest.mark.parametrize("kind", ["<f4", "|O", "<U999999999", "|V2000000000", "O,O"])
def test_an_array_that_claims_what_it_has_not(shape, kind):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    body = b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header
    content = zipped(saved() | {"weights_1.npy": body})
    assert took_mb(lambda: Network.load(content)) < 1


def test_text_that_is_no_text_in_a_network():
    members = saved()
    place = members["format.npy"].index(b"\n") + 1
    members["format.npy"] = members["format.npy"][:place] + b"\xff" * (4 * len("nnexp network 1"))
    with pytest.raises(NetworkError, match="is damaged or not a saved network"):
        Network.load(zipped(members))


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width, height):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


@pytest.mark.parametrize("size", [(9_000, 9_000), (13_000, 13_000), (60_000, 60_000)])
@pytest.mark.parametrize("first", [header(28, 28), chunk(b"tEXt", b"a\0" + bytes(30))])
def test_a_picture_whose_second_header_claims_more_than_the_first(tmp_path, size, first):
    picture = chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    content = b"\x89PNG\r\n\x1a\n" + first + header(*size) + picture
    (tmp_path / "a_3.png").write_bytes(content)
    assert took_mb(lambda: load_pictures(tmp_path, None)) < 20


@pytest.mark.parametrize("kind", [b"iCCP", b"zTXt", b"iTXt", b"tRNS", b"PLTE", b"eXIf", b"pHYs"])
def test_a_picture_with_a_chunk_cut_short(tmp_path, kind):
    for body in (b"", b"a", b"a\0"):
        content = header(28, 28) + chunk(kind, body) + chunk(b"IDAT", zlib.compress(bytes(812)))
        content += chunk(kind, body) + chunk(b"IEND", b"")
        (tmp_path / "a_3.png").write_bytes(b"\x89PNG\r\n\x1a\n" + content)
        with pytest.raises(DataError) as caught:
            load_pictures(tmp_path, None)
        assert "\n" not in str(caught.value)


def store_with(path, *statements):
    """A sound store, then changed by a hostile hand."""
    outcome = Outcome("ok", "", Curve(1, np.full((3, len(METRICS)), 0.5)), None)
    with open_store(path) as store:
        store.put_all(
            [FinishedRun(f"run{i}", "{}", 1, i, METRICS, outcome, False) for i in range(3)]
        )
    with closing(sqlite3.connect(path)) as other:
        for statement, values in statements:
            other.execute(statement, values)
        other.commit()
    return path


ENDLESS = """CREATE VIEW runs AS WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x)
SELECT 'a' run_id, '' settings, 1 seed, 1 repeat, 1 epochs, '' status, '' reason, '' metrics,
x'' curve, n checksum FROM x"""


@pytest.mark.parametrize(
    "statements",
    [
        [("DROP TABLE runs", ()), (ENDLESS, ())],
        [("CREATE TRIGGER t BEFORE INSERT ON runs BEGIN DELETE FROM runs; END", ())],
        [("CREATE INDEX i ON runs (hex(curve))", ())],
        [("ALTER TABLE runs ADD COLUMN more", ())],
        [("DROP TABLE checkpoints", ())],
    ],
    ids=["endless view", "trigger", "index", "column", "no checkpoints"],
)
def test_a_store_whose_tables_are_not_ours_is_refused_before_it_is_read(tmp_path, statements):
    path = store_with(tmp_path / "store.sqlite", *statements)
    with pytest.raises(StoreError) as caught:
        open_store(path)
    assert str(caught.value) == (
        f"store.path={path}: its tables are not those that nnexp makes; move it away and repeat "
        "the command, or take another file with store.path=other.sqlite"
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (4, -1),
        (4, 3.0),
        (4, "3"),
        (5, 7),
        (5, b"ok"),
        (6, None),
        *((7, names) for names in ("", "{}", "[", "[7]", '["train_loss"]', "[" * 9999)),
        (8, "text"),
        (8, bytes(215)),
    ],
)
def test_a_record_with_a_right_checksum_and_wrong_content_counts_as_unknown(
    tmp_path, column, value
):
    names = json.dumps(METRICS)
    row = ["run1", "{}", 1, 1, 3, "ok", "", names, np.full((3, len(METRICS)), 0.5).tobytes()]
    row[column] = value
    try:
        found = checksum(row)
    except TypeError:
        found = 0
    nulls = "INSERT OR REPLACE INTO runs VALUES (?,?,?,?,?,?,?,?,?,?)"
    if value is None:
        row[column] = 0
    path = store_with(tmp_path / "store.sqlite", (nulls, [*row, found]))
    with open_store(path) as store:
        assert set(store.get(["run0", "run1", "run2"])) == {"run0", "run2"}


@pytest.mark.parametrize("name", ["lr", "epochs", "seed", "data.validation", "engine.timeout"])
@pytest.mark.parametrize("value", [10**400, -(10**400)])
def test_a_number_larger_than_any_is_not_legal(name, value):
    with pytest.raises(SettingsError) as caught:
        parse(unflatten({name: value}))
    (problem,) = caught.value.problems
    assert problem.startswith(f"{name}=")
    assert len(problem) < 300


UNPICKLING = {
    "load": ("pickle", "joblib", "marshal", "dill", "cloudpickle", "torch"),
    "loads": ("pickle", "marshal", "dill", "cloudpickle"),
    "Unpickler": ("pickle", "dill", "cloudpickle"),
    "read_pickle": ("pd", "pandas"),
    "open": ("shelve",),
    "unsafe_load": ("yaml",),
    "full_load": ("yaml",),
    "load_all": ("yaml",),
}

# A copy of a configuration, pickled a moment before by the same process; data that the driver
# sends over Dask's own connections, which pickle whatever they carry; a function or an estimator
# that the user handed to this very process, on its way to workers; the file that `train=` names.
MEANT = {
    ("nnexp/cli/composition.py", "pickle.loads"),
    ("nnexp/execution/dask_worker.py", "pickle.loads"),
    ("nnexp/trainables/estimator/trainable.py", "cloudpickle.loads"),
    ("nnexp/trainables/function/code.py", "cloudpickle.loads"),
    ("nnexp/trainables/function/code.py", "exec"),
}


def suspicious_calls(path):
    """Calls in a module that could unpickle, or build objects that a file names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        owner, _, name = called.rpartition(".")
        allowed = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        if owner in UNPICKLING.get(name, ()) or called in ("eval", "exec", "__import__"):
            yield called
        elif (owner, name) in (("np", "load"), ("numpy", "load")):
            if allowed.get("allow_pickle") != "False":
                yield called
        elif (owner, name) == ("yaml", "load"):
            if "Safe" not in allowed.get("Loader", ""):
                yield called
        elif name in ("instantiate", "get_class", "get_method", "get_object"):
            yield called


def test_nothing_is_unpickled_and_nothing_a_file_names_is_made():
    found = set()
    for package in (nnexp, hydra_plugins):
        for folder in package.__path__:
            for path in sorted(Path(folder).rglob("*.py")):
                place = f"{package.__name__}/{path.relative_to(folder).as_posix()}"
                found |= {(place, called) for called in suspicious_calls(path)}
    assert found == MEANT


@pytest.mark.parametrize(
    "code",
    ["pickle.load(f)", "np.load(p)", "np.load(p, allow_pickle=True)", "yaml.load(t, Loader=L)"],
)
def test_the_search_for_unpickling_finds_it(tmp_path, code):
    path = tmp_path / "module.py"
    path.write_text(code)
    assert list(suspicious_calls(path)) == [code.partition("(")[0]]


def test_the_fuzzer_notices_what_it_looks_for():
    """A reader that does everything wrong is told on for all of it."""

    def make(chance: random.Random) -> bytes:
        return bytes([chance.randrange(4)])

    def read(content: bytes) -> None:
        match content[0]:
            case 0:
                raise IndexError("a crash")
            case 1:
                pickle.loads(targets.PICKLE)  # noqa: S301
            case 2:
                bytearray(80 << 20)[:: 1 << 12] = b"x" * (80 << 8)
            case _:
                raise NnexpError("refused")

    report = fuzz.fuzz(targets.Target("careless", "all that is wrong", make, read, 32), 40)
    assert not report.sound
    assert min(report.crashed, report.executed, report.flooded, report.refused) > 0
    assert report.accepted + report.refused + report.crashed == 40
    assert {line.partition(": ")[2][:6] for line in report.findings} >= {"IndexE", "did os"[:6]}


def test_inputs_follow_from_their_number_alone():
    def ten():
        return [
            mutation.mutated(mutation.chance_of("x", 1, n), [b"label,1\n" * 9], [b",", b"\0"])
            for n in range(10)
        ]

    assert ten() == ten()
    assert len(set(ten())) > 5


SLOW_INPUTS = {
    "idx": 5000,
    "csv": 5000,
    "png": 3000,
    "overrides": 700,
    "store": 1500,
    "networks": 2500,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz.NAMES)
def test_hostile_input_is_read_or_refused(name):
    """A part of `python -m benchmarks.reliability fuzz`, with the same inputs each time."""
    (report,) = fuzz.fuzz_all([name], SLOW_INPUTS[name], seed=2)
    assert report.findings == []
    assert report.sound
    assert report.inputs == SLOW_INPUTS[name]
    assert min(report.accepted, report.refused) > 10
