"""The latent model of the project's own, which needs neither torch nor a download."""
