"""A frame in one CUDA graph: kernels of our own where the libraries leave time, the libraries' where they do not."""
