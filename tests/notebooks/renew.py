"""Run all notebooks and keep their new outputs, also in translations: python FILE [NAME…]."""

import sys
import tempfile
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
        _write(translation, translated)
    print(name, *differences(before, after) or ["as before"], sep="\n")


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
