// Keeps what was changed until the server has it: saved by itself, again after a failure, never over somebody else.
import { told } from './words.js';

const WAIT = 1200;
const AGAIN = 8000;
const BEACON = 60000; // what a browser sends along when a page is left

export class Saving {
  /** `address(path)` is where a file is saved; `status(kind, sentence)` tells; `conflict(path, told)` asks. */
  constructor({ address, token, status, conflict, saved }) {
    Object.assign(this, { address, token, status, conflict, saved });
    this.files = new Map();
    window.addEventListener('online', () => this.flush());
    window.addEventListener('beforeunload', (event) => {
      if (!this.pending()) return;
      this.flush();
      event.preventDefault();
      event.returnValue = '';
    });
    document.addEventListener('visibilitychange', () => document.hidden && this.flush());
  }

  file(path) {
    if (!this.files.has(path)) this.files.set(path, { path, base: 0, read: null, dirty: false, sending: null, held: false, timer: 0 });
    return this.files.get(path);
  }

  /** A file as it came from the server. */
  loaded(path, revision) {
    Object.assign(this.file(path), { base: revision, dirty: false, held: false });
  }

  /** A file was changed; `read` gives its bytes when they are sent. */
  changed(path, read) {
    const file = this.file(path);
    Object.assign(file, { read, dirty: true });
    if (file.held) return;
    this.status('changed', told('unsaved'));
    window.clearTimeout(file.timer);
    file.timer = window.setTimeout(() => this.send(file), WAIT);
  }

  /** Whether anything is not yet on the server. */
  pending() {
    return [...this.files.values()].some((each) => each.dirty || each.sending);
  }

  /** Send what is waiting; resolves when everything was answered. */
  async flush() {
    await Promise.all([...this.files.values()].map((each) => (each.dirty && !each.held ? this.send(each) : each.sending)));
  }

  /** Whether a file has been saved, which it is not while it waits for a decision on a conflict. */
  isSaved(path) {
    const file = this.file(path);
    return !file.dirty && !file.sending;
  }

  async send(file) {
    window.clearTimeout(file.timer);
    if (file.sending) await file.sending;
    if (!file.dirty || file.held) return;
    file.sending = this.post(file);
    await file.sending;
    file.sending = null;
    if (file.dirty && !file.held && !file.failed) this.send(file);
  }

  async post(file) {
    this.status('saving', told('saving'));
    file.dirty = false;
    try {
      const content = new TextDecoder().decode(await file.read());
      const body = JSON.stringify({ content, base: file.base });
      const answer = await fetch(this.address(file.path), {
        method: 'POST', credentials: 'same-origin', keepalive: body.length < BEACON, body,
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': this.token },
      });
      await this.answered(file, answer);
    } catch {
      this.later(file);
    }
  }

  async answered(file, answer) {
    const told_ = await answer.json().catch(() => ({}));
    file.failed = !answer.ok;
    if (answer.ok) {
      file.base = told_.revision;
      this.status('saved', told('saved', new Intl.DateTimeFormat('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Asia/Shanghai' }).format(new Date(told_.saved_at))));
      this.saved(file.path, told_.revision);
      return;
    }
    file.dirty = true;
    if (answer.status === 409 && told_.revision) {
      file.held = true;
      file.theirs = told_.revision;
      this.status('conflict', told('conflict', told_.saved_by || told('somebody')));
      this.conflict(file.path, told_);
    } else if (answer.status >= 500) {
      this.later(file);
    } else {
      this.status('failed', told('refused', told_.refused || String(answer.status)));
    }
  }

  later(file) {
    file.dirty = true;
    file.failed = true;
    this.status('offline', told('offline'));
    file.timer = window.setTimeout(() => this.send(file), AGAIN);
  }

  /** Save mine as newer than what somebody else saved. */
  mine(path) {
    const file = this.file(path);
    Object.assign(file, { base: file.theirs, held: false });
    return this.send(file);
  }

  /** Keep mine in the history beside theirs, which stays the newest; the address of the page that merges both. */
  async aside(path) {
    const file = this.file(path);
    const content = new TextDecoder().decode(await file.read());
    const answer = await fetch(this.address(path).replace('/files/', '/conflicts/'), {
      method: 'POST', credentials: 'same-origin', body: JSON.stringify({ content, base: file.base, theirs: file.theirs }),
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': this.token },
    });
    const told_ = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      this.status('failed', told('refused', told_.refused || String(answer.status)));
      return null;
    }
    this.theirs(path);
    return told_.address;
  }

  /** Give up mine: theirs is loaded again by the page. */
  theirs(path) {
    Object.assign(this.file(path), { dirty: false, held: false });
  }

  /** Take back the last saved change of a file; whether the server did. */
  async undo(path, address) {
    const file = this.file(path);
    const answer = await fetch(address, {
      method: 'POST', credentials: 'same-origin', body: JSON.stringify({ base: file.base }),
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': this.token },
    });
    await this.answered(file, answer);
    if (!answer.ok) file.dirty = false;
    return answer.ok;
  }

  /** A file that is new: sent at once. */
  async add(path, content) {
    const file = this.file(path);
    Object.assign(file, { base: 0, read: () => content, dirty: true });
    await this.send(file);
    return !file.dirty;
  }
}
