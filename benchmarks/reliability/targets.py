"""What is fuzzed: each reader with a maker of hostile inputs for it.

Where a format protects its content (gzip, zip, the checksums of PNG and of the store), a part of
the inputs is changed below the protection and sealed anew, or nothing hostile would get past it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import gzip
import io
import json
import os
import pickle
import random
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.reliability.mutation import mutated, mutated_text

_SCRATCH = "nnexp-fuzz-"


@dataclasses.dataclass(frozen=True)
class Target:
    """A reader under attack."""

    name: str
    what: str
    make: Callable[[random.Random], Any]
    """An input."""
    read: Callable[[Any], None]
    """Returns or raises `NnexpError`; anything else is a finding."""
    memory: int
    """MB by which reading any input may raise the memory of the process."""
    copies: bool = False
    """Whether the reader pickles objects of its own for a moment to copy them."""


class WrongAnswerError(AssertionError):
    """A reader accepted what it should have refused."""


class _Trap:
    """Unpickling it runs a command, which the audit hook of the fuzzer sees."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("true",)


PICKLE = pickle.dumps(_Trap())


def targets(scratch: Path) -> dict[str, Target]:
    """All targets by name; files are written to `scratch`."""
    found = (
        _idx(scratch),
        _csv(scratch),
        _png(scratch),
        _overrides(),
        _store(scratch),
        _networks(scratch),
    )
    return {target.name: target for target in found}


def _idx(scratch: Path) -> Target:
    from nnexp.datasets.idx import decode_idx

    images = np.arange(2 * 5 * 5, dtype=np.uint8)
    plain = [
        b"\0\0\x08\x03" + struct.pack(">III", 2, 5, 5) + images.tobytes(),
        b"\0\0\x08\x01" + struct.pack(">I", 7) + bytes(7),
        b"\0\0\x08\x03" + struct.pack(">III", 65_535, 65_535, 1) + bytes(1000),
    ]
    bomb = gzip.compress(b"\0\0\x08\x03" + struct.pack(">III", 60_000, 28, 28) + bytes(1 << 24))
    packed = [*(gzip.compress(one) for one in plain), bomb]
    words = [b"\x1f\x8b\x08", b"\0\0\x08\x03", b"\0\0\x0d\x02", b"\xff" * 4, PICKLE]

    def make(chance: random.Random) -> bytes:
        if chance.random() < 0.3:
            return mutated(chance, packed, words)
        content = mutated(chance, plain, words)
        return gzip.compress(content, 1) if chance.random() < 0.4 else content

    def read(content: bytes) -> None:
        found = decode_idx(content, scratch / "file", 1_000_000)
        if found.values.nbytes > 1_000_000 or found.values.flags.writeable:
            raise WrongAnswerError("more values than were allowed, or values that can be changed")

    return Target("idx", "IDX files, plain and packed", make, read, 64)


def _csv(scratch: Path) -> Target:
    from nnexp.datasets.csv_files import load_csv

    seeds = [
        b"5,0,255,3\n0,1,2,3\n9,7,7,7\n",
        b"label,p1,p2\r\n1,2,3\r\n\r\n4, 5, 6\r\n",
        b"\xef\xbb\xbf1,000,1\n",
        b"1" + b",0" * 784 + b"\n" + b"2" + b",255" * 784 + b"\n",
        b"1,2\n" * 300,
    ]
    words = [b",", b"\n", b"\r\n", b"label", b"-1", b"256", b"1e3", b"nan", b'"', b"65536", b"\0"]
    words += [b"9" * 5000, b"0" * 300, b"\xff\xfe", "٣".encode(), b"=cmd|' /C calc'!A0", PICKLE]
    path = scratch / "rows.csv"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        found = load_csv(path, None)
        if found.labels.max() >= found.classes or not np.isfinite(found.inputs).all():
            raise WrongAnswerError("labels or values out of range")

    return Target(
        "csv", "CSV files", functools.partial(mutated, seeds=seeds, words=words), read, 64
    )


