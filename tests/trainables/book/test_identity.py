"""The text that names a run, and that later settings leave the names of earlier runs alone."""

import dataclasses
import json

import hypothesis.strategies as st
from hypothesis import given

from nnexp.settings import DataSettings, GridPoint, TrainingSettings, flatten
from nnexp.trainables.book.identity import canonical, describe


@dataclasses.dataclass(frozen=True)
class Content:
    fingerprint: str
    has_test_set: bool


values = st.one_of(
    st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
)


@given(st.lists(st.one_of(values, st.sampled_from([0, 0.0, -0.0, False, 1, 1.0, True]))))
def test_it_is_plain_json_with_sorted_keys_whatever_was_described_before(found):
    # One name for all values, so that equal values of other types and signs meet.
    for value in found:
        settings = {**flatten(GridPoint()), "training.loss": value}
        told = describe(settings, Content("d" * 64, False), 1, "a target")
        assert told == json.dumps(json.loads(told), sort_keys=True, separators=(",", ":"))
        assert f'"training.loss":{json.dumps(value)},' in told


def described(point):
    return json.loads(describe(flatten(point), Content("d" * 64, False), 1, "a target"))


def test_at_its_default_a_later_setting_is_not_part_of_a_run():
    assert {"data.label_noise", "data.rotation"}.isdisjoint(described(GridPoint()))
    noisy = dataclasses.replace(GridPoint(), data=DataSettings(label_noise=0.1))
    assert described(noisy) == {**described(GridPoint()), "data.label_noise": 0.1}
    turned = dataclasses.replace(GridPoint(), data=DataSettings(rotation=10))
    assert described(turned) == {**described(GridPoint()), "data.rotation": 10.0}


def test_links_that_learn_as_ever_are_not_part_of_a_run():
    frozen = dataclasses.replace(GridPoint(), training=TrainingSettings(freeze="hidden"))
    assert "training.freeze" not in described(GridPoint())
    assert described(frozen) == {**described(GridPoint()), "training.freeze": "hidden"}


def test_without_hidden_layers_all_links_lead_into_the_output_nodes():
    def frozen(freeze):
        point = GridPoint(hidden_nodes=(), training=TrainingSettings(freeze=freeze))
        return canonical(point, Content("d" * 64, False))

    assert frozen("hidden") == frozen("none")
    assert frozen("all") == frozen("output")
    assert frozen("none") != frozen("output")
