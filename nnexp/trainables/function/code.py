"""A function as data: named by what can change its numbers, and taken to workers.

A function of a file travels as the text of the file, which each worker runs once; one of a notebook
or of a script travels by value, with what it refers to.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib
import importlib.metadata
import importlib.util
import inspect
import io
import json
import marshal
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import cloudpickle
import numpy as np

from nnexp.settings import nearest
from nnexp.trainables.function.marks import FunctionError, Marks, marks_of

Function = Callable[..., Any]

_LIBRARIES = ("site-packages", "dist-packages")

_HELD = 8

# How a file, in JSON, and a pickle of a function name PyTorch.
_TORCH, _TORCH_PICKLED = re.compile(rb"(?:\\n|\") *(?:import|from) +torch\b"), b"\x8c\x05torch"


@dataclasses.dataclass(frozen=True, eq=False)
class Code:
    """A function; the `Content` of its sweep."""

    name: str
    """What messages call it: `my_model.py:train`."""
    fingerprint: str
    """Hash of all of it that can change a number."""
    payload: np.ndarray
    """uint8: how a worker gets it, JSON of its file or a pickle; large ones are shared."""
    by_value: bool
    """Whether `payload` is a pickle."""
    classes: int | None = None
    same_test: int | None = None
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def code_of(function: Any) -> Code:
    """A function as content.

    Raises:
        FunctionError: it is none, has no name, or cannot be taken to other processes.
    """
    _refuse_what_is_no_function(function)
    marks, module = marks_of(function), sys.modules.get(function.__module__)
    source = _source_of(module) if module is not None else None
    path = getattr(module, "__file__", None)
    name = f"{Path(path).name if path else module_name(function)}:{function.__qualname__}"
    packages = _packages(marks, name)
    if module is None or source is None or path is None or not _found_by_name(function, module):
        pickled = _pickled(function, name)
        identity = _text_of(function, marks)
        return Code(name, _digest(name, identity, packages), _bytes(pickled), by_value=True)
    # A file of a package imports its neighbours by relative names, so it is imported as a whole.
    package = bool(getattr(module, "__package__", ""))
    told = {
        "path": str(Path(path).resolve()),
        "module": function.__module__,
        "name": function.__qualname__,
        "source": None if package else source,
    }
    identity = marks.version or "\n".join([source, *_neighbours(module, Path(path).parent)])
    payload = _bytes(json.dumps(told).encode())
    return Code(name, _digest(name, identity, packages), payload, by_value=False)


def module_name(function: Function) -> str:
    """Where a function is from, for messages."""
    module = str(function.__module__)
    return "this session" if module == "__main__" else module


def loaded(code: Code) -> Function:
    """The function, in this process.

    Raises:
        Exception: whatever the file raises when it is run.
    """
    content = code.payload.tobytes()
    mentioned = _TORCH_PICKLED in content if code.by_value else _TORCH.search(content)
    if mentioned and importlib.util.find_spec("torch") is not None:
        # Its generator can be seeded only once it is there: the first run must have it too.
        importlib.import_module("torch")
    return _load(_Payload(content, code.by_value))


def read_function(path: Path, name: str) -> Function:
    """The function of this name in a file, which is run: `train=my_model.py:train`.

    Raises:
        FunctionError: there is no such file or function, or the file raises when it is run.
    """
    where = f"train={path}:{name}"
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FunctionError(f"{where}: there is no file {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "reason", error)
        raise FunctionError(f"{where}: {path} cannot be read ({reason})") from error
    try:
        module = _module(path.stem, str(path.resolve()), source)
    except SyntaxError as error:
        raise FunctionError(f"{where}: {path}, line {error.lineno}: {error.msg}") from error
    except SystemExit as error:
        raise FunctionError(
            f"{where}: {path} calls sys.exit when it is imported; put what is not a function under "
            'if __name__ == "__main__":'
        ) from error
    except Exception as error:
        raise FunctionError(
            f"{where}: {path} raises when it is imported: {one_line(error)}"
        ) from error
    here = [
        one
        for one, value in vars(module).items()
        if isinstance(value, types.FunctionType) and value.__module__ == module.__name__
    ]
    if not hasattr(module, name):
        told = f"it has {', '.join(here)}" if here else "it has no functions"
        raise FunctionError(f"{where}: {path} has no function {name}{nearest(name, here)}; {told}")
    found: Function = getattr(module, name)
    _refuse_what_is_no_function(found, where)
    return found


def one_line(error: BaseException) -> str:
    """An exception in one line."""
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


# Loading


@dataclasses.dataclass(frozen=True)
class _Payload:
    content: bytes
    by_value: bool


@functools.lru_cache(maxsize=_HELD)
def _load(payload: _Payload) -> Function:
    if payload.by_value:
        by_value: Function = cloudpickle.loads(payload.content)
        return by_value
    told = json.loads(payload.content)
    known = sys.modules.get(told["module"])
    if told["source"] is None:
        module: Any = importlib.import_module(told["module"])
    elif known is not None and getattr(known, "__file__", None) == told["path"]:
        fresh = _source_of(known) == told["source"]
        module = known if fresh else _module(told["module"], told["path"], told["source"])
    else:
        module = _module(told["module"], told["path"], told["source"])
    return functools.reduce(getattr, told["name"].split("."), module)  # type: ignore[no-any-return]


def _module(name: str, path: str, source: str) -> types.ModuleType:
    """The module that a file's text makes, with its folder the last place to import from."""
    folder = str(Path(path).parent)
    if folder not in sys.path:
        sys.path.append(folder)
    specification = importlib.util.spec_from_loader(name, loader=None, origin=path)
    if specification is None:
        raise ImportError(f"{path} makes no module")
    module = importlib.util.module_from_spec(specification)
    module.__file__ = path
    module.__dict__[_TEXT] = source
    code = compile(source, path, "exec", dont_inherit=True)
    before = sys.modules.get(name)
    # Where classes of it are looked up that cross to processes of its own; libraries stay.
    mine = before is None or _TEXT in vars(before)
    if mine:
        sys.modules[name] = module
    try:
        exec(code, module.__dict__)  # noqa: S102 -- a file that the user chose to run
    except BaseException:
        if mine:
            sys.modules.pop(name)
        raise
    return module


