import { cp, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../contract/procedure.ts'
import { systemErrorText } from './systemErrors.ts'

/** The sample project as it is shipped: beside the build, or in the sources. */
const SHIPPED = [
  join(import.meta.dirname, '../../resources/sample'),
  join(import.meta.dirname, '../../../resources/sample'),
]

/** Puts a small real project where a person can try things, unless it is there already. Returns its path. */
export async function makeSample(path: string): Promise<string> {
  const exists = await stat(path).catch(() => null)
  if (exists?.isDirectory()) return path
  try {
    await mkdir(path, { recursive: true })
    await cp(await shipped(), path, { recursive: true })
    return path
  } catch (error) {
    throw new Failure('home.notWritable', `The sample project cannot be made at ${path}: ${systemErrorText(error)}.`, {
      path,
    })
  }
}

async function shipped(): Promise<string> {
  for (const path of SHIPPED) if (await stat(path).catch(() => null)) return path
  throw new Error('its files are missing from this installation')
}
