"""The checkpoints that can be had: which are released, which are on this machine, getting and removing them.

`released` is the table, `local_folders` looks on the disk, `plan` and `download` get files from the hub (the only two
that import `huggingface_hub`, through `hub`), `removal` and `file_check` look after what is there. Knows no torch and
no Qt; `operations/models.py` has the verbs for the window and the command.
"""
