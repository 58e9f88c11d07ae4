"""A finished training becomes a built-in model: weights, and a card whose figures are measured."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from app.inference.card_file import read_card
from app.inference.loaders.loading import load_card
from app.inference.quality.measuring import measure
from app.inference.runner import TorchNetwork
from app.render.quality import coded_film

if TYPE_CHECKING:
    from app.inference.catalogue import Figure

MODELS = Path(__file__).parents[1]

PHOTOGRAPHS = (
    "361 tiles of 512x512 from 198 photographs of the free wallpaper collections of elementary OS, "
    "Pop!_OS, GNOME, MATE, Lomiri and Ubuntu Kylin; no benchmark picture"
)
LICENCES = "CC0, CC BY 4.0, CC BY-SA 3.0 and 4.0, GPL-2+, Unsplash and Pexels licences, per photo"

ABOUT = {
    # before “upscale”, as the first that a task begins with is taken
    "upscale-x2-real": (
        "Reel upscale ×2, real",
        "Upscales compressed, noisy or soft footage 2 times and takes its damage out.",
    ),
    "upscale": ("Reel upscale ×{scale}", "Upscales clean pictures {scale} times, small and quick."),
    "denoise-temporal": (
        "Reel denoise, temporal",
        "Removes noise of a known strength with the help of two frames before and after.",
    ),
    "denoise": ("Reel denoise", "Removes noise of a known strength from colour pictures."),
    "deblock": (
        "Reel deblock",
        "Takes blocks, ringing and mosquito noise of strong compression out of pictures.",
    ),
    "lowlight": (
        "Reel low light",
        "Brightens dark footage by as many stops as it lacks, lamps aside; keeps detail and noise.",
    ),
    "style": ("Reel style", "Redraws pictures in the manner of six paintings, steady in motion."),
}
"""Title and summary by task."""


PAINTINGS = (
    "The Starry Night (Vincent van Gogh, 1889), The Great Wave off Kanagawa (Katsushika Hokusai, "
    "about 1831), Composition VII (Wassily Kandinsky, 1913), The Scream (Edvard Munch, 1893), "
    "Udnie (Francis Picabia, 1913), Woman with a Hat (Henri Matisse, 1905)"
)
FILMED = (
    "; and films of them, half as large, blurred, noisy and coded by libx264, libx265, libvpx, "
    "mpeg2video, mpeg4 and msmpeg4v3 (`film`, seed 1)"
)
ENCODED = "; and what libx264, mpeg2video and mpeg4 left of them (`code`, seed 1)"
PAINTED = "paintings: public domain, the painters died between 1849 and 1954"
JUDGE = "judged by the VGG16 of stlpips-pytorch 0.0.2 (BSD-2), which is no part of the weights"


def publish(name: str, trained: Path, images: Path, machine: str) -> Path:
    """Copy the weights to `models/builtin` and write their card; gives the card's path.

    Args:
        name: Of the recipe.
        trained: Folder that holds the training's `NAME.safetensors` and `NAME.json`.
        images: Folder of the benchmark sets.
        machine: What it was trained on, in words.
    """
    report = json.loads((trained / f"{name}.json").read_text())
    weights = MODELS / "builtin" / f"{name}.safetensors"
    shutil.copyfile(trained / weights.name, weights)
    card = MODELS / "cards" / f"{name}.toml"
    text = _text(name, weights, report, machine)
    figures = _figures(name, text, weights, images)
    card.write_text(text + "".join(_figure(figure) for figure in figures))
    return card


def _text(name: str, weights: Path, report: dict[str, object], machine: str) -> str:
    """The card but for its figures."""
    from models.training.export import read
    from models.training.recipes import recipe_named

    header = read(weights)[0]
    config = json.loads(header["config"])
    task = next((task for task in ABOUT if header["task"].startswith(task)), "denoise")
    paintings, painted, judge = (
        f"; {words}" if task == "style" else "" for words in (PAINTINGS, PAINTED, JUDGE)
    )
    encoded = ENCODED if recipe_named(name).coded else ""
    encoded += FILMED if recipe_named(name).films else ""
    title, summary = (words.format(scale=config.get("scale", 1)) for words in ABOUT[task])
    minutes = f"{float(str(report['seconds'])) / 60:.0f}"
    command = f"python -m models.training train {name} --minutes {minutes} --device cpu"
    window = "past = 2\nfuture = 2\n" if task == "denoise-temporal" else ""
    needs = f"\n[input]\nnoise_map = true\n{window}" if not task.startswith("upscale") else ""
    if task == "lowlight":  # stops are told too coarsely by fewer bits
        needs = "\n[precision]\nhalf = false\nbfloat16 = false\n"
    warm = " and ".join(recipe_named(name).begins_with().values())
    begun = f"; begun with the weights of {warm}, put into the folder of --out" if warm else ""
    if task == "denoise-temporal":
        begun += "; constants of its block matching chosen on parts of CBSD68_12, Kodak24 and clips"
    return f"""id = "{name}"
title = "{title}"
summary = "{summary}"
task = "{task.partition("-")[0]}"
architecture = "{header["architecture"]}"
scale = {config.get("scale", 1)}
licence = "Apache-2.0"
commercial_use = "yes"
authors = ["The Reelwright authors"]

[file]
name = "{weights.name}"
size = {weights.stat().st_size}
sha256 = "{hashlib.sha256(weights.read_bytes()).hexdigest()}"
builtin = true
{needs}
[training]
data = "{PHOTOGRAPHS}{encoded}{paintings}"
licences = "{LICENCES}{painted}"
command = "{command}"
seed = {report["seed"]}
time = "{minutes} minutes, {report["steps"]} steps of {report["batch"]} crops"
machine = "{machine}"
note = "{report["parameters"]} parameters, torch {report["torch"]}{judge}{begun}"
"""


def _figures(name: str, text: str, weights: Path, images: Path) -> list[Figure]:
    """What `reelwright models verify --quality` measures, in full precision."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(text)
        card = read_card(path)
    network = TorchNetwork(load_card(card, weights), torch.device("cpu"), "fp32")
    more = coded_film.measures(card) if name.endswith("-real") else ()
    return measure(card, network, images, more=more)


def _figure(figure: Figure) -> str:
    return f"""
[[quality]]
set = "{figure.set}"
metric = "{figure.metric}"
value = {figure.value}
condition = "{figure.condition}"
"""
