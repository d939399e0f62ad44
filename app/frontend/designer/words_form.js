// The form editor's texts in Chinese; building.mjs puts a call of formWord around each of them.
export const FORM_WORDS = {
  'Column 1': '列 1', 'Column 2': '列 2', 'Column 3': '列 3', Content: '内容', Input: '填写', Selection: '选择',
  Presentation: '展示', Containers: '容器', Action: '操作', Components: '组件', 'Search components': '查找组件',
  'Clear content': '清除内容', 'No components found.': '没有找到组件。',
  'Drag and drop components here.': '把组件拖到这里。', 'Build your form': '编制表单',
  'Drag and drop components here to start designing.': '把组件拖到这里，开始编制。',
  'Use the preview window to test your form.': '可用预览核对表单。', 'Opened in popup': '已在弹窗中打开',
  'Select a form field to edit its properties.': '选中一个字段，即可修改它的设置。',
  'Multiple form fields are selected. Select a single form field to edit its properties.': '选中了多个字段，请只选一个。',
  Submit: '提交', Reset: '重置', 'Alternative text': '替代文字',
  'Descriptive text for screen reader accessibility.': '供读屏软件朗读的说明。', Auto: '自动', Columns: '宽度（列）',
  'Field description': '填写提示', 'Default value': '默认值', Checked: '已勾选', 'Not checked': '未勾选', Disabled: '停用',
  ID: '标识', 'Binds to a form variable': '对应的变量名', Key: '键', Path: '路径', 'Show outline': '显示边框',
  'Where the child variables of this component are pathed to.': '其中各字段的上级路径。',
  'Date label': '日期的名称', 'Time label': '时间的名称', Height: '高度', 'Height of the container in pixels.': '高度（像素）。',
  URL: '网址', 'Image source': '图片来源', Text: '文字', 'Supports markdown and templating.': '可用 Markdown。',
  'Learn more': '了解更多', 'Decimal digits': '小数位数', Increment: '步长', 'Target value': '目标值', 'Value changes': '值改变时',
  'Form submission': '提交时', 'Compute on': '何时计算', 'Output as string': '以文字输出',
  'Allows arbitrary precision values': '保留任意精度', Subtype: '类别', 'Use 24h': '24 小时制', 'Disallow past dates': '不得早于今天',
  'Time interval': '时间间隔', 'Time format': '时间格式', Searchable: '可搜索', Label: '名称', Value: '值', Type: '类型',
  'Input values key': '可选项的变量', 'Define which input property to populate the values from': '从哪个变量取可选项',
  Prefix: '前缀', Suffix: '后缀', 'Read only': '只读', 'Vertical alignment': '垂直对齐', Top: '上', Center: '中', Bottom: '下',
  'Default number of items': '默认行数', 'Allow add/delete items': '可增删行', 'Disable collapse': '不折叠',
  'Number of non-collapsing items': '不折叠的行数', 'Options expression': '可选项的表达式',
  'Define an expression to populate the options from.': '用表达式给出可选项。', 'Data source': '数据来源', Pagination: '分页',
  'Number of rows per page': '每页行数', 'List of items': '各项', Expression: '表达式', Column: '列',
  'Version tag': '版本标签', 'Version tag by which this form can be referenced.': '引用本表单时用的版本标签。',
  'Supported file formats': '接受的文件格式', 'Upload multiple files': '可上传多个文件', 'Document reference': '文书引用',
  'Max height of preview container': '预览的最大高度', General: '基本', Serialization: '保存格式', Constraints: '限制', Custom: '自定',
  Email: '电子邮箱', Phone: '电话', Validation: '校验', Required: '必填', 'Minimum length': '最少字数', 'Maximum length': '最多字数',
  'Custom regular expression': '自定格式', 'Custom error message': '不符时的提示', Minimum: '最小值', Maximum: '最大值',
  'The error message to display when the input does not match the regular expression.': '填写的内容不符合格式时显示的提示。',
  'Validation pattern': '格式', 'Options source': '可选项来源', 'Dynamic options': '动态可选项', 'Static options': '固定可选项',
  'Custom properties': '其他设置', Appearance: '外观', Layout: '版式', 'Security attributes': '安全属性', Condition: '显示条件',
  'Headers source': '表头来源', 'Header items': '表头各项', Repeatable: '可重复',
  'Add properties directly to the form schema, useful to configure functionality in custom-built task applications and form renderers.':
    '保存位置、校验、英文名称等也写在这里；通常在上面的“本系统”一栏修改。',
  Button: '按钮', Checkbox: '勾选框', 'Checkbox group': '多选', 'Date time': '日期时间', Group: '分组', 'Image view': '图片',
  Number: '数字', 'Radio group': '单选', Search: '搜索', Select: '下拉选择', Separator: '分隔线', Spacer: '留白',
  'Dynamic list': '可增行的表', 'Remove tag': '移除', 'Tag list': '多选标签', 'Text view': '说明文字', 'HTML view': 'HTML',
  'Text field': '单行文字', 'Text area': '多行文字', Table: '表格', Browse: '选择文件', 'File picker': '上传文件',
  'Document preview': '文书预览', 'Nothing to show.': '没有内容。', 'No content to show.': '没有内容。', Name: '名称', Date: '日期',
  'Field label': '名称', 'Group label': '分组名称', 'Table label': '表格名称', 'Hide if': '何时不显示', iFrame: '嵌入页面',
  'Condition under which the field is hidden': '满足条件时不显示', 'Remove form field': '移除字段', 'Save and close': '保存并关闭',
  'No files selected': '未选择文件', 'All values selected': '已全部选择', 'No results': '没有结果', 'Must not be empty.': '不能为空。',
  'Must be unique.': '不得重复。', 'Must not contain spaces.': '不得有空格。', 'Should be a valid number.': '须为数字。', 'Must be number': '须为数字',
  'Powered by bpmn.io': '编辑器来自 bpmn.io',
};

const english = typeof document !== 'undefined' && document.documentElement.lang === 'en';

/** Return a text of the form editor in the language of the page. */
export function formWord(text) {
  return english ? text : FORM_WORDS[text] || text;
}
