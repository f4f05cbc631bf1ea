/**
 * What TypeScript's checker infers of the linted file, where the user's configuration has it (`parserOptions.projectService` or `project`).
 *
 * An inferred type is written out as code of a file that stands beside the linted one, and read as a written type is: nothing else has to know
 * that it was inferred. Asked only where syntax leaves a receiver or a callee open. TypeScript itself isn't loaded for it: the parser brings
 * the program along. Never throws; what can't be written out in a line is unknown.
 */
import { dirname, join, relative } from 'node:path/posix';
import type { ParserServices, ParserServicesWithTypeInformation, TSESLint, TSESTree } from '@typescript-eslint/utils';
import { parseFile } from '../project/parse-file.js';
import type { Resolver } from './resolver.js';

type Checker = ReturnType<ParserServicesWithTypeInformation['program']['getTypeChecker']>;
type Type = ReturnType<Checker['getTypeAtLocation']>;
type TypeSymbol = NonNullable<ReturnType<Type['getSymbol']>>;
type Declaration = NonNullable<TypeSymbol['declarations']>[number];

/** A function of the project, by its place. */
export interface DeclaredAt {
  /** the file, as a specifier in the linted one */
  readonly module: string;
  /** its own name, or that of what it is the value of */
  readonly name: string;
  /** its first character, which may be a modifier's, and the one after its last, from the file's beginning */
  readonly range: readonly [number, number];
}

export interface TypeInformation {
  /** The type that is inferred for an expression, as an annotation in a file of its own; undefined: none, or none with a name. */
  readonly typeOf: (node: TSESTree.Node) => TSESTree.TypeNode | undefined;
  /** Where in the project the function is declared that a callee means; undefined: nowhere, or in a library. */
  readonly declarationOf: (callee: TSESTree.Node) => DeclaredAt | undefined;
}

/** A type as code, and the names that the code imports, by module. */
interface Written {
  readonly code: string;
  readonly imports: readonly { readonly name: string; readonly from: string; readonly isDefault: boolean }[];
}

/** Where a declaration stands: `module` is undefined for what TypeScript's own libraries, or nobody, declare. */
interface Home {
  readonly module: string | undefined;
  /** the namespaces around it, outermost first */
  readonly namespaces: readonly string[];
}

const maximumDepth = 2;
const maximumArguments = 4;
const primitives: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'bigint', 'symbol']);
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

const hasProgram = (services: Partial<ParserServices> | undefined): services is ParserServicesWithTypeInformation => services?.program != null && services.esTreeNodeToTSNodeMap !== undefined;

/** Whether the parser has brought TypeScript's type information along. */
export const hasTypeInformation = (sourceCode: Readonly<TSESLint.SourceCode>): boolean => hasProgram(sourceCode.parserServices);

/** The package of a file in node_modules: `@scope/name`, `name`; types of `@types/name` are those of `name`. */
const packageOf = (path: string): string | undefined => {
  const at = path.lastIndexOf('/node_modules/');
  if (at === -1) return undefined;
  const [first = '', second = ''] = path.slice(at + '/node_modules/'.length).split('/');
  if (first === '@types') return second.includes('__') ? `@${second.replace('__', '/')}` : second;
  return first.startsWith('@') || first.startsWith('.') ? `${first}/${second}` : first;
};

/** The specifier of one file in another. */
const specifierOf = (path: string, from: string): string => {
  const way = relative(dirname(from), path).replace(/(?:\/index)?\.d\.[cm]?ts$/, '');
  return way.startsWith('.') ? way : `./${way}`;
};

/** @param create makes the resolver of a text that stands in a file's place */
export const typeInformationOf = (
  sourceCode: Readonly<TSESLint.SourceCode>,
  filename: string,
  create: (source: Readonly<TSESLint.SourceCode>, path: string) => Resolver,
): TypeInformation | undefined => {
  const services = sourceCode.parserServices;
  return hasProgram(services) ? new InferredTypes(services, filename.replaceAll('\\', '/'), create) : undefined;
};

class InferredTypes implements TypeInformation {
  private readonly services: ParserServicesWithTypeInformation;
  private readonly filename: string;
  private readonly create: (source: Readonly<TSESLint.SourceCode>, path: string) => Resolver;
  private readonly checker: Checker;
  private readonly byText = new Map<string, TSESTree.TypeNode | undefined>();

  constructor(services: ParserServicesWithTypeInformation, filename: string, create: (source: Readonly<TSESLint.SourceCode>, path: string) => Resolver) {
    this.services = services;
    this.filename = filename;
    this.create = create;
    this.checker = services.program.getTypeChecker();
  }

  readonly typeOf = (node: TSESTree.Node): TSESTree.TypeNode | undefined => {
    const written = this.attempt(() => {
      const inner = this.services.esTreeNodeToTSNodeMap.get(node);
      return this.write(this.checker.getNonNullableType(this.settled(this.checker.getTypeAtLocation(inner))), 0);
    });
    return written && this.read(written);
  };

