"""Any table of points, lines and areas, packed into columns for a page of a million rows.

=======  =========================================================================
colours  Colours of events: categories, or a number on a ramp
columns  Pack columns into bytes that deflate well, and choose them
layer    Events by the million as one folium layer, packed by columns
shapes   Places, lines and areas of events, and the links between them, as columns
text     The text of events in blocks, and which words a block may hold
=======  =========================================================================
"""
