"""Data and stores that cannot be used: one line and the status of a wrong command."""

import sqlite3

import pytest

from nnexp.cli.main import main

ANOTHER = "take another file with store.path=other.sqlite"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pictures").mkdir()
    (tmp_path / "notes.txt").write_text("no database" * 10)
    with sqlite3.connect(tmp_path / "foreign.sqlite") as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    return tmp_path


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["data.train_size=100000"],
            "data.train_size=100000: only 1,150 of the 1,797 samples of digits are left for "
            "training (288 held out for validation, 359 held out for testing); "
            "ask for at most 1150",
        ),
        (["data=csv", "data.train=no.csv"], "no.csv: there is no such file in {here}"),
        (
            ["data=png", "data.train=no"],
            "no: there is no such folder in {here}; name a folder of pictures "
            "such as my_own_3.png, or folders 0 to 9 of pictures",
        ),
        (
            ["data=png", "data.train=pictures"],
            "pictures: has no pictures; it needs pictures such as my_own_3.png, or folders 0 to 9 "
            "of pictures",
        ),
        (
            ["store.path=a/b/c.sqlite"],
            "store.path=a/b/c.sqlite: there is no folder a; create it first, or " + ANOTHER,
        ),
        (
            ["store.path=pictures"],
            "store.path=pictures: is a folder; name a file, for example "
            "store.path=pictures/store.sqlite",
        ),
        (
            ["store.path=notes.txt"],
            "store.path=notes.txt: this file is not a store (not an SQLite database); " + ANOTHER,
        ),
        (
            ["store.path=foreign.sqlite"],
            "store.path=foreign.sqlite: this file is a database of another program; " + ANOTHER,
        ),
    ],
)
def test_what_cannot_be_used_is_a_wrong_command(folder, capsys, words, message):
    assert main([*words, "repeats=1", "epochs=1", "hidden_nodes=2"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"nnexp: error: {message.format(here=folder)}\n")
