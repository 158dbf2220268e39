"""What `docs/architecture.md` says of the house is so: layers, files and tests that it names."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PICTURE = (ROOT / "docs" / "images" / "architecture.svg").read_text(encoding="utf-8")


def test_the_picture_has_the_layers_of_the_contract_in_its_order() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (
        one["layers"]
        for one in settings["tool"]["importlinter"]["contracts"]
        if one["type"] == "layers"
    )
    wanted = [name.removeprefix("nnexp.") for row in layers for name in row.split(" : ")]
    below = PICTURE[PICTURE.index("Layers import downwards only") :]
    rows = re.findall(r'<text x="46"[^>]*>([^<]*)</text>', below)
    drawn = [name for row in rows for name in row.split(" · ")]
    # Doors stand together in the picture, and what is at their sides has no order.
    doors = {"__main__", "cli", "export", "reproduce", "show"}
    assert set(drawn) | doors == set(wanted) | doors
    place = {name: number for number, row in enumerate(layers) for name in re.findall(r"\w+", row)}
    numbers = [place[name] for name in drawn if name not in doors]
    assert numbers == sorted(numbers)


def test_every_file_and_folder_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:nnexp|tests|conf|sweeps|docs)/[a-z0-9_/.]+)`", TEXT)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []
