// Keeps what is typed: <form data-draft-url="…"> is sent there every ten seconds when something changed, and when
// the page is left. <span data-draft-state> inside says so. It knows no form; files are not part of a draft.
import { say } from './words.js';

const EVERY = 10000;
const SENDING = 15000; // after a submit the page normally goes away; if it does not, drafts go on

function contents(form) {
  const found = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string') found.append(name, value);
  }
  return found;
}

function tell(form, sentence, worry) {
  const place = form.querySelector('[data-draft-state]');
  if (!place) return;
  place.textContent = sentence;
  place.classList.toggle('is-worry', Boolean(worry));
}

async function send(form, body) {
  tell(form, say('saving'));
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: 'POST',
      body,
      credentials: 'same-origin',
      redirect: 'manual',
      headers: { 'X-Requested-With': 'draft' },
    });
    if (answer.ok) {
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
      tell(form, say('saved', time));
      return true;
    }
    const refused = answer.type === 'opaqueredirect' || answer.status < 500;
    tell(form, say(refused ? 'gone' : 'unsaved'), true);
    return refused; // asking again would be refused again
  } catch (problem) {
    tell(form, say('unsaved'), true);
    return false;
  }
}

function watch(form) {
  if (form.dataset.draftWatched) return;
  form.dataset.draftWatched = 'yes';
  let kept = contents(form).toString();
  let busy = false;
  let submitted = 0;

  const due = () => form.isConnected && !busy && Date.now() - submitted > SENDING;

  async function save() {
    const body = contents(form);
    if (!due() || body.toString() === kept) return;
    busy = true;
    if (await send(form, body)) kept = body.toString();
    busy = false;
  }

  function leave() {
    const body = contents(form);
    if (document.visibilityState !== 'hidden' || !due() || body.toString() === kept) return;
    if (navigator.sendBeacon(form.dataset.draftUrl, body)) kept = body.toString();
  }

  form.addEventListener('submit', () => {
    submitted = Date.now();
  });
  document.addEventListener('visibilitychange', leave);
  const timer = window.setInterval(() => {
    if (form.isConnected) {
      save();
      return;
    }
    window.clearInterval(timer);
    document.removeEventListener('visibilitychange', leave);
  }, EVERY);
}

const watchAll = () => document.querySelectorAll('form[data-draft-url]').forEach(watch);
document.addEventListener('DOMContentLoaded', watchAll);
document.addEventListener('htmx:after:process', watchAll);
if (document.readyState !== 'loading') watchAll();
