"""Which attributes the timeline shows: those over time of the one object that is selected."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.operations.attribute_edits import keys_of
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.labels.attribute_commands import AttributeCommands
from sa2va_desktop.ui.timeline.attribute_strip import AttributeLane, AttributeStrip
from sa2va_desktop.ui.timeline.timeline_view import TimelineView
from sa2va_desktop.ui.view_state import ViewState


class AttributeLanes(QObject):
    """Follows selection and document; the strip belongs to the timeline."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        commands: AttributeCommands,
        timeline: TimelineView,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._commands = commands
        self._view_state = view_state
        self.strip = timeline.add_strip(AttributeStrip)
        self.strip.key_moved.connect(commands.move_key)
        view_state.selection_changed.connect(lambda _selection: self._show())
        view_state.media_changed.connect(lambda _media_id: self._show())
        document.changed.connect(self._follow)

    def _follow(self, change: ChangeSet) -> None:
        selection = self._view_state.selection
        if change.attribute_ids or change.is_structural or (change.valued_ids | change.object_ids) & selection:
            self._show()

    def _show(self) -> None:
        project, selected = self._document.project, self._commands.selected()
        if len(selected) != 1:
            self.strip.show_lanes(None, [])
            return
        item = project.objects[selected[0]]
        lanes = [
            AttributeLane(attribute, keys_of(project, item.object_id, attribute.attribute_id))
            for attribute in project.schema_attributes(item.category_id)
            if attribute.changes_over_time
        ]
        self.strip.show_lanes(item, [lane for lane in lanes if lane.keys])
