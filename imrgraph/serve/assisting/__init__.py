"""Assisting: tools by which an assistant asks, and answers that can be checked."""
