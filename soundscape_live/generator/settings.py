"""What a generator is started with."""

import json
import re
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from soundscape_live.generator.tiny import files as tiny
from soundscape_live.model import LORA_MOST, STILL, Motion

_PLAIN = "pytorch_lora_weights.safetensors"


def default_engine(model: Path = tiny.MODEL) -> str:
    """Return the engine that draws unless one is named: our own model where its files are. Looks for them."""
    return "tiny" if tiny.there(model) else "procedural"


class Precision(StrEnum):
    """The numbers that a model's products are made of, on a CUDA device."""

    AUTO = "auto"
    "Of eight bits where the device has them and pictures stay the same, else of sixteen."
    FP16 = "fp16"
    FP8 = "fp8"


@dataclass(frozen=True, slots=True)
class LoraSettings:
    """A LoRA's file or id, and how strongly it acts at first."""

    path: str
    scale: float = 1.0
    name: str = ""
    "What it is called while it plays; empty: as its file or folder."

    @property
    def called(self) -> str:
        """Its name: without one the last part of its path, or its folder's where its file has diffusers' own name."""
        path = PurePath(self.path)
        return self.name or (path.parent.name if path.name == _PLAIN else path.name.removesuffix(".safetensors"))


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """What is drawn with by the engine `diffusion`."""

    model: str
    "A folder, an id on the hub, `random:` and a shape, or `tiny`: our own."
    vae: str = "tiny"
    "`tiny`, `full`, or a folder or id of an AutoencoderTiny."
    loras: tuple[LoraSettings, ...] = ()
    device: str = "cuda"
    "`cuda`, `cuda:1` for the second card, and so on, or `cpu`."
    force: bool = False
    "Draw with a large model on a CPU, too, at seconds a frame."
    smooth: bool = False
    "Draw half as often, and show what lies half way between two frames."
    motion: Motion = STILL
    precision: Precision = Precision.AUTO

    def __post_init__(self) -> None:
        """Check ranges; ValueError says what was expected."""
        if not re.fullmatch(DEVICE, self.device):
            raise ValueError(f"device is cuda, cuda:0, cuda:1 and so on, or cpu, not {self.device!r}")
        for lora in self.loras:
            if not -LORA_MOST <= lora.scale <= LORA_MOST:
                raise ValueError(f"a LoRA's scale lies within {LORA_MOST:g} of 0, not {lora.scale:g}")
        names = [lora.called for lora in self.loras]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two LoRAs are called {name!r}: name one, as in NAME=PATH")

    def text(self) -> str:
        """Write it as JSON. The reverse of read_model."""
        return json.dumps(asdict(self))

    @property
    def name(self) -> str:
        """What the model is called: its id, or its folder's own name."""
        return self.model if re.fullmatch(ID, self.model) else PurePath(self.model).name or self.model


def read_model(text: str) -> ModelSettings:
    """Read what ModelSettings.text has written; our own process wrote it, so its types are not checked."""
    fields = json.loads(text)
    loras = tuple(LoraSettings(**lora) for lora in fields.pop("loras"))
    motion, precision = Motion(**fields.pop("motion")), Precision(fields.pop("precision"))
    return ModelSettings(loras=loras, motion=motion, precision=precision, **fields)


@dataclass(frozen=True, slots=True)
class RendererSettings:
    """One renderer: a process, its sessions, its encoders."""

    name: str = "main"
    "Its place: `http://host:port/NAME` is its address."
    device: str = ""
    "The model's device, where it is not the one that all have."

    def __post_init__(self) -> None:
        """Check the name; ValueError says what was expected."""
        if not re.fullmatch(NAME, self.name) or self.name in TAKEN:
            raise ValueError(
                f"a renderer's name is 1 to 40 of a to z, 0 to 9, _ and -, and none of {', '.join(TAKEN)}, "
                f"not {self.name!r:.60}"
            )


