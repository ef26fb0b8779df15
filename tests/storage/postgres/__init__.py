"""The store on a server."""
