"""Pictures and papers: values in, bytes of a PNG, SVG or PDF out. A drawing is a ``Page`` of marks; see ``page``.

``drawings`` loads Pillow and fpdf2, so only the process that draws imports it; ``signed`` needs neither.
"""
