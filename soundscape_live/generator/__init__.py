"""The video side: a signalling server and a renderer, each a process of its own."""
