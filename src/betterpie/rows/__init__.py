"""How the database is asked and counted up when it must be quick: questions that are compiled once, counters raised in one statement.

Owns no table. It knows no room and no row's meaning; it never writes what a room's own action has not told it to.
"""
