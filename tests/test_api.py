"""Sweeps from Python: the notation of axes, what comes back, and that it is the command's table."""

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
from nnexp.api import SelectionError, grid
from nnexp.settings import SettingsError

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
    assert record["table_hash"] == found.result.table_hash
    pd.testing.assert_frame_equal(
        nnexp.load(tmp_path / "out").drop(columns="seconds"), found.table.drop(columns="seconds")
    )


def test_a_table_comes_back_with_a_word_on_each_column():
    found = nnexp.sweep(lr=0.1, epochs=1, **SMALL)
    table = nnexp.load(found.directory)
    assert nnexp.table_hash(table) == found.result.table_hash
    docs = table.attrs["columns"]
    assert set(table.columns) <= set(docs)
    assert all(docs[name].strip() for name in table.columns)


def test_plots_are_drawn_where_the_sweep_is():
    found = nnexp.sweep(lr=[0.1, 0.3], epochs=[1, 2], **SMALL)
    files = found.plot()
    assert {file.suffix for file in files} == {".png", ".svg"}
    assert all(file.parent == found.directory / "plots" and file.stat().st_size for file in files)


def test_a_notebook_shows_the_table():
    found = nnexp.sweep(lr=[0.1, 0.3], epochs=1, name="<b>", **SMALL)
    shown = found._repr_html_()
    assert "<table" in shown
    assert "&lt;b&gt;" in shown
    assert "4 trials by 4 runs" in repr(found)


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


def test_a_setting_given_twice_is_refused():
    with pytest.raises(SettingsError, match=r"lr: is given twice; give it once"):
        nnexp.sweep({"lr": 0.1}, lr=0.2)


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


def test_one_plot_by_its_name():
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
        "accuracy_by_lr_and_epochs, learning_curves, confusion, wrongly_read, "
        "mind_of_the_network, weights_of_nodes"
    )


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
        ({"lr": 0.1, "repeat": 2}, "repeat=2: this sweep has the repeats 0 to 1 of each setting"),
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
