/** Answers of the resolver in one line. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { ObjectShape, Origin, Resolver, TypeName } from '../../src/resolve/resolver.js';

export const printOrigin = (origin: Origin, at: Resolver): string => {
  const text = (node: TSESTree.Node): string => at.sourceCode.getText(node).replace(/\s+/g, ' ');
  const print = (inner: Origin): string => printOrigin(inner, at);
  switch (origin.kind) {
    case 'import':
      return `${origin.module}#${origin.name}`;
    case 'new':
      return `new ${print(origin.callee)}`;
    case 'call':
      return `${print(origin.callee)}()`;
    case 'member':
      return `${print(origin.object)}.${origin.property}`;
    case 'parameter':
      return `parameter ${[origin.index, ...origin.path].join('.')}${origin.optional ? '?' : ''}`;
    case 'field':
      return `${origin.class.id?.name ?? 'class'}:${origin.property}${origin.value === undefined ? '' : ` = ${text(origin.value)}`}`;
    case 'this':
      return `this of ${origin.class === undefined ? 'nothing' : (origin.class.id?.name ?? 'class')}`;
    case 'class':
      return `class ${origin.class.id?.name ?? ''}`;
    case 'function':
      return `function ${origin.fn.id?.name ?? text(origin.fn)}`;
    case 'either':
      return `(${origin.options.map(print).join(' | ')})`;
    case 'global':
      return `global ${origin.name}`;
    case 'expression':
      return `\`${text(origin.node)}\``;
    case 'unknown':
      return 'unknown';
  }
};

export const printType = (type: TypeName | undefined): string => {
  if (type === undefined) return 'none';
  const from = type.module === undefined ? '' : `${type.module}#${type.imported ?? ''}:`;
  const args = type.arguments.length === 0 ? '' : `<${type.arguments.map(printType).join(', ')}>`;
  return `${from}${[...type.qualifier, type.name].join('.')}${args}`;
};

export const printShape = (shape: ObjectShape, at: Resolver): string => {
  const entries = [...shape.entries].map(([name, entry]) => `${name}: ${at.sourceCode.getText(entry.value)}`);
  const spreads = shape.spreads.map((spread) => `...${at.sourceCode.getText(spread)}`);
  return [`{ ${[...entries, ...spreads].join(', ')} }`, shape.open ? 'open' : ''].join(' ').trim();
};
