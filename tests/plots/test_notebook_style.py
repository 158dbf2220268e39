"""What notebooks draw themselves has the colours of the reports."""

import matplotlib as mpl
import pytest
import seaborn as sns
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

from nnexp.plots.style import colours, settings


def test_a_notebook_draws_in_the_colours_of_a_report():
    with plt.style.context("nnexp.plots.notebook"):
        cycle = [to_rgb(one["color"]) for one in mpl.rcParams["axes.prop_cycle"]]
        drawn = {name: mpl.rcParams[name] for name in ("axes.spines.top", "axes.spines.right")}
        grid = to_rgb("#" + mpl.rcParams["grid.color"].removeprefix("#"))
    assert cycle == [pytest.approx(one) for one in sns.color_palette("colorblind")]
    assert cycle[:2] == [pytest.approx(one) for one in colours(["and", "or"])]
    assert drawn == {name: settings()[name] for name in drawn}
    assert grid == pytest.approx(to_rgb(settings()["grid.color"]))
