"""Showing the configuration, completion, and the two ways to start."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from nnexp.settings import GridPoint, SweepSettings, parse

NNEXP = Path(sys.executable).with_name("nnexp")


def shown(answer) -> dict:
    config = OmegaConf.to_container(OmegaConf.create(answer.out))
    assert isinstance(config, dict)
    return config


def test_cfg_job_shows_the_settings_and_runs_nothing(command, tmp_path):
    answer = command("--cfg", "job", "lr=0.3", "data=mnist")
    assert answer.status == 0
    assert parse(shown(answer))[0].lr == 0.3
    assert parse(shown(answer))[0].data.name == "mnist"
    assert answer.calls == []
    assert list(tmp_path.iterdir()) == []


def test_cfg_job_without_more_shows_the_defaults(command):
    assert parse(shown(command("--cfg", "job"))) == (GridPoint(), SweepSettings())


def test_cfg_job_of_a_sweep_shows_its_first_grid_point(command):
    answer = command("-m", "--cfg", "job", "lr=0.3,0.4", "data=mnist,digits", "epochs=2")
    assert answer.out.splitlines()[0] == "# grid point 1 of 4: lr=0.3 data=mnist epochs=2"
    point, _ = parse(shown(answer))
    assert (point.lr, point.data.name, point.epochs) == (0.3, "mnist", 2)
    assert answer.calls == []


def test_cfg_job_of_a_sweep_file_and_of_points(command):
    answer = command("-m", "--cfg", "job", "+sweep=book_settings")
    assert answer.out.startswith("# grid point 1 of 13: +point={hidden_nodes:100,lr:0.01,epochs:1}")
    point, sweep = parse(shown(answer))
    assert (point.lr, point.network.init, sweep.name) == (0.01, "fan_out", "book_settings")
    single = command("--cfg", "job", "+point={lr:0.5,data:mnist}")
    assert parse(shown(single))[0] == GridPoint(lr=0.5, data=parse({"data": "mnist"})[0].data)


def test_a_part_of_the_configuration(command):
    answer = command("--cfg", "job", "--package", "network", "--resolve")
    assert answer.out.startswith("# @package network\nactivation: sigmoid\n")


def test_cfg_hydra_names_our_launcher(command):
    answer = command("--cfg", "hydra")
    assert "_target_: hydra_plugins.nnexp_launcher.NnexpLauncher" in answer.out


@pytest.mark.parametrize("what", ["all", "config", "defaults", "defaults-tree", "searchpath"])
@pytest.mark.parametrize("words", [["lr=0.1"], ["-m", "lr=0.1,0.2"]])
def test_info(command, what, words):
    answer = command("--info", what, *words)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.strip()


def test_hydra_help(command):
    assert "hydra/launcher" in command("--hydra-help").out


def complete(command, monkeypatch, line: str) -> list[str]:
    monkeypatch.setenv("COMP_LINE", line)
    answer = command("-sc", "query=bash")
    assert (answer.status, answer.err) == (0, "")
    return answer.out.split()


def test_completion_of_names_options_and_sweeps(command, monkeypatch):
    assert complete(command, monkeypatch, "nnexp hidden") == ["hidden_nodes="]
    assert complete(command, monkeypatch, "nnexp data=") == [
        "data=and", "data=bugs", "data=csv", "data=digits", "data=fashion_mnist", "data=mnist",
        "data=or", "data=png", "data=xor",
    ]  # fmt: skip
    assert complete(command, monkeypatch, "nnexp -m lr=0.1,0.2 +sweep=lr_") == [
        "+sweep=lr_by_epochs", "+sweep=lr_sweet_spot",
    ]  # fmt: skip
    assert complete(command, monkeypatch, "nnexp network.init") == [
        "network.init=", "network.init_scale=",
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_completion_through_bash(tmp_path):
    program = (
        f'export PATH="{NNEXP.parent}:$PATH"\n'
        'eval "$(nnexp -sc install=bash)"\n'
        "COMP_LINE='nnexp engine=' COMP_POINT=13 COMP_CWORD=1\n"
        'COMP_WORDS=(nnexp engine=)\nhydra_bash_completion\necho "${COMPREPLY[@]}"\n'
    )
    run = subprocess.run(
        ["bash", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.stdout.split(), run.stderr) == (
        ["engine=dask", "engine=processes", "engine=ray", "engine=threads"],
        "",
    )


@pytest.mark.parametrize("words", [["--help"], ["--cfg", "job", "lr=0.3"], ["lr=-1"]])
def test_the_command_and_the_module_are_equal(tmp_path, words):
    environment = {key: value for key, value in os.environ.items() if key != "HYDRA_FULL_ERROR"}
    runs = [
        subprocess.run(
            [*start, *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        for start in ([str(NNEXP)], [sys.executable, "-m", "nnexp"])
    ]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stderr == runs[1].stderr
    assert runs[0].returncode == runs[1].returncode
    assert "Traceback" not in runs[0].stderr
    assert list(tmp_path.iterdir()) == []
