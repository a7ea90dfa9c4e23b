"""Workers on other machines, which share no disk with us."""
