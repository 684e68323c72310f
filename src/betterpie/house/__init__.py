"""The house itself: settings, addresses, wiring, the demo street and the commands a host types.

Owns who follows which fact and what runs when. It never holds a rule of its own: rules live in the rooms.
"""
