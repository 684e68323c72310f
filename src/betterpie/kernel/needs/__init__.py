"""Search by need: a customer's words in, the trades that can help out, with the words that decided.

It owns the reading of words (stems, concepts, typing errors) and the weighing of trades; what trades know of customers' words lies in
`kernel/vocabulary/needs` as plain text. It never knows a business, and needs nothing from outside: no model, no network.
"""

from betterpie.kernel.needs.labels import categorise
from betterpie.kernel.needs.search import Match, best

__all__ = ["Match", "best", "categorise"]
