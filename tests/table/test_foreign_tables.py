"""Tables that others made: read, or refused in one line and without memory."""

from __future__ import annotations

import contextlib
import json
import os
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from of_book import impossible_value, write
from stored_sweep import store_sweep

from nnexp import table as tables
from nnexp.table import TableError, canonical_hash, loading


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_sweep(
        tmp_path_factory.mktemp("s"), {"lr": (0.1, 0.3), "epochs": (1, 2)}, repeats=2
    )


def told(path: Path) -> str:
    with pytest.raises(TableError) as caught:
        tables.load(path)
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 600
    return text


def changed(sound: Path, path: Path, **columns: pa.Array) -> Path:
    """The table with other columns, or without those that are None."""
    rows = parquet.read_table(sound / "table.parquet")
    for name, values in columns.items():
        if values is None:
            rows = rows.drop_columns([name])
        elif name in rows.column_names:
            rows = rows.set_column(rows.column_names.index(name), name, values)
        else:
            rows = rows.append_column(name, values)
    parquet.write_table(rows, path)
    return path


COUNT = 8


@pytest.mark.parametrize(
    ("name", "values", "what"),
    [
        ("lr", pa.array([b"\xff"] * COUNT), "column 'lr' holds binary"),
        ("reason", pa.array([b"\xff\xfe"] * COUNT), "column 'reason' holds binary"),
        ("lr", pa.array(["much"] * COUNT), "this is not a table (Failed to parse string: 'much'"),
        ("lr", pa.array([[0.1]] * COUNT), "column 'lr' holds list"),
        ("strange", pa.array([{"a": 1}] * COUNT), "column 'strange' holds struct"),
        ("epochs", pa.array([1.5] * COUNT), "this is not a table (Float value 1.5"),
        ("epochs", pa.array([np.nan] * COUNT), "this is not a table (Float value nan was trunc"),
        ("epochs", pa.array([None] * COUNT), "column epochs: lacks 8 values"),
        ("seed", pa.array([2**64 - 1] * COUNT, pa.uint64()), "this is not a table (Integer value"),
        ("run_id", pa.array([None] * COUNT, pa.string()), "column run_id: lacks 8 values"),
        ("network.bias", pa.array([None] * COUNT, pa.bool_()), "column network.bias: lacks 8"),
        ("repeat", pa.array([0] * COUNT, pa.timestamp("s")), "column 'repeat' holds timestamp"),
        ("lr", pa.array(["a"] * COUNT).dictionary_encode(), "this is not a table ("),
    ],
)
def test_a_column_that_holds_something_else(sound, tmp_path, name, values, what) -> None:
    path = changed(sound, tmp_path / "t.parquet", **{name: values})
    assert told(path).startswith(f"{path}: {what}")


def test_other_types_for_the_same_values_are_read(sound, tmp_path) -> None:
    wanted = tables.load(sound)
    path = changed(
        sound,
        tmp_path / "t.parquet",
        lr=pa.array(wanted["lr"].astype("str")),
        epochs=pa.array(wanted["epochs"].astype("float32")),
        status=pa.array(wanted["status"]).dictionary_encode(),
        hidden_nodes=pa.array(wanted["hidden_nodes"].astype("int16")),
        more=pa.array(range(COUNT)),
    )
    found = tables.load(path)
    assert canonical_hash(found.drop(columns="more")) == canonical_hash(wanted)
    assert found.dtypes.drop("more").to_dict() == wanted.dtypes.to_dict()


@pytest.mark.parametrize(
    "notes",
    [
        b"not JSON",
        b"{}",
        b"\xff\xfe",
        json.dumps({"index_columns": ["lr"], "columns": [], "column_indexes": []}).encode(),
        json.dumps({"index_columns": [{"kind": "range", "start": 0, "stop": 1 << 60}]}).encode(),
        json.dumps({"index_columns": [], "columns": [{"name": 1}], "attributes": []}).encode(),
    ],
)
def test_notes_of_pandas_that_are_strange(sound, tmp_path, notes) -> None:
    rows = parquet.read_table(sound / "table.parquet")
    path = tmp_path / "t.parquet"
    parquet.write_table(rows.replace_schema_metadata({b"pandas": notes}), path)
    pd.testing.assert_frame_equal(tables.load(path), tables.load(sound))


def test_a_column_that_is_there_twice(sound, tmp_path) -> None:
    rows = parquet.read_table(sound / "table.parquet")
    path = tmp_path / "t.parquet"
    parquet.write_table(rows.append_column("lr", rows.column("lr")), path)
    assert told(path).startswith(f"{path}: column 'lr' is there twice")


