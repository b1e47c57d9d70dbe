import { readFile, rename, writeFile } from 'node:fs/promises'
import { Failure } from '../../../contract/procedure.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import { systemErrorText } from '../systemErrors.ts'

type InterfaceHandlers = Pick<Handlers, 'interface/read' | 'interface/write'>

/**
 * What the interface remembers, as one JSON file: layout, drafts. Small and not precious: a damaged file is set aside and
 * the interface starts afresh.
 */
export function interfaceHandlers({ path }: { path: string }): InterfaceHandlers {
  let values: Promise<Record<string, unknown>> | null = null
  let writing: Promise<void> = Promise.resolve()

  const read = () => (values ??= load(path))
  const save = async () => {
    const text = JSON.stringify(await read())
    await writeFile(`${path}.new`, text, { mode: 0o600 })
    await rename(`${path}.new`, path)
  }

  return {
    'interface/read': async () => ({ values: await read() }),
    'interface/write': async ({ key, value }) => {
      const all = await read()
      if (value === null || value === undefined) delete all[key]
      else all[key] = value
      const done = writing.then(save)
      writing = done.catch(() => undefined) // told to this caller; the next write has its own chance
      await done.catch((error: unknown) => {
        throw new Failure('home.notWritable', `${path} cannot be written: ${systemErrorText(error)}.`, { path })
      })
      return {}
    },
  }
}

async function load(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch(() => null) // not there yet
  if (text === null) return Object.create(null)
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) return Object.assign(Object.create(null), parsed)
  } catch {
    await rename(path, `${path}.damaged`).catch(() => undefined) // kept where it can be, for whoever wants to look
  }
  return Object.create(null)
}
