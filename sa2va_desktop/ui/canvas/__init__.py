"""The picture in the centre of the window: zoom, pan, masks over it, and what the mouse means."""
