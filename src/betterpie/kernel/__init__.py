"""Pure computation: values in, values out.

Owns the sums of Betterpie, one formula a function, each with its textbook name and source. It never asks the clock or the
database and knows no Django, so that every number can be worked out again by hand.
"""
