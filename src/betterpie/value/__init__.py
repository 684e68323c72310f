"""What members put in and got, summed by month.

Owns the flows of value between members. It reads nothing but the word Moves, and everything it holds can be derived again from
the journal.
"""
