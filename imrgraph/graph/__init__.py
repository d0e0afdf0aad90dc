"""The graph: facts as quads, the store that holds them, and questions to it."""
