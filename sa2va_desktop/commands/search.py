"""`search`: find files, labels, objects, texts, answers, values and comments of a project by words."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sa2va_desktop import assembly
from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.search import FoundKind, Query, frame_of, search, sorted_found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help="a .sa2va file")
    parser.add_argument(
        "words",
        nargs="+",
        metavar="WORD",
        help='all have to occur; "two words" in quotes together, -word must not',
    )
    parser.add_argument(
        "--kind", action="append", choices=[kind.value for kind in FoundKind], help="only these; repeatable"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")


def run(args: argparse.Namespace) -> int:
    query = Query.of(" ".join(args.words))
    if query.is_empty:
        raise UsageError(f"expected at least one word to look for, found {' '.join(args.words)!r}")
    kinds = [FoundKind(each) for each in args.kind] if args.kind else tuple(FoundKind)
    with assembly.open_project(args.project, read_only=True) as session:
        project = session.project
        for found in sorted_found([each for each in search(project, query, kinds) if each is not None]):
            media = None if found.media_id is None else project.media[found.media_id].path
            frame_index = frame_of(project, found)
            if args.json:
                described = {
                    "kind": found.kind.value,
                    "title": found.title,
                    "media": media,
                    "objects": list(found.object_ids),
                    "frame": frame_index,
                }
                print(json.dumps(described, ensure_ascii=False))
            else:
                place = "" if frame_index is None else f"  frame {frame_index}"
                print(f"{found.kind.value:<8} {' '.join(found.title.split())}  ({found.detail}){place}")
    return 0
