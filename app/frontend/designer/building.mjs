// Changes that packages need before they are bundled; each fails the build when the package no longer fits.
import { readFileSync } from 'node:fs';
import { FORM_WORDS } from './words_form.js';

/** CodeMirror's styles as adopted style sheets, which a strict content policy allows; else it adds <style>. */
export const strictStyles = {
  name: 'strict-styles',
  setup(build) {
    build.onLoad({ filter: /style-mod\/(src|dist)\/style-mod\.(c?js)$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace('!root.head && root.adoptedStyleSheets', 'root.adoptedStyleSheets');
      if (contents === source) throw new Error('style-mod has changed: its styles would breach the content policy');
      return { contents, loader: 'js' };
    });
  },
};

const SPOKEN = /((?:\b(?:label|description|title|tooltip|placeholder|name|text|children|emptyOption): ?\[?|\breturn |\|\| ))(["'])((?:(?!\2)[^\\\n]|\\.)+)\2/g;

/** The form editor has no translation: its texts are looked up in the words of the page's language instead. */
export const formWords = {
  name: 'form-words',
  setup(build) {
    build.onLoad({ filter: /form-js-(editor|viewer)\/dist\/index\.es\.js$/ }, ({ path }) => {
      let found = 0;
      const contents = readFileSync(path, 'utf8').replace(SPOKEN, (whole, before, quote, text) => {
        if (!Object.hasOwn(FORM_WORDS, text)) return whole;
        found += 1;
        return `${before}qingxinWord(${quote}${text}${quote})`;
      });
      if (found < 40) throw new Error('the form editor has changed: its texts would stay English');
      const words = new URL('./words_form.js', import.meta.url).pathname;
      return { contents: `import { formWord as qingxinWord } from ${JSON.stringify(words)};\n${contents}`, loader: 'js' };
    });
  },
};
