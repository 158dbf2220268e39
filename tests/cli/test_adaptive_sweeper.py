"""A sweeper that chooses grid points as it goes: batches through our launcher, on one session."""

import json
import os
import subprocess
import sys

import pytest

import nnexp

SWEEPER = """\
from dataclasses import dataclass
from hydra.core.config_store import ConfigStore
from hydra.core.plugins import Plugins
from hydra.plugins.sweeper import Sweeper

@dataclass
class Conf:
    _target_: str = "hydra_plugins.halving.Halving"

ConfigStore.instance().store(group="hydra/sweeper", name="halving", node=Conf, provider="x")

class Halving(Sweeper):
    def setup(self, *, hydra_context, task_function, config):
        self.hydra_context, self.config = hydra_context, config
        self.launcher = Plugins.instance().instantiate_launcher(
            hydra_context=hydra_context, task_function=task_function, config=config
        )

    def sweep(self, arguments):
        low, high = 0.1, 0.9
        fixed = [text for text in arguments if not text.startswith("lr=")]
        for step in range(3):
            batch = [[*fixed, "repeats=1", f"lr={lr}"] for lr in (low, high)]
            self.validate_batch_is_legal(batch)
            first, second = self.launcher.launch(batch, initial_job_idx=2 * step)
            middle = round((low + high) / 2, 3)
            if first.return_value < second.return_value:
                high = middle
            else:
                low = middle
        print("best between", low, high)
        if "epochs=1" in arguments:
            raise OSError("the sweeper fails")
"""

PROGRAM = """\
import json, sys
import nnexp.plots
from nnexp.cli.main import main
from nnexp.sweeps.session import Session

asked, drawn, opened = [], [], []
train, draw, begin = Session.train, nnexp.plots.draw, Session.__init__

def trained(self, planned):
    asked.append([len(planned.plan.trials), len(planned.jobs)])
    return train(self, planned)

def began(self, *arguments):
    opened.append(1)
    begin(self, *arguments)

def drew(*arguments, **more):
    drawn.append(1)
    return [] if "epochs=1" in sys.argv else draw(*arguments, **more)

Session.train, Session.__init__, nnexp.plots.draw = trained, began, drew
status = main(sys.argv[1:])
print(json.dumps([asked, len(opened), len(drawn)]))
sys.exit(status)
"""

WORDS = ["-m", "hydra/sweeper=halving", "lr=interval(0.1,0.9)", "hidden_nodes=4", "name=halved"]


@pytest.fixture
def command(tmp_path):
    plugins = tmp_path / "plugins" / "hydra_plugins"
    plugins.mkdir(parents=True)
    (plugins / "halving.py").write_text(SWEEPER)

    def run(*words):
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, *WORDS, *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(plugins.parent)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_each_batch_trains_what_is_new_on_one_session_and_plots_are_drawn_once(command, tmp_path):
    run = command("epochs=2")
    assert "Traceback" not in run.stderr
    assert run.returncode == 0, run.stderr
    *said, counted = run.stdout.splitlines()
    # Each batch has one end of the last one, and one new point in the middle of it.
    assert json.loads(counted) == [[[2, 2], [3, 1], [4, 1]], 1, 1]
    # The answer comes once, when the sweeper is done.
    assert sum(line.startswith("The best setting is ") for line in said) == 1
    assert said[0].startswith("best between")
    (folder,) = (tmp_path / "results" / "halved").iterdir()
    found = nnexp.load(folder)
    assert (folder / "report.html").is_file()
    assert found.counts.trained == len(found.table) == 4
    points = list(found.table["lr"])
    fresh = nnexp.sweep(
        {"store.path": str(tmp_path / "fresh.sqlite")},
        lr=points,
        epochs=2,
        hidden_nodes=4,
        repeats=1,
        directory=tmp_path / "fresh",
        quiet=True,
    )
    assert fresh.table_hash == found.table_hash


def test_where_the_sweeper_fails_what_it_had_trained_is_told_and_kept(command, tmp_path):
    run = command("epochs=1")
    assert run.returncode == 1
    assert "the sweeper fails" in run.stderr
    (folder,) = (tmp_path / "results" / "halved").iterdir()
    assert len(nnexp.load(folder).table) == 4
