/**
 * The files of the project beside the linted one: opened when a call or a type leads there, read once a version, kept while there is room.
 *
 * A file counts by its path, mtime and size, looked at once for each linted file. What is kept is bounded by the length of the texts; a file that
 * had to go is read again when it is asked for. Never into node_modules (the resolution of modules sees to that).
 */
import { readFileSync, statSync } from 'node:fs';
import type { TSESLint } from '@typescript-eslint/utils';
import { filesImplementing } from '../project/implementations.js';
import { parseFile } from '../project/parse-file.js';
import type { Project } from '../project/project.js';
import { resolveModule } from '../project/resolve-module.js';
import { createResolver } from '../resolve/create-resolver.js';
import type { Modules, Place } from '../resolve/modules.js';
import type { Resolver } from '../resolve/resolver.js';
import { isClass } from '../syntax/classes.js';
import { ModelBuilder, type Elsewhere, type FileFacts } from './build-model.js';

/** How far the analysis goes beyond the linted file. */
export interface Budget {
  /** files that a chain of calls may lead through */
  readonly depth: number;
  /** files that are read anew for one linted file */
  readonly files: number;
}

/** What the project's files need of the composition root, which knows the data layers. */
export interface Reader {
  readonly factsOf: (source: Readonly<TSESLint.SourceCode>, resolver: Resolver) => FileFacts;
  /** Whether a text can matter at all: a data layer, a class hierarchy, a re-export, something that waits. */
  readonly isWorthReading: (text: string) => boolean;
}

interface Entry {
  readonly mtime: number;
  readonly size: number;
  /** undefined: not worth reading, or doesn't parse */
  readonly resolver: Resolver | undefined;
  builder: ModelBuilder | undefined;
  /** the linted file for which it was looked at last */
  checked: number;
}

/** Characters of source text whose trees are kept. */
const capacity = 3_000_000;

export class ProjectFiles implements Modules, Elsewhere {
  private readonly entries = new Map<string, Entry>();
  private readonly builders = new WeakMap<Resolver, ModelBuilder>();
  private readonly reader: Reader;
  private readonly project: Project;
  private budget: Budget;
  private linted: Resolver | undefined;
  private generation = 0;
  private opened = 0;
  private kept = 0;

  constructor(reader: Reader, project: Project, budget: Budget) {
    this.reader = reader;
    this.project = project;
    this.budget = budget;
  }

  get depth(): number {
    return this.budget.depth;
  }

  /** A file is linted: others are looked at anew, and its budget begins. */
  begin(budget: Budget): void {
    this.budget = budget;
    this.linted = undefined;
    this.generation++;
    this.opened = 0;
  }

  readonly open = (specifier: string, from: string): Resolver | undefined => {
    const path = resolveModule(specifier, from.replaceAll('\\', '/'));
    return path === undefined ? undefined : this.resolverOf(path);
  };

  readonly implementation = (name: string, from: string): Place | undefined => {
    const found: Place[] = [];
    for (const file of filesImplementing(name, from.replaceAll('\\', '/'))) {
      const at = this.resolverOf(file);
      for (const statement of at?.sourceCode.ast.body ?? []) {
        const node = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement;
        if (!at || !isClass(node) || node.abstract) continue;
        const named = [...node.implements.map(({ expression }) => expression), ...(node.superClass ? [node.superClass] : [])];
        if (named.some((type) => type.type === 'Identifier' && type.name === name)) found.push({ node, at });
      }
      if (found.length > 1) return undefined;
    }
    return found[0];
  };

  readonly builderOf = (at: Resolver): ModelBuilder | undefined => {
    const own = this.builders.get(at);
    if (own) return own;
    const entry = this.entries.get(at.filename);
    if (entry?.resolver !== at) return undefined;
    entry.builder ??= new ModelBuilder(this.reader.factsOf(at.sourceCode, at), this);
    return entry.builder;
  };

  /** The linted file as it is in the editor, for calls that lead back into it. */
  adopt(at: Resolver, builder: ModelBuilder): void {
    this.builders.set(at, builder);
    this.linted = at;
  }

  private resolverOf(path: string): Resolver | undefined {
    if (this.linted?.filename === path) return this.linted;
    let entry = this.entries.get(path);
    if (entry?.checked !== this.generation) {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat) return undefined;
      if (entry?.mtime === stat.mtimeMs && entry.size === stat.size) entry.checked = this.generation;
      else {
        if (entry) this.drop(path, entry);
        if (this.opened >= this.budget.files) return undefined;
        entry = this.read(path, stat.mtimeMs, stat.size);
      }
      // the one used last stands last
      this.entries.delete(path);
      this.entries.set(path, entry);
    }
    return entry.resolver;
  }

  private read(path: string, mtime: number, size: number): Entry {
    const text = readText(path);
    const worth = text !== undefined && size < capacity / 4 && this.reader.isWorthReading(text);
    if (worth) this.opened++;
    const source = worth ? parseFile(text, path) : undefined;
    const entry: Entry = { mtime, size, resolver: source && createResolver(source, path, this.project, this), builder: undefined, checked: this.generation };
    if (entry.resolver) this.kept += size;
    this.makeRoom();
    return entry;
  }

  private makeRoom(): void {
    for (const [path, entry] of this.entries) {
      if (this.kept <= capacity) return;
      if (entry.resolver && entry.checked !== this.generation) this.drop(path, entry);
    }
  }

  private drop(path: string, entry: Entry): void {
    this.entries.delete(path);
    if (entry.resolver) this.kept -= entry.size;
  }
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
