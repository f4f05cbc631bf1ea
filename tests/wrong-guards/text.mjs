/** Putting code together from pieces: blocks, objects, SQL with its placeholders. */

/** Pieces of code, one after the other; what is `undefined` is left out. */
export const lines = (...parts) => parts.filter((part) => part !== undefined).join('\n');

export const indent = (text, by = '  ') => text.split('\n').map((line) => (line === '' ? line : by + line)).join('\n');

/** `{ id, status: 'open' }` from columns and the expressions that they are compared with or set to. */
export const object = (entries) => `{ ${fields(entries)} }`;

export const fields = (entries) => Object.entries(entries).map(([name, value]) => (name === value ? name : `${name}: ${value}`)).join(', ');

/** `user_id` of `userId`. */
export const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `Order` of `orders`. */
export const entity = (table) => table[0].toUpperCase() + table.slice(1).replace(/s$/, '');

/** `order` of `orders`. */
export const singular = (table) => table.replace(/s$/, '');

/** A text of SQL with values in it: literals stand in the text, everything else becomes a placeholder. */
export class Sql {
  parameters = [];

  /** @param {'$' | '?'} style */
  constructor(style) {
    this.style = style;
  }

  value(expression) {
    if (expression.startsWith("'")) return expression;
    const known = this.parameters.indexOf(expression);
    if (this.style === '$' && known >= 0) return `$${known + 1}`;
    this.parameters.push(expression);
    return this.style === '$' ? `$${this.parameters.length}` : '?';
  }

  pairs(entries, separator) {
    return Object.entries(entries).map(([name, value]) => `${snake(name)} = ${this.value(value)}`).join(separator);
  }

  where(entries) {
    return ` WHERE ${this.pairs(entries, ' AND ')}`;
  }

  /** The arguments of the call that sends a text. */
  sent(text) {
    const quote = text.includes("'") ? '"' : "'";
    return `${quote}${text}${quote}${this.parameters.length > 0 ? `, [${this.parameters.join(', ')}]` : ''}`;
  }
}

/** Statements of a function. */
export const fn = (name, parameters, body) => `export async function ${name}(${parameters}) {\n${indent(body)}\n}`;

/** A statement that must be reported. */
export const race = (statement, rule) => statement.replace(/(\n|$)/, ` // race: ${rule}$1`);
