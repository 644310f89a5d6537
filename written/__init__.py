"""What people write, read as they meant it: Vietnamese text, and YAML files. Knows nothing of the rest."""
