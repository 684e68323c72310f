"""Every commitment in the house: who will do what, for whom, by when, and how it ended.

Owns promises, their due times, reminders and ends. Other rooms make promises here and say when they are kept; this room never
asks what a promise is for.
"""
