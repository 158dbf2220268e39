"""Tables and curves of many sweeps have one schema, so that any tool reads them as one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from of_book import BOOK, COLUMN_DOCS, CURVE_DOCS
from stored_sweep import diverging, store_sweep

from nnexp import table as tables
from nnexp.table import canonical_hash
from nnexp.table.schema import schema

# What differs between them is whether a column has values, whole numbers, or several layers.
SWEEPS = {
    "numbers": {"axes": {"hidden_nodes": (0, 10, 30), "epochs": (1, 2)}},
    "layers": {"axes": {"hidden_nodes": (10, [20, 10]), "lr": (0.1, 10.0)}, "fails": diverging},
    "some": {"axes": {"data.train_size": (None, 100), "data.input_range": ([0, 1], [-1, 1])}},
    "paths": {
        "axes": {"data": ("csv",), "data.train": ("a.csv", "b.csv"), "network.bias": (True, False)}
    },
    "untested": {"axes": {"seed": (1, 2)}, "validation": False},
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    for name, options in SWEEPS.items():
        store_sweep(folder / name, name=name, repeats=2, **options)
    return folder


@pytest.mark.parametrize(("file", "docs"), [("table", COLUMN_DOCS), ("curves", CURVE_DOCS)])
def test_all_files_have_the_documented_schema(results: Path, file: str, docs: dict) -> None:
    for name in SWEEPS:
        found = parquet.read_schema(results / name / f"{file}.parquet")
        assert len(found) > 30
        for field in found:
            assert field.type == schema(docs, BOOK).field(field.name).type
    assert set(schema(docs, BOOK).types) == {pa.float64(), pa.int64(), pa.bool_(), pa.string()}


def rows(results: Path, file: str) -> int:
    return sum(len(tables.load(results / name / f"{file}.parquet")) for name in SWEEPS)


@pytest.mark.parametrize("file", ["table", "curves"])
def test_three_tools_read_all_sweeps_as_one(results: Path, file: str) -> None:
    paths = sorted(results.glob(f"*/{file}.parquet"))
    frames = {
        "pandas": pd.concat([pd.read_parquet(path) for path in paths]),
        "pandas, at once": pd.read_parquet(paths),
        "polars": pl.read_parquet(results / "*" / f"{file}.parquet").to_pandas(),
        "duckdb": duckdb.sql(f"SELECT * FROM '{results}/*/{file}.parquet'").df(),  # noqa: S608
    }
    wanted = {"0", "10", "30", "[20,10]", "100"}
    for tool, frame in frames.items():
        assert len(frame) == rows(results, file), tool
        assert set(frame["hidden_nodes"]) == wanted, tool
        assert frame["data.train_size"].dropna().unique().tolist() == [100], tool
    assert len({canonical_hash(frame.astype(object)) for frame in frames.values()}) == 1


def test_a_question_over_all_sweeps(results: Path) -> None:
    asked = (
        "SELECT hidden_nodes, count(*) AS trials, avg(test_accuracy) AS mean FROM read_parquet(?) "
        "WHERE status = 'ok' GROUP BY hidden_nodes"
    )
    by_duckdb = duckdb.execute(asked, [f"{results}/*/table.parquet"]).df().set_index("hidden_nodes")
    lazy = pl.scan_parquet(results / "*" / "table.parquet").filter(pl.col("status") == "ok")
    answer = lazy.group_by("hidden_nodes").agg(
        pl.len().alias("trials"), pl.col("test_accuracy").mean().alias("mean")
    )
    by_polars = answer.collect().to_pandas().set_index("hidden_nodes")
    assert by_duckdb["trials"].to_dict() == by_polars["trials"].to_dict()
    for size, mean in by_duckdb["mean"].items():
        assert by_polars["mean"][size] == pytest.approx(mean, rel=1e-12)


def test_nodes_are_numbers_again_where_each_is_one(results: Path) -> None:
    assert tables.load(results / "numbers")["hidden_nodes"].dtype == "int64"
    assert tables.load(results / "layers")["hidden_nodes"].dtype == "str"
    assert set(BOOK.settings) <= set(tables.load(results / "some"))


def test_tables_of_earlier_versions_are_read_as_ever(results: Path, tmp_path: Path) -> None:
    for name in SWEEPS:
        table = tables.load(results / name)
        # As pandas writes it: nodes as numbers, empty columns of no type, notes of its own.
        table.assign(reason=table["reason"].astype(object)).to_parquet(tmp_path / "table.parquet")
        back = tables.load(tmp_path)
        pd.testing.assert_frame_equal(back, table)
        assert canonical_hash(back) == canonical_hash(table)
