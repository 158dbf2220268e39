"""Run all notebooks and keep their new outputs, also in translations: python FILE [NAME…]."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from committed import ENGLISH, FOLDER, code_cells, differences, executed, read

from nnexp.network import target


def renew(name: str) -> None:
    """Run one notebook, write it and its translation, and say what changed."""
    before = read(name)
    with tempfile.TemporaryDirectory() as folder:
        after = executed(before, Path(folder))
    _write(after, name)
    translated = name.replace(".ipynb", ".zh.ipynb")
    if (FOLDER / translated).exists():
        translation = read(translated)
        for one, other in zip(code_cells(after), code_cells(translation), strict=True):
            other.update(one)
        with tempfile.TemporaryDirectory() as folder, _in_chinese():
            _write(executed(translation, Path(folder)), translated)
    print(name, *differences(before, after) or ["as before"], sep="\n")


@contextlib.contextmanager
def _in_chinese() -> Iterator[None]:
    """What is told while this lasts is told in Chinese: needs a font that has it."""
    os.environ["NNEXP_LANGUAGE"] = "zh"
    try:
        yield
    finally:
        del os.environ["NNEXP_LANGUAGE"]


def _write(notebook: nbformat.NotebookNode, name: str) -> None:
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "nnexp": {"target": target()},
    }
    for number, cell in enumerate(notebook.cells, start=1):
        cell.metadata = {}
        cell.id = f"cell-{number}"
    nbformat.write(notebook, FOLDER / name)


if __name__ == "__main__":
    for asked in sys.argv[1:] or ENGLISH:
        renew(asked)
