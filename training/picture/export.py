"""Write the model as it is shipped: `python -m training.picture.export --random --out FOLDER` for weights of chance.

Rules: tiny.safetensors holds every weight once, as `rounding` says; `denoiser.`, `decoder.` and `text.` begin their
names, and its metadata holds the sizes. step.onnx and decode.onnx compute in float32, step-int8.onnx and
decode-int8.onnx in bytes; all four point into it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor, nn

from soundscape_live.generator.tiny.network import SCALE, Decoder, Denoiser, Sizes, TextEncoder, coordinates
from soundscape_live.generator.tiny.text import SLOTS, WIDTH
from training.picture import graphs
from training.picture.drawing import Drawing, Ranges, Stored
from training.picture.memory import begun
from training.picture.playing import encoded, frame
from training.picture.rounding import shipped

FILE = "tiny.safetensors"
FORMAT = "soundscape_live tiny 1"

STARTS = (0.6, 0.12, 0.3)
"How much noise the frames begin with that the bytes' ranges are found on, and the seconds that each stands for."
SECONDS = (1.0 / 30.0, 1.0 / 12.0)

Given = Mapping[str, NDArray[np.float32]]
"A graph's inputs."


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The networks that are shipped."""

    sizes: Sizes
    text: TextEncoder
    denoiser: Denoiser
    decoder: Decoder

    def parts(self) -> Mapping[str, nn.Module]:
        """Return the networks by the names that their weights begin with."""
        return {"text": self.text, "denoiser": self.denoiser, "decoder": self.decoder}


def random(sizes: Sizes, seed: int = 0) -> Model:
    """Return networks that have learnt nothing; no layer of theirs is all zeros."""
    torch.manual_seed(seed)
    model = Model(sizes, TextEncoder(sizes), Denoiser(sizes), Decoder(sizes))
    for weight in model.denoiser.parameters():
        if not weight.any():
            nn.init.normal_(weight, std=0.02)
    return model


def write(model: Model, folder: Path, samples: "Samples") -> None:
    """Write the weights and the four graphs; `samples` is what the quantised ones are told of."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {
        f"{part}.{name}": value.detach().cpu()
        for part, module in model.parts().items()
        for name, value in module.state_dict().items()
    }
    told = {"format": FORMAT, "sizes": json.dumps(asdict(model.sizes))}
    save_file({name: value.contiguous() for name, value in shipped(weights).items()}, folder / FILE, told)
    (folder / FILE).chmod(0o644)
    stored = Stored(folder / FILE)
    for name, draws, given in (("step", graphs.step, samples.steps), ("decode", graphs.decode, samples.latents)):
        plain = Drawing(stored)
        graph = draws(plain, model.sizes)
        onnx.save(graph, folder / f"{name}.onnx")
        ranges = seen(folder / f"{name}.onnx", graph, plain.points, given)
        onnx.save(draws(Drawing(stored, ranges), model.sizes), folder / f"{name}-int8.onnx")


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Inputs of the two graphs, as they come up while the model plays."""

    steps: Sequence[Given]
    latents: Sequence[Given]


def played(model: Model, prompts: Sequence[str], pixels: tuple[int, int] = (288, 512), frames: int = 2) -> Samples:
    """Return inputs as they come up: each prompt's first frame, and `frames` that go on from it."""
    steps: list[Given] = []
    latents: list[Given] = []

    def look(x: Tensor, t: Tensor, tokens: Tensor, seconds: Tensor) -> None:
        places = coordinates(*x.shape[2:]).numpy()
        for one in range(len(x)):
            row = slice(one, one + 1)
            steps.append({"x": x[row].numpy(), "coordinates": places, "t": t[row].numpy(),
                          "tokens": tokens[row].numpy(), "dt": seconds[row].numpy()})  # fmt: skip

    torch.manual_seed(0)
    with torch.no_grad():
        tokens = encoded(model.text, prompts)
    size = (len(prompts), model.sizes.latent, pixels[0] // SCALE, pixels[1] // SCALE)
    made = frame(model.denoiser, tokens, torch.zeros(size), look=look)
    memory = begun(made)
    latents += [{"z": one[None].numpy()} for one in made]
    for number in range(frames):
        start, seconds = STARTS[number % len(STARTS)], SECONDS[number % len(SECONDS)]
        made = frame(model.denoiser, tokens, memory.past(), start=start, seconds=seconds, look=look)
        memory = memory.after(made)
        latents += [{"z": one[None].numpy()} for one in made]
    return Samples(steps, latents)


def chance(sizes: Sizes, count: int = 4, seed: int = 0) -> Samples:
    """Return inputs that are noise."""
    draw = np.random.default_rng(seed)

    def noise(*shape: int) -> NDArray[np.float32]:
        return draw.standard_normal(shape, np.float32)

    places = coordinates(18, 32).numpy()
    steps: list[Given] = [
        {
            "x": noise(1, sizes.latent, 18, 32),
            "coordinates": places,
            "t": draw.uniform(0.1, 1.0, 1).astype(np.float32),
            "tokens": noise(1, SLOTS, WIDTH),
            "dt": draw.uniform(0.0, 0.2, 1).astype(np.float32),
        }
        for _ in range(count)
    ]
    return Samples(steps, [{"z": noise(1, sizes.latent, 18, 32)} for _ in range(count)])


def seen(file: Path, graph: onnx.ModelProto, points: Mapping[str, str], given: Iterable[Given]) -> Ranges:
    """Return the range of each point of a graph in float32, over some inputs."""
    wide = onnx.ModelProto()
    wide.CopyFrom(graph)
    known = {out.name for out in wide.graph.output}
    tensors = [tensor for tensor in dict.fromkeys(points.values()) if tensor not in known]
    inputs = {put.name for put in wide.graph.input}
    wide.graph.output.extend(onnx.ValueInfoProto(name=tensor) for tensor in tensors if tensor not in inputs)
    beside = file.with_name(f"{file.stem}-points.onnx")
    onnx.save(wide, beside)
    try:
        session = onnxruntime.InferenceSession(beside, providers=["CPUExecutionProvider"])
        names = [out.name for out in session.get_outputs()]
        ranges: dict[str, tuple[float, float]] = {}
        for feed in given:
            values = dict(zip(names, session.run(None, dict(feed)), strict=True)) | dict(feed)
            for point, tensor in points.items():
                low, high = ranges.get(point, (0.0, 0.0))
                value = values[tensor]
                ranges[point] = min(low, float(value.min())), max(high, float(value.max()))
    finally:
        beside.unlink()
    return ranges


@click.command()
@click.option("--random", "by_chance", is_flag=True, required=True, help="Weights that have learnt nothing.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", default=0, show_default=True)
def main(by_chance: bool, out: Path, seed: int) -> None:  # noqa: ARG001, FBT001 - the flag only says what is meant
    """Write a model of random weights, to run and to time."""
    sizes = Sizes()
    write(random(sizes, seed), out, chance(sizes))


if __name__ == "__main__":
    main()
