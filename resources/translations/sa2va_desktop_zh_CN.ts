<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutChip</name>
    <message>
        <source>Ask about the whole picture or clip again</source>
        <translation>重新就整个画面或片段提问</translation>
    </message>
    <message>
        <source>Ask about “{0}”</source>
        <translation>就“{0}”提问</translation>
    </message>
    <message>
        <source>The next question is about this object; typing @ and names speaks of several</source>
        <translation>下一个问题针对此对象；输入 @ 和名称可同时谈及多个对象</translation>
    </message>
    <message>
        <source>about {0}</source>
        <translation>关于 {0}</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Sa2VA Desktop</source>
        <translation>关于 Sa2VA Desktop</translation>
    </message>
    <message>
        <source>Annotate and explore pictures and videos with Sa2VA: type an instruction, masks stream over the clip.
Everything runs on this machine; nothing is sent anywhere.

Licence: Apache-2.0. Built with Qt {0}.</source>
        <translation>用 Sa2VA 标注和探索图片与视频：输入一条指令，掩码便逐帧铺满片段。
一切都在本机运行，不会向任何地方发送数据。

许可证：Apache-2.0。基于 Qt {0} 构建。</translation>
    </message>
</context>
<context>
    <name>ActionSet</name>
    <message>
        <source>Not now: {0}</source>
        <translation>现在不可用：{0}</translation>
    </message>
</context>
<context>
    <name>ActionState</name>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
</context>
<context>
    <name>ActivityBox</name>
    <message>
        <source>Asking the hub…</source>
        <translation>正在询问 Hub…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Checking what is here already</source>
        <translation>正在检查已有的部分</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>正在移除…</translation>
    </message>
    <message>
        <source>Waits for another model</source>
        <translation>等待另一个模型完成</translation>
    </message>
    <message>
        <source>What came is kept, and the next download goes on from there</source>
        <translation>已下载的部分会保留，下次从那里继续</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>{0}/s</source>
        <translation>{0}/秒</translation>
    </message>
</context>
<context>
    <name>AnswerEdit</name>
    <message>
        <source>Enter keeps the text, Esc leaves it as it was, Shift+Enter starts a new line</source>
        <translation>Enter 保留修改，Esc 恢复原样，Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Text of the answer</source>
        <translation>回答的文字</translation>
    </message>
</context>
<context>
    <name>AskController</name>
    <message numerus="yes">
        <source>(%n more)</source>
        <translation><numerusform>（另有 %n 个）</numerusform></translation>
    </message>
    <message>
        <source>Answer “{0}”</source>
        <translation>回答“{0}”</translation>
    </message>
    <message>
        <source>Answering {0}</source>
        <translation>正在回答 {0}</translation>
    </message>
    <message>
        <source>No model is chosen, so nobody can answer.</source>
        <translation>尚未选择模型，无法回答。</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Reading and answering…</source>
        <translation>正在读取并回答…</translation>
    </message>
    <message>
        <source>The turn that “{0}” follows is gone.</source>
        <translation>“{0}”所接续的那一轮已不存在。</translation>
    </message>
    <message>
        <source>The turn to be answered again is gone.</source>
        <translation>要重新回答的那一轮已不存在。</translation>
    </message>
    <message>
        <source>Waiting for its turn…</source>
        <translation>正在排队等候…</translation>
    </message>
    <message>
        <source>Waiting for the model…</source>
        <translation>正在等待模型…</translation>
    </message>
</context>
<context>
    <name>AskingDialog</name>
    <message numerus="yes">
        <source>%n object(s) cannot be asked for: they have no name, label or text.</source>
        <translation><numerusform>%n 个对象无法询问：没有名称、标签或文字。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n question(s)</source>
        <translation><numerusform>%n 个问题</numerusform></translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Check by Asking Again</source>
        <translation>通过再次提问检查</translation>
    </message>
    <message>
        <source>Only the selected objects</source>
        <translation>仅所选对象</translation>
    </message>
    <message>
        <source>Questions at most</source>
        <translation>问题数上限</translation>
    </message>
    <message>
        <source>The model is asked for each object again, by its expression, name or label, on a frame of each stretch. What it finds is compared with the mask; masks stay as they are.</source>
        <translation>在每一段的某一帧上，按表达、名称或标签让模型重新查找每个对象，并将找到的内容与掩码比较；掩码保持不变。</translation>
    </message>
    <message>
        <source>There is nothing to ask: every mask is settled, or no object has a name, label or text.</source>
        <translation>没有可询问的内容：所有掩码均已确定，或没有对象有名称、标签或文字。</translation>
    </message>
    <message>
        <source>{0}: each object once every {1} frames.</source>
        <translation>{0}：每个对象每 {1} 帧询问一次。</translation>
    </message>
</context>
<context>
    <name>AskingRuns</name>
    <message numerus="yes">
        <source>%n found something else</source>
        <translation><numerusform>%n 个找到了别的东西</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) asked</source>
        <translation><numerusform>已提 %n 个问题</numerusform></translation>
    </message>
    <message>
        <source>Check by asking again</source>
        <translation>通过再次提问检查</translation>
    </message>
    <message>
        <source>No model is chosen, so nobody can be asked again.</source>
        <translation>尚未选择模型，无法再次提问。</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>There is nothing to ask about.</source>
        <translation>没有可询问的内容。</translation>
    </message>
    <message>
        <source>{0}, {1}.</source>
        <translation>{0}，{1}。</translation>
    </message>
</context>
<context>
    <name>AttributeCommands</name>
    <message>
        <source>Add Key of “{0}”</source>
        <translation>为“{0}”添加取值点</translation>
    </message>
    <message>
        <source>Clear “{0}”</source>
        <translation>清除“{0}”</translation>
    </message>
    <message>
        <source>Clear “{0}” on All Frames</source>
        <translation>在所有帧上清除“{0}”</translation>
    </message>
    <message>
        <source>Confirm Proposed Values</source>
        <translation>确认建议值</translation>
    </message>
    <message>
        <source>Confirm “{0}”</source>
        <translation>确认“{0}”</translation>
    </message>
    <message>
        <source>Move Key of “{0}”</source>
        <translation>移动“{0}”的取值点</translation>
    </message>
    <message>
        <source>No proposed value waits in the selection.</source>
        <translation>所选对象没有待处理的建议值。</translation>
    </message>
    <message>
        <source>Reject Proposed Values</source>
        <translation>拒绝建议值</translation>
    </message>
    <message>
        <source>Reject “{0}”</source>
        <translation>拒绝“{0}”</translation>
    </message>
    <message>
        <source>Remove Key of “{0}”</source>
        <translation>移除“{0}”的取值点</translation>
    </message>
    <message>
        <source>Set “{0}”</source>
        <translation>设置“{0}”</translation>
    </message>
    <message>
        <source>Set “{0}” on the Range</source>
        <translation>在范围内设置“{0}”</translation>
    </message>
</context>
<context>
    <name>AttributeForm</name>
    <message>
        <source>A value holds from its key on a frame up to the next key</source>
        <translation>值自其取值点所在的帧起有效，直到下一个取值点</translation>
    </message>
    <message>
        <source>All objects</source>
        <translation>所有对象</translation>
    </message>
    <message>
        <source>Changes over time</source>
        <translation>随时间变化</translation>
    </message>
    <message>
        <source>Choice</source>
        <translation>单选</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>For</source>
        <translation>适用于</translation>
    </message>
    <message>
        <source>From, to</source>
        <translation>从，到</translation>
    </message>
    <message>
        <source>Highest number</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Labels that have the attribute</source>
        <translation>具有此属性的标签</translation>
    </message>
    <message>
        <source>Lowest number</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>What the model is asked about one object, such as: Is its door open?</source>
        <translation>就一个对象向模型提出的问题，例如“Is its door open?”（它的门开着吗？）</translation>
    </message>
    <message>
        <source>Yes or no</source>
        <translation>是或否</translation>
    </message>
</context>
<context>
    <name>AttributePage</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Attributes say what an object is like: its colour, its speed, whether its door is open.</source>
        <translation>属性说明对象是什么样的：颜色、速度、门是否开着。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message numerus="yes">
        <source>Deleting drops the values of %n object(s).</source>
        <translation><numerusform>删除会丢弃 %n 个对象的值。</numerusform></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>值</translation>
    </message>
    <message>
        <source>attribute</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>choice</source>
        <translation>单选</translation>
    </message>
    <message>
        <source>number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>是或否</translation>
    </message>
    <message>
        <source>{0}, over time</source>
        <translation>{0}，随时间变化</translation>
    </message>
</context>
<context>
    <name>AttributePanel</name>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation><numerusform>%n 个对象</numerusform></translation>
    </message>
    <message>
        <source>Attributes say what an object is like: its colour, whether a door is open.</source>
        <translation>属性说明对象是什么样的：颜色、门是否开着。</translation>
    </message>
    <message numerus="yes">
        <source>Confirm All (%n)</source>
        <translation><numerusform>全部确认 (%n)</numerusform></translation>
    </message>
    <message>
        <source>Edit Labels…</source>
        <translation>编辑标签…</translation>
    </message>
    <message>
        <source>Objects with this label have no attributes.</source>
        <translation>带有此标签的对象没有属性。</translation>
    </message>
    <message>
        <source>Reject All</source>
        <translation>全部拒绝</translation>
    </message>
    <message>
        <source>Select an object to see its attributes.</source>
        <translation>选择一个对象即可查看其属性。</translation>
    </message>
    <message>
        <source>The selected objects have no attribute in common.</source>
        <translation>所选对象没有共同的属性。</translation>
    </message>
    <message>
        <source>several labels</source>
        <translation>多个标签</translation>
    </message>
    <message>
        <source>{0} (locked)</source>
        <translation>{0}（已锁定）</translation>
    </message>
    <message>
        <source>{0} · {1}</source>
        <translation>{0} · {1}</translation>
    </message>
</context>
<context>
    <name>AttributeRow</name>
    <message>
        <source>?</source>
        <translation>?</translation>
    </message>
    <message>
        <source>A number from {0} to {1}</source>
        <translation>{0} 到 {1} 的数字</translation>
    </message>
    <message>
        <source>Changes over time: a value holds from its key to the next one</source>
        <translation>随时间变化：值自其取值点起有效，直到下一个取值点</translation>
    </message>
    <message>
        <source>Confirm the proposed value of “{0}”</source>
        <translation>确认“{0}”的建议值</translation>
    </message>
    <message>
        <source>Go to the next key of “{0}”</source>
        <translation>转到“{0}”的下一个取值点</translation>
    </message>
    <message>
        <source>Go to the previous key of “{0}”</source>
        <translation>转到“{0}”的上一个取值点</translation>
    </message>
    <message>
        <source>Make a key of “{0}” on this frame</source>
        <translation>在此帧为“{0}”设置取值点</translation>
    </message>
    <message>
        <source>Proposed by the model, which is {0} % sure; nobody has confirmed it</source>
        <translation>由模型建议，把握为 {0} %；尚无人确认</translation>
    </message>
    <message>
        <source>Proposed; nobody has confirmed it</source>
        <translation>建议值；尚无人确认</translation>
    </message>
    <message>
        <source>Question for the model: {0}</source>
        <translation>向模型提出的问题：{0}</translation>
    </message>
    <message>
        <source>Reject the proposed value of “{0}”</source>
        <translation>拒绝“{0}”的建议值</translation>
    </message>
    <message>
        <source>Take away the key of “{0}” on this frame</source>
        <translation>去掉“{0}”在此帧上的取值点</translation>
    </message>
    <message>
        <source>Unknown on All Frames</source>
        <translation>在所有帧上未知</translation>
    </message>
    <message>
        <source>Use on the In–Out Range</source>
        <translation>用于入点至出点的范围</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0} %</translation>
    </message>
</context>
<context>
    <name>AttributeStrip</name>
    <message>
        <source>Attributes over time</source>
        <translation>随时间变化的属性</translation>
    </message>
    <message>
        <source>{name}: {value}, from frame {frame}</source>
        <translation>{name}：{value}，自第 {frame} 帧起</translation>
    </message>
    <message>
        <source>{name}: {value}, proposed</source>
        <translation>{name}：{value}，建议值</translation>
    </message>
    <message>
        <source>{name}: {value}, proposed with {percent} %</source>
        <translation>{name}：{value}，建议值，把握 {percent} %</translation>
    </message>
</context>
<context>
    <name>BeforeAfter</name>
    <message>
        <source>Select one object to compare its mask with before.</source>
        <translation>选择一个对象，即可将其掩码与之前比较。</translation>
    </message>
    <message>
        <source>Since before “{0}”: green came, red went; IoU {1}.</source>
        <translation>自“{0}”之前以来：绿色为增加，红色为减少；IoU {1}。</translation>
    </message>
    <message>
        <source>Since the confirmation (“{0}”): green came, red went; IoU {1}.</source>
        <translation>自确认（“{0}”）以来：绿色为增加，红色为减少；IoU {1}。</translation>
    </message>
    <message>
        <source>This mask was not changed since it was made, as far as the history goes.</source>
        <translation>据历史记录，此掩码自生成以来没有更改。</translation>
    </message>
    <message>
        <source>This mask was not confirmed, or not changed since.</source>
        <translation>此掩码未经确认，或确认后没有更改。</translation>
    </message>
</context>
<context>
    <name>CandidateBar</name>
    <message>
        <source>+ Describe</source>
        <translation>+ 描述</translation>
    </message>
    <message>
        <source>+ Track</source>
        <translation>+ 跟踪</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Accept, and carry it through the range, both ways  (Shift+Enter)</source>
        <translation>接受，并向两个方向在范围内跟踪  (Shift+Enter)</translation>
    </message>
    <message>
        <source>Accept, and let the model say what it is  (Ctrl+Enter)</source>
        <translation>接受，并由模型说明它是什么  (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Forget marks and mask  (Esc)</source>
        <translation>放弃标记和掩码  (Esc)</translation>
    </message>
    <message>
        <source>Looking for what was marked…</source>
        <translation>正在查找所标记的内容…</translation>
    </message>
    <message>
        <source>Mark the inside of the object as well.</source>
        <translation>请同时标记对象的内部。</translation>
    </message>
    <message>
        <source>Mask of “{0}” on this frame</source>
        <translation>“{0}”在此帧上的掩码</translation>
    </message>
    <message>
        <source>New object</source>
        <translation>新对象</translation>
    </message>
    <message>
        <source>Possible mask {0}, with the model's own estimate of its quality  ({0})</source>
        <translation>候选掩码 {0}，附模型对其质量的自我估计  ({0})</translation>
    </message>
    <message>
        <source>Put this mask into the project  (Enter)</source>
        <translation>将此掩码放入项目  (Enter)</translation>
    </message>
    <message>
        <source>The model finds nothing there; mark more.</source>
        <translation>模型在此处没有找到任何东西，请补充标记。</translation>
    </message>
</context>
<context>
    <name>CanvasBar</name>
    <message>
        <source>Divider</source>
        <translation>分隔线</translation>
    </message>
    <message>
        <source>How strongly masks colour the picture</source>
        <translation>掩码给画面着色的强度</translation>
    </message>
    <message>
        <source>Mask opacity</source>
        <translation>掩码不透明度</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Playback rate</source>
        <translation>播放速度</translation>
    </message>
    <message>
        <source>Playback rate (there is no sound)</source>
        <translation>播放速度（无声音）</translation>
    </message>
    <message>
        <source>Where the pinned frame ends, or how strongly it shines through</source>
        <translation>固定帧的边界位置，或其透出的强度</translation>
    </message>
</context>
<context>
    <name>CaptionStrip</name>
    <message numerus="yes">
        <source>%n more row(s)</source>
        <translation><numerusform>另有 %n 行</numerusform></translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Answers over time</source>
        <translation>随时间的回答</translation>
    </message>
</context>
<context>
    <name>CheckDialog</name>
    <message>
        <source> attempts</source>
        <translation> 次尝试</translation>
    </message>
    <message>
        <source> frames</source>
        <translation> 帧</translation>
    </message>
    <message>
        <source>A text is good when its object is found with this IoU or a better one</source>
        <translation>以不低于此值的 IoU 找到对象的文字为合格</translation>
    </message>
    <message>
        <source>All low ones ({0})</source>
        <translation>所有偏低的 ({0})</translation>
    </message>
    <message>
        <source>All of the project ({0})</source>
        <translation>项目中的全部 ({0})</translation>
    </message>
    <message>
        <source>All of this clip ({0})</source>
        <translation>此片段的全部 ({0})</translation>
    </message>
    <message>
        <source>All proposed ({0})</source>
        <translation>所有待定的 ({0})</translation>
    </message>
    <message>
        <source>All without a check ({0})</source>
        <translation>所有未检查的 ({0})</translation>
    </message>
    <message>
        <source>At most so many frames are looked at for each text</source>
        <translation>每条文字最多查看的帧数</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Check Texts by Round Trip</source>
        <translation>用回验检查文字</translation>
    </message>
    <message>
        <source>Frames spread over the clip</source>
        <translation>均匀分布在片段中的帧</translation>
    </message>
    <message>
        <source>Good from IoU</source>
        <translation>合格的 IoU 下限</translation>
    </message>
    <message>
        <source>Look at</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Other wordings and frames, until one is good</source>
        <translation>换用其他说法和帧，直到有一条合格</translation>
    </message>
    <message>
        <source>Propose other words for low texts</source>
        <translation>为偏低的文字建议其他说法</translation>
    </message>
    <message>
        <source>Selected texts ({0})</source>
        <translation>所选文字 ({0})</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Texts of the selected objects ({0})</source>
        <translation>所选对象的文字 ({0})</translation>
    </message>
    <message>
        <source>The frame on which it is largest</source>
        <translation>对象最大的那一帧</translation>
    </message>
    <message numerus="yes">
        <source>The model is given %n text(s), one after the other</source>
        <translation><numerusform>逐一将 %n 条文字交给模型</numerusform></translation>
    </message>
    <message>
        <source>The model writes them from the mask; they are checked, too, and stand beside the old ones</source>
        <translation>由模型根据掩码撰写；同样会被检查，并列在原文字旁边</translation>
    </message>
    <message>
        <source>The whole clip</source>
        <translation>整个片段</translation>
    </message>
    <message>
        <source>There is no text to check: write one, or have some written.</source>
        <translation>没有可检查的文字：请写一条，或让模型撰写。</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
    <message>
        <source>{0}: about {1}.</source>
        <translation>{0}：约需 {1}。</translation>
    </message>
</context>
<context>
    <name>CheckRuns</name>
    <message>
        <source>Caption and check</source>
        <translation>描述并检查</translation>
    </message>
    <message>
        <source>Check texts by round trip</source>
        <translation>用回验检查文字</translation>
    </message>
    <message>
        <source>No model is chosen, so no text can be checked.</source>
        <translation>尚未选择模型，无法检查文字。</translation>
    </message>
    <message>
        <source>Propose Other Words</source>
        <translation>建议其他说法</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>The texts to check are gone.</source>
        <translation>要检查的文字已不存在。</translation>
    </message>
    <message>
        <source>There is no text to check.</source>
        <translation>没有可检查的文字。</translation>
    </message>
</context>
<context>
    <name>ChoiceField</name>
    <message>
        <source>several values</source>
        <translation>多个值</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>ChoiceForm</name>
    <message>
        <source>A new folder</source>
        <translation>新文件夹</translation>
    </message>
    <message>
        <source>Also practise on drawn scenes</source>
        <translation>同时用绘制的场景练习</translation>
    </message>
    <message>
        <source>As published: LoRA, and what makes masks</source>
        <translation>按已发布的做法：LoRA 和生成掩码的部分</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Descriptions of objects</source>
        <translation>对象的描述</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Everything is for small models: it takes memory for four times their weights.</source>
        <translation>“全部”适用于小模型：所需内存为其权重的四倍。</translation>
    </message>
    <message>
        <source>Expressions and their masks</source>
        <translation>表达及其掩码</translation>
    </message>
    <message>
        <source>Faulty items</source>
        <translation>有问题的项</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Grounded captions</source>
        <translation>带掩码的描述</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>保存到</translation>
    </message>
    <message>
        <source>Its memory is free for the training. It is loaded again when you ask something.</source>
        <translation>其内存可供训练使用。您提问时会再次加载它。</translation>
    </message>
    <message>
        <source>Keeps what the embedded model knows of its synthetic scenes. It does not help a model that was trained on real pictures.</source>
        <translation>让内置模型保留对合成场景的掌握。对用真实图片训练的模型没有帮助。</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习内容</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>More choices</source>
        <translation>更多选项</translation>
    </message>
    <message>
        <source>Normal: {0} minutes</source>
        <translation>正常：{0} 分钟</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Questions and answers in words</source>
        <translation>文字问答</translation>
    </message>
    <message>
        <source>Rank of LoRA</source>
        <translation>LoRA 的秩</translation>
    </message>
    <message>
        <source>Short: {0} minutes, to see whether it works</source>
        <translation>短：{0} 分钟，看看是否可行</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Thorough: {0} minutes</source>
        <translation>充分：{0} 分钟</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>训练部分</translation>
    </message>
    <message>
        <source>Unload the window's model meanwhile</source>
        <translation>训练期间卸载窗口的模型</translation>
    </message>
    <message>
        <source>are left out</source>
        <translation>略去</translation>
    </message>
    <message>
        <source>as many as fit into the time</source>
        <translation>时间内能完成多少就多少</translation>
    </message>
    <message>
        <source>best for the device</source>
        <translation>最适合设备的</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>must be mended first</source>
        <translation>须先修正</translation>
    </message>
</context>
<context>
    <name>ChoiceList</name>
    <message>
        <source>Choices</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>New choice</source>
        <translation>新选项</translation>
    </message>
    <message>
        <source>Type a choice and press Enter</source>
        <translation>输入一个选项并按 Enter</translation>
    </message>
</context>
<context>
    <name>ChoicePage</name>
    <message>
        <source>Choose a folder for the new model.</source>
        <translation>请为新模型选择文件夹。</translation>
    </message>
    <message>
        <source>Choose something to learn.</source>
        <translation>请选择学习内容。</translation>
    </message>
    <message>
        <source>Looking at the project and the model…</source>
        <translation>正在查看项目和模型…</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>正在查找模型…</translation>
    </message>
    <message>
        <source>Some items cannot be used. Mend them, or choose that they are left out.</source>
        <translation>有些项无法使用。请修正它们，或选择将其略去。</translation>
    </message>
    <message>
        <source>That is little to learn from.</source>
        <translation>可供学习的内容很少。</translation>
    </message>
    <message>
        <source>The project has nothing to learn from.</source>
        <translation>项目中没有可供学习的内容。</translation>
    </message>
    <message>
        <source>The project was closed.</source>
        <translation>项目已关闭。</translation>
    </message>
    <message>
        <source>The window's model takes memory, too; it can be unloaded meanwhile.</source>
        <translation>窗口的模型也占用内存；训练期间可以将其卸载。</translation>
    </message>
    <message>
        <source>There is no Sa2VA on this machine; the model page offers some.</source>
        <translation>本机上没有 Sa2VA；可从“模型”页面获取。</translation>
    </message>
    <message>
        <source>Training reads a copy of the project, {0}, which lies there too: you can go on editing.</source>
        <translation>训练读取的是项目的副本（{0}），它也在该文件夹中：您可以继续编辑。</translation>
    </message>
    <message>
        <source>What counts: names and labels of objects that are clear in their clip, accepted texts, finished answers, and masks that are neither outdated nor flagged. Name or label the objects, or have texts written (Conversation → Write Expressions…) and accept them.</source>
        <translation>计入的有：在其片段中含义明确的对象名称和标签、已接受的文字、已完成的回答，以及既未过时也未标记待查的掩码。请为对象命名或加标签，或让模型撰写文字（对话 → 撰写表达…）并接受它们。</translation>
    </message>
    <message>
        <source>Where the new folder is to be made</source>
        <translation>在何处新建文件夹</translation>
    </message>
</context>
<context>
    <name>CleanUpController</name>
    <message numerus="yes">
        <source>%n mask(s) cleaned up.</source>
        <translation><numerusform>已清理 %n 个掩码。</numerusform></translation>
    </message>
    <message>
        <source>Apply the Clean-Up for Good</source>
        <translation>永久应用清理</translation>
    </message>
    <message numerus="yes">
        <source>Clean up %n object(s)</source>
        <translation><numerusform>清理 %n 个对象</numerusform></translation>
    </message>
    <message>
        <source>Clean up “{0}”</source>
        <translation>清理“{0}”</translation>
    </message>
    <message>
        <source>Preview the clean-up</source>
        <translation>预览清理效果</translation>
    </message>
    <message>
        <source>Remove the Clean-Up Setting</source>
        <translation>移除清理设置</translation>
    </message>
    <message>
        <source>Set the Clean-Up</source>
        <translation>设置清理</translation>
    </message>
    <message>
        <source>There is nothing to clean up; no mask is different.</source>
        <translation>没有需要清理的内容；掩码没有变化。</translation>
    </message>
</context>
<context>
    <name>CleanUpPanel</name>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Apply for Good</source>
        <translation>永久应用</translation>
    </message>
    <message>
        <source>As a setting of the object</source>
        <translation>作为对象的设置</translation>
    </message>
    <message>
        <source>By so many pixels; below 0 shrinks</source>
        <translation>按此像素数；小于 0 为缩小</translation>
    </message>
    <message>
        <source>Change the masks, one step of undo  (Enter)</source>
        <translation>更改掩码，撤销时为一步  (Enter)</translation>
    </message>
    <message>
        <source>Clean Up Masks</source>
        <translation>清理掩码</translation>
    </message>
    <message>
        <source>Drop islands</source>
        <translation>去除孤岛</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填补孔洞</translation>
    </message>
    <message>
        <source>Grow or shrink</source>
        <translation>扩大或缩小</translation>
    </message>
    <message>
        <source>Holes with up to so many pixels are filled; 0 fills none</source>
        <translation>像素不超过此数的孔洞会被填补；0 为不填补</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Over a radius of so many pixels; what is thinner goes, 0 leaves the edge as it is</source>
        <translation>以此像素数为半径；更细的部分会消失，0 为不改变边缘</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Select the objects whose masks are to be cleaned up.</source>
        <translation>请选择要清理掩码的对象。</translation>
    </message>
    <message>
        <source>Separate pieces with fewer pixels go; 0 keeps all</source>
        <translation>像素少于此数的独立小块会被去除；0 为全部保留</translation>
    </message>
    <message>
        <source>Show and export the objects so from now on, one step of undo  (Enter)</source>
        <translation>从现在起按此显示和导出对象，撤销时为一步  (Enter)</translation>
    </message>
    <message>
        <source>Show the objects as they are stored</source>
        <translation>按存储的样子显示对象</translation>
    </message>
    <message>
        <source>Shown so, while the stored masks stay: {0}</source>
        <translation>仅如此显示，存储的掩码不变：{0}</translation>
    </message>
    <message>
        <source>Smooth edge</source>
        <translation>平滑边缘</translation>
    </message>
    <message>
        <source>Store the masks as they are shown now, and remove the setting</source>
        <translation>将掩码按现在显示的样子存储，并移除此设置</translation>
    </message>
    <message>
        <source>The stored masks stay; all frames are shown and exported cleaned up, also those made later</source>
        <translation>存储的掩码不变；所有帧均按清理后的样子显示和导出，包括以后生成的帧</translation>
    </message>
</context>
<context>
    <name>ClickController</name>
    <message>
        <source>The marks were dropped; Enter accepts a mask.</source>
        <translation>标记已放弃；按 Enter 可接受掩码。</translation>
    </message>
</context>
<context>
    <name>CombineController</name>
    <message numerus="yes">
        <source>%n mask(s) changed.</source>
        <translation><numerusform>已更改 %n 个掩码。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>A new object with %n mask(s).</source>
        <translation><numerusform>新对象，有 %n 个掩码。</numerusform></translation>
    </message>
    <message>
        <source>Cut Out of the Others</source>
        <translation>从其他对象中挖去</translation>
    </message>
    <message>
        <source>Exclude Masks</source>
        <translation>排除掩码的重叠</translation>
    </message>
    <message>
        <source>Intersect Masks</source>
        <translation>求掩码的交集</translation>
    </message>
    <message>
        <source>No mask is different: the objects have nothing to combine there.</source>
        <translation>掩码没有变化：这些对象在此没有可组合的内容。</translation>
    </message>
    <message>
        <source>Nothing overlaps there; no mask is different.</source>
        <translation>此处没有重叠；掩码没有变化。</translation>
    </message>
    <message>
        <source>Remove Overlaps</source>
        <translation>去除重叠</translation>
    </message>
    <message>
        <source>Subtract Masks</source>
        <translation>减去掩码</translation>
    </message>
    <message>
        <source>Unite Masks</source>
        <translation>求掩码的并集</translation>
    </message>
</context>
<context>
    <name>CombinePanel</name>
    <message>
        <source>As a new object</source>
        <translation>作为新对象</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translation>起始对象</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Combine Masks</source>
        <translation>组合掩码</translation>
    </message>
    <message>
        <source>Cut out of all other objects</source>
        <translation>从所有其他对象中挖去</translation>
    </message>
    <message>
        <source>Exclude what overlaps</source>
        <translation>排除重叠部分</translation>
    </message>
    <message>
        <source>Intersect with the others</source>
        <translation>与其他对象求交集</translation>
    </message>
    <message>
        <source>Remove overlaps; the top object keeps them</source>
        <translation>去除重叠，由最上层的对象保留</translation>
    </message>
    <message>
        <source>Select the object that is in front of the others.</source>
        <translation>请选择位于其他对象前面的对象。</translation>
    </message>
    <message>
        <source>Select two objects or more: Ctrl+click adds one.</source>
        <translation>请选择至少两个对象：Ctrl+单击可增选一个。</translation>
    </message>
    <message>
        <source>Subtract the others</source>
        <translation>减去其他对象</translation>
    </message>
    <message>
        <source>The selected objects stay as they are, locked ones too</source>
        <translation>所选对象保持不变，已锁定的也可以选</translation>
    </message>
    <message>
        <source>This object's mask becomes the result</source>
        <translation>此对象的掩码成为结果</translation>
    </message>
    <message>
        <source>Unite with the others</source>
        <translation>与其他对象求并集</translation>
    </message>
    <message>
        <source>What becomes of the masks</source>
        <translation>如何处理掩码</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>操作</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Find an action, a setting, media or an object…</source>
        <translation>查找操作、设置、媒体或对象…</translation>
    </message>
</context>
<context>
    <name>ConversationCommands</name>
    <message>
        <source>Bind “{0}” to {1}</source>
        <translation>将“{0}”绑定到 {1}</translation>
    </message>
    <message>
        <source>Delete Answer</source>
        <translation>删除回答</translation>
    </message>
    <message>
        <source>Delete Answer and Its Objects</source>
        <translation>删除回答及其对象</translation>
    </message>
    <message>
        <source>Edit Answer</source>
        <translation>编辑回答</translation>
    </message>
    <message>
        <source>Make “{0}” Plain Text</source>
        <translation>将“{0}”变为普通文字</translation>
    </message>
    <message>
        <source>Rename Object</source>
        <translation>重命名对象</translation>
    </message>
    <message>
        <source>Set Referring Expression</source>
        <translation>设置指代表达</translation>
    </message>
    <message>
        <source>Unbind “{0}”</source>
        <translation>解除“{0}”的绑定</translation>
    </message>
</context>
<context>
    <name>ConversationView</name>
    <message>
        <source>Ask Again</source>
        <translation>再问一次</translation>
    </message>
    <message>
        <source>Edit Text</source>
        <translation>编辑文字</translation>
    </message>
    <message>
        <source>Go to Frame {0}</source>
        <translation>转到第 {0} 帧</translation>
    </message>
    <message>
        <source>Nothing was asked about this picture or clip yet.</source>
        <translation>尚未就此画面或片段提问。</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>追问</translation>
    </message>
    <message>
        <source>This answer cannot be changed now.</source>
        <translation>此回答现在不能更改。</translation>
    </message>
</context>
<context>
    <name>DataSetSource</name>
    <message>
        <source>A folder, or the main file of a data set</source>
        <translation>文件夹，或数据集的主文件</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>File of a data set</source>
        <translation>数据集的文件</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Folder of a data set</source>
        <translation>数据集的文件夹</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>It looks like {0}.</source>
        <translation>看起来是 {0}。</translation>
    </message>
    <message>
        <source>Looking at it…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>No format looks like this; choose one.</source>
        <translation>没有与之相符的格式；请选择一种。</translation>
    </message>
    <message>
        <source>Recognise by itself</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>Recognise the format</source>
        <translation>识别格式</translation>
    </message>
    <message>
        <source>There is nothing of that name.</source>
        <translation>没有这个名称的文件或文件夹。</translation>
    </message>
</context>
<context>
    <name>DeviceMemory</name>
    <message>
        <source>Look at the memory of {0}</source>
        <translation>查看 {0} 的内存</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Close the panel {0}</source>
        <translation>关闭“{0}”面板</translation>
    </message>
    <message>
        <source>Close; the View menu brings it back</source>
        <translation>关闭；可从“视图”菜单重新打开</translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>No project is open.</source>
        <translation>没有打开的项目。</translation>
    </message>
</context>
<context>
    <name>DropTarget</name>
    <message>
        <source>Drop to open</source>
        <translation>松开即可打开</translation>
    </message>
</context>
<context>
    <name>Duration</name>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
</context>
<context>
    <name>EditController</name>
    <message numerus="yes">
        <source>Left alone, locked or settled by hand: %n mask(s).</source>
        <translation><numerusform>已锁定或已手工确定而保持不变：%n 个掩码。</numerusform></translation>
    </message>
    <message>
        <source>Preview the edit</source>
        <translation>预览编辑效果</translation>
    </message>
</context>
<context>
    <name>EditPanel</name>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message numerus="yes">
        <source>%n mask(s)</source>
        <translation><numerusform>%n 个掩码</numerusform></translation>
    </message>
    <message>
        <source>Also frames that were edited or confirmed; they keep their state. Locked ones stay as they are</source>
        <translation>也包括已编辑或已确认的帧；其状态不变。已锁定的保持原样</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Change the masks, one step of undo  (Enter)</source>
        <translation>更改掩码，撤销时为一步  (Enter)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>In the in–out range</source>
        <translation>入点至出点</translation>
    </message>
    <message>
        <source>Leave the masks as they are  (Esc)</source>
        <translation>保持掩码不变  (Esc)</translation>
    </message>
    <message>
        <source>Masks are counted…</source>
        <translation>正在统计掩码…</translation>
    </message>
    <message>
        <source>On all frames</source>
        <translation>所有帧</translation>
    </message>
    <message>
        <source>On this frame</source>
        <translation>此帧</translation>
    </message>
    <message>
        <source>Select the objects whose masks are meant.</source>
        <translation>请选择要编辑其掩码的对象。</translation>
    </message>
    <message>
        <source>Settled frames too</source>
        <translation>也包括已确定的帧</translation>
    </message>
    <message>
        <source>Which frames</source>
        <translation>哪些帧</translation>
    </message>
    <message>
        <source>{0}  ·  locked or settled by hand, left alone: {1}</source>
        <translation>{0}  ·  已锁定或人工确定而不改动：{1}</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Drop files or folders anywhere in this window. Then type what to find,
such as “the dog that jumps last”.</source>
        <translation>将文件或文件夹拖放到本窗口的任意位置，然后输入要查找的内容，
例如“the dog that jumps last”（最后跳起的那只狗）。</translation>
    </message>
    <message>
        <source>Open a picture or a video</source>
        <translation>打开图片或视频</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>Try the demo clip</source>
        <translation>试用演示片段</translation>
    </message>
</context>
<context>
    <name>EmptyTexts</name>
    <message>
        <source>Add a Text…</source>
        <translation>添加文字…</translation>
    </message>
    <message>
        <source>No text fits the filter.</source>
        <translation>没有符合筛选条件的文字。</translation>
    </message>
    <message>
        <source>Texts about objects are reviewed here.

Have them written by the model, stage by stage, type one, or import them.</source>
        <translation>关于对象的文字在此审阅。

可让模型分阶段撰写，自己输入，或导入。</translation>
    </message>
    <message>
        <source>Write Expressions…</source>
        <translation>撰写表达…</translation>
    </message>
</context>
<context>
    <name>EverythingController</name>
    <message>
        <source>Name objects</source>
        <translation>为对象命名</translation>
    </message>
    <message>
        <source>No model is chosen, so nothing can be looked for.</source>
        <translation>尚未选择模型，无法查找。</translation>
    </message>
    <message>
        <source>Segment everything on frame {0}</source>
        <translation>分割第 {0} 帧的全部事物</translation>
    </message>
    <message>
        <source>The proposals were dropped; Enter in their list adds those that were accepted.</source>
        <translation>候选已放弃；在候选列表中按 Enter 可添加已接受的。</translation>
    </message>
</context>
<context>
    <name>EverythingPanel</name>
    <message numerus="yes">
        <source>%n proposal(s)</source>
        <translation><numerusform>%n 个候选</numerusform></translation>
    </message>
    <message>
        <source>Accept All</source>
        <translation>全部接受</translation>
    </message>
    <message>
        <source>Accepted ones stay</source>
        <translation>已接受的会保留</translation>
    </message>
    <message numerus="yes">
        <source>Add %n Object(s)</source>
        <translation><numerusform>添加 %n 个对象</numerusform></translation>
    </message>
    <message>
        <source>All that were not rejected</source>
        <translation>所有未拒绝的</translation>
    </message>
    <message>
        <source>Also doubtful ones</source>
        <translation>也包括可疑的</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Each gets what the model says of it as its name; else “object 1”, “object 2”, …</source>
        <translation>以模型对它的描述为名称；否则为“对象 1”、“对象 2”……</translation>
    </message>
    <message>
        <source>Else what lies in a larger mask that is about as sure is left out</source>
        <translation>否则，位于更大且把握相近的掩码之内的会略去</translation>
    </message>
    <message>
        <source>Few points</source>
        <translation>少量点</translation>
    </message>
    <message>
        <source>Go to frame {0}</source>
        <translation>转到第 {0} 帧</translation>
    </message>
    <message>
        <source>How closely</source>
        <translation>细致程度</translation>
    </message>
    <message>
        <source>How sure SAM 2 must be of a mask, and how little it may change with the threshold</source>
        <translation>SAM 2 对掩码的把握至少要多大，以及掩码随阈值最多变化多少</translation>
    </message>
    <message>
        <source>Keep what was found so far</source>
        <translation>保留目前已找到的</translation>
    </message>
    <message>
        <source>Leave out what objects cover already</source>
        <translation>略去对象已覆盖的部分</translation>
    </message>
    <message>
        <source>Look Again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Looking at frame {0}: {1} of {2} points</source>
        <translation>正在查看第 {0} 帧：{1} / {2} 个点</translation>
    </message>
    <message>
        <source>Looking at frame {0}…</source>
        <translation>正在查看第 {0} 帧…</translation>
    </message>
    <message>
        <source>Many points</source>
        <translation>较多点</translation>
    </message>
    <message>
        <source>Most points</source>
        <translation>最多点</translation>
    </message>
    <message>
        <source>Name them by the model</source>
        <translation>由模型命名</translation>
    </message>
    <message>
        <source>Naming: {0} of {1}</source>
        <translation>正在命名：{0} / {1}</translation>
    </message>
    <message>
        <source>None of them</source>
        <translation>一个也不要</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Nothing is added  (Esc)</source>
        <translation>不添加任何内容  (Esc)</translation>
    </message>
    <message>
        <source>Nothing was found on frame {0}. Try more points, or doubtful masks too.</source>
        <translation>第 {0} 帧上没有找到任何东西。请用更多的点，或包括可疑的掩码。</translation>
    </message>
    <message>
        <source>Number, size, and SAM 2's own estimate of the mask's quality</source>
        <translation>编号、大小，以及 SAM 2 对掩码质量的自我估计</translation>
    </message>
    <message>
        <source>One step of undo  (Enter)</source>
        <translation>撤销时为一步  (Enter)</translation>
    </message>
    <message>
        <source>Only sure ones</source>
        <translation>仅有把握的</translation>
    </message>
    <message>
        <source>Parts of things too</source>
        <translation>也包括事物的部分</translation>
    </message>
    <message>
        <source>Points along the longer side of the picture; more find smaller things and take longer</source>
        <translation>沿画面长边的点数；点越多，能找到的东西越小，用时也越长</translation>
    </message>
    <message>
        <source>Reject All</source>
        <translation>全部拒绝</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>This model has no language</source>
        <translation>此模型没有语言能力</translation>
    </message>
    <message>
        <source>Which masks</source>
        <translation>哪些掩码</translation>
    </message>
    <message>
        <source>{0}  ·  {1} % of the picture  ·  {2}</source>
        <translation>{0}  ·  占画面 {1} %  ·  {2}</translation>
    </message>
    <message>
        <source>{0}. Click what you want, right click what you do not.</source>
        <translation>{0}。左键点击想要的，右键点击不要的。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>A new or empty folder</source>
        <translation>新建的或空的文件夹</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Check the format</source>
        <translation>检查格式</translation>
    </message>
    <message>
        <source>Checking what this format can hold…</source>
        <translation>正在检查此格式能保存哪些内容…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Keeps: {0}.</source>
        <translation>保留：{0}。</translation>
    </message>
    <message>
        <source>Nothing is lost in this format.</source>
        <translation>此格式不会丢失任何内容。</translation>
    </message>
    <message>
        <source>There is nothing to export: no mask is confirmed or locked.</source>
        <translation>没有可导出的内容：没有已确认或已锁定的掩码。</translation>
    </message>
    <message>
        <source>What is lost</source>
        <translation>会丢失的内容</translation>
    </message>
    <message>
        <source>nothing that can be read back</source>
        <translation>没有能再读回的内容</translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Hash every frame in the side file</source>
        <translation>在附带文件中写入每帧的哈希值</translation>
    </message>
    <message>
        <source>Only masks that are confirmed or locked</source>
        <translation>仅已确认或已锁定的掩码</translation>
    </message>
    <message>
        <source>Only the shown picture or clip</source>
        <translation>仅当前显示的图片或片段</translation>
    </message>
    <message>
        <source>Proves which frame each mask belongs to, without the pictures; every frame is decoded for it</source>
        <translation>无需图片即可证明每个掩码属于哪一帧；为此要解码每一帧</translation>
    </message>
    <message>
        <source>Write the pictures, too</source>
        <translation>同时写出图片</translation>
    </message>
    <message>
        <source>as usual in the format</source>
        <translation>按该格式的惯例</translation>
    </message>
    <message>
        <source>one in </source>
        <translation>取帧间隔 </translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message>
        <source>Export to {0}</source>
        <translation>导出到 {0}</translation>
    </message>
    <message>
        <source>Exported to {0}.</source>
        <translation>已导出到 {0}。</translation>
    </message>
    <message>
        <source>Replace All That Is in It</source>
        <translation>替换其中的全部内容</translation>
    </message>
    <message>
        <source>{0} is not empty. Nothing was written.</source>
        <translation>{0} 不为空。没有写入任何内容。</translation>
    </message>
</context>
<context>
    <name>ExpressionRuns</name>
    <message numerus="yes">
        <source>%n could not be read</source>
        <translation><numerusform>%n 个无法读取</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n discarded</source>
        <translation><numerusform>%n 个被舍弃</numerusform></translation>
    </message>
    <message>
        <source>No model is chosen, so nobody can write texts.</source>
        <translation>未选择模型，因此无法撰写文字。</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message numerus="yes">
        <source>Texts about %n object(s) were written</source>
        <translation><numerusform>已撰写关于 %n 个对象的文字</numerusform></translation>
    </message>
    <message>
        <source>The objects to write about are gone.</source>
        <translation>要描写的对象已不存在。</translation>
    </message>
    <message>
        <source>There are no objects to write about.</source>
        <translation>没有可描写的对象。</translation>
    </message>
    <message>
        <source>Write expressions</source>
        <translation>撰写表达</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
</context>
<context>
    <name>FateTable</name>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation><numerusform>%n 个对象</numerusform></translation>
    </message>
    <message>
        <source>Values that no longer fit:</source>
        <translation>不再适用的值：</translation>
    </message>
    <message>
        <source>What “{0}” becomes</source>
        <translation>“{0}”变为什么</translation>
    </message>
    <message>
        <source>becomes “{0}”</source>
        <translation>变为“{0}”</translation>
    </message>
    <message>
        <source>is dropped</source>
        <translation>被丢弃</translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation>“{0}”</translation>
    </message>
</context>
<context>
    <name>FillController</name>
    <message>
        <source>Empty a piece of “{0}”</source>
        <translation>挖空“{0}”的一块</translation>
    </message>
    <message>
        <source>Fill an area</source>
        <translation>填充区域</translation>
    </message>
    <message>
        <source>Fill an area of “{0}”</source>
        <translation>填充“{0}”的区域</translation>
    </message>
    <message>
        <source>Nothing encloses this area, so nothing was filled: close the outline first, or click inside it.</source>
        <translation>此区域没有被围住，因此没有填充：请先闭合轮廓，或在其内部点击。</translation>
    </message>
    <message>
        <source>The selected object has no mask on this frame that could enclose an area.</source>
        <translation>所选对象在此帧上没有能围住区域的掩码。</translation>
    </message>
    <message>
        <source>There is no mask on this frame that could enclose an area.</source>
        <translation>此帧上没有能围住区域的掩码。</translation>
    </message>
    <message>
        <source>There is nothing of a mask here that could be emptied.</source>
        <translation>此处没有可以挖空的掩码。</translation>
    </message>
</context>
<context>
    <name>FillDialog</name>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>A value of which the model is less sure is left open</source>
        <translation>模型把握低于此值的值留空</translation>
    </message>
    <message>
        <source>About</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>All objects of the project</source>
        <translation>项目中的全部对象</translation>
    </message>
    <message>
        <source>All with the label “{0}”</source>
        <translation>带标签“{0}”的全部对象</translation>
    </message>
    <message>
        <source>Ask again where there is a proposal</source>
        <translation>已有建议值的也再次提问</translation>
    </message>
    <message numerus="yes">
        <source>Asks about %n object(s)</source>
        <translation><numerusform>询问 %n 个对象</numerusform></translation>
    </message>
    <message>
        <source>At most, with those between</source>
        <translation>上限，含中间各帧</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填写</translation>
    </message>
    <message>
        <source>Fill Attributes by Question</source>
        <translation>通过提问填写属性</translation>
    </message>
    <message>
        <source>For questions about what is around them; else they are enlarged, which is better for the rest</source>
        <translation>适合关于其周围的问题；否则会放大对象，这对其他问题更好</translation>
    </message>
    <message>
        <source>Frames for each object</source>
        <translation>每个对象的帧数</translation>
    </message>
    <message>
        <source>Frames of one object on which one attribute is asked</source>
        <translation>一个对象的一个属性在多少帧上提问</translation>
    </message>
    <message>
        <source>Least confidence</source>
        <translation>最低把握</translation>
    </message>
    <message>
        <source>No attribute of the project has a question. Give one a question among the labels first.</source>
        <translation>项目中没有带问题的属性。请先在标签中为属性写一个问题。</translation>
    </message>
    <message>
        <source>Nothing is open: these objects have a value for each of the attributes.</source>
        <translation>没有待填写的：这些对象的每个属性都有值。</translation>
    </message>
    <message>
        <source>Objects of the shown clip</source>
        <translation>当前片段的对象</translation>
    </message>
    <message>
        <source>Samples where it changes</source>
        <translation>会变化时的取样数</translation>
    </message>
    <message>
        <source>Selected objects</source>
        <translation>所选对象</translation>
    </message>
    <message>
        <source>Show small objects in the whole picture</source>
        <translation>在整个画面中显示小对象</translation>
    </message>
    <message>
        <source>Spread over the track; where two neighbours differ, frames between them are asked too</source>
        <translation>均匀分布在轨迹上；相邻两处不同时，也询问其间的帧</translation>
    </message>
    <message>
        <source>The best frames of each object; the answers count together</source>
        <translation>每个对象的最佳帧；各回答合并计算</translation>
    </message>
    <message numerus="yes">
        <source>on at most %n frame(s) in all</source>
        <translation><numerusform>总共最多 %n 帧</numerusform></translation>
    </message>
    <message>
        <source>{0}, {1}. What was confirmed is not asked and stays.</source>
        <translation>{0}，{1}。已确认的不再询问，保持不变。</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>FillPart</name>
    <message>
        <source>Change Value</source>
        <translation>更改值</translation>
    </message>
    <message numerus="yes">
        <source>Confirm %n Value(s)</source>
        <translation><numerusform>确认 %n 个值</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Reject %n Value(s)</source>
        <translation><numerusform>拒绝 %n 个值</numerusform></translation>
    </message>
</context>
<context>
    <name>FillRuns</name>
    <message numerus="yes">
        <source>%n left open: no answer was credible</source>
        <translation><numerusform>%n 个留空：没有可信的回答</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) proposed</source>
        <translation><numerusform>已建议 %n 个值</numerusform></translation>
    </message>
    <message>
        <source>Fill attributes</source>
        <translation>填写属性</translation>
    </message>
    <message>
        <source>No model is chosen, so nobody can be asked.</source>
        <translation>尚未选择模型，无法提问。</translation>
    </message>
    <message>
        <source>Nothing is open: these objects have a value for each of the attributes.</source>
        <translation>没有待填写的：这些对象的每个属性都有值。</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>All texts</source>
        <translation>全部文字</translation>
    </message>
    <message>
        <source>Any language</source>
        <translation>任意语言</translation>
    </message>
    <message>
        <source>Both kinds</source>
        <translation>两种都显示</translation>
    </message>
    <message>
        <source>By object</source>
        <translation>按对象</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Highest IoU first</source>
        <translation>IoU 最高的在前</translation>
    </message>
    <message>
        <source>IoU below </source>
        <translation>IoU 低于 </translation>
    </message>
    <message>
        <source>Kind of the texts</source>
        <translation>文字的种类</translation>
    </message>
    <message>
        <source>Language of the texts</source>
        <translation>文字的语言</translation>
    </message>
    <message>
        <source>Lowest IoU first</source>
        <translation>IoU 最低的在前</translation>
    </message>
    <message>
        <source>No language</source>
        <translation>无语言</translation>
    </message>
    <message>
        <source>Only texts about the selected objects, all of them at once</source>
        <translation>仅关于所选对象的文字，须同时涉及全部所选对象</translation>
    </message>
    <message>
        <source>Only texts by which the model finds their object less well; 0 shows all, also those not tried</source>
        <translation>只显示模型凭它找回对象的效果低于此值的文字；0 显示全部，包括未试过的</translation>
    </message>
    <message>
        <source>Only texts of the shown clip</source>
        <translation>仅当前片段的文字</translation>
    </message>
    <message>
        <source>Order of the texts</source>
        <translation>文字的顺序</translation>
    </message>
    <message>
        <source>Proposed</source>
        <translation>待定</translation>
    </message>
    <message>
        <source>Referring</source>
        <translation>指代</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Round trip below</source>
        <translation>回验低于</translation>
    </message>
    <message>
        <source>Selected objects</source>
        <translation>所选对象</translation>
    </message>
    <message>
        <source>This clip</source>
        <translation>此片段</translation>
    </message>
    <message>
        <source>What became of the texts</source>
        <translation>文字的状态</translation>
    </message>
    <message>
        <source>any IoU</source>
        <translation>任意 IoU</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
</context>
<context>
    <name>FindChooser</name>
    <message>
        <source>At most {questions} questions about frames {first}–{last}: first every {step} frames, then closer to where it comes and goes.</source>
        <translation>最多就第 {first}–{last} 帧提 {questions} 个问题：先每 {step} 帧一个，再在其出现和消失之处细查。</translation>
    </message>
    <message>
        <source>How many questions the search may ask, however long the clip is</source>
        <translation>无论片段多长，查找最多可提多少个问题</translation>
    </message>
    <message>
        <source>In–out range</source>
        <translation>入点至出点</translation>
    </message>
    <message>
        <source>Quick, {0} questions</source>
        <translation>快速，{0} 个问题</translation>
    </message>
    <message>
        <source>Thorough, {0} questions</source>
        <translation>充分，{0} 个问题</translation>
    </message>
    <message>
        <source>Usual, {0} questions</source>
        <translation>通常，{0} 个问题</translation>
    </message>
    <message>
        <source>Which part of the clip is searched</source>
        <translation>查找片段的哪一部分</translation>
    </message>
    <message>
        <source>Whole clip</source>
        <translation>整个片段</translation>
    </message>
</context>
<context>
    <name>FindPart</name>
    <message>
        <source>Find “{0}”</source>
        <translation>查找“{0}”</translation>
    </message>
    <message>
        <source>Make an object of “{0}”</source>
        <translation>由“{0}”建立对象</translation>
    </message>
    <message>
        <source>No model is chosen, so nobody can find the masks.</source>
        <translation>尚未选择模型，无法找出掩码。</translation>
    </message>
    <message>
        <source>No model is chosen, so nobody can look.</source>
        <translation>尚未选择模型，无法查找。</translation>
    </message>
    <message>
        <source>Nothing was found in this clip yet.</source>
        <translation>在此片段中尚未找到任何内容。</translation>
    </message>
    <message>
        <source>The turn to be answered again is gone.</source>
        <translation>要重新回答的那一轮已不存在。</translation>
    </message>
    <message>
        <source>This is the first stretch found.</source>
        <translation>这是找到的第一段。</translation>
    </message>
    <message>
        <source>This is the last stretch found.</source>
        <translation>这是找到的最后一段。</translation>
    </message>
</context>
<context>
    <name>FineTuneDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Ends after the present step; what was learned is kept</source>
        <translation>完成当前步后结束；已学到的会保留</translation>
    </message>
    <message>
        <source>Fine-Tune on This Project</source>
        <translation>用此项目微调</translation>
    </message>
    <message>
        <source>New Fine-Tuning…</source>
        <translation>新的微调…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>FineTuningPart</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show Result</source>
        <translation>显示结果</translation>
    </message>
    <message>
        <source>The fine-tuning of {0} has failed: {1}</source>
        <translation>{0} 的微调失败：{1}</translation>
    </message>
    <message>
        <source>The fine-tuning of {0} was stopped after step {1}; it can go on from there.</source>
        <translation>{0} 的微调在第 {1} 步后停止；可从该处继续。</translation>
    </message>
    <message>
        <source>{0} has learned from the project.</source>
        <translation>{0} 已从项目中学习。</translation>
    </message>
</context>
<context>
    <name>FineTuningRuns</name>
    <message>
        <source>Fine-tune {0}</source>
        <translation>微调 {0}</translation>
    </message>
    <message>
        <source>Look for a fine-tuning</source>
        <translation>查找微调</translation>
    </message>
    <message>
        <source>Plan the fine-tuning</source>
        <translation>规划微调</translation>
    </message>
    <message>
        <source>The project was closed before it was copied.</source>
        <translation>项目在复制之前已关闭。</translation>
    </message>
    <message>
        <source>The training has ended without a model.</source>
        <translation>训练已结束，但没有得到模型。</translation>
    </message>
</context>
<context>
    <name>FollowBar</name>
    <message>
        <source>Let the Track Follow  (Ctrl+Shift+T)</source>
        <translation>让轨迹跟随  (Ctrl+Shift+T)</translation>
    </message>
    <message>
        <source>Not Now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>The tracked frames round this one are computed again from its mask</source>
        <translation>根据此帧的掩码重新计算其前后的已跟踪帧</translation>
    </message>
    <message>
        <source>“{0}” is corrected on this frame only.</source>
        <translation>“{0}”只在此帧上作了修正。</translation>
    </message>
</context>
<context>
    <name>FollowChip</name>
    <message>
        <source>Begin anew: the next question knows nothing of these turns</source>
        <translation>重新开始：下一个问题不知道这些对话</translation>
    </message>
    <message>
        <source>↳ follows: {0}</source>
        <translation>↳ 接续：{0}</translation>
    </message>
</context>
<context>
    <name>FormatList</name>
    <message>
        <source>Formats</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Search formats</source>
        <translation>搜索格式</translation>
    </message>
</context>
<context>
    <name>FoundMenu</name>
    <message>
        <source>Go to Frame {0}</source>
        <translation>转到第 {0} 帧</translation>
    </message>
    <message>
        <source>Make an Object of All It Found</source>
        <translation>由找到的全部内容建立对象</translation>
    </message>
    <message>
        <source>Make an Object of This Stretch</source>
        <translation>由这一段建立对象</translation>
    </message>
    <message>
        <source>Remove This Search</source>
        <translation>移除此次查找</translation>
    </message>
    <message>
        <source>Search Further</source>
        <translation>继续查找</translation>
    </message>
    <message>
        <source>Set In and Out to It</source>
        <translation>将入点和出点设为此段</translation>
    </message>
</context>
<context>
    <name>FrameCommands</name>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Delete Masks of the Range</source>
        <translation>删除范围内的掩码</translation>
    </message>
    <message>
        <source>Delete the Mask</source>
        <translation>删除掩码</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>标记待查</translation>
    </message>
    <message>
        <source>Lock Frames</source>
        <translation>锁定帧</translation>
    </message>
    <message>
        <source>Make Key Frame</source>
        <translation>设为关键帧</translation>
    </message>
    <message>
        <source>Make No Key Frame</source>
        <translation>取消关键帧</translation>
    </message>
    <message>
        <source>Mark as Absent</source>
        <translation>标为不在画面中</translation>
    </message>
    <message>
        <source>Mark as Not Absent</source>
        <translation>取消“不在画面中”</translation>
    </message>
    <message>
        <source>Mark as Not Occluded</source>
        <translation>取消“被遮挡”</translation>
    </message>
    <message>
        <source>Mark as Occluded</source>
        <translation>标为被遮挡</translation>
    </message>
    <message>
        <source>Take Back the Confirmation</source>
        <translation>取消确认</translation>
    </message>
    <message>
        <source>Take Back the Flag</source>
        <translation>取消待查标记</translation>
    </message>
    <message>
        <source>Unlock Frames</source>
        <translation>解锁帧</translation>
    </message>
</context>
<context>
    <name>FrameFeed</name>
    <message>
        <source>Decode</source>
        <translation>解码</translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation>打开 {0}</translation>
    </message>
</context>
<context>
    <name>FrameState</name>
    <message>
        <source>absent</source>
        <translation>不在画面中</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>edited by hand</source>
        <translation>手工编辑</translation>
    </message>
    <message>
        <source>key frame</source>
        <translation>关键帧</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>尚无内容</translation>
    </message>
    <message>
        <source>occluded</source>
        <translation>被遮挡</translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>已过时</translation>
    </message>
    <message>
        <source>tracked</source>
        <translation>已跟踪</translation>
    </message>
    <message>
        <source>worth a second look</source>
        <translation>需要复查</translation>
    </message>
</context>
<context>
    <name>FramesChooser</name>
    <message>
        <source>Around playhead</source>
        <translation>播放头附近</translation>
    </message>
    <message>
        <source>Custom…</source>
        <translation>自定义…</translation>
    </message>
    <message>
        <source>First 5 of range</source>
        <translation>范围的前 5 帧</translation>
    </message>
    <message>
        <source>Frames, such as 0, 7, 20</source>
        <translation>帧号，例如 0, 7, 20</translation>
    </message>
    <message>
        <source>In–out range</source>
        <translation>入点至出点</translation>
    </message>
    <message>
        <source>No new picture</source>
        <translation>不加新画面</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>不用画面</translation>
    </message>
    <message>
        <source>Spread over range</source>
        <translation>在范围内均匀分布</translation>
    </message>
    <message>
        <source>The model goes on from what the thread showed it.</source>
        <translation>模型接着这段对话已看过的内容。</translation>
    </message>
    <message>
        <source>The model sees frames {frames}; masks for {first}–{last}.</source>
        <translation>模型看到第 {frames} 帧；为第 {first}–{last} 帧生成掩码。</translation>
    </message>
    <message>
        <source>The model sees no picture, only words.</source>
        <translation>模型看不到画面，只看文字。</translation>
    </message>
    <message>
        <source>The model sees this picture.</source>
        <translation>模型看到这张图片。</translation>
    </message>
    <message>
        <source>This picture</source>
        <translation>此画面</translation>
    </message>
    <message>
        <source>Type the frames that the model shall see, such as 0, 7, 20.</source>
        <translation>请输入要让模型看到的帧，例如 0, 7, 20。</translation>
    </message>
    <message>
        <source>Which frames the language model sees</source>
        <translation>语言模型看到哪些帧</translation>
    </message>
    <message>
        <source>Which part of the clip gets masks</source>
        <translation>片段的哪一部分生成掩码</translation>
    </message>
    <message>
        <source>Whole clip</source>
        <translation>整个片段</translation>
    </message>
</context>
<context>
    <name>HandEdits</name>
    <message>
        <source>Add “{0}”</source>
        <translation>添加“{0}”</translation>
    </message>
    <message>
        <source>Select the object whose mask is to be cut.</source>
        <translation>请选择要减去掩码的对象。</translation>
    </message>
    <message>
        <source>Several objects are selected; a mask is drawn for one at a time.</source>
        <translation>选择了多个对象；一次只能为一个对象绘制掩码。</translation>
    </message>
    <message>
        <source>“{0}” is locked; unlock it to change its mask.</source>
        <translation>“{0}”已锁定；解锁后才能更改其掩码。</translation>
    </message>
    <message>
        <source>“{0}” is no longer there.</source>
        <translation>“{0}”已不存在。</translation>
    </message>
</context>
<context>
    <name>HotkeyField</name>
    <message>
        <source>Click here and press the keys</source>
        <translation>点击此处并按下按键</translation>
    </message>
    <message>
        <source>Gives this label to the selected objects; with nothing selected, to those made next.</source>
        <translation>将此标签赋予所选对象；未选择对象时，赋予之后建立的对象。</translation>
    </message>
    <message>
        <source>Key of the label</source>
        <translation>标签的快捷键</translation>
    </message>
    <message>
        <source>No Key</source>
        <translation>无快捷键</translation>
    </message>
    <message>
        <source>Take It</source>
        <translation>移到此标签</translation>
    </message>
    <message>
        <source>{0} is fixed and cannot be a label's key.</source>
        <translation>{0} 是固定按键，不能用作标签的快捷键。</translation>
    </message>
    <message>
        <source>{0} is the key of the label “{1}”.</source>
        <translation>{0} 是标签“{1}”的快捷键。</translation>
    </message>
    <message>
        <source>{0} is the key of “{1}”.</source>
        <translation>{0} 是“{1}”的快捷键。</translation>
    </message>
</context>
<context>
    <name>IdentityCommands</name>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Extend the Track</source>
        <translation>延续轨迹</translation>
    </message>
    <message>
        <source>No scene cut inside the track is known; Track → Find All Scene Cuts looks for them.</source>
        <translation>轨迹内没有已知的镜头切换；可用“跟踪 → 查找所有镜头切换”查找。</translation>
    </message>
    <message>
        <source>Paste Masks</source>
        <translation>粘贴掩码</translation>
    </message>
    <message>
        <source>Paste as New Object</source>
        <translation>粘贴为新对象</translation>
    </message>
    <message>
        <source>Select one object: one track is split at a time.</source>
        <translation>请选择一个对象：一次只拆分一条轨迹。</translation>
    </message>
    <message>
        <source>Select the objects that are one thing.</source>
        <translation>请选择属于同一事物的对象。</translation>
    </message>
    <message>
        <source>Select the two objects that were taken for each other.</source>
        <translation>请选择被互相混淆的两个对象。</translation>
    </message>
    <message>
        <source>Split at Gaps</source>
        <translation>在空缺处拆分</translation>
    </message>
    <message>
        <source>Split at Scene Cuts</source>
        <translation>在镜头切换处拆分</translation>
    </message>
    <message>
        <source>Split the Track</source>
        <translation>拆分轨迹</translation>
    </message>
    <message>
        <source>Swap Objects</source>
        <translation>互换对象</translation>
    </message>
    <message>
        <source>The selection has no mask on this frame that could be copied.</source>
        <translation>所选对象在此帧上没有可复制的掩码。</translation>
    </message>
    <message>
        <source>The track has no gap: its masks follow each other from the first to the last.</source>
        <translation>轨迹没有空缺：其掩码从第一个到最后一个首尾相接。</translation>
    </message>
</context>
<context>
    <name>ImportController</name>
    <message numerus="yes">
        <source>%n thing(s) could not be used.</source>
        <translation><numerusform>%n 项无法使用。</numerusform></translation>
    </message>
    <message>
        <source>'{0}' also holds annotations.</source>
        <translation>“{0}”中也有标注。</translation>
    </message>
    <message>
        <source>Another import is running; wait for it, or stop it.</source>
        <translation>另一个导入正在进行；请等它结束，或停止它。</translation>
    </message>
    <message>
        <source>Import Annotations…</source>
        <translation>导入标注…</translation>
    </message>
    <message>
        <source>Import {0}</source>
        <translation>导入 {0}</translation>
    </message>
    <message numerus="yes">
        <source>Imported: %n mask(s).</source>
        <translation><numerusform>已导入 %n 个掩码。</numerusform></translation>
    </message>
    <message>
        <source>Look at {0}</source>
        <translation>查看 {0}</translation>
    </message>
    <message>
        <source>Show Report</source>
        <translation>显示报告</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>A folder, or the main file of a data set</source>
        <translation>文件夹，或数据集的主文件</translation>
    </message>
    <message>
        <source>Add: all objects are new; nothing that is there changes</source>
        <translation>添加：所有对象都是新的；已有内容不变</translation>
    </message>
    <message>
        <source>Count what is in {0}</source>
        <translation>统计 {0} 的内容</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Data set to import</source>
        <translation>要导入的数据集</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Fill gaps: objects that are there get masks only where they have none</source>
        <translation>填补：已有的对象只在没有掩码的帧上得到掩码</translation>
    </message>
    <message>
        <source>Folder in which the pictures are</source>
        <translation>图片所在的文件夹</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import Annotations</source>
        <translation>导入标注</translation>
    </message>
    <message>
        <source>Look at {0}</source>
        <translation>查看 {0}</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>Masks that you confirmed, locked or drew stay in any case.</source>
        <translation>您已确认、锁定或手工绘制的掩码始终保留。</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Only if the data set does not bring its pictures</source>
        <translation>仅当数据集不带图片时需要</translation>
    </message>
    <message>
        <source>Open as Pictures or Clips Instead</source>
        <translation>改为作为图片或片段打开</translation>
    </message>
    <message>
        <source>Pictures in</source>
        <translation>图片位置</translation>
    </message>
    <message>
        <source>Recognised by itself</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>Replace: objects that are there get the masks of the file</source>
        <translation>替换：已有的对象采用文件中的掩码</translation>
    </message>
    <message>
        <source>There is nothing at this place.</source>
        <translation>此处什么也没有。</translation>
    </message>
    <message>
        <source>This looks like none of the formats; choose one if you know which it is.</source>
        <translation>这不像任何一种格式；如果您知道，请自行选择。</translation>
    </message>
</context>
<context>
    <name>ImportReportDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Everything was used.</source>
        <translation>全部内容都已使用。</translation>
    </message>
    <message>
        <source>Import of {0}</source>
        <translation>导入 {0} 的结果</translation>
    </message>
    <message>
        <source>Save as Text…</source>
        <translation>保存为文本…</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>What could not be used</source>
        <translation>无法使用的内容</translation>
    </message>
    <message>
        <source>Write {0}</source>
        <translation>写出 {0}</translation>
    </message>
</context>
<context>
    <name>InterpolateController</name>
    <message numerus="yes">
        <source>%n mask(s) filled in between key frames.</source>
        <translation><numerusform>已在关键帧之间补上 %n 个掩码。</numerusform></translation>
    </message>
    <message>
        <source>Interpolate between Key Frames</source>
        <translation>在关键帧之间插值</translation>
    </message>
    <message numerus="yes">
        <source>Left alone, there already: %n mask(s).</source>
        <translation><numerusform>已有而保持不变：%n 个掩码。</numerusform></translation>
    </message>
    <message>
        <source>Nothing was filled in; the masks there are the same already.</source>
        <translation>没有补上任何内容；该处的掩码本来就相同。</translation>
    </message>
</context>
<context>
    <name>InterpolatePanel</name>
    <message numerus="yes">
        <source>%n frame(s) to fill in</source>
        <translation><numerusform>要补上 %n 帧</numerusform></translation>
    </message>
    <message>
        <source>All frames between the key frames have a mask. Tick the box to replace them.</source>
        <translation>关键帧之间的所有帧都已有掩码。勾选此框可替换它们。</translation>
    </message>
    <message>
        <source>Also frames between them that have a mask; what a person settled stays</source>
        <translation>也包括其间已有掩码的帧；人工确定的内容保留</translation>
    </message>
    <message>
        <source>Interpolate Masks</source>
        <translation>插值掩码</translation>
    </message>
    <message>
        <source>Replace tracked masks</source>
        <translation>替换跟踪得到的掩码</translation>
    </message>
    <message>
        <source>There are no two key frames of one object with frames between them: draw or confirm two masks.</source>
        <translation>同一对象没有两个中间隔有帧的关键帧：请绘制或确认两个掩码。</translation>
    </message>
    <message>
        <source>{0}  ·  there already, left alone: {1}</source>
        <translation>{0}  ·  已有而不改动：{1}</translation>
    </message>
</context>
<context>
    <name>Job</name>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>正在进行…</translation>
    </message>
</context>
<context>
    <name>JobDelegate</name>
    <message>
        <source>Pause or resume  (Space)</source>
        <translation>暂停或继续  (空格)</translation>
    </message>
    <message>
        <source>Stop; what is done stays  (Del)</source>
        <translation>停止；已完成的部分会保留  (Del)</translation>
    </message>
    <message>
        <source>Take it off the list  (Del)</source>
        <translation>从列表中移除  (Del)</translation>
    </message>
</context>
<context>
    <name>JobList</name>
    <message>
        <source>Waits for its turn</source>
        <translation>排队等候</translation>
    </message>
    <message>
        <source>Waits for the model</source>
        <translation>等待模型</translation>
    </message>
</context>
<context>
    <name>JobsPanel</name>
    <message>
        <source>Answers, tracks, exports and
imports appear here while
they are made.</source>
        <translation>回答、跟踪、导出和导入
在进行时显示在这里。</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已结束的</translation>
    </message>
</context>
<context>
    <name>JoinController</name>
    <message>
        <source>Join Objects</source>
        <translation>合并对象</translation>
    </message>
</context>
<context>
    <name>LabelMenu</name>
    <message>
        <source>Colour of {0}</source>
        <translation>{0} 的颜色</translation>
    </message>
    <message>
        <source>Colour of “{0}”…</source>
        <translation>“{0}”的颜色…</translation>
    </message>
    <message>
        <source>Delete “{0}” from the Project</source>
        <translation>从项目中删除“{0}”</translation>
    </message>
    <message>
        <source>Edit Labels…</source>
        <translation>编辑标签…</translation>
    </message>
    <message>
        <source>La&amp;bel</source>
        <translation>标签(&amp;B)</translation>
    </message>
    <message>
        <source>Name of the label:</source>
        <translation>标签名称：</translation>
    </message>
    <message>
        <source>New Label</source>
        <translation>新建标签</translation>
    </message>
    <message>
        <source>New Label…</source>
        <translation>新建标签…</translation>
    </message>
    <message>
        <source>No Label</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>Rename Label</source>
        <translation>重命名标签</translation>
    </message>
    <message>
        <source>Rename “{0}”…</source>
        <translation>重命名“{0}”…</translation>
    </message>
</context>
<context>
    <name>LabelPage</name>
    <message>
        <source>A label says what an object is: car, person. Its key gives it to the selected objects.</source>
        <translation>标签说明对象是什么：车、人。其快捷键将它赋予所选对象。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Colour of {0}</source>
        <translation>{0} 的颜色</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Deleting deletes the attributes that are for it alone: {0}.</source>
        <translation>删除会同时删除仅用于它的属性：{0}。</translation>
    </message>
    <message numerus="yes">
        <source>Deleting takes the label from %n object(s), and deletes the attributes that are for it alone: {0}.</source>
        <translation><numerusform>删除会去掉 %n 个对象的此标签，并删除仅用于它的属性：{0}。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Deleting takes the label from %n object(s).</source>
        <translation><numerusform>删除会去掉 %n 个对象的此标签。</numerusform></translation>
    </message>
    <message>
        <source>Key</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Merge Into</source>
        <translation>合并到</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>label</source>
        <translation>标签</translation>
    </message>
</context>
<context>
    <name>LabelPart</name>
    <message>
        <source>Colour Objects One by One</source>
        <translation>对象逐个着色</translation>
    </message>
    <message>
        <source>Colour Objects by Label</source>
        <translation>按标签为对象着色</translation>
    </message>
    <message>
        <source>Fill by Question…</source>
        <translation>通过提问填写…</translation>
    </message>
</context>
<context>
    <name>LaneTrust</name>
    <message>
        <source>asked for “{0}”: IoU {1}</source>
        <translation>按“{0}”查找：IoU {1}</translation>
    </message>
    <message>
        <source>doubt {0} %</source>
        <translation>可疑度 {0} %</translation>
    </message>
</context>
<context>
    <name>LanesStrip</name>
    <message>
        <source>Objects over time</source>
        <translation>对象随时间的变化</translation>
    </message>
    <message>
        <source>Type an instruction: each object that it finds gets a lane here.</source>
        <translation>输入一条指令：找到的每个对象都会在这里有一条轨道。</translation>
    </message>
    <message>
        <source>{name}, frame {frame}: {state}</source>
        <translation>{name}，第 {frame} 帧：{state}</translation>
    </message>
    <message>
        <source>{text}, score {score}</source>
        <translation>{text}，分数 {score}</translation>
    </message>
</context>
<context>
    <name>LanguageBox</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>The language of the text as a BCP 47 tag, such as en, zh-Hans or pt-BR</source>
        <translation>文字的语言，用 BCP 47 标记，例如“en”、“zh-Hans”或“pt-BR”</translation>
    </message>
    <message>
        <source>language</source>
        <translation>语言</translation>
    </message>
</context>
<context>
    <name>LassoTool</name>
    <message>
        <source>Add an area to “{0}”</source>
        <translation>为“{0}”添加区域</translation>
    </message>
    <message>
        <source>Cut an area from “{0}”</source>
        <translation>从“{0}”中减去区域</translation>
    </message>
</context>
<context>
    <name>LinkedText</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>This phrase is bound to no object</source>
        <translation>此短语未绑定任何对象</translation>
    </message>
</context>
<context>
    <name>LossCurve</name>
    <message>
        <source>Curve of the losses</source>
        <translation>损失曲线</translation>
    </message>
    <message>
        <source>The curve begins after some steps.</source>
        <translation>几步之后曲线才会出现。</translation>
    </message>
    <message>
        <source>The loss began with {0}, is {1} now, and was {2} at its lowest.</source>
        <translation>损失起初为 {0}，现在为 {1}，最低为 {2}。</translation>
    </message>
    <message>
        <source>step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Closing…</source>
        <translation>正在关闭…</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>打开最近的项目(&amp;R)</translation>
    </message>
    <message>
        <source>The demo clip is missing: {0}</source>
        <translation>找不到演示片段：{0}</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
</context>
<context>
    <name>MarkAnswer</name>
    <message>
        <source>No model is chosen, so marks cannot become a mask.</source>
        <translation>尚未选择模型，标记无法变成掩码。</translation>
    </message>
</context>
<context>
    <name>MaskCleaner</name>
    <message>
        <source>Clean up what is shown</source>
        <translation>清理显示的掩码</translation>
    </message>
</context>
<context>
    <name>MaskFinder</name>
    <message>
        <source>Find what was marked</source>
        <translation>查找所标记的内容</translation>
    </message>
    <message>
        <source>Look at a frame ahead</source>
        <translation>预先读取帧</translation>
    </message>
</context>
<context>
    <name>MaskPictures</name>
    <message>
        <source>Load the mask of “{0}”</source>
        <translation>载入“{0}”的掩码</translation>
    </message>
    <message>
        <source>Picture of a mask</source>
        <translation>掩码图片</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Read {0}</source>
        <translation>读取 {0}</translation>
    </message>
</context>
<context>
    <name>MaskStatisticsDialog</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation><numerusform>%n 行</numerusform></translation>
    </message>
    <message>
        <source>(no label)</source>
        <translation>（无标签）</translation>
    </message>
    <message>
        <source>By clip</source>
        <translation>按片段</translation>
    </message>
    <message>
        <source>By label</source>
        <translation>按标签</translation>
    </message>
    <message>
        <source>By object</source>
        <translation>按对象</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>各项指标</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>保存为 CSV…</translation>
    </message>
    <message>
        <source>Save the statistics</source>
        <translation>保存统计</translation>
    </message>
    <message>
        <source>Save the statistics as</source>
        <translation>统计另存为</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>What one row is about</source>
        <translation>每行代表什么</translation>
    </message>
</context>
<context>
    <name>MediaItemModel</name>
    <message numerus="yes">
        <source>%n frame(s)</source>
        <translation><numerusform>%n 帧</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation><numerusform>%n 个对象</numerusform></translation>
    </message>
    <message>
        <source>Changed since it was added</source>
        <translation>加入后有变化</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>找不到</translation>
    </message>
</context>
<context>
    <name>MediaMenu</name>
    <message>
        <source>&amp;Copy Path</source>
        <translation>复制路径(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Find the File…</source>
        <translation>查找文件(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Remove from Project</source>
        <translation>从项目中移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Search a Folder…</source>
        <translation>搜索文件夹(&amp;S)…</translation>
    </message>
    <message>
        <source>Choose where it is now, if it was moved or renamed</source>
        <translation>若已移动或改名，请选择它现在的位置</translation>
    </message>
    <message>
        <source>Look for it by its contents, in a folder and below</source>
        <translation>按内容在某个文件夹及其子文件夹中查找</translation>
    </message>
    <message>
        <source>Show in File &amp;Manager</source>
        <translation>在文件管理器中显示(&amp;M)</translation>
    </message>
    <message>
        <source>The file stays where it is; this can be undone</source>
        <translation>文件保持原位；此操作可以撤销</translation>
    </message>
    <message>
        <source>The project is read-only</source>
        <translation>项目是只读的</translation>
    </message>
</context>
<context>
    <name>MediaPanel</name>
    <message numerus="yes">
        <source>%n media item(s)</source>
        <translation><numerusform>%n 个媒体</numerusform></translation>
    </message>
    <message>
        <source>&amp;Missing Files</source>
        <translation>找不到的文件(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;With Objects</source>
        <translation>有对象的(&amp;W)</translation>
    </message>
    <message>
        <source>A&amp;ll</source>
        <translation>全部(&amp;L)</translation>
    </message>
    <message>
        <source>As &amp;Added</source>
        <translation>按添加顺序(&amp;A)</translation>
    </message>
    <message>
        <source>By &amp;Name</source>
        <translation>按名称(&amp;N)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter media by name</source>
        <translation>按名称筛选媒体</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <source>Most &amp;Objects First</source>
        <translation>对象最多的在前(&amp;O)</translation>
    </message>
    <message>
        <source>Order and choice of the list</source>
        <translation>列表的排序与筛选</translation>
    </message>
    <message>
        <source>Pictures and clips of the project appear here.

Drop files or folders anywhere in the window.</source>
        <translation>项目中的图片和片段显示在这里。

可将文件或文件夹拖放到窗口的任意位置。</translation>
    </message>
    <message>
        <source>Wi&amp;thout Objects</source>
        <translation>没有对象的(&amp;T)</translation>
    </message>
    <message>
        <source>{0} missing or changed</source>
        <translation>{0} 个找不到或有变化</translation>
    </message>
    <message>
        <source>{0} of {1} media items</source>
        <translation>{0} / {1} 个媒体</translation>
    </message>
</context>
<context>
    <name>MessageCenter</name>
    <message>
        <source>Something went wrong inside the program: {0}</source>
        <translation>程序内部出错：{0}</translation>
    </message>
</context>
<context>
    <name>MissingMedia</name>
    <message>
        <source>Find {0}</source>
        <translation>查找 {0}</translation>
    </message>
    <message>
        <source>Folder in which {0} is</source>
        <translation>{0} 所在的文件夹</translation>
    </message>
</context>
<context>
    <name>MissingNotice</name>
    <message>
        <source>Choose the file where it is now</source>
        <translation>选择文件现在的位置</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>It was at {0}</source>
        <translation>它原来位于 {0}</translation>
    </message>
    <message>
        <source>Its masks are kept and can be edited on an empty picture.</source>
        <translation>其掩码均保留，可以在空白画面上编辑。</translation>
    </message>
    <message>
        <source>Look at its old place again</source>
        <translation>再次查看原来的位置</translation>
    </message>
    <message>
        <source>Look for it by its contents, in a folder and below</source>
        <translation>按内容在某个文件夹及其子文件夹中查找</translation>
    </message>
    <message>
        <source>Search a Folder…</source>
        <translation>搜索文件夹…</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>“{0}” cannot be shown</source>
        <translation>无法显示“{0}”</translation>
    </message>
    <message>
        <source>“{0}” is missing</source>
        <translation>找不到“{0}”</translation>
    </message>
</context>
<context>
    <name>ModeButton</name>
    <message>
        <source>How masks are shown</source>
        <translation>掩码的显示方式</translation>
    </message>
    <message>
        <source>View mode</source>
        <translation>视图模式</translation>
    </message>
</context>
<context>
    <name>ModelController</name>
    <message>
        <source>Free the model</source>
        <translation>释放模型</translation>
    </message>
    <message>
        <source>Load {0}</source>
        <translation>加载 {0}</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>The choice of the model cannot be remembered: {0}</source>
        <translation>无法记住所选的模型：{0}</translation>
    </message>
    <message>
        <source>The model cannot be used: {0}</source>
        <translation>模型无法使用：{0}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>ModelDetails</name>
    <message>
        <source>Check Files</source>
        <translation>检查文件</translation>
    </message>
    <message>
        <source>Compare the files with the checksums that the hub names</source>
        <translation>将文件与 Hub 给出的校验和比较</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>下载…</translation>
    </message>
    <message>
        <source>Free its memory; it is loaded again when it is needed</source>
        <translation>释放其内存；需要时会再次加载</translation>
    </message>
    <message>
        <source>Open Folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Read every byte and every tensor, and say whether they are right</source>
        <translation>读取每个字节和每个张量，并说明是否正确</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Unload Now</source>
        <translation>立即卸载</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
</context>
<context>
    <name>ModelFacts</name>
    <message>
        <source>Checks</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>已发布成绩</translation>
    </message>
    <message>
        <source>RefCOCO {0} cIoU, MeViS {1} J&amp;F</source>
        <translation>RefCOCO {0} cIoU，MeViS {1} J&amp;F</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>本机</translation>
    </message>
</context>
<context>
    <name>ModelJobs</name>
    <message numerus="yes">
        <source>%n file(s) checked; all match the hub.</source>
        <translation><numerusform>已检查 %n 个文件；全部与 Hub 一致。</numerusform></translation>
    </message>
    <message>
        <source>Check the files of {0}</source>
        <translation>检查 {0} 的文件</translation>
    </message>
    <message>
        <source>Download {0}</source>
        <translation>下载 {0}</translation>
    </message>
    <message>
        <source>Look at {0}</source>
        <translation>查看 {0}</translation>
    </message>
    <message>
        <source>Look for models</source>
        <translation>查找模型</translation>
    </message>
    <message>
        <source>Off the list; the folder is as it was.</source>
        <translation>已从列表中移除；文件夹保持原样。</translation>
    </message>
    <message>
        <source>See what fits this machine</source>
        <translation>查看哪些模型适合本机</translation>
    </message>
    <message>
        <source>Stopped; what came is kept.</source>
        <translation>已停止；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>There are no checksums to compare with; Verify reads every tensor.</source>
        <translation>没有可比较的校验和；“验证”会读取每个张量。</translation>
    </message>
    <message>
        <source>Verify {0}</source>
        <translation>验证 {0}</translation>
    </message>
    <message>
        <source>{0} freed.</source>
        <translation>已释放 {0}。</translation>
    </message>
    <message>
        <source>{0} is on this machine now.</source>
        <translation>{0} 现已在本机上。</translation>
    </message>
</context>
<context>
    <name>ModelQuestions</name>
    <message>
        <source>Download {0}</source>
        <translation>下载 {0}</translation>
    </message>
    <message>
        <source>Into {0}</source>
        <translation>下载到 {0}</translation>
    </message>
    <message>
        <source>It lies in the hub's cache, which other programs on this machine use too.</source>
        <translation>它位于 Hub 缓存中，本机的其他程序也会使用。</translation>
    </message>
    <message>
        <source>Licence: {0}</source>
        <translation>许可证：{0}</translation>
    </message>
    <message>
        <source>Remove {0}? This frees about {1}; it can be fetched again.</source>
        <translation>移除 {0}？这会释放约 {1}；之后可以重新下载。</translation>
    </message>
    <message>
        <source>There is not enough room: {0} is needed, with a margin. Free some space first.</source>
        <translation>空间不足：连同余量需要 {0}。请先释放一些空间。</translation>
    </message>
    <message>
        <source>{0} of {1} is here already</source>
        <translation>{1} 中的 {0} 已在本机</translation>
    </message>
    <message>
        <source>{0} to fetch, {1} free on the disk</source>
        <translation>需下载 {0}，磁盘可用 {1}</translation>
    </message>
    <message>
        <source>{0}, revision {1}</source>
        <translation>{0}，版本 {1}</translation>
    </message>
</context>
<context>
    <name>ModelRuns</name>
    <message>
        <source>Replaced by a newer request.</source>
        <translation>已被更新的请求取代。</translation>
    </message>
    <message>
        <source>Taken back before it began.</source>
        <translation>开始之前已撤回。</translation>
    </message>
    <message>
        <source>Takes {0}</source>
        <translation>内存：{0}</translation>
    </message>
    <message>
        <source>The model cannot be had.</source>
        <translation>模型不可用。</translation>
    </message>
    <message>
        <source>There was nothing left to do when its turn came.</source>
        <translation>轮到它时，已没有需要做的事。</translation>
    </message>
    <message>
        <source>{0} may run out of memory: it takes {1}. It goes on as long as it can.</source>
        <translation>“{0}”可能超出内存：需要 {1}。它会尽量继续。</translation>
    </message>
    <message>
        <source>{0}: its clip is no longer in the project.</source>
        <translation>{0}：其片段已不在项目中。</translation>
    </message>
    <message>
        <source>{0}: this is being done already.</source>
        <translation>{0}：已在进行中。</translation>
    </message>
</context>
<context>
    <name>ModelTree</name>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Fits here</source>
        <translation>适合本机</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>No model has these words.</source>
        <translation>没有包含这些词的模型。</translation>
    </message>
    <message>
        <source>SAM 2 alone: for clicks and tracks</source>
        <translation>单独的 SAM 2：用于点击和跟踪</translation>
    </message>
    <message>
        <source>Sa2VA: words, pictures and clips</source>
        <translation>Sa2VA：文字、图片和片段</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重数</translation>
    </message>
    <message>
        <source>Your folders</source>
        <translation>您的文件夹</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
</context>
<context>
    <name>ModelUse</name>
    <message>
        <source>Asking the hub…</source>
        <translation>正在询问 Hub…</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>下载…</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>In use, loaded</source>
        <translation>使用中，已加载</translation>
    </message>
    <message>
        <source>In use, resting</source>
        <translation>使用中，休眠</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>正在移除…</translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation>继续下载…</translation>
    </message>
    <message>
        <source>Stop Using for Clicks and Tracks</source>
        <translation>不再用于点击和跟踪</translation>
    </message>
    <message>
        <source>Take off the List</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Use another model first</source>
        <translation>请先改用另一个模型</translation>
    </message>
    <message>
        <source>Use for Clicks and Tracks</source>
        <translation>用于点击和跟踪</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>{0} {1} %</source>
        <translation>{0} {1} %</translation>
    </message>
</context>
<context>
    <name>ModelWish</name>
    <message>
        <source>Use the embedded model</source>
        <translation>使用内置模型</translation>
    </message>
</context>
<context>
    <name>ModelWords</name>
    <message>
        <source>4 bit</source>
        <translation>4 位</translation>
    </message>
    <message>
        <source>8 bit</source>
        <translation>8 位</translation>
    </message>
    <message>
        <source>A checkpoint in your own folder, used where it is</source>
        <translation>您文件夹中的检查点，就地使用</translation>
    </message>
    <message>
        <source>Answers questions about clips and follows what they name</source>
        <translation>回答关于片段的问题，并跟踪问题中提到的东西</translation>
    </message>
    <message>
        <source>Answers questions about pictures and marks what they name</source>
        <translation>回答关于图片的问题，并标出问题中提到的东西</translation>
    </message>
    <message>
        <source>Clicks and tracks</source>
        <translation>点击和跟踪</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Consistent</source>
        <translation>一致模式</translation>
    </message>
    <message>
        <source>Describes a picture and marks each thing that the description names</source>
        <translation>描述图片，并标出描述中提到的每样东西</translation>
    </message>
    <message>
        <source>Every file has the checksum that the hub names</source>
        <translation>每个文件的校验和都与 Hub 一致</translation>
    </message>
    <message>
        <source>Every tensor was read and found right</source>
        <translation>每个张量都已读取且正确</translation>
    </message>
    <message>
        <source>Grounded captions</source>
        <translation>带掩码的描述</translation>
    </message>
    <message>
        <source>Has both mask decoders, so that consistent grounding needs no other file</source>
        <translation>带有两个掩码解码器，一致模式不需要其他文件</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>已在本机</translation>
    </message>
    <message>
        <source>In the hub's cache</source>
        <translation>在 Hub 缓存中</translation>
    </message>
    <message>
        <source>Included</source>
        <translation>随程序提供</translation>
    </message>
    <message>
        <source>Is asked about a marked thing directly</source>
        <translation>可直接就标记的东西提问</translation>
    </message>
    <message>
        <source>Makes masks of clicks and boxes and carries them through a clip</source>
        <translation>由点击和框生成掩码，并在片段中跟踪</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>Not here</source>
        <translation>不在本机</translation>
    </message>
    <message>
        <source>Partly here ({0})</source>
        <translation>部分在本机（{0}）</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Small, included, runs everywhere; shows how things work, not for real footage</source>
        <translation>小型，随程序提供，到处可运行；用于演示，不适合真实素材</translation>
    </message>
    <message>
        <source>Your folder</source>
        <translation>您的文件夹</translation>
    </message>
    <message>
        <source>about {0}</source>
        <translation>约 {0}</translation>
    </message>
    <message>
        <source>third-party edition</source>
        <translation>第三方版本</translation>
    </message>
    <message>
        <source>{0}, verified</source>
        <translation>{0}，已验证</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Add Folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Folder of a Sa2VA checkpoint</source>
        <translation>Sa2VA 检查点的文件夹</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Not Now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Put a checkpoint folder on the list; it is used where it is</source>
        <translation>将检查点文件夹加入列表；就地使用</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Repair…</source>
        <translation>修复…</translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation>继续下载…</translation>
    </message>
    <message>
        <source>Search models</source>
        <translation>搜索模型</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Without a network: fetch it on another machine, copy its folder anywhere on this one, and choose it with Add Folder. What is here already works.</source>
        <translation>没有网络时：在另一台机器上下载，将其文件夹复制到本机任意位置，再用“添加文件夹”选择它。已在本机的模型照常可用。</translation>
    </message>
</context>
<context>
    <name>NewLabelChip</name>
    <message>
        <source>New objects get no label</source>
        <translation>新对象没有标签</translation>
    </message>
    <message>
        <source>New objects: {0}</source>
        <translation>新对象：{0}</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>several values</source>
        <translation>多个值</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>ObjectCommands</name>
    <message>
        <source>Change Colour</source>
        <translation>更改颜色</translation>
    </message>
    <message>
        <source>Colour of Label</source>
        <translation>标签颜色</translation>
    </message>
    <message>
        <source>Delete Label</source>
        <translation>删除标签</translation>
    </message>
    <message>
        <source>Delete Object</source>
        <translation>删除对象</translation>
    </message>
    <message>
        <source>Delete Objects</source>
        <translation>删除多个对象</translation>
    </message>
    <message>
        <source>Hide Objects</source>
        <translation>隐藏对象</translation>
    </message>
    <message>
        <source>Lock Objects</source>
        <translation>锁定对象</translation>
    </message>
    <message>
        <source>New Label</source>
        <translation>新建标签</translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation>移除 {0}</translation>
    </message>
    <message>
        <source>Rename Label</source>
        <translation>重命名标签</translation>
    </message>
    <message>
        <source>Rename Object</source>
        <translation>重命名对象</translation>
    </message>
    <message>
        <source>Reorder Objects</source>
        <translation>调整对象顺序</translation>
    </message>
    <message>
        <source>Set Label</source>
        <translation>设置标签</translation>
    </message>
    <message>
        <source>Show Objects</source>
        <translation>显示对象</translation>
    </message>
    <message>
        <source>Take Label Away</source>
        <translation>去掉标签</translation>
    </message>
    <message>
        <source>Unlock Objects</source>
        <translation>解锁对象</translation>
    </message>
</context>
<context>
    <name>ObjectDelegate</name>
    <message numerus="yes">
        <source>%n frame(s)</source>
        <translation><numerusform>%n 帧</numerusform></translation>
    </message>
    <message>
        <source>Change the colour</source>
        <translation>更改颜色</translation>
    </message>
    <message>
        <source>Hide or show the masks of this object</source>
        <translation>隐藏或显示此对象的掩码</translation>
    </message>
    <message>
        <source>Label: {0}</source>
        <translation>标签：{0}</translation>
    </message>
    <message>
        <source>Lock: automatic work leaves a locked object alone</source>
        <translation>锁定：自动处理不会改动已锁定的对象</translation>
    </message>
    <message>
        <source>Show this object alone, or all again</source>
        <translation>单独显示此对象，或重新显示全部</translation>
    </message>
    <message>
        <source>Shown and exported cleaned up: {0}</source>
        <translation>按清理后的样子显示和导出：{0}</translation>
    </message>
    <message>
        <source>edges smoothed over {0} px</source>
        <translation>边缘平滑半径 {0} px</translation>
    </message>
    <message>
        <source>grown by {0} px</source>
        <translation>扩大 {0} px</translation>
    </message>
    <message>
        <source>holes up to {0} px filled</source>
        <translation>填补不超过 {0} px 的孔洞</translation>
    </message>
    <message>
        <source>islands below {0} px dropped</source>
        <translation>去除小于 {0} px 的孤岛</translation>
    </message>
    <message>
        <source>no masks yet</source>
        <translation>还没有掩码</translation>
    </message>
    <message>
        <source>not on this frame</source>
        <translation>不在此帧上</translation>
    </message>
    <message>
        <source>shrunk by {0} px</source>
        <translation>缩小 {0} px</translation>
    </message>
</context>
<context>
    <name>ObjectPanel</name>
    <message>
        <source>Colour of {0}</source>
        <translation>{0} 的颜色</translation>
    </message>
    <message>
        <source>No object fits the search. Esc shows all again.</source>
        <translation>没有符合搜索的对象。按 Esc 重新显示全部。</translation>
    </message>
    <message>
        <source>No objects yet.

Type what to find, or click it with the point tool (Q).</source>
        <translation>还没有对象。

输入要查找的内容，或用点工具 (Q) 点击它。</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Open a picture or a video; what is found in it is listed here.</source>
        <translation>打开图片或视频；在其中找到的内容会列在这里。</translation>
    </message>
    <message>
        <source>Search name, label or expression</source>
        <translation>搜索名称、标签或指代表达</translation>
    </message>
    <message>
        <source>Search the objects</source>
        <translation>搜索对象</translation>
    </message>
</context>
<context>
    <name>ObjectPlans</name>
    <message>
        <source>Correct the track of “{0}”</source>
        <translation>修正“{0}”的轨迹</translation>
    </message>
    <message>
        <source>No model is chosen, so this cannot be done: {0}.</source>
        <translation>尚未选择模型，无法执行：{0}。</translation>
    </message>
    <message>
        <source>No tracked frame of the range lies beside this one, so nothing follows from it.</source>
        <translation>范围内没有与此帧相邻的已跟踪帧，因此没有需要跟随更新的内容。</translation>
    </message>
    <message>
        <source>Track {0} objects</source>
        <translation>跟踪 {0} 个对象</translation>
    </message>
    <message>
        <source>Track “{0}”</source>
        <translation>跟踪“{0}”</translation>
    </message>
    <message>
        <source>What was to be tracked is no longer there.</source>
        <translation>要跟踪的内容已不存在。</translation>
    </message>
    <message>
        <source>“{0}” is no longer there.</source>
        <translation>“{0}”已不存在。</translation>
    </message>
</context>
<context>
    <name>ObjectRuns</name>
    <message>
        <source>No mask of this clip is out of date.</source>
        <translation>此片段没有过时的掩码。</translation>
    </message>
    <message>
        <source>Select one object: a phrase is found for one at a time.</source>
        <translation>请选择一个对象：一次只为一个对象查找短语。</translation>
    </message>
    <message>
        <source>Select one object: one correction is followed at a time.</source>
        <translation>请选择一个对象：一次只跟随一处修正。</translation>
    </message>
    <message>
        <source>Select one object: one is described at a time.</source>
        <translation>请选择一个对象：一次只描述一个。</translation>
    </message>
</context>
<context>
    <name>OptionBar</name>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Brush size in picture pixels</source>
        <translation>画笔大小，以图片像素为单位</translation>
    </message>
    <message>
        <source>Click a colour · drag sideways: tolerance · right button: opposite · Shift: keep only this colour</source>
        <translation>点击颜色 · 横向拖动：容差 · 右键：相反操作 · Shift：只保留这种颜色</translation>
    </message>
    <message>
        <source>Click a mask to select its object; right click for its menu</source>
        <translation>点击掩码选择其对象；右键点击打开菜单</translation>
    </message>
    <message>
        <source>Click corners · Backspace: last one back · Enter: close, then accept · Shift: 45°</source>
        <translation>点击各角 · 退格键：撤回上一个 · Enter：闭合，再接受 · Shift：45°</translation>
    </message>
    <message>
        <source>Click what the mask encloses to fill it; the right button empties a piece</source>
        <translation>点击掩码围住的区域即可填充；右键挖空一块</translation>
    </message>
    <message>
        <source>Click: accept · right click: reject · Enter adds what was accepted · Esc leaves</source>
        <translation>单击：接受 · 右键单击：拒绝 · Enter 添加已接受的 · Esc 退出</translation>
    </message>
    <message>
        <source>Diameter of the brush in picture pixels  ([ and ], Alt+wheel, or the wheel while drawing)</source>
        <translation>画笔直径，以图片像素为单位（[ 和 ]、Alt+滚轮，或在绘制时滚动滚轮）</translation>
    </message>
    <message>
        <source>Drag corners · click an edge for one more · Del: one less · Enter accepts</source>
        <translation>拖动各角 · 点击边可增加一个角 · Del：减少一个 · Enter 接受</translation>
    </message>
    <message>
        <source>Drag round a thing; drag its sides to change it · right click excludes</source>
        <translation>围绕目标拖出框；拖动边可调整 · 右键点击为排除</translation>
    </message>
    <message>
        <source>Draw over the thing; with the right button over what does not belong to it</source>
        <translation>在目标上画线；用右键在不属于它的地方画线</translation>
    </message>
    <message>
        <source>Draw round a thing; with the right button over what does not belong to it</source>
        <translation>围绕目标画一圈；用右键圈出不属于它的部分</translation>
    </message>
    <message>
        <source>Draw round an area · Alt or right button: the opposite</source>
        <translation>围绕区域画一圈 · Alt 或右键：相反操作</translation>
    </message>
    <message>
        <source>Erase; the right button paints · Shift+click: straight line</source>
        <translation>擦除；右键涂画 · Shift+单击：直线</translation>
    </message>
    <message>
        <source>Exactly this</source>
        <translation>就是此区域</translation>
    </message>
    <message>
        <source>Find inside</source>
        <translation>查找其中的目标</translation>
    </message>
    <message>
        <source>Left: belongs to it · right: does not · drag a dot to move it · Del removes it</source>
        <translation>左键：属于它 · 右键：不属于 · 拖动点可移动 · Del 删除</translation>
    </message>
    <message>
        <source>No preview</source>
        <translation>不预览</translation>
    </message>
    <message>
        <source>Paint; the right button erases · Shift+click: straight line</source>
        <translation>涂画；右键擦除 · Shift+单击：直线</translation>
    </message>
    <message>
        <source>Preview before the click</source>
        <translation>点击前预览</translation>
    </message>
    <message>
        <source>Preview where the pointer rests</source>
        <translation>指针停留处预览</translation>
    </message>
    <message>
        <source>Preview while Shift is held</source>
        <translation>按住 Shift 时预览</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Subtract</source>
        <translation>减去</translation>
    </message>
    <message>
        <source>The area that the line encloses is the mask; needs no model</source>
        <translation>线圈围住的区域即为掩码；不需要模型</translation>
    </message>
    <message>
        <source>The mask that a click would give, shown before the click while the model has nothing else to do</source>
        <translation>在模型空闲时，于点击前显示点击后会得到的掩码</translation>
    </message>
    <message>
        <source>The model finds the thing that the line goes round</source>
        <translation>由模型找出线圈内的目标</translation>
    </message>
    <message>
        <source>What is drawn is added to the mask; the right button or Alt subtracts</source>
        <translation>所画内容会加入掩码；用右键或按住 Alt 为减去</translation>
    </message>
    <message>
        <source>What is drawn is taken from the mask; the right button or Alt adds</source>
        <translation>所画内容会从掩码中减去；用右键或按住 Alt 为添加</translation>
    </message>
</context>
<context>
    <name>PaletteEntry</name>
    <message>
        <source>Media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>PhraseMenu</name>
    <message>
        <source>Bind “{0}” to</source>
        <translation>将“{0}”绑定到</translation>
    </message>
    <message>
        <source>Make “{0}” Plain Text</source>
        <translation>将“{0}”变为普通文字</translation>
    </message>
    <message>
        <source>New Phrase from “{0}”</source>
        <translation>由“{0}”新建短语</translation>
    </message>
    <message>
        <source>There are no objects yet</source>
        <translation>还没有对象</translation>
    </message>
    <message>
        <source>Unbind “{0}”</source>
        <translation>解除“{0}”的绑定</translation>
    </message>
    <message>
        <source>{0} more: select one first, or drag it here from the list</source>
        <translation>另有 {0} 个：请先选择一个，或从列表拖到这里</translation>
    </message>
</context>
<context>
    <name>PlaceDelegate</name>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>doubt {0} %</source>
        <translation>可疑度 {0} %</translation>
    </message>
    <message>
        <source>frame {0}</source>
        <translation>第 {0} 帧</translation>
    </message>
    <message>
        <source>frames {0}–{1}</source>
        <translation>第 {0}–{1} 帧</translation>
    </message>
</context>
<context>
    <name>PlaceFilterBar</name>
    <message>
        <source>All objects</source>
        <translation>所有对象</translation>
    </message>
    <message>
        <source>All places</source>
        <translation>所有待查处</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Looking for doubtful masks…</source>
        <translation>正在查找可疑的掩码…</translation>
    </message>
    <message>
        <source>Only this clip</source>
        <translation>仅此片段</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>To look at</source>
        <translation>待查看</translation>
    </message>
    <message>
        <source>What became of the places</source>
        <translation>各处的处理结果</translation>
    </message>
    <message>
        <source>Whose places are listed</source>
        <translation>列出谁的待查处</translation>
    </message>
    <message>
        <source>Why a place is listed</source>
        <translation>列出的原因</translation>
    </message>
    <message>
        <source>any reason</source>
        <translation>任意原因</translation>
    </message>
    <message>
        <source>{0} of {1} looked at</source>
        <translation>已查看 {0} / {1}</translation>
    </message>
    <message>
        <source>{0} of {1} looked at; looking for more…</source>
        <translation>已查看 {0} / {1}；正在查找更多…</translation>
    </message>
</context>
<context>
    <name>PolygonTool</name>
    <message>
        <source>Add a polygon to “{0}”</source>
        <translation>为“{0}”添加多边形</translation>
    </message>
    <message>
        <source>Cut a polygon from “{0}”</source>
        <translation>从“{0}”中减去多边形</translation>
    </message>
</context>
<context>
    <name>PresenceStrip</name>
    <message numerus="yes">
        <source>%n stretch(es) found</source>
        <translation><numerusform>找到 %n 段</numerusform></translation>
    </message>
    <message>
        <source>Frames {0}–{1}, {2} % sure. A double click sets in and out to it.</source>
        <translation>第 {0}–{1} 帧，把握 {2} %。双击可将入点和出点设为此段。</translation>
    </message>
    <message>
        <source>Where things were found</source>
        <translation>找到内容的位置</translation>
    </message>
</context>
<context>
    <name>ProgressPage</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Best state</source>
        <translation>最佳状态</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Figures before and after</source>
        <translation>前后的指标</translation>
    </message>
    <message>
        <source>Fine-tuning of {0}</source>
        <translation>{0} 的微调</translation>
    </message>
    <message>
        <source>Loss: training as a line, held-out samples as dots</source>
        <translation>损失：线为训练，点为留出样本</translation>
    </message>
    <message>
        <source>On samples that were held out</source>
        <translation>在留出样本上</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Show in Folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>The model is written.</source>
        <translation>模型已写入。</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Use This Model</source>
        <translation>使用此模型</translation>
    </message>
    <message>
        <source>What was learned by then is kept, and training can go on from there.</source>
        <translation>此前学到的已保留，训练可从该处继续。</translation>
    </message>
    <message>
        <source>What was left out</source>
        <translation>略去的内容</translation>
    </message>
</context>
<context>
    <name>ProjectController</name>
    <message>
        <source>All changes are stored.</source>
        <translation>所有更改均已保存。</translation>
    </message>
    <message>
        <source>Changes are not stored: {0}</source>
        <translation>更改未能保存：{0}</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>One project can be open at a time, found {0}.</source>
        <translation>一次只能打开一个项目，实际有 {0} 个。</translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation>打开 {0}</translation>
    </message>
    <message>
        <source>Read media</source>
        <translation>读取媒体</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>the open project</source>
        <translation>当前打开的项目</translation>
    </message>
    <message>
        <source>{0} is not opened, because {1} could not be stored; store or save that one first.</source>
        <translation>未打开 {0}，因为 {1} 无法保存；请先保存或另存后者。</translation>
    </message>
    <message>
        <source>{0} more could not be opened.</source>
        <translation>另有 {0} 个无法打开。</translation>
    </message>
</context>
<context>
    <name>PromptBox</name>
    <message>
        <source>A picture has no other frames to search.</source>
        <translation>图片没有其他帧可供查找。</translation>
    </message>
    <message>
        <source>A thing to find, such as: the dog that jumps last</source>
        <translation>要查找的东西，例如：the dog that jumps last</translation>
    </message>
    <message>
        <source>Ask about it, such as: What is it made of?</source>
        <translation>就它提问，例如：What is it made of?（它是什么做的？）</translation>
    </message>
    <message>
        <source>Ask, or say what to segment: “Please segment the red car.”</source>
        <translation>提问，或说出要分割的内容：“Please segment the red car.”</translation>
    </message>
    <message>
        <source>Choose a model to ask</source>
        <translation>请选择模型再提问</translation>
    </message>
    <message>
        <source>Go on, such as: And what is left of it?</source>
        <translation>接着问，例如：And what is left of it?</translation>
    </message>
    <message>
        <source>Open a picture or a video to ask about it.</source>
        <translation>打开图片或视频后即可提问。</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>发送 (Enter)</translation>
    </message>
    <message>
        <source>Send (Enter); it is answered when its turn comes</source>
        <translation>发送 (Enter)；轮到时即回答</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop; what is done stays (Esc)</source>
        <translation>停止；已完成的部分会保留 (Esc)</translation>
    </message>
    <message>
        <source>The next question is about objects.</source>
        <translation>下一个问题针对对象。</translation>
    </message>
    <message>
        <source>The thread is about another picture: choose which frames are shown.</source>
        <translation>这段对话针对另一画面：请选择要显示的帧。</translation>
    </message>
    <message>
        <source>This model answers single questions only.</source>
        <translation>此模型只回答单个问题。</translation>
    </message>
    <message>
        <source>This model cannot answer about pictures.</source>
        <translation>此模型无法回答有关图片的问题。</translation>
    </message>
    <message>
        <source>This model cannot answer about videos.</source>
        <translation>此模型无法回答有关视频的问题。</translation>
    </message>
    <message>
        <source>This model cannot write captions with masks.</source>
        <translation>此模型不能给出带掩码的描述。</translation>
    </message>
    <message>
        <source>What to look for in the clip, such as: the red car</source>
        <translation>要在片段中查找的东西，例如“the red car”</translation>
    </message>
    <message>
        <source>With no picture shown, there is nothing to segment.</source>
        <translation>不显示画面时没有可分割的内容。</translation>
    </message>
</context>
<context>
    <name>ProposalItemModel</name>
    <message>
        <source>Attribute</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Sure</source>
        <translation>把握</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>ProposalPanel</name>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>All attributes</source>
        <translation>所有属性</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Confirm all from this confidence up</source>
        <translation>确认把握不低于此值的全部建议值</translation>
    </message>
    <message>
        <source>Confirm {0} from</source>
        <translation>确认 {0}，把握不低于</translation>
    </message>
    <message>
        <source>Fill by Question…</source>
        <translation>通过提问填写…</translation>
    </message>
    <message>
        <source>No proposed value fits the filter.</source>
        <translation>没有符合筛选条件的建议值。</translation>
    </message>
    <message>
        <source>Only this clip</source>
        <translation>仅此片段</translation>
    </message>
    <message>
        <source>Proposed values</source>
        <translation>建议值</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Values that the model proposes wait here for a word of yours.

It is asked the questions that the attributes hold.</source>
        <translation>模型建议的值在此等您定夺。

提问用的是属性中写下的问题。</translation>
    </message>
    <message>
        <source>Which attribute</source>
        <translation>哪个属性</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
</context>
<context>
    <name>QuestionEdit</name>
    <message>
        <source>Enter asks it again in this place, Esc leaves it as it was</source>
        <translation>Enter 在原处重新提问，Esc 保持原样</translation>
    </message>
    <message>
        <source>Question of this turn</source>
        <translation>这一轮的问题</translation>
    </message>
</context>
<context>
    <name>QuickEdits</name>
    <message numerus="yes">
        <source>%n mask(s) put there, edited by hand.</source>
        <translation><numerusform>已放入 %n 个掩码，视为手工编辑。</numerusform></translation>
    </message>
    <message>
        <source>Copy over the Range</source>
        <translation>复制到整个范围</translation>
    </message>
    <message>
        <source>Copy to the Next Frame</source>
        <translation>复制到下一帧</translation>
    </message>
    <message>
        <source>Copy to the Previous Frame</source>
        <translation>复制到上一帧</translation>
    </message>
    <message>
        <source>Fill All Holes</source>
        <translation>填补所有孔洞</translation>
    </message>
    <message>
        <source>Grow by a Pixel</source>
        <translation>扩大一个像素</translation>
    </message>
    <message>
        <source>Keep the Largest Part</source>
        <translation>只保留最大的一块</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>没有任何更改。</translation>
    </message>
    <message>
        <source>Paste over the Range</source>
        <translation>粘贴到整个范围</translation>
    </message>
    <message>
        <source>Shrink by a Pixel</source>
        <translation>缩小一个像素</translation>
    </message>
    <message>
        <source>The selection has no mask on this frame that could be copied.</source>
        <translation>所选对象在此帧上没有可复制的掩码。</translation>
    </message>
    <message>
        <source>The selection has no mask on this frame.</source>
        <translation>所选对象在此帧上没有掩码。</translation>
    </message>
    <message>
        <source>There is no frame on that side.</source>
        <translation>那一侧没有帧。</translation>
    </message>
    <message>
        <source>There is nothing to change; the mask stays as it is.</source>
        <translation>没有可更改的内容；掩码保持不变。</translation>
    </message>
</context>
<context>
    <name>ReachChooser</name>
    <message>
        <source>Frames of the range, one by one</source>
        <translation>范围内的各帧，逐一</translation>
    </message>
    <message>
        <source>Frames of the range, together</source>
        <translation>范围内的各帧，一起</translation>
    </message>
    <message>
        <source>In which frames the model sees the objects</source>
        <translation>模型在哪些帧上看到这些对象</translation>
    </message>
    <message>
        <source>It is asked once about each of the frames {0}.</source>
        <translation>就第 {0} 帧逐一提问，每帧一次。</translation>
    </message>
    <message>
        <source>None of the objects has a mask in the in–out range.</source>
        <translation>这些对象在入点至出点的范围内都没有掩码。</translation>
    </message>
    <message>
        <source>The model sees frame {0}, with the objects marked.</source>
        <translation>模型看到第 {0} 帧，对象已标出。</translation>
    </message>
    <message>
        <source>The model sees frames {0}, with the objects outlined and numbered.</source>
        <translation>模型看到第 {0} 帧，对象已描出轮廓并编号。</translation>
    </message>
    <message>
        <source>This frame</source>
        <translation>此帧</translation>
    </message>
    <message>
        <source>“{0}” has no mask on this frame.</source>
        <translation>“{0}”在此帧上没有掩码。</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>&amp;Clear This List</source>
        <translation>清空此列表(&amp;C)</translation>
    </message>
    <message>
        <source>{0} is not there now</source>
        <translation>{0} 现在不在那里</translation>
    </message>
</context>
<context>
    <name>RecentProjects</name>
    <message>
        <source>Look for recent projects</source>
        <translation>查找最近的项目</translation>
    </message>
</context>
<context>
    <name>RelinkController</name>
    <message>
        <source>'{0}' is not in '{1}' or below it, under any name.</source>
        <translation>在“{1}”及其子文件夹中，没有任何名称的文件与“{0}”相同。</translation>
    </message>
    <message>
        <source>Compare {0}</source>
        <translation>比较 {0}</translation>
    </message>
    <message>
        <source>Find {0}</source>
        <translation>查找 {0}</translation>
    </message>
    <message>
        <source>Find {0} Media</source>
        <translation>查找 {0} 个媒体</translation>
    </message>
    <message>
        <source>Look for media</source>
        <translation>查找媒体</translation>
    </message>
    <message>
        <source>Search {0}</source>
        <translation>搜索 {0}</translation>
    </message>
    <message>
        <source>Take It All the Same</source>
        <translation>仍然使用</translation>
    </message>
    <message>
        <source>{0} The masks may not fit it.</source>
        <translation>{0}掩码可能与它不吻合。</translation>
    </message>
    <message>
        <source>{0} media were found again.</source>
        <translation>重新找到了 {0} 个媒体。</translation>
    </message>
</context>
<context>
    <name>RestDialog</name>
    <message numerus="yes">
        <source>%n mask(s)</source>
        <translation><numerusform>%n 个掩码</numerusform></translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Confirm the Rest</source>
        <translation>确认其余</translation>
    </message>
    <message>
        <source>Doubt below</source>
        <translation>可疑度低于</translation>
    </message>
    <message>
        <source>Masks of this clip with less doubt than this are confirmed without a look; no automatic work changes them any more. One step of undo takes it back.</source>
        <translation>此片段中可疑度低于此值的掩码不经查看即被确认；自动处理不再改动它们。撤销一步即可恢复。</translation>
    </message>
</context>
<context>
    <name>ReviewPanel</name>
    <message>
        <source>Ask Again…</source>
        <translation>再次提问…</translation>
    </message>
    <message>
        <source>Comment…</source>
        <translation>备注…</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Confirm the Rest…</source>
        <translation>确认其余…</translation>
    </message>
    <message>
        <source>Looking for doubtful masks…</source>
        <translation>正在查找可疑的掩码…</translation>
    </message>
    <message>
        <source>Masks that may be wrong are listed here, the most doubtful first.</source>
        <translation>可能有误的掩码列在这里，最可疑的在前。</translation>
    </message>
    <message>
        <source>No mask is doubtful.

Asking the model again may still find something.</source>
        <translation>没有可疑的掩码。

再次询问模型也许还能发现问题。</translation>
    </message>
    <message>
        <source>No place fits the filter.</source>
        <translation>没有符合筛选条件的待查处。</translation>
    </message>
    <message>
        <source>Places to look at</source>
        <translation>待查处</translation>
    </message>
    <message>
        <source>Reject…</source>
        <translation>拒绝…</translation>
    </message>
    <message>
        <source>The model looks for the objects again, and what it finds is compared</source>
        <translation>由模型重新查找对象，并将找到的内容加以比较</translation>
    </message>
</context>
<context>
    <name>ReviewPart</name>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message numerus="yes">
        <source>Confirm %n Place(s)</source>
        <translation><numerusform>确认 %n 处</numerusform></translation>
    </message>
    <message>
        <source>Looking for doubtful masks…</source>
        <translation>正在查找可疑的掩码…</translation>
    </message>
    <message>
        <source>Nothing is left to review: no flagged, doubtful or outdated mask.</source>
        <translation>没有待审阅的内容：没有标记待查、可疑或过时的掩码。</translation>
    </message>
    <message numerus="yes">
        <source>Reject %n Place(s)</source>
        <translation><numerusform>拒绝 %n 处</numerusform></translation>
    </message>
    <message>
        <source>Select one object to comment on.</source>
        <translation>请选择一个对象来写备注。</translation>
    </message>
    <message numerus="yes">
        <source>Take Back the Verdict on %n Place(s)</source>
        <translation><numerusform>撤回对 %n 处的裁定</numerusform></translation>
    </message>
    <message>
        <source>“{0}” on frame {1}: {2}.</source>
        <translation>第 {1} 帧上的“{0}”：{2}。</translation>
    </message>
</context>
<context>
    <name>ReviewQueue</name>
    <message>
        <source>Look for doubtful masks</source>
        <translation>查找可疑的掩码</translation>
    </message>
</context>
<context>
    <name>RulerStrip</name>
    <message>
        <source>Drag to move through the clip; drag the brackets to set the range (I and O)</source>
        <translation>拖动可浏览片段；拖动括号可设置范围（I 和 O）</translation>
    </message>
    <message>
        <source>frame {frame} (0–{last})</source>
        <translation>第 {frame} 帧（0–{last}）</translation>
    </message>
</context>
<context>
    <name>RunProgress</name>
    <message>
        <source>answers</source>
        <translation>个回答</translation>
    </message>
    <message>
        <source>files</source>
        <translation>个文件</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>masks</source>
        <translation>个掩码</translation>
    </message>
    <message>
        <source>questions</source>
        <translation>个问题</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>values</source>
        <translation>个值</translation>
    </message>
    <message>
        <source>{0} h {1} min</source>
        <translation>{0} 小时 {1} 分</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
    <message>
        <source>{0} min {1} s</source>
        <translation>{0} 分 {1} 秒</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} {1}/s</source>
        <translation>{0} {1}/秒</translation>
    </message>
</context>
<context>
    <name>SceneCuts</name>
    <message>
        <source>Add Scene Cut</source>
        <translation>添加镜头切换</translation>
    </message>
    <message>
        <source>Find scene cuts</source>
        <translation>查找镜头切换</translation>
    </message>
    <message>
        <source>Keep scene cuts</source>
        <translation>保存镜头切换</translation>
    </message>
    <message>
        <source>Read scene cuts</source>
        <translation>读取镜头切换</translation>
    </message>
    <message>
        <source>Remove Scene Cut</source>
        <translation>移除镜头切换</translation>
    </message>
    <message>
        <source>The first frame begins the first scene anyway.</source>
        <translation>第一帧本来就是第一个镜头的开始。</translation>
    </message>
    <message numerus="yes">
        <source>The whole clip was looked through: %n scene cut(s).</source>
        <translation><numerusform>已检查整个片段：共 %n 处镜头切换。</numerusform></translation>
    </message>
</context>
<context>
    <name>SchemaDialog</name>
    <message>
        <source>A File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Add From</source>
        <translation>添加自</translation>
    </message>
    <message>
        <source>Add labels from a file</source>
        <translation>从文件添加标签</translation>
    </message>
    <message>
        <source>Add labels of another project</source>
        <translation>添加另一个项目的标签</translation>
    </message>
    <message>
        <source>Another Project…</source>
        <translation>另一个项目…</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Edit Labels</source>
        <translation>编辑标签</translation>
    </message>
    <message>
        <source>Label schemas</source>
        <translation>标签方案</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Labels and Attributes</source>
        <translation>标签与属性</translation>
    </message>
    <message>
        <source>Read labels</source>
        <translation>读取标签</translation>
    </message>
    <message>
        <source>Sa2VA projects</source>
        <translation>Sa2VA 项目</translation>
    </message>
    <message>
        <source>Save labels</source>
        <translation>保存标签</translation>
    </message>
    <message>
        <source>Save labels and attributes</source>
        <translation>保存标签和属性</translation>
    </message>
    <message>
        <source>Save to File…</source>
        <translation>保存到文件…</translation>
    </message>
    <message>
        <source>… and {0} more.</source>
        <translation>… 另有 {0} 项。</translation>
    </message>
</context>
<context>
    <name>SearchPart</name>
    <message>
        <source>No object has the label “{0}” yet.</source>
        <translation>还没有对象带有标签“{0}”。</translation>
    </message>
</context>
<context>
    <name>SearchPopup</name>
    <message>
        <source>All words have to occur; “two words” together in quotes, -word must not.</source>
        <translation>所有词都须出现；用引号括住的“几个词”须连在一起，-词 表示不得出现。</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Comments</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Nothing in the project has all of these words.</source>
        <translation>项目中没有任何内容包含所有这些词。</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Only these; several can be chosen</source>
        <translation>只显示这些；可选多项</translation>
    </message>
    <message>
        <source>Search files, labels, objects, texts, answers, comments…</source>
        <translation>搜索文件、标签、对象、文字、回答、备注…</translation>
    </message>
    <message>
        <source>Search the project</source>
        <translation>搜索项目</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>The first {0} of {1}; type more.</source>
        <translation>前 {0} 项，共 {1} 项；继续输入可缩小范围。</translation>
    </message>
    <message numerus="yes">
        <source>on %n object(s)</source>
        <translation><numerusform>关于 %n 个对象</numerusform></translation>
    </message>
    <message>
        <source>{0} found; Enter goes there.</source>
        <translation>找到 {0} 项；按 Enter 前往。</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Choose a folder for {0}</source>
        <translation>为“{0}”选择文件夹</translation>
    </message>
    <message>
        <source>Expected {0} to {1}, found {2}; {3} is kept.</source>
        <translation>应在 {0} 到 {1} 之间，实际为 {2}；保留 {3}。</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>It holds until the program ends; the settings file cannot be written: {0}</source>
        <translation>仅在程序结束前有效；无法写入设置文件：{0}</translation>
    </message>
    <message>
        <source>Reset {0}</source>
        <translation>重置{0}</translation>
    </message>
    <message>
        <source>{0} is not possible here; {1} is kept.</source>
        <translation>此处不能为 {0}；保留 {1}。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Give every action its default keys again?</source>
        <translation>要把所有操作恢复为默认按键吗？</translation>
    </message>
    <message>
        <source>Give every setting its default again? Shortcuts stay as they are.</source>
        <translation>要把所有设置恢复为默认值吗？快捷键保持不变。</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>设置分组</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>没有包含这些文字的设置。</translation>
    </message>
    <message>
        <source>Reset All Settings…</source>
        <translation>重置所有设置…</translation>
    </message>
    <message>
        <source>Reset All Shortcuts…</source>
        <translation>重置所有快捷键…</translation>
    </message>
    <message>
        <source>Search settings and shortcuts</source>
        <translation>搜索设置和快捷键</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>ShortcutEditor</name>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其按键</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Click here and press the keys</source>
        <translation>点击此处并按下按键</translation>
    </message>
    <message>
        <source>Give this action its default keys again</source>
        <translation>恢复此操作的默认按键</translation>
    </message>
    <message>
        <source>It has this key already.</source>
        <translation>它已经有这个快捷键。</translation>
    </message>
    <message>
        <source>It holds until the program ends; the settings file cannot be written: {0}</source>
        <translation>仅在程序结束前有效；无法写入设置文件：{0}</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新按键</translation>
    </message>
    <message>
        <source>Press a key, or several at once. An action may have several.</source>
        <translation>按一个键，或同时按几个键。一个操作可以有多个快捷键。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Take It Away and Add</source>
        <translation>从原操作移除并添加</translation>
    </message>
    <message>
        <source>Take {0} away</source>
        <translation>移除 {0}</translation>
    </message>
    <message>
        <source>choose an object or a mask</source>
        <translation>选择对象或掩码</translation>
    </message>
    <message>
        <source>{0} (fixed)</source>
        <translation>{0}（固定）</translation>
    </message>
    <message>
        <source>{0} is fixed, because tap and hold differ.</source>
        <translation>{0} 是固定的，因为轻按与按住的作用不同。</translation>
    </message>
    <message>
        <source>{0} is fixed: {1}.</source>
        <translation>{0} 是固定的：{1}。</translation>
    </message>
    <message>
        <source>{0} is free.</source>
        <translation>{0} 可用。</translation>
    </message>
    <message>
        <source>{0} is the key of the label “{1}”, which would no longer answer to it.</source>
        <translation>{0} 是标签“{1}”的快捷键，移除后该标签将不再响应它。</translation>
    </message>
    <message>
        <source>{0} is the key of “{1}”.</source>
        <translation>{0} 是“{1}”的快捷键。</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Add to the selection</source>
        <translation>加入所选对象</translation>
    </message>
    <message>
        <source>Alt+Wheel</source>
        <translation>Alt+滚轮</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Crosshair (X): move it</source>
        <translation>十字线（X）：移动</translation>
    </message>
    <message>
        <source>Crosshair: does not belong to it</source>
        <translation>十字线：不属于该对象</translation>
    </message>
    <message>
        <source>Crosshair: mark, or press and let go</source>
        <translation>十字线：标记，或按下与松开</translation>
    </message>
    <message>
        <source>Ctrl+Wheel</source>
        <translation>Ctrl+滚轮</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Middle drag</source>
        <translation>中键拖动</translation>
    </message>
    <message>
        <source>Mouse and prompt</source>
        <translation>鼠标与输入框</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>移动画面</translation>
    </message>
    <message>
        <source>New line in the instruction</source>
        <translation>在指令中换行</translation>
    </message>
    <message>
        <source>Points: belongs to the object</source>
        <translation>点工具：属于该对象</translation>
    </message>
    <message>
        <source>Points: does not belong to it</source>
        <translation>点工具：不属于该对象</translation>
    </message>
    <message>
        <source>Right click</source>
        <translation>右键单击</translation>
    </message>
    <message>
        <source>Scroll the picture</source>
        <translation>滚动画面</translation>
    </message>
    <message>
        <source>Search for an action or a key</source>
        <translation>搜索操作或按键</translation>
    </message>
    <message>
        <source>Select object 1 to 9, or a proposed mask</source>
        <translation>选择第 1 至 9 个对象，或候选掩码</translation>
    </message>
    <message>
        <source>Select the object under the cursor</source>
        <translation>选择光标下的对象</translation>
    </message>
    <message>
        <source>Send the instruction</source>
        <translation>发送指令</translation>
    </message>
    <message>
        <source>Shift+Click</source>
        <translation>Shift+单击</translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation>Shift+Enter</translation>
    </message>
    <message>
        <source>Shift+Space</source>
        <translation>Shift+空格</translation>
    </message>
    <message>
        <source>Shift: by 10</source>
        <translation>Shift：每次 10</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Space+Drag</source>
        <translation>空格+拖动</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
</context>
<context>
    <name>Shutdown</name>
    <message>
        <source>Close and lose it</source>
        <translation>关闭并放弃</translation>
    </message>
    <message>
        <source>Not everything is stored: {0}</source>
        <translation>并非所有内容都已保存：{0}</translation>
    </message>
    <message>
        <source>the project file does not answer.</source>
        <translation>项目文件没有响应。</translation>
    </message>
</context>
<context>
    <name>SoloBar</name>
    <message>
        <source>Show All</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Show all objects again</source>
        <translation>重新显示所有对象</translation>
    </message>
    <message>
        <source>Shown alone: {0} of {1}</source>
        <translation>单独显示：{0} / {1}</translation>
    </message>
</context>
<context>
    <name>SoloController</name>
    <message>
        <source>Select the objects that are to be shown alone.</source>
        <translation>请选择要单独显示的对象。</translation>
    </message>
</context>
<context>
    <name>SpeedNotice</name>
    <message>
        <source>Look for {0}</source>
        <translation>查找 {0}</translation>
    </message>
    <message>
        <source>Use the smaller one…</source>
        <translation>使用较小的…</translation>
    </message>
</context>
<context>
    <name>SplitController</name>
    <message numerus="yes">
        <source>Split off: %n new object(s).</source>
        <translation><numerusform>已拆出 %n 个新对象。</numerusform></translation>
    </message>
    <message>
        <source>Split “{0}” into Parts</source>
        <translation>将“{0}”拆分为各块</translation>
    </message>
    <message>
        <source>There is only one part of that size; nothing was split.</source>
        <translation>只有一块达到该大小；没有拆分。</translation>
    </message>
</context>
<context>
    <name>SplitPanel</name>
    <message>
        <source>Pieces with fewer pixels go with the nearest part</source>
        <translation>像素更少的小块归入最近的一块</translation>
    </message>
    <message>
        <source>Select one object: one is split at a time.</source>
        <translation>请选择一个对象：一次只拆分一个。</translation>
    </message>
    <message>
        <source>Smallest part</source>
        <translation>最小的块</translation>
    </message>
    <message>
        <source>Split into Parts</source>
        <translation>拆分为各块</translation>
    </message>
    <message>
        <source>The object has no mask there that may be split.</source>
        <translation>该对象在此没有可以拆分的掩码。</translation>
    </message>
</context>
<context>
    <name>SplitRow</name>
    <message>
        <source>Another number deals the clips in another way; the same one always alike</source>
        <translation>换一个数字，片段的分配就不同；同一数字的分配总是相同</translation>
    </message>
    <message>
        <source>As they were imported</source>
        <translation>按导入时的划分</translation>
    </message>
    <message>
        <source>By shares</source>
        <translation>按比例</translation>
    </message>
    <message>
        <source>No splits</source>
        <translation>不划分</translation>
    </message>
    <message>
        <source>Splits</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>seed </source>
        <translation>种子 </translation>
    </message>
    <message>
        <source>test </source>
        <translation>test </translation>
    </message>
    <message>
        <source>val </source>
        <translation>val </translation>
    </message>
</context>
<context>
    <name>StageColors</name>
    <message>
        <source>its motion</source>
        <translation>它的运动</translation>
    </message>
    <message>
        <source>its surroundings</source>
        <translation>它的周围</translation>
    </message>
    <message>
        <source>the object</source>
        <translation>对象</translation>
    </message>
</context>
<context>
    <name>StageLegend</name>
    <message>
        <source>What the words come from; words in the ordinary colour were typed, or are of no stage.</source>
        <translation>词语的来源；普通颜色的词语是键入的，或不属于任何阶段。</translation>
    </message>
</context>
<context>
    <name>StageText</name>
    <message>
        <source>The whole text</source>
        <translation>全文</translation>
    </message>
</context>
<context>
    <name>StatementBox</name>
    <message>
        <source>Cannot be used: {0}</source>
        <translation>无法使用：{0}</translation>
    </message>
    <message>
        <source>Items that cannot be used</source>
        <translation>无法使用的项</translation>
    </message>
    <message>
        <source>What it takes</source>
        <translation>所需条件</translation>
    </message>
</context>
<context>
    <name>StatisticsDialog</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>各项指标</translation>
    </message>
    <message>
        <source>Rejected texts are counted as such and nowhere else.</source>
        <translation>被拒绝的文字只计入“已拒绝的文字”。</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Statistics of Texts and Tracks</source>
        <translation>文字与轨迹的统计</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%n change(s) not stored</source>
        <translation><numerusform>%n 处更改未保存</numerusform></translation>
    </message>
    <message>
        <source>All changes stored</source>
        <translation>更改均已保存</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Frame, and the first and the last one; counted from 0</source>
        <translation>当前帧，以及首帧和末帧；从 0 开始计数</translation>
    </message>
    <message>
        <source>Loading {0}…</source>
        <translation>正在加载 {0}…</translation>
    </message>
    <message>
        <source>Memory of the GPU in use, by all programs</source>
        <translation>所有程序已用的 GPU 内存</translation>
    </message>
    <message>
        <source>Memory of this program</source>
        <translation>本程序占用的内存</translation>
    </message>
    <message>
        <source>No model: choose one</source>
        <translation>无模型：请选择</translation>
    </message>
    <message>
        <source>Pixel under the cursor and its colour</source>
        <translation>光标下的像素及其颜色</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Show all jobs  (Ctrl+J)</source>
        <translation>显示所有任务  (Ctrl+J)</translation>
    </message>
    <message>
        <source>Stop  (Esc)
What is done stays</source>
        <translation>停止  (Esc)
已完成的部分会保留</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Storing…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Time of this frame since the first one</source>
        <translation>此帧距第一帧的时间</translation>
    </message>
    <message>
        <source>Zoom: screen pixels per picture pixel</source>
        <translation>缩放：每个图片像素占多少屏幕像素</translation>
    </message>
    <message>
        <source>{0}</source>
        <translation>{0}</translation>
    </message>
    <message>
        <source>{0} cannot be used</source>
        <translation>{0} 无法使用</translation>
    </message>
    <message>
        <source>{0}, loads when needed</source>
        <translation>{0}，需要时加载</translation>
    </message>
    <message>
        <source>{0}, resting</source>
        <translation>{0}，休眠</translation>
    </message>
</context>
<context>
    <name>StrokeController</name>
    <message>
        <source>Erase from “{0}”</source>
        <translation>擦除“{0}”</translation>
    </message>
    <message>
        <source>Paint “{0}”</source>
        <translation>涂画“{0}”</translation>
    </message>
</context>
<context>
    <name>Suggestions</name>
    <message>
        <source>Ask about this clip</source>
        <translation>就此片段提问</translation>
    </message>
    <message>
        <source>Ask about this picture</source>
        <translation>就此图片提问</translation>
    </message>
    <message>
        <source>Describe this and mark each thing.</source>
        <translation>描述并标出每样东西。</translation>
    </message>
    <message>
        <source>Marks instead of words</source>
        <translation>用标记代替文字</translation>
    </message>
    <message>
        <source>No captions with a mask for each thing: {0}</source>
        <translation>不能生成每样东西都带掩码的描述：{0}</translation>
    </message>
    <message>
        <source>Nothing to ask about yet</source>
        <translation>还没有可提问的内容</translation>
    </message>
    <message>
        <source>Objects are described from a drawn outline: {0}</source>
        <translation>对象按画出的轮廓来描述：{0}</translation>
    </message>
    <message>
        <source>One way of tracking only: {0}</source>
        <translation>只有一种跟踪方式：{0}</translation>
    </message>
    <message>
        <source>Open a picture or a video; then say in words what you want to have marked.</source>
        <translation>打开图片或视频，然后用文字说出想要标记的内容。</translation>
    </message>
    <message>
        <source>Say what you want to have marked. Words of the answer get the colour of their mask.</source>
        <translation>说出想要标记的内容。回答中的词语会显示为其掩码的颜色。</translation>
    </message>
    <message>
        <source>The embedded model knows a few drawn things, such as those of the demo clip. For real pictures, get a released Sa2VA (Ctrl+M).</source>
        <translation>内置模型只认识少数画出来的事物，例如演示片段中的那些。处理真实图片请获取已发布的 Sa2VA（Ctrl+M）。</translation>
    </message>
    <message>
        <source>This model knows no words. Mark a thing with the point tool (Q), a box or a lasso: it becomes a mask that can be tracked.</source>
        <translation>此模型不懂文字。请用点工具 (Q)、框或套索标记物体：它会变成可以跟踪的掩码。</translation>
    </message>
</context>
<context>
    <name>TaskBar</name>
    <message>
        <source>A description in words of the picture, or of the range of the clip</source>
        <translation>用文字描述画面，或片段的所选范围</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>带掩码描述</translation>
    </message>
    <message>
        <source>Describe</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Grounded caption: a description with a mask for each thing that it names</source>
        <translation>带掩码的描述：其中提到的每样东西都有掩码</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>The model is given the text as it is typed</source>
        <translation>按输入的文字发送给模型</translation>
    </message>
    <message>
        <source>Type a thing, such as “the red car”; it is put into the question the model knows best</source>
        <translation>输入一样东西，例如“the red car”；会放进模型最熟悉的问题里</translation>
    </message>
    <message>
        <source>Type a thing; the clip is searched for the frames on which it is to be seen</source>
        <translation>输入一样东西；在片段中查找能看到它的帧</translation>
    </message>
</context>
<context>
    <name>TextDelegate</name>
    <message numerus="yes">
        <source>%n frame(s)</source>
        <translation><numerusform>%n 帧</numerusform></translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Checked by {0} on {1}.</source>
        <translation>由 {0} 于 {1} 检查。</translation>
    </message>
    <message>
        <source>IoU {0:.2f}</source>
        <translation>IoU {0:.2f}</translation>
    </message>
    <message>
        <source>Proposed</source>
        <translation>待定</translation>
    </message>
    <message>
        <source>Proposed in place of “{0}”.</source>
        <translation>建议用来替换“{0}”。</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>long</source>
        <translation>长</translation>
    </message>
    <message>
        <source>nothing here</source>
        <translation>此处没有</translation>
    </message>
    <message>
        <source>short</source>
        <translation>短</translation>
    </message>
</context>
<context>
    <name>TextEdits</name>
    <message>
        <source>Add Text</source>
        <translation>添加文字</translation>
    </message>
    <message>
        <source>BCP 47 tag, such as en, zh-Hans or pt-BR</source>
        <translation>BCP 47 标记，例如“en”、“zh-Hans”或“pt-BR”</translation>
    </message>
    <message numerus="yes">
        <source>Bind %n Text(s) to Other Objects</source>
        <translation><numerusform>将 %n 条文字绑定到其他对象</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Change the Kind of %n Text(s)</source>
        <translation><numerusform>更改 %n 条文字的种类</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Change the Language of %n Text(s)</source>
        <translation><numerusform>更改 %n 条文字的语言</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Delete %n Text(s)</source>
        <translation><numerusform>删除 %n 条文字</numerusform></translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>New text about {0}</source>
        <translation>关于 {0} 的新文字</translation>
    </message>
    <message>
        <source>New text that means nothing in this clip; select objects first for one about them</source>
        <translation>在此片段中没有所指的新文字；要写关于对象的文字，请先选择对象</translation>
    </message>
    <message>
        <source>The text was added; the filters do not show it.</source>
        <translation>文字已添加；当前的筛选条件不显示它。</translation>
    </message>
    <message numerus="yes">
        <source>Use %n Text(s) Instead</source>
        <translation><numerusform>改用 %n 条文字</numerusform></translation>
    </message>
    <message>
        <source>What the text is about is gone.</source>
        <translation>文字所指的内容已不存在。</translation>
    </message>
    <message>
        <source>{0!r} is no BCP 47 tag; en, zh-Hans and pt-BR are some.</source>
        <translation>{0!r} 不是 BCP 47 标记；例如“en”、“zh-Hans”和“pt-BR”才是。</translation>
    </message>
    <message>
        <source>“{0}” in another language</source>
        <translation>“{0}”的另一种语言</translation>
    </message>
</context>
<context>
    <name>TextEntry</name>
    <message>
        <source>Enter takes the words, Esc leaves them</source>
        <translation>Enter 采用，Esc 保持原样</translation>
    </message>
    <message>
        <source>Why? Enter rejects, Esc leaves it</source>
        <translation>原因？Enter 拒绝，Esc 保持原样</translation>
    </message>
</context>
<context>
    <name>TextField</name>
    <message>
        <source>several values</source>
        <translation>多个值</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>TextForm</name>
    <message>
        <source>A referring text tells its objects from others; a caption says what they are or do</source>
        <translation>指代文字把对象与其他对象区分开；描述说明对象是什么或在做什么</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Kind of the text</source>
        <translation>文字的种类</translation>
    </message>
    <message>
        <source>Referring</source>
        <translation>指代</translation>
    </message>
    <message>
        <source>This is no BCP 47 tag; en, zh-Hans and pt-BR are some.</source>
        <translation>这不是 BCP 47 标记；例如“en”、“zh-Hans”和“pt-BR”才是。</translation>
    </message>
    <message>
        <source>Words of the text</source>
        <translation>文字内容</translation>
    </message>
</context>
<context>
    <name>TextMenu</name>
    <message>
        <source>&amp;Add a Text…</source>
        <translation>添加文字(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Caption</source>
        <translation>描述(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Check by Round Trip…</source>
        <translation>用回验检查(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation>种类(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Other…</source>
        <translation>其他(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Referring</source>
        <translation>指代(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Translate…</source>
        <translation>翻译(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Use in Place of the Old Text</source>
        <translation>替换原文字(&amp;U)</translation>
    </message>
    <message>
        <source>About the Selected &amp;Objects</source>
        <translation>关于所选对象(&amp;O)</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>TextPanel</name>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Add, translate, check and more</source>
        <translation>添加、翻译、检查等</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Reject…</source>
        <translation>拒绝…</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文字</translation>
    </message>
</context>
<context>
    <name>TextPart</name>
    <message numerus="yes">
        <source>Accept %n Text(s)</source>
        <translation><numerusform>接受 %n 条文字</numerusform></translation>
    </message>
    <message>
        <source>Edit Text</source>
        <translation>编辑文字</translation>
    </message>
    <message numerus="yes">
        <source>Propose %n Text(s) Again</source>
        <translation><numerusform>将 %n 条文字恢复为待定</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Reject %n Text(s)</source>
        <translation><numerusform>拒绝 %n 条文字</numerusform></translation>
    </message>
</context>
<context>
    <name>ThreadEnds</name>
    <message>
        <source>↳ goes on at {0}</source>
        <translation>↳ 在 {0} 继续</translation>
    </message>
</context>
<context>
    <name>ThreadLine</name>
    <message>
        <source>Built on an earlier version of the turns above it.</source>
        <translation>基于前面各轮的旧版本。</translation>
    </message>
    <message>
        <source>The turn that this one followed was deleted.</source>
        <translation>这一轮所接续的那一轮已被删除。</translation>
    </message>
</context>
<context>
    <name>ThumbnailLoader</name>
    <message>
        <source>Thumbnails</source>
        <translation>缩略图</translation>
    </message>
</context>
<context>
    <name>ToolController</name>
    <message>
        <source>Arrow keys move the crosshair, with Shift by 10; Space marks, Shift+Space excludes; Enter accepts, X ends.</source>
        <translation>方向键移动十字线，按住 Shift 每次 10；空格标记，Shift+空格排除；回车接受，X 结束。</translation>
    </message>
    <message>
        <source>Last Mark</source>
        <translation>上一个标记</translation>
    </message>
    <message>
        <source>The line was dropped with the frame that it was drawn on.</source>
        <translation>离开所在的帧后，画的线已放弃。</translation>
    </message>
</context>
<context>
    <name>TrackEnds</name>
    <message>
        <source>Every frame of the range has its mask already; nothing is left to track.</source>
        <translation>范围内的每一帧都已有掩码，没有需要跟踪的内容。</translation>
    </message>
    <message numerus="yes">
        <source>Every frame up to the scene cut(s) on frame(s) {0} has its mask already.</source>
        <translation><numerusform>到第 {0} 帧的镜头切换为止，每一帧都已有掩码。</numerusform></translation>
    </message>
    <message>
        <source>Track Across the Cut</source>
        <translation>跨越切换继续跟踪</translation>
    </message>
    <message numerus="yes">
        <source>{0}: ended at the scene cut(s) on frame(s) {1}.</source>
        <translation><numerusform>{0}：在第 {1} 帧的镜头切换处结束。</numerusform></translation>
    </message>
</context>
<context>
    <name>TrainingWords</name>
    <message>
        <source>Copying the project…</source>
        <translation>正在复制项目…</translation>
    </message>
    <message>
        <source>Done after step {0}</source>
        <translation>已在第 {0} 步后完成</translation>
    </message>
    <message>
        <source>Ending after the present step; what was learned is written…</source>
        <translation>完成当前步后结束；正在写入已学到的内容…</translation>
    </message>
    <message>
        <source>Failed after step {0}</source>
        <translation>在第 {0} 步后失败</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Loss of masks</source>
        <translation>掩码损失</translation>
    </message>
    <message>
        <source>Loss of overlaps</source>
        <translation>重叠损失</translation>
    </message>
    <message>
        <source>Loss of words</source>
        <translation>文字损失</translation>
    </message>
    <message>
        <source>Mask IoU</source>
        <translation>掩码 IoU</translation>
    </message>
    <message>
        <source>On what was held out no state was better than the model as it was, which is what was written.</source>
        <translation>在留出样本上，没有哪个状态优于原来的模型，因此写入的就是原来的模型。</translation>
    </message>
    <message>
        <source>On what was held out: {0}.</source>
        <translation>在留出样本上：{0}。</translation>
    </message>
    <message>
        <source>Step {0} of {1}</source>
        <translation>第 {0} 步，共 {1} 步</translation>
    </message>
    <message>
        <source>Step {0}, {1} % of the time</source>
        <translation>第 {0} 步，时间的 {1} %</translation>
    </message>
    <message>
        <source>Stopped after step {0}</source>
        <translation>已在第 {0} 步后停止</translation>
    </message>
    <message>
        <source>The model is loaded and the samples are looked at…</source>
        <translation>正在加载模型并查看样本…</translation>
    </message>
    <message>
        <source>Words right</source>
        <translation>词正确率</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
    <message>
        <source>{0} samples/s</source>
        <translation>{0} 样本/秒</translation>
    </message>
    <message>
        <source>{0} {1} → {2}</source>
        <translation>{0} {1} → {2}</translation>
    </message>
</context>
<context>
    <name>TruthController</name>
    <message>
        <source>Compare with {0}</source>
        <translation>与 {0} 比较</translation>
    </message>
    <message>
        <source>Use Masks of the Ground Truth</source>
        <translation>采用真值的掩码</translation>
    </message>
</context>
<context>
    <name>TruthDialog</name>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Compare with Ground Truth</source>
        <translation>与真值比较</translation>
    </message>
    <message>
        <source>Reads another annotation of the same pictures, changes nothing, and lists the frames on which masks disagree.</source>
        <translation>读取同一些图片的另一份标注，不作任何更改，列出掩码不一致的帧。</translation>
    </message>
</context>
<context>
    <name>TruthPanel</name>
    <message numerus="yes">
        <source>%n clip(s) of the ground truth are not in this project</source>
        <translation><numerusform>真值中有 %n 个片段不在此项目中</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) of the ground truth cannot be read</source>
        <translation><numerusform>真值中有 %n 项无法读取</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) to look at</source>
        <translation><numerusform>%n 处需要查看</numerusform></translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Compare Again</source>
        <translation>重新比较</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>File → Compare with Ground Truth…
lists here where masks disagree.</source>
        <translation>文件 → 与真值比较…
在此列出掩码不一致之处。</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message numerus="yes">
        <source>J {0:.3f}, F {1:.3f} over %n object(s)</source>
        <translation><numerusform>J {0:.3f}，F {1:.3f}，共 %n 个对象</numerusform></translation>
    </message>
    <message>
        <source>Nothing of the ground truth is about the media of this project.</source>
        <translation>真值与此项目的媒体无关。</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Replace the object's masks on these frames by those of the ground truth</source>
        <translation>用真值的掩码替换该对象在这些帧上的掩码</translation>
    </message>
    <message>
        <source>Show masks with J below</source>
        <translation>显示 J 低于此值的掩码</translation>
    </message>
    <message>
        <source>The masks were changed since.</source>
        <translation>掩码此后已有更改。</translation>
    </message>
    <message>
        <source>Use Its Masks</source>
        <translation>采用其掩码</translation>
    </message>
    <message>
        <source>What</source>
        <translation>情况</translation>
    </message>
    <message>
        <source>different</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺少</translation>
    </message>
    <message>
        <source>too much</source>
        <translation>多余</translation>
    </message>
</context>
<context>
    <name>TurnActions</name>
    <message>
        <source>Answer again in this place with {0}, about the same frames</source>
        <translation>用 {0} 在原处就相同的帧重新回答</translation>
    </message>
    <message>
        <source>Answer again in this place, about the same frames</source>
        <translation>在原处就相同的帧重新回答</translation>
    </message>
    <message>
        <source>Ask Again as a New Turn</source>
        <translation>作为新的一轮再问一次</translation>
    </message>
    <message>
        <source>Ask as many questions again; what was seen stays known</source>
        <translation>再问同样多的问题；已看到的仍然有效</translation>
    </message>
    <message>
        <source>Change the Question Here</source>
        <translation>在此更改问题</translation>
    </message>
    <message>
        <source>Change the answer's text; a double click on it does the same</source>
        <translation>修改回答的文字；双击回答效果相同</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the answer's text</source>
        <translation>复制回答的文字</translation>
    </message>
    <message>
        <source>Delete Answer</source>
        <translation>删除回答</translation>
    </message>
    <message numerus="yes">
        <source>Delete Answer and Its %n Object(s)</source>
        <translation><numerusform>删除回答及其 %n 个对象</numerusform></translation>
    </message>
    <message>
        <source>Delete Answer, Keep Its Objects</source>
        <translation>删除回答，保留其对象</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Edit the Instruction and Send Again</source>
        <translation>编辑指令并重新发送</translation>
    </message>
    <message>
        <source>Exact Prompt</source>
        <translation>完整提示</translation>
    </message>
    <message>
        <source>Keep this text with the object, as the phrase that singles it out</source>
        <translation>将此文字与对象一起保存，作为唯一指代它的短语</translation>
    </message>
    <message>
        <source>Make an Object of It</source>
        <translation>由它建立对象</translation>
    </message>
    <message>
        <source>Masks on the frames that show it plainly, tracked through each stretch</source>
        <translation>在清楚显示它的帧上生成掩码，并在每一段中跟踪</translation>
    </message>
    <message>
        <source>More about this answer</source>
        <translation>有关此回答的更多操作</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>重新生成</translation>
    </message>
    <message numerus="yes">
        <source>Regenerate %n Later Turn(s)</source>
        <translation><numerusform>重新生成后面的 %n 轮</numerusform></translation>
    </message>
    <message>
        <source>Rename the object</source>
        <translation>重命名该对象</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>追问</translation>
    </message>
    <message>
        <source>Search further</source>
        <translation>继续查找</translation>
    </message>
    <message>
        <source>The next questions go on from this turn</source>
        <translation>接下来的问题接续这一轮</translation>
    </message>
    <message>
        <source>Use as expression</source>
        <translation>用作指代表达</translation>
    </message>
    <message>
        <source>Use as name: {0}</source>
        <translation>用作名称：{0}</translation>
    </message>
</context>
<context>
    <name>TurnList</name>
    <message>
        <source>Show earlier turns</source>
        <translation>显示更早的对话</translation>
    </message>
</context>
<context>
    <name>TurnWidget</name>
    <message>
        <source>Cut off when the program ended; what was stored is kept.</source>
        <translation>程序结束时被中断；已保存的内容均保留。</translation>
    </message>
    <message>
        <source>Edit Text</source>
        <translation>编辑文字</translation>
    </message>
    <message>
        <source>Failed: {message}</source>
        <translation>失败：{message}</translation>
    </message>
    <message>
        <source>Frames {0}</source>
        <translation>第 {0} 帧</translation>
    </message>
    <message>
        <source>Looking through the clip…</source>
        <translation>正在查看整个片段…</translation>
    </message>
    <message>
        <source>Reading the frames…</source>
        <translation>正在读取各帧…</translation>
    </message>
    <message>
        <source>Rests on frames </source>
        <translation>依据的帧：</translation>
    </message>
    <message>
        <source>Rests on the earlier turns</source>
        <translation>依据前面各轮</translation>
    </message>
    <message>
        <source>Stopped; what was finished is kept.</source>
        <translation>已停止；已完成的内容均保留。</translation>
    </message>
    <message>
        <source>The model wrote no text.</source>
        <translation>模型没有写出文字。</translation>
    </message>
    <message>
        <source>Words alone</source>
        <translation>仅文字</translation>
    </message>
    <message numerus="yes">
        <source>and %n more stretch(es), on the timeline</source>
        <translation><numerusform>另有 %n 段，见时间轴</numerusform></translation>
    </message>
    <message>
        <source>compatible</source>
        <translation>兼容模式</translation>
    </message>
    <message>
        <source>consistent</source>
        <translation>一致模式</translation>
    </message>
    <message>
        <source>masks for {first}–{last}</source>
        <translation>第 {first}–{last} 帧的掩码</translation>
    </message>
    <message>
        <source>{0} % sure</source>
        <translation>把握 {0} %</translation>
    </message>
    <message>
        <source>{0} questions about {1} frames of {2}–{3}</source>
        <translation>就第 {2}–{3} 帧中的 {1} 帧提了 {0} 个问题</translation>
    </message>
</context>
<context>
    <name>ViewModes</name>
    <message>
        <source>Frame {0}</source>
        <translation>第 {0} 帧</translation>
    </message>
    <message>
        <source>Frame {0}, pinned</source>
        <translation>第 {0} 帧，已固定</translation>
    </message>
</context>
<context>
    <name>WandBox</name>
    <message>
        <source>Connected</source>
        <translation>相连</translation>
    </message>
    <message>
        <source>How much red, green or blue may differ, 0 to 255  ([ and ], Alt+wheel, or drag sideways while pressing)</source>
        <translation>红、绿、蓝最多可相差多少，0 到 255  ([ 和 ]、Alt+滚轮，或按住时横向拖动)</translation>
    </message>
    <message>
        <source>Only what hangs together with the pixel; else all of the frame that has the colour</source>
        <translation>只取与该像素相连的部分；否则取整帧中具有该颜色的部分</translation>
    </message>
    <message>
        <source>Pixel</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Size of the sample</source>
        <translation>取样大小</translation>
    </message>
    <message>
        <source>The colour looked for is that of the pixel, or the mean round it</source>
        <translation>要找的颜色为该像素的颜色，或其周围的平均颜色</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
</context>
<context>
    <name>WandController</name>
    <message>
        <source>Add a colour to “{0}”</source>
        <translation>为“{0}”添加一种颜色</translation>
    </message>
    <message>
        <source>All of the mask had this colour; it is empty on this frame now.</source>
        <translation>整个掩码都是这种颜色；现在它在此帧上为空。</translation>
    </message>
    <message>
        <source>All of the mask has this colour.</source>
        <translation>整个掩码都是这种颜色。</translation>
    </message>
    <message>
        <source>Cut a colour from “{0}”</source>
        <translation>从“{0}”中减去一种颜色</translation>
    </message>
    <message>
        <source>Find pixels of a colour</source>
        <translation>查找某种颜色的像素</translation>
    </message>
    <message>
        <source>Keep one colour of “{0}”</source>
        <translation>只保留“{0}”的一种颜色</translation>
    </message>
    <message>
        <source>Nothing of the mask has this colour.</source>
        <translation>掩码中没有这种颜色。</translation>
    </message>
    <message>
        <source>The mask has all of this colour already.</source>
        <translation>掩码已包含所有这种颜色。</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>A first try</source>
        <translation>初次尝试</translation>
    </message>
    <message>
        <source>A short clip with an instruction: press Send and watch the masks come.</source>
        <translation>一个附有指令的短片段：按“发送”，看掩码逐帧出现。</translation>
    </message>
    <message>
        <source>Choose a Model…</source>
        <translation>选择模型…</translation>
    </message>
    <message>
        <source>None is chosen. Viewing, editing and export work without one.</source>
        <translation>尚未选择。查看、编辑和导出不需要模型。</translation>
    </message>
    <message>
        <source>Open Files…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Open a Folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open the Demo Clip</source>
        <translation>打开演示片段</translation>
    </message>
    <message>
        <source>Pictures, videos, or a folder of frames. You can also drop them anywhere.</source>
        <translation>图片、视频或帧文件夹。也可以直接拖放到任意位置。</translation>
    </message>
    <message>
        <source>Start Without Choosing</source>
        <translation>不选择，直接开始</translation>
    </message>
    <message>
        <source>The language changes at the next start.</source>
        <translation>语言将在下次启动时更改。</translation>
    </message>
    <message>
        <source>The model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Type what to find in a picture or video, or click it: masks follow the thing through the clip, you correct them, and export a data set. Everything runs on this machine.</source>
        <translation>输入要在图片或视频中查找的内容，或直接点击它：掩码会在整个片段中跟随目标，您可以修正它们，并导出数据集。一切都在本机运行。</translation>
    </message>
    <message>
        <source>Your own media</source>
        <translation>您自己的媒体</translation>
    </message>
    <message>
        <source>{0} comes along: small, for synthetic scenes. For real footage choose a released Sa2VA. Models run on the GPU if there is one, else on the CPU.</source>
        <translation>{0} 随程序提供：体积小，适用于合成场景。处理真实素材请选择已发布的 Sa2VA。有 GPU 时模型在 GPU 上运行，否则在 CPU 上运行。</translation>
    </message>
    <message>
        <source>{0} is loaded and runs on {1}.</source>
        <translation>{0} 已加载，运行于 {1}。</translation>
    </message>
    <message>
        <source>{0}, loaded when it is needed.</source>
        <translation>{0}，需要时加载。</translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>Folder of a Sa2VA checkpoint</source>
        <translation>Sa2VA 检查点所在的文件夹</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Open pictures, videos or a project</source>
        <translation>打开图片、视频或项目</translation>
    </message>
    <message>
        <source>Sa2VA projects</source>
        <translation>Sa2VA 项目</translation>
    </message>
    <message>
        <source>Save the project as</source>
        <translation>项目另存为</translation>
    </message>
    <message>
        <source>project</source>
        <translation>项目</translation>
    </message>
</context>
<context>
    <name>WindowDialogs</name>
    <message>
        <source>Show Models</source>
        <translation>显示模型</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>WindowDisplay</name>
    <message>
        <source> (read-only)</source>
        <translation>（只读）</translation>
    </message>
    <message>
        <source>No model is chosen; viewing, editing and export work without one.</source>
        <translation>尚未选择模型；查看、编辑和导出不需要模型。</translation>
    </message>
    <message>
        <source>The model cannot be used.</source>
        <translation>模型无法使用。</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
</context>
<context>
    <name>WindowDocks</name>
    <message>
        <source>&amp;Attributes</source>
        <translation>属性(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Conversation</source>
        <translation>对话(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Ground truth</source>
        <translation>真值(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Media</source>
        <translation>媒体(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Objects</source>
        <translation>对象(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>审阅(&amp;R)</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Everything here</source>
        <translation>全部事物</translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Proposed values</source>
        <translation>建议值</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>Sho&amp;w Panels</source>
        <translation>显示面板(&amp;W)</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文字</translation>
    </message>
</context>
<context>
    <name>WordBar</name>
    <message>
        <source>+ Track</source>
        <translation>+ 跟踪</translation>
    </message>
    <message>
        <source>+{0} px ({1:.0%})</source>
        <translation>+{0} px ({1:.0%})</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Accept, and let the track follow  (Shift+Enter)</source>
        <translation>接受，并让轨迹跟随  (Shift+Enter)</translation>
    </message>
    <message>
        <source>Ask the model  (Enter)</source>
        <translation>询问模型  (Enter)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Exact Prompt</source>
        <translation>完整提示</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Forget it  (Esc)</source>
        <translation>放弃  (Esc)</translation>
    </message>
    <message>
        <source>How the mask is shown to the model</source>
        <translation>掩码以何种方式给模型看</translation>
    </message>
    <message>
        <source>How the model is shown the mask that is there</source>
        <translation>已有的掩码以何种方式给模型看</translation>
    </message>
    <message>
        <source>Just that</source>
        <translation>就是它</translation>
    </message>
    <message>
        <source>Looking for it…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Marked region</source>
        <translation>标记区域</translation>
    </message>
    <message>
        <source>Only it</source>
        <translation>只留它</translation>
    </message>
    <message>
        <source>Outlined in red</source>
        <translation>用红色描出轮廓</translation>
    </message>
    <message>
        <source>Picture cut round it</source>
        <translation>其周围裁剪的画面</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>The exact text that was sent</source>
        <translation>发送的完整文字</translation>
    </message>
    <message>
        <source>The model finds nothing of that here; say it in other words.</source>
        <translation>模型在此没有找到这样的内容；请换个说法。</translation>
    </message>
    <message>
        <source>The model wrote: {0}</source>
        <translation>模型写道：{0}</translation>
    </message>
    <message>
        <source>This becomes the mask on this frame  (Enter)</source>
        <translation>它成为此帧上的掩码  (Enter)</translation>
    </message>
    <message>
        <source>What is to be different about the mask</source>
        <translation>掩码要有什么不同</translation>
    </message>
    <message>
        <source>What is to be different about the mask of “{0}”?</source>
        <translation>“{0}”的掩码要有什么不同？</translation>
    </message>
    <message>
        <source>What was found changes nothing that way; choose another result or other words.</source>
        <translation>以这种方式，找到的内容不会带来变化；请选择另一个结果或换个说法。</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>整个画面</translation>
    </message>
    <message>
        <source>With it</source>
        <translation>加上它</translation>
    </message>
    <message>
        <source>Without it</source>
        <translation>去掉它</translation>
    </message>
    <message>
        <source>without its shadow, only the left one, also the trailer…</source>
        <translation>“without its shadow”、“only the left one”…</translation>
    </message>
    <message>
        <source>−{0} px ({1:.0%})</source>
        <translation>−{0} px ({1:.0%})</translation>
    </message>
</context>
<context>
    <name>WordController</name>
    <message>
        <source>Correct “{0}” by words</source>
        <translation>用文字修正“{0}”</translation>
    </message>
    <message>
        <source>No model is chosen, so nothing can be found by words.</source>
        <translation>尚未选择模型，无法按文字查找。</translation>
    </message>
    <message>
        <source>Select one object: one mask is corrected by words at a time.</source>
        <translation>请选择一个对象：一次只用文字修正一个掩码。</translation>
    </message>
    <message>
        <source>“{0}” has no mask on this frame; there is nothing to correct.</source>
        <translation>“{0}”在此帧上没有掩码；没有可修正的内容。</translation>
    </message>
</context>
<context>
    <name>WriteDialog</name>
    <message numerus="yes">
        <source>%n object(s) have texts of this recipe already.</source>
        <translation><numerusform>%n 个对象已有此配方的文字。</numerusform></translation>
    </message>
    <message>
        <source>About</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>All objects of the project</source>
        <translation>项目中的全部对象</translation>
    </message>
    <message>
        <source>Also objects that have texts of this recipe</source>
        <translation>也包括已有此配方文字的对象</translation>
    </message>
    <message>
        <source>Another model takes the place of the describer while it checks, so that one at a time is in memory.</source>
        <translation>检查时由另一个模型替换描述模型，因此内存中每次只有一个模型。</translation>
    </message>
    <message numerus="yes">
        <source>At most %n answer(s)</source>
        <translation><numerusform>最多 %n 个回答</numerusform></translation>
    </message>
    <message>
        <source>Both texts</source>
        <translation>长短两种文字</translation>
    </message>
    <message>
        <source>Checked by</source>
        <translation>由谁检查</translation>
    </message>
    <message>
        <source>Folder of a recipe</source>
        <translation>配方的文件夹</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Least area</source>
        <translation>最小面积</translation>
    </message>
    <message>
        <source>Least duration</source>
        <translation>最短时长</translation>
    </message>
    <message>
        <source>Least visible</source>
        <translation>最少可见</translation>
    </message>
    <message>
        <source>Look at the objects</source>
        <translation>查看对象</translation>
    </message>
    <message>
        <source>Looking at the objects…</source>
        <translation>正在查看对象…</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>不检查</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不回验</translation>
    </message>
    <message>
        <source>Objects of the shown clip</source>
        <translation>当前片段的对象</translation>
    </message>
    <message>
        <source>Objects that pass: {0} of {1}.</source>
        <translation>符合条件的对象：{0} / {1}。</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Round trip of</source>
        <translation>回验依据</translation>
    </message>
    <message>
        <source>Selected objects</source>
        <translation>所选对象</translation>
    </message>
    <message>
        <source>The long text</source>
        <translation>长文字</translation>
    </message>
    <message>
        <source>The model is given the text and looks for the object through the clip; how well it fits is kept.</source>
        <translation>把文字交给模型，由它在片段中寻找对象；并记录吻合程度。</translation>
    </message>
    <message>
        <source>The same model</source>
        <translation>同一模型</translation>
    </message>
    <message>
        <source>The short text</source>
        <translation>短文字</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>撰写</translation>
    </message>
    <message>
        <source>Write Expressions</source>
        <translation>撰写表达</translation>
    </message>
    <message>
        <source>Written by</source>
        <translation>由谁撰写</translation>
    </message>
    <message>
        <source>from the first to the last frame that shows it</source>
        <translation>从第一个到最后一个有它的帧</translation>
    </message>
    <message>
        <source>of its frames</source>
        <translation>占其各帧的比例</translation>
    </message>
    <message>
        <source>of the picture, where it is largest</source>
        <translation>占画面的比例，取最大时</translation>
    </message>
    <message>
        <source>shipped</source>
        <translation>自带</translation>
    </message>
    <message>
        <source>with files of your own</source>
        <translation>含您自己的文件</translation>
    </message>
    <message>
        <source>{0} {1} ({2})</source>
        <translation>{0} {1}（{2}）</translation>
    </message>
    <message>
        <source>{0}, about {1}.</source>
        <translation>{0}，约需 {1}。</translation>
    </message>
    <message>
        <source>{0}; how long that takes is known once it has begun.</source>
        <translation>{0}；开始后才知道需要多久。</translation>
    </message>
</context>
<context>
    <name>YesNoField</name>
    <message>
        <source>?</source>
        <translation>?</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>several values</source>
        <translation>多个值</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>ZoomButtons</name>
    <message>
        <source>Fit</source>
        <translation>适应</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Show the in/out range</source>
        <translation>显示入点至出点的范围</translation>
    </message>
    <message>
        <source>Show the whole clip</source>
        <translation>显示整个片段</translation>
    </message>
    <message>
        <source>Zoom in (Ctrl+wheel)</source>
        <translation>放大（Ctrl+滚轮）</translation>
    </message>
    <message>
        <source>Zoom out (Ctrl+wheel)</source>
        <translation>缩小（Ctrl+滚轮）</translation>
    </message>
</context>
<context>
    <name>_JobView</name>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
</context>
<context>
    <name>_MessageRow</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>_PlaceList</name>
    <message>
        <source>Places that disagree</source>
        <translation>不一致之处</translation>
    </message>
</context>
<context>
    <name>_ProposalList</name>
    <message>
        <source>Proposals</source>
        <translation>候选</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;About Sa2VA Desktop</source>
        <translation>关于 Sa2VA Desktop(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Accept the Mask</source>
        <translation>接受掩码(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Actual Pixels</source>
        <translation>实际像素(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Add a Text…</source>
        <translation>添加文字(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Ask about the Object</source>
        <translation>就此对象提问(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Attributes</source>
        <translation>属性(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Blend with This Frame</source>
        <translation>与此帧混合(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>画笔(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Change Shortcuts…</source>
        <translation>更改快捷键(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Colour…</source>
        <translation>颜色(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Confirm</source>
        <translation>确认(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Confirm Proposed Values</source>
        <translation>确认建议值(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Confirm the Place</source>
        <translation>确认此处(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Conversation</source>
        <translation>对话(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Copy Masks</source>
        <translation>复制掩码(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Copy over the Range</source>
        <translation>复制到整个范围(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Cut-out</source>
        <translation>抠图(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Dark Theme</source>
        <translation>深色主题(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Delete the Mask</source>
        <translation>删除掩码(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Describe the Picture or Range</source>
        <translation>描述画面或范围(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Edit Labels…</source>
        <translation>编辑标签(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Embedded Model (Sa2VA-Nano)</source>
        <translation>内置模型 (Sa2VA-Nano)(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮擦(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Exclude…</source>
        <translation>排除重叠(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Fill</source>
        <translation>填充(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Fill by Question…</source>
        <translation>通过提问填写(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Find an Action…</source>
        <translation>查找操作(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Fine-Tune on This Project…</source>
        <translation>用此项目微调(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Fit Picture</source>
        <translation>适应窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Flag</source>
        <translation>标记待查(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Follow Up, or Begin Anew</source>
        <translation>追问或重新开始(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Grounded Caption</source>
        <translation>带掩码的描述(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Grow by a Pixel</source>
        <translation>扩大一个像素(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Hide Selected (Hold: Peek)</source>
        <translation>隐藏所选（按住：临时查看）(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Hide or Show</source>
        <translation>隐藏或显示(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Import Annotations…</source>
        <translation>导入标注(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Intersect…</source>
        <translation>求交集(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>任务(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Join Objects</source>
        <translation>合并对象(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Keyboard Crosshair</source>
        <translation>键盘十字线(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Labels</source>
        <translation>标签(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Larger Brush or Tolerance</source>
        <translation>增大画笔或容差(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Last Frame</source>
        <translation>最后一帧(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Light Theme</source>
        <translation>浅色主题(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Lock This Frame</source>
        <translation>锁定此帧(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Lock or Unlock</source>
        <translation>锁定或解锁(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Make Key Frames in the Range</source>
        <translation>将范围内设为关键帧(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Model Folder…</source>
        <translation>模型文件夹(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;New Project…</source>
        <translation>新建项目(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Next Frame</source>
        <translation>下一帧(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Next Object</source>
        <translation>下一个对象(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Next Text</source>
        <translation>下一条文字(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Next Value</source>
        <translation>下一个值(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Next to Review</source>
        <translation>下一处待查(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;No Model</source>
        <translation>无模型(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Object</source>
        <translation>对象(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Paste Masks</source>
        <translation>粘贴掩码(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Pause or Resume</source>
        <translation>暂停或继续(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Play or Pause</source>
        <translation>播放或暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Points</source>
        <translation>点(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Previous Object</source>
        <translation>上一个对象(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Previous Text</source>
        <translation>上一条文字(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Previous to Review</source>
        <translation>上一处待查(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Regenerate the Latest Answer</source>
        <translation>重新生成最新的回答(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Reject the Place…</source>
        <translation>拒绝此处(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Segment a Thing…</source>
        <translation>分割某物(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation>选择(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>快捷键(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Slower</source>
        <translation>减慢(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Statistics…</source>
        <translation>统计(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Stop or Drop</source>
        <translation>停止或放弃(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Subtract…</source>
        <translation>减去(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Track</source>
        <translation>跟踪(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Unload Now</source>
        <translation>立即卸载(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>欢迎(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Write Expressions…</source>
        <translation>撰写表达(&amp;W)…</translation>
    </message>
    <message>
        <source>10 Frames &amp;Back</source>
        <translation>后退 10 帧(&amp;B)</translation>
    </message>
    <message>
        <source>10 Frames &amp;Forward</source>
        <translation>前进 10 帧(&amp;F)</translation>
    </message>
    <message>
        <source>A black-and-white or index picture becomes the mask of the selected object on this frame, or of a new one</source>
        <translation>将黑白图片或索引图片作为所选对象在此帧上的掩码，或新对象的掩码</translation>
    </message>
    <message>
        <source>A description in words of the picture, or of the clip from the in to the out point</source>
        <translation>用文字描述画面，或片段从入点到出点的部分</translation>
    </message>
    <message>
        <source>A description with a mask for each thing that it names</source>
        <translation>一段描述，其中提到的每样东西都有掩码</translation>
    </message>
    <message>
        <source>A model learns from the masks and texts of the project, in a process of its own</source>
        <translation>模型在单独的进程中从项目的掩码和文字学习</translation>
    </message>
    <message>
        <source>A picture has no other frames</source>
        <translation>图片没有其他帧</translation>
    </message>
    <message>
        <source>A referring text or caption of the selected objects, in any language</source>
        <translation>所选对象的指代文字或描述，任何语言均可</translation>
    </message>
    <message>
        <source>A&amp;bsent in the Range</source>
        <translation>范围内不在画面中(&amp;B)</translation>
    </message>
    <message>
        <source>Accept and &amp;Describe</source>
        <translation>接受并描述(&amp;D)</translation>
    </message>
    <message>
        <source>Accept and &amp;Track</source>
        <translation>接受并跟踪(&amp;T)</translation>
    </message>
    <message>
        <source>Add or Remove a Scene C&amp;ut Here</source>
        <translation>在此添加或移除镜头切换(&amp;U)</translation>
    </message>
    <message>
        <source>After every stretch without masks the selected objects become other ones</source>
        <translation>在每段没有掩码的部分之后，所选对象成为另外的对象</translation>
    </message>
    <message>
        <source>All masks of the clip that are out of date, of all objects</source>
        <translation>片段中所有对象的全部过时掩码</translation>
    </message>
    <message>
        <source>All masks of the clip with less doubt than you choose</source>
        <translation>片段中可疑度低于所选值的全部掩码</translation>
    </message>
    <message>
        <source>All of the project, the least certain first: confirm, change, reject</source>
        <translation>项目中的全部建议值，最没把握的在前：确认、更改、拒绝</translation>
    </message>
    <message>
        <source>Also Alt+Wheel</source>
        <translation>也可用 Alt+滚轮</translation>
    </message>
    <message>
        <source>Also frames that have a mask; what a person settled stays</source>
        <translation>包括已有掩码的帧；人工确定的内容保留</translation>
    </message>
    <message>
        <source>Answer again in its place, with the model that is chosen now</source>
        <translation>用现在选择的模型在原处重新回答</translation>
    </message>
    <message>
        <source>Arrow keys move it, Space marks, Shift+Space excludes; Enter accepts the mask</source>
        <translation>方向键移动，空格标记，Shift+空格排除；回车接受掩码</translation>
    </message>
    <message>
        <source>As a new object, or as the mask of the selected object on this frame</source>
        <translation>作为新对象，或作为所选对象在此帧上的掩码</translation>
    </message>
    <message>
        <source>Bo&amp;x</source>
        <translation>框(&amp;X)</translation>
    </message>
    <message>
        <source>Both ways from this frame, up to confirmed or locked frames</source>
        <translation>从此帧向两个方向，到已确认或已锁定的帧为止</translation>
    </message>
    <message>
        <source>Both ways from this frame, up to frames that a person or the language model marked</source>
        <translation>从此帧向两个方向，到由人或语言模型标记的帧为止</translation>
    </message>
    <message>
        <source>C&amp;olour Objects by Label</source>
        <translation>按标签为对象着色(&amp;O)</translation>
    </message>
    <message>
        <source>C&amp;omment…</source>
        <translation>备注(&amp;O)…</translation>
    </message>
    <message>
        <source>C&amp;orrect by Words…</source>
        <translation>用文字修正(&amp;O)…</translation>
    </message>
    <message>
        <source>Caption and Chec&amp;k</source>
        <translation>描述并检查(&amp;K)</translation>
    </message>
    <message>
        <source>Carry the selected objects from their key frames through the range, both ways</source>
        <translation>从关键帧出发，向两个方向在范围内跟踪所选对象</translation>
    </message>
    <message>
        <source>Check Texts by Round Tr&amp;ip…</source>
        <translation>用回验检查文字(&amp;I)…</translation>
    </message>
    <message>
        <source>Check by &amp;Asking Again…</source>
        <translation>通过再次提问检查(&amp;A)…</translation>
    </message>
    <message>
        <source>Choose, download, check and remove models</source>
        <translation>选择、下载、检查和移除模型</translation>
    </message>
    <message>
        <source>Clean &amp;Up…</source>
        <translation>清理(&amp;U)…</translation>
    </message>
    <message>
        <source>Click a colour: connected pixels like it are added to the mask, with the right button taken away; needs no model</source>
        <translation>点击一种颜色：相连的相似像素加入掩码，用右键则从掩码中减去；不需要模型</translation>
    </message>
    <message>
        <source>Click a hole or what the mask goes round to fill it; the right button empties a piece of the mask</source>
        <translation>点击孔洞或掩码围住的区域即可填充；右键挖空掩码的一块</translation>
    </message>
    <message>
        <source>Click masks to select objects</source>
        <translation>点击掩码以选择对象</translation>
    </message>
    <message>
        <source>Click the corners of an area; Enter closes and accepts it; needs no model</source>
        <translation>依次点击区域的各个角；按 Enter 闭合并接受；不需要模型</translation>
    </message>
    <message>
        <source>Coloured borders only; the picture stays bare inside</source>
        <translation>只显示彩色边界，内部保持原始画面</translation>
    </message>
    <message>
        <source>Coloured masks over the picture</source>
        <translation>在画面上叠加彩色掩码</translation>
    </message>
    <message>
        <source>Com&amp;pare with This Frame</source>
        <translation>与此帧比较(&amp;P)</translation>
    </message>
    <message>
        <source>Compare with &amp;Before</source>
        <translation>与之前比较(&amp;B)</translation>
    </message>
    <message>
        <source>Compare with &amp;Ground Truth…</source>
        <translation>与真值比较(&amp;G)…</translation>
    </message>
    <message>
        <source>Compute &amp;Stale Frames Again</source>
        <translation>重新计算过时的帧(&amp;S)</translation>
    </message>
    <message>
        <source>Compute again the tracked frames round this one, as far as its mask changes them</source>
        <translation>重新计算此帧前后受其掩码影响的已跟踪帧</translation>
    </message>
    <message>
        <source>Conf&amp;irm the Range</source>
        <translation>确认整个范围(&amp;I)</translation>
    </message>
    <message>
        <source>Confirm the R&amp;est…</source>
        <translation>确认其余(&amp;E)…</translation>
    </message>
    <message>
        <source>Copy a mask first</source>
        <translation>请先复制一个掩码</translation>
    </message>
    <message>
        <source>Copy to the &amp;Next Frame</source>
        <translation>复制到下一帧(&amp;N)</translation>
    </message>
    <message>
        <source>Copy to the Previous &amp;Frame</source>
        <translation>复制到上一帧(&amp;F)</translation>
    </message>
    <message>
        <source>Cut Out of the &amp;Others…</source>
        <translation>从其他对象中挖去(&amp;O)…</translation>
    </message>
    <message>
        <source>De&amp;scribe</source>
        <translation>描述(&amp;S)</translation>
    </message>
    <message>
        <source>Del&amp;ete</source>
        <translation>删除(&amp;E)</translation>
    </message>
    <message>
        <source>Del&amp;ete the Masks of the Range</source>
        <translation>删除范围内的掩码(&amp;E)</translation>
    </message>
    <message>
        <source>Doubt Curves on All &amp;Lanes</source>
        <translation>所有轨道上的可疑度曲线(&amp;L)</translation>
    </message>
    <message>
        <source>Drag a box round a thing; right click excludes; Enter accepts the mask</source>
        <translation>围绕目标拖出一个框；右键点击可排除；按 Enter 接受掩码</translation>
    </message>
    <message>
        <source>Draw a line over the thing, with the right button over what does not belong to it; Enter accepts the mask</source>
        <translation>在目标上画线，用右键在不属于它的地方画线；按 Enter 接受掩码</translation>
    </message>
    <message>
        <source>Draw a line round a thing: the model finds it, or exactly this area is the mask</source>
        <translation>围绕目标画一圈：由模型找出它，或以该区域本身作为掩码</translation>
    </message>
    <message>
        <source>Drop islands, fill holes, smooth the edge, grow or shrink, on this frame or many</source>
        <translation>去除孤岛、填补孔洞、平滑边缘、扩大或缩小，用于此帧或多帧</translation>
    </message>
    <message>
        <source>Drops marks that wait, else stops the answer or the track; what is done stays</source>
        <translation>放弃等待中的标记，否则停止回答或跟踪；已完成的部分会保留</translation>
    </message>
    <message>
        <source>Dupl&amp;icate</source>
        <translation>创建副本(&amp;I)</translation>
    </message>
    <message>
        <source>E&amp;xtend to Here</source>
        <translation>延续到此处(&amp;X)</translation>
    </message>
    <message>
        <source>Each of the selected objects loses what lies under those drawn over it</source>
        <translation>每个所选对象失去被绘于其上的对象所遮住的部分</translation>
    </message>
    <message>
        <source>Each text goes back to the model: how well it finds the object by it is kept, and low ones can be rephrased</source>
        <translation>每条文字都交还模型：记录凭它找到对象的效果，偏低的可以改写</translation>
    </message>
    <message>
        <source>Else on the lane of the selected object only</source>
        <translation>否则仅显示在所选对象的轨道上</translation>
    </message>
    <message>
        <source>Erase from the selected object's mask on this frame; the right button paints</source>
        <translation>擦除所选对象在此帧上的掩码；右键为涂画</translation>
    </message>
    <message>
        <source>Every change is stored by itself; this makes sure of it now</source>
        <translation>每处更改都会自动保存；此操作可立即确认</translation>
    </message>
    <message>
        <source>Every few frames the model is asked for each object again, and what it finds is compared with the mask</source>
        <translation>每隔几帧让模型重新查找每个对象，并将找到的内容与掩码比较</translation>
    </message>
    <message>
        <source>Extend Back to the I&amp;n Point</source>
        <translation>反向延续到入点(&amp;N)</translation>
    </message>
    <message>
        <source>Extend to the Out &amp;Point</source>
        <translation>延续到出点(&amp;P)</translation>
    </message>
    <message>
        <source>F&amp;aster</source>
        <translation>加快(&amp;A)</translation>
    </message>
    <message>
        <source>F&amp;ind All Scene Cuts</source>
        <translation>查找所有镜头切换(&amp;I)</translation>
    </message>
    <message>
        <source>F&amp;irst Frame</source>
        <translation>第一帧(&amp;I)</translation>
    </message>
    <message>
        <source>F&amp;ollow the Correction</source>
        <translation>跟随修正(&amp;O)</translation>
    </message>
    <message>
        <source>F&amp;rame</source>
        <translation>帧(&amp;R)</translation>
    </message>
    <message>
        <source>F&amp;ull Screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>Fill All &amp;Holes</source>
        <translation>填补所有孔洞(&amp;H)</translation>
    </message>
    <message>
        <source>Fill the frames between masks that were drawn, marked or confirmed, without a model</source>
        <translation>在绘制、标记或确认过的掩码之间补上各帧，不用模型</translation>
    </message>
    <message>
        <source>Find files, labels, objects, texts, answers, attributes and comments by words, and go there</source>
        <translation>按文字查找文件、标签、对象、文字、回答、属性和备注，并前往该处</translation>
    </message>
    <message>
        <source>Find in the C&amp;lip…</source>
        <translation>在片段中查找(&amp;L)…</translation>
    </message>
    <message>
        <source>Fit S&amp;election</source>
        <translation>适应所选对象(&amp;E)</translation>
    </message>
    <message>
        <source>Flag t&amp;he Range</source>
        <translation>将整个范围标记待查(&amp;H)</translation>
    </message>
    <message>
        <source>Frames, areas, scores, gaps and verdicts by label, object and clip</source>
        <translation>按标签、对象和片段统计帧、面积、分数、空缺和裁定</translation>
    </message>
    <message>
        <source>Free its memory; viewing, editing and export go on</source>
        <translation>释放其内存；查看、编辑和导出照常可用</translation>
    </message>
    <message>
        <source>Free the memory of the model; it is loaded again when it is needed</source>
        <translation>释放模型的内存；需要时会再次加载</translation>
    </message>
    <message>
        <source>From the in to the out point</source>
        <translation>从入点到出点</translation>
    </message>
    <message>
        <source>From the in to the out point, each of the two selected objects is the other</source>
        <translation>从入点到出点，所选的两个对象互换身份</translation>
    </message>
    <message>
        <source>From this frame on, each of the two selected objects is the other</source>
        <translation>从此帧起，所选的两个对象互换身份</translation>
    </message>
    <message>
        <source>From this frame on, the selected object becomes a new one</source>
        <translation>从此帧起，所选对象成为新对象</translation>
    </message>
    <message>
        <source>From this frame to the in point; without a mask here, from the key frames</source>
        <translation>从此帧到入点；此帧没有掩码时从关键帧开始</translation>
    </message>
    <message>
        <source>From this frame to the out point; without a mask here, from the key frames</source>
        <translation>从此帧到出点；此帧没有掩码时从关键帧开始</translation>
    </message>
    <message>
        <source>Go to the beginning of the next stretch that a search has found</source>
        <translation>转到查找所得的下一段的开头</translation>
    </message>
    <message>
        <source>Go to the prompt box; Enter sends, Shift+Enter starts a new line</source>
        <translation>转到输入框；Enter 发送，Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Hold the answer or the track that is being made; what is done stays, marks are still answered</source>
        <translation>暂停正在进行的回答或跟踪；已完成的部分会保留，标记仍会得到响应</translation>
    </message>
    <message>
        <source>In every scene the selected objects become other ones</source>
        <translation>在每个镜头中，所选对象成为另外的对象</translation>
    </message>
    <message>
        <source>In the selected masks on this frame; Clean Up has a limit, and more frames</source>
        <translation>用于此帧上的所选掩码；“清理”可设上限，并用于更多帧</translation>
    </message>
    <message>
        <source>Interpolate &amp;between Key Frames…</source>
        <translation>在关键帧之间插值(&amp;B)…</translation>
    </message>
    <message>
        <source>Keep the &amp;Largest Part</source>
        <translation>只保留最大的一块(&amp;L)</translation>
    </message>
    <message>
        <source>La&amp;bel…</source>
        <translation>标签(&amp;B)…</translation>
    </message>
    <message>
        <source>Labels with their colours and keys, and what objects with them are asked about</source>
        <translation>标签及其颜色和快捷键，以及就带有标签的对象所提的问题</translation>
    </message>
    <message>
        <source>Lass&amp;o</source>
        <translation>套索(&amp;O)</translation>
    </message>
    <message>
        <source>Left click: this belongs to the object; right click: this does not; Enter accepts the mask</source>
        <translation>左键点击：属于该对象；右键点击：不属于；按 Enter 接受掩码</translation>
    </message>
    <message>
        <source>Lengths of texts, motion, occlusion and disappearance of objects</source>
        <translation>文字的长度，以及对象的运动、遮挡和消失</translation>
    </message>
    <message>
        <source>List the frames on which masks and another annotation disagree</source>
        <translation>列出掩码与另一份标注不一致的帧</translation>
    </message>
    <message>
        <source>Lock the Ran&amp;ge</source>
        <translation>锁定整个范围(&amp;G)</translation>
    </message>
    <message>
        <source>Look through the whole clip, however long it is</source>
        <translation>检查整个片段，无论多长</translation>
    </message>
    <message>
        <source>M&amp;asks</source>
        <translation>掩码(&amp;A)</translation>
    </message>
    <message>
        <source>Ma&amp;tte</source>
        <translation>蒙版(&amp;T)</translation>
    </message>
    <message>
        <source>Magic &amp;Wand</source>
        <translation>魔棒(&amp;W)</translation>
    </message>
    <message>
        <source>Make &amp;Key Frame</source>
        <translation>设为关键帧(&amp;K)</translation>
    </message>
    <message>
        <source>Mark a thing first, with the point tool say</source>
        <translation>请先标记目标，例如用点工具</translation>
    </message>
    <message>
        <source>Mark as &amp;Absent</source>
        <translation>标为不在画面中(&amp;A)</translation>
    </message>
    <message>
        <source>Mark as &amp;Occluded</source>
        <translation>标为被遮挡(&amp;O)</translation>
    </message>
    <message>
        <source>Mask from P&amp;icture…</source>
        <translation>从图片导入掩码(&amp;I)…</translation>
    </message>
    <message>
        <source>Masks that may be wrong, the most doubtful first; from within the panel, hides it</source>
        <translation>可能有误的掩码，最可疑的在前；在面板中再按则隐藏面板</translation>
    </message>
    <message>
        <source>Mo&amp;ve Up</source>
        <translation>上移(&amp;V)</translation>
    </message>
    <message>
        <source>Mode&amp;ls…</source>
        <translation>模型(&amp;L)…</translation>
    </message>
    <message>
        <source>Move &amp;Down</source>
        <translation>下移(&amp;D)</translation>
    </message>
    <message>
        <source>Moves the keyboard to the next panel; Tab goes through what is in it</source>
        <translation>把键盘焦点移到下一个面板；Tab 在面板内移动</translation>
    </message>
    <message>
        <source>Ne&amp;xt Found</source>
        <translation>找到的下一段(&amp;X)</translation>
    </message>
    <message>
        <source>Ne&amp;xt Panel</source>
        <translation>下一个面板(&amp;X)</translation>
    </message>
    <message>
        <source>Next &amp;Key Frame</source>
        <translation>下一个关键帧(&amp;K)</translation>
    </message>
    <message>
        <source>Next &amp;Media</source>
        <translation>下一个媒体(&amp;M)</translation>
    </message>
    <message>
        <source>Next Scene C&amp;ut</source>
        <translation>下一个镜头切换(&amp;U)</translation>
    </message>
    <message>
        <source>No answer or track is being made</source>
        <translation>没有正在进行的回答或跟踪</translation>
    </message>
    <message>
        <source>Nothing changes the mask until it is unlocked</source>
        <translation>解锁之前，掩码不会有任何改动</translation>
    </message>
    <message>
        <source>Nothing is running, marked or being drawn</source>
        <translation>没有正在运行、标记或绘制的内容</translation>
    </message>
    <message>
        <source>O&amp;verlay</source>
        <translation>叠加(&amp;V)</translation>
    </message>
    <message>
        <source>Objects have the colour of their label instead of one each; those without a label keep theirs</source>
        <translation>对象使用其标签的颜色，而不是各自的颜色；没有标签的保持原来的颜色</translation>
    </message>
    <message>
        <source>Occl&amp;uded in the Range</source>
        <translation>范围内被遮挡(&amp;U)</translation>
    </message>
    <message>
        <source>Of all attributes of the selected objects, on all frames</source>
        <translation>用于所选对象在所有帧上的全部属性</translation>
    </message>
    <message>
        <source>Of all attributes of the selected objects, on all frames; what was confirmed stays</source>
        <translation>用于所选对象在所有帧上的全部属性；已确认的保留</translation>
    </message>
    <message>
        <source>Of each selected mask on this frame; Clean Up has a limit, and more frames</source>
        <translation>用于此帧上的每个所选掩码；“清理”可设上限，并用于更多帧</translation>
    </message>
    <message>
        <source>On this frame; the object stays</source>
        <translation>仅此帧；对象保留</translation>
    </message>
    <message>
        <source>On this frame; they count as edited by hand</source>
        <translation>粘贴到此帧；视为手工编辑</translation>
    </message>
    <message>
        <source>One of the selected objects becomes what lies in one of them only</source>
        <translation>所选对象之一变为只在其中一个对象内的部分</translation>
    </message>
    <message>
        <source>One of the selected objects gains what lies in the others, which stay</source>
        <translation>所选对象之一加上其他对象内的部分，其他对象不变</translation>
    </message>
    <message>
        <source>One of the selected objects keeps what lies in all of them</source>
        <translation>所选对象之一只保留所有对象共有的部分</translation>
    </message>
    <message>
        <source>One of the selected objects loses what lies in the others</source>
        <translation>所选对象之一减去其他对象内的部分</translation>
    </message>
    <message>
        <source>Only the selected objects are seen, until this is chosen again; nothing is changed in the project</source>
        <translation>只显示所选对象，直到再次选择此项；项目中没有任何更改</translation>
    </message>
    <message>
        <source>Open &amp;Folder…</source>
        <translation>打开文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Open &amp;Project…</source>
        <translation>打开项目(&amp;P)…</translation>
    </message>
    <message>
        <source>Open a picture or a clip first</source>
        <translation>请先打开图片或片段</translation>
    </message>
    <message>
        <source>Open all pictures of a folder, or a folder of frames as a clip</source>
        <translation>打开文件夹中的所有图片，或将帧文件夹作为片段打开</translation>
    </message>
    <message>
        <source>Open pictures, videos or a project</source>
        <translation>打开图片、视频或项目</translation>
    </message>
    <message>
        <source>Open something first</source>
        <translation>请先打开内容</translation>
    </message>
    <message>
        <source>Open the &amp;Demo Clip</source>
        <translation>打开演示片段(&amp;D)</translation>
    </message>
    <message>
        <source>Outli&amp;nes</source>
        <translation>轮廓(&amp;N)</translation>
    </message>
    <message>
        <source>P&amp;revious Frame</source>
        <translation>上一帧(&amp;R)</translation>
    </message>
    <message>
        <source>P&amp;revious Panel</source>
        <translation>上一个面板(&amp;R)</translation>
    </message>
    <message>
        <source>Paint the selected object's mask on this frame, or a new object; the right button erases</source>
        <translation>涂画所选对象在此帧上的掩码，或涂画新对象；右键为擦除</translation>
    </message>
    <message>
        <source>Paste as Ne&amp;w Object</source>
        <translation>粘贴为新对象(&amp;W)</translation>
    </message>
    <message>
        <source>Paste over the R&amp;ange</source>
        <translation>粘贴到整个范围(&amp;A)</translation>
    </message>
    <message>
        <source>Pins this frame left of a divider; go to another frame to compare, drag the divider</source>
        <translation>把此帧固定在分隔线左侧；转到另一帧即可比较，可拖动分隔线</translation>
    </message>
    <message>
        <source>Pol&amp;ygon</source>
        <translation>多边形(&amp;Y)</translation>
    </message>
    <message>
        <source>Pre&amp;vious Found</source>
        <translation>找到的上一段(&amp;V)</translation>
    </message>
    <message>
        <source>Pre&amp;vious Scene Cut</source>
        <translation>上一个镜头切换(&amp;V)</translation>
    </message>
    <message>
        <source>Previo&amp;us Value</source>
        <translation>上一个值(&amp;U)</translation>
    </message>
    <message>
        <source>Previous K&amp;ey Frame</source>
        <translation>上一个关键帧(&amp;E)</translation>
    </message>
    <message>
        <source>Previous Me&amp;dia</source>
        <translation>上一个媒体(&amp;D)</translation>
    </message>
    <message>
        <source>Re&amp;ferring Expression</source>
        <translation>指代表达(&amp;F)</translation>
    </message>
    <message>
        <source>Re&amp;ject Proposed Values</source>
        <translation>拒绝建议值(&amp;J)</translation>
    </message>
    <message>
        <source>Re&amp;view Proposed Values</source>
        <translation>审阅建议值(&amp;V)</translation>
    </message>
    <message>
        <source>Read masks and texts that other programs wrote</source>
        <translation>读取其他程序写出的掩码和文字</translation>
    </message>
    <message>
        <source>Remove O&amp;verlaps…</source>
        <translation>去除重叠(&amp;V)…</translation>
    </message>
    <message>
        <source>Revie&amp;w</source>
        <translation>审阅(&amp;W)</translation>
    </message>
    <message>
        <source>Review &amp;Queue</source>
        <translation>审阅队列(&amp;Q)</translation>
    </message>
    <message>
        <source>Review &amp;Texts</source>
        <translation>审阅文字(&amp;T)</translation>
    </message>
    <message>
        <source>Round off the edge of the masks, on this frame or many</source>
        <translation>让掩码的边缘变圆滑，用于此帧或多帧</translation>
    </message>
    <message>
        <source>S&amp;cribble</source>
        <translation>涂线(&amp;C)</translation>
    </message>
    <message>
        <source>S&amp;maller Brush or Tolerance</source>
        <translation>减小画笔或容差(&amp;M)</translation>
    </message>
    <message>
        <source>S&amp;mooth…</source>
        <translation>平滑(&amp;M)…</translation>
    </message>
    <message>
        <source>Save Project &amp;As…</source>
        <translation>项目另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Say what is to be different about the mask on this frame: without its shadow, only the left one, also the trailer</source>
        <translation>说明此帧上的掩码要有什么不同，例如“without its shadow”、“only the left one”或“also the trailer”</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>设置(&amp;T)…</translation>
    </message>
    <message>
        <source>Search the Pro&amp;ject…</source>
        <translation>搜索项目(&amp;J)…</translation>
    </message>
    <message>
        <source>Segment Everythin&amp;g Here</source>
        <translation>分割此帧的全部事物(&amp;G)</translation>
    </message>
    <message>
        <source>Select &amp;All Objects</source>
        <translation>选择所有对象(&amp;A)</translation>
    </message>
    <message>
        <source>Select &amp;Nothing</source>
        <translation>取消选择(&amp;N)</translation>
    </message>
    <message>
        <source>Select an object first</source>
        <translation>请先选择一个对象</translation>
    </message>
    <message>
        <source>Set &amp;Out Point</source>
        <translation>设置出点(&amp;O)</translation>
    </message>
    <message>
        <source>Set In Poin&amp;t</source>
        <translation>设置入点(&amp;T)</translation>
    </message>
    <message>
        <source>Sh&amp;rink by a Pixel</source>
        <translation>缩小一个像素(&amp;R)</translation>
    </message>
    <message>
        <source>Sho&amp;w Alone</source>
        <translation>单独显示(&amp;W)</translation>
    </message>
    <message>
        <source>Show &amp;Masks</source>
        <translation>显示掩码(&amp;M)</translation>
    </message>
    <message>
        <source>Something covers the object; the mask is what is seen of it</source>
        <translation>对象被遮挡；掩码为其可见部分</translation>
    </message>
    <message>
        <source>Split Trac&amp;k Here</source>
        <translation>在此拆分轨迹(&amp;K)</translation>
    </message>
    <message>
        <source>Split at &amp;Gaps</source>
        <translation>在空缺处拆分(&amp;G)</translation>
    </message>
    <message>
        <source>Split at Scene C&amp;uts</source>
        <translation>在镜头切换处拆分(&amp;U)</translation>
    </message>
    <message>
        <source>Split into &amp;Parts…</source>
        <translation>拆分为各块(&amp;P)…</translation>
    </message>
    <message>
        <source>Swap fro&amp;m Here</source>
        <translation>从此处互换(&amp;M)</translation>
    </message>
    <message>
        <source>Swap in &amp;the Range</source>
        <translation>在范围内互换(&amp;T)</translation>
    </message>
    <message>
        <source>Tap H to hide or show the selected objects; hold H to see the bare picture</source>
        <translation>轻按 H 隐藏或显示所选对象；按住 H 查看原始画面</translation>
    </message>
    <message>
        <source>Tap Space to play; hold Space and drag to move the picture. There is no sound.</source>
        <translation>轻按空格键播放；按住空格键拖动可移动画面。无声音。</translation>
    </message>
    <message>
        <source>Text Statisti&amp;cs…</source>
        <translation>文字统计(&amp;C)…</translation>
    </message>
    <message>
        <source>The attributes of the selected objects on this frame; from within the panel, hides it</source>
        <translation>所选对象在此帧上的属性；在面板中再按则隐藏面板</translation>
    </message>
    <message>
        <source>The class of the selected objects: choose one or make a new one</source>
        <translation>所选对象的类别：选择一个或新建一个</translation>
    </message>
    <message>
        <source>The copied masks on every frame from the in to the out point; what is settled there stays</source>
        <translation>将复制的掩码放到从入点到出点的每一帧；其中已确定的内容保留</translation>
    </message>
    <message>
        <source>The first mask is carried back as it is over the frames that have none</source>
        <translation>将第一个掩码原样反向延续到没有掩码的帧</translation>
    </message>
    <message>
        <source>The frame before on which an attribute of the selected objects has a key</source>
        <translation>所选对象的某个属性有取值点的前一帧</translation>
    </message>
    <message>
        <source>The last mask before this frame, or else the next one, is carried here as it is, without a model</source>
        <translation>将此帧之前的最后一个掩码（没有则取下一个）原样延续到此处，不用模型</translation>
    </message>
    <message>
        <source>The last mask is carried on as it is over the frames that have none</source>
        <translation>将最后一个掩码原样延续到没有掩码的帧</translation>
    </message>
    <message>
        <source>The list of texts about objects: accept, edit, reject</source>
        <translation>关于对象的文字列表：接受、编辑、拒绝</translation>
    </message>
    <message>
        <source>The mask is right; no automatic work changes it</source>
        <translation>掩码正确；自动处理不会改动它</translation>
    </message>
    <message>
        <source>The masks of the current place are wrong: flagged, and in the queue until they are corrected</source>
        <translation>当前一处的掩码有误：标记待查，并留在队列中直到修正</translation>
    </message>
    <message>
        <source>The masks of the current place of the queue are right; goes on to the next one</source>
        <translation>队列当前一处的掩码正确；随后转到下一处</translation>
    </message>
    <message>
        <source>The masks of the selected objects on this frame</source>
        <translation>所选对象在此帧上的掩码</translation>
    </message>
    <message>
        <source>The masks of this frame on every frame from the in to the out point; what is settled there stays</source>
        <translation>将此帧的掩码放到从入点到出点的每一帧；其中已确定的内容保留</translation>
    </message>
    <message>
        <source>The model finds a short phrase that fits the selected object and nothing else in the picture</source>
        <translation>由模型找出一个只适合所选对象、不适合画面中其他内容的短语</translation>
    </message>
    <message>
        <source>The model is asked the questions of the attributes and proposes their values</source>
        <translation>用属性中的问题询问模型，由模型给出建议值</translation>
    </message>
    <message>
        <source>The model proposes a mask for each thing on this frame; you accept or reject them</source>
        <translation>由模型为此帧上的每样东西提出候选掩码；由您接受或拒绝</translation>
    </message>
    <message>
        <source>The model says what the selected object is on this frame</source>
        <translation>由模型说明所选对象在此帧上是什么</translation>
    </message>
    <message>
        <source>The model writes a caption of each selected object, and tries to find the object by it</source>
        <translation>由模型为每个所选对象撰写描述，并尝试凭它找回对象</translation>
    </message>
    <message>
        <source>The model writes texts about tracked objects, stage by stage, and checks them</source>
        <translation>由模型分阶段撰写关于已跟踪对象的文字，并加以检查</translation>
    </message>
    <message>
        <source>The next frame on which an attribute of the selected objects has a key</source>
        <translation>所选对象的某个属性有取值点的下一帧</translation>
    </message>
    <message>
        <source>The next question is about the selected object on this frame</source>
        <translation>下一个问题针对所选对象在此帧上的内容</translation>
    </message>
    <message>
        <source>The next questions go on from the latest answer here, until this is chosen again</source>
        <translation>接下来的问题接续此处最新的回答，直到再次选择此项</translation>
    </message>
    <message>
        <source>The object is not in the picture</source>
        <translation>该对象不在画面中</translation>
    </message>
    <message>
        <source>The picture inside the masks only: of the selected objects, or of all</source>
        <translation>只显示掩码内的画面：所选对象的，或全部对象的</translation>
    </message>
    <message>
        <source>The pinned frame shines through the shown one instead</source>
        <translation>固定的帧改为透过当前帧显示</translation>
    </message>
    <message>
        <source>The project has no other media</source>
        <translation>项目中没有其他媒体</translation>
    </message>
    <message>
        <source>The project is read-only</source>
        <translation>项目是只读的</translation>
    </message>
    <message>
        <source>The selected masks as they are, and go there; what is settled there stays</source>
        <translation>按原样复制所选掩码，并转到那一帧；其中已确定的内容保留</translation>
    </message>
    <message>
        <source>The selected masks on this frame; Clean Up grows by more, on more frames</source>
        <translation>用于此帧上的所选掩码；“清理”可扩大更多，并用于更多帧</translation>
    </message>
    <message>
        <source>The selected masks on this frame; Clean Up shrinks by more, on more frames</source>
        <translation>用于此帧上的所选掩码；“清理”可缩小更多，并用于更多帧</translation>
    </message>
    <message>
        <source>The selected objects become one: the union where several have a mask</source>
        <translation>所选对象合为一个：同时有掩码处取并集</translation>
    </message>
    <message>
        <source>The selected objects once more, with all their masks</source>
        <translation>复制所选对象及其全部掩码</translation>
    </message>
    <message>
        <source>The separate parts of the selected object become objects, followed from frame to frame</source>
        <translation>所选对象中分开的各块成为独立对象，逐帧对应</translation>
    </message>
    <message>
        <source>Theme of the &amp;System</source>
        <translation>跟随系统主题(&amp;S)</translation>
    </message>
    <message>
        <source>Then marks make a new object</source>
        <translation>之后的标记会创建新对象</translation>
    </message>
    <message>
        <source>Then the model says what it is</source>
        <translation>随后由模型说明它是什么</translation>
    </message>
    <message>
        <source>Then the object is carried through the range, both ways</source>
        <translation>随后向两个方向在范围内跟踪该对象</translation>
    </message>
    <message>
        <source>There are no masks in the project yet</source>
        <translation>项目中还没有掩码</translation>
    </message>
    <message>
        <source>There are no objects here yet</source>
        <translation>这里还没有对象</translation>
    </message>
    <message>
        <source>There is nothing to redo</source>
        <translation>没有可重做的操作</translation>
    </message>
    <message>
        <source>There is nothing to undo</source>
        <translation>没有可撤销的操作</translation>
    </message>
    <message>
        <source>This model has no language: it makes masks of marks and tracks them</source>
        <translation>此模型没有语言能力：它把标记变成掩码并跟踪</translation>
    </message>
    <message>
        <source>Trac&amp;k</source>
        <translation>跟踪(&amp;K)</translation>
    </message>
    <message>
        <source>Track &amp;Again, Replacing</source>
        <translation>重新跟踪并替换(&amp;A)</translation>
    </message>
    <message>
        <source>Track &amp;Backward</source>
        <translation>反向跟踪(&amp;B)</translation>
    </message>
    <message>
        <source>Track &amp;Forward</source>
        <translation>正向跟踪(&amp;F)</translation>
    </message>
    <message>
        <source>Track to the Next &amp;Confirmed Frames</source>
        <translation>跟踪到相邻的已确认帧(&amp;C)</translation>
    </message>
    <message>
        <source>Track to the Next &amp;Key Frames</source>
        <translation>跟踪到相邻关键帧(&amp;K)</translation>
    </message>
    <message>
        <source>Tracks end where a new scene begins</source>
        <translation>跟踪在新镜头开始处结束</translation>
    </message>
    <message>
        <source>Tracks start from this mask</source>
        <translation>跟踪从此掩码开始</translation>
    </message>
    <message>
        <source>Type a thing; the frames on which it is to be seen become a lane of the timeline</source>
        <translation>输入一样东西；能看到它的帧成为时间轴上的一条轨道</translation>
    </message>
    <message>
        <source>Type an &amp;Instruction</source>
        <translation>输入指令(&amp;I)</translation>
    </message>
    <message>
        <source>Type what it is; it is put into the question that the model knows best</source>
        <translation>输入它是什么；会放进模型最熟悉的问题里</translation>
    </message>
    <message>
        <source>Uni&amp;te…</source>
        <translation>求并集(&amp;T)…</translation>
    </message>
    <message>
        <source>Use a Sa2VA checkpoint from a folder on this machine</source>
        <translation>使用本机文件夹中的 Sa2VA 检查点</translation>
    </message>
    <message>
        <source>What is being made, what waits and how the last ended; Space pauses, Del stops</source>
        <translation>正在进行的、等候的以及最近结束的任务；空格键暂停，Del 停止</translation>
    </message>
    <message>
        <source>What lies in the selected objects is taken from all others that are shown</source>
        <translation>从显示的所有其他对象中减去所选对象内的部分</translation>
    </message>
    <message>
        <source>What the latest change of this mask brought (green) and took (red); again: since it was confirmed; again: off</source>
        <translation>此掩码最近一次更改增加（绿色）和减少（红色）的部分；再按：自确认以来的变化；再按：关闭</translation>
    </message>
    <message>
        <source>What this program does, and ways to begin</source>
        <translation>本程序的用途，以及如何开始</translation>
    </message>
    <message>
        <source>What was rejected or flagged first, then the most doubtful masks, then outdated ones</source>
        <translation>先是被拒绝或标记待查的，然后是最可疑的掩码，最后是过时的</translation>
    </message>
    <message>
        <source>White masks on black: of the selected objects, or of all</source>
        <translation>黑底白色掩码：所选对象的，或全部对象的</translation>
    </message>
    <message>
        <source>Whole &amp;Clip</source>
        <translation>整个片段(&amp;C)</translation>
    </message>
    <message>
        <source>Words about the selected object on this frame, marked on its lane</source>
        <translation>关于所选对象在此帧上的文字，标在其轨道上</translation>
    </message>
    <message>
        <source>Worth a second look</source>
        <translation>需要复查</translation>
    </message>
    <message>
        <source>Write masks for other programs</source>
        <translation>写出供其他程序使用的掩码</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Zoom to the selected objects on this frame</source>
        <translation>缩放到此帧上的所选对象</translation>
    </message>
</context>
<context>
    <name>assembly</name>
    <message>
        <source>the embedded model is missing: {0}</source>
        <translation>找不到内置模型：{0}</translation>
    </message>
    <message>
        <source>the model runtime cannot be loaded: {0}</source>
        <translation>无法加载模型运行环境：{0}</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <translation>无法读取 {0}：{1}</translation>
    </message>
    <message>
        <source>{0}: expected a TOML file, found no file</source>
        <translation>{0}：应为 TOML 文件，但没有文件</translation>
    </message>
    <message>
        <source>{0}: expected a model of `sa2va-desktop models list`, or a folder with config.json and *.safetensors</source>
        <translation>{0}：应为 `sa2va-desktop models list` 列出的模型，或含有 config.json 和 *.safetensors 的文件夹</translation>
    </message>
    <message>
        <source>{0}: expected a new project, found an existing file</source>
        <translation>{0}：应为新项目，但文件已存在</translation>
    </message>
</context>
<context>
    <name>datasets</name>
    <message>
        <source>16-bit PNGs and labels.txt</source>
        <translation>16 位 PNG 和 labels.txt</translation>
    </message>
    <message>
        <source>A phrase that a caption says twice</source>
        <translation>描述中出现两次的短语</translation>
    </message>
    <message>
        <source>Animated overlay (GIF)</source>
        <translation>叠加动画 (GIF)</translation>
    </message>
    <message>
        <source>Annotations, finished work</source>
        <translation>标注，即已完成的工作</translation>
    </message>
    <message>
        <source>As files beside them, so that they can be imported, too</source>
        <translation>作为旁边的文件，以便也能导入</translation>
    </message>
    <message>
        <source>As the pictures</source>
        <translation>与图片相同</translation>
    </message>
    <message>
        <source>At most 640 pixels wide and high</source>
        <translation>宽和高最多 640 像素</translation>
    </message>
    <message>
        <source>COCO instances (JSON)</source>
        <translation>COCO 实例 (JSON)</translation>
    </message>
    <message>
        <source>COCO panoptic (PNG and JSON)</source>
        <translation>COCO 全景 (PNG 和 JSON)</translation>
    </message>
    <message>
        <source>COCO-like, to score captions with</source>
        <translation>类似 COCO，用于给描述评分</translation>
    </message>
    <message>
        <source>CSV tables</source>
        <translation>CSV 表格</translation>
    </message>
    <message>
        <source>CVAT (XML 1.1)</source>
        <translation>CVAT (XML 1.1)</translation>
    </message>
    <message>
        <source>Cut-outs (PNG with alpha)</source>
        <translation>抠图（带 alpha 的 PNG）</translation>
    </message>
    <message>
        <source>DAVIS 2017 (index PNG)</source>
        <translation>DAVIS 2017（索引 PNG）</translation>
    </message>
    <message>
        <source>Datumaro (JSON)</source>
        <translation>Datumaro (JSON)</translation>
    </message>
    <message>
        <source>File of texts</source>
        <translation>文字文件</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Folders of PNGs, as the val and test sets</source>
        <translation>PNG 文件夹，与 val 和 test 集相同</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>Grounded captions (GranD-f, GCG)</source>
        <translation>带掩码的描述 (GranD-f, GCG)</translation>
    </message>
    <message>
        <source>In the tables</source>
        <translation>在表格中</translation>
    </message>
    <message>
        <source>JSON beside the video, as the training set</source>
        <translation>JSON 放在视频旁边，与训练集相同</translation>
    </message>
    <message>
        <source>JSON, which is safe to open</source>
        <translation>JSON，可以安全打开</translation>
    </message>
    <message>
        <source>LLaVA conversations (JSON)</source>
        <translation>LLaVA 对话（JSON）</translation>
    </message>
    <message>
        <source>Label Studio (JSON)</source>
        <translation>Label Studio (JSON)</translation>
    </message>
    <message>
        <source>LabelMe (JSON)</source>
        <translation>LabelMe (JSON)</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>MOTS (16-bit PNG or text)</source>
        <translation>MOTS（16 位 PNG 或文本）</translation>
    </message>
    <message>
        <source>MOTS holds at most {0} labels, found {1}</source>
        <translation>MOTS 最多容纳 {0} 个标签，实际有 {1} 个</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Masks as</source>
        <translation>掩码形式</translation>
    </message>
    <message>
        <source>Masks of several parts</source>
        <translation>由多块组成的掩码</translation>
    </message>
    <message>
        <source>Masks on pictures (exact; CVAT for images)</source>
        <translation>图片上的掩码（精确；CVAT for images）</translation>
    </message>
    <message>
        <source>Mattes (black-and-white PNG)</source>
        <translation>蒙版（黑白 PNG）</translation>
    </message>
    <message>
        <source>MeViS (expressions about clips)</source>
        <translation>MeViS（关于片段的表达）</translation>
    </message>
    <message>
        <source>Named as</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Objects without an expression</source>
        <translation>没有表达的对象</translation>
    </message>
    <message>
        <source>Osprey, a description for each region</source>
        <translation>Osprey，每个区域一段描述</translation>
    </message>
    <message>
        <source>Osprey, a question and an answer for each region</source>
        <translation>Osprey，每个区域一问一答</translation>
    </message>
    <message>
        <source>Overlay video (MP4)</source>
        <translation>叠加视频 (MP4)</translation>
    </message>
    <message>
        <source>Parquet needs the package pyarrow, which is not installed: add sa2va-desktop[parquet]</source>
        <translation>Parquet 需要 pyarrow 软件包，但尚未安装：请添加 sa2va-desktop[parquet]</translation>
    </message>
    <message>
        <source>Parquet tables</source>
        <translation>Parquet 表格</translation>
    </message>
    <message>
        <source>Parquet tables (everything, for Hugging Face datasets)</source>
        <translation>Parquet 表格（全部内容，Hugging Face）</translation>
    </message>
    <message>
        <source>Pascal VOC holds at most {0} labels, found {1}</source>
        <translation>Pascal VOC 最多容纳 {0} 个标签，实际有 {1} 个</translation>
    </message>
    <message>
        <source>Pascal VOC segmentation (index PNG)</source>
        <translation>Pascal VOC 分割（索引 PNG）</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Polygon tracks (masks of several parts or with holes become several tracks)</source>
        <translation>多边形轨迹（多块或有孔洞的掩码变成多条轨迹）</translation>
    </message>
    <message>
        <source>Predictions with scores, to be checked there</source>
        <translation>预测，带分数，在那里检查</translation>
    </message>
    <message>
        <source>Python pickle (.p), which the REFER reader asks for</source>
        <translation>Python pickle (.p)，REFER 的读取程序需要它</translation>
    </message>
    <message>
        <source>ReVOS (reasoning about clips)</source>
        <translation>ReVOS（关于片段的推理）</translation>
    </message>
    <message>
        <source>ReasonSeg (questions about pictures)</source>
        <translation>ReasonSeg（关于图片的问题）</translation>
    </message>
    <message>
        <source>Ref-DAVIS17 (texts about clips)</source>
        <translation>Ref-DAVIS17（关于片段的文字）</translation>
    </message>
    <message>
        <source>Ref-SAV (long and short texts about clips)</source>
        <translation>Ref-SAV（关于片段的长短文字）</translation>
    </message>
    <message>
        <source>Ref-YouTube-VOS (texts about clips)</source>
        <translation>Ref-YouTube-VOS（关于片段的文字）</translation>
    </message>
    <message>
        <source>RefCOCO, RefCOCO+, RefCOCOg (texts about pictures)</source>
        <translation>RefCOCO、+、g（关于图片的文字）</translation>
    </message>
    <message>
        <source>Region captions (Osprey, Visual Genome)</source>
        <translation>区域描述 (Osprey, Visual Genome)</translation>
    </message>
    <message>
        <source>Regions are</source>
        <translation>区域作为</translation>
    </message>
    <message>
        <source>SA-V (masklets)</source>
        <translation>SA-V (masklet)</translation>
    </message>
    <message>
        <source>Sa2VA fine-tuning (polygons and texts)</source>
        <translation>Sa2VA 微调（多边形和文字）</translation>
    </message>
    <message>
        <source>Shapes</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Text of MOTSChallenge (gt.txt)</source>
        <translation>MOTSChallenge 的文本 (gt.txt)</translation>
    </message>
    <message>
        <source>WebDataset shards (tar)</source>
        <translation>WebDataset 分片 (tar)</translation>
    </message>
    <message>
        <source>X-AnyLabeling (JSON)</source>
        <translation>X-AnyLabeling (JSON)</translation>
    </message>
    <message>
        <source>YOLO segmentation (text files)</source>
        <translation>YOLO 分割（文本文件）</translation>
    </message>
    <message>
        <source>YouTube-VIS (tracks, JSON)</source>
        <translation>YouTube-VIS（轨迹，JSON）</translation>
    </message>
    <message>
        <source>YouTube-VOS (index PNG)</source>
        <translation>YouTube-VOS（索引 PNG）</translation>
    </message>
    <message>
        <source>a conversation</source>
        <translation>一段对话</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>a list that holds itself</source>
        <translation>包含自身的列表</translation>
    </message>
    <message>
        <source>a phrase</source>
        <translation>短语</translation>
    </message>
    <message>
        <source>a picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>a picture with its caption</source>
        <translation>带描述的图片</translation>
    </message>
    <message>
        <source>a picture with its masks</source>
        <translation>带掩码的图片</translation>
    </message>
    <message>
        <source>a picture with its regions</source>
        <translation>带区域的图片</translation>
    </message>
    <message>
        <source>a region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>a split is named twice: {0}</source>
        <translation>同一划分出现了两次：{0}</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>a text of more than 64 MB</source>
        <translation>超过 64 MB 的文字</translation>
    </message>
    <message>
        <source>an object with its masks</source>
        <translation>带掩码的对象</translation>
    </message>
    <message>
        <source>an outline for each part; holes are filled</source>
        <translation>每块一个轮廓；孔洞会被填补</translation>
    </message>
    <message>
        <source>annotated frames that are not written</source>
        <translation>未写出的已标注帧</translation>
    </message>
    <message>
        <source>answers and captions</source>
        <translation>回答和描述</translation>
    </message>
    <message>
        <source>answers without text</source>
        <translation>没有文字的回答</translation>
    </message>
    <message>
        <source>are called by their label, or else by their name</source>
        <translation>用其标签称呼，没有则用其名称</translation>
    </message>
    <message>
        <source>are left out</source>
        <translation>略去</translation>
    </message>
    <message>
        <source>as for evaluation: expressions, masks and pictures</source>
        <translation>用于评测：表达、掩码和图片</translation>
    </message>
    <message>
        <source>as for training: one text for each masklet of SA-V files</source>
        <translation>用于训练：SA-V 文件的每个 masklet 一条文字</translation>
    </message>
    <message>
        <source>clips made smaller, to 640 pixels</source>
        <translation>被缩小到 640 像素的片段</translation>
    </message>
    <message>
        <source>clips of more than 10 seconds, whose files become large</source>
        <translation>超过 10 秒的片段，其文件会很大</translation>
    </message>
    <message>
        <source>clips of more than 640 pixels, whose files become large</source>
        <translation>超过 640 像素的片段，其文件会很大</translation>
    </message>
    <message>
        <source>clips whose presentation times are left out</source>
        <translation>略去显示时间的片段</translation>
    </message>
    <message>
        <source>cut-outs</source>
        <translation>抠图</translation>
    </message>
    <message>
        <source>descriptions of objects</source>
        <translation>对象的描述</translation>
    </message>
    <message>
        <source>expected 16-bit PNGs, found none that can be read</source>
        <translation>应有 16 位 PNG，但没有可读取的</translation>
    </message>
    <message>
        <source>expected JSON in a cell, found {0:.60}</source>
        <translation>单元格应为 JSON，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected PNGs of objects, found none that can be read</source>
        <translation>应有对象的 PNG，但没有可读取的</translation>
    </message>
    <message>
        <source>expected a PNG as imageDataURL, found {0:.60}</source>
        <translation>imageDataURL 应为 PNG，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a PNG as imageDataURL, found {0}</source>
        <translation>imageDataURL 应为 PNG，实际为 {0}</translation>
    </message>
    <message>
        <source>expected a PNG in {0}, found none called {1:.100}</source>
        <translation>{0} 中应有名为 {1:.100} 的 PNG，但没有</translation>
    </message>
    <message>
        <source>expected a box of x, y, width and height, found {0:.60}</source>
        <translation>应为 x、y、宽和高组成的框，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a caption with image_id</source>
        <translation>应为带 image_id 的描述</translation>
    </message>
    <message>
        <source>expected a class from 0 to {0}, found {1}</source>
        <translation>类别应为 0 到 {0}，实际为 {1}</translation>
    </message>
    <message>
        <source>expected a class with a box or at least 3 points, found {0} numbers</source>
        <translation>应为类别加一个框或至少 3 个点，实际有 {0} 个数</translation>
    </message>
    <message>
        <source>expected a file, found a link</source>
        <translation>应为文件，实际为链接</translation>
    </message>
    <message>
        <source>expected a finite number, found {0:.60}</source>
        <translation>应为有限的数，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a folder of that name in Annotations, found none</source>
        <translation>Annotations 中应有同名文件夹，但没有</translation>
    </message>
    <message>
        <source>expected a folder or list in the data set, found {0:.60}</source>
        <translation>应为数据集中的文件夹或列表，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a frame and a value, found {0:.60}</source>
        <translation>应为帧和值，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a frame of {0}x{1} pixels, found {2}x{3}</source>
        <translation>帧应为 {0}x{1} 像素，实际为 {2}x{3}</translation>
    </message>
    <message>
        <source>expected a frame's index, found {0:.60}</source>
        <translation>应为帧的序号，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a height and width, found {0:.60}</source>
        <translation>应为高和宽，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a kind of attribute, found {0:.60}</source>
        <translation>应为属性的类型，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a list as 'masklet', found none</source>
        <translation>“masklet”应为列表，但没有</translation>
    </message>
    <message>
        <source>expected a list as segments, found {0:.60}</source>
        <translation>segments 应为列表，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a list of polygons, found {0:.60}</source>
        <translation>应为多边形列表，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a list, found {0:.60}</source>
        <translation>应为列表，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a mask as a PNG of one channel in base64, found {0:.40}</source>
        <translation>掩码应为 base64 的单通道 PNG，实际为 {0:.40}</translation>
    </message>
    <message>
        <source>expected a mask of at most {0} pixels, found {1}x{2}</source>
        <translation>掩码最多 {0} 像素，实际为 {1}x{2}</translation>
    </message>
    <message>
        <source>expected a mask of one object, found the values {0}</source>
        <translation>应为一个对象的掩码，实际有值 {0}</translation>
    </message>
    <message>
        <source>expected a mask of the picture's size, found another</source>
        <translation>掩码应与图片大小相同，实际不同</translation>
    </message>
    <message>
        <source>expected a mask of {0}x{1} pixels, found {2}x{3}</source>
        <translation>掩码应为 {0}x{1} 像素，实际为 {2}x{3}</translation>
    </message>
    <message>
        <source>expected a mask or null for each of {0} frames, found {1}</source>
        <translation>{0} 帧应各有掩码或 null，实际有 {1} 个</translation>
    </message>
    <message>
        <source>expected a mask, found no pixel within the picture</source>
        <translation>应有掩码，但画面内没有像素</translation>
    </message>
    <message>
        <source>expected a mask, polygon, bbox, caption or label, found {0:.60}</source>
        <translation>应为 mask、polygon、bbox、caption 或 label，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a mask, polygon, box or ellipse, found &lt;{0:.60}&gt;</source>
        <translation>应为 mask、polygon、box 或 ellipse，实际为 &lt;{0:.60}&gt;</translation>
    </message>
    <message>
        <source>expected a name inside the archive, found one that leads out of it</source>
        <translation>名称应在压缩包之内，实际指向其外</translation>
    </message>
    <message>
        <source>expected a number as {0!r}, found {1:.60}</source>
        <translation>键 {0!r} 应为数字，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>expected a number from 1 to {0} as obj_id, found {1:.60}</source>
        <translation>obj_id 应为 1 到 {0} 的数字，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>expected a number from 1 to {0} as object, found {1:.60}</source>
        <translation>object 应为 1 到 {0} 的数字，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>expected a phrase and a box within the picture, found {0:.40} at {1}</source>
        <translation>应为短语和画面内的框，实际为 {0:.40}，位于 {1}</translation>
    </message>
    <message>
        <source>expected a phrase within the caption's {0} characters, found {1:.40}</source>
        <translation>应为描述的 {0} 个字符之内的短语，实际为 {1:.40}</translation>
    </message>
    <message>
        <source>expected a picture as data.image, found {0:.60}</source>
        <translation>data.image 应为图片，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a picture in the data set, found {0:.100}</source>
        <translation>应为数据集中的图片，实际为 {0:.100}</translation>
    </message>
    <message>
        <source>expected a picture of 1 to {0} pixels, found {1}x{2}</source>
        <translation>图片应为 1 到 {0} 像素，实际为 {1}x{2}</translation>
    </message>
    <message>
        <source>expected a picture of a mask, found {0:.60}</source>
        <translation>应为掩码图片，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a picture of at most {0} pixels, found {1}x{2}</source>
        <translation>图片最多 {0} 像素，实际为 {1}x{2}</translation>
    </message>
    <message>
        <source>expected a picture of that name, found none</source>
        <translation>应有同名的图片，但没有</translation>
    </message>
    <message>
        <source>expected a picture of that number, found none</source>
        <translation>应有此编号的图片，但没有</translation>
    </message>
    <message>
        <source>expected a picture of the same name beside it, found none</source>
        <translation>旁边应有同名的图片，但没有</translation>
    </message>
    <message>
        <source>expected a picture or video, found words alone</source>
        <translation>应有图片或视频，实际只有文字</translation>
    </message>
    <message>
        <source>expected a picture that is not turned, found image_rotation {0}</source>
        <translation>图片应未经旋转，实际 image_rotation 为 {0}</translation>
    </message>
    <message>
        <source>expected a picture with its caption, found the keys {0:.80}</source>
        <translation>应为带描述的图片，实际的键为 {0:.80}</translation>
    </message>
    <message>
        <source>expected a polygon of at least 3 points, found {0}</source>
        <translation>多边形应至少有 3 个点，实际有 {0} 个</translation>
    </message>
    <message>
        <source>expected a polygon, found {0:.60}</source>
        <translation>应为多边形，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a readable file, found an encrypted one</source>
        <translation>应为可读取的文件，实际为加密文件</translation>
    </message>
    <message>
        <source>expected a record of this application, found {0!r}</source>
        <translation>应为此程序的记录，实际为 {0!r}</translation>
    </message>
    <message>
        <source>expected a segmentation or a bbox, found neither</source>
        <translation>应有 segmentation 或 bbox，实际两者都没有</translation>
    </message>
    <message>
        <source>expected a sequence, the number of an object and a "text", found {0:.60}</source>
        <translation>应为序列、对象编号和带引号的文字，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a shape with an area, found {0:.60}</source>
        <translation>应为有面积的形状，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a size of height and width, found {0:.60}</source>
        <translation>应为由高和宽组成的 size，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a state of {0}, found {1:.60}</source>
        <translation>状态应为 {0} 之一，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>expected a text as 'raw' or 'sent', found none</source>
        <translation>“raw”或“sent”应为文字，但没有</translation>
    </message>
    <message>
        <source>expected a text for the mask, found none</source>
        <translation>掩码应有文字，但没有</translation>
    </message>
    <message>
        <source>expected a text of kind referring or caption, found {0:.60}</source>
        <translation>文字的种类应为 referring 或 caption，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a text, found an empty one</source>
        <translation>应有文字，实际为空</translation>
    </message>
    <message>
        <source>expected a text, found none</source>
        <translation>应有文字，但没有</translation>
    </message>
    <message>
        <source>expected a text, found {0:.60}</source>
        <translation>应为文字，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a turn of human or gpt, found {0:.60}</source>
        <translation>轮次应来自 human 或 gpt，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected a whole number from {0} to {1} as {2!r}, found {3:.60}</source>
        <translation>键 {2!r} 应为 {0} 到 {1} 的整数，实际为 {3:.60}</translation>
    </message>
    <message>
        <source>expected an annotation of the same picture, found ann_id {0!r}</source>
        <translation>应为同一图片的标注，实际 ann_id 为 {0!r}</translation>
    </message>
    <message>
        <source>expected an annotation with image_id</source>
        <translation>应为带 image_id 的标注</translation>
    </message>
    <message>
        <source>expected an even count of coordinates, found {0}</source>
        <translation>坐标的个数应为偶数，实际有 {0} 个</translation>
    </message>
    <message>
        <source>expected an id of its own, found {0!r} a second time</source>
        <translation>编号不应重复，实际 {0!r} 出现了第二次</translation>
    </message>
    <message>
        <source>expected ascending times, found others</source>
        <translation>时间应递增，实际并非如此</translation>
    </message>
    <message>
        <source>expected at least 3 points x,y;x,y;…, found {0:.60}</source>
        <translation>应至少有 3 个点 x,y;x,y;…，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected at most {0} MB, found {1}</source>
        <translation>最多 {0} MB，实际为 {1}</translation>
    </message>
    <message>
        <source>expected at most {0} frames with different names, found {1} with {2} names</source>
        <translation>最多 {0} 帧且名称不同，实际有 {1} 帧、{2} 个名称</translation>
    </message>
    <message>
        <source>expected at most {0} frames, found {1}</source>
        <translation>最多 {0} 帧，实际有 {1} 帧</translation>
    </message>
    <message>
        <source>expected boxes or outlines, found both, which other readers refuse; read all the same</source>
        <translation>应为框或轮廓，实际两者都有，其他读取程序会拒绝；仍予读取</translation>
    </message>
    <message>
        <source>expected complete run lengths, found a cut-off end</source>
        <translation>游程应完整，实际末尾被截断</translation>
    </message>
    <message>
        <source>expected coordinates from 0 to 1, found {0}</source>
        <translation>坐标应为 0 到 1，实际为 {0}</translation>
    </message>
    <message>
        <source>expected counts as text or numbers, found {0:.60}</source>
        <translation>counts 应为文本或数字，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected finite numbers and no negative size, found {0}</source>
        <translation>数应为有限且大小不为负，实际为 {0}</translation>
    </message>
    <message>
        <source>expected index PNGs, found none that can be read</source>
        <translation>应有索引 PNG，但没有可读取的</translation>
    </message>
    <message>
        <source>expected its frames in JPEGImages or Annotations, found none</source>
        <translation>JPEGImages 或 Annotations 中应有它的帧，但没有</translation>
    </message>
    <message>
        <source>expected keys and values as {0}, found {1:.60}</source>
        <translation>{0}应为键和值，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>expected keys in order of time, found frames {0:.60}</source>
        <translation>取值点应按时间排列，实际为第 {0:.60} 帧</translation>
    </message>
    <message>
        <source>expected lines of MOTS, found none that can be read</source>
        <translation>应有 MOTS 的行，但没有可读取的</translation>
    </message>
    <message>
        <source>expected masks of anno_id {0}, found none that can be used</source>
        <translation>应有 anno_id {0} 的掩码，但没有可用的</translation>
    </message>
    <message>
        <source>expected masks of one size, found several</source>
        <translation>掩码的大小应相同，实际有多种</translation>
    </message>
    <message>
        <source>expected masks of one size, found {0}</source>
        <translation>掩码的大小应相同，实际为 {0}</translation>
    </message>
    <message>
        <source>expected masks of {0} frames, found {1}</source>
        <translation>应有 {0} 帧的掩码，实际有 {1} 帧</translation>
    </message>
    <message>
        <source>expected masks or the picture {0}, found neither</source>
        <translation>应有掩码或图片 {0}，实际两者都没有</translation>
    </message>
    <message>
        <source>expected masks with a size, found neither size nor picture</source>
        <translation>掩码应有大小，实际既没有大小也没有图片</translation>
    </message>
    <message>
        <source>expected name:red,green,blue:parts:actions, found {0:.60}</source>
        <translation>应为 name:red,green,blue:parts:actions，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected names of frames, found {0:.60}</source>
        <translation>应为帧的名称，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected numbers as {0!r}, found {1:.60}</source>
        <translation>键 {0!r} 应为数字，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>expected numbers, found {0:.60}</source>
        <translation>应为数字，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected object {0} once, found it again</source>
        <translation>对象 {0} 应只出现一次，实际再次出现</translation>
    </message>
    <message>
        <source>expected object, attribute and keys, found {0:.60}</source>
        <translation>应为对象、属性和取值点，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected object, frame, state and two scores, found {0:.60}</source>
        <translation>应为对象、帧、状态和两个分数，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected objects where its class PNG has classes, found {0} pixels that differ</source>
        <translation>对象应与其类别 PNG 的类别处一致，实际有 {0} 个像素不同</translation>
    </message>
    <message>
        <source>expected one answer, found {0}, of which the first is read</source>
        <translation>应有一个回答，实际有 {0} 个，只读取第一个</translation>
    </message>
    <message>
        <source>expected one of {0} as 'task', found {1:.60}</source>
        <translation>“task”应为 {0} 之一，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>expected one of {0} masklets, counted from 0, found {1!r}</source>
        <translation>应为 {0} 个 masklet 之一（从 0 数起），实际为 {1!r}</translation>
    </message>
    <message>
        <source>expected only segments of the list in the PNG, found {0}</source>
        <translation>PNG 中应只有列表里的分割，实际有 {0}</translation>
    </message>
    <message>
        <source>expected outlines of at most {0} pixels, found longer ones</source>
        <translation>轮廓最多 {0} 像素，实际更长</translation>
    </message>
    <message>
        <source>expected pictures of objects, found none that can be read</source>
        <translation>应有对象的图片，但没有可读取的</translation>
    </message>
    <message>
        <source>expected points of x and y, found {0:.60}</source>
        <translation>应为由 x 和 y 组成的点，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected polygons or run lengths, found {0:.60}</source>
        <translation>应为多边形或游程，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected red, green and blue, found {0:.60}</source>
        <translation>应为红、绿、蓝，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected regions or the picture itself, found neither</source>
        <translation>应有区域或图片本身，实际两者都没有</translation>
    </message>
    <message>
        <source>expected run lengths as bytes from 0 to 255, found another value</source>
        <translation>游程应为 0 到 255 的字节，实际为其他值</translation>
    </message>
    <message>
        <source>expected run lengths as rle, found {0:.60}</source>
        <translation>rle 应为游程，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected run lengths as text, found {0!r} as character {1}</source>
        <translation>游程应为文本，实际第 {1} 个字符为 {0!r}</translation>
    </message>
    <message>
        <source>expected run lengths between 0 and {0}, found {1}</source>
        <translation>游程应在 0 和 {0} 之间，实际为 {1}</translation>
    </message>
    <message>
        <source>expected run lengths of {0} pixels, found {1}</source>
        <translation>游程应为 {0} 像素，实际为 {1}</translation>
    </message>
    <message>
        <source>expected run lengths of {0} values, found more</source>
        <translation>游程应有 {0} 个值，实际更多</translation>
    </message>
    <message>
        <source>expected run lengths with size and counts, found {0:.60}</source>
        <translation>游程应有 size 和 counts，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected run lengths, without which the size of image {0!r} is not known</source>
        <translation>应有游程，否则不知道图片 {0!r} 的大小</translation>
    </message>
    <message>
        <source>expected sentences, found none</source>
        <translation>应有句子，但没有</translation>
    </message>
    <message>
        <source>expected sequences by name, found another value</source>
        <translation>应为按名称列出的序列，实际为其他值</translation>
    </message>
    <message>
        <source>expected splits such as train=0.8,val=0.2, found {0!r}</source>
        <translation>划分应写成 train=0.8,val=0.2 这样，实际为 {0!r}</translation>
    </message>
    <message>
        <source>expected the file {0!r}, found none of that name</source>
        <translation>应有文件 {0!r}，但没有</translation>
    </message>
    <message>
        <source>expected the id of a category, found {0!r}</source>
        <translation>应为类别的编号，实际为 {0!r}</translation>
    </message>
    <message>
        <source>expected the id of a video, found {0!r}</source>
        <translation>应为视频的编号，实际为 {0!r}</translation>
    </message>
    <message>
        <source>expected the id of an image, each once, found {0!r}</source>
        <translation>应为图片的编号且各只出现一次，实际为 {0!r}</translation>
    </message>
    <message>
        <source>expected the id of an image, found {0!r}</source>
        <translation>应为图片的编号，实际为 {0!r}</translation>
    </message>
    <message>
        <source>expected the key of an object, found {0:.60}</source>
        <translation>应为对象的键，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expected the name of a clip, found {0!r}, which has no masks</source>
        <translation>应为片段的名称，实际为 {0!r}，而它没有掩码</translation>
    </message>
    <message>
        <source>expected the number of a segment in the PNG, each once, found {0}</source>
        <translation>应为 PNG 中分割的编号且各只出现一次，实际为 {0}</translation>
    </message>
    <message>
        <source>expected the picture of these labels, without which their size is not known</source>
        <translation>应有这些标签的图片，否则不知道其大小</translation>
    </message>
    <message>
        <source>expected the picture {0:.80}, which is not there</source>
        <translation>应有图片 {0:.80}，但它不存在</translation>
    </message>
    <message>
        <source>expected the rows of clip {0!r} together, found more of them further down</source>
        <translation>片段 {0!r} 的各行应在一起，实际后面还有</translation>
    </message>
    <message>
        <source>expected the size of its class PNG, {0}x{1}, found {2}x{3}</source>
        <translation>应与其类别 PNG 大小相同，即 {0}x{1}，实际为 {2}x{3}</translation>
    </message>
    <message>
        <source>expected the size of the video in meta/task/original_size, found none</source>
        <translation>meta/task/original_size 中应有视频的大小，但没有</translation>
    </message>
    <message>
        <source>expected this file of texts, found none</source>
        <translation>应有这个文字文件，但没有</translation>
    </message>
    <message>
        <source>expected values of 8 bits, found {0}</source>
        <translation>值应为 8 位，实际为 {0}</translation>
    </message>
    <message>
        <source>expected whole numbers from 0 as counts, found another value</source>
        <translation>counts 应为不小于 0 的整数，实际为其他值</translation>
    </message>
    <message>
        <source>expected {0} annotated frames, found {1}</source>
        <translation>应有 {0} 个已标注帧，实际有 {1} 个</translation>
    </message>
    <message>
        <source>expected {0} as {1!r}, found {2:.60}</source>
        <translation>键 {1!r} 应为{0}，实际为 {2:.60}</translation>
    </message>
    <message>
        <source>expected {0} frames of {1}x{2}, as the other file has, found {3} of {4}x{5}</source>
        <translation>应有 {0} 帧，大小 {1}x{2}，与另一文件相同；实际有 {3} 帧，大小 {4}x{5}</translation>
    </message>
    <message>
        <source>expected {0} points, found {1}</source>
        <translation>应有 {0} 个点，实际有 {1} 个</translation>
    </message>
    <message>
        <source>expected {0} values for {1}x{2} pixels, found {3}</source>
        <translation>{1}x{2} 像素应有 {0} 个值，实际有 {3} 个</translation>
    </message>
    <message>
        <source>expected {0}, found {1:.60}</source>
        <translation>应为 {0}，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>expected: frame id class height width run-lengths, found {0:.60}</source>
        <translation>应为：frame id class height width 游程，实际为 {0:.60}</translation>
    </message>
    <message>
        <source>expressions that mean nothing in the clip</source>
        <translation>在片段中没有所指的表达</translation>
    </message>
    <message>
        <source>expressions that mean several objects</source>
        <translation>指多个对象的表达</translation>
    </message>
    <message>
        <source>follow-ups to turns about another picture</source>
        <translation>追问的是关于另一画面的轮次</translation>
    </message>
    <message>
        <source>for training: captions with phrases and masks</source>
        <translation>用于训练：带短语和掩码的描述</translation>
    </message>
    <message>
        <source>frame {0}: {1}</source>
        <translation>第 {0} 帧：{1}</translation>
    </message>
    <message>
        <source>frames left out, because a GIF shows 50 a second at most</source>
        <translation>略去的帧，因为 GIF 每秒最多显示 50 帧</translation>
    </message>
    <message>
        <source>frames marked as drawn, confirmed or locked</source>
        <translation>标为绘制、已确认或已锁定的帧</translation>
    </message>
    <message>
        <source>frames marked as occluded</source>
        <translation>标为被遮挡的帧</translation>
    </message>
    <message>
        <source>frames on which an object is known to be absent</source>
        <translation>已知对象不在画面中的帧</translation>
    </message>
    <message>
        <source>frames on which nothing is known of an object (it counts as absent there)</source>
        <translation>不知道对象情况的帧（在那里视为不在画面中）</translation>
    </message>
    <message>
        <source>frames with scores of the model</source>
        <translation>带模型分数的帧</translation>
    </message>
    <message>
        <source>frames without a record of an object, on which it becomes absent</source>
        <translation>没有对象记录的帧，在那里变为不在画面中</translation>
    </message>
    <message>
        <source>gRefCOCO (texts about any number of objects)</source>
        <translation>gRefCOCO（关于任意多个对象的文字）</translation>
    </message>
    <message>
        <source>index PNGs</source>
        <translation>索引 PNG</translation>
    </message>
    <message>
        <source>index PNGs, and mask_dict.json as Sa2VA trains from it</source>
        <translation>索引 PNG，以及 Sa2VA 训练所用的 mask_dict.json</translation>
    </message>
    <message>
        <source>is numbered</source>
        <translation>加上编号</translation>
    </message>
    <message>
        <source>is written once, with all masks in one</source>
        <translation>只写一次，所有掩码合为一个</translation>
    </message>
    <message>
        <source>masks of several parts, which become objects of their own</source>
        <translation>由多块组成的掩码，各块成为单独的对象</translation>
    </message>
    <message>
        <source>masks with holes, which are filled</source>
        <translation>有孔洞的掩码，孔洞会被填补</translation>
    </message>
    <message>
        <source>masks, exact (LabelMe 5.4 and later)</source>
        <translation>掩码，精确（LabelMe 5.4 及以上）</translation>
    </message>
    <message>
        <source>masks, which are not in it</source>
        <translation>掩码，其中没有</translation>
    </message>
    <message>
        <source>mattes</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <source>more after its end</source>
        <translation>结尾之后还有内容</translation>
    </message>
    <message>
        <source>more than {0} keys</source>
        <translation>超过 {0} 个键</translation>
    </message>
    <message>
        <source>more than {0} values</source>
        <translation>超过 {0} 个值</translation>
    </message>
    <message>
        <source>names of objects</source>
        <translation>对象的名称</translation>
    </message>
    <message>
        <source>no colon after the key</source>
        <translation>键之后没有冒号</translation>
    </message>
    <message>
        <source>no export format is called {0!r}; there are {1}</source>
        <translation>没有名为 {0!r} 的导出格式；可用的有 {1}</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>没有键</translation>
    </message>
    <message>
        <source>objects absent in the first frame (evaluators of this format ignore them)</source>
        <translation>第一帧中不存在的对象（此格式的评测程序会忽略它们）</translation>
    </message>
    <message>
        <source>objects of which no mask is written</source>
        <translation>没有写出掩码的对象</translation>
    </message>
    <message>
        <source>objects seen on the first and last annotated frame only (the published evaluation stops)</source>
        <translation>只在第一个和最后一个已标注帧上出现的对象（已发布的评测程序会中止）</translation>
    </message>
    <message>
        <source>objects with a label</source>
        <translation>有标签的对象</translation>
    </message>
    <message>
        <source>one outline, with thin bridges; holes are kept</source>
        <translation>一个轮廓，用细桥相连；保留孔洞</translation>
    </message>
    <message>
        <source>outlines, with holes filled</source>
        <translation>轮廓，孔洞被填补</translation>
    </message>
    <message>
        <source>phrases that name an object</source>
        <translation>指称对象的短语</translation>
    </message>
    <message>
        <source>pixels that change because outlines are stored</source>
        <translation>因保存为轮廓而改变的像素</translation>
    </message>
    <message>
        <source>pixels where objects overlap (the upper one is kept)</source>
        <translation>对象重叠处的像素（保留上层对象）</translation>
    </message>
    <message>
        <source>polygon {0}: {1}</source>
        <translation>多边形 {0}：{1}</translation>
    </message>
    <message>
        <source>polygons, with holes cut open</source>
        <translation>多边形，孔洞被切开</translation>
    </message>
    <message>
        <source>polygons, with holes cut open: exact for readers of COCO</source>
        <translation>多边形，孔洞被切开：对 COCO 的读取程序是精确的</translation>
    </message>
    <message>
        <source>referring expressions</source>
        <translation>指代表达</translation>
    </message>
    <message>
        <source>regions that are too small to be trained with</source>
        <translation>太小而无法用于训练的区域</translation>
    </message>
    <message>
        <source>run lengths, exact</source>
        <translation>游程，精确</translation>
    </message>
    <message>
        <source>the end of the file</source>
        <translation>文件结尾</translation>
    </message>
    <message>
        <source>the key {0!r:.60} a second time</source>
        <translation>键 {0!r:.60} 第二次出现</translation>
    </message>
    <message>
        <source>the number {0:.40}, which is too large</source>
        <translation>数字 {0:.40}，它太大</translation>
    </message>
    <message>
        <source>the splits {0} sum to {1:g}, not to 1</source>
        <translation>各划分 {0} 之和为 {1:g}，不是 1</translation>
    </message>
    <message>
        <source>there is no answer with a text</source>
        <translation>没有带文字的回答</translation>
    </message>
    <message>
        <source>there is no caption whose phrases have masks</source>
        <translation>没有短语带掩码的描述</translation>
    </message>
    <message>
        <source>there is no description of an object with a mask</source>
        <translation>没有带掩码的对象的描述</translation>
    </message>
    <message>
        <source>there is no mask with a text that means it</source>
        <translation>没有带所指文字的掩码</translation>
    </message>
    <message>
        <source>to score with: masks and captions in two COCO files</source>
        <translation>用于评分：掩码和描述在两个 COCO 文件中</translation>
    </message>
    <message>
        <source>tracks, which fall apart into single frames</source>
        <translation>拆散为单帧的轨迹</translation>
    </message>
    <message>
        <source>typed signs such as &lt;image&gt;, which are written apart</source>
        <translation>键入的标记（例如 &lt;image&gt;），写出时拆开</translation>
    </message>
    <message>
        <source>values of attributes</source>
        <translation>属性的值</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <translation>无法读取 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1} is read-only</source>
        <translation>无法写入 {0}：{1} 是只读的</translation>
    </message>
    <message>
        <source>{0} has no choice {1!r}; there are: {2}</source>
        <translation>{0} 没有选项 {1!r}；可用的有：{2}</translation>
    </message>
    <message>
        <source>{0} regions that evaluations ignore are left out</source>
        <translation>略去 {0} 个评测所忽略的区域</translation>
    </message>
    <message>
        <source>{0} tracks of masks are named by no expression</source>
        <translation>有 {0} 条掩码轨迹没有表达指称</translation>
    </message>
    <message>
        <source>{0}, annotation {1}</source>
        <translation>{0}，标注 {1}</translation>
    </message>
    <message>
        <source>{0}, byte {1}: expected a JSON object, found {2}</source>
        <translation>{0}，第 {1} 字节：应为 JSON 对象，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}, byte {1}: expected a pickle of plain values, found {2:.80}</source>
        <translation>{0}，第 {1} 字节：应为只含普通值的 pickle，实际为 {2:.80}</translation>
    </message>
    <message>
        <source>{0}, byte {1}: expected text in {2}, found something else</source>
        <translation>{0}，第 {1} 字节：应为 {2} 编码的文本，实际不是</translation>
    </message>
    <message>
        <source>{0}, category {1}</source>
        <translation>{0}，类别 {1}</translation>
    </message>
    <message>
        <source>{0}, frame {1}</source>
        <translation>{0}，第 {1} 帧</translation>
    </message>
    <message>
        <source>{0}, image {1}</source>
        <translation>{0}，图片 {1}</translation>
    </message>
    <message>
        <source>{0}, image {1} ({2})</source>
        <translation>{0}，图片 {1}（{2}）</translation>
    </message>
    <message>
        <source>{0}, item {1}</source>
        <translation>{0}，第 {1} 项</translation>
    </message>
    <message>
        <source>{0}, line {1}</source>
        <translation>{0}，第 {1} 行</translation>
    </message>
    <message>
        <source>{0}, line {1}, column {2}: expected JSON, found {3}</source>
        <translation>{0}，第 {1} 行第 {2} 列：应为 JSON，实际为 {3}</translation>
    </message>
    <message>
        <source>{0}, line {1}, column {2}: expected XML, found {3}</source>
        <translation>{0}，第 {1} 行第 {2} 列：应为 XML，实际为 {3}</translation>
    </message>
    <message>
        <source>{0}, meta</source>
        <translation>{0}，meta</translation>
    </message>
    <message>
        <source>{0}, notes of clip {1}</source>
        <translation>{0}，片段 {1} 的说明</translation>
    </message>
    <message>
        <source>{0}, object {1!r}</source>
        <translation>{0}，对象 {1!r}</translation>
    </message>
    <message>
        <source>{0}, row group {1}: expected at most {2} MB, found {3}</source>
        <translation>{0}，行组 {1}：最多 {2} MB，实际为 {3}</translation>
    </message>
    <message>
        <source>{0}, row {1}</source>
        <translation>{0}，第 {1} 行</translation>
    </message>
    <message>
        <source>{0}, segment {1}</source>
        <translation>{0}，分割 {1}</translation>
    </message>
    <message>
        <source>{0}, shape {1}</source>
        <translation>{0}，形状 {1}</translation>
    </message>
    <message>
        <source>{0}, task {1}</source>
        <translation>{0}，任务 {1}</translation>
    </message>
    <message>
        <source>{0}, track {1}</source>
        <translation>{0}，轨迹 {1}</translation>
    </message>
    <message>
        <source>{0}, video {1!r}</source>
        <translation>{0}，视频 {1!r}</translation>
    </message>
    <message>
        <source>{0}, video {1}</source>
        <translation>{0}，视频 {1}</translation>
    </message>
    <message>
        <source>{0}, which is not a number</source>
        <translation>{0}，它不是数字</translation>
    </message>
    <message>
        <source>{0}, {1!r}: expected JSON, found {2}</source>
        <translation>{0}，{1!r}：应为 JSON，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}, {1!r}: expected at most {2} MB, found {3}</source>
        <translation>{0}，{1!r}：最多 {2} MB，实际为 {3}</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>{0}: MOTS holds at most {1} objects of a label, found {2} of {3!r}</source>
        <translation>{0}：MOTS 每个标签最多容纳 {1} 个对象，实际 {3!r} 有 {2} 个</translation>
    </message>
    <message>
        <source>{0}: an overlay needs the pictures, and they are not available</source>
        <translation>{0}：叠加需要图片，但图片不可用</translation>
    </message>
    <message>
        <source>{0}: cut-outs need the pictures, and they are not available</source>
        <translation>{0}：抠图需要图片，但图片不可用</translation>
    </message>
    <message>
        <source>{0}: expected 'videos' with expressions, found none</source>
        <translation>{0}：应有带表达的“videos”，但没有</translation>
    </message>
    <message>
        <source>{0}: expected 'videos' with keys and values, found none</source>
        <translation>{0}：应有带键和值的“videos”，但没有</translation>
    </message>
    <message>
        <source>{0}: expected CSV in UTF-8, found {1}</source>
        <translation>{0}：应为 UTF-8 的 CSV，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected DAVIS masks as Annotations/480p/SEQUENCE/00000.png, found none</source>
        <translation>{0}：应有 DAVIS 掩码 Annotations/480p/SEQUENCE/00000.png，但没有</translation>
    </message>
    <message>
        <source>{0}: expected JSON files with shapes, found none</source>
        <translation>{0}：应有带形状的 JSON 文件，但没有</translation>
    </message>
    <message>
        <source>{0}: expected JSON of at most {1} levels, found more</source>
        <translation>{0}：JSON 最多 {1} 层，实际更多</translation>
    </message>
    <message>
        <source>{0}: expected JSON, found {1}</source>
        <translation>{0}：应为 JSON，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected MOTS masks as instances/000000.png or gt/gt.txt, found neither</source>
        <translation>{0}：应有 MOTS 掩码 instances/000000.png 或 gt/gt.txt，实际两者都没有</translation>
    </message>
    <message>
        <source>{0}: expected NAME.json beside NAME.jpg in it or in {1}, found none</source>
        <translation>{0}：其中或 {1} 中的 NAME.jpg 旁边应有 NAME.json，但没有</translation>
    </message>
    <message>
        <source>{0}: expected PNGs in {1} or {2}, found none</source>
        <translation>{0}：{1} 或 {2} 中应有 PNG，但没有</translation>
    </message>
    <message>
        <source>{0}: expected Parquet, found {1}</source>
        <translation>{0}：应为 Parquet，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected RGB of {1}x{2} pixels, found {3} of {4}x{5}</source>
        <translation>{0}：应为 {1}x{2} 像素的 RGB，实际为 {3}，{4}x{5}</translation>
    </message>
    <message>
        <source>{0}: expected VIDEO_manual.json, VIDEO_auto.json or Annotations_6fps, found none</source>
        <translation>{0}：应有 VIDEO_manual.json、VIDEO_auto.json 或 Annotations_6fps，但没有</translation>
    </message>
    <message>
        <source>{0}: expected XML without definitions of its own, found some</source>
        <translation>{0}：XML 不应自带定义，实际有</translation>
    </message>
    <message>
        <source>{0}: expected XML, found {1}</source>
        <translation>{0}：应为 XML，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected YAML, found {1:.200}</source>
        <translation>{0}：应为 YAML，实际为 {1:.200}</translation>
    </message>
    <message>
        <source>{0}: expected a COCO file such as annotations/instances.json</source>
        <translation>{0}：应有 COCO 文件，例如 annotations/instances.json</translation>
    </message>
    <message>
        <source>{0}: expected a Datumaro file annotations/SPLIT.json</source>
        <translation>{0}：应有 Datumaro 文件 annotations/SPLIT.json</translation>
    </message>
    <message>
        <source>{0}: expected a JSON file of Label Studio's tasks, found none</source>
        <translation>{0}：应有 Label Studio 任务的 JSON 文件，但没有</translation>
    </message>
    <message>
        <source>{0}: expected a PNG of 16-bit numbers, found mode {1}</source>
        <translation>{0}：应为 16 位数的 PNG，实际模式为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a PNG of indices or colours, found mode {1}</source>
        <translation>{0}：应为索引或彩色 PNG，实际模式为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a PNG with an alpha channel, found mode {1}</source>
        <translation>{0}：应为带 alpha 通道的 PNG，实际模式为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a PNG, found {1}</source>
        <translation>{0}：应为 PNG，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a Parquet file, or a folder with frames/SPLIT-00000.parquet</source>
        <translation>{0}：应为 Parquet 文件，或含 frames/SPLIT-00000.parquet 的文件夹</translation>
    </message>
    <message>
        <source>{0}: expected a YouTube-VIS file such as train/instances.json</source>
        <translation>{0}：应有 YouTube-VIS 文件，例如 train/instances.json</translation>
    </message>
    <message>
        <source>{0}: expected a black-and-white or grey PNG, found mode {1}</source>
        <translation>{0}：应为黑白或灰度 PNG，实际模式为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a folder to export into, but {1} is a file</source>
        <translation>{0}：应为导出目标文件夹，但 {1} 是一个文件</translation>
    </message>
    <message>
        <source>{0}: expected a folder with pictures</source>
        <translation>{0}：应为有图片的文件夹</translation>
    </message>
    <message>
        <source>{0}: expected a list of at most {1} bytes, found {2}</source>
        <translation>{0}：列表最多 {1} 字节，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}: expected a list of conversations as JSON, found none</source>
        <translation>{0}：应有 JSON 的对话列表，但没有</translation>
    </message>
    <message>
        <source>{0}: expected a list of refs, found {1:.60}</source>
        <translation>{0}：应为 refs 列表，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>{0}: expected a list of tasks, found none</source>
        <translation>{0}：应有任务列表，但没有</translation>
    </message>
    <message>
        <source>{0}: expected a panoptic file such as annotations/panoptic.json</source>
        <translation>{0}：应有全景文件，例如 annotations/panoptic.json</translation>
    </message>
    <message>
        <source>{0}: expected a pickle, found {1}</source>
        <translation>{0}：应为 pickle，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a picture, found {1}</source>
        <translation>{0}：应为图片，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a tar archive, found {1}</source>
        <translation>{0}：应为 tar 压缩包，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a zip archive, found {1}</source>
        <translation>{0}：应为 zip 压缩包，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected an XML file of &lt;{1}&gt;, found &lt;{2:.60}&gt;</source>
        <translation>{0}：应为 &lt;{1}&gt; 的 XML 文件，实际为 &lt;{2:.60}&gt;</translation>
    </message>
    <message>
        <source>{0}: expected at most 64 MB of text</source>
        <translation>{0}：文本最多 64 MB</translation>
    </message>
    <message>
        <source>{0}: expected at most {1:g} megapixels, found {2}x{3}</source>
        <translation>{0}：最多 {1:g} 百万像素，实际为 {2}x{3}</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} MB a part, found more</source>
        <translation>{0}：每部分最多 {1} MB，实际更多</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} MB in the archive, found {2}</source>
        <translation>{0}：压缩包最多 {1} MB，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} MB of JSON, found {2}</source>
        <translation>{0}：JSON 最多 {1} MB，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} MB, found {2}</source>
        <translation>{0}：最多 {1} MB，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} bytes, found {2}</source>
        <translation>{0}：最多 {1} 字节，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} files in the archive, found {2}</source>
        <translation>{0}：压缩包最多 {1} 个文件，实际有 {2} 个</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} levels and {2} elements a part</source>
        <translation>{0}：每部分最多 {1} 层、{2} 个元素</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} plain files, found something else</source>
        <translation>{0}：最多 {1} 个普通文件，实际并非如此</translation>
    </message>
    <message>
        <source>{0}: expected data.yaml, or folders images and labels</source>
        <translation>{0}：应有 data.yaml，或文件夹 images 和 labels</translation>
    </message>
    <message>
        <source>{0}: expected grounded captions as JSON, found none</source>
        <translation>{0}：应有 JSON 的带掩码的描述，但没有</translation>
    </message>
    <message>
        <source>{0}: expected keys and values, found {1:.60}</source>
        <translation>{0}：应为键和值，实际为 {1:.60}</translation>
    </message>
    <message>
        <source>{0}: expected keys such as train and names</source>
        <translation>{0}：应有 train 和 names 等键</translation>
    </message>
    <message>
        <source>{0}: expected meta.json and Annotations, or splits that have them, found neither</source>
        <translation>{0}：应有 meta.json 和 Annotations，或含有它们的划分，实际都没有</translation>
    </message>
    <message>
        <source>{0}: expected meta_expressions or davis_text_annotations in it, found neither</source>
        <translation>{0}：其中应有 meta_expressions 或 davis_text_annotations，实际两者都没有</translation>
    </message>
    <message>
        <source>{0}: expected meta_expressions/train/meta_expressions.json or such, found none</source>
        <translation>{0}：应有 meta_expressions/train/meta_expressions.json 等，但没有</translation>
    </message>
    <message>
        <source>{0}: expected meta_expressions_train_.json or such, found none</source>
        <translation>{0}：应有 meta_expressions_train_.json 等，但没有</translation>
    </message>
    <message>
        <source>{0}: expected names of classes, found none</source>
        <translation>{0}：应有类别的名称，但没有</translation>
    </message>
    <message>
        <source>{0}: expected numbers and names of classes, found another value</source>
        <translation>{0}：应为类别的编号和名称，实际为其他值</translation>
    </message>
    <message>
        <source>{0}: expected numbers up to {1}, found {2}</source>
        <translation>{0}：数字最大为 {1}，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}: expected one data set, found {1}; choose one of these folders</source>
        <translation>{0}：应为一个数据集，实际有 {1}；请选择其中一个文件夹</translation>
    </message>
    <message>
        <source>{0}: expected region captions as JSON, found none</source>
        <translation>{0}：应有 JSON 的区域描述，但没有</translation>
    </message>
    <message>
        <source>{0}: expected text in utf-8, found {1}</source>
        <translation>{0}：应为 utf-8 文本，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected the columns {1}, found {2}</source>
        <translation>{0}：应有列 {1}，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}: expected {1!r}, found no such key</source>
        <translation>{0}：应有键 {1!r}，但没有</translation>
    </message>
    <message>
        <source>{0}: expected {1} and one of {2} (or .p), found none</source>
        <translation>{0}：应有 {1} 以及 {2}（或 .p）之一，但没有</translation>
    </message>
    <message>
        <source>{0}: expected {1} as CLIP/OBJECT/00000.png, found none</source>
        <translation>{0}：应有 {1}，形如 CLIP/OBJECT/00000.png，但没有</translation>
    </message>
    <message>
        <source>{0}: expected {1} cells, found {2}</source>
        <translation>{0}：应有 {1} 格，实际有 {2} 格</translation>
    </message>
    <message>
        <source>{0}: expected {1} in it or in {2}, found none</source>
        <translation>{0}：其中或 {2} 中应有 {1}，但没有</translation>
    </message>
    <message>
        <source>{0}: expected {1} in the archive, found none</source>
        <translation>{0}：压缩包中应有 {1}，但没有</translation>
    </message>
    <message>
        <source>{0}: expected {1} or meta_expressions_valid.json, found neither</source>
        <translation>{0}：应有 {1} 或 meta_expressions_valid.json，实际两者都没有</translation>
    </message>
    <message>
        <source>{0}: expected {1} with image, mask and text, found none</source>
        <translation>{0}：应有 {1}，含 image、mask 和 text，但没有</translation>
    </message>
    <message>
        <source>{0}: expected {1}, found none</source>
        <translation>{0}：应有 {1}，但没有</translation>
    </message>
    <message>
        <source>{0}: index PNGs hold at most {1} objects, found {2}</source>
        <translation>{0}：索引 PNG 最多容纳 {1} 个对象，实际有 {2} 个</translation>
    </message>
    <message>
        <source>{0}: it has {1} frames and '{2}' has {3}, and their names do not tell which ones are meant</source>
        <translation>{0}：它有 {1} 帧，而“{2}”有 {3} 帧，从名称看不出指的是哪些帧</translation>
    </message>
    <message>
        <source>{0}: overwriting this folder would delete {1}; choose another</source>
        <translation>{0}：覆盖此文件夹会删除 {1}；请另选一个</translation>
    </message>
    <message>
        <source>{0}: the file means frames up to {1}, but '{2}' has {3}; it is another clip</source>
        <translation>{0}：文件所指的帧直到第 {1} 帧，而“{2}”有 {3} 帧；它是另一个片段</translation>
    </message>
    <message>
        <source>{0}: the folder is not empty; choose another or allow overwriting</source>
        <translation>{0}：文件夹不为空；请另选一个，或允许覆盖</translation>
    </message>
    <message>
        <source>{0}: the masks are {1}x{2}, but '{3}' is shown as {4}x{5}; they were made on the picture lying on its side</source>
        <translation>{0}：掩码为 {1}x{2}，而“{3}”显示为 {4}x{5}；掩码是在横放的图片上制作的</translation>
    </message>
    <message>
        <source>{0}: the masks are {1}x{2}, but '{3}' is {4}x{5}</source>
        <translation>{0}：掩码为 {1}x{2}，而“{3}”为 {4}x{5}</translation>
    </message>
    <message>
        <source>{0}: the pictures are to be written, and they are not available</source>
        <translation>{0}：需要画面，但画面不可用</translation>
    </message>
    <message>
        <source>{0}: {1} is one of {2}, found {3!r}</source>
        <translation>{0}：{1} 应为 {2} 之一，实际为 {3!r}</translation>
    </message>
</context>
<context>
    <name>editing</name>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>at least {0}</source>
        <translation>不小于 {0} 的数</translation>
    </message>
    <message>
        <source>at most {0}</source>
        <translation>不大于 {0} 的数</translation>
    </message>
    <message>
        <source>one of {0}</source>
        <translation>以下之一：{0}</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>是或否</translation>
    </message>
    <message>
        <source>“{0}” expects {1}, found “{2}”.</source>
        <translation>“{0}”应为{1}，实际为“{2}”。</translation>
    </message>
    <message>
        <source>“{0}” holds at most {1} characters, found {2}.</source>
        <translation>“{0}”最多容纳 {1} 个字符，实际有 {2} 个。</translation>
    </message>
</context>
<context>
    <name>inference</name>
    <message numerus="yes">
        <source>%n frozen SAM 2 tensor(s) compared with {0}: {1} equal, {2} equal when rounded to bfloat16, {3} different.</source>
        <translation><numerusform>已将 %n 个冻结的 SAM 2 张量与 {0} 比较：{1} 个相等，{2} 个舍入到 bfloat16 后相等，{3} 个不同。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n tensor(s) ({0})</source>
        <translation><numerusform>%n 个张量（{0}）</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n tensor(s) ({0}) read: each is expected by the family {1}; all numbers are looked at.</source>
        <translation><numerusform>已读取 %n 个张量（{0}）：每一个都是模型系列 {1} 所需的；所有数均已检查。</numerusform></translation>
    </message>
    <message>
        <source>A turn continues either a kept history or a past text, not both.</source>
        <translation>一轮对话只能接续保留的历史或以往的文字，不能两者兼有。</translation>
    </message>
    <message>
        <source>An answer needs at least one token, found {0}.</source>
        <translation>回答至少需要一个词元，实际为 {0}。</translation>
    </message>
    <message>
        <source>An answer to be scored has to have words, found a blank one.</source>
        <translation>要评分的回答必须有文字，实际为空白。</translation>
    </message>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation><numerusform>另有 %n 项。</numerusform></translation>
    </message>
    <message>
        <source>Expected different CUDA devices such as cuda:0,cuda:1, found {0!r}.</source>
        <translation>应为互不相同的 CUDA 设备，例如 cuda:0,cuda:1，实际为 {0!r}。</translation>
    </message>
    <message>
        <source>Frame {0} is prompted but the clip has frames 0 to {1}.</source>
        <translation>第 {0} 帧有提示，而片段的帧号为 0 至 {1}。</translation>
    </message>
    <message>
        <source>Frame {0} is {1}x{2} pixels but its clip is {3}x{4}.</source>
        <translation>第 {0} 帧为 {1}x{2} 像素，而其片段为 {3}x{4}。</translation>
    </message>
    <message>
        <source>Frames 0 to {0} exist, asked for {1}.</source>
        <translation>帧号为 0 至 {0}，要求的是 {1}。</translation>
    </message>
    <message>
        <source>Memory ran out while the model was loaded; trying again: {0}.</source>
        <translation>加载模型时内存耗尽；正在重试：{0}。</translation>
    </message>
    <message>
        <source>Memory ran out while {0}, even in the smallest steps; what was finished is kept, and a smaller model, 8- or 4-bit weights, another device or closing other programs would help.</source>
        <translation>在{0}时内存耗尽，即使已用最小的步骤；已完成的内容均保留。可改用较小的模型、8 位或 4 位权重或其他设备，或关闭其他程序。</translation>
    </message>
    <message>
        <source>Memory ran out while {0}; earlier turns will have to be read again.</source>
        <translation>在{0}时内存耗尽；前面各轮需要重新读取。</translation>
    </message>
    <message>
        <source>Memory ran out while {0}; it goes on with fewer objects at once ({1}).</source>
        <translation>在{0}时内存耗尽；将减少每次处理的对象数（{1}）并继续。</translation>
    </message>
    <message>
        <source>Memory ran out while {0}; it goes on with fewer points at once ({1}).</source>
        <translation>在{0}时内存耗尽；将减少每次处理的点数（{1}）并继续。</translation>
    </message>
    <message>
        <source>Memory ran out while {0}; it goes on with fewer tiles at once ({1}).</source>
        <translation>在{0}时内存耗尽；将减少每次处理的图块数（{1}）并继续。</translation>
    </message>
    <message>
        <source>Memory ran out while {0}; it goes on with fewer tokens at once ({1}).</source>
        <translation>在{0}时内存耗尽；将减少每次处理的词元数（{1}）并继续。</translation>
    </message>
    <message>
        <source>Memory ran out while {0}; the image features of earlier frames were given up.</source>
        <translation>在{0}时内存耗尽；已释放先前各帧的图像特征。</translation>
    </message>
    <message>
        <source>Memory ran out while {0}; what was finished is kept.</source>
        <translation>在{0}时内存耗尽；已完成的内容均保留。</translation>
    </message>
    <message>
        <source>Neither a model nor a tracker was chosen; name one of them.</source>
        <translation>既未选择模型也未选择跟踪器；请指定其中之一。</translation>
    </message>
    <message>
        <source>No weights were found for {0}.{1}.</source>
        <translation>找不到 {0}.{1} 的权重。</translation>
    </message>
    <message>
        <source>Point {0}: expected a place in the {1}x{2} picture, found {3:g},{4:g}.</source>
        <translation>点 {0}：应为 {1}x{2} 画面内的位置，实际为 {3:g},{4:g}。</translation>
    </message>
    <message>
        <source>Points are given on frame {0} but the clip has frames 0 to {1}.</source>
        <translation>点位于第 {0} 帧，而片段的帧号为 0 至 {1}。</translation>
    </message>
    <message>
        <source>Region {0} is {1} pixels, the picture is {2}x{3}.</source>
        <translation>区域 {0} 为 {1} 像素，而画面为 {2}x{3}。</translation>
    </message>
    <message>
        <source>Regions can be marked on a still picture only.</source>
        <translation>只能在静止图片上标记区域。</translation>
    </message>
    <message>
        <source>Regions cannot be talked about: {0}</source>
        <translation>无法谈论区域：{0}</translation>
    </message>
    <message>
        <source>The conversation has {0} tokens but the model reads at most {1}.</source>
        <translation>对话有 {0} 个词元，而模型最多读取 {1} 个。</translation>
    </message>
    <message>
        <source>The frame range {0}:{1} is not inside frames 0:{2}.</source>
        <translation>帧范围 {0}:{1} 不在帧 0:{2} 之内。</translation>
    </message>
    <message>
        <source>The frame range {0}:{1} is not inside the clip's frames 0:{2}.</source>
        <translation>帧范围 {0}:{1} 不在片段的帧 0:{2} 之内。</translation>
    </message>
    <message>
        <source>The frozen SAM 2 tensors were not compared, because the public file sam2_hiera_large.pt was not named.</source>
        <translation>未指明公开文件 sam2_hiera_large.pt，因此未比较冻结的 SAM 2 张量。</translation>
    </message>
    <message>
        <source>The language model is shown 1 to {0} frames of this, asked for {1}.</source>
        <translation>语言模型可看 1 至 {0} 帧，要求的是 {1} 帧。</translation>
    </message>
    <message>
        <source>The language model's frames must ascend without repetition, found {0}.</source>
        <translation>语言模型的帧号必须递增且不重复，实际为 {0}。</translation>
    </message>
    <message>
        <source>The mask to refine has {0} logits but the decoder makes {1}x{1}.</source>
        <translation>待细化的掩码有 {0} 个 logit，而解码器产生 {1}x{1}。</translation>
    </message>
    <message>
        <source>The model does not fit on {0} ({1}); it is loaded on {2} instead.</source>
        <translation>{0} 放不下此模型（{1}）；改为加载到 {2}。</translation>
    </message>
    <message>
        <source>The model {0} was closed.</source>
        <translation>模型 {0} 已关闭。</translation>
    </message>
    <message>
        <source>The picture is {0}x{1} pixels; this model reads pictures whose longer side is at most {2} times the shorter one.</source>
        <translation>图片为 {0}x{1} 像素；这个模型只能读取长边不超过短边 {2} 倍的图片。</translation>
    </message>
    <message>
        <source>The prompt has room for {0} image tokens but the pictures given make {1}; a conversation needs the pictures and regions it began with.</source>
        <translation>提示可容纳 {0} 个图像词元，而给出的图片产生 {1} 个；对话需要它开始时的图片和区域。</translation>
    </message>
    <message>
        <source>The prompt of object {0} on frame {1}</source>
        <translation>对象 {0} 在第 {1} 帧上的提示</translation>
    </message>
    <message>
        <source>The text must contain {0} once to place the picture, found {1}.</source>
        <translation>文字中必须恰好有一个 {0} 来放置图片，实际有 {1} 个。</translation>
    </message>
    <message>
        <source>The tokenizer has no token {0}, which a Sa2VA checkpoint needs.</source>
        <translation>分词器没有词元 {0}，而 Sa2VA 检查点需要它。</translation>
    </message>
    <message>
        <source>The {0} grounding mode is not possible: {1}</source>
        <translation>无法使用 {0} 模式：{1}</translation>
    </message>
    <message>
        <source>The {0} grounding mode needs the original SAM 2 mask decoder beside the tuned one, which this checkpoint does not have.</source>
        <translation>{0} 模式除微调过的掩码解码器外，还需要原始的 SAM 2 掩码解码器，而此检查点没有。</translation>
    </message>
    <message>
        <source>There is no device {0!r} here; found {1}.</source>
        <translation>这里没有设备 {0!r}；可用的有 {1}。</translation>
    </message>
    <message>
        <source>There is no number type {0!r}; found {1}.</source>
        <translation>没有数值类型 {0!r}；可用的有 {1}。</translation>
    </message>
    <message>
        <source>This checkpoint was not trained for {0}.</source>
        <translation>此检查点未经以下用途的训练：{0}。</translation>
    </message>
    <message>
        <source>Tracking needs at least one prompted frame, found none.</source>
        <translation>跟踪至少需要一个有提示的帧，实际没有。</translation>
    </message>
    <message>
        <source>Weights in 8 or 4 bit stay on one device: they are neither offloaded nor spread.</source>
        <translation>8 位或 4 位权重只能放在一个设备上：既不能移到主内存，也不能分布到多个设备。</translation>
    </message>
    <message>
        <source>Weights in {0} bit need the package bitsandbytes, which is not installed; `uv sync --extra quant` installs it.</source>
        <translation>{0} 位权重需要 bitsandbytes 软件包，但尚未安装；可用 `uv sync --extra quant` 安装。</translation>
    </message>
    <message>
        <source>a divisor of hidden_size {0}</source>
        <translation> hidden_size {0} 的约数</translation>
    </message>
    <message>
        <source>a divisor of {0}/{1} patches</source>
        <translation> {0}/{1} 图块的约数</translation>
    </message>
    <message>
        <source>a frame was looked at</source>
        <translation>查看一帧</translation>
    </message>
    <message>
        <source>a list of layers from 0 to {0}</source>
        <translation>0 到 {0} 的层的列表</translation>
    </message>
    <message>
        <source>a list of names</source>
        <translation>名称列表</translation>
    </message>
    <message>
        <source>a list with a class name</source>
        <translation>含类名的列表</translation>
    </message>
    <message>
        <source>a name</source>
        <translation>一个名称</translation>
    </message>
    <message>
        <source>a number from {0} to {1}</source>
        <translation> {0} 到 {1} 的数字</translation>
    </message>
    <message>
        <source>a part is in it twice</source>
        <translation>其中有一个部分出现了两次</translation>
    </message>
    <message>
        <source>a whole number from {0} to {1}</source>
        <translation> {0} 到 {1} 的整数</translation>
    </message>
    <message>
        <source>about {0} of {1}</source>
        <translation>约 {0}（可用 {1}）</translation>
    </message>
    <message>
        <source>absent, because this size is not known</source>
        <translation>空，因为此尺寸不为程序所知</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>JSON 对象</translation>
    </message>
    <message>
        <source>descriptions of whole pictures</source>
        <translation>整幅图片的描述</translation>
    </message>
    <message>
        <source>does not fit: takes at least {0}</source>
        <translation>放不下：至少约需 {0}</translation>
    </message>
    <message>
        <source>expected {0}, found {1!r}</source>
        <translation>应为 {0}，实际为 {1!r}</translation>
    </message>
    <message>
        <source>fits in {0} bit; takes about {1}</source>
        <translation>以 {0} 位可以放下；约需 {1}</translation>
    </message>
    <message>
        <source>fits in {0}; takes about {1}</source>
        <translation>以 {0} 可以放下；约需 {1}</translation>
    </message>
    <message>
        <source>fits with a part in main memory, but is slow; takes about {0}</source>
        <translation>一部分放在主内存中可以放下，但较慢；约需 {0}</translation>
    </message>
    <message>
        <source>follow-up questions</source>
        <translation>追问</translation>
    </message>
    <message>
        <source>grounded captions</source>
        <translation>带掩码的描述</translation>
    </message>
    <message>
        <source>image</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>it asks for {0}, which is no tensor</source>
        <translation>它要求 {0}，而那不是张量</translation>
    </message>
    <message>
        <source>it became shorter</source>
        <translation>它变短了</translation>
    </message>
    <message>
        <source>it does not close an answer with {0}</source>
        <translation>它没有用 {0} 结束回答</translation>
    </message>
    <message>
        <source>it does not hold one short table of contents</source>
        <translation>其中没有唯一且简短的目录</translation>
    </message>
    <message>
        <source>it does not write a text once but {0} times</source>
        <translation>它没有把文字写一次，而是写了 {0} 次</translation>
    </message>
    <message>
        <source>it does not write two pictures as {0}, before the text</source>
        <translation>它没有把两张图片写成 {0} 并放在文字之前</translation>
    </message>
    <message>
        <source>it has no table of tensors named “model”</source>
        <translation>其中没有名为“model”的张量表</translation>
    </message>
    <message>
        <source>it has too many parts</source>
        <translation>其中的部分过多</translation>
    </message>
    <message>
        <source>it has {0} characters, at most {1} are read</source>
        <translation>它有 {0} 个字符，最多读取 {1} 个</translation>
    </message>
    <message>
        <source>it is no file of tensors that torch can map ({0})</source>
        <translation>它不是 torch 能够映射的张量文件（{0}）</translation>
    </message>
    <message>
        <source>it should hold named floating-point tensors only</source>
        <translation>其中应当只有带名称的浮点张量</translation>
    </message>
    <message>
        <source>it was not finished after {0:.0f} seconds</source>
        <translation>它在 {0:.0f} 秒后仍未结束</translation>
    </message>
    <message>
        <source>it writes a turn differently when others follow</source>
        <translation>后面还有轮次时，它对同一轮次的写法不同</translation>
    </message>
    <message>
        <source>its sandbox ended with code {0}</source>
        <translation>它的沙盒以代码 {0} 结束</translation>
    </message>
    <message>
        <source>language model in {0} bit</source>
        <translation>语言模型为 {0} 位</translation>
    </message>
    <message>
        <source>loading {0}</source>
        <translation>加载 {0}</translation>
    </message>
    <message>
        <source>masks of a key frame were computed</source>
        <translation>计算关键帧的掩码</translation>
    </message>
    <message>
        <source>masks of many points were computed</source>
        <translation>计算许多点的掩码</translation>
    </message>
    <message>
        <source>masks were computed</source>
        <translation>计算掩码</translation>
    </message>
    <message>
        <source>names of tokens by id</source>
        <translation>按编号列出的词元名称</translation>
    </message>
    <message>
        <source>names that differ</source>
        <translation>互不相同的名称</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>objects were tracked</source>
        <translation>跟踪对象</translation>
    </message>
    <message>
        <source>parts of it are packed</source>
        <translation>其中有些部分被压缩</translation>
    </message>
    <message>
        <source>region prompts</source>
        <translation>区域提示</translation>
    </message>
    <message>
        <source>spread over {0} devices</source>
        <translation>分布在 {0} 个设备上</translation>
    </message>
    <message>
        <source>the answer was written</source>
        <translation>写出回答</translation>
    </message>
    <message>
        <source>the instruction was read</source>
        <translation>读取指令</translation>
    </message>
    <message>
        <source>the mask of a click was computed</source>
        <translation>计算点击处的掩码</translation>
    </message>
    <message>
        <source>the model's own SAM 2</source>
        <translation>模型自带的 SAM 2</translation>
    </message>
    <message>
        <source>the name of a token</source>
        <translation>一个词元的名称</translation>
    </message>
    <message>
        <source>the picture was read</source>
        <translation>读取画面</translation>
    </message>
    <message>
        <source>this checkpoint has one mask decoder only, so it tracks with the tuned one.</source>
        <translation>此检查点只有一个掩码解码器，因此用微调过的解码器跟踪。</translation>
    </message>
    <message>
        <source>this family was not trained with marked regions.</source>
        <translation>这一系列的模型没有用标记区域训练过。</translation>
    </message>
    <message>
        <source>three numbers from {0} to 1</source>
        <translation>{0} 到 1 之间的三个数</translation>
    </message>
    <message>
        <source>three numbers with the sum {0}</source>
        <translation>总和为 {0} 的三个数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation> true 或 false</translation>
    </message>
    <message>
        <source>video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>whole numbers from 0 to {0}</source>
        <translation> 0 到 {0} 的整数</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} 及另外 {1} 个</translation>
    </message>
    <message>
        <source>{0} can no longer be read: {1}.</source>
        <translation>{0} 已无法读取：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>无法读取 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be used as a SAM 2 file: {1}.</source>
        <translation>{0} 不能用作 SAM 2 文件：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}.</source>
        <translation>无法写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} changed while it was read.</source>
        <translation>{0} 在读取期间发生了变化。</translation>
    </message>
    <message>
        <source>{0} changed while it was read: {1} has another shape.</source>
        <translation>{0} 在读取期间发生变化：{1} 的形状不同了。</translation>
    </message>
    <message>
        <source>{0} changed while it was read: {1} is new.</source>
        <translation>{0} 在读取期间发生变化：{1} 是新增的。</translation>
    </message>
    <message>
        <source>{0} claims a header of {1} bytes; at most {2} are accepted.</source>
        <translation>{0} 声明其文件头有 {1} 字节；最多接受 {2} 字节。</translation>
    </message>
    <message>
        <source>{0} does not describe a network that can be built: {1}.</source>
        <translation>{0} 描述的网络无法构建：{1}。</translation>
    </message>
    <message>
        <source>{0} does not fit in the memory of {1} ({2}); a smaller model, 8- or 4-bit weights, another device or closing other programs would help.</source>
        <translation>{1} 的内存放不下 {0}（{2}）；可改用较小的模型、8 位或 4 位权重或其他设备，或关闭其他程序。</translation>
    </message>
    <message>
        <source>{0} has a broken safetensors header: {1}.</source>
        <translation>{0} 的 safetensors 文件头已损坏：{1}。</translation>
    </message>
    <message>
        <source>{0} has a {1} mask but the picture is {2}x{3}.</source>
        <translation>{0}的掩码为 {1}，而画面为 {2}x{3}。</translation>
    </message>
    <message>
        <source>{0} has neither points nor a box nor a mask.</source>
        <translation>{0}既没有点，也没有框或掩码。</translation>
    </message>
    <message>
        <source>{0} has no *.safetensors.</source>
        <translation>{0} 中没有 *.safetensors。</translation>
    </message>
    <message>
        <source>{0} has no chat template; chat_template.jinja or chat_template.json is expected.</source>
        <translation>{0} 中没有对话模板；应有 chat_template.jinja 或 chat_template.json。</translation>
    </message>
    <message>
        <source>{0} has no language model; it makes masks of marks and tracks them.</source>
        <translation>{0} 没有语言模型；它把标记变成掩码并跟踪。</translation>
    </message>
    <message>
        <source>{0} has no tokenizer: neither tokenizer.json nor vocab.json is there.</source>
        <translation>{0} 没有分词器：既没有 tokenizer.json，也没有 vocab.json。</translation>
    </message>
    <message>
        <source>{0} has no tokenizer: {1} is not there.</source>
        <translation>{0} 没有分词器：缺少 {1}。</translation>
    </message>
    <message>
        <source>{0} has no weight_map.</source>
        <translation>{0} 中没有 weight_map。</translation>
    </message>
    <message>
        <source>{0} has {1} bytes that belong to no tensor.</source>
        <translation>{0} 有 {1} 字节不属于任何张量。</translation>
    </message>
    <message>
        <source>{0} has {1} bytes; the public SAM 2 files have at most {2}.</source>
        <translation>{0} 有 {1} 字节；公开的 SAM 2 文件最多 {2} 字节。</translation>
    </message>
    <message>
        <source>{0} has {1} that this model family does not know.</source>
        <translation>{0} 中有此模型系列不认识的 {1}。</translation>
    </message>
    <message>
        <source>{0} holds its weights only as {1}, a pickle, which is never opened; a folder with *.safetensors is needed.</source>
        <translation>{0} 的权重只有 {1}，即 pickle 文件，程序从不打开这种文件；需要包含 *.safetensors 的文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>{0} holds no public SAM 2 network: it differs from {1} in %n tensor(s), such as {2}.</source>
        <translation><numerusform>{0} 不是公开的 SAM 2 网络：与 {1} 有 %n 个张量不同，例如 {2}。</numerusform></translation>
    </message>
    <message>
        <source>{0} is empty; a checkpoint folder holds config.json and *.safetensors.</source>
        <translation>{0} 是空的；检查点文件夹应包含 config.json 和 *.safetensors。</translation>
    </message>
    <message>
        <source>{0} is given twice.</source>
        <translation>{0}给出了两次。</translation>
    </message>
    <message>
        <source>{0} is larger than {1} bytes, which no checkpoint needs.</source>
        <translation>{0} 大于 {1} 字节，没有检查点需要这么大。</translation>
    </message>
    <message>
        <source>{0} is no checkpoint folder: it has no {1}.</source>
        <translation>{0} 不是检查点文件夹：其中没有 {1}。</translation>
    </message>
    <message>
        <source>{0} is no folder.</source>
        <translation>{0} 不是文件夹。</translation>
    </message>
    <message>
        <source>{0} is no safetensors file or is cut off in its header.</source>
        <translation>{0} 不是 safetensors 文件，或在文件头处被截断。</translation>
    </message>
    <message>
        <source>{0} is no usable SentencePiece model: {1}.</source>
        <translation>{0} 不是可用的 SentencePiece 模型：{1}。</translation>
    </message>
    <message>
        <source>{0} is not the SAM 2 of this checkpoint: {1} should have shape {2}, found {3}.</source>
        <translation>{0} 不是此检查点的 SAM 2：{1} 的形状应为 {2}，实际为 {3}。</translation>
    </message>
    <message>
        <source>{0} is not valid JSON: {1}.</source>
        <translation>{0} 不是有效的 JSON：{1}。</translation>
    </message>
    <message>
        <source>{0} lacks the weights of {1}.</source>
        <translation>{0} 缺少 {1} 的权重。</translation>
    </message>
    <message>
        <source>{0} lacks {1} of {2} shards: {3}.</source>
        <translation>{0} 缺少 {2} 个分片中的 {1} 个：{3}。</translation>
    </message>
    <message>
        <source>{0} must be a SentencePiece model of type 2 (byte pairs), found type {1}.</source>
        <translation>{0} 必须是类型 2（字节对）的 SentencePiece 模型，实际为类型 {1}。</translation>
    </message>
    <message>
        <source>{0} must hold a JSON object, found {1}.</source>
        <translation>{0} 应包含一个 JSON 对象，实际为 {1}。</translation>
    </message>
    <message>
        <source>{0} names no frame: the clip has frames 0 to {1}.</source>
        <translation>{0}不对应任何帧：片段的帧号为 0 至 {1}。</translation>
    </message>
    <message>
        <source>{0} names {1!r}, which is no *.safetensors in the same folder.</source>
        <translation>{0} 提到 {1!r}，但它不是同一文件夹中的 *.safetensors。</translation>
    </message>
    <message>
        <source>{0} of {1} blocks of the language model in main memory</source>
        <translation>语言模型 {1} 个块中的 {0} 个在主内存中</translation>
    </message>
    <message numerus="yes">
        <source>{0}: %n number(s) are not finite.</source>
        <translation><numerusform>{0}：有 %n 个数不是有限值。</numerusform></translation>
    </message>
    <message>
        <source>{0}: all numbers are zero.</source>
        <translation>{0}：所有数均为零。</translation>
    </message>
    <message>
        <source>{0}: differs from the public SAM 2 file by up to {1:.3g}.</source>
        <translation>{0}：与公开的 SAM 2 文件最多相差 {1:.3g}。</translation>
    </message>
    <message>
        <source>{0}: expected a text encoder with its tokenizer ({1})</source>
        <translation>{0}：应为带分词器的文本编码器（{1}）</translation>
    </message>
    <message>
        <source>{0}: expected config.json, a tokenizer and *.safetensors, found no config.json</source>
        <translation>{0}：应有 config.json、分词器和 *.safetensors，但没有 config.json</translation>
    </message>
    <message>
        <source>{0}: expected one public SAM 2 file, such as sam2.1_hiera_tiny.pt, found none.</source>
        <translation>{0}：应有一个公开的 SAM 2 文件，例如 sam2.1_hiera_tiny.pt，但没有找到。</translation>
    </message>
    <message>
        <source>{0}: tensor {1} ends at byte {2} of the data, but the file has only {3}.</source>
        <translation>{0}：张量 {1} 结束于数据的第 {2} 字节，而文件只有 {3} 字节。</translation>
    </message>
    <message>
        <source>{0}: tensor {1} has the impossible shape {2}.</source>
        <translation>{0}：张量 {1} 的形状 {2} 不可能存在。</translation>
    </message>
    <message>
        <source>{0}: tensor {1} has the unknown dtype {2}.</source>
        <translation>{0}：张量 {1} 的数据类型 {2} 未知。</translation>
    </message>
    <message>
        <source>{0}: tensor {1} is in both {2} and {3}.</source>
        <translation>{0}：张量 {1} 同时在 {2} 和 {3} 中。</translation>
    </message>
    <message>
        <source>{0}: tensor {1} must have shape {2}, found {3}.</source>
        <translation>{0}：张量 {1} 的形状应为 {2}，实际为 {3}。</translation>
    </message>
    <message>
        <source>{0}: tensor {1} should take bytes {2} to {3}, found {4} to {5}.</source>
        <translation>{0}：张量 {1} 应占字节 {2} 至 {3}，实际为 {4} 至 {5}。</translation>
    </message>
    <message>
        <source>{0}: the chat template cannot be used: {1}.</source>
        <translation>{0}：无法使用对话模板：{1}。</translation>
    </message>
    <message>
        <source>{0}: the chat template is not one that is known here, so it is not used unless you allow it: tick “Allow unknown chat templates” in the settings, or give --allow-template; it then runs in a sandbox.</source>
        <translation>{0}：这里不认识这个对话模板，未经允许不会使用：请在设置中勾选“允许未知的对话模板”，或使用 --allow-template；它随后在沙盒中运行。</translation>
    </message>
    <message>
        <source>{0}: the model family is {1} with language model {2}; {3} can be read.</source>
        <translation>{0}：模型系列为 {1}，语言模型为 {2}；可读取的有 {3}。</translation>
    </message>
    <message>
        <source>{0}: the tokenizer cannot be loaded: {1}.</source>
        <translation>{0}：无法加载分词器：{1}。</translation>
    </message>
    <message>
        <source>{0}: the tokenizer has {1} tokens, the embedding {2}.</source>
        <translation>{0}：分词器有 {1} 个词元，而嵌入层有 {2} 个。</translation>
    </message>
    <message>
        <source>{0}: the tokenizer is a {1}; {2} can be read.</source>
        <translation>{0}：分词器是 {1}；可读取的是 {2}。</translation>
    </message>
    <message>
        <source>{0}: this checkpoint was trained to write [SEG] for every frame (seg_tokens is {1!r}); only those that write it once for an object ("single") can be used.</source>
        <translation>{0}：此检查点的训练方式是为每一帧写一个 [SEG]（seg_tokens 为 {1!r}）；只能使用为每个对象写一次的检查点（"single"）。</translation>
    </message>
    <message>
        <source>{0}: {1} and {2} both claim to be {3}.</source>
        <translation>{0}：{1} 和 {2} 都声称是 {3}。</translation>
    </message>
    <message>
        <source>{0}: {1}{2} must be {3}, found {4}.</source>
        <translation>{0}：{1}{2} 应为{3}，实际为 {4}。</translation>
    </message>
</context>
<context>
    <name>media</name>
    <message>
        <source>'{0}' cannot be listed: {1}.</source>
        <translation>无法列出“{0}”的内容：{1}。</translation>
    </message>
    <message>
        <source>'{0}' cannot be read: {1}.</source>
        <translation>无法读取“{0}”：{1}。</translation>
    </message>
    <message>
        <source>'{0}' cannot be shown at {1} frames a second.</source>
        <translation>“{0}”无法以每秒 {1} 帧显示。</translation>
    </message>
    <message>
        <source>'{0}' cannot be written: {1}.</source>
        <translation>无法写入“{0}”：{1}。</translation>
    </message>
    <message>
        <source>'{0}' does not exist.</source>
        <translation>“{0}”不存在。</translation>
    </message>
    <message>
        <source>'{0}' has a video stream of which no frame can be decoded{1}.</source>
        <translation>“{0}”的视频流中没有一帧能够解码{1}。</translation>
    </message>
    <message>
        <source>'{0}' has a video stream without any frame{1}.</source>
        <translation>“{0}”的视频流中没有任何帧{1}。</translation>
    </message>
    <message>
        <source>'{0}' has changed on disk since it was indexed; open it again.</source>
        <translation>“{0}”在建立索引后已在磁盘上发生变化；请重新打开。</translation>
    </message>
    <message>
        <source>'{0}' has no usable frame times: its frames are counted at {1:g} a second, and a step back decodes from the start.</source>
        <translation>“{0}”没有可用的帧时间：按每秒 {1:g} 帧计数，后退时需从头解码。</translation>
    </message>
    <message>
        <source>'{0}' has no video stream (found: {1}).</source>
        <translation>“{0}”没有视频流（找到：{1}）。</translation>
    </message>
    <message>
        <source>'{0}' has several pages or frames; the first is shown.</source>
        <translation>“{0}”有多页或多帧；仅显示第一页。</translation>
    </message>
    <message>
        <source>'{0}' has {1}x{2} pixels ({3:.0f} megapixels), more than the limit of {4:g}; raise the limit in the settings to open it.</source>
        <translation>“{0}”有 {1}x{2} 像素（{3:.0f} 百万像素），超过了 {4:g} 百万像素的上限；请在设置中提高上限后再打开。</translation>
    </message>
    <message>
        <source>'{0}' has {1}x{2} pixels, for which the memory is not enough.</source>
        <translation>“{0}”有 {1}x{2} 像素，内存不足。</translation>
    </message>
    <message>
        <source>'{0}' is a HEIC picture, which cannot be read; save it as JPEG or PNG first.</source>
        <translation>“{0}”是 HEIC 图片，无法读取；请先另存为 JPEG 或 PNG。</translation>
    </message>
    <message>
        <source>'{0}' is a folder without pictures, expected a file or a folder of frames.</source>
        <translation>“{0}”是没有图片的文件夹，应为文件或帧文件夹。</translation>
    </message>
    <message>
        <source>'{0}' is a text file, expected a picture or a video.</source>
        <translation>“{0}”是文本文件，应为图片或视频。</translation>
    </message>
    <message>
        <source>'{0}' is an SVG drawing, which has no pixels; save it as PNG first.</source>
        <translation>“{0}”是 SVG 矢量图，没有像素；请先另存为 PNG。</translation>
    </message>
    <message>
        <source>'{0}' is compressed with a codec that this installation cannot decode.</source>
        <translation>“{0}”使用的编码格式在本安装中无法解码。</translation>
    </message>
    <message>
        <source>'{0}' is cut off: it ends in the middle of a frame, after {1} whole ones.</source>
        <translation>“{0}”不完整：在 {1} 个完整的帧之后，于一帧的中间结束。</translation>
    </message>
    <message>
        <source>'{0}' is cut off: its header promises {1} frames, {2} are there.</source>
        <translation>“{0}”不完整：文件头声明有 {1} 帧，实际只有 {2} 帧。</translation>
    </message>
    <message>
        <source>'{0}' is cut off: {1} bytes are missing, {2} frames are there.</source>
        <translation>“{0}”不完整：缺少 {1} 字节，现有 {2} 帧。</translation>
    </message>
    <message>
        <source>'{0}' is damaged after frame {1}: {2}.</source>
        <translation>“{0}”在第 {1} 帧之后损坏：{2}。</translation>
    </message>
    <message>
        <source>'{0}' is damaged and cannot be decoded: {1}.</source>
        <translation>“{0}”已损坏，无法解码：{1}。</translation>
    </message>
    <message>
        <source>'{0}' is damaged or no picture: {1}.</source>
        <translation>“{0}”已损坏或不是图片：{1}。</translation>
    </message>
    <message>
        <source>'{0}' is damaged: its header says {1}x{2} pixels.</source>
        <translation>“{0}”已损坏：文件头声明为 {1}x{2} 像素。</translation>
    </message>
    <message>
        <source>'{0}' is damaged: its header says {1}x{2}, decoded were {3}x{4}.</source>
        <translation>“{0}”已损坏：文件头声明为 {1}x{2}，解码得到 {3}x{4}。</translation>
    </message>
    <message>
        <source>'{0}' is empty (0 bytes), expected a picture or a video.</source>
        <translation>“{0}”是空文件（0 字节），应为图片或视频。</translation>
    </message>
    <message>
        <source>'{0}' is not a folder.</source>
        <translation>“{0}”不是文件夹。</translation>
    </message>
    <message>
        <source>'{0}' is not a regular file, expected a picture or a video.</source>
        <translation>“{0}”不是普通文件，应为图片或视频。</translation>
    </message>
    <message>
        <source>'{0}' is not a video that can be read, or is damaged: {1}.</source>
        <translation>“{0}”不是可读取的视频，或已损坏：{1}。</translation>
    </message>
    <message>
        <source>'{0}' is {1} that points to other files; open those files themselves.</source>
        <translation>“{0}”是{1}，它指向其他文件；请直接打开那些文件。</translation>
    </message>
    <message>
        <source>'{0}' is {1}x{2} but the first picture of its folder is {3}x{4}; the frames of a sequence have one size.</source>
        <translation>“{0}”为 {1}x{2}，而其文件夹中的第一张图片为 {3}x{4}；同一序列的各帧大小必须相同。</translation>
    </message>
    <message>
        <source>'{0}' is {1}x{2}; masks may have up to {3:g} megapixels.</source>
        <translation>“{0}”为 {1}x{2}；掩码最大为 {3:g} 百万像素。</translation>
    </message>
    <message>
        <source>'{0}' takes frames of {1}x{2}, got {3}.</source>
        <translation>“{0}”接受 {1}x{2} 的帧，得到的是 {3}。</translation>
    </message>
    <message>
        <source>'{0}' was opened with the index of '{1}'.</source>
        <translation>“{0}”是用“{1}”的索引打开的。</translation>
    </message>
    <message>
        <source>'{0}' was to be written without any frame.</source>
        <translation>“{0}”没有任何帧可写。</translation>
    </message>
    <message>
        <source>'{0}': a GIF has sides of at most {1} pixels, found {2}x{3}.</source>
        <translation>“{0}”：GIF 的边长最多 {1} 像素，实际为 {2}x{3}。</translation>
    </message>
    <message>
        <source>'{0}': expected a mask picture, but it cannot be read ({1}).</source>
        <translation>“{0}”：应为掩码图片，但无法读取（{1}）。</translation>
    </message>
    <message>
        <source>'{0}': expected a mask with a palette or in grey (mode P, L or 1), found mode {1}.</source>
        <translation>“{0}”：应为带调色板或灰度的掩码（模式 P、L 或 1），实际模式为 {1}。</translation>
    </message>
    <message>
        <source>'{0}': the time {1} does not come after {2}.</source>
        <translation>“{0}”：时间 {1} 不在 {2} 之后。</translation>
    </message>
    <message>
        <source>Frame {0} ('{1}') has become {2}x{3}, expected {4}x{5}.</source>
        <translation>第 {0} 帧（“{1}”）变成了 {2}x{3}，应为 {4}x{5}。</translation>
    </message>
    <message>
        <source>Frame {0} of '{1}' cannot be decoded: {2}.</source>
        <translation>“{1}”的第 {0} 帧无法解码：{2}。</translation>
    </message>
    <message>
        <source>a DASH manifest</source>
        <translation> DASH 清单</translation>
    </message>
    <message>
        <source>a concat list</source>
        <translation> concat 列表</translation>
    </message>
    <message>
        <source>a package manifest</source>
        <translation>打包清单</translation>
    </message>
    <message>
        <source>a playlist</source>
        <translation>播放列表</translation>
    </message>
    <message>
        <source>a streaming manifest</source>
        <translation>流媒体清单</translation>
    </message>
    <message>
        <source>an HLS playlist</source>
        <translation> HLS 播放列表</translation>
    </message>
    <message>
        <source>an SDP session description</source>
        <translation> SDP 会话描述</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>它已损坏</translation>
    </message>
    <message>
        <source>it is damaged or missing from the file</source>
        <translation>它已损坏或不在文件中</translation>
    </message>
    <message>
        <source>its format is not recognised</source>
        <translation>无法识别其格式</translation>
    </message>
    <message>
        <source>its header is broken ({0})</source>
        <translation>其文件头已损坏（{0}）</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>the file refers to another one ({0!r}), which is not followed</source>
        <translation>该文件引用了另一个文件 ({0!r})，程序不会跟随</translation>
    </message>
</context>
<context>
    <name>model_store</name>
    <message>
        <source>layout derived, not yet seen on real weights</source>
        <translation>布局为推导所得，尚未在真实权重上验证</translation>
    </message>
    <message>
        <source>see the model's card</source>
        <translation>请查看模型卡</translation>
    </message>
    <message>
        <source>see the model's card; SAM 2 is published under Apache-2.0</source>
        <translation>请查看模型卡；SAM 2 以 Apache-2.0 发布</translation>
    </message>
    <message>
        <source>see the model's card; its repository says Apache-2.0</source>
        <translation>请查看模型卡；其代码仓库注明 Apache-2.0</translation>
    </message>
    <message>
        <source>the proxy does not let us reach {0} ({1}); look at HTTPS_PROXY and NO_PROXY</source>
        <translation>代理不允许访问 {0}（{1}）；请检查 HTTPS_PROXY 和 NO_PROXY</translation>
    </message>
    <message>
        <source>{0!r} is neither a model of the list nor an OWNER/NAME on the hub</source>
        <translation>{0!r} 既不是列表中的模型，也不是 Hub 上的 OWNER/NAME</translation>
    </message>
    <message>
        <source>{0!r} is neither a model of the list nor an OWNER/NAME on the hub; did you mean {1}?</source>
        <translation>{0!r} 既不是列表中的模型，也不是 Hub 上的 OWNER/NAME；您是指 {1} 吗？</translation>
    </message>
    <message>
        <source>{0} at {1} lists names that differ only in case</source>
        <translation>{0}（{1}）列出了仅大小写不同的文件名</translation>
    </message>
    <message>
        <source>{0} at {1}: expected {2}, found none</source>
        <translation>{0}（{1}）：应有 {2}，但没有找到</translation>
    </message>
    <message>
        <source>{0} cannot be reached ({1}); check the network or HTTPS_PROXY, or copy the model's folder to this machine</source>
        <translation>无法访问 {0}（{1}）；请检查网络或 HTTPS_PROXY，或把模型文件夹复制到本机</translation>
    </message>
    <message>
        <source>{0} did not answer within {1:g} s; try again, what is here is kept</source>
        <translation>{0} 在 {1:g} 秒内没有应答；请重试，已有的部分会保留</translation>
    </message>
    <message>
        <source>{0} does not answer as a hub does about {1}: {2}</source>
        <translation>{0} 对 {1} 的应答不像是 Hub：{2}</translation>
    </message>
    <message>
        <source>{0} has been disabled by the hub</source>
        <translation>{0} 已被 Hub 停用</translation>
    </message>
    <message>
        <source>{0} has no revision {1!r}</source>
        <translation>{0} 没有版本 {1!r}</translation>
    </message>
    <message>
        <source>{0} has no such file at {1}</source>
        <translation>{0} 在 {1} 处没有此文件</translation>
    </message>
    <message>
        <source>{0} is gated: accept its terms at {1}/{0}, then log in with `hf auth login` or set HF_TOKEN</source>
        <translation>{0} 需要授权：请在 {1}/{0} 接受其条款，然后用 `hf auth login` 登录或设置 HF_TOKEN</translation>
    </message>
    <message>
        <source>{0} is not in the hub's cache</source>
        <translation>{0} 不在 Hub 的缓存中</translation>
    </message>
    <message>
        <source>{0} lists a file named {1!r}, which lies outside its folder; nothing is fetched</source>
        <translation>{0} 列出了名为 {1!r} 的文件，它位于文件夹之外；不获取任何内容</translation>
    </message>
    <message>
        <source>{0} was not downloaded here</source>
        <translation>{0} 不是在此处下载的</translation>
    </message>
    <message>
        <source>{0} was not downloaded here, so it is not removed</source>
        <translation>{0} 不是在此处下载的，因此不会删除</translation>
    </message>
    <message>
        <source>{0}: another window or program is getting this model</source>
        <translation>{0}：另一个窗口或程序正在获取此模型</translation>
    </message>
    <message>
        <source>{0}: cannot be read: {1}</source>
        <translation>{0}：无法读取：{1}</translation>
    </message>
    <message>
        <source>{0}: cannot be removed: {1}</source>
        <translation>{0}：无法删除：{1}</translation>
    </message>
    <message>
        <source>{0}: cannot be written: {1}</source>
        <translation>{0}：无法写入：{1}</translation>
    </message>
    <message>
        <source>{0}: expected the record of a download, found something else</source>
        <translation>{0}：应为下载记录，实际是其他内容</translation>
    </message>
    <message>
        <source>{0}: not the file that the hub names ({1})</source>
        <translation>{0}：不是 Hub 所指的文件（{1}）</translation>
    </message>
    <message>
        <source>{0}: offline mode is on (HF_HUB_OFFLINE), so nothing is fetched; unset it, or copy the model's folder to this machine and name that</source>
        <translation>{0}：离线模式已开启（HF_HUB_OFFLINE），因此不获取任何内容；请取消该变量，或把模型文件夹复制到本机并指定它</translation>
    </message>
    <message>
        <source>{0}: the disk is full; what came is kept, free some space and get the model again</source>
        <translation>{0}：磁盘已满；已收到的部分会保留，请腾出空间后重新获取模型</translation>
    </message>
    <message>
        <source>{0}: the hub asks to wait (429); try again in a few minutes</source>
        <translation>{0}：Hub 要求等待（429）；请几分钟后再试</translation>
    </message>
    <message>
        <source>{0}: the hub fails with {1}; try again later, what is here is kept</source>
        <translation>{0}：Hub 出错（{1}）；请稍后再试，已有的部分会保留</translation>
    </message>
    <message>
        <source>{0}: the hub gives no size or no checksum for {1}</source>
        <translation>{0}：Hub 没有给出 {1} 的大小或校验和</translation>
    </message>
    <message>
        <source>{0}: the hub knows no such repository, or it is private and your login (HF_TOKEN) may not see it</source>
        <translation>{0}：Hub 上没有此仓库，或它是私有的，您的登录（HF_TOKEN）无权查看</translation>
    </message>
    <message>
        <source>{0}: the hub names no commit for it</source>
        <translation>{0}：Hub 没有给出它的提交</translation>
    </message>
    <message>
        <source>{0}: the hub refuses access ({1}); log in with `hf auth login` or set HF_TOKEN</source>
        <translation>{0}：Hub 拒绝访问（{1}）；请用 `hf auth login` 登录或设置 HF_TOKEN</translation>
    </message>
    <message>
        <source>{0}: the hub stops at {1:,} of {2:,} bytes; what came is kept</source>
        <translation>{0}：Hub 在 {2:,} 字节中的第 {1:,} 字节处停止；已收到的部分会保留</translation>
    </message>
    <message>
        <source>{0}: the record of the download cannot be read: {1}</source>
        <translation>{0}：无法读取下载记录：{1}</translation>
    </message>
    <message>
        <source>{0}: what came has the checksum {1}, the hub says {2}; the file was removed, get the model again</source>
        <translation>{0}：收到的内容校验和为 {1}，Hub 上为 {2}；该文件已删除，请重新获取模型</translation>
    </message>
    <message>
        <source>{0}: {1:.1f} GB are needed for {2}, {3:.1f} GB are free; free some, nothing was fetched</source>
        <translation>{0}：{2} 需要 {1:.1f} GB，可用空间为 {3:.1f} GB；请先腾出空间，尚未获取任何内容</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>operations</name>
    <message>
        <source>"reject" or "keep"</source>
        <translation>“reject”或“keep”</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) are kept</source>
        <translation><numerusform>保留 %n 个回答</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n changed meanwhile</source>
        <translation><numerusform>%n 条在此期间有更改</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) kept</source>
        <translation><numerusform>保留 %n 次检查</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) without masks</source>
        <translation><numerusform>%n 段不带掩码的对话</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n could not be checked</source>
        <translation><numerusform>%n 条无法检查</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n expression(s) with masks</source>
        <translation><numerusform>%n 条带掩码的表达</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n grounded caption(s)</source>
        <translation><numerusform>%n 条带掩码的描述</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) cannot be used.</source>
        <translation><numerusform>有 %n 项无法使用。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n low</source>
        <translation><numerusform>%n 条偏低</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n mask(s)</source>
        <translation><numerusform>%n 个掩码</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n mask(s) are kept</source>
        <translation><numerusform>保留 %n 个掩码</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n mask(s) of the project kept in place of those of the file</source>
        <translation><numerusform>保留项目中的 %n 个掩码，未用文件中的</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n new label(s)</source>
        <translation><numerusform>%n 个新标签</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n new mask(s)</source>
        <translation><numerusform>%n 个新掩码</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n new object(s)</source>
        <translation><numerusform>%n 个新对象</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n new text(s) about objects</source>
        <translation><numerusform>%n 条关于对象的新文字</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n new turn(s) of a conversation</source>
        <translation><numerusform>%n 轮新对话</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation><numerusform>%n 个对象</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) that the project had already</source>
        <translation><numerusform>项目中已有 %n 个对象</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) that the project had already, now there again under another name</source>
        <translation><numerusform>项目中已有 %n 个对象，现以另一名称再次加入</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) with “{0}” will have the label “{1}”.</source>
        <translation><numerusform>标签为“{0}”的 %n 个对象将改用标签“{1}”。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n of them in the project</source>
        <translation><numerusform>其中 %n 个在项目中</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) or clip(s)</source>
        <translation><numerusform>%n 个图片或片段</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) or clip(s) added to the project</source>
        <translation><numerusform>%n 个图片或片段已加入项目</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) or clip(s) left out</source>
        <translation><numerusform>%n 个图片或片段被略去</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) or clip(s) read</source>
        <translation><numerusform>%n 个图片或片段已读取</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation><numerusform>%n 个问题</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n proposed value(s) kept</source>
        <translation><numerusform>保留 %n 个建议值</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n region caption(s)</source>
        <translation><numerusform>%n 条区域描述</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n removed mask(s), which the file does not have</source>
        <translation><numerusform>移除了文件中没有的 %n 个掩码</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n replaced mask(s)</source>
        <translation><numerusform>替换了 %n 个掩码</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n step(s), samples drawn: {0}.</source>
        <translation><numerusform>%n 步，抽取样本 {0} 个。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n step(s).</source>
        <translation><numerusform>%n 步。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n text(s)</source>
        <translation><numerusform>%n 条文字</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) checked</source>
        <translation><numerusform>已检查 %n 条文字</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) proposed</source>
        <translation><numerusform>已建议 %n 条文字</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n to be added with the pictures of the data set</source>
        <translation><numerusform>%n 个将随数据集的图片加入</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of attributes</source>
        <translation><numerusform>%n 个属性值</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n without a picture that fits, to be left out</source>
        <translation><numerusform>%n 个没有相符的图片，将略去</numerusform></translation>
    </message>
    <message>
        <source>'{0}' has changed since it was added to this project; its masks may not fit any more.</source>
        <translation>“{0}”在加入此项目后发生了变化；其掩码可能不再吻合。</translation>
    </message>
    <message>
        <source>'{0}' has no pictures any more.</source>
        <translation>“{0}”中已经没有图片。</translation>
    </message>
    <message>
        <source>'{0}' has {1} frames of {2}x{3}, but the masks were made on {4} frames of {5}x{6}: it cannot take their place.</source>
        <translation>“{0}”有 {1} 帧，大小为 {2}x{3}，而掩码是在 {4} 帧、大小 {5}x{6} 上制作的：无法替代。</translation>
    </message>
    <message>
        <source>'{0}' is another file than '{1}' ({2} bytes instead of {3}), although it has as many frames of the same size.</source>
        <translation>“{0}”与“{1}”不是同一文件（{2} 字节，原为 {3} 字节），尽管帧数和大小相同。</translation>
    </message>
    <message>
        <source>'{0}' is {1}x{2} now, but the masks of this project were made on {3}x{4}: it was replaced by another file.</source>
        <translation>“{0}”现在是 {1}x{2}，而此项目的掩码是在 {3}x{4} 上制作的：它已被另一个文件替换。</translation>
    </message>
    <message>
        <source>--engine ray needs Ray: install it with `uv sync --extra ray` ({0})</source>
        <translation>--engine ray 需要 Ray：请用 `uv sync --extra ray` 安装（{0}）</translation>
    </message>
    <message>
        <source>A choice of “{0}” has no name.</source>
        <translation>“{0}”有一个选项没有名称。</translation>
    </message>
    <message>
        <source>A label has no name.</source>
        <translation>有一个标签没有名称。</translation>
    </message>
    <message>
        <source>A phrase for “{0}” and nothing else</source>
        <translation>只指代“{0}”的短语</translation>
    </message>
    <message>
        <source>A text about several objects or none is not rephrased.</source>
        <translation>关于多个对象或没有所指的文字不予改写。</translation>
    </message>
    <message>
        <source>Absent</source>
        <translation>不在画面中</translation>
    </message>
    <message>
        <source>Accepted texts</source>
        <translation>已接受的文字</translation>
    </message>
    <message numerus="yes">
        <source>Add %n object(s)</source>
        <translation><numerusform>添加 %n 个对象</numerusform></translation>
    </message>
    <message>
        <source>Add Label</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Add {0}</source>
        <translation>添加 {0}</translation>
    </message>
    <message>
        <source>Add {0} media</source>
        <translation>添加 {0} 个媒体</translation>
    </message>
    <message>
        <source>Add “{0}”</source>
        <translation>添加“{0}”</translation>
    </message>
    <message>
        <source>An attribute has no name.</source>
        <translation>有一个属性没有名称。</translation>
    </message>
    <message>
        <source>An object that was to be joined is no longer there.</source>
        <translation>要合并的某个对象已不存在。</translation>
    </message>
    <message>
        <source>Answered from an enlarged part of the picture: in the whole picture an object is too small to be marked.</source>
        <translation>根据画面的放大局部回答：在整个画面中有对象太小，无法标记。</translation>
    </message>
    <message>
        <source>Answered from an enlarged part of the picture: in the whole picture the object is too small to be marked.</source>
        <translation>根据图片的放大局部回答：目标在整张图片中太小，无法标记。</translation>
    </message>
    <message>
        <source>Answered from pictures with the objects outlined and numbered: {0}.</source>
        <translation>根据描出对象轮廓并编号的画面回答：{0}。</translation>
    </message>
    <message>
        <source>Answered from the picture with the object outlined: {0}.</source>
        <translation>根据描出对象轮廓的画面回答：{0}。</translation>
    </message>
    <message>
        <source>As many steps as the time allows.</source>
        <translation>步数由时间决定。</translation>
    </message>
    <message>
        <source>Ask Again</source>
        <translation>再问一次</translation>
    </message>
    <message>
        <source>Ask about {0} Objects</source>
        <translation>就 {0} 个对象提问</translation>
    </message>
    <message>
        <source>Ask about “{0}”</source>
        <translation>就“{0}”提问</translation>
    </message>
    <message>
        <source>Ask “{0}”</source>
        <translation>提问“{0}”</translation>
    </message>
    <message>
        <source>Camera, mean shift of the picture</source>
        <translation>镜头，画面的平均位移</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Clips that the camera's motion was measured in</source>
        <translation>测量了镜头运动的片段</translation>
    </message>
    <message>
        <source>Comments</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Correct the track of “{0}”</source>
        <translation>修正“{0}”的轨迹</translation>
    </message>
    <message>
        <source>Correct “{0}” by Words: {1}</source>
        <translation>用文字修正“{0}”：{1}</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Describe frames {0}–{1}</source>
        <translation>描述第 {0}–{1} 帧</translation>
    </message>
    <message>
        <source>Describe this picture</source>
        <translation>描述此画面</translation>
    </message>
    <message>
        <source>Describe “{0}”</source>
        <translation>描述“{0}”</translation>
    </message>
    <message>
        <source>Described from an outlined crop of the picture: {0}.</source>
        <translation>根据画面中描出轮廓的裁剪图描述：{0}。</translation>
    </message>
    <message>
        <source>Descriptions and conversations</source>
        <translation>描述和对话</translation>
    </message>
    <message>
        <source>Drawn</source>
        <translation>手工绘制</translation>
    </message>
    <message>
        <source>Expected a label of the project ({0}), found “{1}”.</source>
        <translation>应为项目中的标签（{0}），实际为“{1}”。</translation>
    </message>
    <message>
        <source>Expected a threshold from 0 to 1, found {0}.</source>
        <translation>阈值应为 0 到 1，实际为 {0}。</translation>
    </message>
    <message>
        <source>Expected an attribute with a question ({0}), found “{1}”.</source>
        <translation>应为带问题的属性（{0}），实际为“{1}”。</translation>
    </message>
    <message>
        <source>Expected at least one frame to ask about, found {0}.</source>
        <translation>应至少询问一帧，实际为 {0}。</translation>
    </message>
    <message>
        <source>Fill Attributes by Question</source>
        <translation>通过提问填写属性</translation>
    </message>
    <message>
        <source>Find a Phrase for “{0}”</source>
        <translation>为“{0}”查找短语</translation>
    </message>
    <message>
        <source>Find “{0}” in the Clip</source>
        <translation>在片段中查找“{0}”</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>标记待查</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>标记待查</translation>
    </message>
    <message>
        <source>Found on none of the frames that were looked at.</source>
        <translation>在查看过的帧上都没有找到。</translation>
    </message>
    <message>
        <source>Frame {0}:</source>
        <translation>第 {0} 帧：</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Frames on which the object is occluded</source>
        <translation>对象被遮挡的帧</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>空缺</translation>
    </message>
    <message>
        <source>Grounded caption of frames {0}–{1}</source>
        <translation>第 {0}–{1} 帧的带掩码描述</translation>
    </message>
    <message>
        <source>Grounded caption of this picture</source>
        <translation>此画面的带掩码描述</translation>
    </message>
    <message>
        <source>Import {0}</source>
        <translation>导入 {0}</translation>
    </message>
    <message numerus="yes">
        <source>In frames {0}, and %n more stretch(es).</source>
        <translation><numerusform>在第 {0} 帧，另有 %n 段。</numerusform></translation>
    </message>
    <message>
        <source>In frames {0}.</source>
        <translation>在第 {0} 帧。</translation>
    </message>
    <message>
        <source>It covers {0:.2%} of the picture at most; {1:.2%} are wanted.</source>
        <translation>它最多占画面的 {0:.2%}；应达到 {1:.2%}。</translation>
    </message>
    <message>
        <source>It has no mask.</source>
        <translation>它没有掩码。</translation>
    </message>
    <message>
        <source>It has texts of this recipe already.</source>
        <translation>它已有此配方的文字。</translation>
    </message>
    <message>
        <source>It is seen for {0:.1f} s; {1:.1f} s are wanted.</source>
        <translation>它出现 {0:.1f} 秒；应达到 {1:.1f} 秒。</translation>
    </message>
    <message>
        <source>It is seen on {0:.0%} of its frames; {1:.0%} are wanted.</source>
        <translation>它在其 {0:.0%} 的帧上可见；应达到 {1:.0%}。</translation>
    </message>
    <message>
        <source>Key frames</source>
        <translation>关键帧</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Leave Out</source>
        <translation>略去</translation>
    </message>
    <message>
        <source>Left out: {0}</source>
        <translation>已略去：{0}</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>最长</translation>
    </message>
    <message>
        <source>Lowest score</source>
        <translation>最低分数</translation>
    </message>
    <message>
        <source>Main memory: about {0}.</source>
        <translation>主内存：约 {0}。</translation>
    </message>
    <message>
        <source>Make an Object of “{0}”</source>
        <translation>由“{0}”建立对象</translation>
    </message>
    <message>
        <source>Mark “{0}”</source>
        <translation>标记“{0}”</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Masks over clips</source>
        <translation>片段中的掩码</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Mean IoU</source>
        <translation>平均 IoU</translation>
    </message>
    <message>
        <source>Mean area</source>
        <translation>平均面积</translation>
    </message>
    <message>
        <source>Mean score</source>
        <translation>平均分数</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>中位数</translation>
    </message>
    <message>
        <source>Memory of {0}: about {1} (weights {2}, gradients {3}, optimiser {4}, activations {5}) of {6} that are free.</source>
        <translation>{0} 的内存：约需 {1}（权重 {2}，梯度 {3}，优化器 {4}，激活 {5}），可用 {6}。</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>运动</translation>
    </message>
    <message>
        <source>Neither “{0}” nor “{1}” has a mask from frame {2} on.</source>
        <translation>从第 {2} 帧起，“{0}”和“{1}”都没有掩码。</translation>
    </message>
    <message>
        <source>Neither “{0}” nor “{1}” has a mask in frames {2}–{3}.</source>
        <translation>第 {2}–{3} 帧中，“{0}”和“{1}”都没有掩码。</translation>
    </message>
    <message>
        <source>No attribute of the project has a question.</source>
        <translation>项目中没有带问题的属性。</translation>
    </message>
    <message>
        <source>Not consistent: {0}</source>
        <translation>不一致：{0}</translation>
    </message>
    <message>
        <source>Not trained on: {0} ({1}).</source>
        <translation>不用于训练：{0}（{1}）。</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Objects found again (IoU from 0.5)</source>
        <translation>找回的对象（IoU 不低于 0.5）</translation>
    </message>
    <message>
        <source>Objects in pictures</source>
        <translation>图片中的对象</translation>
    </message>
    <message>
        <source>Objects of different media cannot be swapped.</source>
        <translation>不同媒体中的对象不能互换。</translation>
    </message>
    <message>
        <source>Objects that appear again</source>
        <translation>再次出现的对象</translation>
    </message>
    <message>
        <source>Objects that are occluded somewhere</source>
        <translation>曾被遮挡的对象</translation>
    </message>
    <message>
        <source>Objects that disappear</source>
        <translation>会消失的对象</translation>
    </message>
    <message>
        <source>Objects that move by more than {0} diagonals a second</source>
        <translation>每秒移动超过 {0} 个对角线的对象</translation>
    </message>
    <message>
        <source>Objects with texts</source>
        <translation>有文字的对象</translation>
    </message>
    <message>
        <source>Objects, mean path of the box's centre</source>
        <translation>对象，框中心的平均路程</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>被遮挡</translation>
    </message>
    <message>
        <source>Occlusion and disappearance</source>
        <translation>遮挡与消失</translation>
    </message>
    <message>
        <source>Of the picture</source>
        <translation>占画面</translation>
    </message>
    <message>
        <source>On this CPU, {0} takes about {1} for the first click on a frame and {2} for each tracked frame.</source>
        <translation>在此 CPU 上，{0} 对一帧的第一次点击约需 {1}，跟踪每帧约需 {2}。</translation>
    </message>
    <message>
        <source>Other annotation tools</source>
        <translation>其他标注工具</translation>
    </message>
    <message>
        <source>Out of date</source>
        <translation>已过时</translation>
    </message>
    <message>
        <source>Pictures and videos to look at</source>
        <translation>供观看的图片和视频</translation>
    </message>
    <message>
        <source>Proposed texts</source>
        <translation>待定的文字</translation>
    </message>
    <message>
        <source>Ray ended the batch: {0}</source>
        <translation>Ray 结束了批处理：{0}</translation>
    </message>
    <message>
        <source>Read a Conversation</source>
        <translation>读取对话</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Rejected texts</source>
        <translation>已拒绝的文字</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>回验</translation>
    </message>
    <message>
        <source>Segment “{0}”</source>
        <translation>分割“{0}”</translation>
    </message>
    <message>
        <source>Select at least two objects of one picture or clip to join them.</source>
        <translation>请至少选择同一图片或片段中的两个对象来合并。</translation>
    </message>
    <message>
        <source>Set Label</source>
        <translation>设置标签</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>已确定</translation>
    </message>
    <message>
        <source>Step {0} was skipped, its loss was not a number: {1}</source>
        <translation>第 {0} 步已跳过，其损失不是数：{1}</translation>
    </message>
    <message>
        <source>Step {0}, held-out samples: {1}</source>
        <translation>第 {0} 步，留出样本：{1}</translation>
    </message>
    <message>
        <source>Step {0}, held-out samples: {1}, the best so far</source>
        <translation>第 {0} 步，留出样本：{1}，目前最佳</translation>
    </message>
    <message>
        <source>Step {0}: {1}; {2} samples a second</source>
        <translation>第 {0} 步：{1}；每秒 {2} 个样本</translation>
    </message>
    <message>
        <source>Stopped after step {0}; the same command goes on.</source>
        <translation>已在第 {0} 步后停止；再次运行同一命令即可继续。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>Stopped; {0}.</source>
        <translation>已停止；{0}。</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Texts that find objects</source>
        <translation>用于寻找对象的文字</translation>
    </message>
    <message>
        <source>Texts that were tried</source>
        <translation>试过的文字</translation>
    </message>
    <message>
        <source>Texts, rejected ones left out</source>
        <translation>文字，不含已拒绝的</translation>
    </message>
    <message>
        <source>The answer stays as it was.</source>
        <translation>回答保持不变。</translation>
    </message>
    <message>
        <source>The answer was cut off at its limit of {0} tokens.</source>
        <translation>回答达到 {0} 个词元的上限，已被截断。</translation>
    </message>
    <message>
        <source>The answer was ended after {0} objects; the model would have named more.</source>
        <translation>回答在 {0} 个对象之后结束；模型本来还会说出更多。</translation>
    </message>
    <message>
        <source>The checker said neither yes nor no: {0}</source>
        <translation>检查模型既未说是，也未说否：{0}</translation>
    </message>
    <message>
        <source>The copied mask is {0}x{1} but this picture is {2}x{3}.</source>
        <translation>复制的掩码为 {0}x{1}，而此画面为 {2}x{3}。</translation>
    </message>
    <message>
        <source>The describer said nothing.</source>
        <translation>描述模型没有回答。</translation>
    </message>
    <message>
        <source>The earlier turns were written by {0} and were read again as text.</source>
        <translation>前面各轮由 {0} 写成，已按文字重新读取。</translation>
    </message>
    <message>
        <source>The fine-tuning has ended without a plan.</source>
        <translation>微调已结束，但没有给出计划。</translation>
    </message>
    <message numerus="yes">
        <source>The first %n picture(s) or clip(s)</source>
        <translation><numerusform>前 %n 个图片或片段</numerusform></translation>
    </message>
    <message>
        <source>The lowest number of “{0}” is above the highest.</source>
        <translation>“{0}”的最小值大于最大值。</translation>
    </message>
    <message>
        <source>The model found no better words.</source>
        <translation>模型没有找到更好的说法。</translation>
    </message>
    <message>
        <source>The process ended with exit code {0}.</source>
        <translation>进程已结束，退出码为 {0}。</translation>
    </message>
    <message>
        <source>The process was cancelled; what was finished is kept.</source>
        <translation>进程已取消；已完成的内容均保留。</translation>
    </message>
    <message>
        <source>The project has no object {0}.</source>
        <translation>项目中没有对象 {0}。</translation>
    </message>
    <message>
        <source>The scene cuts of media item {0} cannot be read: {1}</source>
        <translation>无法读取媒体 {0} 的镜头切换：{1}</translation>
    </message>
    <message>
        <source>The system has ended the process, most often because memory ran out.</source>
        <translation>系统结束了该进程，最常见的原因是内存耗尽。</translation>
    </message>
    <message>
        <source>There is no mask here that could be judged.</source>
        <translation>这里没有可以裁定的掩码。</translation>
    </message>
    <message>
        <source>There is no mask here that this could be done to (locked frames are left alone).</source>
        <translation>这里没有可以这样处理的掩码（已锁定的帧不会改动）。</translation>
    </message>
    <message>
        <source>There is no mask to paste; copy one first.</source>
        <translation>没有可粘贴的掩码；请先复制一个。</translation>
    </message>
    <message>
        <source>There is nothing to extend: no mask to carry on, or no frame without one on the way.</source>
        <translation>没有可延续的内容：没有可延续的掩码，或途中的帧都已有掩码。</translation>
    </message>
    <message>
        <source>There was no text to check.</source>
        <translation>没有可检查的文字。</translation>
    </message>
    <message numerus="yes">
        <source>Track %n object(s)</source>
        <translation><numerusform>跟踪 %n 个对象</numerusform></translation>
    </message>
    <message>
        <source>Track “{0}”</source>
        <translation>跟踪“{0}”</translation>
    </message>
    <message>
        <source>Tracked</source>
        <translation>已跟踪</translation>
    </message>
    <message>
        <source>Training begins.</source>
        <translation>训练开始。</translation>
    </message>
    <message>
        <source>Training goes on after step {0}.</source>
        <translation>训练从第 {0} 步之后继续。</translation>
    </message>
    <message>
        <source>Training is complete after step {0}.</source>
        <translation>训练在第 {0} 步后完成。</translation>
    </message>
    <message>
        <source>Training is complete after step {0}; the best state was that of step {1}.</source>
        <translation>训练在第 {0} 步后完成；最佳状态是第 {1} 步的状态。</translation>
    </message>
    <message>
        <source>Two attributes of the same label are called “{0}”.</source>
        <translation>同一标签有两个名为“{0}”的属性。</translation>
    </message>
    <message>
        <source>Two labels are called “{0}”.</source>
        <translation>有两个标签都名为“{0}”。</translation>
    </message>
    <message>
        <source>Unexpected: {0!r}</source>
        <translation>意外错误：{0!r}</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Use {0} instead (about {1} and {2})?</source>
        <translation>改用 {0}（约 {1} 和 {2}）？</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>值</translation>
    </message>
    <message>
        <source>What is “{0}”?</source>
        <translation>“{0}”是什么？</translation>
    </message>
    <message>
        <source>What it is about has no mask.</source>
        <translation>它所指的内容没有掩码。</translation>
    </message>
    <message>
        <source>With {0} words</source>
        <translation>{0} 个词</translation>
    </message>
    <message>
        <source>Words of long texts</source>
        <translation>长文字的词数</translation>
    </message>
    <message>
        <source>Words of other texts</source>
        <translation>其他文字的词数</translation>
    </message>
    <message>
        <source>Words of short texts</source>
        <translation>短文字的词数</translation>
    </message>
    <message>
        <source>Write Expressions</source>
        <translation>撰写表达</translation>
    </message>
    <message>
        <source>Written to {0}: the checkpoint, {1}, and state, {2}, of {3} that are free on the disk.</source>
        <translation>写入 {0}：检查点 {1} 和训练状态 {2}；磁盘可用 {3}。</translation>
    </message>
    <message>
        <source>a mask of {0}x{1} on frame {2} does not fit the clip</source>
        <translation>第 {2} 帧上 {0}x{1} 的掩码与片段不符</translation>
    </message>
    <message>
        <source>a name</source>
        <translation>一个名称</translation>
    </message>
    <message>
        <source>a name of the data set cannot be a file name: {0!r}</source>
        <translation>数据集中的名称不能用作文件名：{0!r}</translation>
    </message>
    <message>
        <source>a picture has no other frames to search</source>
        <translation>图片没有其他帧可供查找</translation>
    </message>
    <message>
        <source>a search of the clip cannot be followed up</source>
        <translation>不能追问对片段的查找</translation>
    </message>
    <message>
        <source>a table</source>
        <translation>一个表</translation>
    </message>
    <message>
        <source>a whole number from 1</source>
        <translation>不小于 1 的整数</translation>
    </message>
    <message>
        <source>absent frames</source>
        <translation>不在画面中的帧</translation>
    </message>
    <message>
        <source>after a break of the track</source>
        <translation>在轨迹中断之后</translation>
    </message>
    <message>
        <source>an object that “{0}” was about is gone</source>
        <translation>“{0}”所针对的某个对象已不存在</translation>
    </message>
    <message>
        <source>another outline</source>
        <translation>轮廓不同</translation>
    </message>
    <message>
        <source>another size</source>
        <translation>大小不同</translation>
    </message>
    <message>
        <source>another size on this frame only</source>
        <translation>仅此帧大小不同</translation>
    </message>
    <message>
        <source>area ×{0}</source>
        <translation>面积 ×{0}</translation>
    </message>
    <message>
        <source>asked again on frame {0}: IoU {1}</source>
        <translation>在第 {0} 帧上再次提问：IoU {1}</translation>
    </message>
    <message>
        <source>asked again, something else was found</source>
        <translation>再次提问时找到了别的东西</translation>
    </message>
    <message>
        <source>asked again: IoU {0}</source>
        <translation>再次提问：IoU {0}</translation>
    </message>
    <message>
        <source>attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>before a break of the track</source>
        <translation>在轨迹中断之前</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>descriptions</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>diagonals/s</source>
        <translation>对角线/秒</translation>
    </message>
    <message>
        <source>drawn while training</source>
        <translation>训练时绘制</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>手工编辑过</translation>
    </message>
    <message>
        <source>exact masks that may overlap</source>
        <translation>可以重叠的精确掩码</translation>
    </message>
    <message>
        <source>expected 1 to {0} points a side, found {1}</source>
        <translation>每边应为 1 到 {0} 个点，实际为 {1}</translation>
    </message>
    <message>
        <source>expected a picture of at most {0} pixels, found {1}x{2}</source>
        <translation>图片最多 {0} 像素，实际为 {1}x{2}</translation>
    </message>
    <message>
        <source>expected a picture or video, found words alone</source>
        <translation>应有图片或视频，实际只有文字</translation>
    </message>
    <message>
        <source>expected a thing to find, such as “the red car”, found nothing</source>
        <translation>应有要查找的东西，例如“the red car”，实际为空</translation>
    </message>
    <message>
        <source>expected frames inside 0:{0} and at least 1 question, found {1}:{2} and {3}</source>
        <translation>帧应在 0:{0} 之内且至少 1 个问题，实际为 {1}:{2} 和 {3}</translation>
    </message>
    <message>
        <source>expected pictures or clips to work on, found none</source>
        <translation>应有要处理的图片或片段，但没有</translation>
    </message>
    <message>
        <source>flagged</source>
        <translation>已标记待查</translation>
    </message>
    <message>
        <source>frame {0}</source>
        <translation>第 {0} 帧</translation>
    </message>
    <message>
        <source>frame {0}: expected a mask to accept, found an empty one</source>
        <translation>第 {0} 帧：应有可接受的掩码，实际为空</translation>
    </message>
    <message>
        <source>frame {0}: the frames are 0 to {1}</source>
        <translation>第 {0} 帧：帧号为 0 至 {1}</translation>
    </message>
    <message>
        <source>frame {0}: the object {1} is no longer there</source>
        <translation>第 {0} 帧：对象 {1} 已不存在</translation>
    </message>
    <message>
        <source>frames around {0}: expected a frame from {1} to {2}</source>
        <translation>第 {0} 帧附近：应为第 {1} 至 {2} 帧之间的一帧</translation>
    </message>
    <message>
        <source>frames {0!r}: at most {1} frames, found {2}</source>
        <translation>帧 {0!r}：最多 {1} 帧，实际有 {2} 帧</translation>
    </message>
    <message>
        <source>frames {0!r}: expected first:N, uniform:N, around:FRAME:N, none or frame numbers such as 0,7,20</source>
        <translation>帧 {0!r}：应为 first:N、uniform:N、around:FRAME:N、none 或帧号，例如 0,7,20</translation>
    </message>
    <message>
        <source>frames {0!r}: frame {1} is outside the range {2}:{3}</source>
        <translation>帧 {0!r}：第 {1} 帧在范围 {2}:{3} 之外</translation>
    </message>
    <message>
        <source>further keys cannot be kept: {0}</source>
        <translation>其余的键无法保留：{0}</translation>
    </message>
    <message>
        <source>hardly there or not there</source>
        <translation>时有时无</translation>
    </message>
    <message>
        <source>it does not look like “{0}”</source>
        <translation>看起来不像“{0}”</translation>
    </message>
    <message>
        <source>it fell into pieces</source>
        <translation>碎成了几块</translation>
    </message>
    <message>
        <source>it is about an object that the file does not have</source>
        <translation>它关于文件中没有的对象</translation>
    </message>
    <message>
        <source>it is where “{0}” was</source>
        <translation>位于“{0}”原来的位置</translation>
    </message>
    <message>
        <source>it jumps</source>
        <translation>发生跳动</translation>
    </message>
    <message>
        <source>it looks like something else</source>
        <translation>看起来像别的东西</translation>
    </message>
    <message>
        <source>it touches the border</source>
        <translation>触及画面边界</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>masks, one object a pixel</source>
        <translation>掩码，每个像素一个对象</translation>
    </message>
    <message>
        <source>names</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message numerus="yes">
        <source>no better words for %n</source>
        <translation><numerusform>%n 条没有更好的说法</numerusform></translation>
    </message>
    <message>
        <source>no format that can be imported is called {0!r}; there are {1}</source>
        <translation>没有名为 {0!r} 的可导入格式；可用的有 {1}</translation>
    </message>
    <message>
        <source>no picture or clip of the project is called {0!r}</source>
        <translation>项目中没有名为 {0!r} 的图片或片段</translation>
    </message>
    <message>
        <source>not all of the objects are in every picture</source>
        <translation>并非所有对象都在每个画面中</translation>
    </message>
    <message>
        <source>object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>occlusion</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>on {0} frames, fewer than {1}</source>
        <translation>在 {0} 帧上，少于 {1} 帧</translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>已过时</translation>
    </message>
    <message>
        <source>outlines</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>phrases with masks</source>
        <translation>带掩码的短语</translation>
    </message>
    <message>
        <source>predicted IoU {0:.3f}, below {1}</source>
        <translation>预测 IoU 为 {0:.3f}，低于 {1}</translation>
    </message>
    <message>
        <source>presentation times</source>
        <translation>显示时间</translation>
    </message>
    <message>
        <source>range {0!r}: expected 0 &lt;= START &lt; STOP &lt;= {1}</source>
        <translation>范围 {0!r}：应满足 0 &lt;= START &lt; STOP &lt;= {1}</translation>
    </message>
    <message>
        <source>range {0!r}: expected START:STOP, such as 0:{1}</source>
        <translation>范围 {0!r}：应为 START:STOP，例如 0:{1}</translation>
    </message>
    <message>
        <source>range {0}:{1}: expected 0 &lt;= START &lt; STOP &lt;= {2}</source>
        <translation>范围 {0}:{1}：应满足 0 &lt;= START &lt; STOP &lt;= {2}</translation>
    </message>
    <message>
        <source>referring expressions</source>
        <translation>指代表达</translation>
    </message>
    <message>
        <source>regions can be marked in one picture at a time</source>
        <translation>一次只能在一个画面中标记区域</translation>
    </message>
    <message>
        <source>regions can be marked on a still picture only, found a clip</source>
        <translation>只能在静态图片上标记区域，而这是一个片段</translation>
    </message>
    <message>
        <source>rejected before, changed since</source>
        <translation>曾被拒绝，此后有更改</translation>
    </message>
    <message>
        <source>rejected, to be corrected</source>
        <translation>已拒绝，待修正</translation>
    </message>
    <message>
        <source>review states</source>
        <translation>审阅状态</translation>
    </message>
    <message>
        <source>scores</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>suddenly gone</source>
        <translation>突然消失</translation>
    </message>
    <message>
        <source>suddenly there</source>
        <translation>突然出现</translation>
    </message>
    <message>
        <source>the conversation showed {0} last: go there, or choose which frames are shown</source>
        <translation>对话最后显示的是 {0}：请转到那里，或选择要显示的帧</translation>
    </message>
    <message>
        <source>the format {0!r} can be exported but not imported</source>
        <translation>格式 {0!r} 可以导出，但不能导入</translation>
    </message>
    <message>
        <source>the list of models cannot be kept: {0}</source>
        <translation>无法保存模型列表：{0}</translation>
    </message>
    <message>
        <source>the marks of object {0} on frame {1} cannot be read: {2}</source>
        <translation>无法读取对象 {0} 在第 {1} 帧上的标记：{2}</translation>
    </message>
    <message>
        <source>the model gave no answer</source>
        <translation>模型没有给出回答</translation>
    </message>
    <message>
        <source>the model is unsure</source>
        <translation>模型没有把握</translation>
    </message>
    <message>
        <source>the model is unsure: {0}</source>
        <translation>模型没有把握：{0}</translation>
    </message>
    <message>
        <source>the object that “{0}” was about is gone</source>
        <translation>“{0}”所针对的对象已不存在</translation>
    </message>
    <message>
        <source>the phrase from {0} to {1} does not fit the text</source>
        <translation>从 {0} 到 {1} 的短语与文字不符</translation>
    </message>
    <message>
        <source>the picture of a row is damaged ({0})</source>
        <translation>某行的图片已损坏（{0}）</translation>
    </message>
    <message>
        <source>the picture or clip is no longer in the project</source>
        <translation>图片或片段已不在项目中</translation>
    </message>
    <message>
        <source>the search is gone, or is not over yet</source>
        <translation>查找已不存在，或尚未结束</translation>
    </message>
    <message>
        <source>the stored mask cannot be read</source>
        <translation>存储的掩码无法读取</translation>
    </message>
    <message numerus="yes">
        <source>the texts of %n object(s) are kept</source>
        <translation><numerusform>%n 个对象的文字已保留</numerusform></translation>
    </message>
    <message>
        <source>the turn to follow up is gone</source>
        <translation>要接续的那一轮已不存在</translation>
    </message>
    <message>
        <source>there is no picture to look at: choose which frames are shown</source>
        <translation>没有可看的画面：请选择要显示的帧</translation>
    </message>
    <message>
        <source>this model was not trained with marked regions</source>
        <translation>此模型未经标记区域的训练</translation>
    </message>
    <message>
        <source>three numbers from 0 to 255</source>
        <translation>0 到 255 之间的三个数</translation>
    </message>
    <message>
        <source>tracks</source>
        <translation>轨迹</translation>
    </message>
    <message>
        <source>two objects may be exchanged</source>
        <translation>两个对象可能互换了</translation>
    </message>
    <message numerus="yes">
        <source>what %n question(s) found is kept</source>
        <translation><numerusform>保留 %n 个问题所找到的内容</numerusform></translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>{0!r}: expected what to look for, such as “without its shadow”</source>
        <translation>{0!r}：应为要查找的内容，例如“without its shadow”</translation>
    </message>
    <message>
        <source>{0:.6f} of the picture, below {1}</source>
        <translation>占画面的 {0:.6f}，低于 {1}</translation>
    </message>
    <message>
        <source>{0} 1</source>
        <translation>{0} 1</translation>
    </message>
    <message>
        <source>{0} How long that takes is told after the first steps.</source>
        <translation>{0}所需时间在最初几步之后给出。</translation>
    </message>
    <message>
        <source>{0} That takes about {1}, as estimated.</source>
        <translation>{0}估计约需 {1}。</translation>
    </message>
    <message>
        <source>{0} That takes about {1}, as measured here.</source>
        <translation>{0}根据本机实测约需 {1}。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <translation>无法读取 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} cannot be started: {1}</source>
        <translation>无法启动 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1} is in the way</source>
        <translation>无法写入 {0}：已存在 {1}</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1} is read-only</source>
        <translation>无法写入 {0}：{1} 是只读的</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} 天</translation>
    </message>
    <message>
        <source>{0} from frame {1}</source>
        <translation>{0}，自第 {1} 帧起</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} 小时</translation>
    </message>
    <message>
        <source>{0} has no language model.</source>
        <translation>{0} 没有语言模型。</translation>
    </message>
    <message>
        <source>{0} holds a batch of another recipe; choose another folder</source>
        <translation>{0} 中是另一配方的批处理；请另选文件夹</translation>
    </message>
    <message>
        <source>{0} holds the checkpoint of step {1}.</source>
        <translation>{0} 中是第 {1} 步的检查点。</translation>
    </message>
    <message>
        <source>{0} is a folder of yours and is not removed</source>
        <translation>{0} 是您自己的文件夹，不会删除</translation>
    </message>
    <message>
        <source>{0} is here already and not fetched</source>
        <translation>{0} 已在本机，无需获取</translation>
    </message>
    <message>
        <source>{0} is not TOML: {1}</source>
        <translation>{0} 不是 TOML：{1}</translation>
    </message>
    <message>
        <source>{0} is not in memory now: another model works in its place.</source>
        <translation>{0} 现在不在内存中：另一个模型占用其位置。</translation>
    </message>
    <message>
        <source>{0} is not on this machine</source>
        <translation>{0} 不在本机</translation>
    </message>
    <message>
        <source>{0} is not on this machine; `sa2va-desktop models get {0}` fetches it</source>
        <translation>{0} 不在本机；`sa2va-desktop models get {0}` 会获取它</translation>
    </message>
    <message>
        <source>{0} is not the file that the earlier turns were about</source>
        <translation>{0} 不是前面各轮所针对的文件</translation>
    </message>
    <message>
        <source>{0} is only partly here; `sa2va-desktop models get {0}` fetches the rest</source>
        <translation>{0} 只有一部分在本机；`sa2va-desktop models get {0}` 会获取其余部分</translation>
    </message>
    <message>
        <source>{0} is taken here, so “{1}” comes without a key.</source>
        <translation>{0} 在此已被占用，因此“{1}”不带快捷键。</translation>
    </message>
    <message>
        <source>{0} lies in the hub's cache, which other programs use; `models remove {0} --hub-cache` removes it there</source>
        <translation>{0} 在 Hub 的缓存中，其他程序也在使用；`models remove {0} --hub-cache` 会从那里删除它</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <source>{0} of {1} frames are kept</source>
        <translation>已保留 {0} / {1} 帧</translation>
    </message>
    <message>
        <source>{0} of {1} masks are kept</source>
        <translation>已保留 {0} / {1} 个掩码</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} ships with the application and is not removed</source>
        <translation>{0} 随程序提供，不会删除</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation>{0} 到 {1}</translation>
    </message>
    <message>
        <source>{0} {1}.</source>
        <translation>{0} {1}。</translation>
    </message>
    <message>
        <source>{0}, byte {1}: expected text in UTF-8</source>
        <translation>{0}，第 {1} 字节：应为 UTF-8 文本</translation>
    </message>
    <message>
        <source>{0}, export: {1}</source>
        <translation>{0}，export：{1}</translation>
    </message>
    <message>
        <source>{0}, line 1: expected the columns source and text, found no {1}</source>
        <translation>{0}，第 1 行：应有列 source 和 text，但没有 {1}</translation>
    </message>
    <message>
        <source>{0}, text {1}</source>
        <translation>{0}，文字 {1}</translation>
    </message>
    <message>
        <source>{0}, turn {1}</source>
        <translation>{0}，第 {1} 轮</translation>
    </message>
    <message>
        <source>{0}, with N from 1 to {1}</source>
        <translation>{0}，其中 N 为 1 到 {1}</translation>
    </message>
    <message>
        <source>{0}, {1} left</source>
        <translation>{0}，剩余 {1}</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
    <message>
        <source>{0}: a brace that is meant as it is must be doubled: {1}</source>
        <translation>{0}：表示自身的花括号必须写两次：{1}</translation>
    </message>
    <message>
        <source>{0}: another process evaluates there</source>
        <translation>{0}：另一个进程正在那里评测</translation>
    </message>
    <message>
        <source>{0}: another process works on this batch</source>
        <translation>{0}：另一个进程正在处理此批处理</translation>
    </message>
    <message>
        <source>{0}: expected TOML, found {1}</source>
        <translation>{0}：应为 TOML，实际为 {1}</translation>
    </message>
    <message>
        <source>{0}: expected a UTF-8 text file ({1})</source>
        <translation>{0}：应为 UTF-8 文本文件（{1}）</translation>
    </message>
    <message>
        <source>{0}: expected a box X0,Y0,X1,Y1 with an area in the {1}x{2} picture, found {3}</source>
        <translation>{0}：应为在 {1}x{2} 的画面中有面积的框 X0,Y0,X1,Y1，实际为 {3}</translation>
    </message>
    <message>
        <source>{0}: expected a data set, found nothing</source>
        <translation>{0}：应有数据集，但什么也没有</translation>
    </message>
    <message>
        <source>{0}: expected a mask of {1}x{2}, found {3}x{4}</source>
        <translation>{0}：应为 {1}x{2} 的掩码，实际为 {3}x{4}</translation>
    </message>
    <message>
        <source>{0}: expected a mask with at least one pixel, found an empty one</source>
        <translation>{0}：掩码应至少有一个像素，实际为空</translation>
    </message>
    <message>
        <source>{0}: expected a new folder or one of a batch, found other files</source>
        <translation>{0}：应为新文件夹或批处理的文件夹，实际有其他文件</translation>
    </message>
    <message>
        <source>{0}: expected a new folder or one of an evaluation, found other files</source>
        <translation>{0}：应为新文件夹或评测的文件夹，实际有其他文件</translation>
    </message>
    <message>
        <source>{0}: expected a new or empty folder, found files in it</source>
        <translation>{0}：应为新的或空的文件夹，但其中有文件</translation>
    </message>
    <message>
        <source>{0}: expected a point, a box or a mask, found none</source>
        <translation>{0}：应有点、框或掩码，实际没有</translation>
    </message>
    <message>
        <source>{0}: expected a prompt, found an empty file</source>
        <translation>{0}：应有提示，实际为空文件</translation>
    </message>
    <message>
        <source>{0}: expected an answer.json that `ask` wrote</source>
        <translation>{0}：应为 `ask` 写出的 answer.json</translation>
    </message>
    <message>
        <source>{0}: expected an answer.json that `ask` wrote: {1}</source>
        <translation>{0}：应为 `ask` 写出的 answer.json：{1}</translation>
    </message>
    <message>
        <source>{0}: expected at least one of [[instructions]], found none</source>
        <translation>{0}：应至少有一个 [[instructions]]，但没有</translation>
    </message>
    <message>
        <source>{0}: expected at least one point inside the object, found only points outside</source>
        <translation>{0}：对象内部应至少有一个点，实际只有外部的点</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} MB, found more</source>
        <translation>{0}：最多 {1} MB，实际更多</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} MB, found more.</source>
        <translation>{0}：最多 {1} MB，实际更多。</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} bytes</source>
        <translation>{0}：最多 {1} 字节</translation>
    </message>
    <message>
        <source>{0}: expected config.json and all *.safetensors that its index names</source>
        <translation>{0}：应有 config.json 以及索引所列的全部 *.safetensors</translation>
    </message>
    <message>
        <source>{0}: expected its pictures beside the data set, found none</source>
        <translation>{0}：数据集旁边应有其图片，但没有</translation>
    </message>
    <message>
        <source>{0}: expected one of {1}, found {2}</source>
        <translation>{0}：应为 {1} 之一，实际为 {2}</translation>
    </message>
    <message>
        <source>{0}: expected something to ask, found no sample</source>
        <translation>{0}：应有可提问的内容，但没有样本</translation>
    </message>
    <message>
        <source>{0}: expected something to ask, found no sample of split {1!r}</source>
        <translation>{0}：应有可提问的内容，但划分 {1!r} 中没有样本</translation>
    </message>
    <message>
        <source>{0}: expected the description of a batch ({1})</source>
        <translation>{0}：应为批处理的说明（{1}）</translation>
    </message>
    <message>
        <source>{0}: expected the result of a clip ({1})</source>
        <translation>{0}：应为片段的结果（{1}）</translation>
    </message>
    <message>
        <source>{0}: export.format: expected one of {1}, found {2!r}</source>
        <translation>{0}：export.format 应为 {1} 之一，实际为 {2!r}</translation>
    </message>
    <message>
        <source>{0}: no picture or clip of the project is called so, and the data set has none; name the folder in which the pictures are</source>
        <translation>{0}：项目中没有同名的图片或片段，数据集中也没有；请指明图片所在的文件夹</translation>
    </message>
    <message>
        <source>{0}: several media fit: {1}; the first one was taken</source>
        <translation>{0}：有多个媒体相符：{1}；采用了第一个</translation>
    </message>
    <message>
        <source>{0}: the frames are 0 to {1}</source>
        <translation>{0}：帧号为 0 至 {1}</translation>
    </message>
    <message>
        <source>{0}: the instruction {1!r} has the label {2!r}, which is not in [[labels]]</source>
        <translation>{0}：指令 {1!r} 的标签 {2!r} 不在 [[labels]] 中</translation>
    </message>
    <message>
        <source>{0}: the mask is {1} but the picture is {2}x{3}</source>
        <translation>{0}：掩码为 {1}，而画面为 {2}x{3}</translation>
    </message>
    <message>
        <source>{0}: the point {1:g},{2:g} is outside the {3}x{4} picture</source>
        <translation>{0}：点 {1:g},{2:g} 在 {3}x{4} 的画面之外</translation>
    </message>
    <message>
        <source>{0}: there is no key {1!r}; expected one of {2}</source>
        <translation>{0}：没有键 {1!r}；应为 {2} 之一</translation>
    </message>
    <message>
        <source>{0}: turn {1} is not one that `ask` wrote: {2!r}</source>
        <translation>{0}：第 {1} 轮不是 `ask` 写出的：{2!r}</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{0}: {1} M of {2} M weights are trained ({3}), on {4} in {5}.</source>
        <translation>{0}：{2} M 个权重中训练 {1} M 个（{3}），在 {4} 上以 {5} 进行。</translation>
    </message>
    <message>
        <source>{0}: {1}: expected {2}, found {3!r}</source>
        <translation>{0}：{1}：应为 {2}，实际为 {3!r}</translation>
    </message>
    <message>
        <source>{0}: {1}; {2} for training, {3} held out, weight {4}.</source>
        <translation>{0}：{1}；{2} 个用于训练，{3} 个留出，比重 {4}。</translation>
    </message>
    <message>
        <source>“{0}” and “{1}” have the same key, {2}.</source>
        <translation>“{0}”和“{1}”的快捷键相同，均为 {2}。</translation>
    </message>
    <message>
        <source>“{0}” can only be split between its frames; frame {1} is not inside its track</source>
        <translation>“{0}”只能在其各帧之间拆分；第 {1} 帧不在其轨迹内部</translation>
    </message>
    <message>
        <source>“{0}” has no choices yet.</source>
        <translation>“{0}”还没有选项。</translation>
    </message>
    <message>
        <source>“{0}” has no mask in this range that could be asked about</source>
        <translation>“{0}”在此范围内没有可供提问的掩码</translation>
    </message>
    <message>
        <source>“{0}” has no mask on frame {1} that could be asked about</source>
        <translation>“{0}”在第 {1} 帧上没有可供提问的掩码</translation>
    </message>
    <message>
        <source>“{0}” has no mask on frame {1} that could be carried on</source>
        <translation>“{0}”在第 {1} 帧上没有可以延续的掩码</translation>
    </message>
    <message>
        <source>“{0}” has no mask on frame {1} that could be corrected by words</source>
        <translation>“{0}”在第 {1} 帧上没有可用文字修正的掩码</translation>
    </message>
    <message>
        <source>“{0}” has no mask on frame {1} that could be described</source>
        <translation>“{0}”在第 {1} 帧上没有可以描述的掩码</translation>
    </message>
    <message>
        <source>“{0}” has no mask on frame {1} to start from; mark it first</source>
        <translation>“{0}”在第 {1} 帧上没有可作为起点的掩码；请先标记它</translation>
    </message>
    <message>
        <source>“{0}” has no mask to start from; mark it first</source>
        <translation>“{0}”没有可作为起点的掩码；请先标记它</translation>
    </message>
    <message>
        <source>“{0}” has the choice “{1}” twice.</source>
        <translation>“{0}”的选项“{1}”出现了两次。</translation>
    </message>
    <message numerus="yes">
        <source>“{0}” is deleted: %n object(s) will have no label.</source>
        <translation><numerusform>“{0}”将被删除：%n 个对象将没有标签。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>“{0}” is deleted: %n object(s) will lose their value of it.</source>
        <translation><numerusform>“{0}”将被删除：%n 个对象将失去它的值。</numerusform></translation>
    </message>
    <message>
        <source>“{0}” is locked on frame {1}; unlock it to paste a mask.</source>
        <translation>“{0}”在第 {1} 帧上已锁定；解锁后才能粘贴掩码。</translation>
    </message>
    <message>
        <source>“{0}” is locked; unlock it first.</source>
        <translation>“{0}”已锁定；请先解锁。</translation>
    </message>
    <message>
        <source>“{0}” is locked; unlock it to correct its track</source>
        <translation>“{0}”已锁定；解锁后才能修正其轨迹</translation>
    </message>
    <message>
        <source>“{0}” is locked; unlock it to track it</source>
        <translation>“{0}”已锁定；解锁后才能跟踪</translation>
    </message>
    <message>
        <source>“{0}” is {1} on frame {2}; its mask there cannot be marked anew</source>
        <translation>“{0}”在第 {2} 帧上{1}；不能重新标记那里的掩码</translation>
    </message>
    <message>
        <source>“{0}” stays as it is: it is of another kind there.</source>
        <translation>“{0}”保持不变：它在那里属于另一类型。</translation>
    </message>
    <message>
        <source>“{0}” was not found, so there is nothing to make an object of</source>
        <translation>没有找到“{0}”，因此无法由它建立对象</translation>
    </message>
    <message>
        <source>“{0}”: frame {1} is locked; unlock it first</source>
        <translation>“{0}”：第 {1} 帧已锁定；请先解锁</translation>
    </message>
    <message numerus="yes">
        <source>“{0}”: of %n object(s) with several values over time the first is kept.</source>
        <translation><numerusform>“{0}”：%n 个对象随时间有多个值，只保留第一个。</numerusform></translation>
    </message>
    <message>
        <source>“{0}”: the mask on frame {1} is another one by now; ask again</source>
        <translation>“{0}”：第 {1} 帧上的掩码现已不同；请再次提问</translation>
    </message>
    <message>
        <source>“{0}”: the object is locked; unlock it first</source>
        <translation>“{0}”：该对象已锁定；请先解锁</translation>
    </message>
    <message numerus="yes">
        <source>“{0}”: values of %n object(s) do not fit and are dropped.</source>
        <translation><numerusform>“{0}”：%n 个对象的值不适用，将被丢弃。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation><numerusform>… 另有 %n 项</numerusform></translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>4 bit</source>
        <translation>4 位</translation>
    </message>
    <message>
        <source>8 bit</source>
        <translation>8 位</translation>
    </message>
    <message>
        <source>8 or 4 bit take half or a quarter of the memory, and answers may differ a little. “Automatic” does that only where the model does not fit otherwise. Needs the package bitsandbytes.</source>
        <translation>8 位或 4 位只占一半或四分之一的内存，回答可能略有不同。“自动”仅在模型否则放不下时这样做。需要 bitsandbytes 软件包。</translation>
    </message>
    <message>
        <source>A chat template that is not known here is a small program that came with the model. It is run once while the model is loaded, in a sandbox.</source>
        <translation>这里不认识的对话模板是随模型附带的一个小程序。它在加载模型时在沙盒中运行一次。</translation>
    </message>
    <message>
        <source>A doubtful mask is shown with something round it; else the zoom stays as it is.</source>
        <translation>显示可疑的掩码时连同其周围一起放大；否则缩放保持不变。</translation>
    </message>
    <message>
        <source>After a brush stroke on a tracked object, its track follows at once.</source>
        <translation>在已跟踪的对象上涂画后，其轨迹立即跟随更新。</translation>
    </message>
    <message>
        <source>All GPUs together (CUDA)</source>
        <translation>所有 GPU 一起 (CUDA)</translation>
    </message>
    <message>
        <source>Allow unknown chat templates</source>
        <translation>允许未知的对话模板</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>始终</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Apple GPU (MPS)</source>
        <translation>Apple GPU (MPS)</translation>
    </message>
    <message>
        <source>As in training</source>
        <translation>按训练时的写法</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>按发布的写法</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>At a scene cut</source>
        <translation>遇到镜头切换时</translation>
    </message>
    <message>
        <source>At most so many when the model is asked again; the longer the clip, the further apart they are.</source>
        <translation>再次询问模型时最多提这么多问题；片段越长，间隔越大。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Behind a cut-out</source>
        <translation>抠图背景</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
    <message>
        <source>Captured graphs</source>
        <translation>录制的计算图</translation>
    </message>
    <message>
        <source>Checkerboard</source>
        <translation>棋盘格</translation>
    </message>
    <message>
        <source>Colours of the window. “Like the system” follows the desktop.</source>
        <translation>窗口的颜色。“跟随系统”即与桌面一致。</translation>
    </message>
    <message>
        <source>Cut-out</source>
        <translation>抠图</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Doubt curves on all lanes</source>
        <translation>所有轨道上的可疑度曲线</translation>
    </message>
    <message>
        <source>Else on the lane of the selected object, once the queue was opened; masks are measured in the background.</source>
        <translation>否则在打开过队列之后仅显示在所选对象的轨道上；掩码在后台测量。</translation>
    </message>
    <message>
        <source>Follow corrections by themselves</source>
        <translation>自动跟随修正</translation>
    </message>
    <message>
        <source>For models that ship a chat template (Qwen-VL): as the published runtime writes turns, or as they were in training, without a system turn and with a line for each picture.</source>
        <translation>用于自带对话模板的模型（Qwen-VL）：按已发布的运行程序的写法，或按训练时的写法（没有系统轮次，每张图片占一行）。</translation>
    </message>
    <message>
        <source>Free an unused model after</source>
        <translation>释放未使用的模型</translation>
    </message>
    <message>
        <source>GPU (CUDA)</source>
        <translation>GPU (CUDA)</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>How masks are shown.</source>
        <translation>掩码的显示方式。</translation>
    </message>
    <message>
        <source>How strongly masks colour the picture: 0 not at all, 1 covers it.</source>
        <translation>掩码给画面着色的强度：0 为完全不着色，1 为完全覆盖。</translation>
    </message>
    <message>
        <source>It holds until the program ends; the settings file cannot be written: {0}</source>
        <translation>仅在程序结束前有效；无法写入设置文件：{0}</translation>
    </message>
    <message>
        <source>Its memory is freed when it was not used for this long; it is loaded again when needed. 0 means never. The embedded model is small and stays.</source>
        <translation>这么久无人使用后释放其内存；需要时会自动再次加载。0 表示从不。内置模型很小，会一直保留。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Language model in main memory</source>
        <translation>语言模型放在主内存</translation>
    </message>
    <message>
        <source>Layout of turns</source>
        <translation>对话轮次的写法</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>回答的最大长度</translation>
    </message>
    <message>
        <source>Look at frames before the click</source>
        <translation>点击前先读取各帧</translation>
    </message>
    <message>
        <source>Mask opacity</source>
        <translation>掩码不透明度</translation>
    </message>
    <message>
        <source>Matte</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <source>Memory for decoded frames</source>
        <translation>用于已解码帧的内存</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>More memory makes going back and forth smoother.</source>
        <translation>内存越多，前后浏览越流畅。</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>On</source>
        <translation>开</translation>
    </message>
    <message>
        <source>On a CUDA GPU, the steps of a token are recorded once and replayed, which should make longer answers several times faster. Not yet measured, so it is off until you try it.</source>
        <translation>在 CUDA GPU 上，生成一个词元的步骤只录制一次，之后重放，较长的回答应会快数倍。尚未实测，因此默认关闭，由您试用。</translation>
    </message>
    <message>
        <source>Outline width</source>
        <translation>轮廓宽度</translation>
    </message>
    <message>
        <source>Outlines</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>叠加</translation>
    </message>
    <message>
        <source>Playback</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Playback starts again at the in point.</source>
        <translation>播放到末尾后从入点重新开始。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Preview before a click</source>
        <translation>点击前预览</translation>
    </message>
    <message>
        <source>Questions a clip</source>
        <translation>每个片段的问题数</translation>
    </message>
    <message>
        <source>Repeat the range</source>
        <translation>循环播放范围</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>SAM 2 for clicks and tracks</source>
        <translation>用于点击和跟踪的 SAM 2</translation>
    </message>
    <message>
        <source>Setting {0} {1}.</source>
        <translation>设置 {0} {1}。</translation>
    </message>
    <message>
        <source>Stop and say so</source>
        <translation>停止并提示</translation>
    </message>
    <message>
        <source>The mask that a click of the point tool would give, while the model has nothing else to do.</source>
        <translation>在模型空闲时，显示点工具点击后会得到的掩码。</translation>
    </message>
    <message>
        <source>The model stops there.</source>
        <translation>模型到此为止。</translation>
    </message>
    <message>
        <source>The settings file {0} cannot be read, so defaults are used: {1}</source>
        <translation>无法读取设置文件 {0}，因此使用默认值：{1}</translation>
    </message>
    <message>
        <source>The unreadable settings file {0} cannot be set aside: {1}</source>
        <translation>无法另行保存不可读的设置文件 {0}：{1}</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Track across it</source>
        <translation>继续跨越跟踪</translation>
    </message>
    <message>
        <source>Tracking</source>
        <translation>跟踪</translation>
    </message>
    <message>
        <source>Used from the next start on. “Like the system” follows the desktop.</source>
        <translation>下次启动时生效。“跟随系统”即与桌面一致。</translation>
    </message>
    <message>
        <source>View mode</source>
        <translation>视图模式</translation>
    </message>
    <message>
        <source>Weights of the language model</source>
        <translation>语言模型的权重</translation>
    </message>
    <message>
        <source>What does not fit on the GPU waits in main memory until it is needed, which is slow. “Automatic” does that only where nothing else fits.</source>
        <translation>GPU 放不下的部分留在主内存中，需要时才调入，因此较慢。“自动”仅在别无他法时这样做。</translation>
    </message>
    <message>
        <source>What the cut-out view shows where no object is.</source>
        <translation>抠图视图在没有对象的地方显示什么。</translation>
    </message>
    <message>
        <source>What tracks and corrections do where a new scene begins. Answers to instructions always go on.</source>
        <translation>跟踪和修正在新镜头开始处如何处理。对指令的回答总会继续。</translation>
    </message>
    <message>
        <source>Where the model runs. “Automatic” takes a GPU if there is one.</source>
        <translation>模型运行的位置。“自动”会在有 GPU 时使用 GPU。</translation>
    </message>
    <message>
        <source>Where the pointer rests</source>
        <translation>指针停留处</translation>
    </message>
    <message>
        <source>While Shift is held</source>
        <translation>按住 Shift 时</translation>
    </message>
    <message>
        <source>While a marking tool is in the hand and the model has nothing to do, it looks at the shown frame and its neighbours, so that a click is answered at once.</source>
        <translation>使用标记工具且模型空闲时，模型会先读取当前帧及相邻帧，这样点击后即可立即得到响应。</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>Width of the line round selected objects, in pixels of the screen.</source>
        <translation>所选对象轮廓线的宽度，以屏幕像素为单位。</translation>
    </message>
    <message>
        <source>Zoom in on the places of the queue</source>
        <translation>放大队列中的各处</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>expects at least {0:g}, found {1!r}</source>
        <translation>应不小于 {0:g}，实际为 {1!r}</translation>
    </message>
    <message>
        <source>expects at most {0:g}, found {1!r}</source>
        <translation>应不大于 {0:g}，实际为 {1!r}</translation>
    </message>
    <message>
        <source>expects one of {0}, found {1!r}</source>
        <translation>应为 {0} 之一，实际为 {1!r}</translation>
    </message>
    <message>
        <source>expects {0}, found {1!r}</source>
        <translation>应为{0}，实际为 {1!r}</translation>
    </message>
    <message>
        <source>min</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>{0}: {1} expects text or a list of texts, found {2!r}; the default is used.</source>
        <translation>{0}：{1} 应为文本或文本列表，实际为 {2!r}；使用默认值。</translation>
    </message>
    <message>
        <source>{0}: {1} {2}; the default is used.</source>
        <translation>{0}：{1} {2}；使用默认值。</translation>
    </message>
    <message>
        <source>“Automatic” takes what suits the device.</source>
        <translation>“自动”会选择适合设备的精度。</translation>
    </message>
    <message>
        <source>“embedded” is the small model that comes along, “none” uses no model; anything else is the folder of a checkpoint.</source>
        <translation>“embedded”是随附的小模型，“none”表示不使用模型；其他内容为检查点所在的文件夹。</translation>
    </message>
    <message>
        <source>“none” leaves clicks and tracks to the model itself; anything else is a stand-alone SAM 2: a name from the model list, a folder, or a public file. With the model “none” it serves alone.</source>
        <translation>“none”表示由模型自己负责点击和跟踪；其他值是单独的 SAM 2：模型列表中的名称、文件夹或公开的文件。模型为“none”时由它单独工作。</translation>
    </message>
</context>
<context>
    <name>storage</name>
    <message>
        <source>The disk has no room left for {0}; changes are kept in memory.</source>
        <translation>磁盘空间不足，无法保存 {0}；更改保留在内存中。</translation>
    </message>
    <message>
        <source>The folder {0} for untitled projects cannot be made: {1}.</source>
        <translation>无法创建用于未命名项目的文件夹 {0}：{1}。</translation>
    </message>
    <message numerus="yes">
        <source>The oldest %n step(s) can no longer be undone: the history reached its size limit.</source>
        <translation><numerusform>最早的 %n 步已无法撤销：历史记录达到了大小上限。</numerusform></translation>
    </message>
    <message>
        <source>{0} It is shown read-only.</source>
        <translation>{0}现以只读方式显示。</translation>
    </message>
    <message>
        <source>{0} cannot be made, because its folder {1} does not exist.</source>
        <translation>无法创建 {0}，因为其文件夹 {1} 不存在。</translation>
    </message>
    <message>
        <source>{0} cannot be opened for writing, because its folder takes no file: {1}.</source>
        <translation>无法以写入方式打开 {0}，因为其文件夹不接受文件：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be opened: its path takes {1} bytes, and a project's at most {2}; use a shorter name or a folder further up.</source>
        <translation>无法打开 {0}：其路径有 {1} 字节，而项目路径最多 {2} 字节；请使用更短的名称或更上层的文件夹。</translation>
    </message>
    <message>
        <source>{0} cannot be opened: {1}.</source>
        <translation>无法打开 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be read or written: {1}.</source>
        <translation>无法读写 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} could not be written in time.</source>
        <translation>未能及时写入 {0}。</translation>
    </message>
    <message>
        <source>{0} did not answer within {1:g} s.</source>
        <translation>{0} 在 {1:g} 秒内没有响应。</translation>
    </message>
    <message>
        <source>{0} exists already.</source>
        <translation>{0} 已存在。</translation>
    </message>
    <message>
        <source>{0} is a folder, not a Sa2VA Desktop project.</source>
        <translation>{0} 是文件夹，不是 Sa2VA Desktop 项目。</translation>
    </message>
    <message>
        <source>{0} is closed; nothing more can be stored in it.</source>
        <translation>{0} 已关闭；无法再向其中保存内容。</translation>
    </message>
    <message>
        <source>{0} is damaged or was changed by another program: its {1} is not as expected.</source>
        <translation>{0} 已损坏或被其他程序修改：其 {1} 与预期不符。</translation>
    </message>
    <message>
        <source>{0} is damaged: in the table {1}, the row {2!r:.60}: {3}.</source>
        <translation>{0} 已损坏：表 {1} 的行 {2!r:.60}：{3}。</translation>
    </message>
    <message>
        <source>{0} is damaged: {1}.</source>
        <translation>{0} 已损坏：{1}。</translation>
    </message>
    <message>
        <source>{0} is not a Sa2VA Desktop project.</source>
        <translation>{0} 不是 Sa2VA Desktop 项目。</translation>
    </message>
    <message>
        <source>{0} is of an older version and must be opened for writing once.</source>
        <translation>{0} 是旧版本的项目，须先以写入方式打开一次。</translation>
    </message>
    <message>
        <source>{0} is of format {1}, from which there is no way to {2}.</source>
        <translation>{0} 的格式为 {1}，无法升级到 {2}。</translation>
    </message>
    <message>
        <source>{0} is open in another window or program.</source>
        <translation>{0} 已在另一个窗口或程序中打开。</translation>
    </message>
    <message>
        <source>{0} lies on a file system without shared memory, so storing each change takes longer.</source>
        <translation>{0} 所在的文件系统不支持共享内存，因此保存每处更改需要更长时间。</translation>
    </message>
    <message>
        <source>{0} may be read but not written.</source>
        <translation>{0} 只能读取，不能写入。</translation>
    </message>
    <message>
        <source>{0} was changed by another program: {1!r:.60} does not belong in a project.</source>
        <translation>{0} 被其他程序修改过：{1!r:.60} 不属于项目。</translation>
    </message>
    <message>
        <source>{0} was moved, replaced or deleted while it was open; save the project under a new name.</source>
        <translation>{0} 在打开期间被移动、替换或删除；请将项目另存为新名称。</translation>
    </message>
    <message>
        <source>{0} was opened for reading only.</source>
        <translation>{0} 以只读方式打开。</translation>
    </message>
    <message>
        <source>{0} was written by a newer version of Sa2VA Desktop (format {1}; this one reads up to {2}).</source>
        <translation>{0} 由更新版本的 Sa2VA Desktop 写入（格式 {1}；本版本最高可读 {2}）。</translation>
    </message>
    <message>
        <source>“{0}” was interrupted; what was finished by then is kept.</source>
        <translation>“{0}”被中断；此前完成的内容均保留。</translation>
    </message>
</context>
<context>
    <name>training</name>
    <message numerus="yes">
        <source>%n item(s) cannot be used, the first one: {0}.</source>
        <translation><numerusform>有 %n 项无法使用，第一项：{0}。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) are few: it will know these, and little beyond them.</source>
        <translation><numerusform>只有 %n 个样本，数量很少：模型会记住它们，此外学不到多少。</numerusform></translation>
    </message>
    <message>
        <source>All are listed in {0}.</source>
        <translation>全部列在 {0} 中。</translation>
    </message>
    <message>
        <source>It will probably not fit: lower schedule.batch, adaptation.rank, losses.objects or max_tokens, or set schedule.checkpointing = true.</source>
        <translation>内存很可能放不下：请降低 schedule.batch、adaptation.rank、losses.objects 或 max_tokens，或设置 schedule.checkpointing = true。</translation>
    </message>
    <message>
        <source>Memory ran out with one sample at a time on {0}; lower max_tokens, losses.objects or adaptation.rank, or set schedule.checkpointing = true.</source>
        <translation>在 {0} 上即使每次只用一个样本，内存仍然耗尽；请降低 max_tokens、losses.objects 或 adaptation.rank，或设置 schedule.checkpointing = true。</translation>
    </message>
    <message numerus="yes">
        <source>Memory ran out; from now on %n sample(s) at a time.</source>
        <translation><numerusform>内存耗尽；此后每次用 %n 个样本。</numerusform></translation>
    </message>
    <message>
        <source>Nothing is held out, so nothing tells whether it helps; the last state is kept.</source>
        <translation>没有留出样本，因此无从判断是否有效；保留最后的状态。</translation>
    </message>
    <message>
        <source>That is too long for this device; a GPU would take a small part of it.</source>
        <translation>对此设备来说时间过长；GPU 只需其中一小部分时间。</translation>
    </message>
    <message>
        <source>The checkpoint was trained with seg_tokens = {0!r}, which can be trained and compared but not used: only a checkpoint with "single" can be loaded.</source>
        <translation>此检查点以 seg_tokens = {0!r} 训练，可以训练和比较，但不能使用：只能加载 "single" 的检查点。</translation>
    </message>
    <message>
        <source>The disk has too little room for state and checkpoint.</source>
        <translation>磁盘空间不足，放不下训练状态和检查点。</translation>
    </message>
    <message>
        <source>The prompt vectors of different expressions are nearly equal (spread {0}): masks cannot depend on the words.</source>
        <translation>不同表达的提示向量几乎相同（离散度 {0}）：掩码无法取决于文字。</translation>
    </message>
    <message>
        <source>Training stopped after step {0}; the same command goes on.</source>
        <translation>训练已在第 {0} 步后停止；再次运行同一命令即可继续。</translation>
    </message>
    <message>
        <source>an answer has masks, so frames with masks are expected, found none</source>
        <translation>回答带有掩码，因此应有带掩码的帧，但没有</translation>
    </message>
    <message>
        <source>at least one question with its answer is expected, found none</source>
        <translation>应至少有一个问题及其回答，但没有</translation>
    </message>
    <message>
        <source>expected a frame of 0 to {0}, found a mask on {1}</source>
        <translation>帧应为 0 到 {0}，但掩码在第 {1} 帧上</translation>
    </message>
    <message>
        <source>expected a mask of {0}x{1} on frame {2}, found {3}x{4}</source>
        <translation>第 {2} 帧的掩码应为 {0}x{1}，实际为 {3}x{4}</translation>
    </message>
    <message>
        <source>expected a mask whose runs fill its box on frame {0}</source>
        <translation>第 {0} 帧的掩码，其游程应填满其框</translation>
    </message>
    <message>
        <source>expected an event of a fine-tuning, found {0!r}</source>
        <translation>应为微调的事件，实际为 {0!r}</translation>
    </message>
    <message>
        <source>expected its picture or video, found none at the place that the source names</source>
        <translation>应有其图片或视频，但在来源所指的位置没有</translation>
    </message>
    <message>
        <source>expected samples to train on, found none in {0}</source>
        <translation>应有可用于训练的样本，但 {0} 中没有</translation>
    </message>
    <message>
        <source>expressions of which the data set does not tell what they mean</source>
        <translation>数据集未说明所指对象的表达</translation>
    </message>
    <message>
        <source>no format that can be imported is called {0!r}; there are {1}</source>
        <translation>没有名为 {0!r} 的可导入格式；可用的有 {1}</translation>
    </message>
    <message>
        <source>regions are marked on a still picture only</source>
        <translation>只能在静止图片上标记区域</translation>
    </message>
    <message>
        <source>requests that the model did not answer with a mask</source>
        <translation>模型没有以掩码回答的请求</translation>
    </message>
    <message>
        <source>scenes: expected nouns among {0}, or groups among {1}, found {2!r}</source>
        <translation>scenes：应为 {0} 中的名词，或 {1} 中的组，实际为 {2!r}</translation>
    </message>
    <message>
        <source>texts about objects that have no mask that counts</source>
        <translation>所述对象没有可计入掩码的文字</translation>
    </message>
    <message>
        <source>the answer of turn {0} is empty</source>
        <translation>第 {0} 轮的回答为空</translation>
    </message>
    <message>
        <source>the language model is shown at most {0} frames, found {1}</source>
        <translation>语言模型最多看 {0} 帧，实际有 {1} 帧</translation>
    </message>
    <message>
        <source>the question of turn {0} is empty</source>
        <translation>第 {0} 轮的问题为空</translation>
    </message>
    <message>
        <source>turn {0} speaks of objects {1}, but there are {2}</source>
        <translation>第 {0} 轮涉及对象 {1}，但只有 {2} 个</translation>
    </message>
    <message>
        <source>turn {0}: expected {3} once for each of its objects ({1}), found it {2} times</source>
        <translation>第 {0} 轮：每个对象（共 {1} 个）应有一个 {3}，实际有 {2} 个</translation>
    </message>
    <message>
        <source>turns that go on from one about a marked thing</source>
        <translation>追问标记对象的轮</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <translation>无法读取 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}</source>
        <translation>无法写入 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} holds a training with {1} = {2}, found {3}; choose another folder, or begin anew with --restart</source>
        <translation>{0} 中的训练是 {1} = {2}，现在为 {3}；请选择其他文件夹，或用 --restart 重新开始</translation>
    </message>
    <message>
        <source>{0} more</source>
        <translation>还有 {0} 项</translation>
    </message>
    <message>
        <source>{0} steps in a row had a loss that is not a number, the last one with {1}; lower schedule.learning_rate, or look at these samples.</source>
        <translation>连续 {0} 步的损失不是数，最后一步用的是 {1}；请降低 schedule.learning_rate，或检查这些样本。</translation>
    </message>
    <message>
        <source>{0}: a mask of frame {1} is {2}x{3} pixels, the picture {4}x{5}.</source>
        <translation>{0}：第 {1} 帧的掩码为 {2}x{3} 像素，而图片为 {4}x{5}。</translation>
    </message>
    <message>
        <source>{0}: another process trains there</source>
        <translation>{0}：另一个进程正在那里训练</translation>
    </message>
    <message>
        <source>{0}: at most {1} tokens are read, found {2}.</source>
        <translation>{0}：最多读取 {1} 个词元，实际为 {2} 个。</translation>
    </message>
    <message>
        <source>{0}: expected a checkpoint outside of {1}, which its training writes to</source>
        <translation>{0}：检查点应在训练所写入的 {1} 之外</translation>
    </message>
    <message>
        <source>{0}: expected a data set in one of the formats {1}, found none of them</source>
        <translation>{0}：应为以下格式之一的数据集：{1}，但都不是</translation>
    </message>
    <message>
        <source>{0}: expected a data set, found nothing</source>
        <translation>{0}：应有数据集，但什么也没有</translation>
    </message>
    <message>
        <source>{0}: expected a new folder or a checkpoint of a training, found other files</source>
        <translation>{0}：应为新文件夹或训练得到的检查点，但有其他文件</translation>
    </message>
    <message>
        <source>{0}: expected a new folder or one of a training, found other files</source>
        <translation>{0}：应为新文件夹或训练的文件夹，但有其他文件</translation>
    </message>
    <message>
        <source>{0}: expected a project, found nothing</source>
        <translation>{0}：应有项目，但什么也没有</translation>
    </message>
    <message>
        <source>{0}: expected at most {1} bytes</source>
        <translation>{0}：最多 {1} 字节</translation>
    </message>
    <message>
        <source>{0}: expected numbers that fit {1}, found larger ones</source>
        <translation>{0}：数值应在 {1} 的范围内，但有更大的</translation>
    </message>
    <message>
        <source>{0}: expected paths of readable characters, found {1!r}</source>
        <translation>{0}：路径应由可读字符组成，实际为 {1!r}</translation>
    </message>
    <message>
        <source>{0}: expected samples to train on, found none that can be used</source>
        <translation>{0}：应有可用于训练的样本，但没有可用的</translation>
    </message>
    <message>
        <source>{0}: expected shape {1} of {2}, found {3}</source>
        <translation>{0}：{2} 的形状应为 {1}，实际为 {3}</translation>
    </message>
    <message>
        <source>{0}: expected the description of a training ({1})</source>
        <translation>{0}：应为训练的说明（{1}）</translation>
    </message>
    <message>
        <source>{0}: expected the progress of a training ({1}); --restart begins anew</source>
        <translation>{0}：应为训练的进度（{1}）；--restart 会重新开始</translation>
    </message>
    <message>
        <source>{0}: expected the state of a training ({1}); --restart begins anew</source>
        <translation>{0}：应为训练的状态（{1}）；--restart 会重新开始</translation>
    </message>
    <message>
        <source>{0}: expected the weights that are trained, found a difference at {1}</source>
        <translation>{0}：应为所训练的权重，但在 {1} 处不同</translation>
    </message>
    <message>
        <source>{0}: expected {1}x{2} as when it was checked, found {3}x{4}</source>
        <translation>{0}：应与检查时一样为 {1}x{2}，实际为 {3}x{4}</translation>
    </message>
    <message>
        <source>{0}: region {1} covers no image token.</source>
        <translation>{0}：区域 {1} 未覆盖任何图像词元。</translation>
    </message>
    <message>
        <source>{0}: {1} samples in a row cannot be used</source>
        <translation>{0}：连续 {1} 个样本无法使用</translation>
    </message>
</context>
</TS>
