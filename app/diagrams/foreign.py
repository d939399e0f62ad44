"""What becomes of the settings of other tools, as a table; it reads no diagram and changes none.

Facts about the names: the published schemas and manuals of Camunda 7 and 8, Flowable, Activiti, jBPM, SpiffArena.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Outcome = Literal["mapped", "ignored", "note", "unsupported"]
"""`mapped` to a setting of ours where it plainly means the same, `ignored` with a warning, ignored with a mere `note`
because nothing changes, or `unsupported`: the file is refused."""


class Fate(NamedTuple):
    """What happens to one foreign setting, and what to do about it, in Chinese and English."""

    outcome: Outcome
    zh: str
    en: str


ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ACTIVITI = "http://activiti.org/bpmn"
FLOWABLE = "http://flowable.org/bpmn"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
JAVA_ENGINES = frozenset({CAMUNDA, ACTIVITI, FLOWABLE})
"""These three share their names: Camunda 7 and Flowable both come from Activiti."""

DECORATION: dict[str, str] = {
    "http://camunda.org/schema/modeler/1.0": "Camunda Modeler",
    "http://bpmn.io/schema/bpmn/biocolor/1.0": "bpmn.io",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0": "BPMN in Color",
    "http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/1.0": "BPMN i18n",
    "http://www.signavio.com": "Signavio",
    "http://www.trisotech.com/2014/triso/bpmn": "Trisotech",
    "http://www.trisotech.com/2015/triso/bpmn": "Trisotech",
    "http://www.trisotech.com/2015/triso/modeling": "Trisotech",
    "http://trisotech.com/feed": "Trisotech",
    "http://flowable.org/design": "Flowable Design",
    "http://www.bizagi.com/bpmn20": "Bizagi",
    "http://www.bpsim.org/schemas/1.0": "BPSim",
}

_LANE = ("任务由所在泳道对应的单位办理", "the unit of the lane does the task")
_FORM = (
    "表单按任务标识命名：forms/流程/任务.form",
    "the form is found by the task: forms/<process>/<task>.form",
)
_DATE = (
    "期限由期限规则计算，请用计时事件或 starts 设置",
    "dates come from the deadline rules: use a timer or starts",
)
_CODE = (
    "会运行程序代码，系统不接受；请改为服务任务并填写 operation 或 topic，或写成 FEEL",
    "it would run program code, which is never done; use a service task with an operation or a topic, or FEEL",
)
_DATA = (
    "数据传递请改用 in、out、sets 设置或脚本任务",
    "pass data by the settings in, out and sets or a script task",
)
_TOPIC = ("外部任务的主题写在 topic 设置中", "the topic of an external task stands in the setting topic")
_NOTHING = ("对办理没有影响", "nothing changes by that")
_DECISION = ("判定结果按输出名成为变量", "the outputs of a decision become variables by their names")
_NEWEST = ("总是调用随图发布的版本", "the version published along is called")
_FLAT = ("清单请写在 collection 和 item 设置中", "name the list in the settings collection and item")

JAVA: dict[str, Fate] = {
    **{name: Fate("mapped", *_LANE) for name in ("candidateGroups",)},
    **{name: Fate("ignored", *_LANE) for name in ("assignee", "candidateUsers", "owner", "potentialStarter")},
    **{name: Fate("ignored", *_FORM) for name in (
        "formKey", "formRef", "formRefBinding", "formData", "formProperty", "formHandlerClass", "form",
    )},
    **{name: Fate("ignored", *_DATE) for name in ("dueDate", "followUpDate", "businessCalendarName")},
    **{name: Fate("mapped", *_DATA) for name in ("in", "out")},
    **{name: Fate("mapped", *_TOPIC)
       for name in ("topic", "type")},
    **{name: Fate("mapped", *_DECISION) for name in ("decisionRef",)},
    **{name: Fate("ignored", *_DECISION) for name in ("mapDecisionResult", "resultVariable", "ruleVariablesInput")},
    **{name: Fate("mapped", *_FLAT) for name in ("collection", "elementVariable")},
    **{name: Fate("ignored", *_NEWEST) for name in (
        "calledElementBinding", "calledElementVersion", "calledElementVersionTag", "decisionRefBinding",
        "decisionRefVersion", "calledElementType", "inheritVariables",
    )},
    **{name: Fate("unsupported", *_CODE) for name in (
        "class", "delegateExpression", "expression", "executionListener", "taskListener", "connector", "script",
        "variableMappingClass", "variableMappingDelegateExpression", "eventListener", "customScript",
        "taskIdVariableName", "scriptFormat",
    )},
    **{name: Fate("unsupported", *_DATA) for name in ("inputOutput", "field", "ioMapping", "resource")},
    **{name: Fate("note", *_NOTHING) for name in (
        "asyncBefore", "asyncAfter", "async", "asyncLeave", "exclusive", "jobPriority", "taskPriority", "priority",
        "historyTimeToLive", "versionTag", "isStartableInTasklist", "candidateStarterGroups",
        "candidateStarterUsers", "initiator", "failedJobRetryTimeCycle", "properties", "property", "autoStoreVariables",
        "diagramRelationId", "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon", "skipExpression",
        "storeResultVariableAsTransient", "category", "errorMessage", "errorCodeVariable", "errorMessageVariable",
        "extensionId", "formFieldValidation", "isServiceTaskEnabled", "triggerable", "sameDeployment", "localScope",
    )},
}  # fmt: skip

CAMUNDA_8: dict[str, Fate] = {
    "taskDefinition": Fate("mapped", *_TOPIC),
    "calledElement": Fate("mapped", *_NEWEST),
    "calledDecision": Fate("mapped", *_DECISION),
    "loopCharacteristics": Fate("mapped", *_FLAT),
    "script": Fate("mapped", "脚本写作“名称 = FEEL”", "a script is written as “name = FEEL”"),
    "assignmentDefinition": Fate("mapped", *_LANE),
    "ioMapping": Fate("unsupported", *_DATA),
    "executionListeners": Fate("unsupported", *_CODE),
    "taskListeners": Fate("unsupported", *_CODE),
    "formDefinition": Fate("ignored", *_FORM),
    "userTaskForm": Fate("ignored", *_FORM),
    "taskSchedule": Fate("ignored", *_DATE),
    **{
        name: Fate("note", *_NOTHING)
        for name in (
            "taskHeaders", "userTask", "priorityDefinition", "versionTag", "properties", "subscription",
            "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon", "linkedResources", "bindingType",
        )
    },
}  # fmt: skip

SPIFF_ARENA: dict[str, Fate] = {
    "calledDecisionId": Fate("mapped", *_DECISION),
    "instructionsForEndUser": Fate(
        "ignored", "办理说明请写在表单中", "write instructions into the form of the task"
    ),
    "signalButtonLabel": Fate("ignored", *_NOTHING),
    **{
        name: Fate("note", *_NOTHING)
        for name in ("unitTests", "allowGuest", "guestConfirmation", "category", "taskMetadataValues")
    },
}

TOOLS: dict[str, tuple[str, dict[str, Fate]]] = {
    CAMUNDA: ("Camunda 7", JAVA),
    FLOWABLE: ("Flowable", JAVA),
    ACTIVITI: ("Activiti", JAVA),
    ZEEBE: ("Camunda 8", CAMUNDA_8),
    SPIFF: ("SpiffArena", SPIFF_ARENA),
    "http://www.jboss.org/drools": (
        "jBPM",
        {
            "onEntry-script": Fate("unsupported", *_CODE),
            "onExit-script": Fate("unsupported", *_CODE),
            "import": Fate("unsupported", *_CODE),
            "global": Fate("unsupported", *_CODE),
            "taskName": Fate("ignored", *_FORM),
            "ruleFlowGroup": Fate("ignored", *_DECISION),
            "metaData": Fate("note", *_NOTHING),
            "version": Fate("note", *_NOTHING),
            "packageName": Fate("note", *_NOTHING),
            "adHoc": Fate("note", *_NOTHING),
            "independent": Fate("note", *_NOTHING),
            "waitForCompletion": Fate("note", *_NOTHING),
            "selectable": Fate("note", *_NOTHING),
            "dtype": Fate("note", *_NOTHING),
            "priority": Fate("note", *_NOTHING),
            "tns": Fate("note", *_NOTHING),
        },
    ),
    "http://www.bonitasoft.org/studio/connector/definition/6.0": (
        "Bonita",
        {"connector": Fate("unsupported", *_CODE)},
    ),
    "http://www.bonitasoft.org/ns/bpm/connector/definition/6.0": (
        "Bonita",
        {"connector": Fate("unsupported", *_CODE)},
    ),
}
