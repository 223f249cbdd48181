"""Kernels that start at once: forked from one process that has imported what notebooks need.

Importing takes most of the time of a short notebook. A server process imports once and is forked
for each kernel; what Jupyter starts and stops is a stub, whose end is the kernel's end.
"""

from .nursery import nursery

__all__ = ["nursery"]
