"""Whether the constructs are valid, by the compilers of their languages: for development, never needed by a test.

    python -m tests.support.constructs.validity NODE_MODULES

NODE_MODULES is a folder with `typescript` and `@babel/parser`, from `npm install typescript @babel/parser`. Python's
constructs are compiled by the Python that runs this. Prints what is not valid, with what the compiler says.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys

from tests.support.constructs.cases import PATHS, alone

_CHECK = """
const [folder] = process.argv.slice(1), need = name => require(require('path').resolve(folder, name));
const ts = need('typescript'), babel = need('@babel/parser');
const plugins = ['jsx', ['decorators', {version: '2023-11'}], 'decoratorAutoAccessors', 'deferredImportEvaluation',
  'sourcePhaseImports', ['importAttributes', {deprecatedAssertSyntax: true}], 'explicitResourceManagement'];
const script = (text, sourceType) => babel.parse(text, {sourceType, plugins, allowAwaitOutsideFunction: true,
  allowReturnOutsideFunction: true, allowUndeclaredExports: true});
const told = ([path, text]) => {
  if (path.endsWith('.js')) {
    try { script(text, 'module') } catch (one) { try { script(text, 'script') } catch { return one.message } }
    return '';
  }
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, false, kind);
  return file.parseDiagnostics.map(each => ts.flattenDiagnosticMessageText(each.messageText, ' '))[0] || '';
};
const sources = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(sources.map(told)));
"""


def main(folder: str) -> int:
    """Prints what is not valid; 1 where anything is not."""
    bad = 0
    sources = [(case.path, case.made.source) for path in PATHS[1:] for case in alone(path)]
    ran = subprocess.run(
        ["node", "-e", _CHECK, folder], input=json.dumps(sources), capture_output=True, text=True, check=True
    )
    for (path, source), told in zip(sources, json.loads(ran.stdout), strict=True):
        if told:
            bad += 1
            print(f"{path}: {told}\n{source}")
    for case in alone("a.py"):
        if case.since <= sys.version_info[:2]:
            try:
                compile(case.made.source, "a.py", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
            except SyntaxError as error:
                bad += 1
                print(f"a.py: {error}\n{case.made.source}")
    print(f"{len(sources)} sources, {bad} not valid")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
