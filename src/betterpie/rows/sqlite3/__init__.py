"""Django's SQLite with a queue at the pen: whoever wants to write next stands first, and gets it as soon as it is free.

SQLite's own waiting sleeps up to a tenth of a second between two looks, and whoever writes in a loop takes the pen again meanwhile.
"""
