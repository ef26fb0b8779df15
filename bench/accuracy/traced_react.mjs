// A configuration of Vitest that writes which functions of a tree call which while its tests run.
//
// TRACED_TREE is the tree, TRACED_OUT a folder in which each process writes files. Each call in the source of the tree
// calls what `__traced` gives back, which notes the function that the called expression gave, and a component in JSX is
// noted where its element is made: so only calls that are written count, and nothing that a library calls back.
// source.jsonl numbers the functions, as truth.py describes them, and the calls: path, line and column of the called
// name, and how it is reached. runs.jsonl has a line for each call and function that it called, by their numbers.
import fs from "node:fs";
import path from "node:path";
import { transformAsync, types as t } from "@babel/core";

const tree = fs.realpathSync(process.env.TRACED_TREE) + path.sep;
const out = process.env.TRACED_OUT;
const LEFT = new Set(["vi", "jest", "require", "eval"]);
let last = 0;
const list = (kind, ...row) => {
  fs.appendFileSync(path.join(out, "source.jsonl"), JSON.stringify([kind, ++last, ...row]) + "\n");
  return last;
};

const byte = (lines, at) => Buffer.byteLength(lines[at.line - 1].slice(0, at.column)) + 1;

// The node that names a function, and the names of what it is passed through (`memo(() => ..)`).
function nameOf(at) {
  if (at.node.id) return at.node.id;
  if (at.isClassMethod() || at.isObjectMethod() || at.isClassPrivateMethod()) return at.node.key;
  let above = at.parentPath;
  while (above && (above.isTSAsExpression() || above.isTSSatisfiesExpression() || above.isTSNonNullExpression()
    || above.isParenthesizedExpression() || (above.isCallExpression() && above.node.arguments[0] === at.node))) {
    at = above;
    above = above.parentPath;
  }
  if (above?.isVariableDeclarator() && above.node.init === at.node) return above.node.id;
  if ((above?.isObjectProperty() || above?.isClassProperty()) && above.node.value === at.node) return above.node.key;
  if (above?.isAssignmentExpression() && above.node.right === at.node)
    return above.node.left.type === "MemberExpression" ? above.node.left.property : above.node.left;
  return undefined;
}
const text = (node) => node?.name ?? node?.value ?? node?.id?.name ?? "";

// How a name is reached: what missed pairs are grouped by.
function reach(node, scope) {
  while (node?.expression) node = node.expression;
  if (node?.type !== "Identifier") return { ThisExpression: "this", Super: "super" }[node?.type] ?? node?.type ?? "";
  const bound = scope.getBinding(node.name);
  if (!bound) return "global";
  const at = bound.path;
  if (bound.kind === "module") return "import";
  if (bound.kind === "param") {
    const parameter = at.node.type === "AssignmentPattern" ? at.node.left : at.node;
    return (parameter.type === "Identifier" ? "parameter" : "destructured parameter") + (parameter.typeAnnotation ? ": type" : "");
  }
  if (!at.isVariableDeclarator()) return at.type;
  const how = at.node.id.type === "Identifier" ? "variable" : "destructured";
  return how + (at.node.id.typeAnnotation ? ": type" : at.node.init ? ` = ${at.node.init.type}` : "");
}

