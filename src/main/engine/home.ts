import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The home of a user where no option names one: `HEDDLE_HOME`, else `~/.heddle`. */
export const homeOf = (environment: Readonly<Record<string, string | undefined>>): string =>
  resolve(environment.HEDDLE_HOME || join(environment.HOME || homedir(), '.heddle'))
