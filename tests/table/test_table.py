import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from of_book import COLUMN_DOCS, CURVE_DOCS, column, documented, write, write_curves

from nnexp.settings import flatten, parse, unflatten
from nnexp.table import TableError, canonical_hash, load
from nnexp.trainables.book.columns import METRICS

AWKWARD = (np.nan, np.inf, 5e-324, 1 / 3, 0.1 + 0.2, 1e22, 100.0, -1e-17, 1.7976931348623157e308)


def frame(*variants, repeats=3):
    """One row per variant (settings by dotted name) and repeat."""
    points = [parse(unflatten(variant))[0] for variant in variants or ({},)]
    rows = [(flatten(point), repeat) for point in points for repeat in range(repeats)]
    values = {name: [settings[name] for settings, _ in rows] for name in rows[0][0]}
    count = len(rows)
    values |= {
        "repeat": [repeat for _, repeat in rows],
        "run_id": [f"f{number:031x}" for number in range(count)],
        "target": ["znver4 numba 1"] * count,
        "status": ["ok"] * (count - 1) + ["diverged"],
        "reason": [""] * (count - 1) + ['weights "not finite", in epoch 3'],
        "data_fingerprint": ["00ff" * 16] * count,
    }
    for place, name in enumerate(METRICS):
        values[name] = [AWKWARD[(place + row) % len(AWKWARD)] for row in range(count)]
    return pd.DataFrame({name: column(name, values[name]) for name in COLUMN_DOCS})


VARIANTS = (
    {"lr": 0.1, "hidden_nodes": 30},
    {"lr": 0.3, "hidden_nodes": 0, "data.train_size": 100, "network.bias": True},
    {"lr": 1e-05, "seed": 2**63 - 1, "data.validation": 0, "data.input_range": (-1, 1)},
)


def test_every_column_has_its_meaning():
    names = set(flatten(parse({})[0]))
    others = {"repeat", "run_id", "target", "status", "reason", "data_fingerprint"}
    assert set(COLUMN_DOCS) == names | others | set(METRICS)
    assert set(CURVE_DOCS) >= (names - {"epochs"}) | {"repeat", "run_id", "epoch"} | set(METRICS)
    assert all(len(doc) > 10 for doc in (*COLUMN_DOCS.values(), *CURVE_DOCS.values()))


def test_columns_have_plain_types():
    kinds = {name: str(dtype) for name, dtype in frame(*VARIANTS).dtypes.items()}
    assert kinds["lr"] == "float64"
    assert kinds["epochs"] == "int64"
    assert kinds["hidden_nodes"] == "int64"
    assert kinds["seed"] == "int64"
    assert kinds["data"] == "str"
    assert kinds["data.train_size"] == "Int64"
    assert kinds["data.input_range"] == "str"
    assert kinds["network.bias"] == "bool"
    assert kinds["status"] == "str"
    assert {kinds[name] for name in METRICS} == {"float64"}


def test_several_layers_make_hidden_nodes_text():
    table = frame({"hidden_nodes": (100, 50)}, {"hidden_nodes": 0}, {"hidden_nodes": 30})
    assert table["hidden_nodes"].tolist()[::3] == ["[100,50]", "0", "30"]


def same_bits(left, right):
    for name in METRICS:
        # NaN has many bit patterns, which text and Parquet need not tell apart.
        one, two = left[name].to_numpy(), right[name].to_numpy()
        assert np.isnan(one).tolist() == np.isnan(two).tolist()
        assert one[~np.isnan(one)].tobytes() == two[~np.isnan(two)].tobytes()


@pytest.mark.parametrize("file", ["", "table.parquet", "table.csv"])
@pytest.mark.parametrize("variants", [VARIANTS, ({"hidden_nodes": (9, 8)}, {}), ({},)])
def test_files_give_every_value_and_type_back(tmp_path, file, variants):
    table = frame(*variants)
    write(table, tmp_path)
    back = load(tmp_path / file)
    same_bits(table, back)
    pd.testing.assert_frame_equal(table, back)
    assert back.attrs["columns"] == COLUMN_DOCS
    assert canonical_hash(back) == canonical_hash(table)


def test_the_csv_is_one_that_pandas_and_people_read(tmp_path):
    table = frame(*VARIANTS)
    write(table, tmp_path)
    text = (tmp_path / "table.csv").read_text()
    assert text.startswith("lr,epochs,hidden_nodes,seed,data,data.train,")
    assert ",0.30000000000000004," in text
    plain = pd.read_csv(tmp_path / "table.csv", engine="python")
    assert len(plain) == len(table)
    assert canonical_hash(plain) == canonical_hash(table)


