"""What the left and right button mean on the canvas: one module per tool, each a few facts turned into calls."""
