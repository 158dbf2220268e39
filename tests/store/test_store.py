import dataclasses
import sqlite3
import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.store import FinishedRun, open_store
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.outcome import Curve, Outcome


def rows(first, last):
    """Made-up metrics of epochs first…last that tell every epoch and metric apart."""
    epochs = np.arange(first, last + 1, dtype=float)[:, None]
    return epochs + np.arange(len(METRICS)) / 16


def outcome(first, last, status="ok", reason="", state=None):
    return Outcome(status, reason, Curve(first, rows(first, last)), state)


def state(seed=0, dtype="float32"):
    generator = np.random.default_rng(seed)
    return {"weights": generator.normal(size=(3, 2)).astype(dtype), "steps": np.array(seed)}


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "store.sqlite") as store:
        yield store


def put(store, outcome, run_id="a", keep_checkpoint=True):
    store.put_all([FinishedRun(run_id, "{}", 1, 0, METRICS, outcome, keep_checkpoint)])


def test_a_curve_comes_back_to_the_bit_after_closing(tmp_path):
    values = np.array([[np.nan, np.inf, -0.0, 5e-324, 1 / 3, 1e308, 1, 2, 3]])
    with open_store(tmp_path / "s.sqlite") as store:
        put(store, Outcome("ok", "", Curve(1, values), None))
    with open_store(tmp_path / "s.sqlite") as store:
        run = store.get(["a", "never seen"])["a"]
    assert run.curve.values.tobytes() == values.tobytes()
    assert (run.epochs, run.status, run.reason, run.curve.first_epoch) == (1, "ok", "", 1)


ARRAYS = {
    "one": {"weights_1": np.linspace(-1, 1, 6, dtype=np.float32).reshape(3, 2)},
    "of any type and shape": {
        "momentum": np.array([np.nan, np.inf, -0.0, 5e-324]),
        "steps": np.array(7),
        "mask": np.array([[True], [False]]),
        "words": np.frombuffer(b"any bytes", np.uint8),
        "nothing": np.empty((0, 3)),
    },
    "not in C order": {"a": np.asfortranarray(np.arange(12.0).reshape(3, 4)), "b": np.eye(4)[::2]},
    "none": {},
}


@pytest.mark.parametrize("kept", ARRAYS.values(), ids=ARRAYS)
def test_a_state_comes_back_to_the_bit(store, kept):
    put(store, outcome(1, 2, state=kept))
    epoch, back = store.checkpoint("a")
    assert epoch == 2
    assert back.keys() == kept.keys()
    for name, array in kept.items():
        assert (back[name].dtype, back[name].shape) == (array.dtype, array.shape)
        assert back[name].tobytes() == array.tobytes()


def test_unknown_runs_have_no_checkpoint_and_are_left_out(store):
    assert store.checkpoint("a") is None
    assert store.get(["a"]) == {}


def test_a_continued_run_is_appended_to_and_its_checkpoint_moves_on(store):
    put(store, outcome(1, 3, state=state(1)))
    put(store, outcome(4, 5, state=state(2)))
    run = store.get(["a"])["a"]
    assert run.epochs == 5
    assert run.curve.values.tolist() == rows(1, 5).tolist()
    epoch, kept = store.checkpoint("a")
    assert epoch == 5
    assert kept["weights"].tolist() == state(2)["weights"].tolist()


def test_without_keeping_there_is_no_checkpoint(store):
    put(store, outcome(1, 3, state=state()), keep_checkpoint=False)
    assert store.checkpoint("a") is None


def test_a_gap_is_refused_rather_than_stored(store):
    put(store, outcome(1, 3))
    with pytest.raises(Exception, match="epochs 6 to 7 continue a run of which only 3 are known"):
        put(store, outcome(6, 7))
    assert store.get(["a"])["a"].epochs == 3


def test_the_longer_of_two_sweeps_wins_whichever_comes_last(store):
    put(store, outcome(1, 10, state=state(1)))
    put(store, outcome(1, 4, state=state(2)))
    assert store.get(["a"])["a"].epochs == 10
    assert store.checkpoint("a")[0] == 10


def test_an_overlapping_continuation_adds_only_what_is_new(store):
    put(store, outcome(1, 6))
    put(store, outcome(4, 8))
    assert store.get(["a"])["a"].curve.values.tolist() == rows(1, 8).tolist()


