import subprocess

from nnexp.sweeping.provenance import checkout, cpu_model, versions


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
