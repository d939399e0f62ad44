// Asks what to do when somebody else saved the same file: theirs, mine, or look at both. Nothing is lost meanwhile.
import { make } from './fields.js';
import { t, told } from './words.js';

export class Conflict {
  constructor(container, page) {
    this.container = container;
    this.page = page;
  }

  /** The server refused mine: it names who saved since, and when. */
  ask(path, answer) {
    const sentence = answer.refused || told('conflict', answer.saved_by || told('somebody'));
    this.show(path, answer.revision, sentence, [
      [t('对照并合并', 'Compare and merge'), () => this.merge(path)],
      [t('改用对方的', 'Take theirs'), () => this.aside(path)],
      [t('以我的为新版保存', 'Save mine as newer'), () => this.page.saving.mine(path)],
    ]);
  }

  /** Somebody else saved, and nothing of mine waits. */
  tell(path, revision) {
    this.show(path, revision, told('conflict', told('somebody')), [[t('载入最新内容', 'Load the newest'), () => this.theirs(path)]]);
  }

  show(path, revision, sentence, choices) {
    const compare = make('a', {
      class: 'button button-small', target: '_blank', rel: 'noopener', text: t('看对方改了什么', 'See what they changed'),
      href: revision ? `${this.page.historyAddress}/${revision}/${path}` : `${this.page.historyAddress}?path=${encodeURIComponent(path)}`,
    });
    const buttons = choices.map(([label, act]) => {
      const button = make('button', { type: 'button', class: 'button button-small', text: label });
      button.addEventListener('click', async () => {
        this.container.hidden = true;
        await act();
      });
      return button;
    });
    this.container.replaceChildren(make('p', { text: sentence }), ...buttons, compare);
    this.container.hidden = false;
  }

  /** Mine is kept in the history, and both are compared on a page of their own. */
  async merge(path) {
    const address = await this.page.saving.aside(path);
    if (address) window.location.assign(address);
    else this.container.hidden = false;
  }

  /** Mine is kept in the history, and theirs is opened. */
  async aside(path) {
    if (await this.page.saving.aside(path)) await this.theirs(path);
    else this.container.hidden = false;
  }

  async theirs(path) {
    this.page.saving.theirs(path);
    if (path === this.page.path) await this.page.open(path, true);
  }
}
