"""What networks compute with on a processor: products in whole numbers, and what goes between them.

`tiles` has the processor's own instruction, `products` what is made of it, `keys` what attention looks
up, `kernels` the small loops, `weights` the way from a file of weights.
"""
