"""Where the samples of a fine-tuning come from: data sets, projects and scenes, checked, mixed and drawn."""
