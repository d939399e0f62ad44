// The replay of a case: one position in the story, moved by slider, keys, buttons, play, log and diagram.
// The server has told what every step changes; here it is only done and undone.
import './replay.css';
import { showHeat } from './replay_heat.js';
import { Stage } from './replay_stage.js';

const STEP_MS = 1100;
const KEYS = { ArrowLeft: 'back', ArrowRight: 'on', Home: 'first', End: 'last' };
const root = document.querySelector('[data-replay]');
const find = (name) => root.querySelector(`[data-${name}]`);

class Replay {
  constructor(story) {
    this.moments = story.moments;
    this.marks = story.frames.map(() => new Map());
    for (const [frame, id, state, times] of story.marks) this.marks[frame].set(id, [state, times]);
    this.at = -1; // index of the moment that was told last
    this.stage = new Stage(find('stage'), story.frames, (frame, id) => this.pick(frame, id));
    this.frames = story.frames;
    this.timer = null;
    this.first = story.moments[0].n;
  }

  /** Go to the moment of this index, doing or undoing every step between. */
  go(index) {
    const goal = Math.min(Math.max(index, 0), this.moments.length - 1);
    while (this.at < goal) {
      this.at += 1;
      for (const [frame, id, , , state, times] of this.moments[this.at].c) this.put(frame, id, state, times);
    }
    while (this.at > goal) {
      for (const [frame, id, state, times] of [...this.moments[this.at].c].reverse()) this.put(frame, id, state, times);
      this.at -= 1;
    }
    this.tell();
  }

  put(frame, id, state, times) {
    if (state) this.marks[frame].set(id, [state, times]);
    else this.marks[frame].delete(id);
  }

  move(how) {
    const goal = { first: 0, back: this.at - 1, on: this.at + 1, last: this.moments.length - 1 }[how];
    this.go(goal);
  }

  /** Jump to the next step that concerns an element, from the beginning again after the last. */
  pick(frame, id) {
    const here = (moment) => (moment.f === frame && moment.e === id) || moment.c.some((c) => c[0] === frame && c[1] === id);
    const indexes = this.moments.map((moment, index) => (here(moment) ? index : -1)).filter((index) => index >= 0);
    if (!indexes.length) return;
    this.pause();
    this.go(indexes.find((index) => index > this.at) ?? indexes[0]);
  }

