"""The steps, oldest first: each leads from the form that it names to its own."""
