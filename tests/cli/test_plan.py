"""`plan=true`: what would be trained is said, and nothing is trained or written."""

from nnexp.cli.main import main


def test_a_plan_is_printed_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    grid = ["-m", "lr=0.1,0.2", "epochs=1,2", "hidden_nodes=3", "repeats=2"]
    assert main([*grid, "plan=true"]) == 0
    said = capsys.readouterr()
    assert "4 points, 8 trials" in said.out
    assert "4 after merging: 4 to train" in said.out
    assert said.err == ""
    assert list(tmp_path.iterdir()) == []


def test_a_single_run_has_a_plan_too(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["plan=true", "hidden_nodes=3", "epochs=1", "repeats=1"]) == 0
    assert "1 point, 1 trial\n" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_grid_has_no_plan(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["-m", "lr=0.1,-1", "plan=true"]) == 2
    assert "lr=-1: must be a number above 0" in capsys.readouterr().err
