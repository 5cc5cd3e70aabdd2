"""What a generator is started with."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from soundscape_live.generator.tiny import files as tiny
from soundscape_live.model import LORA_MOST, STILL, Motion

_PLAIN = "pytorch_lora_weights.safetensors"


def default_engine(model: Path = tiny.MODEL) -> str:
    """Return the engine that draws unless one is named: our own model where its files are. Looks for them."""
    return "tiny" if tiny.there(model) else "procedural"


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
    "`cuda` or `cpu`."
    force: bool = False
    "Draw with a large model on a CPU, too, at seconds a frame."
    smooth: bool = False
    "Draw half as often, and show what lies half way between two frames."
    motion: Motion = STILL

    def __post_init__(self) -> None:
        """Check ranges; ValueError says what was expected."""
        if self.device not in {"cuda", "cpu"}:
            raise ValueError(f"device is cuda or cpu, not {self.device!r}")
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


def read_model(text: str) -> ModelSettings:
    """Read what ModelSettings.text has written; our own process wrote it, so its types are not checked."""
    fields = json.loads(text)
    loras = tuple(LoraSettings(**lora) for lora in fields.pop("loras"))
    return ModelSettings(loras=loras, motion=Motion(**fields.pop("motion")), **fields)


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
    stamp: bool = False
    "Write the snapshot's and the frame's number into the picture."
    token: str = ""
    "Asked of everyone who does not come from this machine; empty asks nobody."
    allowed_hosts: tuple[str, ...] = field(default=())
    "Further names by which the server may be called."
    record: Path | None = None
    "Where a recording goes, a file *.mkv; if it is there, its name gets a number."
    record_asked: bool = False
    "Record only when asked by HTTP, not from the start."
    whip: str = ""
    "The endpoint of a media server that the picture is published to; empty: none."
    whip_token: str = ""
    "What the media server asks for."
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


MIN_SIDE = 64
MAX_SIDE = 2048
