"""Expressions by pipeline: texts about tracked objects, written in stages by one model and checked by another.

Source: the way in which the texts of Ref-SAV were made (Sa2VA, arXiv 2501.04001): object, scene, video.
"""
