"""The timeline under the canvas: ruler, thumbnails, answers and one lane per object."""
