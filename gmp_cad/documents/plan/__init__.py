"""The documents of a process plan: gamme, contracts, simulation, tools, quotation."""
