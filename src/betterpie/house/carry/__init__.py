"""Takes a node away whole, as one file, and brings it up in another installation under new numbers.

Owns what belongs to a node and how its numbers are told apart from its amounts. People who are known there already, by their e-mail,
stay who they are; whatever is signed or tied to an address (letters that are out, passkeys, sessions) does not travel.
"""

from betterpie.house.carry.bringing import Refused, bring
from betterpie.house.carry.taking import take

__all__ = ["Refused", "bring", "take"]
