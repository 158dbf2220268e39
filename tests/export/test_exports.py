"""Each export is read back by other means, and says what the table says."""

from __future__ import annotations

import importlib
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from stored_sweep import diverging, store_sweep

import nnexp.export.export
from nnexp.export.__main__ import main
from nnexp.export.latex_table import escaped
from nnexp.export.registry import EXPORTS
from nnexp.report.stored import read_sweep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return store_sweep(tmp_path / "sweep", fails=diverging, name="50 % & more_")


def told(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([str(folder), *words]) == 0
    return capsys.readouterr().out.strip()


def ranked(folder: Path) -> list[list[str]]:
    """Settings from best to worst with their means, by plain pandas."""
    table = read_sweep(folder).table
    groups = table.groupby(["lr", "epochs"])
    means = groups["validation_accuracy"].mean().to_frame("mean")
    means["failed"] = groups["status"].apply(lambda one: (one != "ok").any())
    means = means.sort_values(["failed", "mean"], ascending=[True, False]).reset_index()
    return [
        [f"{lr:g}", str(epochs), f"{100 * mean:.2f}"]
        for lr, epochs, mean in zip(means["lr"], means["epochs"], means["mean"], strict=True)
        if mean == mean
    ]


def test_a_table_for_latex(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder / "best_settings.tex"
    assert told(folder, capsys, "--to", "latex") == str(place)
    text = place.read_text()
    body = text.partition("\\midrule\n")[2].partition("\\bottomrule")[0]
    rows = [
        [re.sub(r"\\textbf\{(.*)\}", r"\1", cell.strip()) for cell in line[:-3].split(" & ")]
        for line in body.strip().splitlines()
    ]
    assert [[*row[:2], row[2].split(" $\\pm$ ")[0]] for row in rows][:9] == ranked(folder)[:9]
    assert body.startswith("\\textbf{")
    assert "\\usepackage{booktabs}" in text
    assert "\\label{tab:50-----more-}" in text
    assert not re.search(r"[±–]|[^\\]%(?! \\use)", text.removeprefix("%"))


def test_what_latex_reads_as_commands_is_escaped() -> None:
    assert escaped("50 % & a_b # $5 {x} ~^\\input") == (
        r"50 \% \& a\_b \# \$5 \{x\} \textasciitilde{}\textasciicircum{}\textbackslash{}input"
    )


def test_a_table_in_markdown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Path(told(folder, capsys, "--to", "markdown", "--out", str(folder / "a" / "b.md")))
    lines = place.read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells[0] == ["lr", "epochs", "validation accuracy (%)", "test accuracy (%)", "repeats"]
    rows = [[*row[:2], row[2].split(" ± ")[0]] for row in cells[2:11]]
    assert rows == ranked(folder)[:9]
    best = f"The best setting is lr={rows[0][0]}, epochs={rows[0][1]}: it classifies "
    assert best in place.read_text()


def events(path: Path) -> Iterator[object]:
    """The events of a file: each has its length, a check sum, itself and another check sum."""
    from tensorboardX.proto.event_pb2 import Event

    content = path.read_bytes()
    while content:
        (length,) = struct.unpack("<Q", content[:8])
        yield Event.FromString(content[12 : 12 + length])
        content = content[16 + length :]


def test_a_folder_for_tensorboard(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tensorboardX.proto.plugin_hparams_pb2 import HParamsPluginData

    said = told(folder, capsys, "--to", "tensorboard")
    sweep = read_sweep(folder)
    runs = sorted(one for one in (folder / "tensorboard").iterdir() if one.is_dir())
    assert said.startswith(f"{folder / 'tensorboard'} (20 trainings; tensorboard --logdir ")
    assert len(runs) == 20
    run = folder / "tensorboard" / "lr=0.1 epochs=10 repeat=2"
    (file,) = run.iterdir()
    values = [(e.step, v) for e in events(file) for v in e.summary.value]
    curve = sweep.curves.query("lr == 0.1 and repeat == 2").sort_values("epoch")
    shown = [(step, v.simple_value) for step, v in values if v.tag == "validation_accuracy"]
    assert [step for step, _ in shown] == curve["epoch"].tolist()
    np.testing.assert_allclose(
        [value for _, value in shown], curve["validation_accuracy"], rtol=1e-6
    )
    plugin = next(
        HParamsPluginData.FromString(v.metadata.plugin_data.content)
        for _, v in values
        if v.tag == "_hparams_/session_start_info"
    )
    settings = plugin.session_start_info.hparams
    assert settings["lr"].number_value == 0.1
    assert settings["repeat"].number_value == 2
    assert settings["status"].string_value == "ok"
    # The same by TensorBoard's own reader, where that is installed.
    reader = "tensorboard.backend.event_processing.event_accumulator"
    if importlib.util.find_spec("tensorboard") is not None:
        found = importlib.import_module(reader).EventAccumulator(str(run)).Reload()
        assert len(found.Scalars("test_accuracy")) == 10
        assert (
            "hparams"
            in found.PluginTagToContent.__self__.summary_metadata[
                "_hparams_/experiment"
            ].plugin_data.plugin_name
        )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of MLflow and of what it is made of
def test_a_store_of_mlflow(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mlflow = pytest.importorskip("mlflow")
    pytest.importorskip("alembic")
    place = folder.parent / "all.db"
    words = ("--to", "mlflow", "--out", str(place))
    assert told(folder, capsys, *words).startswith(f"{place} (20 runs; mlflow ui --backend-store")
    # Again there is nothing to add, and another sweep has an experiment of its own.
    assert " (0 runs, 20 there already; " in told(folder, capsys, *words)
    other = store_sweep(folder.parent / "other", {"lr": (0.1,), "epochs": (5,)}, name="other")
    assert " (5 runs; " in told(other, capsys, *words)
    client = mlflow.MlflowClient(
        f"sqlite:///{place}", registry_uri=(folder.parent / "models").as_uri()
    )
    experiment = client.get_experiment_by_name("50 % & more_")
    runs = client.search_runs([experiment.experiment_id])
    sweep = read_sweep(folder)
    assert {one.data.tags["nnexp.run_id"] for one in runs} == set(sweep.table["run_id"])
    states = pd.Series([one.info.status for one in runs]).value_counts().to_dict()
    assert states == {"FINISHED": 16, "FAILED": 4}
    (run,) = client.search_runs(
        [experiment.experiment_id], "params.lr = '0.1' and params.repeat = '2'"
    )
    row = sweep.table.query("lr == 0.1 and repeat == 2 and epochs == 10").iloc[0]
    assert run.data.params["epochs"] == "10"
    assert run.data.metrics["validation_accuracy"] == row["validation_accuracy"]
    curve = sweep.curves.query("lr == 0.1 and repeat == 2").sort_values("epoch")
    history = client.get_metric_history(run.info.run_id, "validation_accuracy")
    assert [(one.step, one.value) for one in history[:10]] == list(
        zip(curve["epoch"], curve["validation_accuracy"], strict=True)
    )


CASES = [
    ((), "no PATH is given; name the folder of one sweep, results/<name>/<time>"),
    (("{folder}",), "--to: no format is given; there are latex, markdown, tensorboard, mlflow"),
    (
        ("{folder}", "--to", "latx"),
        "--to latx: there is no such format (did you mean 'latex'?); there are latex, markdown, "
        "tensorboard, mlflow",
    ),
    (("{folder}", "--from", "latex"), "--from: there is no such option; see --help"),
    (
        ("{folder}/no", "--to", "latex"),
        "{folder}/no: there is no such folder; name the folder of one sweep, results/<name>/<time>",
    ),
    (
        ("{folder}", "--to", "latex", "--out", "{folder}/sweep.yaml/x.tex"),
        "{folder}/sweep.yaml/x.tex: cannot be written (File exists); name another place: --out …",
    ),
    (
        ("{folder}", "--to", "latex", "--out", "{folder}"),
        "{folder}: cannot be written (Is a directory); name another place: --out …",
    ),
    (
        ("{folder}", "--to", "tensorboard", "--out", "{folder}"),
        "{folder}: is there already, and TensorBoard would show both; remove it, or name another "
        "place: --out …",
    ),
    (
        ("{folder}", "--to", "tensorboard", "--out", "{folder}/table.csv"),
        "{folder}/table.csv: cannot be written (Not a directory); name another place: --out …",
    ),
]


@pytest.mark.parametrize(("words", "message"), CASES)
def test_wrong_commands_are_told_in_one_line(
    words, message, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(folder.rglob("*"))
    assert main([word.format(folder=folder) for word in words]) == 2
    assert capsys.readouterr().err == f"nnexp.export: error: {message.format(folder=folder)}\n"
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "package"), [("markdown", "tabulate"), ("tensorboard", "tensorboardX")]
)
def test_a_missing_package_is_told_with_what_installs_it(
    name: str,
    package: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(nnexp.export.export.importlib.util, "find_spec", lambda _: None)
    assert main([str(folder), "--to", name]) == 2
    assert capsys.readouterr().err == (
        f"nnexp.export: error: --to {name}: the package {package} is not installed; install it "
        f"with pip install 'nnexp[{name}]'\n"
    )


def test_nothing_that_finished_is_nothing_to_rank(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = store_sweep(tmp_path / "sweep", fails=lambda _: "it raised")
    assert main([str(folder), "--to", "latex"]) == 2
    assert capsys.readouterr().err == (
        f"nnexp.export: error: {folder}: No best setting: no trial finished\n"
    )


ONE_FILE = '''
"""The name of a sweep and how many trials it has, in a file of JSON."""

import json

from nnexp.export.export import Export


def _write(sweep, place):
    place.write_text(json.dumps({"name": sweep.name, "trials": len(sweep.table)}))
    return str(place)


COUNTS = Export(name="counts", help="how many trials there are", out="counts.json", write=_write)
'''


def test_an_export_of_ones_own_is_one_file_and_one_line(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "counts_export.py").write_text(ONE_FILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    own = importlib.import_module("counts_export").COUNTS
    monkeypatch.delitem(sys.modules, "counts_export")
    monkeypatch.setitem(EXPORTS, "counts", own)
    assert told(folder, capsys, "--to", "counts") == str(folder / "counts.json")
    assert (folder / "counts.json").read_text() == '{"name": "50 % & more_", "trials": 60}'
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "counts       how many trials there are" in capsys.readouterr().out
