"""Settings that came later leave the names of earlier runs alone."""

import dataclasses
import json

from nnexp.settings import DataSettings, GridPoint, TrainingSettings, flatten
from nnexp.trainables.book.identity import canonical, describe


@dataclasses.dataclass(frozen=True)
class Content:
    fingerprint: str
    has_test_set: bool


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
