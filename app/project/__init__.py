"""The document: an immutable tree of values, edits that make new ones, queries."""
