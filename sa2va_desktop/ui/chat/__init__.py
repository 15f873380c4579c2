"""The conversation with the model: turns whose phrases are linked to masks, and the prompt box."""
