"""The lettering of drawings: strokes after ISO 3098, and the font that is built from them."""
