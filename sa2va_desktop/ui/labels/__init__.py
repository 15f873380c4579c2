"""Labels and attributes: the schema, its keys, and what it says of the selected objects."""
