"""What can be set: general things, the device, the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.base.text import format_bytes
from app.ui.dialogs.settings_form import SettingsForm
from app.ui.language import LANGUAGES, tr
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.dialogs.command_palette import SettingsLike

    FindDevices = Callable[[Callable[["Devices"], None]], None]

Devices = list[tuple[str, str]]
"""Names as `device` takes them ("cuda:0"), and words for people."""


class GeneralPage(SettingsForm):
    """Language, looks and the promise about the network."""

    def __init__(self, settings: SettingsLike) -> None:
        super().__init__(settings)
        self.add_combo(
            tr("Language"),
            "language",
            [("", tr("That of the system")), *LANGUAGES.items()],
        )
        self.add_segmented(
            tr("Theme"),
            "theme",
            [("system", tr("System")), ("dark", tr("Dark")), ("light", tr("Light"))],
        )
        sizes = [(str(size), f"{size} %") for size in (90, 100, 115, 130)]
        self.add_segmented(tr("Interface size"), "interface_size", sizes)
        self.add_heading(tr("Privacy"))
        self.add_sentence(
            tr(
                "Nothing is ever sent anywhere, and Reelwright does not look for updates. "
                "A model is downloaded only when you ask for it."
            )
        )


class DevicePage(SettingsForm):
    """Where models run. The list of devices arrives later, because asking takes seconds.

    Args:
        settings: Holds `device` and `precision`.
        find_devices: Called once with a function to give the list to, from any thread; None if
            only "automatic" and the processor are to be offered.
    """

    devices_found = Signal(object)

    def __init__(
        self,
        settings: SettingsLike,
        find_devices: Callable[[Callable[[Devices], None]], None] | None,
    ) -> None:
        super().__init__(settings)
        self._wanted = str(settings.get("device"))
        auto = [("auto", tr("Automatic, the fastest one")), ("cpu", tr("Processor"))]
        self._fixed: Devices = auto
        self._device = self.add_combo(tr("Device"), "device", auto)
        self._offer([])
        self.add_combo(
            tr("Precision"),
            "precision",
            [
                ("auto", tr("Automatic, the best for each model")),
                ("fp32", tr("Full, 32 bit")),
                ("fp16", tr("Half, 16 bit")),
                ("bf16", tr("Half, bfloat16")),
            ],
            tr("Half needs half the memory. Models that lose quality by it stay at full."),
        )
        self.devices_found.connect(self._found)
        if find_devices is not None:
            self._say(tr("Looking for devices…"))
            find_devices(self._deliver)

    def _deliver(self, devices: Devices) -> None:
        """Called from any thread; the page may be gone."""
        try:
            self.devices_found.emit(devices)
        except RuntimeError:
            return

    def _found(self, devices: Devices) -> None:
        self._offer(devices)
        usable = {name for name, _ in devices}
        if usable - {"cpu"}:
            self._say("")
        else:
            self._say(tr("No GPU that can be used was found. The processor works, but is slower."))

    def _offer(self, devices: Devices) -> None:
        known = dict(self._fixed) | dict(devices)
        if self._wanted not in known:
            known[self._wanted] = tr("{device}, not found on this computer", device=self._wanted)
        self._device.set_choices(list(known.items()))
        self._device.choose(self._wanted)

    def _say(self, text: str) -> None:
        self.hints["device"].setText(text)
        self.hints["device"].setVisible(bool(text))


class CachePage(SettingsForm):
    """How much is kept, and where.

    Args:
        settings: Holds `cache_memory_mb`, `cache_disk_gb`, `cache_folder`.
        default_folder: Words for where the cache is while no folder is chosen.
        clear_cache: Throws away what is kept; must not take long, do the work elsewhere.
    """

    def __init__(
        self, settings: SettingsLike, default_folder: str, clear_cache: Callable[[], object] | None
    ) -> None:
        super().__init__(settings)
        self._settings = settings
        self._default = default_folder
        self.add_amount(
            tr("In memory"),
            "cache_memory_mb",
            (128, 16384, 128),
            "MB",
            tr("Finished pictures that play at once."),
        )
        self.add_amount(
            tr("On disk"),
            "cache_disk_gb",
            (0, 500, 1),
            "GB",
            tr("Finished pictures that are still there after a restart. 0 keeps none."),
        )
        self._path = ElidedLabel("", "body", "tx")
        self.add(tr("Folder"), self._folder_row(), wide=True)
        self._clear = Button(tr("Clear cache"), "trash", height=28)
        self._size = self.add(tr("Kept now"), self._aside(self._clear), tr("Not measured yet"))
        self._clear.setEnabled(clear_cache is not None)
        if clear_cache is not None:
            self._clear.clicked.connect(lambda: clear_cache())
        self._show_folder()

    def set_size(self, count: int) -> None:
        """Tell how many bytes are kept."""
        self._size.setText(format_bytes(count))

    def use_folder(self, folder: str) -> None:
        """Keep the cache elsewhere; "" for the usual place."""
        self._settings.set("cache_folder", folder)
        self._show_folder()

    def _folder_row(self) -> QWidget:
        choose = Button(tr("Choose…"), height=28)
        choose.clicked.connect(self._choose)
        self._usual = Button(tr("Usual place"), height=28)
        self._usual.clicked.connect(lambda: self.use_folder(""))
        row = self._aside(self._path)
        layout = row.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.setStretch(0, 1)
        layout.takeAt(1)
        layout.addWidget(choose)
        layout.addWidget(self._usual)
        return row

    @staticmethod
    def _aside(widget: QWidget) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(widget)
        row.addStretch(1)
        return holder

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder for the cache"))
        if folder:
            self.use_folder(folder)

    def _show_folder(self) -> None:
        folder = str(self._settings.get("cache_folder"))
        self._path.setText(folder or self._default)
        self._usual.setEnabled(bool(folder))
