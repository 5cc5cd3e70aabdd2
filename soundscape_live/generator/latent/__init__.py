"""The laws of a picture that feeds back into itself, for every latent model, whatever computes it. Plain numbers."""
