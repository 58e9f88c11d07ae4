"""Fetching one file from the web: resumed where it broke off, bounded, verified at the end."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, BinaryIO

from app.base.errors import ModelError
from app.base.files import sync
from app.base.progress import Progress, RateMeter, silent
from app.inference.catalogue import UrlSource

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.inference.catalogue import CardFile

CHUNK = 1 << 18
TIMEOUT = 30.0
"""Seconds without a byte before the connection counts as dead."""


def download(
    file: CardFile, folder: Path, report: Report = silent, cancel: CancelToken | None = None
) -> Path:
    """Fetch a file of a card into `folder`.

    What was fetched before an interruption lies in `NAME.part` and is continued with an HTTP
    range request (RFC 9110, section 14); a server that ignores the range starts anew.

    Args:
        file: What to fetch; its source is a `UrlSource`.
        folder: Where it goes, under its own name.
        report: Told bytes done and in all.
        cancel: Checked for each chunk.

    Raises:
        ModelError: offline, gone, larger than the card says, or of another digest.
        Cancelled: as asked.
    """
    assert isinstance(file.source, UrlSource)
    part = folder / f"{file.name}.part"
    try:
        _fill(part, file.source.url, file, report, cancel)
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        raise ModelError(
            f"{file.name} could not be fetched from {file.source.url} ({_reason(error)}); "
            "check the connection and type the same command again, it continues where it stopped."
        ) from error
    return accept(part, folder / file.name, file)


def accept(part: Path, target: Path, file: CardFile) -> Path:
    """Give a fetched file its name if it is the one the card means; else delete it.

    Raises:
        ModelError: size or digest differ.
    """
    with part.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    if part.stat().st_size != file.size or digest != file.sha256:
        part.unlink()
        raise ModelError(
            f"{file.name} is not the file its card describes (its digest differs) and was deleted; "
            "try again, and if it stays so, do not use that source."
        )
    sync(part)
    part.replace(target)
    return target


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code}"
    return str(getattr(error, "reason", error)) or type(error).__name__


def _fill(part: Path, url: str, file: CardFile, report: Report, cancel: CancelToken | None) -> None:
    """Bring `part` to full length."""
    done = part.stat().st_size if part.is_file() else 0
    if done >= file.size:
        return
    headers = {"User-Agent": "reelwright", "Accept-Encoding": "identity"}
    if done:
        headers["Range"] = f"bytes={done}-"
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        resumed = answer.status == 206
        with part.open("ab" if resumed else "wb") as sink:
            _copy(answer, sink, done if resumed else 0, file, report, cancel)


def _copy(
    answer: http.client.HTTPResponse,
    sink: BinaryIO,
    done: int,
    file: CardFile,
    report: Report,
    cancel: CancelToken | None,
) -> None:
    meter = RateMeter()
    # read1 gives what is there: a slow connection must not keep a cancel waiting for a whole chunk
    while chunk := answer.read1(CHUNK):
        if cancel is not None:
            cancel.check()
        done += len(chunk)
        if done > file.size:
            break  # the digest cannot fit any more: more is not wanted
        sink.write(chunk)
        meter.mark(done)
        report(meter.progress(done, file.size, f"fetching {file.name}"))
    if done < file.size:
        raise ConnectionError("the connection ended early")
    report(Progress(file.size, file.size, stage=f"fetching {file.name}"))