_TEXT = "__nnexp_source__"


# What can change a number


def _source_of(module: types.ModuleType) -> str | None:
    """The text of a module's file; None where it has none, as a notebook."""
    known = vars(module).get(_TEXT)
    if isinstance(known, str):
        return known
    try:
        return Path(str(module.__file__)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, AttributeError):
        return None


def _found_by_name(function: Function, module: types.ModuleType) -> bool:
    """Whether workers find the function in its file; one of the script that runs they do not."""
    if module.__name__ == "__main__":
        return False
    try:
        found = functools.reduce(getattr, function.__qualname__.split("."), module)
    except AttributeError:
        return False
    return found is function  # type: ignore[comparison-overlap]


def _neighbours(module: types.ModuleType, folder: Path) -> list[str]:
    """The sources of the modules of the same folder that it uses, and of those that they use."""
    texts: dict[str, str] = {}
    waiting = [module]
    while waiting:
        for value in list(vars(waiting.pop()).values()):
            named = value if isinstance(value, types.ModuleType) else None
            if named is None and isinstance(value, (type, types.FunctionType)):
                named = sys.modules.get(value.__module__)
            place = getattr(named, "__file__", None)
            if named is None or named is module or place is None or named.__name__ in texts:
                continue
            if folder in Path(place).resolve().parents and (text := _source_of(named)) is not None:
                texts[named.__name__] = text
                waiting.append(named)
    return [texts[name] for name in sorted(texts)]


def _text_of(function: Function, marks: Marks) -> str:
    """What a function by value does: its source, and all that it refers to, each once."""
    if marks.version is not None:
        return marks.version
    return "\n".join(_parts(function, set()))


