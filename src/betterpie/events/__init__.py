"""Where members meet: one-to-ones over a coffee, from the first suggestion of a time to what each said afterwards.

Owns one-to-ones, their times and notes. That two will meet is a promise of each to the other; this room never judges who did not come.
"""
