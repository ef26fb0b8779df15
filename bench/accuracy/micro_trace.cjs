// Which functions of a small JavaScript or TypeScript program call which: its calls and functions are rewritten to say so.
//
//     node micro_trace.cjs TYPESCRIPT FOLDER      prints [[source, kind, target], ...]
//
// TYPESCRIPT is the folder of the package. Runs `main.js` or `main.ts` of the folder. The kind is `->` for a call that
// stands in the source, and `~>` for one that does not: of an accessor, a statement, or a function that a library runs.
// A function without a name counts for the one around it, and the second one of a name is `name~2`.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');

const [typescript, folder] = process.argv.slice(2);
const ts = require(typescript);
const f = ts.factory;

// --- while the program runs

const pairs = new Set();
const stack = [];
const constructed = new WeakMap();
const passed = new Map();
let site = null;
let awaited = null;
let running = null;

const note = (source, kind, target) => source && pairs.add(`${source} ${kind} ${target}`);

/** How the function above is entered: by the program's own call, or by a library or the language. */
function isCalledByProgram() {
  const line = new Error().stack.split('\n')[4] ?? '';
  return line.includes('omny-micro');
}

Object.assign(globalThis, {
  // A call of the function `source` is made, when its arguments are known.
  __site(source) { site = source; return []; },
  __done(value) { site = null; return value; },
  // A function begins. `target` is empty if it has no name of its own.
  __enter(target, owner) {
    const isOwn = isCalledByProgram();
    const source = stack.at(-1) ?? passed.get(target) ?? awaited ?? running;
    if (target) site !== null && isOwn ? note(site, '->', target) : note(source, '~>', target);
    if (isOwn) site = null;
    stack.push(owner);
    return stack.length;
  },
  __leave(depth) { if (stack.length >= depth) stack.length = depth - 1; site = null; },
  __suspend(value, owner) { stack.pop(); awaited = owner; return value; },
  __resume(value, owner) { stack.push(owner); site = null; return value; },
  // A value is passed from the function `source`.
  __pass(value, source) {
    const target = typeof value === 'function' && /__enter\("([^"]*)"/.exec(Function.prototype.toString.call(value));
    if (target && target[1]) passed.set(target[1], source);
    return value;
  },
  __module(name) { running = name; },
  __class(value, name) { constructed.set(value, name); },
  __new(value, source) {
    if (constructed.has(value)) note(source, '->', constructed.get(value));
    return value;
  },
  h(type, props) { return typeof type === 'function' ? type(props ?? {}) : null; },
});

// --- how it is rewritten

const text = (value) => f.createStringLiteral(value);
const call = (name, ...values) => f.createCallExpression(f.createIdentifier(name), undefined, values);
const isFunction = (node) => ts.isFunctionLike(node) && node.body !== undefined;

/** The name of a property or a variable, without quotes. */
const plain = (name) => name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteral(name)
  ? name.text : ts.isComputedPropertyName(name) ? `[${name.expression.getText()}]` : ts.isNumericLiteral(name) ? name.text : '');

/** What an assignment gives a name to: `A.prototype.m` is `A.m`, `exports.m` is `m`. */
const assigned = (node) => node.getText().replace('.prototype', '').replace(/^(module\.)?exports\.?/, '');

/** The name that a function or class has by itself or by where it stands. */
function nameOf(node) {
  if (ts.isConstructorDeclaration(node)) return '';
  if (node.name && !ts.isFunctionExpression(node)) return plain(node.name);
  let { parent } = node;
  while (ts.isParenthesizedExpression(parent)) parent = parent.parent;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return plain(parent.name);
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return assigned(parent.left) || (node.name ? node.name.text : '');
  }
  if (node.modifiers?.some((each) => each.kind === ts.SyntaxKind.DefaultKeyword)) return 'default';
  return node.name ? plain(node.name) : ts.isClassLike(node) ? 'class' : '';
}

