"""The assistant: one conversation, several channels."""
