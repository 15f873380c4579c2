"""Adapters between the document and Qt's list views."""
