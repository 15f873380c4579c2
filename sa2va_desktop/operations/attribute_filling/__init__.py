"""Attributes filled by question: the model proposes what the schema asks of each object, with a confidence."""
