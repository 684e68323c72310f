"""Who complements whom in a node and why, whom to meet next, and everything between two businesses on one page.

Owns the counters of what came of referrals, the nudges to meet and a node's own knowledge of occasions. It combines what the rooms below
know; it never sends a customer, makes a promise or judges a member.
"""
