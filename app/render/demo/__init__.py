"""The demo: what Reelwright does on a clip, as files to look at and figures that were measured."""

from app.render.demo.run import DemoResult, run_demo

__all__ = ["DemoResult", "run_demo"]
