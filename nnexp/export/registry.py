"""Every format that a sweep can be written in.

A new one is a file with its `Export`, and a line here.
"""

from __future__ import annotations

from nnexp.export.export import Export
from nnexp.export.latex_table import LATEX
from nnexp.export.markdown_table import MARKDOWN
from nnexp.export.mlflow_store import MLFLOW
from nnexp.export.tensorboard_log import TENSORBOARD

EXPORTS: dict[str, Export] = {
    "latex": LATEX,
    "markdown": MARKDOWN,
    "tensorboard": TENSORBOARD,
    "mlflow": MLFLOW,
}
