"""OpenCV, if it is there: the rest of the program runs without it."""

from __future__ import annotations

from typing import Any

from app.base.errors import EffectError


def opencv() -> Any:
    """The `cv2` module, imported on first use, without warnings that tell a user nothing.

    Raises:
        EffectError: it is not installed.
    """
    try:
        import cv2
    except ImportError as error:
        raise EffectError(
            "This effect needs OpenCV; install it with: pip install opencv-python-headless"
        ) from error
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    return cv2
