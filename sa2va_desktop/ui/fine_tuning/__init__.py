"""Fine-tuning on the open project: choosing, the plain statement before it begins, its progress, and what came of it."""
