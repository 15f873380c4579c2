"""Correcting the mask of an object by words: what is asked, what is proposed, and the bar over the canvas."""
