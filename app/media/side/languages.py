"""Languages of tracks, where a container has its own idea of them."""

from __future__ import annotations

_RENAMED = {
    "fre": "fra", "deu": "ger", "nld": "dut", "swe": "sve", "ell": "gre", "isl": "ice",
    "zho": "chi", "fas": "per", "sqi": "alb", "rum": "ron", "cze": "ces", "slo": "slk",
    "mkd": "mac", "hye": "arm", "kat": "geo", "bod": "tib", "mya": "bur", "msa": "may",
    "cym": "wel", "eus": "baq",
}  # fmt: skip
"""ISO 639-2 codes by the name FFmpeg has for the same Macintosh language ("sve" is Swedish)."""

_CODES = """
eng fra ger ita dut sve spa dan por nor heb jpn ara fin gre ice mlt tur chi urd hin tha kor
lit pol hun est lav smi per rus alb ron ces slk slv yid mac bul ukr bel uzb kaz aze arm geo mol
kir tgk tuk mon pus kur kas snd tib nep san mar ben asm guj ori mal kan tam tel sin bur khm lao
vie ind tgl may amh tir orm som swa kin run nya mlg epo wel baq cat lat que grn aym tat uig dzo
jav"""
"""Macintosh languages, by FFmpeg's names: all that a QuickTime file can say."""


_KNOWN = frozenset(_CODES.split())


def language_in(container: str, language: str) -> str | None:
    """The code to give FFmpeg for a language in `container`; None if it cannot be said there."""
    if container != "mov" or language in ("", "und"):
        return language
    code = _RENAMED.get(language, language)
    return code if code in _KNOWN else None
