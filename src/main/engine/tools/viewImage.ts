import { z } from 'zod'
import { MAX_PIXELS, pictureHead } from '../../../core/pictures/pictures.ts'
import { absolutePath } from './paths.ts'
import { readRegularFile } from './regularFile.ts'
import { failed, ok, tool } from './tool.ts'

const MAX_IMAGE_BYTES = 10 * 1024 * 1024

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
  const head = pictureHead(file.bytes)
  if (!head) return { error: `unable to use image at \`${path}\`: not a PNG, JPEG, GIF or WebP image` }
  const { type, width, height } = head
  if (width * height > MAX_PIXELS) {
    const size = `${width} × ${height} pixels, more than the limit of ${MAX_PIXELS}`
    return { error: `unable to use image at \`${path}\`: it has ${size}` }
  }
  return { dataUrl: `data:${type};base64,${file.bytes.toString('base64')}` }
}
