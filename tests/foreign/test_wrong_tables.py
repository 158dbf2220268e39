"""Wrong tables and wrong words: one line each, status 2, and nothing is written."""

from pathlib import Path

import numpy as np
import pytest
from made_tables import ends, trainings, written

from nnexp.report.__main__ import main

FRAME = ends(trainings(seeds=(1, 2, 3)))


def text(content: str | bytes):
    def write(folder: Path) -> Path:
        path = folder / "runs.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def table(change=lambda frame: frame, name: str = "runs.csv"):
    return lambda folder: written(change(FRAME.copy()), folder, name)


HAVE = "it has lr, width, seed, train_loss, val_acc, test_acc"
NAME = "name a CSV or Parquet file with a row per trial, or per trial and epoch"

CASES = {
    "no such file": (lambda folder: folder / "no.csv", "", f"{{}}: there is no such file; {NAME}"),
    "empty": (text(""), "", f"{{}}: is empty; {NAME}"),
    "a head alone": (text("lr,seed,val_acc\n"), "", f"{{}}: has no rows; {NAME}"),
    "one column": (
        text("lr\n0.1\n"),
        "",
        "{}: its first line, 'lr', has one column; it must name columns, separated by commas, "
        "semicolons or tabs",
    ),
    "not UTF-8": (
        text(b"lr,val_acc,n\xe4me\n0.1,0.9,x\n"),
        "",
        "{}: is not text in UTF-8 (byte 13); save it as CSV UTF-8",
    ),
    "zero bytes": (
        text("lr,val_acc\n0.1,\0\n"), "", f"{{}}: holds zero bytes, so it is no text; {NAME}"
    ),
    "a column twice": (
        text("lr,lr,val_acc\n1,1,0.5\n"), "", "{}: column 'lr' is there twice; rename one"
    ),
    "a row too long": (
        text("lr,val_acc\n0.1,0.9\n0.1,0.9,0.7\n"),
        "",
        "{}: is not a table (CSV parse error: Row #3: Expected 2 columns, got 3: 0.1,0.9,0.7); "
        + NAME,
    ),
    "no Parquet": (
        lambda folder: (folder / "runs.csv").write_text("x") and text("x")(folder).rename(
            folder / "runs.parquet"
        ),
        "",
        "{}: is not a table (Parquet file size is 1 bytes, smaller than the minimum file footer "
        "(8 bytes)); " + NAME,
    ),
    "no gzip": (
        lambda folder: text("lr,val_acc\n")(folder).rename(folder / "runs.csv.gz"),
        "",
        "{}: is not a table (Not a gzipped file (b'lr')); " + NAME,
    ),
    "an unknown word": (
        table(),
        "metrics=val_acc",
        "metrics=val_acc: there is no such word (did you mean 'metric'?); there are repeat, "
        "metric, better, budget, settings, part",
    ),
    "a word twice": (table(), "better=higher better=lower", "better: is said twice; say it once"),
    "a word without a value": (
        table(), "metric=", "metric=: must name a column; for example metric=val_acc"
    ),
    "no column named": (
        table(), "settings=lr,", "settings=lr,: must name columns; for example settings=lr,width"
    ),
    "no direction": (
        table(), "better=hihger", "better=hihger: must be higher or lower (did you mean 'higher'?)"
    ),
    "no part": (table(), "part=train", "part=train: must be validation or test"),
    "no such metric": (
        table(),
        "metric=val_ac",
        f"metric=val_ac: runs.csv has no such column (did you mean 'val_acc'?); {HAVE}",
    ),
    "no such repeat": (
        table(),
        "repeat=sed",
        f"repeat=sed: runs.csv has no such column (did you mean 'seed'?); {HAVE}",
    ),
    "no such budget": (
        table(), "budget=epochs", f"budget=epochs: runs.csv has no such column; {HAVE}"
    ),
    "no such setting": (
        table(),
        "settings=lr,wdith",
        f"settings=wdith: runs.csv has no such column (did you mean 'width'?); {HAVE}",
    ),
    "no metric known": (
        table(lambda frame: frame[["lr", "seed", "width"]].assign(result=frame["val_acc"])),
        "",
        "runs.csv: nothing says which column chooses the best setting; name it and its better "
        "direction: metric=result better=higher (it has lr, seed, width, result)",
    ),
    "no direction known": (
        table(lambda frame: frame[["lr", "seed", "width"]].assign(result=frame["val_acc"])),
        "metric=result",
        "metric=result: nobody knows in which direction it is better; say better=higher or "
        "better=lower",
    ),
    "a metric of training data": (
        table(),
        "metric=train_loss",
        "metric=train_loss: is of training data, by which no setting can be chosen; name one of "
        "other data, or say part=validation if it is",
    ),
    "a metric of text": (
        table(lambda frame: frame.assign(val_acc="good")),
        "metric=val_acc",
        "metric=val_acc: this column of runs.csv holds text, 'good' for one; a metric is a number",
    ),
    "a metric without a value": (
        table(lambda frame: frame.assign(val_acc=np.nan), "runs.parquet"),
        "metric=val_acc",
        "metric=val_acc: this column has no value",
    ),
    "a metric that is a setting": (
        table(), "settings=lr,val_acc", "settings=val_acc: is the metric; a column is one thing"
    ),
    "a repeat that is a setting": (
        table(),
        "repeat=seed settings=lr,seed",
        "settings=seed: is the repeat; a column is one thing",
    ),
    "repeats that are missing": (
        table(lambda frame: frame.assign(seed=frame["seed"].where(frame["seed"] > 1))),
        "repeat=seed",
        "repeat=seed: is missing in 8 rows of runs.csv; fill it, or name another column",
    ),
    "a budget of text": (
        table(lambda frame: frame.assign(phase="late")),
        "budget=phase",
        "budget=phase: holds text, 'late' for one; it must count epochs or steps in whole numbers",
    ),
    "a budget in halves": (
        table(lambda frame: frame.assign(epoch=np.arange(len(frame)) / 2)),
        "budget=epoch",
        "budget=epoch: 0.5 is no whole number; name a column that counts, such as budget=step",
    ),
    "a budget below 0": (
        table(lambda frame: frame.assign(epoch=np.arange(len(frame)) - 3)),
        "budget=epoch",
        "budget=epoch: -3 is below 0",
    ),
    "no setting": (
        text("seed,val_acc\n1,0.5\n2,0.6\n"),
        "",
        "runs.csv: no column is a setting; name them, for example settings=lr",
    ),
    "all failed": (
        table(lambda frame: frame.assign(status="failed")),
        "",
        "{}: no trial of it has a val_acc: status is failed",
    ),
    "words without a file": (
        lambda _: None, "metric=val_acc", "metric=val_acc: tells of a CSV or Parquet file; name one"
    ),
    "to be verified": (
        table(), "--verify", "{}: --verify checks the folder of a report; name that"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_wrong_tables_are_told_in_one_line(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write, words, message = CASES[case]
    path = write(tmp_path)
    there = sorted(tmp_path.iterdir())
    status = main([*([] if path is None else [str(path)]), *words.split()])
    told = capsys.readouterr()
    assert told.err == f"nnexp.report: error: {message.format(path)}\n"
    assert (status, told.out) == (2, "")
    assert sorted(tmp_path.iterdir()) == there


def test_another_sweeps_folder_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "runs_report"
    folder.mkdir()
    (folder / "sweep.yaml").write_text("name: precious\n")
    assert main([str(written(FRAME, tmp_path))]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"nnexp.report: error: {folder}: holds another sweep; name another folder for the report"
    )
    assert (folder / "sweep.yaml").read_text() == "name: precious\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": 3}, "3: must be a path; for example 'runs.csv' or 'runs.parquet'"),
        ({"repeat": 3}, "repeat=3: must name columns; for example repeat=seed"),
        ({"better": True}, "better=true: must name a column; for example better=higher"),
        ({"directory": 3}, "directory=3: must be a path; for example 'results/first_try'"),
    ],
)
def test_wrong_arguments_are_told(arguments, message, tmp_path: Path) -> None:
    import nnexp

    given = {"path": written(FRAME, tmp_path), **arguments}
    with pytest.raises(nnexp.NnexpError) as caught:
        nnexp.read(given.pop("path"), **given)
    assert str(caught.value) == message