/** The names of what is around a node, outermost first. */
function around(node) {
  const names = [];
  for (let each = node; each; each = each.parent) {
    if (isFunction(each) || ts.isClassLike(each)) names.unshift(nameOf(each));
    else if (ts.isModuleDeclaration(each)) names.unshift(plain(each.name));
    else if (ts.isObjectLiteralExpression(each)) {
      const at = nameOf(each);
      if (at) names.unshift(at);
    }
  }
  return names;
}

const transform = (file) => (context) => (source) => {
  const ids = new Map();
  const id = (node) => {
    const name = around(node).filter(Boolean).join('.');
    const same = ids.get(name) ?? ids.set(name, []).get(name);
    if (!same.includes(node)) same.push(node);
    return `${file}::${name}${same.indexOf(node) ? `~${same.indexOf(node) + 1}` : ''}`;
  };
  const owner = (node) => {
    let each = node;
    while (each && !(ts.isClassLike(each) || (isFunction(each) && (nameOf(each) || ts.isConstructorDeclaration(each))))) {
      each = ts.isHeritageClause(each) ? each.parent.parent : each.parent;
    }
    if (each && ts.isConstructorDeclaration(each)) return `${id(each.parent)}.constructor`;
    return each ? id(each) : `${file}::<module>`;
  };

  /** A body that tells when it begins and ends. */
  function tell(node, body, parameters) {
    const own = ts.isConstructorDeclaration(node) ? id(node.parent) : nameOf(node) ? id(node) : '';
    const enter = call('__enter', text(own), text(owner(node)));
    const block = ts.isBlock(body) ? body : f.createBlock([f.createReturnStatement(body)]);
    const token = f.createIdentifier('__depth');
    if (node.asteriskToken) {
      const parameter = f.createParameterDeclaration(undefined, undefined, '__depth', undefined, undefined, enter);
      const left = f.createParameterDeclaration(undefined, undefined, '__left', undefined, undefined, call('__leave', token));
      const begun = f.createExpressionStatement(call('__resume', f.createNull(), text(owner(node))));
      const ended = f.createExpressionStatement(call('__suspend', f.createNull(), text(owner(node))));
      // Its parameters are bound when it is called, and its body runs at the first step.
      return [[...parameters, parameter, left],
        f.createBlock([begun, f.createTryStatement(block, undefined, f.createBlock([ended]))])];
    }
    const declared = f.createVariableStatement(undefined, f.createVariableDeclarationList(
      [f.createVariableDeclaration('__depth', undefined, undefined, enter)], ts.NodeFlags.Const));
    const leave = f.createBlock([f.createExpressionStatement(call('__leave', token))]);
    return [parameters, f.createBlock([declared, f.createTryStatement(block, undefined, leave)], true)];
  }

  function visit(node) {
    const into = () => ts.visitEachChild(node, visit, context);
    if (ts.isCallExpression(node) && node.expression.kind !== ts.SyntaxKind.ImportKeyword && node.expression.getText() !== 'require') {
      const made = into();
      const values = [...made.arguments].map((each) =>
        ts.isSpreadElement(each) || ts.isFunctionLike(each) ? each : call('__pass', each, text(owner(node))));
      values.push(f.createSpreadElement(call('__site', text(owner(node)))));
      const isChain = Boolean(node.flags & ts.NodeFlags.OptionalChain);
      const isInner = isChain && node.parent.expression === node && Boolean(node.parent.flags & ts.NodeFlags.OptionalChain);
      const written = isChain
        ? f.updateCallChain(made, made.expression, made.questionDotToken, undefined, values)
        : f.updateCallExpression(made, made.expression, undefined, values);
      return isInner ? written : call('__done', written);
    }
    if (ts.isNewExpression(node)) {
      const made = into();
      const values = [...(made.arguments ?? []), f.createSpreadElement(call('__site', text(owner(node))))];
      return call('__done', f.updateNewExpression(made, call('__new', made.expression, text(owner(node))), undefined, values));
    }
    const left = (value) => call('__suspend', value ?? f.createNull(), text(owner(node)));
    if (ts.isAwaitExpression(node)) {
      return call('__resume', f.createAwaitExpression(left(into().expression)), text(owner(node)));
    }
    if (ts.isYieldExpression(node) && !node.asteriskToken) {
      return call('__resume', f.createYieldExpression(undefined, left(into().expression)), text(owner(node)));
    }
    if (ts.isClassLike(node)) {
      const made = into();
      const told = f.createClassStaticBlockDeclaration(
        f.createBlock([f.createExpressionStatement(call('__class', f.createThis(), text(id(node))))]));
      const members = [told, ...made.members];
      return ts.isClassDeclaration(made)
        ? f.updateClassDeclaration(made, made.modifiers, made.name, made.typeParameters, made.heritageClauses, members)
        : f.updateClassExpression(made, made.modifiers, made.name, made.typeParameters, made.heritageClauses, members);
    }
    if (!isFunction(node)) return into();
    const made = into();
    const [parameters, body] = tell(node, made.body, made.parameters);
    const { modifiers, asteriskToken, name } = made;
    if (ts.isFunctionDeclaration(made)) {
      return f.updateFunctionDeclaration(made, modifiers, asteriskToken, name, undefined, parameters, undefined, body);
    }
    if (ts.isFunctionExpression(made)) {
      return f.updateFunctionExpression(made, modifiers, asteriskToken, name, undefined, parameters, undefined, body);
    }
    if (ts.isArrowFunction(made)) {
      return f.updateArrowFunction(made, modifiers, undefined, parameters, undefined, made.equalsGreaterThanToken, body);
    }
    if (ts.isMethodDeclaration(made)) {
      return f.updateMethodDeclaration(
        made, modifiers, asteriskToken, name, undefined, undefined, parameters, undefined, body);
    }
    if (ts.isConstructorDeclaration(made)) return f.updateConstructorDeclaration(made, modifiers, parameters, body);
    if (ts.isGetAccessor(made)) return f.updateGetAccessorDeclaration(made, modifiers, name, parameters, undefined, body);
    if (ts.isSetAccessor(made)) return f.updateSetAccessorDeclaration(made, modifiers, name, parameters, body);
    return made;
  }
  const begun = f.createExpressionStatement(call('__module', text(`${file}::<module>`)));
  const visited = ts.visitNode(source, visit);
  return f.updateSourceFile(visited, [begun, ...visited.statements]);
};

