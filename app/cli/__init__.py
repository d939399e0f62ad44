"""Commands of the command line; each calls actions or pure functions and says what happened."""
