"""Fine-tuning of any checkpoint that the runtime loads, on annotations of one's own."""
