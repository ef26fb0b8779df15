// The calls of a tree of TypeScript or JavaScript as the TypeScript checker resolves them.
//
//     node checker.cjs TREE KIND   with `typescript` in NODE_PATH
//
// Prints the JSON lists that truth.py describes.
const path = require("path");
const ts = require("typescript");

const [tree, kind] = [path.resolve(process.argv[2]), process.argv[3]];
const files = ts.sys.readDirectory(tree, kind === "typescript" ? [".ts", ".tsx"] : [".js", ".mjs", ".cjs", ".jsx"])
  .filter((file) => !file.includes("/node_modules/"));
const isCommon = kind === "commonjs";
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ES2022, allowJs: kind !== "typescript", checkJs: kind !== "typescript", noEmit: true,
  module: isCommon ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext,
  moduleResolution: isCommon ? ts.ModuleResolutionKind.Node10 : ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true, strict: kind === "typescript", noImplicitAny: false, skipLibCheck: true,
  maxNodeModuleJsDepth: 0, jsx: ts.JsxEmit.Preserve, experimentalDecorators: true, types: ["node"],
});
const checker = program.getTypeChecker();
const inTree = (file) => !file.isDeclarationFile && file.fileName.startsWith(tree + "/") && !file.fileName.includes("/node_modules/");
const print = (...row) => process.stdout.write(JSON.stringify(row) + "\n");

const unwrap = (node) => {
  while (node && (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)
    || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node))) node = node.expression;
  return node;
};
const isFunction = (node) => ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node)
  || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node) || ts.isAccessor(node) || ts.isMethodSignature(node)
  || ts.isClassLike(node);

