"""Agreement of what was found and scored with what people say."""