@dataclass(frozen=True, slots=True)
class GeneratorSettings:
    """Where the server listens, what the renderer draws, and who may use it."""

    host: str = "127.0.0.1"
    "The address of the HTTP server and of the media; `0.0.0.0` means every address of the machine."
    port: int = 12190
    "0 takes a free one; the address that was taken is printed."
    width: int = 512
    height: int = 288
    fps: float = 30.0
    engine: str = field(default_factory=default_engine)
    "A name of ENGINES, or `module:function` that takes width, height and frames a second."
    model: ModelSettings | None = None
    "What is drawn with instead of the engine."
    renderers: tuple[RendererSettings, ...] = ()
    "Empty: one, `main`. Who names none gets the first."
    rest_after: float | None = None
    "Seconds without a session after which a renderer ends, and gives its memory back; None: never."
    stamp: bool = False
    "Write the snapshot's and the frame's number into the picture."
    token: str = ""
    "Asked of everyone who does not come from this machine; empty asks nobody."
    allowed_hosts: tuple[str, ...] = field(default=())
    "Further names by which the server may be called."
    record: Path | None = None
    "Where a recording goes, a file *.mkv; if it is there, its name gets a number. Of several renderers with RENDERER."
    record_asked: bool = False
    "Record only when asked by HTTP, not from the start."
    whip: str = ""
    "The endpoint of a media server that the picture is published to; empty: none. Of several renderers with RENDERER."
    whip_token: str = ""
    "What the media server asks for."
    log: Path | None = None
    "Where it is noted what was drawn; if it is there, its name gets a number. Of several renderers with RENDERER."
    parent_pipe: bool = False
    "End when standard input ends: whoever started us is gone."

    def __post_init__(self) -> None:
        """Check ranges; ValueError says what was expected."""
        for name, value in (("width", self.width), ("height", self.height)):
            if not (MIN_SIDE <= value <= MAX_SIDE and value % 2 == 0):
                raise ValueError(f"{name} is an even number in {MIN_SIDE}..{MAX_SIDE}, not {value}")
        if not 1.0 <= self.fps <= 120.0:
            raise ValueError(f"fps lies in 1..120, not {self.fps:g}")
        if not 0 <= self.port <= 65535:
            raise ValueError(f"port lies in 0..65535, not {self.port}")
        if self.whip and not (urlsplit(self.whip).scheme in {"http", "https"} and urlsplit(self.whip).hostname):
            raise ValueError(f"a WHIP endpoint is like https://media.example/whip/stage, not {self.whip!r}")
        if self.record is not None and self.record.suffix != ".mkv":
            raise ValueError(f"a recording is a Matroska file, *.mkv, not {self.record.name!r}")
        if self.rest_after is not None and not 0.0 <= self.rest_after <= 86_400.0:
            raise ValueError(f"rest-after lies in 0..86400 seconds, not {self.rest_after:g}")
        self._check_renderers()

    def _check_renderers(self) -> None:
        names = [one.name for one in self.renderers]
        for one in self.renderers:
            if names.count(one.name) > 1:
                raise ValueError(f"each renderer has a name of its own, and {one.name} is there twice")
            if one.device and self.model is None:
                raise ValueError(f"a renderer's device is its model's: {one.name}={one.device} needs --model")
            if one.device and self.model is not None:
                replace(self.model, device=one.device)
        if len(names) > MOST_RENDERERS:
            raise ValueError(f"at most {MOST_RENDERERS} renderers, not {len(names)}")
        given_to_each = (("--record", str(self.record or "")), ("--whip", self.whip), ("--log", str(self.log or "")))
        for option, given in given_to_each:
            if len(names) > 1 and given and RENDERER not in given:
                raise ValueError(
                    f"{option}: expected {RENDERER} in it, where each renderer's name goes; found {given!r}"
                )

    def each(self) -> tuple["GeneratorSettings", ...]:
        """Return the settings of each renderer alone, the first one first."""
        return tuple(self._of(one) for one in self.renderers or (self.renderer,))

    def _of(self, one: RendererSettings) -> "GeneratorSettings":
        model = self.model
        if model is not None and one.device:
            model = replace(model, device=one.device)
        record, log = (path and Path(str(path).replace(RENDERER, one.name)) for path in (self.record, self.log))
        whip = self.whip.replace(RENDERER, one.name)
        return replace(self, model=model, renderers=(one,), record=record, log=log, whip=whip)

    @property
    def renderer(self) -> RendererSettings:
        """The first renderer."""
        return (self.renderers or (RendererSettings(),))[0]

    @property
    def device(self) -> str:
        """The model's device; empty where an engine draws."""
        return "" if self.model is None else self.model.device

    @property
    def draws(self) -> str:
        """The name of what draws: the model's, or the engine's."""
        return self.engine if self.model is None else self.model.name


RENDERER = "{renderer}"
"What stands in a name or an address for the renderer's name."
MOST_RENDERERS = 8
NAME = r"[a-z0-9_-]{1,40}"
TAKEN = ("api", "health")
"What our own routes begin with."
DEVICE = r"cuda(:\d{1,2})?|cpu"
ID = r"[\w-][\w.-]*/[\w.-]+|random:[\w.-]+"
"What a model on the hub is called, or one of chance."
MIN_SIDE = 64
MAX_SIDE = 2048
