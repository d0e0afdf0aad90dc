"""Letters: a file becomes what it states, every value with its place."""
