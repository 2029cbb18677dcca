"""The closed form, against fitting again without each example."""

import numpy as np
import pytest

from search.model import ridge

OWNERS = np.array([0, 0, 1, 1, 1, 2, 2, 0, 2, 2])


def kernel():
    points = np.random.default_rng(1).normal(size=(len(OWNERS), 3))
    return np.exp(-((points[:, None] - points[None]) ** 2).sum(axis=2))


def targets():
    return np.eye(3)[OWNERS] - 1 / 3


@pytest.mark.parametrize("groups", [range(10), [0, 0, 1, 1, 2, 3, 4, 5, 4, 6]])
def test_it_scores_what_was_left_out_as_if_it_had_not_been_there(groups):
    groups = np.array(groups)
    fitted = ridge.fit(kernel(), OWNERS, groups, 3)
    weights = ridge.weights(OWNERS)
    for group in np.unique(groups):
        out, rest = np.flatnonzero(groups == group), np.flatnonzero(groups != group)
        inner = kernel()[np.ix_(rest, rest)] + np.diag(ridge.RIDGE / weights[rest])
        again = kernel()[np.ix_(out, rest)] @ np.linalg.solve(inner, targets()[rest])
        np.testing.assert_allclose(fitted.left_out[out], again, atol=1e-9)


def test_it_lets_cards_weigh_alike():
    weights = ridge.weights(OWNERS)
    sums = np.bincount(OWNERS, weights)
    assert weights.mean() == pytest.approx(1)
    np.testing.assert_allclose(sums, sums[0])
