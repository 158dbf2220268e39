from nnexp.plural import counted


def test_one_and_many():
    assert [counted(n, "trial") for n in (0, 1, 2, 1000)] == [
        "0 trials",
        "1 trial",
        "2 trials",
        "1,000 trials",
    ]
    assert counted(2, "axis", "axes") == "2 axes"
