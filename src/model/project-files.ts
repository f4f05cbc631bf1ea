/**
 * The files of the project beside the linted one: opened when a call or a type leads there, read once a version, kept while there is room.
 *
 * A file counts by its path, mtime and size. What is kept is bounded by the length of the texts; a file that
 * had to go is read again when it is asked for. Never into node_modules (the resolution of modules sees to that).
 */
import type { TSESLint } from '@typescript-eslint/utils';
import { filesImplementing, makersOf } from '../project/implementations.js';
import { outlineOf, type Outline } from '../project/outline.js';
import { parseFile } from '../project/parse-file.js';
import type { Project } from '../project/project.js';
import { further, Reach, type Reaches } from '../project/reach.js';
import { resolveModule } from '../project/resolve-module.js';
import type { Budget } from '../project/settings.js';
import { readText, stateOf, whenChanged } from '../project/world.js';
import { createResolver } from '../resolve/create-resolver.js';
import type { Modules, Place } from '../resolve/modules.js';
import type { Resolver } from '../resolve/resolver.js';
import type { Operation } from '../operations/operation.js';
import { implementingClass, implementingObject } from './implementers.js';
import type { CameFrom } from './leaving-calls.js';
import { contains } from '../syntax/descendants.js';
import { Progress } from './progress.js';
import type { Layers } from './recognition.js';
import { ModelBuilder, type Elsewhere } from './build-model.js';
import type { FileFacts } from './file-facts.js';

/** What the project's files need of the composition root, which knows the data layers. */
export interface Reader {
  readonly factsOf: (source: Readonly<TSESLint.SourceCode>, resolver: Resolver) => FileFacts;
  /** The data layers of which a text speaks. */
  readonly layersIn: (text: string, path: string) => Layers;
  /** Whether a data layer that the project of a file uses may know one of these methods. */
  readonly knownAt: (path: string, methods: ReadonlySet<string>) => boolean;
}

interface Entry {
  /** bytes */
  readonly size: number;
  readonly text: string | undefined;
  /** whether an operation can lie behind it; undefined: not asked yet */
  leads: boolean | undefined;
  /** the data layers of which its text speaks; undefined: not asked yet */
  layers: Layers | undefined;
  /** undefined: not asked yet */
  outline: { readonly value: Outline | undefined } | undefined;
  /** undefined: not asked yet, or doesn't parse */
  parsed: { readonly resolver: Resolver | undefined } | undefined;
  builder: ModelBuilder | undefined;
  /** the linted file for which it was looked at last, and the one for which its tree was asked for */
  used: number;
  asked: number;
}

/** Characters of source text whose trees are kept. */
const capacity = 3_000_000;
/** Characters of source text that are kept; a tree takes some fifty times its text. */
const textCapacity = 30_000_000;

export class ProjectFiles implements Modules, Elsewhere {
  readonly progress = new Progress();
  private readonly entries = new Map<string, Entry>();
  private readonly builders = new WeakMap<Resolver, ModelBuilder>();
  private readonly reach: Reach;
  private readonly reader: Reader;
  private readonly project: Project;
  private readonly budget: Budget;
  private linted: Resolver | undefined;
  private generation = 0;
  private opened = 0;
  /** milliseconds that have passed in reading files for the linted one */
  private spent = 0;
  private takesAll = false;
  private asksClasses = true;
  /** lengths of the texts whose trees are kept, and of all texts */
  private kept = 0;
  private texts = 0;

  constructor(reader: Reader, project: Project, budget: Budget) {
    this.reader = reader;
    this.project = project;
    this.budget = budget;
    this.reach = new Reach(2 * budget.depth, {
      outline: (path) => this.outlineOf(path),
      text: (path) => this.entryOf(path)?.text ?? '',
      operates: (path, methods, text, declared) => (methods.size > 0 && this.reader.knownAt(path, methods) ? this.reachOf(path, methods, text, declared) : 'nothing'),
    });
    whenChanged((changed) => {
      this.forget(changed);
    });
  }

