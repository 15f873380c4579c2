"""The embedded checkpoint from scratch: stages over drawn scenes, one after another, each resumable."""
