/** The habits of this code base, held by a test: who may import whom, what nobody may call, how long things get. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SRC = import.meta.dirname;

/** What each layer may import of ours: a layer, a file of one, or (types) anything for its types alone. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  patterns: ['kernel/maths', 'kernel/hash', 'types:kernel'],
  nodes: ['kernel', 'patterns'],
  invariants: ['kernel', 'patterns', 'types:nodes'],
  scenario: ['kernel', 'nodes', 'invariants'],
  labs: ['types:scenario', 'types:kernel'],
  run: ['kernel', 'patterns', 'nodes', 'invariants', 'scenario', 'labs'],
  protocol: ['types:kernel', 'types:run', 'types:scenario'],
  worker: ['run', 'protocol', 'labs', 'scenario', 'kernel'],
  cli: ['run', 'labs', 'scenario', 'kernel'],
  bench: ['run', 'labs', 'scenario', 'kernel', 'nodes', 'patterns', 'protocol'],
  tools: [],
  ui: ['types:protocol'],
  // The page never runs a simulation: beside types it takes only pure helpers from the layers below.
  app: [
    'ui',
    'protocol',
    'labs/index',
    'scenario/types',
    'scenario/words',
    'scenario/wording',
    'scenario/schema',
    // Links, recordings and drafts are written and read by the page.
    'scenario/moment',
    'scenario/moment-link',
    'scenario/revision',
    'scenario/experiment',
    // Data and words of outcomes; and who tries which seeds, without a simulation.
    'scenario/outcome',
    'run/seeds',
    // What a sweep is made of, and what its numbers say.
    'run/sweep-plan',
    'run/figures',
    'run/statistics',
    'scenario/axis',
    'kernel/params',
    'kernel/time',
    // A lookup on a ring is written down, on the screen, by the very search that made it.
    'patterns/consistent-hashing/search',
    'run/log',
    'types:scenario',
    // Named by its address, never run in the page.
    'worker/main',
  ],
};

/** Layers that must give the same bits everywhere: no ambient time or chance, no approximate arithmetic. */
const PURE = ['kernel', 'patterns', 'nodes', 'invariants', 'scenario', 'labs', 'run', 'protocol'];
const BANNED_NAMES: Readonly<Record<string, string>> = {
  Date: 'take the time of the simulation',
  performance: 'take a clock that is handed in',
  setTimeout: 'use a timer of the kernel',
  setInterval: 'use a timer of the kernel',
  requestAnimationFrame: 'that is for the page',
  crypto: 'use a stream of the kernel',
};
const BANNED_MATHS = [
  'random',
  'log',
  'log2',
  'log10',
  'log1p',
  'exp',
  'expm1',
  'pow',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'atan2',
  'sinh',
  'cosh',
  'tanh',
  'cbrt',
  'hypot',
];
/** Where lists of modules are found by glob; everybody else imports by name. */
const GLOB_FILES = [
  'nodes/index.ts',
  'invariants/index.ts',
  'labs/index.ts',
  'labs/claims.ts',
  'app/views/views.ts',
  'app/panels/story.tsx',
  'app/panels/code.tsx',
];
/** Files that start something, or that a glob finds. */
const ENTRIES = [
  /^app\/main\.tsx$/,
  /^worker\/main\.ts$/,
  /^cli\/main\.ts$/,
  /^bench\/main\.ts$/,
  /^tools\/[a-z]+\.mjs$/,
  /^nodes\/[^/]+\/index\.ts$/,
  /^nodes\/policies\/[^/]+\/index\.ts$/,
  /^invariants\/[^/]+\.ts$/,
  /^labs\/[^/]+\/(card|lab|claims)\.ts$/,
  /^app\/views\/[^/]+\/index\.tsx$/,
];
const LIMITS = { functionLines: 70, componentLines: 120, fileLines: 400, testFileLines: 800 };

