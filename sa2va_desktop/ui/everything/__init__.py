"""Everything in one frame: proposals on the canvas and in a list, of which a person accepts some."""
