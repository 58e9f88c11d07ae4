"""Every format there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.activitynet import ActivityNetFormat
from app.annotations.formats.ava import AvaFormat
from app.annotations.formats.coco import CocoFormat
from app.annotations.formats.csv_table import CsvFormat
from app.annotations.formats.cvat_images import CvatImagesFormat
from app.annotations.formats.cvat_video import CvatVideoFormat
from app.annotations.formats.davis import DavisFormat
from app.annotations.formats.edl import EdlFormat
from app.annotations.formats.elan import ElanFormat
from app.annotations.formats.label_studio import LabelStudioFormat
from app.annotations.formats.labelme import LabelMeFormat
from app.annotations.formats.mot import MotFormat
from app.annotations.formats.mots import MotsFormat, MotsPngFormat
from app.annotations.formats.otio import OtioFormat
from app.annotations.formats.srt import SrtFormat
from app.annotations.formats.voc import VocCvatFormat, VocFormat
from app.annotations.formats.webvtt import WebVttFormat
from app.annotations.formats.yolo import YoloFormat, YoloSegFormat
from app.annotations.formats.youtube_vis import YoutubeVisFormat
from app.base.errors import UsageError
from app.base.text import did_you_mean

if TYPE_CHECKING:
    from app.annotations.formats.format import AnnotationFormat

FORMATS: tuple[AnnotationFormat, ...] = (
    CocoFormat(),
    YoutubeVisFormat(),
    CvatVideoFormat(),
    CvatImagesFormat(),
    YoloFormat(),
    YoloSegFormat(),
    VocFormat(),
    VocCvatFormat(),
    MotFormat(),
    MotsFormat(),
    MotsPngFormat(),
    DavisFormat(),
    LabelStudioFormat(),
    LabelMeFormat(),
    ActivityNetFormat(),
    AvaFormat(),
    WebVttFormat(),
    SrtFormat(),
    EdlFormat(),
    OtioFormat(),
    ElanFormat(),
    CsvFormat(),
)


def find_format(name: str) -> AnnotationFormat:
    """The format of that name.

    Raises:
        UsageError: there is none; the sentence offers the nearest.
    """
    for format_ in FORMATS:
        if format_.name == name:
            return format_
    hint = did_you_mean(name, [format_.name for format_ in FORMATS])
    raise UsageError(f"There is no annotation format “{name}”.{hint}")
