"""Tables as people have them, each with the answer that it must get."""

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest

from nnexp.datasets import DataError, load
from nnexp.settings import DataSettings

FOLDER = Path(__file__).parent / "data"


@dataclasses.dataclass(frozen=True)
class Case:
    """An input and what becomes of it."""

    train: str
    like: str | None = None
    """A file with the same content in the book's form: both must be the same data set."""
    test: str | None = None
    label: str | None = None
    names: tuple[str, ...] = ("0", "1", "2")
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    refused: str = ""
    """The message, for what cannot be meant."""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.train, self.test, self.label)))


LABEL_2 = "the labels are those of column 2, 'label'"
LABEL_LAST = "the labels are those of the last column"
NUMBERED = "the first column numbers the rows and is left out"
SHARES = "inputs are read as shares: 0 is the darkest, 1 the brightest"
UNKNOWN = (
    "no training row has the label 3, 4, 5 of 12 test rows (of 12): no network can read them "
    "rightly"
)
AGAIN = (
    "all 60 test rows are training rows as well: the test accuracy says little about data that "
    "the network has not seen"
)

CASES = (
    Case("plain.csv"),
    Case("plain.csv.gz", like="plain.csv"),
    Case("header_class.csv", like="plain.csv"),
    Case("header_numbers.csv", like="plain.csv"),
    Case("index_header.csv", like="plain.csv", notes=(LABEL_2, NUMBERED)),
    Case("label_last_header.csv", like="plain.csv", notes=(f"{LABEL_LAST}, 'class'",)),
    Case("label_last.csv", like="plain.csv", label="last", notes=(LABEL_LAST,)),
    Case(
        "label_last.csv",
        refused="the label has 36 different values in 60 rows, as inputs have, and the last "
        "column 3, as labels have; say data.label=last if the labels are there, or "
        "data.label=first if not",
    ),
    Case("one_based.csv", like="plain.csv", names=("1", "2", "3")),
    Case("id_label.csv", like="plain.csv", names=("0", "1", "60000")),
    Case("quoted.csv", like="test_new_class.csv"),
    Case("semicolon.csv", like="test_new_class.csv"),
    Case("savetxt.csv", like="test_new_class.csv"),
    Case("dup_header.csv", like="test_new_class.csv"),
    Case("letters.csv", like="test_new_class.csv", names=("A", "B", "C")),
    Case("test_new_class.csv", names=("3", "4", "5")),
    Case("scaled01.csv", notes=(SHARES,)),
    Case(
        "iris_like.csv",
        names=("first", "second"),
        notes=(
            LABEL_LAST,
            "inputs from 0.2 to 7 are scaled, each by its own smallest and largest value in the "
            "training rows",
        ),
    ),
    Case(
        "plain.csv",
        test="test_new_class.csv",
        names=("0", "1", "2", "3", "4", "5"),
        cautions=(UNKNOWN,),
    ),
    Case("plain.csv", test="plain.csv", cautions=(AGAIN,)),
    Case("plain.csv", test="header_class.csv", cautions=(AGAIN,)),
    Case(
        "one_class.csv",
        names=("0", "1"),
        cautions=(
            "all 60 training rows have the label 1: there is nothing to tell apart, and always "
            "answering it is right",
        ),
    ),
    Case(
        "all_zero.csv",
        cautions=("every input is the same in all training rows: nothing can be learnt from them",),
    ),
    Case(
        "plain.csv",
        label="digit",
        refused="has no line that names its columns; say data.label=first or data.label=last",
    ),
)


def loaded(case: Case):
    train, test = (None if name is None else str(FOLDER / name) for name in (case.train, case.test))
    return load(DataSettings(name="csv", train=train, test=test, label=case.label))


@pytest.mark.parametrize("case", [case for case in CASES if not case.refused], ids=str)
def test_what_can_be_meant_is_read(case):
    data = loaded(case)
    assert data.class_names == case.names
    assert data.notes == case.notes
    assert data.cautions == case.cautions
    if case.like is not None:
        assert data.fingerprint == loaded(Case(case.like)).fingerprint


@pytest.mark.parametrize("name", ["plain.csv", "test_new_class.csv"])
def test_the_books_form_is_what_pythons_csv_module_reads(name):
    rows = np.array(
        [list(map(int, row)) for row in csv.reader((FOLDER / name).read_text().splitlines())]
    )
    data = loaded(Case(name))
    np.testing.assert_array_equal(data.inputs, rows[:, 1:])
    assert [data.class_names[label] for label in data.labels] == [str(one) for one in rows[:, 0]]


@pytest.mark.parametrize("case", [case for case in CASES if case.refused], ids=str)
def test_what_cannot_be_meant_is_refused(case):
    with pytest.raises(DataError) as caught:
        loaded(case)
    assert case.refused in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_table_has_its_answer():
    there = {path.name for path in FOLDER.iterdir() if ".csv" in path.suffixes}
    assert there == {name for case in CASES for name in (case.train, case.test) if name}
