"""Published numbers beside trainings with the same settings."""

import numpy as np
import pandas as pd
import pytest

from nnexp.claims.published import beside, chance, figures, percent
from nnexp.settings import DataSettings, GridPoint, NetworkSettings, flatten


def trainings(accuracies, **changes):
    point = GridPoint(
        lr=0.1,
        epochs=5,
        hidden_nodes=(200,),
        data=DataSettings("mnist", validation=0),
        network=NetworkSettings(init="fan_out"),
    )
    flat = {**flatten(point), "status": "ok", **changes}
    rows = [{**flat, "repeat": k, "test_accuracy": a} for k, a in enumerate(accuracies)]
    return pd.DataFrame(rows)


def test_every_number_has_a_setting_that_exists_and_a_source():
    assert len(figures()) >= 20
    for figure in figures():
        assert 0 < figure.test_accuracy < 1
        assert figure.source
        GridPoint(figure.lr, figure.epochs, (figure.hidden_nodes,))
        NetworkSettings(init=figure.init)


def test_the_books_table_is_among_them():
    known = {(f.hidden_nodes, f.lr, f.epochs, f.test_accuracy) for f in figures()}
    assert (100, 0.01, 1, 0.9241) in known
    assert (100, 0.6, 1, 0.9047) in known


def test_ours_stand_beside_theirs():
    found = beside(trainings([0.970, 0.972, 0.974]))
    theirs = {one.figure.test_accuracy for one in found}
    assert theirs == {0.9742, 0.9751}
    one = next(one for one in found if one.figure.test_accuracy == 0.9742)
    assert (one.mean, one.repeats) == (pytest.approx(0.972), 3)
    assert one.difference == pytest.approx(0.0022)
    assert one.low < one.mean < one.high


@pytest.mark.parametrize(
    "changes",
    [
        {"data": "digits"},
        {"data.validation": 0.2},
        {"data.train_size": 1000},
        {"network.init": "fan_in", "lr": 0.2},
        {"network.bias": True},
        {"training.batch_size": 16},
        {"status": "diverged"},
    ],
)
def test_trainings_of_other_settings_do_not_count(changes):
    assert beside(trainings([0.970, 0.972, 0.974], **changes)) == ()


def test_the_books_order_of_samples_counts_as_well():
    assert beside(trainings([0.970, 0.972], **{"training.shuffle": False}))


def test_one_training_has_no_interval_and_is_left_out():
    assert beside(trainings([0.97])) == ()


def test_the_chance_is_right_when_theirs_is_one_of_ours():
    draw = np.random.default_rng(1)
    chances = []
    for _ in range(2000):
        ours = draw.normal(0.97, 0.001, 6)
        chances.append(chance(ours[5] - ours[:5].mean(), ours[:5].std(ddof=1), 5))
    for level in (0.05, 0.2, 0.5):
        assert np.mean(np.array(chances) < level) == pytest.approx(level, abs=0.04)


def test_a_number_far_from_ours_is_unlikely():
    one = beside(trainings([0.970, 0.971, 0.9705, 0.9702]))[0]
    assert one.chance < 0.02
    assert chance(0.001, 0.0, 3) == 0.0
    assert chance(0.0, 0.0, 3) == 1.0


def test_the_sentence_says_how_far_off_and_whether_luck_explains_it():
    near = beside(trainings([0.970, 0.972, 0.974, 0.976]))[0]
    assert near.explained
    assert "97.42 % is 0.12 points above our mean of 97.30 %" in near.sentence
    assert "may be the luck" in near.sentence
    far = beside(trainings([0.980, 0.9801, 0.9802, 0.9803]))[0]
    assert not far.explained
    assert "below our mean" in far.sentence
    assert "hardly the luck" in far.sentence


def test_it_is_told_what_the_books_order_and_float64_change():
    usual = trainings([0.970, 0.972, 0.974])
    exact = {"training.shuffle": False, "training.dtype": "float64"}
    both = pd.concat([usual, trainings([0.969, 0.9712, 0.9728], **exact)], ignore_index=True)
    found = beside(both)[0]
    # Only the usual ones say what is luck.
    assert (found.mean, found.repeats) == (pytest.approx(0.972), 3)
    assert found.as_the_book[0] == pytest.approx(-0.001)
    assert "change our mean by -0.10 points (95 % interval " in found.sentence
    alone = beside(trainings([0.969, 0.971], **exact))[0]
    assert alone.as_the_book is None
    assert alone.repeats == 2


def test_chances_never_round_to_certainties():
    assert percent(0.00001) == "less than 0.1 %"
    assert (percent(0.0123), percent(0.456)) == ("1.2 %", "46 %")


def test_shuffled_and_ordered_trainings_are_never_averaged():
    shuffled = trainings([0.96, 0.961, 0.962])
    ordered = trainings([0.90, 0.91], **{"training.shuffle": False})
    (found, *_) = beside(pd.concat([ordered, shuffled], ignore_index=True))
    assert found.repeats == 3
    assert found.mean == pytest.approx(0.961)
    assert found.as_the_book is None
