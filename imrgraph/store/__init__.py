"""Files into a store and answers out of it: opening, loading, asking, walking, auditing, Spark."""
