"""An evening's quiz in a hall: one host page on the wall, everybody else on their own phone."""
