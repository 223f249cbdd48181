"""Any table of points, lines and areas, packed into columns for a page of a million rows.

=======  ========================================================================
colours  Colours of events: categories, or a number on a ramp
columns  Pack columns into bytes that deflate well, and choose them
ground   The ground: the world, and what is around events that lie close together
layer    Events by the million as one folium layer, packed by columns
links    Links between places, along great circles
shapes   Places, lines and areas of events as columns
text     The text of events, in blocks that a page inflates when it needs them
words    Which words a block of texts may hold
=======  ========================================================================
"""
