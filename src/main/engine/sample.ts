import { cp, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../contract/procedure.ts'
import { resourcesRoot } from './installation.ts'
import { systemErrorText } from './systemErrors.ts'

/** Puts a small real project where a person can try things, unless it is there already. Returns its path. */
export async function makeSample(path: string): Promise<string> {
  const exists = await stat(path).catch(() => null)
  if (exists?.isDirectory()) return path
  try {
    await mkdir(path, { recursive: true })
    await cp(join(resourcesRoot, 'sample'), path, { recursive: true })
    return path
  } catch (error) {
    throw new Failure('home.notWritable', `The sample project cannot be made at ${path}: ${systemErrorText(error)}.`, {
      path,
    })
  }
}
