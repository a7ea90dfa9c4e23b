"""Reading STEP files, whoever wrote them: the text and its PMI, and what OCCT makes of it."""
