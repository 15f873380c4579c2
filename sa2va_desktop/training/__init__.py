"""Training of checkpoints: data, losses, trainer, export to a checkpoint folder."""
