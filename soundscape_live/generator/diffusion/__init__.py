"""Pictures by few-step Stable Diffusion models. The one place that imports torch; the base installation never does."""
