"""One folder a language, and what all languages are held to."""
