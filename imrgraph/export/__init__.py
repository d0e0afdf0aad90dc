"""Export: what imrgraph knows, written for other readers, a module each."""
