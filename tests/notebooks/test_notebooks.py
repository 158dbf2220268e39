"""Notebooks run from top to bottom, and say what their committed outputs say."""

import copy
import os
import re

import pytest
from committed import (
    ENGLISH,
    FOLDER,
    NAMES,
    code_cells,
    differences,
    executed,
    pictures,
    read,
    texts,
)

from nnexp.network import target

MOST_BYTES = 600_000


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGLISH)
def test_a_notebook_runs_and_says_what_is_committed(name, tmp_path, monkeypatch):
    for place in ("IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(place, str(tmp_path / place))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    # The folder is new, so nothing is known from an earlier run.
    work = tmp_path / "work"
    work.mkdir()
    committed = read(name)
    after = executed(committed, work)
    warned = [o["text"] for c in code_cells(after) for o in c.outputs if _is_error_stream(o)]
    assert warned == []
    told = "\n".join(differences(committed, after))
    theirs = committed.metadata["nnexp"]["target"]
    if told and theirs != target():
        pytest.skip(f"it runs; what differs from the outputs of {theirs}:\n{told}")
    assert not told, f"run python tests/notebooks/renew.py and check the words around:\n{told}"


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_committed(name):
    cells = code_cells(read(name))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert sum(map(pictures, cells)) >= 5
    outputs = [output for cell in cells for output in cell.outputs]
    assert not any(_is_error_stream(o) or o["output_type"] == "error" for o in outputs)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_small_and_of_no_machine(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert len(text) < MOST_BYTES
    notebook = read(name)
    assert set(notebook.metadata) == {"kernelspec", "language_info", "nnexp"}
    said = "\n".join(map(texts, code_cells(notebook)))
    assert re.findall(r"(?:^|[\s'\"(=])(?:/|[A-Z]:\\)[\w.-]+[/\\]\S*", said) == []
    assert os.fspath(FOLDER.parent) not in text


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_short_and_one_exercise_has_its_solution(name):
    notebook = read(name)
    assert max(len(cell.source.splitlines()) for cell in code_cells(notebook)) <= 20
    sources = [cell.source for cell in notebook.cells]
    asked = [place for place, one in enumerate(sources) if re.match(r"## (Exercise|练习)", one)]
    solved = [place for place, one in enumerate(sources) if one.startswith("# Solution")]
    assert len(asked) == 1
    assert solved == [asked[0] + 1]
    assert notebook.cells[solved[0]].outputs


def test_changed_text_and_lost_pictures_are_told():
    committed = read(ENGLISH[0])
    changed = copy.deepcopy(committed)
    printed = next(cell for cell in code_cells(changed) if any("text" in o for o in cell.outputs))
    printed.outputs = [o for o in printed.outputs if "text" in o]
    printed.outputs[0]["text"] = "something else\n"
    told = "\n".join(differences(committed, changed))
    assert "+something else" in told
    assert "1 pictures committed, 0 executed" in told
    assert differences(committed, committed) == []


def test_notebooks_link_to_files_that_exist():
    for name in NAMES:
        for cell in read(name).cells:
            if cell.cell_type == "markdown":
                for link in re.findall(r"\]\(([^)#]+)\)", cell.source):
                    assert link.startswith("https://") or (FOLDER / link).exists(), (name, link)


def _is_error_stream(output):
    return output.get("name") == "stderr"