def test_rows_without_number_take_no_memory(sound, tmp_path, monkeypatch) -> None:
    rows = parquet.read_table(sound / "table.parquet").slice(0, 1)
    path = tmp_path / "t.parquet"
    many = pa.Table.from_batches(
        [
            pa.record_batch(
                [pa.repeat(rows.column(n)[0], 20_000_000) for n in ("lr", "repeat")],
                names=["lr", "repeat"],
            )
        ]
    )
    parquet.write_table(many, path)
    del many
    assert path.stat().st_size < 1_000_000
    monkeypatch.setattr(loading, "free_memory", lambda: 500_000_000)
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    text = told(path)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert pa.total_allocated_bytes() - before < 5_000_000
    assert text == (
        f"{path}: 20,000,000 rows of 2 columns need about 640,000,000 bytes of memory, and "
        "500,000,000 are free"
    )


def test_one_long_text_in_many_rows(sound, tmp_path, monkeypatch) -> None:
    long = pa.repeat("x" * 100_000, 1)
    codes = pa.array(np.zeros(50_000, dtype=np.int32))
    text = pa.DictionaryArray.from_arrays(codes, long)
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"reason": text}), path)
    assert path.stat().st_size < 300_000
    monkeypatch.setattr(loading, "free_memory", lambda: 1_000_000_000)
    assert "its text needs 10,000,000,000 bytes of memory" in told(path)


@pytest.mark.parametrize("name", ["table.parquet", "table.csv"])
def test_a_pipe_or_a_folder_in_place_of_a_file(tmp_path, name) -> None:
    os.mkfifo(tmp_path / name)
    assert told(tmp_path / name) == (
        f"{tmp_path / name}: this is not a table (is a pipe, not a file); name a sweep's folder or "
        "its table.parquet"
    )
    (tmp_path / "out" / "table.parquet").mkdir(parents=True)
    assert "is a folder, not a file" in told(tmp_path / "out")


def test_a_csv_whose_first_line_has_no_end(tmp_path) -> None:
    path = tmp_path / "table.csv"
    with path.open("wb") as file:
        file.truncate(1 << 33)
    assert told(path).startswith(f"{path}: its first line has over 100,000 characters")
    path.write_text(",".join(f"c{n}" for n in range(3_000_000)))
    assert told(path).startswith(f"{path}: its first line has over 100,000 characters")
    path.write_text("lr,lr\n1,2\n")
    assert told(path).startswith(f"{path}: column 'lr' is there twice")


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_are_read_or_told(sound, tmp_path, seed) -> None:
    random = np.random.default_rng(seed)
    for name in ("table.parquet", "table.csv"):
        content = bytearray((sound / name).read_bytes())
        for _ in range(random.integers(1, 30)):
            content[random.integers(len(content))] = random.integers(256)
        if random.random() < 0.3:
            del content[random.integers(len(content)) :]
        path = tmp_path / name
        path.write_bytes(content)
        with contextlib.suppress(TableError):
            impossible_value(tables.load(path))


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("lr", np.nan, "column lr: 'nan' in row 2 cannot be"),
        ("lr", -np.inf, "column lr: '-inf' in row 2 cannot be"),
        ("epochs", 0, "column epochs: '0' in row 2 cannot be"),
        ("repeat", -1, "column repeat: '-1' in row 2 cannot be"),
        ("status", "fine", "column status: 'fine' in row 2 cannot be"),
        ("test_accuracy", 1.5, "column test_accuracy: '1.5' in row 2 cannot be"),
        ("validation_accuracy", np.inf, "column validation_accuracy: 'inf' in row 2 cannot be"),
        ("train_loss", -np.inf, "column train_loss: '-inf' in row 2 cannot be"),
        ("seconds", -1.0, "column seconds: '-1.0' in row 2 cannot be"),
    ],
)
def test_values_that_no_sweep_writes(sound, name, value, what) -> None:
    table = tables.load(sound)
    assert impossible_value(table) is None
    assert impossible_value(tables.load(sound / "curves.parquet")) is None
    table.loc[1, name] = value
    assert impossible_value(table) == what
    assert impossible_value(table.iloc[:0]) == "has no rows"


WORDS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'=1", "''", '=HYPERLINK("x")', "plain", "é"]


def test_words_that_a_spreadsheet_would_take_for_formulas(sound, tmp_path) -> None:
    rows = pd.concat([tables.load(sound)] * 2, ignore_index=True).iloc[: len(WORDS)]
    table = rows.assign(**{"data.train": WORDS, "reason": WORDS, "data": WORDS[::-1]})
    write(table, tmp_path)
    plain = pd.read_csv(tmp_path / "table.csv", keep_default_na=False)
    for name in ("data.train", "reason", "data"):
        assert not plain[name].astype("str").str.match(r"[=+\-@\t\r]").any()
    for file in ("table.csv", "table.parquet"):
        found = tables.load(tmp_path / file)
        assert found["reason"].tolist() == WORDS
        assert canonical_hash(found) == canonical_hash(table)


def test_curves_may_be_empty_a_table_may_not():
    # Every run may have failed before its first epoch was over.
    assert impossible_value(pd.DataFrame({"run_id": [], "epoch": []})) is None
    assert impossible_value(pd.DataFrame({"run_id": [], "status": []})) == "has no rows"
