"""Settings that came later leave the names of earlier runs alone."""

import dataclasses
import json

from nnexp.settings import DataSettings, GridPoint, flatten
from nnexp.sweeping.identity import Content, describe


def described(point):
    return json.loads(describe(flatten(point), Content("d" * 64, False), 1, "a target"))


def test_at_its_default_a_later_setting_is_not_part_of_a_run():
    assert {"data.label_noise", "data.rotation"}.isdisjoint(described(GridPoint()))
    noisy = dataclasses.replace(GridPoint(), data=DataSettings(label_noise=0.1))
    assert described(noisy) == {**described(GridPoint()), "data.label_noise": 0.1}
    turned = dataclasses.replace(GridPoint(), data=DataSettings(rotation=10))
    assert described(turned) == {**described(GridPoint()), "data.rotation": 10.0}
