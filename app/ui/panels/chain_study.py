"""Keeps asking what the shown chain does: sizes, faults, weights, and its speed when wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled
from app.ui.background import Background
from app.ui.panels.chain_facts import ChainFacts, chain_facts, format_of, weights_states

if TYPE_CHECKING:
    from collections.abc import Hashable

    from app.base.time import Time
    from app.media.video_format import VideoFormat
    from app.project.model import EffectSpec, Excerpt, MediaItem
    from app.render.chain_speed import ChainSpeed
    from app.ui.panels.effect_kinds import EffectKinds
    from app.ui.panels.media_reader import MediaReader
    from app.ui.settings import Settings

Chain = tuple["EffectSpec", ...]


class ChainStudy(QObject):
    """Facts about one chain at a time; answers about another one are dropped. GUI thread only.

    Signals:
        changed(): some fact is another one now.
        failed(sentence): measuring did not work.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(
        self, kinds: EffectKinds, reader: MediaReader, settings: Settings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._kinds, self._reader, self._settings = kinds, reader, settings
        self._media: MediaItem | None = None
        self._chain: Chain = ()
        self.facts: ChainFacts | None = None
        self.weights: dict[str, str] = {}
        self._speeds: dict[Hashable, ChainSpeed] = {}
        self._cancel: CancelToken | None = None
        self._background = Background("chain facts", self)
        self._measuring = Background("chain speed", self)
        self._background.answered.connect(self._take)
        self._measuring.answered.connect(self._take_speed)
        kinds.kinds_ready.connect(self._ask)
        kinds.kinds_ready.connect(self._ask_weights)
        kinds.models_changed.connect(self._ask_weights)
        reader.ready.connect(self._ask)

    @property
    def speed(self) -> ChainSpeed | None:
        """What was measured of this very chain on this source."""
        return self._speeds.get(self._key())

    @property
    def measuring(self) -> bool:
        """Whether a measurement runs."""
        return self._cancel is not None

    def show(self, media: MediaItem | None, chain: Chain) -> None:
        """Study this chain from now on."""
        if media is not self._media:
            self.facts = None
        before = self._used_models()
        self._media, self._chain = media, chain
        self._ask()
        if not before.issuperset(self._used_models()) or not self.weights:
            self._ask_weights()

    def measure(self, excerpt: Excerpt, at: Time) -> None:
        """Run the chain on some frames from `at` on (seconds from the source's first frame)."""
        self.stop_measuring()
        cancel = self._cancel = CancelToken()
        device, precision = self._settings.get("device"), self._settings.get("precision")
        key = self._key()

        def work() -> object:
            from app.render.chain_speed import measure_chain

            return key, measure_chain(excerpt, at, device, precision, cancel)

        self._measuring.ask("speed", work)
        self.changed.emit()

    def stop_measuring(self) -> None:
        """Give up a measurement that runs."""
        if self._cancel is not None:
            self._cancel.cancel()
            self._cancel = None
            self.changed.emit()

    def close(self) -> None:
        """Stop and join the threads."""
        self.stop_measuring()
        self._background.close()
        self._measuring.close()

    def _ask(self) -> None:
        source = self._source()
        if source is None:
            self.facts = None
            self.changed.emit()
            return
        media, chain = self._media, self._chain
        known = chain if self._kinds.ready else ()
        self._background.ask("facts", lambda: (media, chain, chain_facts(known, source)))

    def _ask_weights(self) -> None:
        models = tuple(sorted(self._used_models()))
        if models and self._kinds.cards:
            self._background.ask("weights", lambda: weights_states(models))

    def _used_models(self) -> set[str]:
        return self._default_models() | set(_models(self._chain))

    def _default_models(self) -> set[str]:
        kinds = [self._kinds.find(spec.name) for spec in self._chain]
        parameters = [p for kind in kinds if kind is not None for p in kind.parameters]
        return {str(p.default) for p in parameters if p.name == "model"}

    def _source(self) -> VideoFormat | None:
        if self._media is None:
            return None
        info = self._reader.get(self._media.path)
        if info is not None and not isinstance(info, AppError) and info.video is not None:
            return info.video.format
        return format_of(self._media.facts) if self._media.facts else None

    def _take(self, key: object, answer: object) -> None:
        if isinstance(answer, AppError):
            return
        if key == "weights" and isinstance(answer, dict):
            self.weights = answer
        elif isinstance(answer, tuple):
            media, chain, facts = answer
            if media is not self._media or chain is not self._chain:
                return
            self.facts = facts
        self.changed.emit()

    def _take_speed(self, _: object, answer: object) -> None:
        self._cancel = None
        if isinstance(answer, tuple):
            key, speed = answer
            self._speeds[key] = speed
        elif isinstance(answer, AppError) and not isinstance(answer, Cancelled):
            self.failed.emit(str(answer))
        self.changed.emit()

    def _key(self) -> Hashable:
        """What the speed depends on: not on what may change over time, how strong an effect is."""
        steps = tuple((spec.name, spec.enabled, self._fixed(spec)) for spec in self._chain)
        media = self._media.id if self._media else ""
        return media, steps, self._settings.get("device"), self._settings.get("precision")

    def _fixed(self, spec: EffectSpec) -> Hashable:
        kind = self._kinds.find(spec.name)
        moving = {each.name for each in kind.parameters if each.animated} if kind else set()
        return frozenset(pair for pair in spec.settings if pair[0] not in moving)


def _models(chain: Chain) -> tuple[str, ...]:
    return tuple(str(value) for spec in chain for name, value in spec.settings if name == "model")
