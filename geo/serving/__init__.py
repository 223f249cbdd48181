"""The gazetteer as a service on loopback.

=========  ==================================================================
reconcile  Answer reconciliation queries: candidates, suggestions, properties
server     Serve the answers as the Reconciliation API 0.2 and 1.0-draft
=========  ==================================================================
"""
