"""The expression language: text becomes our own closed, typed tree.

A small part of Python's grammar, no attributes, no methods, no loops.  Every expression
terminates in time bounded by its size, and every operator is total.
"""
