"""The demo: a story played with the real bot over HTTP, with a simulated Telegram and a clock that can jump."""
