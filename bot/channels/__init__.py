"""How messages come in and replies go out, one channel a file; each is one function that `app` mounts."""
