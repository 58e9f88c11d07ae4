"""Pictures as a screen takes them: 8-bit B, G, R, alpha, from any layout, matrix and range.

Source and result go through the same conversion, which stays within one step of 255 of what the
effect chain computes with (`app.inference.transfer`), and needs no torch. Transfer functions are
left alone, as in the chain: PQ is not tone-mapped.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import av
import av.filter
import numpy as np

from app.base.colour import ChromaLocation, ColourSpec, Matrix, Range
from app.base.errors import MediaError
from app.base.picture import PixelLayout
from app.media.pictures import plane_view, tag, to_av
from app.media.pixel_format import name_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.base.picture import Picture
    from app.media.video_format import VideoFormat

Size = tuple[int, int]

_MATRICES = {
    Matrix.BT709: "bt709",
    Matrix.FCC: "fcc",
    Matrix.BT470BG: "bt470bg",
    Matrix.SMPTE170M: "smpte170m",
    Matrix.SMPTE240M: "smpte240m",
    Matrix.BT2020_NCL: "bt2020",
}
_LOCATIONS = {
    ChromaLocation.LEFT: "left",
    ChromaLocation.CENTER: "center",
    ChromaLocation.TOPLEFT: "topleft",
    ChromaLocation.TOP: "top",
    ChromaLocation.BOTTOMLEFT: "bottomleft",
    ChromaLocation.BOTTOM: "bottom",
}

_EXACT = "bilinear+accurate_rnd+full_chroma_int+full_chroma_inp"
_QUICK = "bilinear"

_GRAPHS = 6
"""Conversions kept set up: source and result, whole and in part, in two sizes."""

_HIGH_LUMA, _HIGH_BLUE = 235, 240
"""8-bit codes above which both together make more blue than swscale can hold: it wraps to 0."""


@dataclass(frozen=True, slots=True)
class _Conversion:
    """One kind of picture to one kind of picture."""

    size: Size
    layout: PixelLayout
    colour: ColourSpec
    interlaced: bool
    target: Size
    exact: bool


class DisplayConverter:
    """Converts pictures; keeps what it set up for the last few kinds. One thread at a time."""

    def __init__(self) -> None:
        self._graphs: OrderedDict[_Conversion, av.filter.Graph] = OrderedDict()

    def exact(self, picture: Picture) -> NDArray[np.uint8]:
        """All samples, each within 1/255 of R'G'B' as effects see it.

        Returns:
            `(H, W, 4)`: B, G, R, alpha (255 without one), not premultiplied.

        Raises:
            MediaError: FFmpeg refuses such a picture.
        """
        out = np.empty((picture.height, picture.width, 4), np.uint8)
        if picture.layout.family == "yuv" and picture.layout.bits <= 16:
            self._fill_from_yuv(out, picture)
        else:
            _fill_from_rgb(out, picture)
        _fill_alpha(out[..., 3], picture)
        return out

    def scaled(self, picture: Picture, size: Size) -> NDArray[np.uint8]:
        """The picture at another size, quickly: for playing. Alpha is left out.

        Args:
            picture: Any.
            size: (width, height) of the result.

        Returns:
            `(height, width, 4)` as of `exact`.

        Raises:
            MediaError: as `exact`.
        """
        width, height = size
        frame = self._run(picture, size, exact=False)
        rows: NDArray[np.uint8] = np.frombuffer(memoryview(frame.planes[0]), np.uint8)
        pitch = frame.planes[0].line_size
        wide = rows[: pitch * height].reshape(height, pitch)
        return wide[:, : 4 * width].reshape(height, width, 4)

    def _fill_from_yuv(self, out: NDArray[np.uint8], picture: Picture) -> None:
        whole = _padded(picture)
        frame = self._run(whole, (whole.width, whole.height), exact=True)
        planar = PixelLayout("rgb", 8, (0, 0))
        rows, columns = out.shape[:2]
        # Planar G, B, R: the one output for which swscale is both exact and quick.
        for channel, plane in zip((1, 0, 2), range(3), strict=True):
            out[..., channel] = plane_view(frame, plane, planar)[:rows, :columns]
        _mend_blue(out, picture)

    def _run(self, picture: Picture, target: Size, *, exact: bool) -> av.VideoFrame:
        known = _known(picture)
        kind = _Conversion(
            (picture.width, picture.height),
            picture.layout,
            known,
            picture.interlaced,
            target,
            exact,
        )
        try:
            graph = self._graph(kind)
            frame = to_av(replace(picture, colour=known))
            tag(frame, known)
            frame.pts = None
            graph.push(frame)
            done = graph.pull()
        except (av.FFmpegError, ValueError) as error:
            self._graphs.pop(kind, None)
            raise MediaError(
                f"Pictures in {picture.layout.words} cannot be shown here ({error})."
            ) from error
        assert isinstance(done, av.VideoFrame)
        return done

    def _graph(self, kind: _Conversion) -> av.filter.Graph:
        graph = self._graphs.pop(kind, None) or _new_graph(kind)
        self._graphs[kind] = graph
        while len(self._graphs) > _GRAPHS:
            self._graphs.popitem(last=False)
        return graph


def shown_size(format_: VideoFormat) -> Size:
    """(width, height) of a picture as it is displayed, with square pixels."""
    aspect = format_.sample_aspect_ratio
    if aspect >= 1:
        return max(1, round(format_.width * aspect)), format_.height
    return format_.width, max(1, round(format_.height / aspect))


def _new_graph(kind: _Conversion) -> av.filter.Graph:
    graph = av.filter.Graph()
    width, height = kind.size
    source = f"video_size={width}x{height}:pix_fmt={name_of(kind.layout)}:time_base=1/1"
    names = (
        ("buffer", source + _tags(kind)),
        ("scale", _scaling(kind)),
        ("format", "pix_fmts=gbrp" if kind.exact else "pix_fmts=bgra"),
        ("buffersink", None),
    )
    nodes = [graph.add(name, options) for name, options in names]
    for node, following in pairwise(nodes):
        node.link_to(following)
    graph.configure()
    return graph


def _tags(kind: _Conversion) -> str:
    full = kind.colour.range == Range.FULL
    return f":colorspace={int(kind.colour.matrix)}:range={'pc' if full else 'tv'}"


def _scaling(kind: _Conversion) -> str:
    width, height = kind.target
    parts = [
        f"w={width}:h={height}",
        f"flags={_EXACT if kind.exact else _QUICK}",
        "sws_dither=none",
        f"interl={int(kind.interlaced and kind.exact)}",
    ]
    if kind.layout.family == "yuv":
        parts += [
            f"in_color_matrix={_MATRICES.get(Matrix(kind.colour.matrix), 'bt709')}",
            f"in_range={'full' if kind.colour.range == Range.FULL else 'limited'}",
            "out_range=full",
        ]
        if kind.layout.chroma_shift != (0, 0):
            location = _LOCATIONS.get(ChromaLocation(kind.colour.chroma_location), "left")
            parts.append(f"in_chroma_loc={location}")
    return ":".join(parts)


def _known(picture: Picture) -> ColourSpec:
    """The picture's tags with the gaps filled as the chain fills them."""
    colour, layout = picture.colour, picture.layout
    if layout.family != "rgb" and colour.matrix == Matrix.RGB:
        colour = replace(colour, matrix=Matrix.UNSPECIFIED)
    if layout.family == "gray":
        colour = replace(colour, range=colour.range or Range.FULL)
    known = colour.resolved(picture.width, picture.height, rgb=layout.family == "rgb")
    if layout.family == "yuv" and known.matrix not in _MATRICES:
        # Constant luminance and its like: better a picture in wrong hues than none.
        known = replace(known, matrix=Matrix.BT709)
    if known.chroma_location not in _LOCATIONS:
        known = replace(known, chroma_location=ChromaLocation.LEFT)
    return known


