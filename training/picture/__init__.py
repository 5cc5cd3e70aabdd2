"""The picture that a fresh machine shows: scenes drawn by the project teach a small latent model its words."""
