"""Finding a command by a few of its letters."""

from __future__ import annotations

START, WORD, INSIDE, SCATTERED = 100.0, 80.0, 50.0, 10.0


def score(query: str, text: str) -> float | None:
    """How well `text` answers `query`, larger is better; None where it does not.

    Each word of the query must be found: at the start, at the start of a word, inside, or with
    its letters in order ("sac" finds "split at cut"). Shorter texts win between equals.
    """
    text = text.casefold()
    total = 0.0
    for word in query.casefold().split():
        found = _word(word, text)
        if found is None:
            return None
        total += found
    return total - len(text) / 100


def _word(word: str, text: str) -> float | None:
    at = text.find(word)
    if at == 0:
        return START
    if at > 0:
        return WORD if f" {word}" in text or not text[at - 1].isalnum() else INSIDE
    return _scattered(word, text)


def _scattered(word: str, text: str) -> float | None:
    """Letters in order; those that begin a word count most, so initials find a command."""
    points, at = SCATTERED, -1
    for letter in word:
        following = text.find(f" {letter}", at + 1) + 1 or text.find(letter, at + 1)
        if following < 0:
            return None
        points += 3 if following == 0 or text[following - 1] == " " else 0
        points -= 0.5 * (following - at - 1 > 0)
        at = following
    return points
