"""Settings described as data."""
