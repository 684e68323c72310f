"""The doors of people: coming in, and one's own page."""
