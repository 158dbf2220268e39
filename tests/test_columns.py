"""Settings and metrics say themselves what they are to a sweep."""

import pytest

from nnexp.columns import ColumnsError
from nnexp.settings import catalog
from nnexp.trainables.book.columns import BOOK

NUMBERS = ("number", "integer", "layers")


@pytest.mark.parametrize("entry", catalog(), ids=lambda entry: entry.name)
def test_every_setting_has_a_role_where_it_is_an_axis_and_a_scale_where_it_is_a_number(entry):
    spec = entry.spec
    assert (spec.role is not None) == entry.axis
    wanted = entry.axis and spec.kind in NUMBERS and spec.role != "replicate"
    assert (spec.scale is not None) == wanted
    # A logarithm needs values above 0, which `0` for no hidden layer is not.
    assert spec.scale != "log" or spec.kind == "layers" or spec.low > 0 or spec.above


def test_roles_tell_data_sets_costs_and_replicates():
    assert BOOK.data_sets == ("data", "data.train", "data.test", "data.label")
    assert BOOK.main == ("lr", "epochs", "hidden_nodes")
    assert BOOK.costs == ("epochs", "hidden_nodes")
    assert BOOK.replicates == ("seed",)


def test_one_metric_of_each_part_chooses_and_it_is_printed_in_percent():
    for part in ("train", "validation", "test"):
        assert sum(metric.chooses for metric in BOOK.of_part(part)) == 1
        assert BOOK.choosing(part).name == f"{part}_accuracy"
        assert [metric.better for metric in BOOK.of_part(part)] == ["lower", "higher"]


def test_a_metric_that_there_is_not_is_told_with_those_that_there_are():
    with pytest.raises(ColumnsError, match=r"^metric 'acuracy': there is none of that name; there"):
        BOOK.metric("acuracy")
