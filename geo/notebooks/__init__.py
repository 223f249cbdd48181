"""Run notebooks without a screen, with kernels forked from one process.

===========  =======================================================================
fork_server  The process that kernels are forked from
kernels      Start and stop the process that kernels are forked from
outputs      Write the outputs of notebooks into a folder, with a record of them
run          Run notebooks without a screen, and write them as pages
stub         The process that Jupyter takes for a kernel: it asks the server for one
===========  =======================================================================
"""
