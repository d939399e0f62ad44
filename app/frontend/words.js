// The few sentences that the browser says by itself, in the language of the page.
const english = document.documentElement.lang === 'en';

const WORDS = {
  saved: ['已暂存，{0}', 'Draft saved at {0}'],
  saving: ['正在暂存…', 'Saving draft…'],
  unsaved: ['未能暂存，请检查网络，不要关闭本页。', 'The draft could not be saved; check the network and keep this page open.'],
  gone: [
    '任务已由他人办理、收回，或登录已过期，未能暂存。请在新窗口查看。',
    'Somebody else has done or taken the task, or your session is over; the draft was not saved. Look in a new window.',
  ],
  failed: ['未能完成，请稍后再试；已填内容仍在页面上。', 'That did not work; what you filled in is still here. Try again in a moment.'],
  noDiagram: ['流程图未能显示，请看下方的步骤清单。', 'The diagram cannot be shown; see the list of steps below.'],
  noDrawing: ['这一版流程图未能显示，请看日志。', 'This diagram cannot be shown; see the log.'],
  times: ['第 {0} 次', 'No. {0}'],
};

/** Return a sentence with its blanks filled. */
export function say(name, ...blanks) {
  return WORDS[name][english ? 1 : 0].replace(/\{(\d)\}/g, (_, number) => blanks[number]);
}

/** Read a sentence out to people who do not see the page change. */
export function announce(sentence) {
  let region = document.getElementById('announcements');
  if (!region) {
    region = document.createElement('div');
    region.id = 'announcements';
    region.className = 'visually-hidden';
    region.setAttribute('role', 'status');
    (document.querySelector('main') || document.body).append(region);
  }
  region.textContent = sentence;
}
