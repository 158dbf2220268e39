"""Sweeps from Python: the notation of axes, what comes back, and that it is the command's table."""

import dataclasses
import io
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

import nnexp
from nnexp.api import ChangedDataError, Plots, SelectionError, grid, plan, run
from nnexp.api.chosen import keep_chosen
from nnexp.datasets import load as load_dataset
from nnexp.report.stored import read_sweep
from nnexp.settings import SettingsError, parse
from nnexp.sweeps.record import RecordError
from nnexp.table import TableError
from nnexp.trainables.book.reading_file import load_reading
from nnexp.trainables.outcome import Curve

SMALL = {"hidden_nodes": 5, "repeats": 2}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_lists_are_axes_and_tuples_are_values():
    points, whole = grid(
        {"training.batch_size": [1, 16], "data.input_range": (-1, 1)},
        {"lr": np.array([0.1, 0.2]), "hidden_nodes": [0, 30, (100, 50)], "epochs": range(1, 3)},
    )
    assert len(points) == 2 * 2 * 3 * 2
    assert {point.hidden_nodes for point in points} == {(), (30,), (100, 50)}
    assert {point.data.input_range for point in points} == {(-1.0, 1.0)}
    assert whole.repeats == 5


@pytest.mark.slow
def test_the_library_finds_what_the_command_finds(tmp_path):
    found = nnexp.sweep(lr=[0.1, 0.3], epochs=[1, 3], **SMALL)
    assert len(found.table) == 8
    assert len(found.curves) == 2 * 2 * 3
    command = [sys.executable, "-m", "nnexp", "-m", "lr=0.1,0.3", "epochs=1,3", "hidden_nodes=5"]
    subprocess.run(
        [*command, "repeats=2", "store.path=other.sqlite", "hydra.sweep.dir=out"],
        check=True,
        capture_output=True,
    )
    record = yaml.safe_load((tmp_path / "out" / "sweep.yaml").read_text())
    assert record["table_hash"] == found.table_hash
    pd.testing.assert_frame_equal(
        nnexp.load(tmp_path / "out").table.drop(columns="seconds"),
        found.table.drop(columns="seconds"),
    )


def test_a_table_comes_back_with_a_word_on_each_column():
    found = nnexp.sweep(lr=0.1, epochs=1, **SMALL)
    table = nnexp.load(found.directory).table
    assert nnexp.table_hash(table) == found.table_hash
    docs = table.attrs["columns"]
    assert set(table.columns) <= set(docs)
    assert all(docs[name].strip() for name in table.columns)


def test_a_notebook_shows_the_answer_above_the_table():
    found = nnexp.sweep(lr=[0.1, 0.3], epochs=1, name="a&b", **SMALL)
    shown = found._repr_html_()
    assert shown.index(f"<p>{found.answer()}</p>") < shown.index("<table")
    assert "a&amp;b" in shown
    assert "4 trials by 4 runs" in repr(found)


def test_the_headline_says_what_is_best_and_what_ties(found):
    means = found.table.groupby(list(found.best))["validation_accuracy"].mean()
    assert means[tuple(found.best.values())] == means.max()
    told = found.answer()
    assert f"The best setting is {', '.join(f'{n}={v}' for n, v in found.best.items())}" in told
    assert "of the validation data correctly" in told


def test_a_plot_is_a_figure_that_can_be_changed(found):
    figure = found.figure("learning_curves")
    assert figure.texts[0].get_text().startswith("Learning curves")
    with pytest.raises(nnexp.NnexpError, match="figure curves: this sweep has no such plot; it"):
        found.figure("curves")
    map_of = found.figure("heat_map", x="epochs", y="lr")
    assert map_of.axes[0].get_xlabel() == "epochs"
    assert map_of.axes[0].get_ylabel() == "learning rate (lr)"
    for name, axes, why in (
        (
            "heat_map",
            {"x": "lr"},
            "figure heat_map, x=lr, y=None: name two settings",
        ),
        ("heat_map", {"x": "lr", "y": "lr"}, "it varies lr, epochs"),
        (
            "cost",
            {"x": "lr", "y": "epochs"},
            "figure cost: x and y are settings of",
        ),
    ):
        with pytest.raises(SelectionError, match=why):
            found.figure(name, **axes)


