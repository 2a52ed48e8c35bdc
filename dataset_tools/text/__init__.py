"""What is done to and measured on the main text: normalisation, language, scores."""
