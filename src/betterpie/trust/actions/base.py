"""What all verbs of trust share."""


class Refused(Exception):
    """Something that can't be done, with a sentence fit for the reader."""
