import { z } from 'zod'
import { absolutePath } from './paths.ts'
import { readRegularFile } from './regularFile.ts'
import { failed, ok, tool } from './tool.ts'

const MAX_IMAGE_BYTES = 10 * 1024 * 1024

/** Image types by their first bytes: names lie. */
const SIGNATURES: readonly [string, (bytes: Buffer) => boolean][] = [
  ['image/png', bytes => bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))],
  ['image/jpeg', bytes => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['image/gif', bytes => bytes.subarray(0, 4).toString('latin1') === 'GIF8'],
  [
    'image/webp',
    bytes => bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  ],
]

export const viewImage = (deps: { home: string }) =>
  tool({
    name: 'view_image',
    description: 'Shows you an image file (PNG, JPEG, GIF or WebP) of this machine.',
    effect: 'read',
    args: z.object({ path: z.string().min(1).describe('Absolute, or relative to the working directory.') }),
    run: async (args, { cwd, model }) => {
      if (!model.vision) return failed(`${model.slug} cannot see images.`)
      const path = absolutePath(args.path, cwd, deps.home)
      const image = await readImage(path)
      if ('error' in image) return failed(image.error)
      return ok([{ type: 'input_image', image_url: image.dataUrl, detail: 'original' }], { kind: 'image', path })
    },
  })

async function readImage(path: string): Promise<{ dataUrl: string } | { error: string }> {
  const file = await readRegularFile(path, MAX_IMAGE_BYTES)
  if ('error' in file) return { error: `unable to locate image at \`${path}\`: ${file.error}` }
  const type = SIGNATURES.find(([, matches]) => matches(file.bytes))?.[0]
  if (!type) return { error: `unable to use image at \`${path}\`: not a PNG, JPEG, GIF or WebP image` }
  return { dataUrl: `data:${type};base64,${file.bytes.toString('base64')}` }
}
