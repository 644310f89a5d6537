"""Pictures and papers: values in, bytes of a PNG, SVG or PDF out. A drawing is a ``Page`` of marks; see ``page``."""
