"""The gazetteer as a service on loopback.

=========  ==================================================================
loopback   Serve pages to this machine alone, until the process is stopped
server     Serve the answers as the Reconciliation API 0.2 and 1.0-draft
=========  ==================================================================
"""
