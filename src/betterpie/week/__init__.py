"""The week: what is due and what came of it, as a page and as a letter that sends itself; and the story of a business or a node.

Owns no tables. It combines what the rooms below know into sentences with their actions.
"""
