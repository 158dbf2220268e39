"""The notebooks as they are committed, and what of them must come out again."""

import copy
import difflib
from pathlib import Path

import nbclient
import nbformat

FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = tuple(sorted(path.name for path in FOLDER.glob("*.ipynb")))
ENGLISH = tuple(name for name in NAMES if not name.endswith(".zh.ipynb"))


def read(name: str) -> nbformat.NotebookNode:
    """A committed notebook."""
    return nbformat.read(FOLDER / name, as_version=4)


def executed(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """The notebook after a run from top to bottom in a folder; raises at the first error."""
    copied = copy.deepcopy(notebook)
    client = nbclient.NotebookClient(
        copied,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        # What a cell prints may reach us in one piece or in several.
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    return copied


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells with code, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(cell: nbformat.NotebookNode) -> str:
    """What a cell printed and the plain text of what it showed; pictures aside."""
    shown = []
    for output in cell.outputs:
        if "text" in output:
            shown.append(output["text"])
        elif "image/png" not in output.get("data", {}):
            shown.append(output.get("data", {}).get("text/plain", ""))
    return "\n".join(shown)


def pictures(cell: nbformat.NotebookNode) -> int:
    """How many pictures a cell shows."""
    return sum("image/png" in output.get("data", {}) for output in cell.outputs)


def differences(before: nbformat.NotebookNode, after: nbformat.NotebookNode) -> list[str]:
    """For each cell whose text or number of pictures is not what it was, what changed."""
    found = []
    for number, (old, new) in enumerate(
        zip(code_cells(before), code_cells(after), strict=True), start=1
    ):
        lines = difflib.unified_diff(
            texts(old).splitlines(), texts(new).splitlines(), "committed", "executed", lineterm=""
        )
        changed = "\n".join(lines)
        if pictures(old) != pictures(new):
            changed += f"\n{pictures(old)} pictures committed, {pictures(new)} executed"
        if changed:
            found.append(f"code cell {number}:\n{changed}")
    return found
