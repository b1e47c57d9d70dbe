import { realpath } from 'node:fs/promises'
import { readSkillText } from './skillText.ts'

/**
 * The text of a skill by the real path it was found at. Rejects where that leads elsewhere by now: a repository could
 * otherwise put a link in the place of a folder and show the model any file that this user can read.
 */
export async function readPlaced(path: string): Promise<string> {
  if ((await realpath(path)) !== path) throw new Error('it has become a link')
  return (await readSkillText(path)).text
}