  get depth(): number {
    return this.budget.depth - 1;
  }

  /** A file is linted: others are looked at anew, and its budget begins. */
  begin(): void {
    this.progress.begin();
    this.linted = undefined;
    this.generation++;
    this.opened = 0;
    this.spent = 0;
  }

  readonly open = (specifier: string, from: string): Resolver | undefined => {
    const path = resolveModule(specifier, from.replaceAll('\\', '/'));
    return path === undefined ? undefined : this.resolverOf(path);
  };

  readonly mayLead = (specifier: string, from: string, { type, factory }: CameFrom, name: string): Reaches => {
    const path = resolveModule(specifier, from.replaceAll('\\', '/'));
    const entry = path === undefined || path === this.linted?.filename ? undefined : this.entryOf(path);
    if (path === undefined || entry === undefined) return 'nothing';
    let found = this.reach.operates(path, name);
    const maker = factory ?? type;
    if (found !== 'writes' && maker !== undefined) found = further(found, this.reach.operatesWithin(path, maker, name));
    if (found !== 'writes' && type !== undefined) for (const file of filesImplementing(type, path)) found = further(found, this.reach.operates(file, name));
    if (found !== 'writes' && type !== undefined) for (const making of makersOf(type, path)) found = further(found, this.reach.operatesAt(making, name));
    return found;
  };

  readonly mayExport = (name: string, specifier: string, from: string): boolean => {
    const path = resolveModule(specifier, from.replaceAll('\\', '/'));
    return path !== undefined && this.reach.declares(path, name);
  };

  readonly isStatic = (specifier: string, from: string, name: string, member: string): boolean => {
    const path = resolveModule(specifier, from.replaceAll('\\', '/'));
    return path !== undefined && this.reach.isStatic(path, name, member);
  };

  /** Opens what is asked for meanwhile though no operation can lie behind it: a function may decide by what it is given. */
  anything<T>(ask: () => T): T {
    const before = this.takesAll;
    this.takesAll = true;
    const found = ask();
    this.takesAll = before;
    return found;
  }

  byClass<T>(ask: () => T): T {
    const before = this.asksClasses;
    this.asksClasses = false;
    const found = ask();
    this.asksClasses = before;
    return found;
  }

  readonly implementation = (name: string, from: string): Place | undefined => this.asksClasses ? implementingClass(name, filesImplementing(name, from.replaceAll('\\', '/')), this.implementers) : undefined;

  readonly made = (name: string, from: string): Place | undefined => this.asksClasses ? implementingObject(name, makersOf(name, from.replaceAll('\\', '/')).map(({ path }) => path), this.implementers) : undefined;

  private readonly implementers = {
    open: (path: string): Resolver | undefined => this.resolverOf(path),
    operates: ({ node, at }: Place): boolean => {
      const facts = this.builderOf(at)?.facts;
      facts?.recogniseIn(node.range);
      return facts !== undefined && [...facts.operations.keys()].some((operation) => contains(node, operation));
    },
  };

  readonly operationsIn = (path: string): readonly Operation[] => {
    const at = this.resolverOf(path);
    const facts = at && this.builderOf(at)?.facts;
    facts?.recogniseAll();
    return [...(facts?.operations.values() ?? [])].flat();
  };

  readonly builderOf = (at: Resolver): ModelBuilder | undefined => {
    const own = this.builders.get(at);
    if (own) return own;
    const entry = this.entries.get(at.filename);
    if (entry?.parsed?.resolver !== at) return undefined;
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
    const entry = this.entryOf(path);
    if (entry?.text === undefined || !(this.takesAll || this.leads(path, entry))) return undefined;
    // a file that is at hand counts too: what is found doesn't depend on what was linted before
    if (entry.asked !== this.generation) {
      if (this.opened >= this.budget.files) {
        this.progress.miss();
        return undefined;
      }
      this.opened++;
      entry.asked = this.generation;
    }
    if (!entry.parsed) {
      if (this.spent >= this.budget.milliseconds) {
        this.progress.miss();
        return undefined;
      }
      const started = performance.now();
      const source = entry.size < capacity / 4 ? parseFile(entry.text, path) : undefined;
      entry.parsed = { resolver: source && createResolver(source, path, this.project, this) };
      this.kept += entry.size;
      this.makeRoom();
      this.spent += performance.now() - started;
    }
    return entry.parsed.resolver;
  }

