"""How findings read in English: one template for each analysis.

Templates are made of the finding's own data, mark each number, and nothing reads their text
again. Another language is another folder like this one.
"""
