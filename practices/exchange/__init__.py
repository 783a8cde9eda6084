"""Spreadsheets, out and in: every column declared once, the formats, exports, and imports from any sheet."""
