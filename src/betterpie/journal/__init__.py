"""The append-only record of what happened, and its delivery to whoever follows it.

Owns facts and their shared words (Moves, Regards, Tells), entries, mentions and deliveries. It knows no room: rooms say what
happened in its words, and other rooms read the words. It never changes or removes an entry.
"""
