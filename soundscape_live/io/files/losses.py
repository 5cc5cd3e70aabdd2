"""`[loss.…]` of show files: what is done when a source of sound, hands, tempo or picture is gone.

Rules: a table is called by a kind of source, or by a pattern of single controllers or OSC clients, which stands above
its kind; of several patterns the first that fits counts.
"""

import dataclasses
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

from soundscape_live.io.files.errors import near
from soundscape_live.io.files.values import Seconds, Table, choice, wrong
from soundscape_live.mapping.loss import KINDS, Loss, LossRules, OnLoss

_RULES = LossRules()
_LOSS = Loss()


class LossTable(Table):
    """One policy."""

    policy: Annotated[OnLoss, choice(OnLoss)] | None = None
    after: Seconds | None = None
    over: Seconds = _LOSS.over

    def frozen(self, usual: OnLoss) -> Loss:
        """Return the value that the core knows; `usual` is the policy where the file names none."""
        return Loss(self.policy or usual, self.after, self.over)


def _source(value: object) -> str:
    pattern = isinstance(value, str) and value.startswith(("midi:", "osc:")) and len(value) <= 100
    if value not in KINDS and not pattern:
        expected = f"one of {', '.join(KINDS)}, or a pattern such as midi:*nanoKONTROL2* or osc:10.0.0.5"
        raise wrong(expected, value, near(value, KINDS) if isinstance(value, str) else "")
    return str(value)


LossSource = Annotated[str, BeforeValidator(_source)]
"What a table of losses is called."


def loss_rules(tables: Mapping[str, LossTable]) -> LossRules:
    """Return the value that the core knows."""
    kinds = {kind: tables[kind].frozen(_RULES.of(kind).policy) for kind in KINDS if kind in tables}
    named = tuple((source, table.frozen(OnLoss.HOLD)) for source, table in tables.items() if source not in KINDS)
    return dataclasses.replace(_RULES, **kinds, named=named)


def loss_json(rules: LossRules) -> dict[str, object]:
    """Return a value that json.dumps writes, of the form that a show file has."""
    rows = [*((kind, rules.of(kind)) for kind in KINDS), *rules.named]
    return {source: _plain(loss) for source, loss in rows}


def _plain(loss: Loss) -> dict[str, object]:
    plain: dict[str, object] = {"policy": loss.policy.value, "over": loss.over}
    return plain if loss.after is None else {**plain, "after": loss.after}
