"""The verbs over the document: ask, track, export. No Qt, no torch."""
