"""Media: PDF, Word, HTML, mail, pictures and text in any encoding become pages of text."""
