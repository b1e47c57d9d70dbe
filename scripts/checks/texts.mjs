// The texts of the interface and their dictionaries. `node scripts/checks/texts.mjs [FOLDER]` tells what is missing.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { filesUnder } from '../fingerprint.mjs'
import { inRoot, isEntry, root } from '../project.mjs'
import { readTexts } from './readTexts.mjs'

/** @typedef {import('./readTexts.mjs').Found} Found */
/** @typedef {Readonly<Record<string, string>>} Dictionary */
/** @typedef {{ folder: string, problem: string }} Problem */

const sources = 'src/renderer'
const dictionaries = 'src/renderer/ui/i18n/german'

/**
 * The part of the interface a file belongs to; its German is in the dictionary of that name.
 * @param {string} path from the root of the project
 */
export const folderOf = path => /^src\/renderer\/(?:features\/)?([\w-]+)\//.exec(path)?.[1] ?? 'app'

/**
 * What is wrong between the texts of sources and the dictionaries of one language.
 * @param {Found} found
 * @param {Readonly<Record<string, Dictionary>>} byFolder
 * @returns {Problem[]}
 */
export function textProblems({ keys, raw }, byFolder) {
  const used = new Set(keys.map(({ text }) => text))
  /** @type {Map<string, string>} */
  const known = new Map()
  /** @type {Problem[]} */
  const problems = raw.map(({ path, line, text }) => ({
    folder: folderOf(path),
    problem: `${path}:${line} shows text that is not from the dictionary: ${text}`,
  }))
  for (const [folder, dictionary] of Object.entries(byFolder)) {
    for (const [english, german] of Object.entries(dictionary)) {
      const other = known.get(english)
      if (!used.has(english)) problems.push({ folder, problem: `German of a text that is nowhere: ${english}` })
      if (other !== undefined && other !== german) {
        problems.push({ folder, problem: `two texts for one: ${english} is ${other} and ${german}` })
      }
      if (holesOf(english) !== holesOf(german))
        problems.push({ folder, problem: `other holes: ${english} is ${german}` })
      known.set(english, german)
    }
  }
  /** @type {Set<string>} */
  const told = new Set()
  for (const { path, line, text } of keys) {
    if (known.has(text) || told.has(text)) continue
    told.add(text)
    problems.push({ folder: folderOf(path), problem: `${path}:${line} has no German: ${text}` })
  }
  return problems
}

/** The names between braces, in one order. @param {string} text */
const holesOf = text => [...new Set(text.match(/\{\w+\}/g))].toSorted().join()

/** The texts of the interface as its sources have them. */
export const textsOfInterface = () =>
  readTexts(
    filesUnder(root, sources)
      .filter(path => /\.tsx?$/.test(path) && !/\.test\.|\/fixtures\/|\/i18n\//.test(path))
      .map(path => ({ path, text: readFileSync(inRoot(path), 'utf8') })),
  )

/** The dictionaries by the part of the interface they are for. @returns {Promise<Record<string, Dictionary>>} */
export async function germanDictionaries() {
  /** @type {Record<string, Dictionary>} */
  const byFolder = {}
  for (const name of readdirSync(inRoot(dictionaries)).toSorted()) {
    if (name === 'german.ts' || !name.endsWith('.ts')) continue
    const exported = await import(pathToFileURL(join(inRoot(dictionaries), name)).href)
    byFolder[name.slice(0, -'.ts'.length)] = Object.assign({}, ...Object.values(exported))
  }
  return byFolder
}

/** @param {Problem[]} problems @param {string | undefined} folder */
function report(problems, folder) {
  if (folder !== undefined) {
    for (const { problem } of problems.filter(each => each.folder === folder)) console.log(problem)
    return
  }
  for (const name of new Set(problems.map(each => each.folder).toSorted())) {
    console.log(`${String(problems.filter(each => each.folder === name).length).padStart(5)} ${name}`)
  }
  if (problems.length > 0) console.log('A folder as argument lists them: node scripts/checks/texts.mjs timeline')
}

if (isEntry(import.meta.url)) {
  const problems = textProblems(textsOfInterface(), await germanDictionaries())
  report(problems, process.argv[2])
  process.exitCode = problems.length > 0 ? 1 : 0
}
