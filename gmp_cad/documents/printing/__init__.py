"""What goes on paper: PDF, pages as pixels, spaces of print, figures."""
