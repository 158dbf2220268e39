"""Whether this machine's CPU runs what is compiled for another, found out by running it.

A CPU that lacks an instruction ends the process, and LLVM does the same for a CPU it does not
know: both end a process of their own here.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys

_PATIENCE = 30.0

# More than the registers of most CPUs.
_WHOLE = 40

# What kernels are made of: arithmetic, comparisons, gathering and scattering on vectors, and
# many whole numbers at a time.
_VECTORS = """
declare <16 x float> @llvm.rint.v16f32(<16 x float>)
declare <16 x float> @llvm.fabs.v16f32(<16 x float>)
declare <16 x float> @llvm.masked.gather.v16f32.v16p0(<16 x ptr>, i32, <16 x i1>, <16 x float>)
declare void @llvm.masked.scatter.v16f32.v16p0(<16 x float>, <16 x ptr>, i32, <16 x i1>)
declare float @llvm.vector.reduce.fadd.v16f32(float, <16 x float>)
declare i64 @llvm.ctpop.i64(i64)
declare i64 @llvm.ctlz.i64(i64, i1)
declare i64 @llvm.cttz.i64(i64, i1)
declare i64 @llvm.smax.i64(i64, i64)

define void @trial(ptr %data) {
  %x = load <16 x float>, ptr %data, align 4
  %doubled = fpext <16 x float> %x to <16 x double>
  %product = fmul contract <16 x double> %doubled, %doubled
  %fused = fadd contract <16 x double> %product, %doubled
  %quotient = fdiv <16 x double> %fused, splat (double 3.0)
  %y = fptrunc <16 x double> %quotient to <16 x float>
  %square = fmul contract <16 x float> %x, %y
  %total = fadd contract <16 x float> %square, %x
  %near = call <16 x float> @llvm.rint.v16f32(<16 x float> %total)
  %size = call <16 x float> @llvm.fabs.v16f32(<16 x float> %near)
  %whole = fptosi <16 x float> %size to <16 x i32>
  %shifted = shl <16 x i32> %whole, splat (i32 23)
  %power = bitcast <16 x i32> %shifted to <16 x float>
  %large = fcmp ogt <16 x float> %power, %x
  %chosen = select <16 x i1> %large, <16 x float> %power, <16 x float> %total
  %places = and <16 x i32> %whole, splat (i32 15)
  %far = getelementptr float, ptr %data, <16 x i32> %places
  %gathered = call <16 x float> @llvm.masked.gather.v16f32.v16p0(
      <16 x ptr> %far, i32 4, <16 x i1> %large, <16 x float> %chosen)
  call void @llvm.masked.scatter.v16f32.v16p0(
      <16 x float> %gathered, <16 x ptr> %far, i32 4, <16 x i1> %large)
  %sum = call reassoc float @llvm.vector.reduce.fadd.v16f32(float 0.0, <16 x float> %gathered)
  store volatile float %sum, ptr %data
  %n0 = load volatile i64, ptr %data
  %ones = call i64 @llvm.ctpop.i64(i64 %n0)
  %leading = call i64 @llvm.ctlz.i64(i64 %n0, i1 false)
  %trailing = call i64 @llvm.cttz.i64(i64 %n0, i1 false)
  %moved = shl i64 %leading, %trailing
  %most = call i64 @llvm.smax.i64(i64 %moved, i64 %ones)
  store volatile i64 %most, ptr %data
"""


def runs(cpu: str, features: str) -> bool:
    """Whether code for a CPU and its instructions, named as LLVM names them, runs here.

    Where no process can be started to try it in, it is taken to.
    """
    code = f"from {__name__} import compile_and_run; compile_and_run({cpu!r}, {features!r})"
    try:
        done = subprocess.run(  # noqa: S603 -- this very module
            [sys.executable, "-c", code],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return False
    except OSError:
        return True
    # LLVM passes over names that it does not know, and says so.
    return done.returncode == 0 and b"is not a recognized" not in done.stderr


def compile_and_run(cpu: str, features: str) -> None:
    """Do it in this process, which may not outlive it."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_triple(binding.get_process_triple())
    machine = target.create_target_machine(cpu=cpu, features=features, opt=3)
    with binding.create_mcjit_compiler(binding.parse_assembly(_code()), machine) as engine:
        engine.finalize_object()
        address = engine.get_function_address("trial")
        data = (ctypes.c_float * 16)(*range(16))
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(address)(ctypes.addressof(data))


def _code() -> str:
    numbers = range(1, _WHOLE)
    lines = [
        *(f"  %n{i} = load volatile i64, ptr %data" for i in numbers),
        *(f"  %s{i} = add i64 %n{i}, %n{i - 1}" for i in numbers),
        *(f"  %p{i} = mul i64 %s{i}, %n{_WHOLE - i}" for i in numbers),
        *(f"  store volatile i64 %{kind}{i}, ptr %data" for kind in "psn" for i in numbers),
    ]
    return "\n".join([_VECTORS, *lines, "  ret void", "}"])