def test_two_sweeps_do_not_share_a_folder():
    assert nnexp.sweep(epochs=1, **SMALL).directory != nnexp.sweep(epochs=1, **SMALL).directory


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"lr": [0.1, -1]}, r"lr=-1: must be a number above 0"),
        ({"lr": []}, r"lr=\[\]: a list is an axis and needs at least one value"),
        ({"repeats": [1, 2]}, r"repeats=\[1,2\]: holds for a sweep as a whole"),
        ({"lrr": 0.1}, r"lrr=0\.1: there is no setting 'lrr' \(did you mean 'lr'\?\)"),
        ({"data": "nope"}, r"data=nope: must be one of digits"),
        ({"hidden_nodes": [(10, 0)]}, r"hidden_nodes=\[10,0\]: must be a whole number of nodes"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_written(named, message, tmp_path):
    with pytest.raises(SettingsError, match=message):
        nnexp.sweep(**named)
    assert list(tmp_path.iterdir()) == []


def test_every_wrong_value_is_named_at_once():
    with pytest.raises(SettingsError) as caught:
        nnexp.sweep(lr=[0.1, -1, "x"], epochs=0)
    assert len(caught.value.problems) == 3


def test_a_setting_given_twice_is_refused(found):
    for call in (nnexp.sweep, found.trial):
        with pytest.raises(SettingsError, match=r"lr: is given twice; give it once"):
            call({"lr": 0.1}, lr=0.2)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A small sweep that no test changes."""
    folder = tmp_path_factory.mktemp("found")
    settings = {"store.path": folder / "store.sqlite", **SMALL}
    return nnexp.sweep(settings, lr=[0.1, 0.3], epochs=[1, 2], directory=folder, quiet=True)


LR = "must be a number above 0 and at most 1000; for example lr=0.01,0.1,0.3"
LISTED = "nnexp.list_settings() shows all of them"
NAMED = "a setting is named by a text; for example 'lr'"
MAPPING = "settings are a mapping or keywords; for example {'lr': 0.1} or lr=0.1"


@pytest.mark.parametrize(
    ("arguments", "named", "message"),
    [
        ([0.1], {}, f"0.1: {MAPPING}"),
        (["lr=0.1"], {}, f"lr=0.1: {MAPPING}"),
        ([[("lr", 0.1)]], {}, f"[[lr,0.1]]: {MAPPING}"),
        ([{1: 2}], {}, f"1: {NAMED}"),
        ([{None: 2}], {"lr": 0.1}, f"None: {NAMED}"),
        ([{}], {"lr": {1: 2}}, f"lr={{1: 2}}: {LR}"),
        ([], {"lr": np.ndarray}, f"lr=<class 'numpy.ndarray'>: {LR}"),
        pytest.param(
            [], {"lr": 10**5000}, f"lr=a number of thousands of digits: {LR}", id="digits"
        ),
        ([{"lrr": 1}], {}, f"lrr=1: there is no setting 'lrr' (did you mean 'lr'?); {LISTED}"),
        (
            [],
            {"network": {"bias": True}},
            "network: is a group of settings; name one of them, for example 'network.activation'",
        ),
        (
            [{"data.name": "xor"}],
            {},
            f"data.name=xor: there is no setting 'data.name' (did you mean 'data'?); {LISTED}",
        ),
    ],
)
def test_arguments_of_another_type_are_told_in_one_line(found, arguments, named, message):
    for call in (nnexp.sweep, found.trial):
        with pytest.raises(SettingsError) as caught:
            call(*arguments, **named)
        assert str(caught.value) == message


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"directory": 3}, "directory=3: must be a path; for example 'results/first_try'"),
        (
            {"directory": "a\0b"},
            r"directory=a\x00b: must be a path; for example 'results/first_try'",
        ),
        ({"directory": b"x"}, "directory=b'x': must be a path; for example 'results/first_try'"),
        ({"quiet": None}, "quiet=None: must be True or False"),
        ({"quiet": np.arange(2)}, "quiet=[0 1]: must be True or False"),
    ],
)
def test_where_and_how_a_sweep_runs_is_checked_before_it_does(named, message, tmp_path):
    with pytest.raises(SettingsError) as caught:
        nnexp.sweep(lr=0.1, **named)
    assert str(caught.value) == message
    assert list(tmp_path.iterdir()) == []


def test_a_value_that_cannot_be_shown_is_still_refused():
    with pytest.raises(SettingsError, match=r"^lr=<object object at 0x.*>: must be a number above"):
        nnexp.sweep({"lr": object()})


def test_a_path_is_a_value(found):
    assert found.store.name == "store.sqlite"


@pytest.mark.parametrize("repeat", ["a", None, 1.0, [0], pytest.param(10**5000, id="digits"), -1])
def test_a_repeat_that_is_no_number_is_told(found, repeat):
    with pytest.raises(SelectionError) as caught:
        found.trial(lr=0.1, repeat=repeat)
    assert str(caught.value).startswith("repeat=")
    assert str(caught.value).endswith(": this setting has the repeats 0 to 1")


def test_numbers_of_numpy_name_a_trial(found):
    trial = found.trial(lr=np.float64(0.3), repeat=np.int64(1))
    assert (trial.point.lr, trial.repeat) == (0.3, 1)
    assert type(trial.repeat) is int


@pytest.mark.parametrize("name", [3, None, ["accuracy_by_lr"]])
def test_a_plot_that_is_not_named_by_a_text_is_told(found, name):
    with pytest.raises(SelectionError, match=r"^plot .*: a plot is named by a text; for example"):
        found.plot(name)


def test_a_grid_of_something_else_is_told(tmp_path):
    points, whole = grid({}, {"epochs": 1})
    for call in (lambda *given: run(*given, tmp_path), plan):
        with pytest.raises(SettingsError, match=r"^points=3: must be a list of GridPoint, as"):
            call(3, whole)
        with pytest.raises(SettingsError, match=r"^points=\[1\]: must be a list of GridPoint"):
            call([1], whole)
        with pytest.raises(SettingsError, match=r"^sweep=None: must be SweepSettings, as"):
            call(points, None)
    with pytest.raises(SettingsError, match=r"^directory=3: must be a path"):
        run(points, whole, 3)


@pytest.mark.parametrize("path", [3, None, b"x", pd.DataFrame()])
def test_a_sweep_and_a_table_are_loaded_from_a_path(path):
    with pytest.raises(TableError, match=r": must be a path; name a sweep's folder or its table"):
        nnexp.table.load(path)
    with pytest.raises(SettingsError) as caught:
        nnexp.load(path)
    assert str(caught.value).endswith(": must be a path; for example 'results/first_try'")
    assert "\n" not in str(caught.value)


def test_a_sweep_and_a_table_that_are_not_there_are_told(tmp_path):
    with pytest.raises(TableError, match=r"^nowhere: there is no such file or folder; name a swe"):
        nnexp.table.load("nowhere")
    with pytest.raises(RecordError, match=r"^nowhere: there is no such folder; name the folder of"):
        nnexp.load("nowhere")
    (tmp_path / "notes.txt").touch()
    with pytest.raises(RecordError, match=r"^notes.txt: is a file; name the folder of one sweep"):
        nnexp.load("notes.txt")


def test_a_loaded_sweep_is_the_one_that_was_run(found, monkeypatch):
    again = nnexp.load(found.directory)
    assert nnexp.load(found.directory / "table.parquet").directory == again.directory
    pd.testing.assert_frame_equal(again.table, found.table)
    pd.testing.assert_frame_equal(again.curves, found.curves)
    assert again.store == found.store
    names = ("swept", "counts", "table_hash", "select_on", "verified", "classes", "doubts")
    assert {name: getattr(again, name) for name in names} == {
        name: getattr(found, name) for name in names
    }
    assert repr(again) == repr(found)
    assert again.findings() == found.findings()
    for trial in ({"lr": 0.3}, {"lr": 0.1, "epochs": 1, "repeat": 1}):
        ours, theirs = again.trial(**trial), found.trial(**trial)
        assert ours.point == theirs.point
        for one, other in zip(ours.network.weights, theirs.network.weights, strict=True):
            np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(ours.validation.inputs, theirs.validation.inputs)
    drawn = [file.read_bytes() for file in found.plot("accuracy_by_lr", "confusion")]
    assert [file.read_bytes() for file in again.plot("accuracy_by_lr", "confusion")] == drawn


def test_without_its_store_a_loaded_sweep_trains_a_network_again(found, tmp_path):
    known = nnexp.load(found.directory)
    elsewhere = {**known.record.settings, "store.path": str(tmp_path / "gone.sqlite")}
    record = dataclasses.replace(known.record, settings=elsewhere)
    gone = dataclasses.replace(known, record=record)
    kept, again = (one.trial(lr=0.1).network.weights for one in (found, gone))
    for one, other in zip(kept, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not gone.store.exists()


def test_a_trial_whose_data_have_changed_is_refused(tmp_path):
    rows = [f"{label},{label * 20 + k % 7}" for k in range(60) for label in (0, 1)]
    (tmp_path / "mine.csv").write_text("\n".join(rows))
    settings = {"data": "csv", "data.train": "mine.csv", **SMALL}
    found = nnexp.sweep(settings, lr=0.1, epochs=1)
    assert found.trial().repeat == 0
    (tmp_path / "mine.csv").write_text("\n".join(reversed(rows)))
    for one in (found, nnexp.load(found.directory)):
        with pytest.raises(ChangedDataError, match=r"^data=csv: holds other samples than when the"):
            one.trial()


def test_a_trial_of_unequal_repeats_is_found_by_its_row(found):
    table = found.table.drop(index=found.table.index[[0, 5]])
    few = dataclasses.replace(found, table=table)
    first, last = table.iloc[0], table.iloc[-1]
    for row in (first, last):
        trial = few.trial(lr=row["lr"], epochs=row["epochs"], repeat=row["repeat"])
        assert (trial.point.lr, trial.point.epochs) == (row["lr"], row["epochs"])
    gone = found.table.iloc[0]
    with pytest.raises(SelectionError, match=r"^repeat=0: this setting has the repeats 1$"):
        few.trial(lr=gone["lr"], epochs=gone["epochs"])


@pytest.mark.parametrize(
    "table",
    [
        3,
        None,
        "results",
        {"lr": [1]},
        pd.Series([1]),
        pd.DataFrame({1: [1]}),
        pd.DataFrame({"lr": [[1]]}),
        pd.DataFrame([[1, 2]], columns=["lr", "lr"]),
    ],
)
def test_only_a_table_has_a_hash(table):
    with pytest.raises(TableError) as caught:
        nnexp.table_hash(table)
    assert "\n" not in str(caught.value)


def test_no_message_of_the_library_names_an_option_of_the_command(found):
    calls = [
        lambda: nnexp.sweep(lrr=1),
        lambda: nnexp.sweep({"training.lr": 1}),
        lambda: found.trial(lrr=1),
        lambda: parse({"lrr": 1, "data": {"x": 1}}),
    ]
    for call in calls:
        with pytest.raises(SettingsError) as caught:
            call()
        assert "--help" not in str(caught.value)
    assert "lr" in [entry.name for entry in nnexp.settings.catalog()]


def test_results_are_told_in_one_short_line(found, tmp_path):
    trial = found.trial(lr=0.3)
    ((_, pictures),) = keep_chosen(found)
    reading = load_reading(found.directory)
    assert repr(trial) == (
        "<Trial data=digits lr=0.3 epochs=2 hidden_nodes=5 seed=1 repeat=0: "
        "1,150 training, 288 validation, 359 test samples>"
    )
    assert repr(trial.test) == "<Part of 359 samples of 64 inputs>"
    assert repr(trial.network) == "<Network 64-5-10: sigmoid, float32>"
    assert repr(Plots(())) == "<Plots: 0 files>"
    everything = [
        found,
        found.findings()[0],
        Plots(tuple(tmp_path / f"{n}.png" for n in range(20))),
        pictures,
        reading,
        reading.mistakes,
        read_sweep(found.directory),
        load_dataset(trial.point.data),
        Curve(1, np.zeros((5, 9))),
    ]
    for one in everything:
        shown = repr(one).replace(str(found.directory), "").replace(str(tmp_path), "")
        assert shown.startswith(f"<{type(one).__name__}")
        assert len(shown) < 120
        assert "\n" not in shown


@pytest.mark.slow
def test_the_example_of_the_readme_runs(tmp_path):
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    after = text.split("**Use it from Python**", 1)[1]
    code = "\n".join(re.findall(r"^    (.*)$", after.split("\n**")[0], flags=re.MULTILINE))
    assert "nnexp.sweep(" in code
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own words
    assert nnexp.Network.load(tmp_path / "network.npz").architecture.layers == (64, 100, 50, 10)


def test_importing_nnexp_imports_nothing_heavy():
    heavy = ("numpy", "pandas", "numba", "scipy", "matplotlib", "hydra")
    code = f"import sys, nnexp; print([m for m in {heavy!r} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"


def test_findings_are_those_of_the_report():
    found = nnexp.sweep(lr=[0.1, 0.3], epochs=[1, 3], quiet=True, **SMALL)
    analyses = [finding.analysis for finding in found.findings()]
    assert {"sweet_spot", "overfitting_onset", "sensitivity"} <= set(analyses)
    assert all(finding.sentence.endswith(".") for finding in found.findings())


def test_one_plot_by_its_name_and_all_without_one_where_the_sweep_is():
    found = nnexp.sweep(lr=[0.1, 0.3], epochs=[1, 2], quiet=True, **SMALL)
    assert [file.name for file in found.plot("accuracy_by_lr")] == [
        "accuracy_by_lr.png",
        "accuracy_by_lr.svg",
    ]
    assert len(list((found.directory / "plots").iterdir())) == 2
    with pytest.raises(SelectionError) as caught:
        found.plot("sweet")
    assert str(caught.value) == (
        "plot sweet: this sweep has no such plot; it has accuracy_by_lr, "
        "accuracy_by_lr_and_epochs, learning_curves, cost, confusion, wrongly_read, "
        "mind_of_the_network, weights_of_nodes"
    )
    files = found.plot()
    assert {file.suffix for file in files} == {".png", ".svg"}
    assert all(file.parent == found.directory / "plots" and file.stat().st_size for file in files)


def test_a_notebook_shows_plots_as_small_pictures(monkeypatch):
    display = pytest.importorskip("IPython.display")
    seen = []
    monkeypatch.setattr(display, "display", seen.append)
    plots = nnexp.sweep(lr=[0.1, 0.3], epochs=1, quiet=True, **SMALL).plot("accuracy_by_lr")
    plots._ipython_display_()
    file = next(iter(plots))
    with Image.open(io.BytesIO(seen[0].data)) as shown, Image.open(file) as whole:
        assert shown.size == whole.size
        # Colours may move, by less than an eye sees.
        change = np.abs(np.asarray(shown.convert("RGB"), int) - np.asarray(whole.convert("RGB")))
    assert change.mean() < 1
    assert len(seen) == 1
    assert seen[0].alt == "Plot: accuracy by lr"
    assert len(seen[0].data) < 0.7 * file.stat().st_size


def test_quiet_says_nothing(capsys):
    nnexp.sweep(epochs=1, quiet=True, **SMALL)
    assert capsys.readouterr() == ("", "")
    nnexp.sweep(epochs=2, **SMALL)
    assert "2 runs" in capsys.readouterr().err


@pytest.mark.parametrize("epochs", [1, 3])
def test_a_trial_has_the_network_of_its_row(epochs):
    """Also after the epochs of a checkpoint that a longer trial has replaced."""
    found = nnexp.sweep(lr=[0.1, 0.3], epochs=[1, 3], quiet=True, **SMALL)
    trial = found.trial(lr=0.3, epochs=epochs, repeat=1)
    rows = found.table
    row = rows[(rows["lr"] == 0.3) & (rows["epochs"] == epochs) & (rows["repeat"] == 1)].iloc[0]
    for name, part in (("validation", trial.validation), ("test", trial.test)):
        answers = trial.network.query(part.inputs).argmax(axis=1)
        assert (answers == part.labels).mean() == pytest.approx(row[f"{name}_accuracy"])
    assert len(trial.train.labels) + len(trial.validation.labels) + len(trial.test.labels) == 1797
    assert trial.image_shape == (8, 8)


def test_samples_are_scaled_as_in_training():
    settings = {"data.input_range": (-1, 1), "training.dtype": "float64"}
    trial = nnexp.sweep(settings, data="xor", epochs=1, quiet=True, **SMALL).trial()
    np.testing.assert_array_equal(trial.test.inputs, [[-1, -1], [-1, 1], [1, -1], [1, 1]])
    np.testing.assert_array_equal(trial.test.labels, [0, 1, 1, 0])
    assert trial.test.inputs.dtype == trial.network.dtype == np.float64


def test_trials_of_all_kinds_of_settings_are_found():
    found = nnexp.sweep(
        {"data.input_range": [(0, 1)], "network.bias": [False, True]},
        data=["and", "xor"],
        hidden_nodes=[0, (3, 2)],
        epochs=1,
        repeats=1,
        quiet=True,
    )
    trial = found.trial({"network.bias": True}, data="xor", hidden_nodes=(3, 2))
    assert trial.network.architecture.layers == (2, 3, 2, 2)
    assert trial.network.biases
    assert trial.point.data.name == "xor"


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({}, "trials of several settings are meant; name lr too: it has lr=0.1,500.0 epochs=1,2"),
        ({"lr": 0.2}, "lr=0.2: this sweep has no such trial; it has lr=0.1,500.0 epochs=1,2"),
        ({"lr": 0.1, "repeat": 2}, "repeat=2: this setting has the repeats 0 to 1"),
        (
            {"repeats": 2},
            "repeats: holds for the sweep as a whole; name settings that tell its trials apart: "
            "lr, epochs",
        ),
        (
            {"lr": 500},
            "lr=500 repeat=0: this trial has no network to show: diverged (weights are not finite "
            "in epoch 1; try lr below 500); choose one that finished",
        ),
    ],
)
def test_a_trial_that_is_not_there_is_told(named, message):
    settings = {"network.activation": "linear", "network.output_activation": "linear"}
    found = nnexp.sweep(settings, lr=[0.1, 500], epochs=[1, 2], data="xor", quiet=True, **SMALL)
    with pytest.raises(SelectionError) as caught:
        found.trial(**named)
    assert str(caught.value) == message


def test_an_illegal_value_of_a_trial_is_told():
    found = nnexp.sweep(epochs=1, quiet=True, **SMALL)
    with pytest.raises(SettingsError, match=r"lr=-1: must be a number above 0"):
        found.trial(lr=-1)
    with pytest.raises(SettingsError, match=r"there is no setting 'lrr' \(did you mean 'lr'\?\)"):
        found.trial(lrr=1)
