"""Triton kernels of the network's pass and of the decoder."""
