"""Pairing rows with columns at the least total cost (the assignment problem), in O(n³).

Shortest augmenting paths with potentials: H. W. Kuhn's Hungarian method as improved by Jonker and
Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
Computing 38, 1987. Own code; equal costs are settled by order, so results repeat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORBIDDEN = 1e6
"""Cost of a pair that must not be made; any pair costing as much is left out of the answer."""


def cheapest_pairs(costs: NDArray[np.float64], most: float) -> list[tuple[int, int]]:
    """Pairs (row, column), rising, of the cheapest assignment, without those above `most`.

    Args:
        costs: `(rows, columns)`, finite.
        most: Dearest pair that is still made.
    """
    if not costs.size:
        return []
    # A pair that will not be made must not push others aside: all such cost the same.
    capped = np.where(costs > most, FORBIDDEN, costs)
    if costs.shape[0] > costs.shape[1]:
        pairs = [(row, column) for column, row in enumerate(_assigned(capped.T))]
    else:
        pairs = list(enumerate(_assigned(capped)))
    return sorted((row, column) for row, column in pairs if costs[row, column] <= most)


def _assigned(costs: NDArray[np.float64]) -> list[int]:
    """The column of each row, for no more rows than columns."""
    rows, columns = costs.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    owner = np.full(columns, -1)
    for row in range(rows):
        _augment(costs, row, row_price, column_price, owner)
    column_of = np.empty(rows, np.intp)
    column_of[owner[owner >= 0]] = np.flatnonzero(owner >= 0)
    return [int(column) for column in column_of]


def _augment(
    costs: NDArray[np.float64],
    row: int,
    row_price: NDArray[np.float64],
    column_price: NDArray[np.float64],
    owner: NDArray[np.intp],
) -> None:
    """Give one more row a column, along the cheapest path of exchanges."""
    columns = costs.shape[1]
    reach, came = np.full(columns, np.inf), np.full(columns, -1)
    done = np.zeros(columns, bool)
    current, paid, column = row, 0.0, -1
    visited = [row]
    while True:
        through = paid + costs[current] - row_price[current] - column_price
        better = ~done & (through < reach)
        reach[better], came[better] = through[better], current
        column = int(np.argmin(np.where(done, np.inf, reach)))
        paid = float(reach[column])
        done[column] = True
        if owner[column] < 0:
            break
        current = int(owner[column])
        visited.append(current)
    _settle(row, visited, paid, reach, done, row_price, column_price, owner)
    while True:
        giver = int(came[column])
        taken = np.flatnonzero(owner == giver)
        owner[column] = giver
        if giver == row:
            return
        column = int(taken[0])


def _settle(
    row: int,
    visited: list[int],
    paid: float,
    reach: NDArray[np.float64],
    done: NDArray[np.bool_],
    row_price: NDArray[np.float64],
    column_price: NDArray[np.float64],
    owner: NDArray[np.intp],
) -> None:
    """Move the prices so that all pairs stay as cheap as any."""
    row_price[row] += paid
    for other in visited[1:]:
        row_price[other] += paid - reach[int(np.flatnonzero(owner == other)[0])]
    column_price[done] -= paid - reach[done]