  readonly declarationOf = (callee: TSESTree.Node): DeclaredAt | undefined =>
    this.attempt(() => {
      const type = this.checker.getTypeAtLocation(this.services.esTreeNodeToTSNodeMap.get(callee));
      const [signature, other] = type.getCallSignatures();
      // of overloads the one that has a body
      const declaration: Declaration | undefined = other ? type.getSymbol()?.declarations?.find((one) => 'body' in one && one.body !== undefined) : signature?.declaration;
      if (!declaration) return undefined;
      const file = declaration.getSourceFile();
      if (file.isDeclarationFile || packageOf(file.fileName) !== undefined) return undefined;
      const name = this.ownName(declaration) ?? this.ownName(declaration.parent as Declaration);
      return name === undefined ? undefined : { module: specifierOf(file.fileName, this.filename), name, range: [declaration.getStart(file), declaration.getEnd()] };
    });

  /** `Promise<T>` → T. */
  private settled(type: Type): Type {
    return type.getSymbol()?.name === 'Promise' ? (this.checker.getAwaitedType(type) ?? type) : type;
  }

  private write(type: Type, depth: number): Written | undefined {
    // an alias names what has no name of its own: `Prisma.TransactionClient`
    const symbol = type.getSymbol();
    const named = symbol && !symbol.name.startsWith('__') ? symbol : type.aliasSymbol;
    const declaration = named?.declarations?.[0];
    if (!named || !declaration) return this.primitive(type);
    const home = this.homeOf(declaration);
    const isDefault = named.name === 'default';
    const name = isDefault ? this.ownName(declaration) : named.name;
    if (home === undefined || name === undefined || !identifier.test(name)) return undefined;
    const args = depth < maximumDepth && named === symbol ? this.argumentsOf(type).map((argument) => this.write(argument, depth + 1)) : [];
    const root = home.namespaces[0] ?? name;
    const isStatic = named === symbol && this.isConstructor(type, named);
    const code = [...home.namespaces, name].join('.') + (args.length > 0 ? `<${args.map((argument) => argument?.code ?? 'unknown').join(', ')}>` : '');
    return {
      code: isStatic ? `typeof ${code}` : code,
      imports: [...(home.module === undefined ? [] : [{ name: root, from: home.module, isDefault }]), ...args.flatMap((argument) => argument?.imports ?? [])],
    };
  }

  private primitive(type: Type): Written | undefined {
    const code = this.checker.typeToString(this.checker.getBaseTypeOfLiteralType(type));
    return primitives.has(code) ? { code, imports: [] } : undefined;
  }

  private argumentsOf(type: Type): readonly Type[] {
    if (!('target' in type)) return [];
    const reference = type as Parameters<Checker['getTypeArguments']>[0];
    // the last one of a class is its `this`
    return this.checker.getTypeArguments(reference).slice(0, Math.min(reference.target.typeParameters?.length ?? 0, maximumArguments));
  }

  /** Whether the type is that of a class itself, not of its instances. */
  private isConstructor(type: Type, symbol: TypeSymbol): boolean {
    return type.getConstructSignatures().length > 0 && symbol.valueDeclaration !== undefined && type !== this.checker.getDeclaredTypeOfSymbol(symbol);
  }

  private ownName(declaration: Declaration): string | undefined {
    const name = 'name' in declaration ? (declaration.name as Declaration | undefined) : undefined;
    return name?.getText();
  }

  private homeOf(declaration: Declaration): Home | undefined {
    const file = declaration.getSourceFile();
    const namespaces: string[] = [];
    for (let around: Declaration | undefined = declaration.parent as Declaration | undefined; around; around = around.parent as Declaration | undefined) {
      // a function's own types have no name outside
      if ('parameters' in around) return undefined;
      if (!('name' in around) || !('body' in around)) continue;
      const text = (around.name as Declaration).getText(file);
      if (/^['"]/.test(text)) return { module: text.slice(1, -1), namespaces };
      namespaces.unshift(text);
    }
    if (this.services.program.isSourceFileDefaultLibrary(file)) return { module: undefined, namespaces };
    return { module: packageOf(file.fileName) ?? specifierOf(file.fileName, this.filename), namespaces };
  }

  /** The annotation that a written type is in a file beside the linted one. */
  private read({ code, imports }: Written): TSESTree.TypeNode | undefined {
    const homes = new Map(imports.map(({ name, from }) => [name, from]));
    if (imports.some(({ name, from }) => homes.get(name) !== from)) return undefined;
    const lines = [...new Set(imports.map(({ name, from, isDefault }) => `import type ${isDefault ? name : `{ ${name} }`} from ${JSON.stringify(from)};`))];
    const text = [...lines, `type Inferred = ${code};`].join('\n');
    if (!this.byText.has(text)) this.byText.set(text, this.parse(text));
    return this.byText.get(text);
  }

  private parse(text: string): TSESTree.TypeNode | undefined {
    const path = join(dirname(this.filename), 'inferred.ts');
    const source = parseFile(text, path);
    const last = source?.ast.body.at(-1);
    if (!source || last?.type !== 'TSTypeAliasDeclaration') return undefined;
    this.create(source, path);
    return last.typeAnnotation;
  }

  private attempt<T>(ask: () => T): T | undefined {
    try {
      return ask();
    } catch {
      return undefined;
    }
  }
}
