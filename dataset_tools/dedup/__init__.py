"""Duplicates among records: exact by normalised text."""
