"""Finding in a clip by a sentence: the searches and what a person does with what they find."""
