import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import type { ParseShell, ShellNode } from '../../../core/policy/shell.ts'

/**
 * Loads the grammar of bash, once: tree-sitter compiled to WebAssembly, 15 ms. Longer lines than anybody reads are not
 * parsed and count as an error of syntax.
 */
export function createShellParser(): () => Promise<ParseShell> {
  let loading: Promise<ParseShell> | null = null
  return () => (loading ??= load())
}

const MAX_CHARS = 100_000
const TOO_LONG: ShellNode = { type: 'program', text: '', hasError: true, children: [] }

/**
 * Compiling WebAssembly a second time, for speed, takes 80 MB of memory for a parser that takes microseconds. The fork
 * behind every command costs in proportion to the memory of this process.
 */
const NO_SECOND_COMPILER = '--wasm-tiering-budget=2000000000'

async function load(): Promise<ParseShell> {
  setFlagsFromString(NO_SECOND_COMPILER)
  const { Parser, Language } = await import('web-tree-sitter')
  const { resolve } = createRequire(import.meta.url)
  await Parser.init({ locateFile: () => resolve('web-tree-sitter/web-tree-sitter.wasm') })
  const grammar = await Language.load(await readFile(resolve('tree-sitter-bash/tree-sitter-bash.wasm')))
  const parser = new Parser().setLanguage(grammar)
  return line => {
    if (line.length > MAX_CHARS) return TOO_LONG
    const tree = parser.parse(line)
    if (!tree) return TOO_LONG
    try {
      return plainNode(tree.rootNode)
    } finally {
      tree.delete()
    }
  }
}

/** A copy that outlives the tree, whose memory is not collected by itself. */
function plainNode(node: ShellNode, depth = 0): ShellNode {
  return {
    type: node.type,
    text: node.text,
    hasError: node.hasError,
    children: depth > MAX_DEPTH ? [] : node.children.map(child => child && plainNode(child, depth + 1)),
  }
}

const MAX_DEPTH = 250
