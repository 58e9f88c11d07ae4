"""The figures of a benchmark, in lines for people."""

from __future__ import annotations

from typing import Any

from app.render.bench.real_time import in_words

NUMBER_FORMATS = {"float32": "fp32", "float16": "fp16", "bfloat16": "bf16"}


def summary(result: dict[str, Any]) -> str:
    """Several lines: the machine, each case with its stages and goals, the notes."""
    machine = result["machine"]
    lines = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; "
        f"running on {result['device']}"
    ]
    if result["dry_run"]:
        lines.append("A dry run: these figures mean nothing.")
    lines += _busy(machine)
    for row in result["cases"]:
        lines += ["", *_case(row, result["goals"])]
    if result["real_time"]:
        lines += ["", *map(in_words, result["real_time"])]
    if result["notes"]:
        lines += ["", *result["notes"]]
    return "\n".join(lines)


def _busy(machine: dict[str, Any]) -> list[str]:
    load = machine["load_before"]
    if load is None or load < 0.5:
        return []
    return [f"Other programs kept {load:g} cores busy before the start: the figures are too low."]


def _case(row: dict[str, Any], goals: dict[str, Any]) -> list[str]:
    size = f"{row['width']} × {row['height']}"
    if row["output_width"] != row["width"]:
        size += f" to {row['output_width']} × {row['output_height']}"
    form = NUMBER_FORMATS.get(row["precision"], row["precision"])
    lines = [f"{row['model']}, {size}, {form}, {row['frames']} frames"]
    lines.append("  ms per frame alone: " + ", ".join(_milliseconds(row)))
    lines += [_parity(row["parity"], goals), _quick_ways(row)]
    for pipeline in row["pipelines"]:
        lines.append(_pipeline(pipeline, goals["efficiency"][row["device"]]))
    if row["by_hand"]:
        lines.append(_by_hand(row["by_hand"], goals["times_faster"]))
    return lines


def _milliseconds(row: dict[str, Any]) -> list[str]:
    return [
        f"{name} {1000 * figures['seconds'] / row['frames']:.1f}"
        for name, figures in row["stages"].items()
    ]


def _pipeline(figures: dict[str, Any], goal: float) -> str:
    work = figures.get("work_efficiency")
    beside = f", {work:.2f} by work" if work is not None else ""
    return (
        f"  together, encoder {figures['encoder']}: {figures['frames_per_second']:.1f} fps, "
        f"efficiency {figures['efficiency']:.2f}{beside} "
        f"({_judged(figures['efficiency'], goal)})"
    )


def _by_hand(figures: dict[str, Any], goal: float) -> str:
    times = figures["times_faster"]
    return (
        f"  the loop by hand: {figures['frames_per_second']:.1f} fps; "
        f"we are {times:.1f} times as fast ({_judged(times, goal)})"
    )


def _parity(figures: dict[str, Any], goals: dict[str, Any]) -> str:
    told = {name: figures[f"{name}_db"] for name in ("fp16", "bf16", "batched", "tiled")}
    decibels = figures["working_precision_db"]
    least = min([decibels, *(each for each in told.values() if not isinstance(each, str))])
    ways = ", ".join(f"{name} {_figure(each, 'dB')}" for name, each in told.items())
    off = max(figures["batch_largest_255"], figures["tiles_largest_255"])
    met = off <= goals["parity_255"]
    return (
        f"  beside fp32: {decibels:g} dB; {ways} ({_judged(least, goals['parity_db'])}); batches "
        f"and tiles off by {off:g}/255 at most (goal 1 {'met' if met else 'missed'})"
    )


def _quick_ways(row: dict[str, Any]) -> str:
    """What only a GPU has: how true it is, and what it is worth."""
    parity, ways = row["parity"], row["ways"]
    told = {
        "graphed": _figure(parity["graphed_db"], "dB"),
        "compiled": _figure(parity["compiled_db"], "dB"),
        "copies off by": _figure(parity["copies_largest_255"], "of 255"),
        "graphs worth": _figure(ways["graphs"], "times"),
        "batches worth": _figure(ways["batches"], "times"),
        "overlapped copies worth": _figure(ways["overlapped_copies"], "times"),
    }
    if len(set(told.values())) == 1:
        return f"  graphs, compiling, batches, overlapped copies: {told['graphed']}"
    return "  " + ", ".join(f"{name} {figure}" for name, figure in told.items())


def _figure(value: float | str, unit: str) -> str:
    return value if isinstance(value, str) else f"{value:g} {unit}"


def _judged(value: float, goal: float) -> str:
    return f"goal {goal:g} {'met' if value >= goal else 'missed'}"
