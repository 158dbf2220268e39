"""Problems of many grid points in few lines, without leaving a point out."""

from nnexp.cli.problems import grid_problems

GRID = [(f"lr={lr}", f"epochs={epochs}", "repeats=2") for lr in "abc" for epochs in "12"]


def test_one_point_needs_no_place():
    assert grid_problems({0: ["bad"]}, [("lr=1",)]) == ("bad",)


def test_all_points():
    assert grid_problems({position: ["bad"] for position in range(6)}, GRID) == (
        "bad (all 6 grid points)",
    )


def test_all_points_with_one_value():
    assert grid_problems({2: ["bad"], 3: ["bad"]}, GRID) == (
        "bad (2 of 6 grid points: all with lr=b)",
    )


def test_a_single_bad_point_is_named_by_what_varies():
    assert grid_problems({3: ["bad"]}, GRID) == ("bad (1 of 6 grid points: lr=b epochs=2)",)


def test_points_with_nothing_in_common_are_listed():
    assert grid_problems({0: ["bad"], 3: ["bad"]}, GRID) == (
        "bad (2 of 6 grid points: lr=a epochs=1; lr=b epochs=2)",
    )


def test_some_of_the_points_with_a_value_are_listed_not_called_all():
    grid = [(f"lr={lr}", f"epochs={epochs}") for lr in "ab" for epochs in "123"]
    assert grid_problems({0: ["bad"], 2: ["bad"]}, grid) == (
        "bad (2 of 6 grid points: lr=a epochs=1; lr=a epochs=3)",
    )


def test_each_problem_has_a_line_of_its_own_in_the_order_of_the_grid():
    assert grid_problems({4: ["late"], 0: ["early", "late"]}, GRID) == (
        "early (1 of 6 grid points: lr=a epochs=1)",
        "late (2 of 6 grid points: lr=a epochs=1; lr=c epochs=1)",
    )


def test_beyond_ten_the_rest_is_named_by_number():
    grid = [(f"lr={number}",) for number in range(1, 31)]
    bad = {position: ["bad"] for position in (*range(15), 17, 28, 29)}
    (line,) = grid_problems(bad, grid)
    assert line == (
        "bad (18 of 30 grid points: "
        + "; ".join(f"lr={number}" for number in range(1, 11))
        + "; and numbers 11-15, 18, 29-30)"
    )
