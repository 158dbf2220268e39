"""The emitted products against the plain functions that define them."""

import numpy as np
import pytest
from numba import njit

from nnexp.network.kernel import products
from nnexp.network.kernel.exponential import exponential

OPTIONS = {"fastmath": {"contract", "reassoc"}, "error_model": "numpy"}


@njit(**OPTIONS)
def gather(sums, matrix, rows, values):
    products.gather(sums, matrix, rows, values)


@njit(**OPTIONS)
def scatter(matrix, rows, values, vectors):
    products.scatter(matrix, rows, values, vectors)


@njit(**OPTIONS)
def project(results, matrix, vectors):
    products.project(results, matrix, vectors)


@njit(**OPTIONS)
def exponentiate(z):
    for k in range(len(z)):
        z[k] = exponential(z[k], z.dtype.type)


def close(results, expected):
    tolerance = {4: 1e-4, 8: 1e-12}[expected[0].itemsize]
    return all(
        np.allclose(one, other, rtol=tolerance, atol=tolerance)
        for one, other in zip(results, expected, strict=True)
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("together", [1, 4])
@pytest.mark.parametrize("indexed", [False, True])
def test_products_of_every_width_and_number_of_rows(dtype, together, indexed):
    draw = np.random.default_rng(1)
    lanes = 64 // np.dtype(dtype).itemsize

    def vectors(length):
        return tuple(draw.normal(size=length).astype(dtype) for _ in range(together))

    for blocks in (*range(1, 10), 17):
        width = blocks * lanes
        for count in (0, 1, 2, 7, 8, 9, 33):
            matrix = draw.normal(size=40 * width).astype(dtype)
            rows = np.sort(draw.permutation(40)[:count]).astype(np.uint16) if indexed else None
            values, rhs = vectors(count), vectors(width)

            sums = vectors(width)
            expected = tuple(vector.copy() for vector in sums)
            gather(sums, matrix, rows, values)
            products._gather(expected, matrix, rows, values)
            assert close(sums, expected)

            updated, plain = matrix.copy(), matrix.copy()
            scatter(updated, rows, values, rhs)
            products._scatter(plain, rows, values, rhs)
            assert close((updated,), (plain,))

            results = vectors(count)
            expected = tuple(vector.copy() for vector in results)
            project(results, matrix, rhs)
            products._project(expected, matrix, rhs)
            assert close(results, expected)


@pytest.mark.parametrize(("dtype", "limit"), [("float32", 87.0), ("float64", 708.0)])
def test_the_exponential_is_right_to_the_last_digit(dtype, limit):
    z = np.linspace(-limit, limit, 100_001).astype(dtype)
    exact = np.exp(z.astype(np.longdouble))
    exponentiate(z)
    assert np.max(np.abs(z - exact) / exact) < np.finfo(dtype).eps


@pytest.mark.parametrize(("dtype", "limit"), [("float32", 87.0), ("float64", 708.0)])
def test_the_exponential_beyond_its_limits(dtype, limit):
    z = np.array([np.inf, 1e6, -1e6, -np.inf, np.nan, 0.0], dtype=dtype)
    exponentiate(z)
    ends = np.array([limit, -limit], dtype=dtype)
    exponentiate(ends)
    assert z[0] == z[1] == ends[0] < np.inf
    assert z[2] == z[3] == ends[1] >= np.finfo(dtype).tiny
    assert np.isnan(z[4])
    assert z[5] == 1
