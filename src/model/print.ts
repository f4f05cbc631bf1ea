/**
 * Prints models as stable text: for tests of the engine and for `npm run explain`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../operations/known.js';
import type { Context } from './context.js';
import type { FunctionModel } from './function-model.js';
import type { Condition, Instance, SetColumn } from './instance.js';
import type { Literal, SymbolOf, Value } from './values.js';

const symbol = (of: SymbolOf): string => {
  switch (of.kind) {
    case 'parameter': {
      const parameter = of.fn.params[of.index];
      return parameter?.type === 'Identifier' ? parameter.name : `arg${String(of.index)}`;
    }
    case 'free':
      return of.variable.name;
    case 'global':
      return of.name;
    case 'this':
      return 'this';
    case 'site':
      return `value@${String(of.node.loc.start.line)}`;
  }
};

/** Prints values with reads by their number in the function. */
export class ModelPrinter {
  private readonly ids = new Map<Instance, number>();

  constructor(instances: readonly Instance[]) {
    for (const [index, instance] of instances.entries()) this.ids.set(instance, index + 1);
  }

  id(instance: Instance): string {
    return `#${String(this.ids.get(instance) ?? '?')}`;
  }

  value(of: Value, depth = 5): string {
    if (depth === 0) return '…';
    const inner = (value: Value): string => this.value(value, depth - 1);
    switch (of.kind) {
      case 'constant':
        return typeof of.value === 'string' ? JSON.stringify(of.value) : String(of.value);
      case 'symbol':
        return symbol(of.symbol);
      case 'field':
        return `${inner(of.of)}.${of.name}`;
      case 'row':
        return `row${this.id(of.read)}`;
      case 'rows':
        return `rows${this.id(of.read)}`;
      case 'element':
        return `each(${inner(of.of)})`;
      case 'lookup':
        return `${inner(of.of)}[${of.by === undefined ? '' : `${of.by}=`}${of.key ? inner(of.key) : '?'}]`;
      case 'membership':
        return `has(${inner(of.of)}, ${of.by === undefined ? '' : `${of.by}=`}${of.key ? inner(of.key) : 'any'})`;
      case 'aggregate':
        return `${of.of}${of.column === undefined ? '' : `(${of.column})`}${this.id(of.read)}`;
      case 'exists':
        return `exists${this.id(of.read)}`;
      case 'affected':
        return `affected${this.id(of.write)}`;
      case 'result':
        return `result${this.id(of.of)}`;
      case 'object':
        return `{${[...[...of.fields].map(([name, field]) => `${name}: ${inner(field)}`), ...of.spreads.map((spread) => `...${inner(spread)}`)].join(', ')}}`;
      case 'list':
        return of.items ? `[${of.items.map(inner).join(', ')}]` : `list(${of.element ? inner(of.element) : ''})`;
      case 'derived':
        return `${of.by ?? 'from'}<${of.from.map(inner).join(', ')}>`;
      case 'test':
        return `${inner(of.left)} ${of.operator} ${inner(of.right)}`;
      case 'not':
        return `!${inner(of.of)}`;
      case 'logical':
        return `(${inner(of.left)} ${of.operator} ${inner(of.right)})`;
      case 'phi':
        return `(${of.options.map((option) => `${inner(option.value)}${option.when.length > 0 ? ` if ${option.when.map((literal) => this.literal(literal, depth - 2)).join(' & ')}` : ''}`).join(' | ')})`;
      case 'function':
        return 'function';
      case 'unknown':
        return '?';
    }
  }

  literal({ condition, holds }: Literal, depth = 5): string {
    return `${holds ? '' : 'not '}${this.value(condition, Math.max(depth, 1))}`;
  }

  private condition({ column, op, value, via, disjunct }: Condition): string {
    return `${disjunct ? '|' : ''}${[...via, column].join('.')} ${op}${value ? ` ${this.value(value)}` : ''}`;
  }

  private set({ column, written, value }: SetColumn): string {
    return `${column}${written === 'value' ? ` = ${this.value(value)}` : ` ${written}`}`;
  }

  instance(of: Instance): string {
    const { operation } = of;
    const parts = [`${this.id(of)} ${operation.kind} ${isKnown(of.table) ? of.table.id : '?'} line ${String(of.site.loc.start.line)}`];
    if (of.hops.length > 0) parts.push(`via ${String(of.hops.length)} call${of.hops.length > 1 ? 's' : ''}`);
    if (of.where.length > 0 || of.whereOpen) parts.push(`where ${[...of.where.map((condition) => this.condition(condition)), ...(of.whereOpen ? ['…'] : [])].join(', ')}`);
    if (of.sets.length > 0 || of.setsSpreads.length > 0) parts.push(`set ${[...of.sets.map((set) => this.set(set)), ...of.setsSpreads.map((value) => `...${this.value(value)}`)].join(', ')}`);
    if (of.entity) parts.push(`entity ${this.value(of.entity)}${[...(of.entityFields.get(of.entity) ?? [])].map(([name, value]) => ` .${name} = ${this.value(value)}`).join('')}`);
    if (operation.lock) parts.push(isKnown(operation.lock) ? `lock ${operation.lock.strength}` : 'lock ?');
    if (of.parent) parts.push(`of ${this.id(of.parent)}`);
    parts.push(...of.contexts.flatMap((context) => contextOf(context)));
    return parts.join('; ');
  }
}

const contextOf = (context: Context): string[] => {
  if (context.kind === 'transaction') return [`in transaction line ${String(context.node.loc.start.line)} (${isKnown(context.isolation) ? context.isolation : 'isolation ?'})`];
  if (context.kind === 'handler' || context.kind === 'wrapper') return [`in ${context.kind} line ${String(context.node.loc.start.line)}`];
  return [];
};

/** A function's name as its source shows it. */
export const nameOfFunction = (fn: TSESTree.Node): string => {
  if (fn.type === 'Program') return 'module';
  if (fn.type === 'FunctionDeclaration' && fn.id) return fn.id.name;
  for (let { parent } = fn; parent.type !== 'Program'; { parent } = parent) {
    if ((parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition' || parent.type === 'Property') && parent.key.type === 'Identifier') return parent.key.name;
    if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
    if (parent.type !== 'CallExpression') break;
  }
  return 'anonymous';
};

/** A function's model: operations in order, each with its guards. */
export const printModel = (model: FunctionModel): string => {
  const printer = new ModelPrinter(model.instances);
  const lines = [`function ${nameOfFunction(model.fn)} line ${String(model.fn.loc.start.line)}`];
  for (const instance of model.instances) {
    lines.push(`  ${printer.instance(instance)}`);
    for (const { literal } of model.guardsOfInstance(instance)) lines.push(`    if ${printer.literal(literal)}`);
  }
  return lines.join('\n');
};
