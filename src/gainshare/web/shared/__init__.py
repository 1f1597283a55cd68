"""What every app uses: the page, its templates, time, uploads and e-mail."""
