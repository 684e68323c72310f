"""Lists of businesses as towns really have them: columns guessed, rows cleaned, trades mapped, duplicates found.

Owns the `Listing` (one cleaned row), the guess of what each column holds, the trouble sentences of a row, and the score that says
whether two records are the same shop. It takes rows that somebody else has read from a file, and never asks the database.
"""
