"""Several devices at work on the segments of one export."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled, DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.render.journal import Journal
    from app.render.segment_maker import SegmentMaker
    from app.render.segment_shares import Shares

_log = logging.getLogger(__name__)


class EitherToken(CancelToken):
    """Set by its own `cancel`, or when the one it depends on is."""

    def __init__(self, outer: CancelToken) -> None:
        super().__init__()
        self._outer = outer

    @property
    def cancelled(self) -> bool:
        """Whether anybody asked."""
        return super().cancelled or self._outer.cancelled

    def check(self) -> None:
        """Raise `Cancelled` if anybody asked."""
        self._outer.check()
        super().check()


class Crew:
    """One thread for each maker, until all segments are made.

    A maker whose device fails leaves the crew, and others make its segments; any other failure
    ends the work of all.

    Args:
        makers: Each on a device of its own.
        shares: The segments to make.
        journal: Knows which are made.
        cancel: Ends the work of all.
    """

    def __init__(
        self,
        makers: Sequence[SegmentMaker],
        shares: Shares,
        journal: Journal,
        cancel: CancelToken,
    ) -> None:
        self._makers = makers
        self._shares = shares
        self._journal = journal
        self._cancel = EitherToken(cancel)
        self._failures: list[BaseException] = []
        self._left: dict[SegmentMaker, AppError] = {}
        self._news = threading.Condition()
        self._is_news = False
        self._at_work = len(makers)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about devices that failed."""
        return tuple(
            f"{maker.footage.where} failed, and others did its work: {error}"
            for maker, error in self._left.items()
        )

    def tell(self) -> None:
        """There is something new to show. Any thread."""
        with self._news:
            self._is_news = True
            self._news.notify()

    def work(self, show: Callable[[], None]) -> None:
        """Make all segments; `show` is called on this thread when there is something new.

        Raises:
            AppError: as `SegmentMaker.make`; of devices, when all of them failed.
            Cancelled: the token was set.
        """
        threads = [
            threading.Thread(target=self._work, args=(maker,), name="segments", daemon=True)
            for maker in self._makers
        ]
        for thread in threads:
            thread.start()
        try:
            while self._waited():
                show()
        finally:
            self._end()
            for thread in threads:
                thread.join()
        self._raise_failure()

    def _waited(self) -> bool:
        """True once there is news, False once nobody is at work any more."""
        with self._news:
            while self._at_work and not self._is_news:
                self._news.wait()
            self._is_news = False
            return self._at_work > 0

    def _work(self, maker: SegmentMaker) -> None:
        while (share := self._shares.take()) is not None:
            fine = self._made(maker, share)
            self._shares.leave(number for number in share if number not in self._journal.done)
            if not fine:
                break
        with self._news:
            self._at_work -= 1
            self._news.notify()

    def _made(self, maker: SegmentMaker, share: range) -> bool:
        """Make a share; whether the maker can go on."""
        try:
            maker.make(share, self._cancel)
        except BaseException as error:  # noqa: BLE001 - raised on the thread that waits for all
            failed = device_failure(error)
            if failed is None:
                self._failures.append(error)
                self._end()
            else:
                _log.warning("%s takes no more part: %s", maker.footage.where, failed)
                self._left[maker] = failed
            return False
        return True

    def _end(self) -> None:
        self._cancel.cancel()
        self._shares.stop()

    def _raise_failure(self) -> None:
        """The first failure; that others were stopped because of it is none."""
        real = [error for error in self._failures if not isinstance(error, Cancelled)]
        for error in (*real, *self._failures):
            raise error
        if self._shares.left:
            raise list(self._left.values())[-1]


def device_failure(error: BaseException) -> AppError | None:
    """The failure of one device, in words; None where it would be the same on any other."""
    if isinstance(error, DeviceError):
        return error
    if not isinstance(error, RuntimeError):
        return None
    from app.inference.device import is_device_failure

    if not is_device_failure(error):
        return None
    reason = str(error).strip().partition("\n")[0].rstrip(".")
    return DeviceError(f"The device cannot go on ({reason}); start again or choose another.")
