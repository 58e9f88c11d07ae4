"""`python -m models.training`: pack the pictures, train, judge, export."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argparse.ArgumentParser(prog="python -m models.training", description=__doc__)
    verbs = result.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="the recipes")
    pack = verbs.add_parser("pack", help="pack training photographs and benchmark pictures")
    pack.add_argument("--photos", type=Path, required=True, help="folder of tiles of one size")
    pack.add_argument("--images", type=Path, help="folder of Set5, Set14 and CBSD68_12")
    pack.add_argument("--out", type=Path, default=Path(".train"))
    code = verbs.add_parser("code", help="encode the packed photographs, for deblocking")
    film = verbs.add_parser("film", help="film the packed photographs small, for real upscaling")
    for verb in (code, film):
        verb.add_argument("--data", type=Path, default=Path(".train"))
    train = verbs.add_parser("train", help="train one recipe")
    train.add_argument("recipe")
    train.add_argument("--steps", type=int)
    train.add_argument("--resume", action="store_true")
    fleet = verbs.add_parser("all", help="train every recipe at once")
    fleet.add_argument("--jobs", default="", help="only these, separated by commas")
    for verb in (train, fleet):
        add_options(verb)
    evaluate = verbs.add_parser("evaluate", help="judge exported weights")
    evaluate.add_argument("weights", type=Path, nargs="+")
    evaluate.add_argument("--data", type=Path, default=Path(".train"))
    evaluate.add_argument("--device", default="")
    export = verbs.add_parser("export", help="export a checkpoint's averaged weights")
    export.add_argument("recipe")
    collect = verbs.add_parser("collect", help="report.json and results.tar of what there is")
    publish = verbs.add_parser("publish", help="make a trained recipe a built-in with a card")
    publish.add_argument("recipe")
    publish.add_argument("--images", type=Path, required=True, help="folder of benchmark sets")
    publish.add_argument("--machine", required=True, help="what it was trained on, in words")
    for verb in (export, collect, publish):
        verb.add_argument("--out", type=Path, default=Path("trained"))
    return result


def add_options(verb: argparse.ArgumentParser) -> None:
    """What one training and all of them have in common."""
    verb.add_argument("--minutes", type=float, default=10.0)
    verb.add_argument("--data", type=Path, default=Path(".train"), help="folder of the packs")
    verb.add_argument("--out", type=Path, default=Path("trained"))
    verb.add_argument("--device", default="", help="cuda if there is one, else cpu")
    verb.add_argument("--seed", type=int, default=1)
    verb.add_argument("--eager", action="store_true", help="do not capture CUDA graphs")


def run_list(_: argparse.Namespace) -> None:
    """Name the recipes."""
    from models.training.recipes import RECIPES

    for recipe in RECIPES:
        print(f"{recipe.name:24} {recipe.task:18} {recipe.start:.2f}-{recipe.end:.2f}")


def run_pack(given: argparse.Namespace) -> None:
    """Pack what is trained on and what is judged with, apart."""
    from models.training.pack import write_pack

    photos: Path = given.photos.resolve()
    print(write_pack(given.out / "photos.pack", photos.parent, [photos.name]), "photographs")
    if given.images:
        sets = ["Set5", "Set14", "CBSD68_12"]
        print(write_pack(given.out / "bench.pack", given.images, sets), "benchmark pictures")


def run_code(given: argparse.Namespace) -> None:
    """What encoders leave of the photographs."""
    from models.training.coded import write_coded

    print(write_coded(given.data / "coded.pack", given.data / "photos.pack"), "coded pictures")


def run_film(given: argparse.Namespace) -> None:
    """What cameras and encoders leave of the photographs at half the resolution."""
    from models.training.footage import write_footage

    print(write_footage(given.data / "footage.pack", given.data / "photos.pack"), "films")


def run_train(given: argparse.Namespace) -> None:
    """Train one."""
    import torch

    from models.training.recipes import recipe_named
    from models.training.train import Options, train

    device = torch.device(given.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    train(
        recipe_named(given.recipe),
        Options(
            given.data, given.out, device, given.minutes, given.steps, given.seed,
            given.resume, given.eager,
        ),
    )  # fmt: skip


def run_all(given: argparse.Namespace) -> None:
    """Train all, or some."""
    from models.training.fleet import Fleet, collect
    from models.training.recipes import RECIPES, recipe_named

    names = given.jobs.split(",") if given.jobs else [recipe.name for recipe in RECIPES]
    shared = ["--data", str(given.data), "--seed", str(given.seed)]
    shared += ["--device", given.device] if given.device else []
    shared += ["--eager"] if given.eager else []
    Fleet([recipe_named(name) for name in names], given.minutes, given.out, shared).run()
    print(collect(given.out, shlex.join(["python", "-m", "models.training", *sys.argv[1:]])))


def run_evaluate(given: argparse.Namespace) -> None:
    """Judge weights by the task that their header names."""
    import torch

    from models.training import export
    from models.training.evaluate import figures
    from models.training.pack import read_pack
    from models.training.recipes import TASKS

    device = torch.device(given.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    pictures = read_pack(given.data / "bench.pack")
    for path in given.weights:
        task = TASKS[export.read(path)[0]["task"]](device)
        found = figures(export.load(path, device), task, task.benchmarks(pictures))
        print(json.dumps({path.name: found}, indent=1))


def run_export(given: argparse.Namespace) -> None:
    """Write the weights of a training that was broken off."""
    import torch

    from models.training.export import export
    from models.training.recipes import build, recipe_named

    recipe = recipe_named(given.recipe)
    net = build(recipe)
    path = given.out / f"{recipe.name}.checkpoint"
    state = torch.load(path, map_location="cpu", weights_only=True)
    net.load_state_dict(state["average"])
    export(net, recipe, given.out / f"{recipe.name}.safetensors", state["step"])


def run_collect(given: argparse.Namespace) -> None:
    """Gather what a training left."""
    from models.training.fleet import collect

    print(collect(given.out))


def run_publish(given: argparse.Namespace) -> None:
    """Put the weights among the built-ins and write their card."""
    from models.training.publish import publish

    print(publish(given.recipe, given.out, given.images, given.machine))


VERBS = {
    "publish": run_publish,
    "list": run_list,
    "pack": run_pack,
    "code": run_code,
    "film": run_film,
    "train": run_train,
    "all": run_all,
    "evaluate": run_evaluate,
    "export": run_export,
    "collect": run_collect,
}

if __name__ == "__main__":
    arguments = parser().parse_args()
    VERBS[arguments.verb](arguments)
