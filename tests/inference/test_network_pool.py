"""Networks are lent, kept, copied when busy, and given up when memory asks."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import torch

from app.base.errors import ModelError
from app.inference.catalogue import Catalogue
from app.inference.network_pool import NetworkPool
from app.inference.weights_store import WeightsStore
from tests.inference import tiny_weights as tiny

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakePool = Callable[..., NetworkPool]


@pytest.fixture
def make_pool(tmp_path: Path) -> MakePool:
    store = WeightsStore(folders=[], user=tmp_path / "user")
    for make in (tiny.compact_pth, tiny.rlfn_pth):
        store.add(make(tmp_path))
    catalogue = Catalogue.load([store.cards])

    def make_one(budget: int | None = None) -> NetworkPool:
        return NetworkPool(catalogue, store, torch.device("cpu"), "fp32", budget=budget)

    return make_one


def test_a_network_is_kept_for_the_next_borrower(make_pool: MakePool) -> None:
    pool = make_pool()
    with pool.borrow("compact") as first:
        assert first(torch.rand(1, 3, 8, 8)).shape == (1, 3, 16, 16)
    with pool.borrow("compact") as second:
        assert second is first


def test_a_busy_network_is_copied_instead_of_waited_for(make_pool: MakePool) -> None:
    pool = make_pool()
    with pool.borrow("compact") as first, pool.borrow("compact") as second:
        assert second is not first


def test_the_least_recently_used_idle_network_goes_first(make_pool: MakePool) -> None:
    with make_pool().borrow("rlfn") as network:
        size = sum(p.numel() * 4 for p in network.loaded.module.parameters())  # type: ignore[attr-defined]
    pool = make_pool(budget=size)
    with pool.borrow("compact") as compact:
        pass
    with pool.borrow("rlfn") as rlfn:
        pass
    with pool.borrow("rlfn") as again:
        assert again is rlfn
    with pool.borrow("compact") as other:
        assert other is not compact


@pytest.mark.parametrize("give_up", [NetworkPool.empty, NetworkPool.close])
def test_nothing_is_kept_after_emptying(
    make_pool: MakePool, give_up: Callable[[NetworkPool], None]
) -> None:
    pool = make_pool()
    with pool.borrow("compact") as first:
        pass
    give_up(pool)
    with pool.borrow("compact") as second:
        assert second is not first


def test_an_unknown_model_is_a_sentence(make_pool: MakePool) -> None:
    with pytest.raises(ModelError, match="Did you mean “compact”"), make_pool().borrow("compac"):
        pass


def test_threads_never_share_a_network(make_pool: MakePool) -> None:
    pool, in_use, failures = make_pool(), set[int](), []

    def work() -> None:
        for _ in range(20):
            with pool.borrow("compact") as network:
                if id(network) in in_use:
                    failures.append(network)
                in_use.add(id(network))
                network(torch.rand(1, 3, 8, 8))
                in_use.discard(id(network))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
