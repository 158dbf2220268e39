"""The kernels' code, with the vectors emitted for it, is code for other processors too."""

import re

import numpy as np
import pytest
from kernel_cases import network_of, samples, task
from llvmlite import binding
from numba import njit

from nnexp.network.kernel import compilation, model, training

# Triple, CPU, and how its assembler writes the multiplication and addition of vectors.
PROCESSORS = [
    ("aarch64-unknown-linux-gnu", "neoverse-n1", r"fmla\s+v\d+\.{lanes}\b"),
    ("arm64-apple-darwin", "apple-m1", r"fmla\.{lanes}\s"),
    ("x86_64-pc-windows-msvc", "x86-64-v3", r"vfmadd\d+{x86}"),
]
LANES = {"float32": {"lanes": "4s", "x86": "ps"}, "float64": {"lanes": "2d", "x86": "pd"}}

# What code may call: itself, Python and Numba around it, and the system to clear memory; no
# function of a mathematical library, one element at a time.
MAY_BE_CALLED = re.compile(r"_*(ZN5nnexp\w+|Py\w+|numba_\w+|memset|bzero|chkstk\w*)$")


@pytest.fixture(
    scope="module",
    params=[
        ("float32", "train_singly"),
        pytest.param(("float64", "train_ahead"), marks=pytest.mark.slow),
    ],
    ids=str,
)
def kernel(request):
    """LLVM's code of a kernel, optimised, and its floating-point type."""
    if compilation.config.DISABLE_JIT:
        pytest.skip("Numba's compiler is disabled")
    dtype, name = request.param
    # Numba keeps no code of what it loads from its cache.
    options = compilation._ALL | {"fastmath": set(compilation.REORDERED)}
    fresh = njit(**options)(getattr(training, name).py_func)
    _, _, encoded = samples(8, dtype=dtype, dense=name == "train_ahead")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, name, fresh)
        model.model_of(network_of((4,), dtype=dtype), task(encoded)).train(np.arange(8), 0.1)
    (code,) = fresh.inspect_llvm().values()
    return dtype, code


@pytest.mark.parametrize(("triple", "cpu", "fused"), PROCESSORS)
def test_kernels_lower_to_vector_instructions(kernel, triple, cpu, fused):
    dtype, code = kernel
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    machine = binding.Target.from_triple(triple).create_target_machine(cpu=cpu, opt=3)
    code = re.sub(r"^target (triple|datalayout) = .*$", "", code, flags=re.MULTILINE)
    module = binding.parse_assembly(code)
    module.triple, module.data_layout = triple, str(machine.target_data)
    assembly = machine.emit_assembly(module)
    assert re.search(fused.format(**LANES[dtype]), assembly)
    called = set(re.findall(r"^\s+(?:bl|callq?)\s+([A-Za-z_]\w*)", assembly, re.MULTILINE))
    assert [name for name in called if not MAY_BE_CALLED.match(name)] == []
