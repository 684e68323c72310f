"""The shared look: base pages, components, tokens, fonts, icons, forms and the words for money, times and numbers.

Owns how things look and read, not what they are: every room builds its pages from these parts, which docs/reference/components.md lists
with their parameters. It never reads a table, and knows no other room.
"""
