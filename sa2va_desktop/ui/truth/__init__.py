"""The project beside a ground truth: choosing one, the queue of places that disagree, and its outlines on the canvas."""
