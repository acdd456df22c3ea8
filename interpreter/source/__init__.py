"""Bytes become data that remembers where each key and each character stood."""
