"""The sheet around the views, from its template: frame, title block, tables, notes."""
