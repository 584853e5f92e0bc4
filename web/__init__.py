"""The coach's console: pages to read before a session. Reads through storage, acts through the desk."""
