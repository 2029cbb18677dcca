"""Kernel ridge regression in closed form, with exact leave-one-out.

Every example scores every card: its own near 1, others near 0. The weighted ridge `(K + ridge / weights) a = Y` gives, with
`G` its inverse, both the coefficients `a = G Y` and what the examples of a group B would have scored had the group not been
there: `Y[B] - inverse(G[B, B]) a[B]` (Rifkin and Lippert 2007, "Notes on regularized least squares").
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Numbers = NDArray[np.int64]
RIDGE = 0.1


@dataclass(frozen=True, slots=True)
class Ridge:
    """`coefficients` and `left_out` have a row per example and a column per card; `left_out` holds scores."""

    coefficients: Matrix
    left_out: Matrix


def fit(kernel: Matrix, owners: Numbers, groups: Numbers, cards: int) -> Ridge:
    """`owners` tells each example's card, from 0 to `cards`; examples of a group are left out together.

    Cards weigh alike, however many examples they have.
    """
    targets = np.full((len(owners), cards), -1 / cards)
    targets[np.arange(len(owners)), owners] += 1
    inverse = np.linalg.inv(kernel + np.diag(RIDGE / weights(owners)))
    coefficients = inverse @ targets
    left_out = targets.copy()
    for group in members(groups):
        left_out[group] -= np.linalg.solve(inverse[np.ix_(group, group)], coefficients[group])
    return Ridge(coefficients, left_out)


def weights(owners: Numbers) -> Matrix:
    """One over the number of the card's examples, one on average."""
    single = 1 / np.bincount(owners)[owners]
    return single / single.mean()


def members(groups: Numbers) -> Iterator[Numbers]:
    """The examples of every group."""
    order = np.argsort(groups, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
