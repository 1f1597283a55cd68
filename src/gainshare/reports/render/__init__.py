"""The same content as a page, as plain text, as a PDF, or as figures for a spreadsheet."""
