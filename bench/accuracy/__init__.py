"""Accuracy of call edges in Python, TypeScript, JavaScript with JSDoc and CommonJS, on libraries of the registries."""
