"""What members make together, from the idea to who pays whom.

Owns projects: what each puts in, who manages, what is done, the deal that all sign before the work, and the settlement after it.
It never moves money, never shows a rival another's figures, and never lets anybody fall below going alone without her written leave.
"""
