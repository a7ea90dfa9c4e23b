"""The drawings as documents: title block, sheets, PDF."""
