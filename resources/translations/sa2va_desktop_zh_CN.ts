<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Sa2VA Desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotate and explore pictures and videos with Sa2VA: type an instruction, masks stream over the clip.
Everything runs on this machine; nothing is sent anywhere.

Licence: Apache-2.0. Built with Qt {0}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AskController</name>
    <message>
        <source>Answer “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is chosen, so nobody can answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the embedded model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AskProgress</name>
    <message>
        <source>Answering {0} / {1} frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading and answering…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} fps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CandidateBar</name>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept the mask  (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click inside the object as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop marks and mask  (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for what was marked…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask of “{0}” on this frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Possible mask {0}, with the model's own estimate of its quality  ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model finds nothing there; mark more.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CanvasBar</name>
    <message>
        <source>How strongly masks colour the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playback rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playback rate (there is no sound)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CaptionStrip</name>
    <message>
        <source>Answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} more rows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClickController</name>
    <message>
        <source>Find what was marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is chosen, so marks cannot become a mask.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The marks were dropped; Enter accepts a mask.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Find an action…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationView</name>
    <message>
        <source>Show earlier turns</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Close the panel {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close; the View menu brings it back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>No project is open.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Duration</name>
    <message>
        <source>{0} h {1} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} min {1} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Drop files or folders anywhere in this window. Then type what to find,
such as “the dog that jumps last”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture or a video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the demo clip</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>A new or empty folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking what this format can hold…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported to {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is lost in this format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the shown picture or clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This format cannot hold: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the pictures, too</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FrameFeed</name>
    <message>
        <source>Decode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FrameState</name>
    <message>
        <source>absent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edited by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>out of date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tracked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>worth a second look</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FramesChooser</name>
    <message>
        <source>Around playhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Custom…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First 5 of range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames, such as 0, 7, 20</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In–out range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spread over range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model sees frames {frames}; masks for {first}–{last}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model sees this picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the frames that the model shall see, such as 0, 7, 20.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which frames the language model sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which part of the clip gets masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole clip</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LanesStrip</name>
    <message>
        <source>Objects over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type an instruction: each object that it finds gets a lane here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, frame {frame}: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text}, score {score}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LinkedText</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Closing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from Project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file stays where it is; this can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MediaItemModel</name>
    <message>
        <source>{0} frames</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MediaPanel</name>
    <message>
        <source>Media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and clips
of the project appear here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageCenter</name>
    <message>
        <source>Something went wrong inside the program: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelController</name>
    <message>
        <source>Free the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The choice of the model cannot be remembered: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model cannot be used: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelWish</name>
    <message>
        <source>Use the embedded model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ObjectCommands</name>
    <message>
        <source>Change Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reorder Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock Objects</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ObjectDelegate</name>
    <message>
        <source>Change the colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide or show the masks of this object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock: automatic work leaves a locked object alone</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ObjectItemModel</name>
    <message>
        <source>Found by: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ObjectPanel</name>
    <message>
        <source>Colour of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No objects yet.

Type what to find, or click it with the point tool (Q).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ObjectRuns</name>
    <message>
        <source>Describe “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every frame of the range has its mask already; nothing is left to track.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is chosen, so this cannot be done: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tracked frame of the range lies beside this one, so nothing follows from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one object: one correction is followed at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one object: one is described at a time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProjectController</name>
    <message>
        <source>All changes are stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes are not stored: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the open project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not opened, because {1} could not be stored; store or save that one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} more could not be opened.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PromptBox</name>
    <message>
        <source>A thing to find, such as: the dog that jumps last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask, or say what to segment: “Please segment the red car.”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model to ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture or a video to ask about it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop; what is done stays (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is given the text as it is typed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model cannot answer about pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model cannot answer about videos.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a thing, such as “the red car”; it is put into the question the model knows best</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RulerStrip</name>
    <message>
        <source>Drag to move through the clip; drag the brackets to set the range (I and O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frame {frame} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunProgress</name>
    <message>
        <source>{0}  ·  {1} / {2} masks</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Add to the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Middle drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mouse and prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New line in the instruction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points: belongs to the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points: does not belong to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select object 1 to 9, or a proposed mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select the object under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the instruction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+Click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space+Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Shutdown</name>
    <message>
        <source>Close and lose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything is stored: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the project file does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>All changes stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame and number of frames, counted from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading {0}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of this program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model: choose one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixel under the cursor and its colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop  (Esc)
What is done stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of this frame since the first one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom: screen pixels per picture pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} changes not stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, loads when needed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StrokeController</name>
    <message>
        <source>Erase from “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one object first: the brush changes its mask on this frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” is locked; unlock it to paint.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Suggestions</name>
    <message>
        <source>Ask about this clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask about this picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describe this and segment each thing you name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to ask about yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture or a video; then say in words what you want to have marked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please segment the person on the left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please segment the red car.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please segment the tree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say what you want to have marked. Words of the answer get the colour of their mask.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedded model knows a few drawn things, such as those of the demo clip. For real pictures, choose a model folder in the Model menu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens here, and who does it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is the largest thing here?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where is the balloon?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThumbnailLoader</name>
    <message>
        <source>Thumbnails</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TurnWidget</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the answer's text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut off when the program ended; what was stored is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the frames…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rests on frames </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what the model was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; what was finished is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model wrote no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>masks for {first}–{last}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>Folder of a Sa2VA checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open pictures, videos or a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sa2VA projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the project as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>project</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowWiring</name>
    <message>
        <source> (read-only)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is chosen; viewing, editing and export work without one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One thing at a time: {0} is still running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the model…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ZoomButtons</name>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the in/out range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in (Ctrl+wheel)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out (Ctrl+wheel)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_MessageRow</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;About Sa2VA Desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Accept the Mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Actual Pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colour…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Embedded Model (Sa2VA-Nano)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find an Action…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Follow the Correction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Hide Selected (Hold: Peek)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Hide or Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Larger Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Last Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Lock or Unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New Project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;No Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Play or Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Slower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop or Drop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 Frames &amp;Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 Frames &amp;Forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also Alt+Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a new object, or as the mask of the selected object on this frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bo&amp;x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Carry the selected objects from their key frames through the range, both ways</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click masks to select objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compute again the tracked frames round this one, as far as its mask changes them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>De&amp;scribe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a box round a thing; right click excludes; Enter accepts the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drops marks that wait, else stops the answer or the track; what is done stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase from the selected object's mask on this frame; the right button paints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every change is stored by itself; this makes sure of it now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;irst Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ull Screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free its memory; viewing, editing and export go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the prompt box; Enter sends, Shift+Enter starts a new line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left click: this belongs to the object; right click: this does not; Enter accepts the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move &amp;Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next &amp;Key Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next &amp;Media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open all pictures of a folder, or a folder of frames as a clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open pictures, videos or a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;Demo Clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint on the selected object's mask on this frame; the right button erases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous K&amp;ey Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous Me&amp;dia</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;maller Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save Project &amp;As…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select &amp;All Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select &amp;Nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set &amp;Out Point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set I&amp;n Point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;Masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tap H to hide or show the selected objects; hold H to see the bare picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tap Space to play; hold Space and drag to move the picture. There is no sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model says what the selected object is on this frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme of the &amp;System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then marks make a new object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type an &amp;Instruction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a Sa2VA checkpoint from a folder on this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole &amp;Clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write masks for other programs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>datasets</name>
    <message>
        <source>COCO instances (JSON)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DAVIS 2017 (index PNG)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlay video (MP4)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers and captions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frames on which an object is known to be absent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>masks that become part of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no export format is called {0!r}; there are {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>objects absent in the first frame (DAVIS evaluators ignore them)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pixels where objects overlap (the upper one is kept)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1} is read-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: DAVIS holds at most {1} objects, found {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: an overlay needs the pictures, and they are not available</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: expected a folder to export into, but {1} is a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: overwriting this folder would delete {1}; choose another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the folder is not empty; choose another or allow overwriting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>media</name>
    <message>
        <source>'{0}' cannot be listed: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' cannot be read: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' cannot be shown at {1} frames a second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' cannot be written: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' has a video stream of which no frame can be decoded{1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' has a video stream without any frame{1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' has changed on disk since it was indexed; open it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' has no usable frame times: its frames are counted at {1:g} a second, and a step back decodes from the start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' has no video stream (found: {1}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' has several pages or frames; the first is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' has {1}x{2} pixels ({3:.0f} megapixels), more than the limit of {4:g}; raise the limit in the settings to open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' has {1}x{2} pixels, for which the memory is not enough.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is a HEIC picture, which cannot be read; save it as JPEG or PNG first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is a folder without pictures, expected a file or a folder of frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is a text file, expected a picture or a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is an SVG drawing, which has no pixels; save it as PNG first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is compressed with a codec that this installation cannot decode.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is cut off: it ends in the middle of a frame, after {1} whole ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is cut off: its header promises {1} frames, {2} are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is cut off: {1} bytes are missing, {2} frames are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is damaged after frame {1}: {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is damaged and cannot be decoded: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is damaged or no picture: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is damaged: its header says {1}x{2} pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is damaged: its header says {1}x{2}, decoded were {3}x{4}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is empty (0 bytes), expected a picture or a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is not a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is not a regular file, expected a picture or a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is not a video that can be read, or is damaged: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is {1} that points to other files; open those files themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is {1}x{2} but the first picture of its folder is {3}x{4}; the frames of a sequence have one size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is {1}x{2}; masks may have up to {3:g} megapixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' takes frames of {1}x{2}, got {3}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' was opened with the index of '{1}'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' was to be written without any frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}': expected a mask picture, but it cannot be read ({1}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}': expected a mask with a palette or in grey (mode P, L or 1), found mode {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}': the time {1} does not come after {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame {0} ('{1}') has become {2}x{3}, expected {4}x{5}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame {0} of '{1}' cannot be decoded: {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a DASH manifest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a concat list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a package manifest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a playlist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a streaming manifest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an HLS playlist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an SDP session description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is damaged or missing from the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its format is not recognised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its header is broken ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file refers to another one ({0!r}), which is not followed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>operations</name>
    <message>
        <source>'{0}' has changed since it was added to this project; its masks may not fit any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{0}' is {1}x{2} now, but the masks of this project were made on {3}x{4}: it was replaced by another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Add %n object(s)</source>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <source>Add {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add {0} media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the track of “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describe “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Described from an outlined crop of the picture: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Track %n object(s)</source>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <source>Track “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unexpected: {0!r}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is “{0}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frame {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frame {0}: expected a mask to accept, found an empty one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frame {0}: the object {1} is no longer there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frames around {0}: expected a frame from {1} to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frames {0!r}: at most {1} frames, found {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frames {0!r}: expected first:N, uniform:N, around:FRAME:N or frame numbers such as 0,7,20</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frames {0!r}: frame {1} is outside the range {2}:{3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>range {0!r}: expected 0 &lt;= START &lt; STOP &lt;= {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>range {0!r}: expected START:STOP, such as 0:{1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>range {0}:{1}: expected 0 &lt;= START &lt; STOP &lt;= {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the marks of object {0} on frame {1} cannot be read: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this model was not trained with marked regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1} is in the way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1} is read-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} frames are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} masks are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, with N from 1 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: expected a UTF-8 text file ({1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: expected a box X0,Y0,X1,Y1 with an area in the {1}x{2} picture, found {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: expected a mask of {1}x{2}, found {3}x{4}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: expected a mask with at least one pixel, found an empty one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: expected a point, a box or a mask, found none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: expected at least one point inside the object, found only points outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the frames are 0 to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the mask is {1} but the picture is {2}x{3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the point {1:g},{2:g} is outside the {3}x{4} picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” has no mask on frame {1} that could be carried on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” has no mask on frame {1} that could be described</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” has no mask on frame {1} to start from; mark it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” has no mask to start from; mark it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” is locked; unlock it to correct its track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” is locked; unlock it to track it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” is {1} on frame {2}; its mask there cannot be marked anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”: frame {1} is locked; unlock it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”: the object is locked; unlock it first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>'auto' takes what suits the device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'embedded', 'none', or the folder of a checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of the window; 'system' follows the desktop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly masks colour the picture, from 0 to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In MiB. More memory makes going back and forth smoother.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In screen pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In tokens; the model stops there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory for decoded frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outline width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playback starts again at the in point.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting {0} {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings file {0} cannot be read, so defaults are used: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The unreadable settings file {0} cannot be set aside: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used from the next start on; 'system' follows the desktop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the model runs; 'auto' takes a GPU if there is one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expects at least {0:g}, found {1!r}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expects at most {0:g}, found {1!r}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expects one of {0}, found {1!r}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expects {0}, found {1!r}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1} expects text, found {2!r}; the default is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1} {2}; the default is used.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>storage</name>
    <message>
        <source>The disk has no room left for {0}; changes are kept in memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {0} for untitled projects cannot be made: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The oldest {0} steps can no longer be undone: the history reached its size limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} It is shown read-only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be made, because its folder {1} does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be opened for writing, because its folder takes no file: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be opened: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read or written: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} could not be written in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} did not answer within {1:g} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} exists already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is a folder, not a Sa2VA Desktop project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is closed; nothing more can be stored in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is damaged or was changed by another program: its {1} is not as expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is damaged: in the table {1}, the row {2!r:.60}: {3}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is damaged: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a Sa2VA Desktop project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is of an older version and must be opened for writing once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is of format {1}, from which there is no way to {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is open in another window or program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} lies on a file system without shared memory, so storing each change takes longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} may be read but not written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was changed by another program: {1!r:.60} does not belong in a project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was moved, replaced or deleted while it was open; save the project under a new name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was opened for reading only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was written by a newer version of Sa2VA Desktop (format {1}; this one reads up to {2}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” was interrupted; what was finished by then is kept.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
