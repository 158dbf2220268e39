"""What is compiled, when, with which flags, and where it is kept."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from kernel_cases import network_of, samples, task

import nnexp
from nnexp.network import KERNEL_REVISION, target
from nnexp.network.kernel import compilation

CALLING_KERNELS = ("test_kernel.py", "test_reference.py", "test_products.py")
PACKAGE = Path(nnexp.__file__).parent

TRAIN = """
import numpy as np
from kernel_cases import network_of, samples, task
from nnexp.network.kernel.model import model_of
model = model_of(network_of((4,), dtype="float32"), task(samples(8, dtype="float32")[2]))
model.train(np.arange(8), 0.1)
print(model.state.first.sum())
"""


def python(code: str, root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(root), str(Path(__file__).parent)])
    return subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=root,
        env={k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")}
        | {"PYTHONPATH": paths}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_may_be_assumed_finite():
    for flags in (compilation.FUSED, compilation.REORDERED):
        assert not flags & {"nnan", "ninf", "fast"}
    assert "reassoc" not in compilation.FUSED


def test_networks_are_values_without_numba():
    code = "import sys, nnexp.network; sys.exit('numba' in sys.modules)"
    result = python(code, PACKAGE.parent)
    assert result.returncode == 0, result.stderr


def test_importing_kernels_compiles_nothing():
    code = (
        "import nnexp.trainables.book\n"
        "from nnexp.network.kernel import evaluation, training\n"
        "kernels = (training.train_singly, training.train_ahead, training.train_batches,\n"
        "           evaluation.evaluate_rows)\n"
        "assert not any(kernel.signatures for kernel in kernels)\n"
    )
    result = python(code, PACKAGE.parent)
    assert result.returncode == 0, result.stderr


def copied(folder: Path) -> Path:
    """The package without its caches."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, folder / "nnexp", ignore=ignore)
    return folder / "nnexp" / "network" / "kernel"


@pytest.mark.slow
def test_kernels_are_kept_in_the_users_cache_when_the_package_cannot_be_written(tmp_path):
    # A file in the place of the folder stops even the superuser.
    (copied(tmp_path) / "__pycache__").write_text("")
    cache = tmp_path / "cache"
    for _ in range(2):
        result = python(TRAIN, tmp_path, XDG_CACHE_HOME=str(cache))
        assert result.returncode == 0, result.stderr
    assert len(list(cache.rglob("*train_singly*.nbc"))) == 1


@pytest.mark.slow
def test_kernels_run_where_nothing_can_be_written(tmp_path):
    (copied(tmp_path) / "__pycache__").write_text("")
    result = python(TRAIN, tmp_path, XDG_CACHE_HOME="/dev/null/none")
    assert result.returncode == 0, result.stderr


def test_a_change_to_any_source_leaves_old_machine_code_behind(tmp_path):
    kernel = copied(tmp_path)

    def digest() -> str:
        path = kernel / "compilation.py"
        spec = importlib.util.spec_from_file_location("copied_compilation", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.kernel(lambda x: x).py_func.__qualname__

    before = digest()
    assert digest() == before
    for source in sorted(kernel.glob("*.py")):
        source.write_text(source.read_text() + "\n")
        assert digest() != before
        before = digest()


@pytest.mark.slow
def test_every_kernel_agrees_with_its_plain_python():
    """The tests of this folder that call kernels, with Numba's compiler disabled."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CALLING_KERNELS],
        cwd=Path(__file__).parent,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-3000:]


def test_the_target_names_what_decides_bits():
    assert KERNEL_REVISION >= 1
    words = target().split()
    assert [word.split("-")[0] for word in words[1:]] == ["numba", "llvmlite", "numpy"]
    assert words[3] == f"numpy-{np.__version__}"
    code = "from nnexp.network import target; print(target(), end='')"
    assert python(code, PACKAGE.parent).stdout == target()


def test_slicing_a_tuple_of_vectors_in_python():
    from nnexp.network.kernel.tuples import part, take

    vectors = (np.arange(5), np.arange(5, 10))
    assert [piece.tolist() for piece in part(vectors, 1, 3)] == [[1, 2], [6, 7]]
    assert take(np.array([3, 5, 7]), (2, 0)) == (7, 3)


def test_training_raises_no_signal_of_the_floating_point_unit():
    """Saturated float32 networks must not fall into subnormal arithmetic."""
    from nnexp.network.kernel.model import model_of

    _, _, encoded = samples(40, dtype="float32")
    network = network_of((20,), dtype="float32")
    steep = type(network)(network.architecture, tuple(w * 200 for w in network.weights))
    model = model_of(steep, task(encoded))
    model.train(np.arange(40), 0.1)
    tiny = np.finfo(np.float32).tiny
    for array in (*model.state, *model.work):
        magnitudes = np.abs(array[array != 0])
        assert magnitudes.size == 0 or magnitudes.min() >= tiny
