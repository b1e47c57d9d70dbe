import { realpath } from 'node:fs/promises'
import { isAbsolute, join, resolve, sep } from 'node:path'

/** An absolute path for what the model wrote, `~` included. */
export const absolutePath = (path: string, cwd: string, home: string): string =>
  path === '~' || path.startsWith('~/')
    ? join(home, path.slice(1))
    : isAbsolute(path)
      ? resolve(path)
      : resolve(cwd, path)

/** Files that hold credentials of this product: no tool reads them for a model. */
export type SecretFiles = readonly string[]

/** Whether a path is a secret file, also through symbolic links. */
export async function isSecret(path: string, secrets: SecretFiles): Promise<boolean> {
  const real = await realpath(path).catch(() => path)
  return secrets.some(secret => real === secret || path === secret || real.startsWith(secret + sep))
}
