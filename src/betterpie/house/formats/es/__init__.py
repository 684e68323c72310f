"""Spanish as it is read in the United States and Mexico."""
