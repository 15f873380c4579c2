"""Menu, toolbar and keyboard actions, described as a table."""
