"""The model page: which models there are, getting, checking, using and removing them."""