def test_a_failure_keeps_the_epochs_before_it(store):
    put(store, outcome(1, 5))
    put(store, outcome(1, 2, "timeout", "too slow"))
    run = store.get(["a"])["a"]
    assert (run.epochs, run.status, run.reason) == (5, "timeout", "too slow")
    assert run.answers(5)
    assert not run.answers(6)


def test_a_success_of_the_same_length_clears_a_failure(store):
    put(store, outcome(1, 5, "timeout", "too slow"))
    put(store, outcome(1, 5))
    assert store.get(["a"])["a"].status == "ok"


def test_a_diverged_run_answers_for_any_number_of_epochs(store):
    put(store, outcome(1, 2, state=state()))
    put(store, outcome(3, 4, "diverged", "in epoch 5", state()))
    run = store.get(["a"])["a"]
    assert run.answers(1000)
    assert (run.epochs, run.status) == (4, "diverged")
    assert store.checkpoint("a") is None
    put(store, outcome(1, 3, "timeout", "too slow"))
    assert store.get(["a"])["a"].status == "diverged"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 8), st.sampled_from(["ok", "timeout", "error", "interrupted"])),
        min_size=1,
        max_size=6,
    )
)
def test_in_any_order_of_attempts_known_epochs_are_never_lost(tmp_path_factory, attempts):
    with open_store(tmp_path_factory.mktemp("s") / "store.sqlite") as store:
        most = 0
        for last, status in attempts:
            put(store, outcome(1, last, status, "" if status == "ok" else "why"))
            most = max(most, last)
            run = store.get(["a"])["a"]
            assert run.epochs == most
            assert run.curve.values.tolist() == rows(1, most).tolist()


def test_a_batch_is_kept_whole_or_not_at_all(store):
    good = FinishedRun("a", "{}", 1, 0, METRICS, outcome(1, 1), True)
    gap = FinishedRun("b", "{}", 1, 0, METRICS, outcome(5, 6), True)
    with pytest.raises(Exception, match="continue a run of which only 0 are known"):
        store.put_all([good, gap])
    assert store.get(["a", "b"]) == {}
    store.put_all([good])
    assert set(store.get(["a"])) == {"a"}


def test_thousands_of_runs_are_asked_for_at_once(store):
    ids = [f"run{i}" for i in range(3_000)]
    store.put_all([FinishedRun(name, "{}", 1, 0, METRICS, outcome(1, 1), False) for name in ids])
    assert set(store.get([*ids, "other"])) == set(ids)


def test_the_file_can_be_read_without_nnexp(store):
    store.put_all([FinishedRun("a", '{"lr":0.1}', 7, 3, METRICS, outcome(1, 2), True)])
    with sqlite3.connect(store.path) as reader:
        row = reader.execute("SELECT settings, seed, repeat, epochs, status FROM runs").fetchone()
    reader.close()
    assert row == ('{"lr":0.1}', 7, 3, 2, "ok")


def test_threads_take_turns(store):
    """joblib's thread asks for checkpoints while the driver writes."""
    put(store, outcome(1, 1, state=state()), run_id="start")
    failures = []

    def read():
        try:
            for _ in range(200):
                assert store.checkpoint("start")[0] == 1
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(200):
        put(store, outcome(1, 1), run_id=str(number))
    thread.join()
    assert failures == []
    assert len(store.get([str(number) for number in range(200)])) == 200


WRITER = """
import sys, numpy as np
from nnexp.store import FinishedRun, open_store
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.outcome import Curve, Outcome
path, name = sys.argv[1:]
values = np.full((2, len(METRICS)), 0.5)
with open_store(path) as store:
    for number in range(200):
        ok = Outcome("ok", "", Curve(1, values), None)
        for run in (f"{name}{number}", f"both{number}"):
            store.put_all([FinishedRun(run, "{}", 1, 0, METRICS, ok, False)])
"""


def test_two_processes_create_and_fill_one_store_and_no_row_is_lost(tmp_path):
    path = tmp_path / "store.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("x", "y")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with open_store(path) as store:
        wanted = [f"{name}{number}" for name in ("x", "y", "both") for number in range(200)]
        assert set(store.get(wanted)) == set(wanted)


def test_stored_runs_are_values(store):
    put(store, outcome(1, 1))
    run = store.get(["a"])["a"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.epochs = 2
    with pytest.raises(ValueError, match="read-only"):
        run.curve.values[0, 0] = 1


def test_the_home_folder_is_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with open_store("~/kept/store.sqlite"):
        pass
    assert (tmp_path / "kept" / "store.sqlite").is_file()