def _png(scratch: Path) -> Target:
    from PIL import Image

    from nnexp.datasets.picture_files import load_pictures

    seeds = []
    grey = np.full((40, 30), 250, dtype=np.uint8)
    grey[10:30, 10:15] = 20
    for mode in ("L", "RGB", "RGBA", "P", "1", "LA", "I;16"):
        buffer = io.BytesIO()
        picture = Image.fromarray(grey.astype(np.uint16) * 256 if mode == "I;16" else grey)
        (picture if mode == "I;16" else picture.convert(mode)).save(buffer, "PNG")
        seeds.append(buffer.getvalue())
    bombs = [_chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)) for size in _SIZES]
    text = zlib.compress(bytes(1 << 24))
    words = [b"IHDR", b"IDAT", b"PLTE", b"tRNS", b"IEND", b"acTL", b"fcTL", b"iCCP", b"eXIf"]
    words += [*bombs, _chunk(b"zTXt", b"a\0\0" + text), _chunk(b"iCCP", b"a\0\0" + text), PICKLE]
    folder = scratch / "pictures"
    folder.mkdir(exist_ok=True)
    path = folder / "one_3.png"

    def make(chance: random.Random) -> bytes:
        if chance.random() < 0.4:
            return mutated(chance, seeds, words)
        chunks = _chunks(chance.choice(seeds))
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(chunks))
            kind, body = chunks[place]
            match chance.randrange(5):
                case 0:
                    body = mutated(chance, [body], words)[:4096]
                    chunks[place] = (kind, body)
                case 1:
                    chunks[place] = (chance.choice(words)[:4].ljust(4, b"x"), body)
                case 2:
                    chunks.insert(chance.randint(0, len(chunks)), (kind, body))
                case 3:
                    chance.shuffle(chunks)
                case _:
                    other = chance.choice(_chunks(_SIGNATURE + b"".join(words[9:12])))
                    chunks.insert(chance.randint(0, len(chunks)), other)
        return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)

    def read(content: bytes) -> None:
        path.write_bytes(content)
        found = load_pictures(folder, None)
        if found.inputs.shape != (1, 784):
            raise WrongAnswerError("not one picture")

    return Target("png", "PNG pictures", make, read, 1500)


_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIZES = ((28, 28), (7000, 7000), (20_000, 20_000), (2**31 - 1, 2**31 - 1), (0, 5))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], len(_SIGNATURE)
    while place + 8 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        found.append((content[place + 4 : place + 8], content[place + 8 :][:length]))
        place += 12 + length
    return found


def _overrides() -> Target:
    from hydra._internal.hydra import Hydra
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.hydra_config import HydraConfig
    from hydra.types import RunMode

    from nnexp.cli.arguments import read_arguments
    from nnexp.cli.composition import Composer
    from nnexp.cli.explain import FOREIGN, explain
    from nnexp.cli.loading import group_options, search_path
    from nnexp.cli.overrides import parse_overrides, values_of
    from nnexp.cli.problems import CommandError
    from nnexp.cli.ranges import range_length, spell_out
    from nnexp.settings import parse

    GlobalHydra.instance().clear()
    hydra = Hydra.create_main_hydra2("nnexp", search_path(read_arguments(["-m"])))
    config = hydra.compose_config("config", [], RunMode.MULTIRUN)
    HydraConfig.instance().set_config(config)
    options = group_options(hydra.config_loader)
    composer = Composer(hydra.config_loader, config)

    def read(typed: str) -> None:
        parsed = parse_overrides([spell_out(typed)], options, finite=True)
        if parsed[0].is_range_sweep() and range_length(parsed[0].value()) > 1000:
            return
        values = values_of(parsed[0], options)
        if parsed[0].is_sweep_override() or values is None or parsed[0].key_or_group == "sweep":
            return
        if parsed[0].key_or_group.startswith("hydra"):
            return
        composer._parsed.clear()
        try:
            composed = composer.compose([typed])
        except FOREIGN as error:
            raise CommandError(explain(error)) from error
        parse(composed)

    make = functools.partial(mutated_text, seeds=_TYPED, words=_TYPED_WORDS)
    return Target("overrides", "override strings", make, read, 128, copies=True)


_TYPED = [
    "lr=0.1",
    "lr=0.01,0.1",
    "epochs=range(1,5)",
    "hidden_nodes=[100,50]",
    "'hidden_nodes=0,[5,5]'",
    "name='a b'",
    'name="x\\\\y"',
    "data=mnist",
    "data=glob(*)",
    "+sweep=lr_by_epochs",
    "+point={lr:0.1,epochs:5},{lr:1}",
    "network={bias:true}",
    "data.input_range=[-1,1]",
    "lr=shuffle(choice(0.1,0.2))",
    "name=${oc.env:HOME}",
    "lr=${epochs}",
    "hydra.run.dir=x",
    "hydra.launcher._target_=os.system",
    "hydra/launcher=basic",
    "~data",
    "++training.batch_size=16",
    "data@training=mnist",
    "store.path=../../x",
    "name=../../../etc/x",
    "epochs=1e400",
    "seed=99999999999999999999999999",
]
_TYPED_WORDS = [
    *"=,+~@:./\\'\"{}[]()$*-%#!&|;<>?^`\n\t",
    "${",
    "}",
    "${oc.env:PATH}",
    "${oc.decode:x}",
    "${hydra:job}",
    "${now:%Y}",
    "_target_",
    "_args_",
    "range(0,1e300,1e-300)",
    "range(-1,1,0)",
    "choice(",
    "sort(",
    "float(",
    "int('9'*9)",
    "json_str(",
    "null",
    "nan",
    "inf",
    "1e999",
    "0x10",
    "1_0",
    "../",
    "/dev/zero",
    "[" * 40,
    "{a:" * 20,
    "(" * 40,
    "9" * 400,
    "lr",
    "epochs",
    "hidden_nodes",
    "data.",
    "٣",
    "é",
    "\u202e",
    "\x1b[31m",
]


