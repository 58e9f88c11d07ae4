"""Everything beside the main video: sound, subtitles, chapters, attachments, tags."""
