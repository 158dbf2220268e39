"""What is suggested for names that do not exist."""

import pytest

from nnexp.settings import catalog, instead, nearest, nearest_setting

NAMES = [*(entry.name for entry in catalog()), "network"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("learning_rate", "lr"),
        ("learningrate", "lr"),
        ("Learning-Rate", "lr"),
        ("training.lr", "lr"),
        ("training.learning_rate", "lr"),
        ("hnodes", "hidden_nodes"),
        ("hidden", "hidden_nodes"),
        ("hiddennodes", "hidden_nodes"),
        ("network.hidden_nodes", "hidden_nodes"),
        ("epoch", "epochs"),
        ("EPOCHS", "epochs"),
        ("seeds", "seed"),
        ("batch_size", "training.batch_size"),
        ("activation", "network.activation"),
        ("workers", "engine.workers"),
        ("data.name", "data"),
        ("network.name", "network"),
        ("data.trian", "data.train"),
    ],
)
def test_a_setting_by_another_name(word, meant):
    assert nearest_setting(word, NAMES) == f" (did you mean '{meant}'?)"


@pytest.mark.parametrize("word", ["", "x", "momentum", "optimizer", "nope.x"])
def test_what_is_like_nothing_gets_no_suggestion(word):
    assert nearest_setting(word, NAMES) == ""


def test_every_suggestion_is_a_setting():
    from nnexp.settings import suggestion

    assert set(suggestion._OTHER_WORDS) <= set(NAMES)


def test_the_case_of_a_word_does_not_matter():
    assert nearest("MNIST", ["mnist", "digits"]) == " (did you mean 'mnist'?)"
    assert nearest("false", ["False"]) == " (did you mean 'False'?)"


@pytest.mark.parametrize(
    "name",
    ["training.momentum", "dropout", "network.Dropout", "weight_decay", "training.optimizer"],
)
def test_what_the_built_in_network_lacks_is_left_to_a_model_of_ones_own(name: str) -> None:
    assert instead(name, NAMES) == (
        " (no dropout or momentum in the built-in network: bring your own model, "
        "train=my_model.py:train or nnexp.sweep(train, …))"
    )


def test_other_words_are_suggested_as_ever() -> None:
    assert instead("training.alpha", NAMES) == nearest_setting("training.alpha", NAMES)
