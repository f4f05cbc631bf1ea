/**
 * Whether running a function of another file may reach a database operation, and one that writes, by outlines alone: nothing is parsed for the answer.
 *
 * A function is its name in a file: those that it names are looked for in its own file and in the files that this one imports. That leads to more
 * functions than it calls, hardly ever to fewer. The answer decides only whether a file is worth parsing.
 */
import { filesImplementing, type Making } from './implementations.js';
import type { Outline, Region } from './outline.js';
import { builtIn, isObject, mayBeRun, methodsIn, names } from './called-names.js';
import { resolveModule } from './resolve-module.js';

/** What a function may reach: no operation, only reads, or anything. */
export type Reaches = 'nothing' | 'reads' | 'writes';

/** What may be reached by one way or another. */
export const further = (a: Reaches, b: Reaches): Reaches => (a === 'nothing' || b === 'writes' ? b : a);

/** What is known of the files by their texts. */
export interface Texts {
  /** undefined: there is no such file, or its text has no outline */
  readonly outline: (path: string) => Outline | undefined;
  readonly text: (path: string) => string;
  /** What the methods that are called in a stretch of a file's text may be, by the data layers that the file speaks of. @param declared names that the project declares */
  readonly operates: (path: string, methods: ReadonlySet<string>, text: string, declared: ReadonlySet<string>) => Reaches;
}

interface Step {
  readonly path: string;
  readonly name: string;
}

interface Reached {
  readonly step: Step;
  readonly by: string | undefined;
}

interface Found {
  readonly operates: Reaches;
  readonly next: readonly Step[];
}

const word = /(\.\s*)?([A-Za-z_$][\w$]*)/g;

export class Reach {
  private readonly texts: Texts;
  private readonly maximumHops: number;
  private readonly answers = new Map<string, Reaches>();
  /** functions that reach nothing that writes; whether they read wasn't asked */
  private readonly writeless = new Set<string>();
  private readonly steps = new Map<string, Found>();
  private readonly sources = new Map<string, readonly string[]>();
  private readonly targets = new Map<string, ReadonlyMap<string, string>>();

  /** @param maximumHops files that a chain of calls may lead through beyond the one asked for; barrels count */
  constructor(maximumHops: number, texts: Texts) {
    this.maximumHops = maximumHops;
    this.texts = texts;
  }

  /** Forgets all answers: a file has changed. */
  clear(): void {
    this.answers.clear();
    this.writeless.clear();
    this.steps.clear();
    this.sources.clear();
    this.targets.clear();
  }

  /** What a function may reach; anything where its file has no outline. @param name `*`: any of the file */
  operates(path: string, name: string): Reaches {
    const key = `${path}\0${name}`;
    let answer = this.answers.get(key);
    if (answer === undefined) this.answers.set(key, (answer = this.search({ path, name })));
    return answer;
  }

  /** What a member may reach of an object that is made at a place of a file. */
  operatesAt({ path, offset }: Making, member: string): Reaches {
    let found: Reaches = 'nothing';
    for (const [name, regions] of this.texts.outline(path)?.regions ?? []) {
      if (found !== 'writes' && regions.some(({ start, end }) => start <= offset && offset < end && names(this.texts.text(path).slice(start, end), member))) found = further(found, this.operates(path, name));
    }
    return found;
  }

  /** What a member may reach of the object that a factory gives, or that a type is (`type Users = ReturnType<typeof createUsers>`); nothing where the name is neither. */
  operatesWithin(path: string, name: string, member: string, depth = 0): Reaches {
    const outline = depth > 4 ? undefined : this.texts.outline(path);
    if (!outline) return 'nothing';
    const factory = outline.factories.get(name) ?? name;
    const own = outline.regions.get(factory);
    if (own) return own.some(({ start, end }) => names(this.texts.text(path).slice(start, end), member)) ? this.operates(path, factory) : this.operatesOnGiven(path, outline, own, member);
    const targets = this.targetsOf(path, outline);
    const again = outline.reexports.get(factory) ?? outline.imports.get(factory);
    const target = again && targets.get(again.module);
    if (again && target !== undefined) return this.operatesWithin(target, again.name, member, depth + 1);
    let found: Reaches = 'nothing';
    for (const module of outline.stars) {
      const file = targets.get(module);
      if (file !== undefined && this.declares(file, factory)) found = further(found, this.operatesWithin(file, factory, member, depth + 1));
    }
    return found;
  }

