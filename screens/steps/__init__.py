"""The four steps: a question, its answers, the picture and the diff beside them."""
