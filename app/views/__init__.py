"""Pages: they read through questions and write only through actions; a module's `blueprint` is found by itself."""
