"""Shaded pictures of solids, without display or graphics card: the same bytes everywhere.

Every pixel comes from additions, products, divisions, square roots and comparisons, one element at
a time, and from maxima of whole numbers: no result depends on the order of a sum, on threads, or
on how a processor computes a power or a sine.
"""