function rewrite({ types }, { file, lines }) {
  const call = (name, ...given) => types.callExpression(types.identifier(name), given);
  const site = (at, node, called) => {
    const where = [file, node.loc.end.line, byte(lines, { line: node.loc.end.line, column: node.loc.end.column - text(node).length })];
    const how = called.type?.endsWith("MemberExpression") ? reach(called.object, at.scope) + "." : reach(called, at.scope);
    return types.numericLiteral(list("call", ...where, how));
  };
  const mark = (at) => {
    const name = nameOf(at);
    const isMaker = at.isClassMethod() && at.node.kind === "constructor";
    const owner = isMaker ? at.parentPath.parentPath : at;
    const as = isMaker ? nameOf(owner) : name;
    const { start, end } = at.node.loc;
    const number = list("function", file, (isMaker ? start : (name ?? at.node).loc.start).line, text(name), start.line, byte(lines, start),
      end.line, byte(lines, end) - 1, file, (as ?? owner.node).loc.start.line, text(as));
    return types.numericLiteral(number);
  };
  return {
    visitor: {
      Program(program) {
        program.traverse({
          Function(at) {
            if (at.node.body?.type === undefined || at.isTSDeclareFunction?.() || !at.node.loc) return;
            const marked = types.expressionStatement(call("__traced_is", mark(at)));
            if (at.isArrowFunctionExpression() && at.node.body.type !== "BlockStatement")
              at.node.body = types.blockStatement([types.returnStatement(at.node.body)]);
            if (at.isClassMethod() && at.node.kind === "constructor") return;
            at.node.body.body.unshift(marked);
          },
          Class(at) {
            if (!at.node.loc || at.node.declare) return;
            at.node.body.body.unshift(types.staticBlock([types.expressionStatement(call("__traced_class", mark(at), types.thisExpression()))]));
          },
        });
        program.traverse({
          Identifier(at) {
            if (at.node.name === "jest" && at.key === "object") at.node.name = "vi";
          },
          "CallExpression|OptionalCallExpression|NewExpression"(at) {
            let called = at.node.callee;
            while (called.type.startsWith("TS") && called.expression) called = called.expression;
            if (!called.loc || at.node.traced || ["Super", "Import"].includes(called.type)) return;
            at.node.traced = true;
            if (called.type === "Identifier") {
              if (LEFT.has(called.name)) return;
              at.node.callee = call("__traced", site(at, called, called), called);
              at.node.callee.traced = true;
            } else if (called.type.endsWith("MemberExpression") && called.object.type !== "Super") {
              if (called.object.type === "Identifier" && LEFT.has(called.object.name)) return;
              const key = called.computed ? called.property : types.stringLiteral(text(called.property));
              if (called.property.type === "PrivateName" || (called.computed && !t.isLiteral(key) && !t.isIdentifier(key))) return;
              const noted = call("__traced_at", site(at, called.property, called), called.object, types.cloneNode(key));
              noted.traced = true;
              const isChain = called.type === "OptionalMemberExpression";
              const inner = called.object.type?.startsWith("Optional");
              at.node.callee = isChain ? types.optionalMemberExpression(noted, called.property, called.computed, called.optional || inner)
                : types.memberExpression(noted, called.property, called.computed);
            }
          },
          JSXOpeningElement(at) {
            const name = at.node.name;
            if (name.type === "JSXNamespacedName" || (name.type === "JSXIdentifier" && /^[a-z]/.test(name.name)) || !name.loc) return;
            const value = (node) => node.type === "JSXIdentifier" ? types.identifier(node.name)
              : types.memberExpression(value(node.object), types.identifier(node.property.name));
            const last = name.type === "JSXMemberExpression" ? name.property : name;
            const number = list("call", file, last.loc.start.line, byte(lines, last.loc.start), "JSX");
            const noted = call("__traced", types.numericLiteral(number), value(name));
            noted.traced = true;
            const container = types.jsxSpreadAttribute(types.logicalExpression("&&", noted, types.nullLiteral()));
            at.node.attributes.push(container);
          },
        });
      },
    },
  };
}

const plugin = {
  name: "traced",
  enforce: "pre",
  async transform(code, id) {
    const file = id.split("?")[0];
    if (!file.startsWith(tree) || !/\.[cm]?[jt]sx?$/.test(file) || file.includes("/node_modules/")) return undefined;
    const done = await transformAsync(code, {
      filename: file, babelrc: false, configFile: false, sourceMaps: true,
      plugins: [[rewrite, { file: file.slice(tree.length), lines: code.split("\n") }]],
      presets: [["@babel/preset-typescript", { onlyRemoveTypeImports: false }], ["@babel/preset-react", { runtime: "automatic" }]],
    });
    return { code: done.code, map: done.map };
  },
};

export default {
  root: tree,
  plugins: [plugin],
  test: {
    globals: true, environment: "jsdom", include: ["**/*.spec.{ts,tsx}"], setupFiles: [new URL("./traced_setup.mjs", import.meta.url).pathname],
    testTimeout: 20000, pool: "forks", poolOptions: { forks: { isolate: false, singleFork: true } }, dangerouslyIgnoreUnhandledErrors: true,
  },
};
