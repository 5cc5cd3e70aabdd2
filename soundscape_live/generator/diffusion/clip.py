"""The encoder of texts of CLIP (Radford et al. 2021), as Stable Diffusion's models are told of texts.

Rules: the network has its layers' names as the files have them. Importing it costs nothing; the library that has it as
one of hundreds takes longer than torch itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812  (as everybody calls it)
from torch import Tensor, nn
from typing_extensions import override

ROOT = "text_model."
"Before the layers' names in most files."


def quick_gelu(x: Tensor) -> Tensor:
    """Return CLIP's own approximation of GELU (Hendrycks and Gimpel 2016)."""
    return x * torch.sigmoid(1.702 * x)


ACTIVATIONS: Mapping[str, Callable[[Tensor], Tensor]] = {"quick_gelu": quick_gelu, "gelu": F.gelu}
"As configurations call them."


@dataclass(frozen=True, slots=True)
class Shape:
    """What a configuration says of an encoder."""

    vocabulary: int
    places: int
    "Tokens of a text, at most."
    channels: int
    inner: int
    heads: int
    layers: int
    activation: Callable[[Tensor], Tensor]
    epsilon: float
    projected: int
    "Channels of the whole text's vector; 0: the encoder has none."


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """What is made of a text."""

    last: Tensor
    "(1, tokens, channels): of the last layer, normalised."
    before: Tensor
    "(1, tokens, channels): of the last layer but one."
    whole: Tensor | None
    "(1, channels): the whole text's vector."


def read_shape(config: Mapping[str, object], *, projected: bool) -> Shape:
    """Return what a configuration says. ValueError: it is not of an encoder of ours."""

    def number(key: str, usual: float) -> float:
        value = config.get(key, usual)
        if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
            raise ValueError(f"{key} is {value!r}; expected a number above 0")
        return value

    act = config.get("hidden_act", "quick_gelu")
    if act not in ACTIVATIONS:
        raise ValueError(f"hidden_act is {act!r}; expected one of {', '.join(ACTIVATIONS)}")
    shape = Shape(
        vocabulary=int(number("vocab_size", 49408)),
        places=int(number("max_position_embeddings", 77)),
        channels=int(number("hidden_size", 512)),
        inner=int(number("intermediate_size", 2048)),
        heads=int(number("num_attention_heads", 8)),
        layers=int(number("num_hidden_layers", 12)),
        activation=ACTIVATIONS[str(act)],
        epsilon=number("layer_norm_eps", 1e-5),
        projected=int(number("projection_dim", 512)) if projected else 0,
    )
    if shape.channels % shape.heads:
        raise ValueError(f"hidden_size is {shape.channels}, no multiple of num_attention_heads, {shape.heads}")
    return shape


class Embeddings(nn.Module):
    """Tokens and their places -> vectors."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.token_embedding = _table(shape.vocabulary, shape.channels)
        self.position_embedding = _table(shape.places, shape.channels)

    @override
    def forward(self, ids: Tensor) -> Tensor:
        made: Tensor = self.token_embedding(ids) + self.position_embedding.weight[: ids.shape[1]]
        return made


def _table(rows: int, channels: int) -> nn.Embedding:
    """Return a table that is yet to be filled: to fill one by chance on no device, torch would import its compiler."""
    table: nn.Embedding = nn.Embedding.from_pretrained(torch.empty(rows, channels))
    return table


class Attention(nn.Module):
    """Each token looks at those before it and at itself."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._heads = shape.heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (
            nn.Linear(shape.channels, shape.channels) for _ in range(4)
        )

    @override
    def forward(self, x: Tensor) -> Tensor:
        q, k, v = (
            project(x).unflatten(-1, (self._heads, -1)).transpose(1, 2)
            for project in (self.q_proj, self.k_proj, self.v_proj)
        )
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        made: Tensor = self.out_proj(seen.transpose(1, 2).flatten(2))
        return made


class Products(nn.Module):
    """Two linear layers."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._activation = shape.activation
        self.fc1 = nn.Linear(shape.channels, shape.inner)
        self.fc2 = nn.Linear(shape.inner, shape.channels)

    @override
    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.fc2(self._activation(self.fc1(x)))
        return made


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attn = Attention(shape)
        self.layer_norm1 = nn.LayerNorm(shape.channels, shape.epsilon)
        self.mlp = Products(shape)
        self.layer_norm2 = nn.LayerNorm(shape.channels, shape.epsilon)

    @override
    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x))
        made: Tensor = x + self.mlp(self.layer_norm2(x))
        return made


class Layers(nn.Module):
    """All layers."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))


class Encoder(nn.Module):
    """The network."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embeddings = Embeddings(shape)
        self.encoder = Layers(shape)
        self.final_layer_norm = nn.LayerNorm(shape.channels, shape.epsilon)
        self.text_projection = nn.Linear(shape.channels, shape.projected, bias=False) if shape.projected else None

    @override
    def forward(self, ids: Tensor, ends: int) -> Encoded:
        """Take tokens (1, places) and the place of the one that ends the text."""
        before = x = self.embeddings(ids)
        for layer in self.encoder.layers:
            before, x = x, layer(x)
        last = self.final_layer_norm(x)
        whole = None if self.text_projection is None else self.text_projection(last[:, ends])
        return Encoded(last, before, whole)


def read_encoder(
    config: Mapping[str, object], weights: Mapping[str, Tensor], dtype: torch.dtype, *, projected: bool
) -> Encoder:
    """Return an encoder with these weights, called as in files. ValueError says what does not fit."""
    with torch.device("meta"):
        encoder = Encoder(read_shape(config, projected=projected))
    named = {name.removeprefix(ROOT): weight.to(dtype) for name, weight in weights.items()}
    wanted = encoder.state_dict()
    for name, weight in wanted.items():
        found = named.get(name)
        if found is None:
            raise ValueError(f"no {name} in the weights")
        if found.shape != weight.shape:
            raise ValueError(f"{name} is {tuple(found.shape)}, not {tuple(weight.shape)} as configured")
    encoder.load_state_dict({name: named[name] for name in wanted}, assign=True)
    return encoder
