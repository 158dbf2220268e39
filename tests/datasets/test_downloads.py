import http.server
import threading

import pytest

from nnexp.datasets import DataError
from nnexp.datasets.image_sets import FILES, load_image_set

UNREACHABLE = "http://127.0.0.1:9/"


@pytest.fixture
def mirror(tmp_path):
    """A folder, served over HTTP; `asked` lists what was asked for."""
    folder = tmp_path / "served"
    folder.mkdir()
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def log_message(self, *_):
            asked.append(self.path)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        server.folder, server.asked = folder, asked
        server.address = f"http://127.0.0.1:{server.server_port}/"
        yield server
        server.shutdown()
        thread.join()


def test_missing_files_are_fetched_once(make_set, mirror, cache):
    wanted = make_set(mirror.folder, mirrors=(mirror.address,))
    assert load_image_set(wanted).train_rows == 30
    assert mirror.asked == [f"/{file}.gz" for file in FILES]
    assert sorted(path.name for path in (cache / "mnist").iterdir()) == sorted(
        f"{file}.gz" for file in FILES
    )
    load_image_set(wanted)
    assert len(mirror.asked) == 4


def test_only_missing_files_are_fetched(make_set, mirror, cache):
    wanted = make_set(mirror.folder, mirrors=(mirror.address,))
    make_set(cache / "mnist")
    (cache / "mnist" / f"{FILES[2]}.gz").unlink()
    load_image_set(wanted)
    assert mirror.asked == [f"/{FILES[2]}.gz"]


def test_the_next_mirror_is_asked_when_one_does_not_answer(make_set, mirror):
    wanted = make_set(mirror.folder, mirrors=(UNREACHABLE, mirror.address))
    assert load_image_set(wanted).train_rows == 30


def offline_message(cache, reason, named=""):
    return (
        f"data=mnist: is not on this machine and cannot be fetched ({reason}); put "
        "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and "
        "t10k-labels-idx1-ubyte.gz (packed, or unpacked without .gz) into "
        f"{cache}/mnist, or into the folder that the environment variable NNEXP_DATA_DIR names"
        f"{named}"
    )


def test_offline_one_line_says_which_files_to_put_where(make_set, tmp_path, cache):
    wanted = make_set(tmp_path / "elsewhere", mirrors=(UNREACHABLE, "http://localhost:9/"))
    with pytest.raises(DataError) as caught:
        load_image_set(wanted)
    assert str(caught.value) == offline_message(
        cache, f"{FILES[0]}.gz: 127.0.0.1: ConnectionError, localhost: ConnectionError"
    )


def test_offline_the_files_that_the_data_folder_lacks_are_named(
    make_set, tmp_path, cache, monkeypatch
):
    folder = tmp_path / "data"
    wanted = make_set(folder)
    (folder / f"{FILES[1]}.gz").unlink()
    monkeypatch.setenv("NNEXP_DATA_DIR", str(folder))
    with pytest.raises(DataError) as caught:
        load_image_set(wanted)
    assert str(caught.value) == offline_message(
        cache,
        f"{FILES[0]}.gz: 127.0.0.1: ConnectionError",
        f" ({folder}, which lacks {FILES[1]} and has t10k-images-idx3-ubyte.gz, "
        "t10k-labels-idx1-ubyte.gz, train-images-idx3-ubyte.gz)",
    )
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(DataError, match=r"t10k-labels-idx1-ubyte and has no files\)$"):
        load_image_set(wanted)


@pytest.mark.parametrize("content", [b"<html>please log in</html>", b""])
def test_a_page_that_is_not_the_file_is_not_kept(make_set, mirror, cache, content):
    wanted = make_set(mirror.folder, mirrors=(mirror.address,))
    (mirror.folder / f"{FILES[0]}.gz").write_bytes(content)
    with pytest.raises(DataError, match=r"127\.0\.0\.1: not the right content"):
        load_image_set(wanted)
    assert list((cache / "mnist").iterdir()) == []


def test_a_download_cut_short_is_not_kept(make_set, mirror, cache):
    wanted = make_set(mirror.folder, mirrors=(mirror.address,))
    served = mirror.folder / f"{FILES[0]}.gz"
    served.write_bytes(served.read_bytes()[:100])
    with pytest.raises(DataError, match="not the right content"):
        load_image_set(wanted)
    assert list((cache / "mnist").iterdir()) == []


def test_a_file_that_the_mirror_lacks_is_said_to_be_refused(make_set, mirror):
    wanted = make_set(mirror.folder, mirrors=(mirror.address,))
    (mirror.folder / f"{FILES[3]}.gz").unlink()
    with pytest.raises(DataError, match=r"\(t10k-labels-idx1-ubyte\.gz: 127\.0\.0\.1: HTTPError\)"):
        load_image_set(wanted)


def test_a_folder_that_cannot_be_made_is_named(make_set, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("NNEXP_CACHE_DIR", str(tmp_path / "file"))
    with pytest.raises(DataError, match=r"\(/.*/file/mnist cannot be created: "):
        load_image_set(make_set(tmp_path / "elsewhere"))


def test_another_sets_files_are_not_kept(make_set, mirror, cache):
    wanted = make_set(mirror.folder, mirrors=(mirror.address,), seed=1)
    make_set(mirror.folder, seed=2)
    with pytest.raises(DataError, match="not the right content"):
        load_image_set(wanted)
    assert list((cache / "mnist").iterdir()) == []
