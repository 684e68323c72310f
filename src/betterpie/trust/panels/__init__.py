"""What this room shows in other places, and the sentences in which its own pages speak."""
