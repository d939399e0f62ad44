// The text of a form as it is saved: what the editor adds to every component by itself does not come into the file.

const walk = (components = []) => components.flatMap((each) => [each, ...walk(each.components)]);
const byId = (schema) => new Map(walk(schema.components).map((each) => [each.id, each]));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class FormText {
  /** `source` as it was read, `imported` as the editor had it before anything was changed. */
  constructor(source, imported) {
    this.source = source;
    this.before = byId(source);
    this.added = byId(imported);
  }

  /** The text of a schema, with members in the order they had, and without what only the editor put there. */
  of(schema) {
    const whole = { ...this.source, ...schema, components: (schema.components || []).map((each) => this.component(each)) };
    if (this.source.schemaVersion) whole.schemaVersion = this.source.schemaVersion;
    return `${JSON.stringify(whole, null, 2)}\n`;
  }

  component(now) {
    const before = this.before.get(now.id);
    const added = this.added.get(now.id) || {};
    const kept = Object.entries(now).filter(([name, value]) => {
      if (name === 'layout' && !(before && before.layout)) return (value.columns || null) !== null;
      return !before || name in before || !same(value, added[name]);
    });
    const found = Object.fromEntries(kept);
    const ordered = {};
    for (const name of [...Object.keys(before || {}), ...Object.keys(found)]) if (name in found) ordered[name] = found[name];
    if (ordered.components) ordered.components = ordered.components.map((each) => this.component(each));
    return ordered;
  }
}