  private entryOf(path: string): Entry | undefined {
    let entry = this.entries.get(path);
    if (entry?.used === this.generation) return entry;
    if (!entry) {
      const state = stateOf(path);
      if (!state) return undefined;
      entry = { size: state.size, text: readText(path), leads: undefined, layers: undefined, outline: undefined, parsed: undefined, builder: undefined, used: this.generation, asked: 0 };
      this.texts += entry.size;
    }
    entry.used = this.generation;
    // the one used last stands last
    this.entries.delete(path);
    this.entries.set(path, entry);
    return entry;
  }

  private forget(changed: ReadonlySet<string>): void {
    this.reach.clear();
    for (const [path, entry] of this.entries) {
      if (changed.has(path)) this.drop(path, entry);
      else entry.leads = undefined;
    }
  }

  /** Whether an operation can lie behind a file: it has some, takes a base class or exports from elsewhere, or waits for what it imports from such a file. */
  private leads(path: string, entry: Entry, depth = 0): boolean {
    if (entry.leads !== undefined) return entry.leads;
    const { text = '' } = entry;
    if (this.layersOf(path, entry).dialects.length > 0 || /\bexport\s*[*{]|\bclass\b[^{]*\bextends\b|\brequire\s*\(|\bimport\s*\*\s*as\s+[\w$]+\s+from\s*['"](?:[.~]|@\/)/.test(text)) return (entry.leads = true);
    const isLast = depth >= this.depth;
    if (isLast || !/\bawait\b|\.then\(|\breturn [\w$.]+\(|=> [\w$.]+\(/.test(text)) return !isLast && (entry.leads = false);
    for (const [, specifier = ''] of text.matchAll(/\bfrom\s*['"]([^'"]+)['"]/g)) {
      const target = resolveModule(specifier, path);
      const other = target === undefined ? undefined : this.entryOf(target);
      if (target !== undefined && other && this.leads(target, other, depth + 1)) return (entry.leads = true);
    }
    return depth === 0 && (entry.leads = false);
  }

  private layersOf(path: string, entry: Entry): Layers {
    return (entry.layers ??= this.reader.layersIn(entry.text ?? '', path));
  }

  private reachOf(path: string, methods: ReadonlySet<string>, text: string, declared: ReadonlySet<string>): Reaches {
    const entry = this.entryOf(path);
    return entry ? this.layersOf(path, entry).reachOf(methods, text, declared) : 'nothing';
  }

  private outlineOf(path: string): Outline | undefined {
    const entry = this.entryOf(path);
    if (entry?.text === undefined) return undefined;
    entry.outline ??= { value: outlineOf(entry.text) };
    return entry.outline.value;
  }

  /** The least recently used go first; never one that the linted file has asked for. */
  private makeRoom(): void {
    for (const [path, entry] of this.entries) {
      if (this.kept <= capacity && this.texts <= textCapacity) return;
      if (entry.used === this.generation) continue;
      if (this.texts > textCapacity) this.drop(path, entry);
      else this.forgetTree(entry);
    }
  }

  /** Forgets a file's tree; its text, and what was found out about it, stay. */
  private forgetTree(entry: Entry): void {
    if (entry.parsed) this.kept -= entry.size;
    entry.parsed = undefined;
    entry.builder = undefined;
  }

  private drop(path: string, entry: Entry): void {
    this.forgetTree(entry);
    this.texts -= entry.size;
    this.entries.delete(path);
  }
}