// The node of the name of a function: its own, or that of what it is assigned to.
function nameOf(node) {
  if (ts.isConstructorDeclaration(node)) return nameOf(node.parent);
  if (node.name) return node.name;
  let above = node.parent;
  while (above && (unwrap(above) !== above)) above = above.parent;
  if (ts.isVariableDeclaration(above) || ts.isPropertyAssignment(above) || ts.isPropertyDeclaration(above)) return above.name;
  if (ts.isBinaryExpression(above) && above.operatorToken.kind === ts.SyntaxKind.EqualsToken) return calledName(above.left);
  return undefined;
}
function calledName(node) {
  node = unwrap(node);
  if (ts.isPropertyAccessExpression(node)) return node.name;
  if (ts.isElementAccessExpression(node)) return node.argumentExpression;
  return node;
}
const place = (node, at) => {
  const file = node.getSourceFile();
  const position = at ?? node.getStart(file);
  const { line, character } = file.getLineAndCharacterOfPosition(position);
  const start = file.getPositionOfLineAndCharacter(line, 0);
  return [path.relative(tree, file.fileName), line + 1, Buffer.byteLength(file.text.slice(start, start + character)) + 1];
};
// What is assigned to after its declaration: no single definition says what it holds.
const assigned = new Set();
function findAssigned(node) {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(node.left)) {
    const symbol = checker.getSymbolAtLocation(node.left);
    if (symbol && symbol.valueDeclaration !== node.left) assigned.add(symbol);
  }
  ts.forEachChild(node, findAssigned);
}
function isOpen(symbol) {
  const declaration = symbol?.valueDeclaration;
  if (declaration?.initializer && ts.isConditionalExpression(declaration.initializer)) return true;
  if (assigned.has(symbol) && (declaration.initializer || ts.isFunctionDeclaration(declaration))) return true;
  const values = (symbol?.declarations ?? []).filter((each) => ts.isPropertyAssignment(each) || ts.isBinaryExpression(each.parent ?? each));
  return values.length > 1;
}
const text = (node) => node ? node.getText().replace(/^["'`](.*)["'`]$/s, "$1") : "";

// The function that stands for all declarations of its name: the one with a body, the last of them.
function counted(node) {
  if (ts.isConstructorDeclaration(node)) return counted(node.parent);
  if (ts.isClassLike(node)) {
    const type = node.name || node.symbol ? checker.getTypeOfSymbolAtLocation(node.symbol, node) : undefined;
    const made = type?.getConstructSignatures()[0]?.declaration;
    if (made && ts.isConstructorDeclaration(made) && inTree(made.getSourceFile())) return made.parent;
    return node;
  }
  const symbol = node.symbol;
  const all = (symbol?.declarations ?? []).filter((each) => each.kind === node.kind && each.getSourceFile() === node.getSourceFile());
  return node.body || !all.length ? node : all.findLast((each) => each.body) ?? all[all.length - 1];
}

// How the receiver of a call is known: what its misses are grouped by.
function reach(node) {
  node = unwrap(node);
  if (node.kind === ts.SyntaxKind.ThisKeyword) return "this";
  if (node.kind === ts.SyntaxKind.SuperKeyword) return "super";
  if (ts.isCallExpression(node)) {
    const declaration = checker.getResolvedSignature(node)?.declaration;
    const file = declaration?.getSourceFile();
    return file && program.isSourceFileDefaultLibrary(file) ? "library call()" : "call()";
  }
  if (ts.isNewExpression(node)) return "new()";
  if (ts.isAwaitExpression(node)) return "await";
  if (ts.isElementAccessExpression(node)) return "element[]";
  if (ts.isPropertyAccessExpression(node)) return "field" + (typed(checker.getSymbolAtLocation(node.name)));
  if (!ts.isIdentifier(node)) return ts.SyntaxKind[node.kind];
  let symbol = checker.getSymbolAtLocation(node);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) return "import";
  const declaration = symbol?.valueDeclaration;
  if (!declaration) return "unknown";
  if (ts.isParameter(declaration)) {
    const owner = declaration.parent;
    if (declaration.type) return narrowed(symbol, node) ? "narrowed" : "parameter: type";
    if (ts.getJSDocType(declaration)) return narrowed(symbol, node) ? "narrowed" : "parameter: JSDoc";
    if (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) return "parameter: untyped";
    return ts.isFunctionExpression(owner) || ts.isArrowFunction(owner) ? "parameter: contextual" : "parameter: inferred";
  }
  if (ts.isBindingElement(declaration)) return "destructured";
  if (ts.isVariableDeclaration(declaration)) {
    if (ts.isForOfStatement(declaration.parent.parent)) return "variable of a loop";
    if (narrowed(symbol, node)) return "narrowed";
    if (declaration.type) return "variable: type";
    if (ts.getJSDocType(declaration)) return "variable: JSDoc";
    return declaration.initializer ? "variable = " + reach(declaration.initializer) : "variable assigned later";
  }
  return ts.isFunctionDeclaration(declaration) ? "function" : ts.isClassLike(declaration) ? "class" : "value";
}
const typed = (symbol) => {
  const declaration = symbol?.valueDeclaration;
  if (!declaration) return "";
  if (declaration.type) return ": type";
  return ts.getJSDocType(declaration) || (declaration.parent && ts.getJSDocType(declaration.parent)) ? ": JSDoc" : "";
};
const narrowed = (symbol, node) => {
  const declared = checker.getTypeOfSymbol(symbol);
  return declared !== checker.getTypeAtLocation(node) && !!(declared.flags & (ts.TypeFlags.Union | ts.TypeFlags.Unknown | ts.TypeFlags.Object));
};

// The definition of what is called: undefined where the checker knows none, null where it is outside of the tree.
function definition(node) {
  if (ts.isCallExpression(node.parent) && node.parent.expression === node) return undefined;  // Two calls have one place.
  const callee = unwrap(node.expression ?? node.tag);
  if (ts.isPropertyAccessExpression(callee) && ["call", "apply"].includes(callee.name.text)) {
    if (isOpen(checker.getSymbolAtLocation(calledName(callee.expression)))) return undefined;
    const called = checker.getTypeAtLocation(callee.expression).getCallSignatures()[0]?.declaration;
    if (called && isFunction(called)) return called;
  }
  const signature = checker.getResolvedSignature(node);
  const found = signature?.declaration;
  const receiver = callee.expression && checker.getSymbolAtLocation(calledName(callee.expression));
  if (receiver && ts.isInJSFile(node) && assigned.has(receiver) && !ts.getJSDocType(receiver.valueDeclaration)) return undefined;
  if (callee.kind !== ts.SyntaxKind.SuperKeyword && isOpen(checker.getSymbolAtLocation(calledName(callee)))) return undefined;
  if (found && isFunction(found) && inTree(found.getSourceFile())) return found;
  let symbol = callee.kind === ts.SyntaxKind.SuperKeyword ? checker.getTypeAtLocation(callee).symbol
    : checker.getSymbolAtLocation(calledName(callee));
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const declaration = symbol?.valueDeclaration;
  if (declaration) {
    if (!inTree(declaration.getSourceFile())) return null;
    if (isFunction(declaration)) return declaration;
    const value = unwrap(declaration.initializer ?? (declaration.parent && ts.isBinaryExpression(declaration.parent) ? declaration.parent.right : undefined));
    const isFixed = ts.isVariableDeclaration(declaration) && declaration.parent.flags & ts.NodeFlags.Const;
    if (value && isFunction(value) && (isFixed || ts.isPropertyAssignment(declaration))) return value;
    return undefined;
  }
  return found && !inTree(found.getSourceFile()) ? null : undefined;
}

function visit(node) {
  if (isFunction(node)) {
    const name = nameOf(node), as = counted(node), other = nameOf(as);
    const [file, line] = place(name ?? node);
    const shown = ts.isConstructorDeclaration(node) ? "constructor" : text(name);
    const [first, firstColumn] = place(node).slice(1), [last, lastColumn] = place(node, node.end).slice(1);
    const at = ts.isConstructorDeclaration(node) ? first : line;
    print("function", file, at, shown, first, firstColumn, last, lastColumn, ...place(other ?? as).slice(0, 2), text(other));
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node)) {
    const callee = unwrap(node.expression ?? node.tag);
    const name = calledName(callee);
    if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name) && !ts.isStringLiteralLike(name) && name.kind !== ts.SyntaxKind.SuperKeyword)
      return void ts.forEachChild(node, visit);
    const target = node.expression?.kind === ts.SyntaxKind.ImportKeyword ? null : definition(node);
    const receiver = ts.isPropertyAccessExpression(callee) ? reach(callee.expression) + "." : ts.isElementAccessExpression(callee) ? "element[]" : reach(callee);
    const how = (ts.isNewExpression(node) ? "new " : "") + receiver;
    const [file, line, column] = place(name);
    const known = target && inTree(target.getSourceFile());
    const at = known ? counted(target) : undefined;
    const named = at && nameOf(at);
    print("call", file, line, column, how, known ? place(named ?? at)[0] : target === undefined ? null : "",
      known ? place(named ?? at)[1] : 0, text(name));
  }
  ts.forEachChild(node, visit);
}
const sources = program.getSourceFiles().filter(inTree);
sources.forEach(findAssigned);
sources.forEach(visit);
