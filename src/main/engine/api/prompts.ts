import type { Handlers } from '../../../rpc/serve.ts'
import type { PromptFiles } from '../prompts/promptFiles.ts'

type PromptHandlers = Pick<
  Handlers,
  'prompts/list' | 'prompt/create' | 'prompt/write' | 'prompt/rename' | 'prompt/delete'
>

/** Custom prompts as a person lists, writes and names them. */
export function promptHandlers(files: PromptFiles): PromptHandlers {
  return {
    'prompts/list': () => files.list(),
    'prompt/create': async ({ name, text }) => ({ path: await files.create(name, text) }),
    'prompt/write': async ({ path, text, hash }) => ({ hash: await files.write(path, text, hash) }),
    'prompt/rename': async ({ path, name }) => ({ path: await files.rename(path, name) }),
    'prompt/delete': async ({ path }) => ({ deletedId: await files.remove(path) }),
  }
}