def _store(scratch: Path) -> Target:
    from nnexp.store import FinishedRun, open_store
    from nnexp.trainables.book.columns import METRICS
    from nnexp.trainables.outcome import Curve, Outcome

    path = scratch / "store.sqlite"
    weights = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)
    curves = {f"run{i}": np.full((3, len(METRICS)), i / 7) for i in range(12)}
    with open_store(path) as store:
        store.put_all(
            [
                FinishedRun(
                    name,
                    "{}",
                    1,
                    0,
                    METRICS,
                    Outcome("ok", "", Curve(1, values), {"weights": weights}),
                    True,
                )
                for name, values in curves.items()
            ]
        )
    good = path.read_bytes()
    words = [b"SQLite format 3\0", b"CREATE TRIGGER", b"runs", b"checkpoints", b"\xff" * 8, PICKLE]

    def make(chance: random.Random) -> bytes:
        if chance.random() < 0.7:
            return _in_place(chance, good, words)
        return _rewritten(chance, good)

    def read(content: bytes) -> None:
        for beside in ("", "-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        path.write_bytes(content)
        with open_store(path, patience=0.05) as store:
            known = store.get([*curves, "new"])
            store.checkpoints(curves)
            store.checkpoint("run3")
            ok = Outcome("ok", "", Curve(1, curves["run5"]), None)
            store.put_all([FinishedRun("run5", "{}", 1, 0, METRICS, ok, False)])
        for run in known.values():
            told = (type(run.epochs), type(run.status), type(run.reason))
            if told != (int, str, str) or run.epochs != len(run.curve.values):
                raise WrongAnswerError(f"a run of {told} with {len(run.curve.values)} epochs")

    return Target("store", "store files", make, read, 128)


def _in_place(chance: random.Random, good: bytes, words: list[bytes]) -> bytes:
    """Damage that leaves pages where they are: most else is refused at the first page."""
    content = bytearray(good)
    for _ in range(chance.randint(1, 8)):
        place = chance.choice((chance.randrange(len(content)), chance.randrange(120)))
        if chance.random() < 0.3:
            word = chance.choice(words)
            content[place : place + len(word)] = word
        else:
            content[place % len(content)] = chance.randrange(256)
    if chance.random() < 0.1:
        del content[chance.randrange(len(content)) :]
    return bytes(content)


_HOSTILE_SQL = (
    "DROP TABLE runs; CREATE VIEW runs AS WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n+1 "
    "FROM x) SELECT n AS run_id, 1 AS settings, 1 AS seed, 1 AS repeat, 1 AS epochs, 1 AS status, "
    "1 AS reason, 1 AS metrics, 1 AS curve, 1 AS checksum FROM x",
    "CREATE TRIGGER t BEFORE INSERT ON runs BEGIN DELETE FROM runs; END",
    "CREATE TRIGGER t AFTER INSERT ON runs BEGIN INSERT INTO checkpoints SELECT "
    "hex(randomblob(9)), 1, '', zeroblob(100000000), 1; END",
    "CREATE INDEX i ON runs (hex(zeroblob(1000)))",
    "DROP TABLE checkpoints",
    "ALTER TABLE runs ADD COLUMN more",
    "PRAGMA user_version = 1",
)


def _rewritten(chance: random.Random, good: bytes) -> bytes:
    """A sound database with hostile content, and checksums that fit it where possible."""
    from nnexp.store.records import checksum

    connection = sqlite3.connect(":memory:")
    with contextlib.closing(connection):
        # A database in memory has no write-ahead log.
        connection.deserialize(good[:18] + b"\1\1" + good[20:])
        if chance.random() < 0.4:
            with contextlib.suppress(sqlite3.Error):
                connection.executescript(chance.choice(_HOSTILE_SQL))
        else:
            row = list(connection.execute("SELECT * FROM runs WHERE run_id = 'run3'").fetchone())
            row[chance.randrange(1, 9)] = chance.choice(_VALUES)
            with contextlib.suppress(TypeError, sqlite3.Error):
                row[9] = checksum(row[:9]) if chance.random() < 0.8 else chance.choice(_VALUES)
                connection.execute("INSERT OR REPLACE INTO runs VALUES (?,?,?,?,?,?,?,?,?,?)", row)
            told = ["run3", chance.choice(_VALUES), chance.choice((*_BLOBS, _tensors(chance)))]
            with contextlib.suppress(TypeError, sqlite3.Error):
                connection.execute(
                    "INSERT OR REPLACE INTO checkpoints VALUES (?,?,?,?)",
                    [*told, checksum(told)],
                )
        connection.commit()
        return bytes(connection.serialize())


def _tensors(chance: random.Random) -> bytes:
    """A state in the format of safetensors whose header tells lies."""
    size = chance.choice((0, 8, -8, 2**40, 2**63))
    header = json.dumps(
        {
            chance.choice(("weights", "__metadata__", "")): {
                "dtype": chance.choice(("F32", "F64", "BF16", "F8_E4M3", "U8", "O", 7)),
                "shape": chance.choice(([2], [2**40, 2**40], [-1], [], "x", [1e300])),
                "data_offsets": [chance.choice((0, 4, 2**40)), size],
            }
        }
    ).encode()
    length = chance.choice((len(header), 0, len(header) * 2, 2**62))
    return length.to_bytes(8, "little") + header + bytes(8)


_BLOBS: tuple[bytes, ...] = (b"", bytes(24), bytes(100_000), PICKLE)
_VALUES = (*_BLOBS, 0, 1, -1, 2**62, 1e300, float("inf"), None, "", "ok", "diverged", "x" * 9999)


def _networks(scratch: Path) -> Target:
    from nnexp.network import Architecture, Network

    seeds = []
    for layers, bias in (((3, 2), False), ((4, 3, 2), True)):
        architecture = Architecture(layers, bias=bias)
        weights = tuple(np.ones(shape, dtype=np.float32) for shape in architecture.shapes)
        biases = tuple(np.ones(n, dtype=np.float32) for n in layers[1:]) if bias else ()
        buffer = io.BytesIO()
        Network(architecture, weights, biases).save(buffer)
        seeds.append(buffer.getvalue())
    members = [_members(seed) for seed in seeds]
    flat = {**members[0], "weights_1.npy": members[0]["weights_1.npy"] + bytes(1 << 26)}
    bomb = _zipped(flat, zipfile.ZIP_DEFLATED)
    objects = io.BytesIO()
    np.save(objects, np.array([_Trap()], dtype=object), allow_pickle=True)
    words = [b"PK\x03\x04", b"PK\x01\x02", b"\x93NUMPY\x01\0", b"'descr': '|O'", PICKLE]
    words += [b"(4000000000,)", b"'<f4'", b"__import__('os').system('true')", objects.getvalue()]

    def make(chance: random.Random) -> bytes:
        if chance.random() < 0.3:
            return mutated(chance, [*seeds, bomb], words)
        files = dict(chance.choice(members))
        for _ in range(chance.randint(1, 3)):
            name = chance.choice(list(files))
            match chance.randrange(5):
                case 0:
                    files[chance.choice(("../../x.npy", "weights_9.npy", "a" * 99))] = files[name]
                case 1:
                    files[name] = chance.choice((objects.getvalue(), PICKLE, bytes(1 << 14)))
                case 2:
                    files[name] = _claiming(chance)
                case _:
                    files[name] = mutated(chance, [files[name]], words, most=2)
        return _zipped(files, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))

    path = scratch / "network.npz"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        network = Network.load(path)
        if {array.dtype.kind for array in network.weights} != {"f"}:
            raise WrongAnswerError("weights that are no numbers")

    return Target("networks", "saved networks", make, read, 64)


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _claiming(chance: random.Random) -> bytes:
    """An array whose header claims more than there is."""
    shape = chance.choice(((1 << 30,), (1 << 62,), (1 << 31, 1 << 31), (0,), (3, -1)))
    kind = chance.choice(("<f4", "<f8", "|O", "<U1000000000", "|V2000000000"))
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header


def _zipped(files: dict[str, bytes], method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return buffer.getvalue()


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for the files of the inputs, in memory where there is one."""
    memory = Path("/dev/shm")  # noqa: S108 -- a folder of the system's
    with tempfile.TemporaryDirectory(
        prefix=_SCRATCH, dir=memory if os.access(memory, os.W_OK) else None
    ) as folder:
        yield Path(folder)
