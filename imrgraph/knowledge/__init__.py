"""Knowledge: the folder ontology/ as plain values."""
