"""A sweeper that chooses grid points as it goes: batches through our launcher."""

import os
import subprocess
import sys
from pathlib import Path

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
        for step in range(3):
            batch = [["repeats=1", f"lr={low}"], ["repeats=1", f"lr={high}"]]
            self.validate_batch_is_legal(batch)
            first, second = self.launcher.launch(batch, initial_job_idx=2 * step)
            middle = round((low + high) / 2, 3)
            if first.return_value < second.return_value:
                high = middle
            else:
                low = middle
        print("best between", low, high)
"""

PROGRAM = """\
import sys
sys.path.insert(0, {tests!r})
from recorded_api import Recorder
import nnexp, types
recorder = Recorder(loss=lambda point: abs(point.lr - 0.4))
sys.modules["nnexp.api"] = nnexp.api = types.SimpleNamespace(run=recorder.run)
from nnexp.cli.main import main
status = main(["-m", "hydra/sweeper=halving", "lr=interval(0.1,0.9)"])
print(*(len(call.points) for call in recorder.calls))
print(len({{call.directory for call in recorder.calls}}))
sys.exit(status)
"""


def test_it_gets_losses_back_and_every_batch_knows_the_earlier_ones(tmp_path):
    plugins = tmp_path / "plugins" / "hydra_plugins"
    plugins.mkdir(parents=True)
    (plugins / "halving.py").write_text(SWEEPER)
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(tests=str(Path(__file__).parent.parent))],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(plugins.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == ["best between 0.4 0.5", "2 4 6", "1"]
