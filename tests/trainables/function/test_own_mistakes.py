"""What may be wrong with a user's function: each has one line that says what would be right."""

import functools
import re
import threading
from pathlib import Path

import numpy as np
import own_mistakes
import pytest

import nnexp
from nnexp.api import own_grid
from nnexp.errors import NnexpError
from nnexp.trainables.function.code import read_function
from nnexp.trainables.function.trainable import own
from nnexp.trainables.outcome import never

HERE = "own_mistakes.py"
HAVE = "there are float, int, bool, str, Literal, enumerations and tuple[int, ...]"
WRITE = "write a function with def, or nnexp.estimator(…) for a scikit-learn estimator"

OF_FUNCTIONS = {
    "stars": "takes *values; a setting needs a name of its own: write each out",
    "keywords": "takes **more; a setting needs a name of its own: write each out",
    "by_place": "lr can be given by place only; settings have names: take out the /",
    "reserved": "repeats is a setting of every sweep as a whole; call it otherwise",
    "column": "status is a column of every table; call it otherwise",
    "untyped": "lr has neither a type nor a default; annotate it: lr: float",
    "no_type": "lr has no type, and its default None does not tell it; annotate it: "
    "lr: float | None",
    "path_setting": f"folder is Path, which no setting can be; {HAVE}",
    "two_types": f"lr is float | str; a setting has one type; {HAVE}",
    "numbers_to_choose": "width is Literal[16, 32]; choices are texts: Literal['a', 'b']",
    "maybe_flag": "bias is bool | None; write Literal['yes', 'no', 'unknown']",
    "unknown_name": "its annotations cannot be read (NameError: name 'Flaot' is not defined)",
    "wrong_default": "its default lr=0.0: must be a number above 0; for example lr=0.0; "
    "it takes it as float",
    "wrong_epochs": "epochs must be a whole number; annotate it: epochs: int",
}


@pytest.mark.parametrize("name", OF_FUNCTIONS)
def test_what_cannot_be_a_setting_is_told_of_the_function(name):
    with pytest.raises(NnexpError) as told:
        own(getattr(own_mistakes, name))
    assert str(told.value) == f"{HERE}:{name}: {OF_FUNCTIONS[name]}"


def closing_over(what):
    def train(lr: float):
        yield {"validation_loss": len(str(what))}

    return train


NO_FUNCTIONS = {
    "lambda": (own_mistakes.unnamed, f"a lambda has no name and no types; {WRITE}"),
    "partial": (
        own_mistakes.shortened,
        "functools.partial of stars: give the function itself, and its settings to the sweep",
    ),
    "class": (dict, f"<class 'dict'> is a class, not a function; {WRITE}"),
    "builtin": (
        len,
        f"<built-in function len> is a builtin_function_or_method, not a function; {WRITE}",
    ),
    "async": (
        own_mistakes.asynchronous,
        "asynchronous is asynchronous; a training runs from row to row: write def, not async def",
    ),
}


@pytest.mark.parametrize("what", NO_FUNCTIONS)
def test_what_is_no_function_is_told(what):
    model, message = NO_FUNCTIONS[what]
    with pytest.raises(NnexpError) as told:
        nnexp.sweep(model, lr=[0.1])
    assert str(told.value) == message


@pytest.mark.parametrize("what", ["file", "lock"])
def test_a_closure_over_what_stays_in_its_process_is_told(what):
    with Path(__file__).open() as file:
        function = closing_over(file if what == "file" else threading.Lock())
        with pytest.raises(NnexpError) as told:
            own(function)
    kind = {"file": "TextIOWrapper", "lock": "lock"}[what]
    message = (
        "test_own_mistakes.py:closing_over.<locals>.train: its variable 'what' is a "
        f"{kind}, which cannot be taken to other processes; make it inside the function"
    )
    assert str(told.value).startswith(message)


def test_an_estimator_is_told_from_a_function():
    from sklearn.linear_model import LinearRegression

    with pytest.raises(NnexpError) as told:
        nnexp.sweep(LinearRegression(), fit_intercept=[True])
    assert str(told.value) == (
        "LinearRegression: is an estimator; say what it learns: "
        "nnexp.estimator(LinearRegression(), X, y)"
    )


