"""A scheduler's configuration -> the model's schedule. Its table and kinds are all that is used; it never steps."""

from collections.abc import Mapping
from typing import cast

from diffusers import DDIMScheduler

from soundscape_live.generator.latent.schedule import LAST, Estimate, Schedule, diffusion
from soundscape_live.generator.picture import Refusal

LEAST = 1e-6
"Of the table: models that were taught to begin at no signal at all have 0 there, by which noise could not be divided."
CONSISTENCY = "LCMScheduler"
SCALING = 10.0


def read_schedule(config: Mapping[str, object], where: str) -> Schedule:
    """Return the schedule. Refusal: the model's noise is of another kind."""
    name = str(config.get("_class_name"))
    asked = config.get("prediction_type", Estimate.NOISE.value)
    if name.startswith("FlowMatch") or asked not in {Estimate.NOISE, Estimate.VELOCITY, Estimate.CLEAN}:
        raise Refusal(
            f"{where}: its scheduler is {name}, {asked}; expected a Stable Diffusion's, epsilon or v_prediction"
        )
    if config.get("num_train_timesteps", LAST) != LAST:
        raise Refusal(f"{where}: it was taught in {config.get('num_train_timesteps')} steps, not {LAST}")
    # The class of any scheduler builds the same table from these keys; the others are left out as unknown to it.
    keys = ("beta_start", "beta_end", "beta_schedule", "trained_betas", "rescale_betas_zero_snr")
    table = DDIMScheduler(**{key: config[key] for key in keys if config.get(key) is not None}).alphas_cumprod
    scaling = float(cast("float", config.get("timestep_scaling", SCALING))) if name == CONSISTENCY else 0.0
    return diffusion([max(LEAST, value) for value in table.double().tolist()], Estimate(str(asked)), scaling)
