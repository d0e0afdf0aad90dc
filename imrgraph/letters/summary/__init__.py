"""Summary: what the clinical case summary tells of the worker, the injury and the treatment."""
