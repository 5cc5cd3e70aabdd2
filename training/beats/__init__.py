"""The beat tracker's ear: invented scores, played by sound fonts, teach a small network to hear their beats."""