def _parts(value: Any, seen: set[int]) -> Iterator[str]:
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, types.FunctionType):
        yield _source_text(value)
        for name, one in referred(value).items():
            yield name
            yield from _parts(one, seen)
    elif isinstance(value, types.ModuleType):
        yield value.__name__
    elif isinstance(value, type):
        yield f"{value.__module__}.{value.__qualname__}"
        if _is_own(value.__module__):
            for name, one in sorted(vars(value).items()):
                if not name.startswith("__") or name in ("__init__", "__call__"):
                    yield name
                    yield from _parts(one, seen)
    elif isinstance(value, np.ndarray) and value.dtype != object:
        content = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        yield f"{value.dtype} {value.shape} {content}"
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _parts(one, seen)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield repr(key)
            yield from _parts(one, seen)
    elif isinstance(value, (bool, int, float, complex, str, bytes, type(None))):
        yield repr(value)
    else:
        yield hashlib.sha256(cloudpickle.dumps(value)).hexdigest()


def referred(function: types.FunctionType) -> dict[str, Any]:
    """What a function closes over, and what it uses of those who wrote it, by name."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    found = {name: cell.cell_contents for name, cell in cells}
    if _is_own(function.__module__):
        names = set(_names(function.__code__))
        found |= {
            name: value
            for name, value in function.__globals__.items()
            if name in names and name != function.__name__
        }
    return dict(sorted(found.items()))


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _is_own(module: str) -> bool:
    """Whether a module is no library: what it defines may be changed between two sweeps."""
    found = sys.modules.get(module)
    if found is None or module == "__main__":
        return True
    place = getattr(found, "__file__", None)
    if place is None:
        return module not in sys.builtin_module_names
    path = Path(place)
    library = Path(inspect.__file__).parent
    return not (set(_LIBRARIES) & set(path.parts) or library in path.parents)


def _source_text(function: types.FunctionType) -> str:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):  # typed at a prompt: the compiled code is all there is
        return hashlib.sha256(marshal.dumps(function.__code__)).hexdigest()


def _packages(marks: Marks, name: str) -> str:
    """The modules that the user named, each with its version, or the hash of its source."""
    return json.dumps({one: _version_of(one, name) for one in sorted(marks.packages)})


def _version_of(package: str, name: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        pass
    try:
        module = importlib.import_module(package)
    except ImportError as error:
        raise FunctionError(
            f"{name}: packages names {package}, which cannot be imported ({error})"
        ) from error
    version = getattr(module, "__version__", None)
    return (
        str(version) if version else hashlib.sha256((_source_of(module) or "").encode()).hexdigest()
    )


def _digest(*texts: str) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


# Taking it to workers


def _pickled(function: types.FunctionType, name: str) -> bytes:
    for variable, value in referred(function).items():
        # A file that is read would travel as its text, and be at its beginning there.
        if isinstance(value, io.IOBase):
            raise FunctionError(f"{name}: {_kept_here(variable, value)}")
    try:
        pickled: bytes = cloudpickle.dumps(function)
    except Exception as error:
        raise FunctionError(f"{name}: {_culprit(function)} ({one_line(error)})") from error
    return pickled


def _culprit(function: types.FunctionType) -> str:
    """What of a function stays where it is."""
    for name, value in referred(function).items():
        try:
            cloudpickle.dumps(value)
        except Exception:
            return _kept_here(name, value)
    return "cannot be taken to other processes"


def _kept_here(name: str, value: Any) -> str:
    return (
        f"its variable '{name}' is a {type(value).__name__}, which cannot be taken to other "
        "processes; make it inside the function"
    )


def _bytes(content: bytes) -> np.ndarray:
    return np.frombuffer(content, dtype=np.uint8)


def _refuse_what_is_no_function(function: Any, where: str = "") -> None:
    before = f"{where}: " if where else ""
    hint = "write a function with def, or nnexp.estimator(…) for a scikit-learn estimator"
    if isinstance(function, functools.partial):
        raise FunctionError(
            f"{before}functools.partial of {getattr(function.func, '__name__', function.func)}: "
            "give the function itself, and its settings to the sweep"
        )
    if not isinstance(function, types.FunctionType):
        kind = "class" if isinstance(function, type) else type(function).__name__
        raise FunctionError(f"{before}{function!r:.60} is a {kind}, not a function; {hint}")
    if function.__name__ == "<lambda>":
        raise FunctionError(f"{before}a lambda has no name and no types; {hint}")
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise FunctionError(
            f"{before}{function.__name__} is asynchronous; a training runs from row to row: "
            "write def, not async def"
        )
