"""Published numbers in a chart: those whose settings were trained, and no line between them."""

import pandas as pd
import pytest

from nnexp.claims.chart import Line, Panel
from nnexp.claims.published_line import NOTES, published_line, published_notes
from nnexp.settings import DataSettings, GridPoint, NetworkSettings, flatten


def trainings(*rates, init="fan_out", data="mnist"):
    rows = []
    for lr in rates:
        point = GridPoint(
            lr=lr,
            epochs=1,
            data=DataSettings(data, validation=0),
            network=NetworkSettings(init=init),
        )
        rows += [
            {**flatten(point), "status": "ok", "repeat": repeat, "test_accuracy": 0.95}
            for repeat in range(3)
        ]
    return pd.DataFrame(rows)


def test_numbers_stand_at_the_settings_that_were_trained():
    (line,) = published_line(trainings(0.1, 0.01, 0.05), "lr")
    assert line.x == (0.01, 0.1)
    # The book's table: 92.41 % at 0.01 and 95.23 % at 0.1.
    assert line.y == pytest.approx((92.41, 95.23))
    assert not line.joined
    panel = Panel("lr", "accuracy", (line,))
    assert published_notes(panel) == NOTES


@pytest.mark.parametrize(
    "table",
    [
        trainings(0.1, data="digits"),
        trainings(0.1, init="fan_in"),
        trainings(0.05),
        pd.DataFrame({"lr": [0.1]}),
    ],
    ids=["other data", "other first weights", "a rate nobody published", "no settings"],
)
def test_other_trainings_have_none_beside_them(table):
    assert published_line(table, "lr") == ()
    assert published_notes(Panel("lr", "accuracy", (Line("ours", (1.0,), (2.0,)),))) == ()