const out = fs.mkdtempSync(path.join(os.tmpdir(), 'omny-micro-'));
let main = '';
let isModule = true;
for (const name of fs.readdirSync(folder, { recursive: true })) {
  if (!/\.[cm]?[jt]sx?$/.test(name)) continue;
  const source = fs.readFileSync(path.join(folder, name), 'utf8');
  const written = ts.transpileModule(source, {
    fileName: name.replace(/\.c?js$/, '.jsx'),
    transformers: { before: [transform(name)] },
    compilerOptions: { target: 'es2022', module: 'esnext', jsx: 'react', jsxFactory: 'h', verbatimModuleSyntax: !name.endsWith('.ts') },
  }).outputText;
  const to = path.join(out, name.replace(/\.tsx?$/, '.js'));
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.writeFileSync(to, written);
  if (/^main\./.test(name)) { main = to; isModule = !source.includes('require('); }
}
if (process.env.OMNY_MICRO_SHOW) console.error(fs.readFileSync(main, 'utf8'));
fs.writeFileSync(path.join(out, 'package.json'), JSON.stringify({ type: isModule ? 'module' : 'commonjs' }));
process.on('exit', () => {
  fs.rmSync(out, { recursive: true });
  console.log(JSON.stringify([...pairs].sort().map((each) => each.split(/ (->|~>) /))));
});
process.on('unhandledRejection', (error) => { console.error(error); process.exitCode = 1; });
if (isModule) import(main).catch((error) => { console.error(error); process.exitCode = 1; });
else require(main);
