import { parse, TomlError } from 'smol-toml'
import { keyPlaces, placeOf } from '../../../core/config/keyPlaces.ts'
import type { KeyPlaces } from '../../../core/config/keyPlaces.ts'
import { problem } from '../../../core/config/problem.ts'
import { TIGHTEST } from '../../../core/config/requirements.ts'
import type { Requirements } from '../../../core/config/requirements.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import { MAX_FILE_BYTES } from './layers.ts'
import { noteText } from './layers.ts'
import type { Findings, LayerMemory } from './layers.ts'
import { openRegularFile } from './regularFile.ts'
import { syntaxProblem } from './tomlProblem.ts'

export const REQUIREMENTS_FILE = '/etc/heddle/requirements.toml'

export interface ReadRequirements {
  file: string
  required: Requirements
  places?: KeyPlaces
}

/**
 * What whoever looks after the machine requires; nothing where there is no file. Of a file with anything wrong in it the
 * tightest counts: it was put there so that less is allowed.
 */
export async function readRequirements(
  file = REQUIREMENTS_FILE,
  found: Findings,
  memory?: LayerMemory,
): Promise<ReadRequirements> {
  let text: string | null = null
  try {
    text = (await openRegularFile(file, MAX_FILE_BYTES)).replace(/^\uFEFF/, '')
    const places = keyPlaces(text)
    // Few machines have one: nobody else waits for its schema.
    const { RequirementsSchema } = await import('../../../core/config/requirementsSchema.ts')
    const parsed = RequirementsSchema.safeParse(parse(text))
    for (const { path, message } of parsed.error?.issues ?? []) {
      const key = path.map(String).join('.')
      const place = placeOf(places, key)
      found.problems.push(problem('error', `${key}: ${message}. ${UNTIL_THEN}`, { file, place, key }))
    }
    return { file, required: parsed.data ?? TIGHTEST, places }
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return { file, required: {} }
    const unread = () => problem('error', `it cannot be read: ${systemErrorText(error)}. ${UNTIL_THEN}`, { file })
    found.problems.push(error instanceof TomlError ? syntaxProblem(file, error, UNTIL_THEN) : unread())
    return { file, required: TIGHTEST }
  } finally {
    noteText(memory, file, text)
  }
}

const UNTIL_THEN = 'Until it is right, commands can only read and every one of them is asked for.'
