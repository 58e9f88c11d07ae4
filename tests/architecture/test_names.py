"""Modules are named after what they hold."""

from __future__ import annotations

import pytest

from tests.architecture.source import Module, modules, report, snippet

EMPTY_WORDS = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def faults_of(module: Module) -> list[str]:
    parts = module.name.split(".")
    words = {word for part in parts for word in part.split("_")}
    return [f"{module.name} says nothing about its contents"] if words & EMPTY_WORDS else []


def test_no_module_has_an_empty_name() -> None:
    advice = "Name a module by the noun it is about; if it is about nothing, split it up."
    report([fault for module in modules() for fault in faults_of(module)], advice)


@pytest.mark.parametrize("name", ["app.base.utils", "app.ui.helpers.x", "app.jobs.job_manager"])
def test_an_empty_name_is_noticed(name: str) -> None:
    assert faults_of(snippet(name, ""))
    assert not faults_of(snippet("app.base.time", ""))
