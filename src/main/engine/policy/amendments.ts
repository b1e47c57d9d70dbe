import { mkdir, realpath } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import {
  amendmentLine,
  amendmentOf,
  lineOfAmendment,
  linesOf,
  withLine,
  withoutLine,
} from '../../../core/policy/rules/amend.ts'
import type { Amendment } from '../../../core/policy/rules/amend.ts'
import { evaluateRules } from '../../../core/policy/rules/evaluateRules.ts'
import { withFileLock } from '../fileLock.ts'
import { replaceFile } from '../replaceFile.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import { isOwnFile, projectFile, projectHeader } from './projectFile.ts'
import { readRuleText } from './ruleFolder.ts'

/**
 * Writes a rule into the home: for the project with this root, or for everything where it is null. A second time finds
 * the line of the first. Rejects with `home.notWritable`, and changes nothing, when the rule could not count.
 */
export async function addRule(
  home: string,
  root: string | null,
  amendment: Amendment,
): Promise<{ file: string; line: number }> {
  const named = root === null ? join(home, 'rules', 'default.rules') : projectFile(home, root)
  const line = amendmentLine(amendment)
  if (line === null) throw notWritable(named, 'a rule needs words, and only whole characters')
  return change(home, named, async file => {
    const text = await currentText(file, root === null ? '' : `${projectHeader(root)}\n`)
    const there = lineOfAmendment(text, amendment)
    if (there !== null) return { file: named, line: there }
    const next = withLine(text, line)
    const evaluated = evaluateRules(next, named, 'user')
    if ('error' in evaluated) {
      const { message, line: place, column } = evaluated.error
      throw notWritable(`${named}:${place}:${column}`, `${message}. Correct it first: no rule of the file counts`)
    }
    await replaceFile(file, next)
    return { file: named, line: linesOf(next).length - 1 }
  })
}

/** Takes out a rule that `addRule` wrote. Rejects with `rule.notRemovable` for any other. */
export async function removeRule(home: string, rule: { file: string; line: number; prefix: readonly string[] }) {
  const named = resolve(rule.file)
  const place = `${named}:${rule.line}`
  const refusal = (why: string) => new Failure('rule.notRemovable', `${why} Edit ${place} by hand.`, { place })
  if (!isOwnFile(home, named)) throw refusal(`Only rules in ${join(home, 'rules')} can be removed here.`)
  await change(home, named, async file => {
    const text = await currentText(file, '')
    const amendment = amendmentOf(linesOf(text)[rule.line - 1] ?? '')
    if (!amendment) throw refusal('No rule that was added here stands on this line.')
    if (JSON.stringify(amendment.prefix) !== JSON.stringify(rule.prefix)) {
      throw refusal('The file has changed, and another rule stands on this line now.')
    }
    await replaceFile(file, withoutLine(text, rule.line))
  })
}

/** Does something with a file that no other engine changes meanwhile. A link, e.g. to dotfiles, is followed and stays. */
async function change<T>(home: string, named: string, work: (file: string) => Promise<T>): Promise<T> {
  try {
    await mkdir(dirname(named), { recursive: true, mode: 0o700 })
    // One lock for all files of rules.
    return await withFileLock(join(home, 'rules'), async () => work(await realpath(named).catch(() => named)))
  } catch (error) {
    if (systemErrorCode(error) === undefined || error instanceof Failure) throw error
    throw notWritable(named, systemErrorText(error))
  }
}

const notWritable = (place: string, why: string) =>
  new Failure('home.notWritable', `${place}: the rule cannot be written: ${why}.`, { place })

async function currentText(file: string, otherwise: string): Promise<string> {
  const read = await readRuleText(file)
  if ('text' in read) return read.text
  if (read.missing) return otherwise
  throw notWritable(file, read.problem)
}
