"""A translation has the code of its original, to the letter."""

import re
from pathlib import Path

import pytest
from committed import FOLDER, code_cells, read

ROOT = Path(__file__).parents[2]
TRANSLATED = tuple(sorted(path.name for path in FOLDER.glob("*.zh.ipynb")))


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translated_notebook_has_the_same_code_and_as_many_outputs(name):
    original, translation = read(name.replace(".zh.ipynb", ".ipynb")), read(name)
    assert [c.cell_type for c in translation.cells] == [c.cell_type for c in original.cells]
    for one, other in zip(code_cells(original), code_cells(translation), strict=True):
        assert other.source == one.source
        kinds = [[output.output_type for output in cell.outputs] for cell in (one, other)]
        assert kinds[0] == kinds[1]
    for one, other in zip(original.cells, translation.cells, strict=True):
        if one.cell_type == "markdown":
            assert re.search(r"[一-鿿]", other.source), other.source
            assert _literals(other.source) == _literals(one.source)


def test_the_translated_readme_has_the_same_commands_and_structure():
    """Code to the letter, links and pictures to the same places, and as many sections and rows."""
    original, translation = _readme("README.md"), _readme("README.zh.md")
    assert _blocks(translation) == _blocks(original)
    assert _literals(translation) == _literals(original)
    assert _links(translation) - {"README.md"} == _links(original) - {"README.zh.md"}
    for start in ("#", "|", "- ", "!["):
        assert _lines(translation, start) == _lines(original, start), start


def _readme(name):
    return (ROOT / name).read_text(encoding="utf-8")


def _blocks(text):
    """Indented lines, which are commands and code, without their comments."""
    lines = re.findall(r"^    .+$", text, flags=re.MULTILINE)
    return [line.split("  #")[0].rstrip() for line in lines]


def _literals(text):
    """What stands between backticks, in any order: a sentence may turn around."""
    prose = re.sub(r"^    .+$", "", text, flags=re.MULTILINE)
    return sorted(re.sub(r"\s+", " ", literal) for literal in re.findall(r"`([^`]+)`", prose))


def _links(text):
    return set(re.findall(r"\]\(([^)]+)\)", text))


def _lines(text, start):
    return sum(line.startswith(start) for line in text.splitlines())