  /** What a member may reach of the class that a function names and may give (`async (): Promise<Order> => …`). */
  private operatesOnGiven(path: string, outline: Outline, regions: readonly Region[], member: string): Reaches {
    const named = new Set(regions.flatMap(({ start, end }) => this.texts.text(path).slice(start, end).match(/\b[A-Z]\w*/g) ?? []));
    let found: Reaches = 'nothing';
    for (const name of named) {
      const imported = outline.imports.get(name);
      const target = imported && this.targetsOf(path, outline).get(imported.module);
      const home = imported && target !== undefined ? this.homeOf(target, imported.name) : undefined;
      if (home !== undefined && this.texts.outline(home)?.regions.has(member)) found = further(found, this.operates(home, member));
    }
    return found;
  }

  /** The file that declares what another one passes on. */
  private homeOf(path: string, name: string, depth = 0): string | undefined {
    const outline = depth > 4 ? undefined : this.texts.outline(path);
    if (!outline) return undefined;
    const targets = this.targetsOf(path, outline);
    // what is imported may be named in an object again (`{ Order }`)
    const again = outline.reexports.get(name) ?? outline.imports.get(name);
    const target = again && targets.get(again.module);
    if (again && target !== undefined) return this.homeOf(target, again.name, depth + 1);
    if (outline.regions.has(name) || name === 'default') return path;
    return outline.stars.map((module) => targets.get(module)).flatMap((file) => (file === undefined ? [] : (this.homeOf(file, name, depth + 1) ?? [])))[0];
  }

  /** Whether a file declares a name, or may pass it on. */
  declares(path: string, name: string): boolean {
    const outline = this.texts.outline(path);
    return !outline || outline.regions.has(name) || outline.reexports.has(name) || outline.stars.length > 0 || outline.imports.has(name);
  }

  /** Whether a class that a file declares, or passes on, has a static function of that name. */
  isStatic(path: string, name: string, member: string, depth = 0): boolean {
    const outline = depth > 4 ? undefined : this.texts.outline(path);
    if (!outline) return false;
    const own = outline.regions.get(name);
    const members = own && outline.regions.get(member);
    if (own) return members?.some((region) => own.some(({ start, end }) => start <= region.start && region.end <= end) && names(this.texts.text(path).slice(region.start, region.end).split('(', 1)[0] ?? '', 'static')) ?? false;
    const targets = this.targetsOf(path, outline);
    const again = outline.reexports.get(name);
    const files = (again ? [again.module] : outline.stars).flatMap((module) => targets.get(module) ?? []);
    return files.some((file) => this.isStatic(file, again?.name ?? name, member, depth + 1));
  }

  private search(from: Step): Reaches {
    /** the functions that were come to, and where from */
    const visited = new Map<string, string | undefined>();
    const writes = (key: string): Reaches => {
      for (let on: string | undefined = key; on !== undefined; on = visited.get(on)) this.answers.set(on, 'writes');
      return 'writes';
    };
    let isReading = false;
    let level: readonly Reached[] = [{ step: from, by: undefined }];
    for (let hop = 0; hop <= this.maximumHops && level.length > 0; hop++) {
      const beyond: Reached[] = [];
      const queue = [...level];
      for (let reached = queue.pop(); reached; reached = queue.pop()) {
        const { step, by } = reached;
        const key = `${step.path}\0${step.name}`;
        if (visited.has(key)) continue;
        visited.set(key, by);
        const answer = this.answers.get(key);
        if (answer === 'writes') return writes(key);
        if (answer === 'reads') isReading = true;
        // what is known to write nothing is only asked whether it reads
        if (answer !== undefined || (isReading && this.writeless.has(key))) continue;
        const found = this.stepsFrom(step, key);
        if (found.operates === 'writes') return writes(key);
        if (found.operates === 'reads') isReading = true;
        for (const next of found.next) (next.path === step.path ? queue : beyond).push({ step: next, by: key });
      }
      level = beyond;
    }
    // nothing was left out: what was passed leads nowhere else either
    if (level.length === 0) {
      for (const key of visited.keys()) {
        if (isReading) this.writeless.add(key);
        else this.answers.set(key, 'nothing');
      }
    }
    return isReading ? 'reads' : 'nothing';
  }

