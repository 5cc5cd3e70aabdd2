"""A small latent diffusion model of our own, on a CPU through onnxruntime: what a machine without a GPU shows."""