OF_SETTINGS = {
    "text for a number": (
        {"width": "abc"},
        "width=abc: must be a whole number; for example width=32; own_mistakes.py:good takes it "
        "as int",
    ),
    "fraction for a whole number": (
        {"width": 1.5},
        "width=1.5: must be a whole number; for example width=32; own_mistakes.py:good takes it "
        "as int",
    ),
    "unknown": (
        {"widht": 3},
        "widht=3: there is no setting 'widht' (did you mean 'width'?); own_mistakes.py:good has "
        "lr, width, kind, bias, epochs, seed",
    ),
    "another choice": (
        {"kind": "widee"},
        "kind=widee: must be one of wide, deep (did you mean 'wide'?); for example kind=wide; "
        "own_mistakes.py:good takes it as Literal['wide', 'deep']",
    ),
    "number for a flag": (
        {"bias": 1},
        "bias=1: must be true or false; for example bias=false; own_mistakes.py:good takes it as "
        "bool",
    ),
    "infinite": (
        {"lr": np.inf},
        "lr=inf: must be a number; for example lr=0.1; own_mistakes.py:good takes it as float",
    ),
    "no values": ({"width": []}, "width=[]: a list is an axis and needs at least one value"),
    "an axis of the whole": (
        {"repeats": [1, 2]},
        "repeats=[1,2]: holds for a sweep as a whole; give it one value, for example repeats=30",
    ),
    "no epochs": (
        {"epochs": 0},
        "epochs=0: must be a whole number at least 1 and at most 1,000,000; for example "
        "epochs=1,5,10; own_mistakes.py:good takes it as int",
    ),
}


@pytest.mark.parametrize("what", OF_SETTINGS)
def test_a_value_that_is_not_legal_is_told(what):
    values, message = OF_SETTINGS[what]
    with pytest.raises(NnexpError) as told:
        own_grid(own(own_mistakes.good), None, {"lr": 0.1, "epochs": 1} | values)
    assert str(told.value) == message


def test_what_has_no_default_must_be_given():
    with pytest.raises(NnexpError) as told:
        own_grid(own(own_mistakes.good), None, {})
    assert str(told.value).splitlines() == [
        "lr: has no default in own_mistakes.py:good; give it, for example lr=0.1",
        "epochs: own_mistakes.py:good yields for as long as it is asked; say how many epochs, for "
        "example epochs=1,5,10",
    ]


MAPPING = "a row is a mapping of metrics, as {'validation_accuracy': 0.9}"
OF_ROWS = {
    "returns_nothing": (
        "error",
        "returns nothing; return a mapping of metrics, or yield one after each epoch",
    ),
    "returns_number": ("error", f"returns a float; {MAPPING}"),
    "returns_generator": ("error", "returns a generator; yield the rows in the function itself"),
    "yields_nothing": ("error", "yields nothing; yield a mapping of metrics after each epoch"),
    "yields_number": ("error", f"epoch 1 yields a float; {MAPPING}"),
    "yields_three": ("error", "epoch 1 yields 3 values; yield metrics, or metrics and a state"),
    "ends_early": ("error", "yields 2 rows, and epochs=3 asks for 3"),
    "goes_on": ("error", "yields more than epochs=3 rows; yield one after each epoch"),
    "loses_a_metric": (
        "error",
        "epoch 2 yields no test_accuracy, which other rows have; yield "
        "None where it is not measured",
    ),
    "gains_a_metric": (
        "error",
        "epoch 2 yields test_accuracy too, which other rows have not; "
        "yield None where it is not measured",
    ),
    "no_metrics": ("error", "epoch 1 yields no metrics; measure validation_accuracy for example"),
    "no_name": ("error", "epoch 1 yields a metric named 1; a name is one word"),
    "no_number": ("error", "epoch 1 yields validation_accuracy as a str; a metric is one number"),
    "many_numbers": (
        "error",
        "epoch 1 yields validation_accuracy as an array of shape (10,); a metric is one number",
    ),
    "a_list": ("error", "epoch 1 yields validation_accuracy as a list; a metric is one number"),
    "percents": (
        "error",
        "epoch 1 yields validation_accuracy=93.2; a share is between 0 and 1: divide by 100",
    ),
    "negative_error": ("error", "epoch 1 yields validation_rmse=-1; it is at least 0"),
    "measures_time": (
        "error",
        "epoch 1 yields seconds, which is measured already; call it otherwise",
    ),
    "state_of_objects": (
        "error",
        "epoch 1 yields state 'optimizer' of type object; a state is arrays of numbers",
    ),
    "state_of_texts": (
        "error",
        "epoch 1 yields state 'name' of type <U4; a state is arrays of numbers",
    ),
    "state_is_a_list": (
        "error",
        "epoch 1 yields a list as its state; a state is named arrays, as {'weights': W}",
    ),
    "state_without_name": ("error", "epoch 1 yields a state named 3; a name is text"),
    "state_not_taken": (
        "error",
        "epoch 1 yields a state, and the function takes none; add "
        "state=None to its parameters and go on from it",
    ),
}
LOST = {
    "turns_nan": ("diverged", "validation_loss is nan in epoch 2"),
    "turns_infinite": ("diverged", "validation_loss is inf in epoch 2"),
    "raises": ("error", "ValueError: two lines"),
    "exits": ("error", "sys.exit(3) was called"),
    "interrupts": ("error", "KeyboardInterrupt was raised"),
    "asks": ("error", "EOFError: EOF when reading a line"),
}  # fmt: skip


def trained(name):
    """The training of a function for three epochs, with what it first measures known."""
    model = own(getattr(own_mistakes, name))
    point = own_grid(model, None, {} if "epochs" not in model.columns.settings else {"epochs": 3})
    return _train(_known(model, point.points[0]), point.points[0])


