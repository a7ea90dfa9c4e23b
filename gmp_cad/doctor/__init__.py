"""What this machine lacks for gmp_cad to work, and the command that mends it.

It must answer where little else does: at import it needs nothing but the standard library.
"""
