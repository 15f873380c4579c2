"""One module a format, each with a `FORMAT`; `dataset_format.formats` finds them by listing."""
