"""What to draw instead of what the engine does not run; the engine decides what that is, this only words it."""

from __future__ import annotations

Advice = tuple[str, str]

UNSUPPORTED: dict[str, Advice] = {
    "complexGateway": (
        "不支持复杂网关，请改用包容网关并写明条件。",
        "Complex gateways are not supported; use an inclusive one with conditions.",
    ),
    "compensateEventDefinition": (
        "不支持补偿，请把撤销画成普通任务。",
        "Compensation is not supported; draw the undoing as ordinary tasks.",
    ),
    "cancelEventDefinition": (
        "不支持取消事件，请用消息或计时边界事件。",
        "Cancel events are not supported; use a message or timer on the border.",
    ),
    "linkEventDefinition": (
        "此处不能用链接：链接只连接同一层的中间事件。",
        "A link is not possible here: links join intermediate events of one level.",
    ),
    "conditionalEventDefinition": (
        "不支持条件事件，请用网关判断或等待消息。",
        "Conditional events are not supported; use a gateway or wait for a message.",
    ),
    "signalEventDefinition": (
        "此处不能用信号，请改用按案号对应的消息。",
        "A signal is not possible here; use a message, which finds its case by number.",
    ),
    "errorEventDefinition": (
        "此处不能用错误：错误由结束事件抛出，由边界事件或事件子流程捕获。",
        "An error is not possible here: end events throw it, border events and event sub-processes catch it.",
    ),
    "escalationEventDefinition": (
        "此处不能用升级：升级由中间或结束事件抛出，由边界事件或事件子流程捕获。",
        "An escalation is not possible here: it is thrown in between or at an end and caught on a border.",
    ),
    "transaction": (
        "不支持事务子流程，请改为普通子流程。",
        "Transactions are not supported; use an ordinary sub-process.",
    ),
    "adHocSubProcess": (
        "不支持临时子流程，请画出任务之间的顺序。",
        "Ad-hoc sub-processes are not supported; draw the order of the tasks.",
    ),
    "manualTask": (
        "不支持手工任务，请改为用户任务，以便记录结果。",
        "Manual tasks are not supported; make it a user task, so that the result is recorded.",
    ),
    "task": (
        "任务没有类型，请指定为用户任务、服务任务等。",
        "The task has no type; make it a user task, a service task or another kind.",
    ),
}

ADVICE: dict[str, Advice] = {
    "duplicate_id": ("请给其中一个换名。", "Rename one of the two."),
    "no_start": ("请画一个开始事件。", "Draw a start event."),
    "loose_flow": ("请重新连接或删去。", "Connect it again or remove it."),
    "event_kind": ("请为事件指定一个消息或一个计时。", "Give the event one message or one timer."),
    "no_message": ("请为事件指定消息并命名。", "Choose a message for it and give the message a name."),
    "no_time": ("请填写时间。", "Enter the time."),
    "no_period": ("请填写周期，如 R/P1M。", "Enter the period, like R/P1M."),
    "no_setting": ("请填写设置 setting。", "Fill in the setting “setting”."),
    "loose_boundary": ("请把它放到任务的边上。", "Put it on the border of a task."),
    "loose_default": ("请重新选择默认出线。", "Choose the default flow again."),
    "condition_here": (
        "请在前面加一个网关，把条件写在网关的出线上。",
        "Put a gateway before it and the condition on the gateway's flow.",
    ),
    "no_condition": ("请写明条件，或设为默认出线。", "Write a condition or make it the default flow."),
    "circle": ("请在循环中加入任务、计时或消息。", "Put a task, timer or message into the circle."),
    "call_cycle": ("请去掉其中一个调用。", "Remove one of the calls."),
    "too_deep": ("请减少层数。", "Use fewer levels."),
    "no_diagram": ("请一并提交被调用的流程图。", "Give the called diagram along."),
    "no_decision": (
        "请一并提交同名的 .dmn 文件，或改正名称。",
        "Give a .dmn file with this decision along, or correct the name.",
    ),
    "no_operation": (
        "请填写设置 operation（系统操作）或 topic（外部任务主题）。",
        "Fill in the setting operation, or topic for a worker outside.",
    ),
    "no_script": ("请写入“名称 = 表达式”，或删去任务。", "Write “name = expression”, or remove the task."),
    "calls_nothing": ("请选择要调用的流程。", "Choose the process to call."),
}