def _padded(picture: Picture) -> Picture:
    """The picture with whole chroma samples: swscale stretches what stands for half of one."""
    layout = picture.layout
    across, down = layout.chroma_shift
    width = -(-picture.width >> across) << across
    down += picture.interlaced and down > 0
    height = -(-picture.height >> down) << down
    if (width, height) == (picture.width, picture.height):
        return picture
    fields = 1 + (picture.interlaced and picture.height > 1)
    planes = tuple(
        plane[_held(plane.shape[0], rows, fields)][:, _held(plane.shape[1], columns)]
        for plane, (columns, rows) in (
            (plane, layout.plane_size(index, width, height))
            for index, plane in enumerate(picture.planes)
        )
    )
    # Tags that follow from the size are settled before it changes.
    return replace(picture, planes=planes, colour=_known(picture))


def _held(length: int, longer: int, fields: int = 1) -> NDArray[np.intp]:
    """Indices that repeat the last row of each field."""
    places = np.arange(longer)
    last = length - 1 - (length - 1 - places) % fields
    return np.where(places < length, places, np.maximum(last, 0))


def _fill_from_rgb(out: NDArray[np.uint8], picture: Picture) -> None:
    """R'G'B' and gray, planes of G, B, R or one for all three."""
    planes = picture.planes[:3] if picture.layout.family == "rgb" else (picture.planes[0],) * 3
    full = _known(picture).range == Range.FULL
    for channel, plane in zip((1, 0, 2), planes, strict=True):
        out[..., channel] = _eight_bits(plane, picture.layout.bits, full=full)


def _fill_alpha(out: NDArray[np.uint8], picture: Picture) -> None:
    if picture.layout.alpha:
        out[...] = _eight_bits(picture.planes[-1], picture.layout.bits, full=True)
    else:
        out[...] = 255


def _eight_bits(plane: NDArray[Any], bits: int, *, full: bool) -> NDArray[np.uint8]:
    """Codes of one component, black to white, as 0 to 255."""
    if bits == 32:
        scaled: NDArray[np.uint8] = np.round(np.clip(np.nan_to_num(plane), 0, 1) * 255).astype(
            np.uint8
        )
        return scaled
    if bits == 8 and full:
        return plane
    codes = np.arange(1 << bits, dtype=np.float64)
    step = 1 << (bits - 8)
    values = codes / codes[-1] if full else (codes - 16 * step) / (219 * step)
    table = np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)
    taken: NDArray[np.uint8] = table[np.minimum(plane, len(table) - 1)]
    return taken


def _mend_blue(out: NDArray[np.uint8], picture: Picture) -> None:
    """Put back the blue that wrapped around; only codes beyond the nominal range do that."""
    shift = picture.layout.bits - 8
    luma, blue = picture.planes[0], picture.planes[1]
    if blue.size == 0 or int(blue.max()) < _HIGH_BLUE << shift:
        return
    across, down = picture.layout.chroma_shift
    high = (blue >= _HIGH_BLUE << shift).repeat(1 << down, 0).repeat(1 << across, 1)
    high = high[: out.shape[0], : out.shape[1]] & (luma >= _HIGH_LUMA << shift)
    out[..., 0][high] = 255
