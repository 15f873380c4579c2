"""Sa2VA Desktop: language-grounded annotation of images and videos."""

__version__ = "0.1.0"
