"""What networks compute with on a processor: products in whole numbers, and what goes between them.

`processor` says what it can do, `tiles` has its own instruction, `products` what is made of it, `keys` what attention looks
up, `kernels` the small loops, `weights` the way from a file of weights.
"""
