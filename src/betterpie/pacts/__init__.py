"""Agreements of two members to cooperate: to refer, to recommend, to stock each other's goods, to offer something together.

Owns pacts and what is counted on a shelf. A pact is agreed by both, changed by consent, and ended by either; it never pays for a
referral, and no money can hang on it where one of the two is in a regulated trade.
"""