def _train(model, point):
    content = model.load([point])[model.source(point)]
    return model.train(point, 0, content, start=None, should_stop=never, memo=None)


@functools.cache
def _known(model, point):
    first = _train(model, point)
    return model.measuring(first.measured, 1.0) if first.status == "ok" else model


@pytest.mark.parametrize("name", OF_ROWS)
def test_a_wrong_row_is_how_the_run_ended(name):
    outcome = trained(name)
    status, reason = OF_ROWS[name]
    assert (outcome.status, outcome.reason) == (status, f"{HERE}:{name}: {reason}")


@pytest.mark.parametrize("name", LOST)
def test_a_training_that_is_lost_keeps_its_complete_epochs(name):
    outcome = trained(name)
    assert (outcome.status, outcome.reason) == LOST[name]
    assert len(outcome.curve.values) == 1


CHOOSES = {
    "bad_direction": "nobody knows in which direction validation_bleu is better; declare it: "
    "@nnexp.function(metrics=[nnexp.Metric('validation_bleu', better='higher')])",
    "no_part": "accuracy does not say of which data it is; name it validation_accuracy, "
    "test_accuracy or train_accuracy",
    "only_trains": "measures train_loss, by which no setting can be chosen; measure on data that "
    "do not train it too: validation_accuracy or validation_loss for example",
    "measures_nothing_of_data": "measures nodes, by which no setting can be chosen; measure on "
    "data that do not train it too: validation_accuracy or validation_loss for example",
}


@pytest.mark.parametrize("name", CHOOSES)
def test_metrics_by_which_nothing_can_be_chosen_are_told(name):
    model = own(getattr(own_mistakes, name))
    with pytest.raises(NnexpError) as told:
        model.measuring(tuple(next(getattr(own_mistakes, name)())), 1.0)
    assert str(told.value) == f"{HERE}:{name}: {CHOOSES[name]}"


MARKS = {
    "metrics is a text": (
        {"metrics": "validation_accuracy"},
        "metrics='validation_accuracy': must be a list; for example metrics=[…]",
    ),
    "a metric is a number": ({"metrics": [3]}, "metrics: 3 must be a name or an nnexp.Metric"),
    "version is a number": ({"version": 2}, "version=2: must be text; for example version='2'"),
    "prefix is a text": ({"prefix": "yes"}, "prefix='yes': must be True or False"),
    "packages holds a module": (
        {"packages": [re]},
        f"packages: {re!r} must be the name of a module, as 'torch'",
    ),
}


@pytest.mark.parametrize("what", MARKS)
def test_what_is_said_of_a_function_wrongly_is_told(what):
    said, message = MARKS[what]
    with pytest.raises(NnexpError) as told:
        nnexp.function(**said)
    assert str(told.value) == message


def test_a_package_that_is_not_there_is_told():
    def train(lr: float = 0.1):
        yield {"validation_loss": lr}

    with pytest.raises(NnexpError) as told:
        own(nnexp.function(packages=["no_such_package"])(train))
    assert str(told.value).endswith(
        "packages names no_such_package, which cannot be imported (No module named "
        "'no_such_package')"
    )


def test_a_declared_metric_that_is_not_measured_is_told():
    model = own(nnexp.function(metrics=["validation_f1"])(own_mistakes.told))
    with pytest.raises(NnexpError) as told:
        model.measuring(["validation_accuracy"], 1.0)
    assert str(told.value) == (
        "own_mistakes.py:told: metrics declares validation_f1, which its rows lack: they have "
        "validation_accuracy"
    )


FILES = {
    "missing": (None, "train", "there is no file {path}"),
    "no such function": (
        "def train(): ...",
        "trian",
        "{path} has no function trian (did you mean 'train'?); it has train",
    ),
    "no functions": ("x = 1", "train", "{path} has no function train; it has no functions"),
    "syntax": ("def train(:\n    pass", "train", "{path}, line 1: invalid syntax"),
    "raises": (
        "1 / 0",
        "train",
        "{path} raises when it is imported: ZeroDivisionError: division by zero",
    ),
    "imports what is not there": (
        "import no_such_module",
        "train",
        "{path} raises when it is imported: ModuleNotFoundError: No module named 'no_such_module'",
    ),
    "exits": (
        "import sys\nsys.exit(1)",
        "train",
        "{path} calls sys.exit when it is imported; put what is not a function under "
        'if __name__ == "__main__":',
    ),
    "binary": (b"\xff\xfe\x00", "train", "{path} cannot be read (invalid start byte)"),
    "a number": (
        "train = 3",
        "train",
        "3 is a int, not a function; " + WRITE,
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_used_is_told(what, tmp_path):
    content, name, message = FILES[what]
    path = tmp_path / f"model_{what.replace(' ', '_')}.py"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(NnexpError) as told:
        read_function(path, name)
    assert str(told.value) == f"train={path}:{name}: {message.format(path=path)}"
