"""Planning: what the guidelines in force ask of a request that nobody has decided yet."""
