// Reads every import of src/ and judges it: the rooms of rooms.mjs, and no cycles. dependency-cruiser cannot read
// TypeScript without a TypeScript below 7, so the syntax tree comes from the parser that Vite brings along. Vite does
// not run on every Node that our scripts run on, so this is a program of its own.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { parseAst } from 'vite'
import { filesUnder } from '../fingerprint.mjs'
import { isEntry, root } from '../project.mjs'
import { refuse } from './rooms.mjs'

/**
 * @typedef {import('./rooms.mjs').Import} Import
 * @typedef {{ specifier: string, typeOnly: boolean }} Written an import as the file has it
 */

/**
 * The problems of all imports under `src`, one line each.
 * @param {string} base the root of the clone
 * @returns {string[]}
 */
export function importProblems(base) {
  const files = filesUnder(base, 'src').filter(path => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
  const edges = files.flatMap(from => {
    const tree = parseAst(readFileSync(join(base, from), 'utf8'), { lang: from.endsWith('x') ? 'tsx' : 'ts' })
    return writtenImports(tree).map(({ specifier, typeOnly }) => ({ from, to: resolve(from, specifier), typeOnly }))
  })
  const missing = edges.filter(({ to }) => to.startsWith('src/') && !existsSync(join(base, to)))
  return [
    ...missing.map(({ from, to }) => `${from} imports ${to}, which does not exist`),
    ...edges.flatMap(edge => {
      const reason = refuse(edge)
      return reason === undefined ? [] : [`${edge.from} may not import ${edge.to}. ${reason}`]
    }),
    ...cycles(edges).map(cycle => `${cycle.join(' → ')} is a cycle. Move what both need into a file of its own.`),
  ]
}

/** @param {string} from @param {string} specifier @returns {string} a path under the root, or the package as written */
function resolve(from, specifier) {
  const path = specifier.replace(/\?.*$/, '')
  return path.startsWith('.') ? posix.join(posix.normalize(dirname(from)), path) : path
}

/**
 * The imports of a syntax tree: `import`, `export … from`, `import()` and `import('x').Type`.
 * @param {unknown} tree
 * @returns {Written[]}
 */
export function writtenImports(tree) {
  /** @type {Written[]} */
  const found = []
  visit(tree, node => {
    const specifier =
      node.source?.value ??
      (node.type === 'TSImportType' ? (node.argument?.value ?? node.argument?.literal?.value) : undefined)
    if (typeof specifier !== 'string') return
    const kind = node.importKind ?? node.exportKind
    found.push({
      specifier,
      typeOnly: kind === 'type' || node.type === 'TSImportType' || hasOnlyTypes(node.specifiers),
    })
  })
  return found
}

/** `import { type A, type B } from` is erased as a whole. @param {any[] | undefined} specifiers */
const hasOnlyTypes = specifiers =>
  specifiers !== undefined && specifiers.length > 0 && specifiers.every(({ importKind }) => importKind === 'type')

/** @param {any} node @param {(node: any) => void} see */
function visit(node, see) {
  if (node === null || typeof node !== 'object') return
  if (typeof node.type === 'string') see(node)
  for (const child of Object.values(node)) visit(child, see)
}

/**
 * The cycles among files, one for each edge that closes one. Imports of types are erased and cannot close a cycle.
 * @param {Import[]} edges
 * @returns {string[][]}
 */
export function cycles(edges) {
  /** @type {Map<string, string[]>} */
  const next = new Map()
  for (const { from, to, typeOnly } of edges) {
    if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to])
  }
  /** @type {string[][]} */
  const found = []
  const done = new Set()
  const walk = (/** @type {string} */ file, /** @type {string[]} */ path) => {
    const at = path.indexOf(file)
    if (at >= 0) return void found.push([...path.slice(at), file])
    if (done.has(file)) return
    for (const to of next.get(file) ?? []) walk(to, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) walk(file, [])
  return found
}

if (isEntry(import.meta.url)) {
  const problems = importProblems(root)
  for (const problem of problems) console.log(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
}
