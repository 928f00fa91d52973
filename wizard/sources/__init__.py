"""Where manifests come from and go to: files, folders, streams; settings and drafts. Judges nothing."""
