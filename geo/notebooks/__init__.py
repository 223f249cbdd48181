"""Run notebooks without a screen, with kernels forked from one process.

===========  ==================================================================================
fork_server  Fork kernels from one process: the server, and the manager that starts and asks it
outputs      Write the outputs of notebooks into a folder; the records of builds and runs
run          Run notebooks without a screen, and write them as pages
stub         The process that Jupyter takes for a kernel: it asks the server for one
===========  ==================================================================================
"""
