"""Files and functions stay small enough to be read at one go."""

from __future__ import annotations

from statistics import median

from tests.architecture.source import Module, functions, modules, report, snippet

FILE_LINES = 500
FUNCTION_LINES = 60
MEDIAN_LINES = 12


def long_files(found: list[Module]) -> list[str]:
    sizes = [(module.name, len(module.text.splitlines())) for module in found]
    return [f"{name} has {size} lines" for name, size in sizes if size > FILE_LINES]


def long_functions(found: list[Module]) -> list[str]:
    return [
        f"{module.name}:{function.line} {function.name} has {function.length} lines"
        for module in found
        for function in functions(module)
        if function.length > FUNCTION_LINES
    ]


def median_length(found: list[Module]) -> float:
    return median(function.length for module in found for function in functions(module))


def test_no_file_is_too_long() -> None:
    advice = f"Above {FILE_LINES} lines a file has more than one reason to exist: split it."
    report(long_files(modules()), advice)


def test_no_function_is_too_long() -> None:
    advice = f"Above {FUNCTION_LINES} lines nobody reads it: give its steps names of their own."
    report(long_functions(modules()), advice)


def test_most_functions_are_short() -> None:
    length = median_length(modules())
    assert length <= MEDIAN_LINES, f"The median function has {length} lines; split the long ones."


def test_too_much_of_anything_is_noticed() -> None:
    body = "\n".join(["    x = 1"] * FUNCTION_LINES)
    assert long_functions([snippet("app.base.long", f"def f():\n{body}")])
    assert long_files([snippet("app.base.long", "x = 1\n" * (FILE_LINES + 1))])
    assert median_length([snippet("app.base.long", f"def f():\n{body}")]) > MEDIAN_LINES


def test_a_docstring_does_not_make_a_function_long() -> None:
    words = "\n".join(["    word"] * FUNCTION_LINES)
    assert not long_functions([snippet("app.base.a", f'def f():\n    """\n{words}\n    """\n')])
