"""Word and Excel: templates of schools filled, workbooks of our own."""
