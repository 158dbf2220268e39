import platform
import subprocess
from pathlib import Path

import pytest

from nnexp.sweeps.provenance import checkout, cpu_model, versions


def git(folder, *words):
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words],
        cwd=folder,
        check=True,
        capture_output=True,
    )


def test_a_checkout_is_named_by_its_commit_and_whether_it_was_changed(tmp_path):
    git(tmp_path, "init", "-q")
    (tmp_path / "file").write_text("one")
    git(tmp_path, "add", "file")
    assert checkout(tmp_path) is None  # nothing is committed yet
    git(tmp_path, "commit", "-qm", "first")
    clean = checkout(tmp_path)
    assert len(clean["commit"]) == 40
    assert clean["dirty"] is False
    (tmp_path / "untracked").write_text("results do not make a checkout dirty")
    assert checkout(tmp_path) == clean
    (tmp_path / "file").write_text("two")
    assert checkout(tmp_path) == {**clean, "dirty": True}


def test_an_installed_package_has_no_commit(tmp_path):
    assert checkout(tmp_path) is None
    (tmp_path / ".git").write_text("not a repository")
    assert checkout(tmp_path) is None


def test_a_checkout_inside_another_is_not_mistaken_for_it(tmp_path):
    git(tmp_path, "init", "-q")
    (tmp_path / "site-packages").mkdir()
    assert checkout(tmp_path / "site-packages") is None


def test_versions_and_processor_are_named():
    assert versions()["numpy"][0].isdigit()
    assert "python" in versions()
    assert cpu_model()


def test_a_branch_in_any_script_is_read_whatever_the_console_speaks(tmp_path, monkeypatch):
    git(tmp_path, "init", "-q")
    git(tmp_path, "-c", "core.quotepath=off", "config", "core.quotepath", "off")
    name = tmp_path / "学习率.txt"
    name.write_text("one")
    git(tmp_path, "add", name.name)
    git(tmp_path, "commit", "-qm", "first")
    name.write_text("two")
    monkeypatch.setattr("locale.getencoding", lambda: "cp1252")
    assert checkout(tmp_path)["dirty"] is True


def unreadable(*_arguments, **_more):
    raise FileNotFoundError


@pytest.mark.parametrize("told", ["arm", ""])
def test_a_machine_that_says_little_of_itself_costs_nothing(monkeypatch, told):
    monkeypatch.setattr(Path, "read_text", unreadable)
    monkeypatch.setattr(platform, "processor", lambda: told)
    monkeypatch.setattr(platform, "machine", lambda: told)
    cpu_model.cache_clear()
    assert cpu_model() == (told or "unknown")
    cpu_model.cache_clear()
