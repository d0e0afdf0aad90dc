"""Text: the words of a letter, before anybody asks what they mean."""
