"""The verbs over the document: add media, ask, export. The same for window and command line; no Qt, no torch."""