interface Source {
  /** Path from `src`, with forward slashes. */
  path: string;
  layer: string;
  text: string;
  tree: ts.SourceFile;
  isTest: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

const all = filesBelow(SRC);
const sources: Source[] = all
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
  .map((file) => {
    const path = relative(SRC, file).split(sep).join('/');
    const text = readFileSync(file, 'utf8');
    const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
    const isTest = /\.test\.tsx?$/.test(path) || path.includes('/testing/');
    return { path, layer: path.split('/')[0], text, tree, isTest };
  });

interface Import {
  target: string;
  typesOnly: boolean;
}

/** Imports of our own files, as paths from `src` without their ending. */
function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typesOnly: boolean): void => {
    if (!specifier.startsWith('.')) return;
    const path = relative(SRC, resolve(SRC, dirname(source.path), specifier.split('?')[0]));
    found.push({
      target: path
        .split(sep)
        .join('/')
        .replace(/\.(ts|tsx|mjs|css)$/, ''),
      typesOnly,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(
        node.moduleSpecifier.text,
        node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || everyNameIsType(node),
      );
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (ts.isStringLiteral(argument)) add(argument.text, false);
    } else if (ts.isNewExpression(node) && node.expression.getText(source.tree) === 'URL') {
      const argument = node.arguments?.[0];
      if (argument && ts.isStringLiteral(argument)) add(argument.text, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
  return found;
}

function everyNameIsType(node: ts.ImportDeclaration): boolean {
  const names = node.importClause?.namedBindings;
  if (node.importClause?.name || !names || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function mayImport(layer: string, { target, typesOnly }: Import): boolean {
  const to = target.split('/')[0];
  if (to === layer) return true;
  return (LAYERS[layer] ?? []).some((rule) => {
    if (rule.startsWith('types:')) return typesOnly && to === rule.slice('types:'.length);
    return rule === to || rule === target;
  });
}

describe('layers', () => {
  it('a layer imports only from those named for it', () => {
    const wrong = sources
      .filter(({ isTest, layer }) => !isTest && layer in LAYERS)
      .flatMap((source) =>
        importsOf(source)
          .filter((one) => !mayImport(source.layer, one))
          .map((one) => `${source.path} imports ${one.target}${one.typesOnly ? ' (types)' : ''}`),
      );
    expect(wrong).toEqual([]);
  });

  it('every file belongs to a layer', () => {
    const strays = sources.filter(({ layer, path }) => !(layer in LAYERS) && path !== 'tidy.test.ts');
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  it('only the doors for it find modules by glob', () => {
    const users = sources.filter(({ text, isTest }) => !isTest && text.includes('import.meta.glob'));
    expect(users.map(({ path }) => path).filter((path) => !GLOB_FILES.includes(path))).toEqual([]);
  });
});

describe('determinism', () => {
  it('no ambient time or chance and no approximate arithmetic below the worker', () => {
    const wrong: string[] = [];
    for (const source of sources) {
      if (source.isTest || !PURE.includes(source.layer)) continue;
      const say = (node: ts.Node, what: string): void => {
        const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
        wrong.push(`${source.path}:${String(line + 1)} ${what}`);
      };
      const visit = (node: ts.Node): void => {
        if (ts.isPropertyAccessExpression(node) && node.expression.getText(source.tree) === 'Math') {
          if (BANNED_MATHS.includes(node.name.text))
            say(node, `uses Math.${node.name.text}: use kernel/maths or a stream`);
        } else if (
          ts.isBinaryExpression(node) &&
          node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken
        ) {
          // A power of literals is computed once, and whole powers of two are exact.
          if (!ts.isNumericLiteral(node.left) || !ts.isNumericLiteral(node.right))
            say(node, 'uses **: use kernel/maths');
        } else if (ts.isIdentifier(node) && Object.hasOwn(BANNED_NAMES, node.text) && isAmbient(node)) {
          say(node, `uses ${node.text}: ${BANNED_NAMES[node.text]}`);
        }
        ts.forEachChild(node, visit);
      };
      visit(source.tree);
    }
    expect(wrong).toEqual([]);
  });
});

/** A name that stands for itself, not for a field or a declaration of ours. */
function isAmbient(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return ts.isCallExpression(parent) || ts.isNewExpression(parent);
}

describe('size', () => {
  it('functions fit a screen', () => {
    const long: string[] = [];
    for (const source of sources) {
      const visit = (node: ts.Node): void => {
        const length = lengthOf(source, node);
        const limit = isComponent(source, node) ? LIMITS.componentLines : LIMITS.functionLines;
        if (length > limit && !isTestBlock(source))
          long.push(`${source.path} ${nameOf(node)}: ${String(length)} lines`);
        ts.forEachChild(node, visit);
      };
      visit(source.tree);
    }
    expect(long).toEqual([]);
  });

  it('files stay short', () => {
    const long = sources.filter(({ text, isTest }) => {
      return text.split('\n').length - 1 > (isTest ? LIMITS.testFileLines : LIMITS.fileLines);
    });
    expect(long.map(({ path, text }) => `${path}: ${String(text.split('\n').length - 1)} lines`)).toEqual([]);
  });
});

/** Blocks of tests are lists, not functions. */
function isTestBlock(source: Source): boolean {
  return /\.test\.tsx?$/.test(source.path);
}

function lengthOf(source: Source, node: ts.Node): number {
  const counts =
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isConstructorDeclaration(node);
  if (!counts) return 0;
  const line = (position: number): number => source.tree.getLineAndCharacterOfPosition(position).line;
  return line(node.getEnd()) - line(node.getStart(source.tree)) + 1;
}

function nameOf(node: ts.Node): string {
  const named = node as { name?: ts.Node };
  return named.name && ts.isIdentifier(named.name) ? named.name.text : 'function';
}

function isComponent(source: Source, node: ts.Node): boolean {
  return source.path.endsWith('.tsx') && /^[A-Z]/.test(nameOf(node));
}

describe('nothing is dead', () => {
  it('every file is used by another, starts something, or is found by its folder', () => {
    const used = new Set(
      sources
        .filter(({ isTest }) => !isTest)
        .flatMap((source) => importsOf(source).map(({ target }) => target)),
    );
    const dead = sources.filter(({ path, isTest }) => {
      if (isTest || ENTRIES.some((entry) => entry.test(path))) return false;
      const bare = path.replace(/\.(ts|tsx|mjs)$/, '');
      return !used.has(bare) && !used.has(bare.replace(/\/index$/, ''));
    });
    expect(dead.map(({ path }) => path)).toEqual([]);
  });

  it('nothing is left unfinished or silenced', () => {
    const words = new RegExp(
      ['TO' + 'DO', 'FIX' + 'ME', '@ts-' + 'ignore', '@ts-' + 'nocheck', 'eslint-' + 'disable'].join('|'),
    );
    const found = sources.filter(({ text, path }) => path !== 'tidy.test.ts' && words.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

describe('documents', () => {
  it('a Markdown file has exactly one title', () => {
    const wrong = all
      .filter((file) => file.endsWith('.md'))
      .filter((file) => (readFileSync(file, 'utf8').match(/^# /gm) ?? []).length !== 1);
    expect(wrong.map((file) => relative(SRC, file))).toEqual([]);
  });
});
