"""Which rows are a setting, whatever types the columns have, and back from a row to its setting."""

import pandas as pd
import pytest
from of_book import column, rows_with, setting_of

from nnexp.settings import (
    DataSettings,
    GridPoint,
    SettingsError,
    TrainingSettings,
    flatten,
    point_of,
)

POINTS = [
    GridPoint(),
    GridPoint(lr=0.1 + 0.2, hidden_nodes=()),
    GridPoint(lr=0.3, hidden_nodes=(100, 50)),
    GridPoint(seed=2**63 - 1, data=DataSettings(train_size=100, input_range=(-1, 1))),
    GridPoint(data=DataSettings("csv", "a,b [1].csv"), training=TrainingSettings(batch_size=16)),
]


def table(points):
    rows = [flatten(point) for point in points]
    return pd.DataFrame({name: column(name, [row[name] for row in rows]) for name in rows[0]})


@pytest.mark.parametrize("point", POINTS)
def test_a_point_comes_back_from_its_plain_values(point):
    assert point_of(flatten(point)) == point


@pytest.mark.parametrize("points", [POINTS, POINTS[:2], POINTS[3:]])
def test_each_point_has_its_row_and_each_row_its_point(points):
    whole = table(points)
    for place, point in enumerate(points):
        (row,) = rows_with(whole, flatten(point)).index
        assert row == place
        (values,) = whole.iloc[[place]].to_dict("records")
        assert point_of(setting_of(values)) == point


def test_a_setting_that_is_younger_than_a_table_has_its_default_there():
    old = table(POINTS).drop(columns=["training.batch_size", "hidden_nodes"])
    assert len(rows_with(old, {"training.batch_size": 1, "hidden_nodes": 100})) == len(POINTS)
    assert rows_with(old, {"training.batch_size": 16}).empty
    assert point_of(setting_of(old.iloc[0].to_dict())) == GridPoint()


@pytest.mark.parametrize("text", ["[100", "[" * 100_000, "many"])
def test_text_that_is_no_list_is_told(text):
    with pytest.raises(SettingsError, match=r"hidden_nodes=.*must be a whole number of nodes"):
        point_of({"hidden_nodes": text})
