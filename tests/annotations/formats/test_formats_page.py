"""The page about formats says what the formats say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from app.annotations.formats.registry import FORMATS

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "packaging" / "formats_table.py"


def test_the_page_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("formats_table", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / "resources/docs/formats/README.md").read_text(encoding="utf-8")
    assert page == module.text(), "run `python packaging/formats_table.py`"
    assert all(f"`{format_.name}`" in page for format_ in FORMATS)
