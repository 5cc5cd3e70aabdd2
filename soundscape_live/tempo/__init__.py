"""The beat grid, a timeline between seconds and beats, and the fusion of tempo sources."""
