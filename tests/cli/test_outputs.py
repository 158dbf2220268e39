"""One directory per sweep: its name, what is in it, and that no two sweeps share it."""

import re
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from nnexp.cli.outputs import output_directory
from nnexp.cli.problems import CommandError

STAMP = r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d(_\d+)?"


@pytest.mark.parametrize("words", [["lr=0.2", "name=mine"], ["-m", "lr=0.1,0.2", "name=mine"]])
def test_results_name_time_for_single_runs_and_sweeps(command, tmp_path, words):
    answer = command(*words)
    (call,) = answer.calls
    assert re.fullmatch(rf"results/mine/{STAMP}", str(call.directory))
    assert call.directory.is_dir()
    assert {path.name for path in call.directory.iterdir()} == {"multirun.yaml", "nnexp.log"}
    assert list(tmp_path.iterdir()) == [tmp_path / "results"]


def test_multirun_yaml_holds_the_overrides(command):
    answer = command("-m", "lr=0.1,0.2", "epochs=3")
    saved = OmegaConf.load(answer.calls[0].directory / "multirun.yaml")
    assert saved.hydra.overrides.task == ["lr=0.1,0.2", "epochs=3"]
    assert saved.epochs == 3


def test_sweeps_in_the_same_second_have_directories_of_their_own(command):
    directories = {command("lr=0.1").calls[0].directory for _ in range(3)}
    assert len(directories) == 3


@pytest.mark.parametrize(
    ("words", "key"), [(["lr=0.1"], "hydra.run.dir"), (["-m", "lr=0.1,0.2"], "hydra.sweep.dir")]
)
def test_a_directory_of_ones_own_is_used_again(command, words, key):
    for _ in range(2):
        assert command(*words, f"{key}=out/mine").calls[0].directory == Path("out/mine")


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "x").write_text("")
    for shared in (True, False):
        with pytest.raises(CommandError) as caught:
            output_directory(tmp_path / "x", shared=shared)
        assert str(caught.value) == (
            f"{tmp_path / 'x'}: is a file, not a directory; "
            "choose another with hydra.sweep.dir=DIR (hydra.run.dir=DIR without -m)"
        )


@pytest.mark.parametrize("name", ["#1 & more", "a b", "ü,ñ", "$HOME", "a'b"])
def test_names_with_special_characters(command, name):
    quoted = name.replace("'", "\\'")
    answer = command(f"name='{quoted}'")
    (call,) = answer.calls
    assert call.sweep.name == name
    assert call.directory.parent == Path("results") / name


def test_the_log_file_gets_what_is_logged(command, monkeypatch, recorder):
    import logging

    original = recorder.run

    def run(*arguments):
        logging.getLogger("nnexp.sweeps").info("9 runs planned")
        return original(*arguments)

    monkeypatch.setattr("nnexp.api.run", run)
    answer = command("lr=0.1")
    text = (answer.calls[0].directory / "nnexp.log").read_text(encoding="utf-8")
    assert re.fullmatch(r"\[.*\]\[nnexp\.sweeps\]\[INFO\] 9 runs planned\n", text)
    assert (answer.out, answer.err) == ("", "")


def test_the_home_folder_is_a_folder(command, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    answer = command("lr=0.1", "hydra.run.dir=~/结果/mine")
    assert answer.calls[0].directory == tmp_path / "home" / "结果" / "mine"
