"""Which samples train, choose and test: drawn from the repeat, the same at every grid point."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from nnexp.metrics import Part
from nnexp.trainables.function.marks import FunctionError


@dataclasses.dataclass(frozen=True)
class Split:
    """How data are cut; its name is part of the names of runs."""

    validation: float
    """Share of the samples that choose."""
    test: float
    """Share that neither trains nor chooses; 0 for none."""
    stratified: bool
    """Whether each part has the classes in the shares that all have."""
    cv: Any = None
    """A splitter of scikit-learn, of which each repeat takes one fold to choose on."""

    @property
    def parts(self) -> tuple[Part, ...]:
        if self.cv is not None or not self.test:
            return ("train", "validation")
        return ("train", "validation", "test")

    def folds(self, X: Any, y: Any) -> int | None:
        """How many repeats there can be; None for as many as one likes."""
        return None if self.cv is None else int(self.cv.get_n_splits(X, y))

    def of(self, X: Any, y: Any, seed: int, repeat: int) -> dict[Part, np.ndarray]:
        """The rows of each part.

        Args:
            X: samples.
            y: their answers.
            seed: of the repeat.
            repeat: its number, which is that of the fold.
        """
        from sklearn.model_selection import train_test_split

        if self.cv is not None:
            train, held_out = list(self.cv.split(X, y))[repeat]
            return {"train": train, "validation": held_out}

        def cut(rows: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
            classes = np.asarray(y)[rows] if self.stratified else None
            kept, held_out = train_test_split(
                rows, test_size=share, random_state=seed, stratify=classes
            )
            return np.sort(kept), np.sort(held_out)

        rows = np.arange(len(np.asarray(y)))
        found: dict[Part, np.ndarray] = {}
        if self.test:
            rows, found["test"] = cut(rows, self.test)
        found["train"], found["validation"] = cut(rows, self.validation / (1 - self.test))
        return found


def split_of(validation: Any, test: Any, cv: Any, *, stratified: bool) -> Split:
    """How data are to be cut.

    Raises:
        FunctionError: shares or splitter are none.
    """
    for name, share, low in (("validation", validation, "above 0"), ("test", test, "at least 0")):
        number = isinstance(share, (int, float)) and not isinstance(share, bool)
        if not number or not 0 <= share < 1 or (name == "validation" and share == 0):
            raise FunctionError(
                f"{name}={share!r:.40}: must be a share of the samples, {low} and below 1; for "
                f"example {name}=0.2"
            )
    if validation + test >= 1:
        raise FunctionError(
            f"validation={validation} test={test}: leave nothing to train on; together they must "
            "be below 1"
        )
    if cv is not None and not (hasattr(cv, "split") and hasattr(cv, "get_n_splits")):
        raise FunctionError(
            f"cv={cv!r:.40}: must be a splitter of scikit-learn; for example cv=KFold(5)"
        )
    return Split(float(validation), float(test), stratified, cv)