  tell() {
    const moment = this.moments[this.at];
    const entry = root.querySelector(`[data-entry="${moment.n}"]`);
    const frame = moment.f ?? (this.frames.length ? 0 : -1);
    find('number').textContent = moment.n;
    find('time').textContent = entry.querySelector('time').textContent;
    const slider = find('slider');
    slider.value = moment.n;
    slider.setAttribute('aria-valuetext', `${moment.n}: ${entry.querySelector('.log-says').textContent}`);
    for (const tick of root.querySelectorAll('.axis-tick.is-now')) tick.classList.remove('is-now');
    const tick = root.querySelector(`[data-tick="${moment.n}"]`);
    tick.classList.add('is-now');
    this.point(entry);
    this.explain(entry);
    if (frame >= 0) {
      find('frame-name').textContent = this.frames[frame].name;
      this.stage.show(frame, this.marks[frame], moment.e).then((shown) => shown && (root.dataset.painted = moment.n));
    }
    root.dataset.at = moment.n;
    delete root.dataset.settled;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.remember(moment.n), 250);
  }

  /** Mark the entry of the log and bring it into view without moving the page. */
  point(entry) {
    const former = root.querySelector('[data-entry][aria-current]');
    if (former) former.removeAttribute('aria-current');
    entry.setAttribute('aria-current', 'step');
    const box = find('log');
    const [top, bottom] = [entry.offsetTop - box.offsetTop, entry.offsetTop - box.offsetTop + entry.offsetHeight];
    if (top < box.scrollTop || bottom > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 3;
  }

  /** Say under the diagram what this step changed: the log says it already. */
  explain(entry) {
    const parts = [...entry.querySelectorAll('[data-head], [data-changes]')].map((part) => part.cloneNode(true));
    for (const part of parts) {
      for (const region of part.querySelectorAll('[aria-labelledby]')) {
        const label = part.querySelector(`#${CSS.escape(region.getAttribute('aria-labelledby'))}`);
        region.setAttribute('aria-label', label ? label.textContent : '');
        region.removeAttribute('aria-labelledby');
      }
      for (const named of part.querySelectorAll('[id]')) named.removeAttribute('id');
    }
    find('now').replaceChildren(...parts);
  }

  /** Keep the position in the address, and ask the server how the case stood then. */
  async remember(number) {
    history.replaceState(null, '', `${root.dataset.address}?at=${number}`);
    const answer = await fetch(`${root.dataset.standing}?at=${number}`, { credentials: 'same-origin' });
    if (!answer.ok || `${number}` !== root.dataset.at) return;
    const part = new DOMParser().parseFromString(await answer.text(), 'text/html');
    find('then').replaceChildren(...part.body.children);
    root.dataset.settled = number;
  }

  play() {
    if (this.at >= this.moments.length - 1) this.go(0);
    this.dressed('pause');
    const next = () => {
      this.go(this.at + 1);
      if (this.at >= this.moments.length - 1) this.pause();
      else this.timer = setTimeout(next, STEP_MS / Number(find('speed').value));
    };
    this.timer = setTimeout(next, STEP_MS / Number(find('speed').value));
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    this.dressed('play');
  }

  toggle() {
    if (this.timer) this.pause();
    else this.play();
  }

  dressed(as) {
    const button = find('play');
    const use = button.querySelector('use');
    use.setAttribute('href', use.getAttribute('href').replace(/#.*/, `#${as}`));
    find('play-word').textContent = button.dataset[as === 'play' ? 'wordPlay' : 'wordPause'];
    root.dataset.playing = as === 'pause' ? 'yes' : 'no';
  }
}

function byMouse(replay) {
  for (const link of root.querySelectorAll('[data-move]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      replay.pause();
      replay.move(link.dataset.move);
    });
  }
  find('play').addEventListener('click', () => replay.toggle());
  find('slider').addEventListener('input', (event) => {
    replay.pause();
    replay.go(Number(event.target.value) - replay.first);
  });
  find('fit').addEventListener('click', () => replay.stage.fit());
  find('follow').addEventListener('click', (event) => {
    const on = event.currentTarget.getAttribute('aria-pressed') !== 'true';
    event.currentTarget.setAttribute('aria-pressed', `${on}`);
    replay.stage.follow(on);
  });
  find('by-hand').addEventListener('change', (event) => {
    root.querySelector('.log').classList.toggle('only-by-hand', event.target.checked);
  });
  find('axis').addEventListener('click', (event) => {
    const near = [...root.querySelectorAll('[data-tick]')].map((tick) => {
      const box = tick.getBoundingClientRect();
      return [Math.abs(box.left + box.width / 2 - event.clientX), Number(tick.dataset.tick)];
    });
    replay.pause();
    replay.go(near.sort((a, b) => a[0] - b[0])[0][1] - replay.first);
  });
  find('log').addEventListener('click', (event) => {
    const entry = event.target.closest('[data-entry]');
    if (!entry || event.target.closest('summary, [data-changes]')) return;
    event.preventDefault();
    replay.pause();
    replay.go(Number(entry.dataset.entry) - replay.first);
  });
}

/** Keys work inside the replay; outside of it only the two arrows do, which move nothing else there. */
function byKeyboard(replay) {
  document.addEventListener('keydown', (event) => {
    const inside = root.contains(event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!inside && event.target !== document.body) return;
    const own = event.target.closest('input:not([data-slider]), select, textarea, summary');
    const how = KEYS[event.key];
    if (own || (!inside && !event.key.startsWith('Arrow'))) return;
    if (how) replay.pause();
    if (how) replay.move(how);
    else if (event.key === ' ' && !event.target.closest('button')) replay.toggle();
    else return;
    event.preventDefault();
  });
}

const heated = document.querySelector('[data-heat]');
if (heated) showHeat(heated);

if (root) {
  const story = JSON.parse(document.querySelector('script[data-story]').textContent);
  for (const part of root.querySelectorAll('.only-script')) part.hidden = false;
  find('no-script').remove();
  const replay = new Replay(story);
  byMouse(replay);
  byKeyboard(replay);
  root.classList.add('is-live');
  replay.go(story.at - replay.first);
}