def test_nothing_else_is_left_in_the_folder(tmp_path):
    write(frame(), tmp_path)
    write_curves(pd.DataFrame({"epoch": [1]}), tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["curves.parquet", "table.csv", "table.parquet"]


def test_curves_come_back_with_their_own_docs(tmp_path):
    curves = pd.DataFrame({"run_id": ["a", "a"], "epoch": [1, 2], "seconds": [0.5, 0.25]})
    back = load(write_curves(curves, tmp_path))
    pd.testing.assert_frame_equal(curves, back)
    assert back.attrs["columns"] == {n: CURVE_DOCS[n] for n in ("run_id", "epoch", "seconds")}


def refusal(action):
    with pytest.raises(TableError) as caught:
        action()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_loading_what_is_not_there(tmp_path):
    assert refusal(lambda: load(tmp_path)) == (
        f"{tmp_path}: no table.parquet in this folder; name the folder of one sweep, "
        "results/<name>/<time>"
    )
    assert refusal(lambda: load(tmp_path / "x.csv")) == (
        f"{tmp_path / 'x.csv'}: there is no such file or folder; "
        "name a sweep's folder or its table.parquet"
    )


@pytest.mark.parametrize("name", ["table.parquet", "table.csv"])
@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 100, b"lr,epochs\nabc,1\n"])
def test_loading_what_is_no_table(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    path = tmp_path / name
    assert refusal(lambda: load(path)).startswith(f"{path}: this is not a table (")


def test_a_damaged_parquet_is_refused(tmp_path):
    write(frame(), tmp_path)
    path = tmp_path / "table.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    assert "this is not a table" in refusal(lambda: load(tmp_path))


def test_a_folder_that_is_gone(tmp_path):
    text = refusal(lambda: write(frame(), tmp_path / "gone"))
    assert text.startswith(f"{tmp_path / 'gone' / 'table.parquet'}: cannot be written (")
    assert text.endswith(
        "; make the folder writable or make room, and repeat the command: what is complete is kept"
    )


def test_the_hash_ignores_order_types_times_and_paths():
    table = frame(*VARIANTS)
    digest = canonical_hash(table)
    shuffled = table.sample(frac=1, random_state=1)[list(reversed(table.columns))]
    assert canonical_hash(shuffled) == digest
    assert canonical_hash(table.astype({"hidden_nodes": "str"})) == digest
    assert canonical_hash(table.astype({"hidden_nodes": "float64", "repeat": "object"})) == digest
    assert canonical_hash(table.astype({"network.bias": "str", "lr": "str"})) == digest
    assert canonical_hash(table.astype(object)) == digest
    assert canonical_hash(table.assign(seconds=7.0)) == digest
    assert canonical_hash(table.assign(**{"data.train": "my/a.csv"})) == digest


def test_parts_put_together_hash_like_the_whole():
    table = frame(*VARIANTS)
    parts = [table.iloc[6:], table.iloc[:2], table.iloc[2:6]]
    assert canonical_hash(pd.concat(parts)) == canonical_hash(table)


@pytest.mark.parametrize("name", list(COLUMN_DOCS))
def test_the_hash_sees_any_other_change(name):
    table = frame(*VARIANTS)
    changed = table.copy()
    value = table[name].iloc[0]
    if pd.isna(value):
        new = 1 if str(table[name].dtype) in ("Int64", "float64") else "x"
    elif isinstance(value, (bool, np.bool_)):
        new = not value
    elif isinstance(value, str):
        new = value + "x"
    else:
        new = np.nextafter(value, 9) if str(table[name].dtype) == "float64" else value + 1
    changed.loc[0, name] = new
    kept = name in ("seconds", "data.train", "data.test", "data.label")
    assert (canonical_hash(changed) == canonical_hash(table)) is kept


def test_the_hash_tells_a_missing_row_and_a_double_one():
    table = frame(*VARIANTS)
    digests = {
        canonical_hash(t) for t in (table, table.iloc[1:], pd.concat([table, table.iloc[:1]]))
    }
    assert len(digests) == 3


def test_the_hash_is_the_same_in_another_process(tmp_path):
    table = frame(*VARIANTS)
    write(table, tmp_path)
    code = "import sys; from nnexp.table import *; print(canonical_hash(load(sys.argv[1])))"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert done.stdout.strip() == canonical_hash(table)


def test_text_with_separators_cannot_be_mistaken():
    one = pd.DataFrame({"a": ['x","y', "1"], "b": ["z", "2"]})
    two = pd.DataFrame({"a": ["x", "1"], "b": ['y","z', "2"]})
    assert canonical_hash(one) != canonical_hash(two)


def test_documented_keeps_unknown_columns_out_of_the_docs():
    assert documented(pd.DataFrame({"lr": [0.1], "mine": [1]})).attrs["columns"] == {
        "lr": COLUMN_DOCS["lr"]
    }
