"""One recipe over many clips: instructions, labels, thresholds, export, and a report of what deserves a look."""