  private stepsFrom(step: Step, key: string): Found {
    let found = this.steps.get(key);
    if (!found) this.steps.set(key, (found = this.look(step)));
    return found;
  }

  private look({ path, name }: Step): Found {
    const outline = this.texts.outline(path);
    if (!outline) return { operates: 'writes', next: [] };
    const own = outline.regions.get(name);
    if (!own) return { operates: name === 'default' && outline.stars.length === 0 && !outline.reexports.has('default') ? 'writes' : 'nothing', next: this.passedOn(path, name, outline) };
    const next: Step[] = [];
    let operates: Reaches = 'nothing';
    for (const region of own) {
      const text = this.texts.text(path).slice(region.start, region.end);
      if (region.of !== undefined) for (const other of filesImplementing(region.of, path)) if (other !== path) next.push({ path: other, name });
      this.follow(path, text, outline, next);
      const found = this.texts.operates(path, methodsIn(text), text, new Set(next.map((step) => step.name)));
      if (found === 'writes') return { operates: found, next: [] };
      operates = further(operates, found);
    }
    return { operates, next };
  }

  /** A name that the file doesn't declare itself: re-exported, or a member of something that it imports. */
  private passedOn(path: string, name: string, outline: Outline): readonly Step[] {
    const next: Step[] = [];
    const targets = this.targetsOf(path, outline);
    const again = outline.reexports.get(name);
    const target = again && targets.get(again.module);
    if (again && target !== undefined) return [{ path: target, name: again.name }];
    this.addMembers(path, outline, name, next);
    for (const module of outline.stars) {
      const file = targets.get(module);
      if (file !== undefined && this.declares(file, name)) next.push({ path: file, name });
    }
    return next;
  }

  /** The functions that a text names: its own file's, what is imported, members of something imported (`this.users.create`). */
  private follow(path: string, text: string, outline: Outline, next: Step[]): void {
    const targets = this.targetsOf(path, outline);
    const seen = new Set<string>();
    for (const match of text.matchAll(word)) {
      const [whole, dot, name = ''] = match;
      const after = match.index + whole.length;
      // a member that is called or handed on; an object's members, not what it's made of
      if (dot === undefined ? isObject(text, after) : !mayBeRun(text.charCodeAt(after))) continue;
      const key = dot === undefined ? name : `.${name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (outline.regions.has(name)) next.push({ path, name });
      const imported = dot === undefined ? outline.imports.get(name) : undefined;
      const target = imported && targets.get(imported.module);
      if (imported && target !== undefined) next.push({ path: target, name: imported.name });
      if (dot !== undefined && !builtIn.has(name)) this.addMembers(path, outline, name, next);
    }
  }

  /** Adds the functions and members of a name in the files that a file imports from. */
  private addMembers(path: string, outline: Outline, name: string, next: Step[]): void {
    for (const other of this.sourcesOf(path, outline)) if (this.texts.outline(other)?.regions.has(name)) next.push({ path: other, name });
  }

  /** The files that a file imports from; in place of a barrel, which has nothing of its own, those behind it. */
  private sourcesOf(path: string, outline: Outline): readonly string[] {
    let found = this.sources.get(path);
    if (!found) {
      const files = new Set<string>();
      for (const target of this.targetsOf(path, outline).values()) {
        const other = this.texts.outline(target);
        if (other?.regions.size !== 0) files.add(target);
        else if (target !== path) {
          // a barrel that leads back here is asked for nothing yet
          this.sources.set(path, []);
          for (const behind of this.sourcesOf(target, other)) files.add(behind);
        }
      }
      this.sources.set(path, (found = [...files]));
    }
    return found;
  }

  /** The files of the project that a file imports from, by specifier. */
  private targetsOf(path: string, outline: Outline): ReadonlyMap<string, string> {
    let found = this.targets.get(path);
    if (!found) {
      const targets = new Map<string, string>();
      for (const module of outline.modules) {
        const target = resolveModule(module, path);
        if (target !== undefined) targets.set(module, target);
      }
      this.targets.set(path, (found = targets));
    }
    return found;
  }
}
