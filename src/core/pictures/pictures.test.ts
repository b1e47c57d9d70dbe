import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  blackPng,
  gifLargerThanItsScreen,
  jpegHeadOf,
  jpegWithTwoSizes,
  longApng,
  longGif,
  webpHeadOf,
} from '../../testing/hostilePictures.ts'
import { pictureHead } from './pictures.ts'

const still = { moves: false }

describe('pictureHead', () => {
  const head = (...bytes: (number | string)[]) =>
    pictureHead(
      Buffer.concat([...bytes.map(each => Buffer.from(typeof each === 'string' ? each : [each])), Buffer.alloc(40)]),
    )

  test('tells pictures by their bytes, with their size', () => {
    const folder = join(import.meta.dirname, '../../../docs/pictures')
    const drawn = readdirSync(folder).find(name => name.endsWith('.png')) ?? ''
    const png = readFileSync(join(folder, drawn))
    expect(pictureHead(png)).toEqual({
      ...still,
      type: 'image/png',
      width: png.readUInt32BE(16),
      height: png.readUInt32BE(20),
    })
    expect(pictureHead(blackPng(640, 400))).toEqual({ ...still, type: 'image/png', width: 640, height: 400 })
    expect(pictureHead(longGif(1))).toEqual({ type: 'image/gif', width: 1, height: 1, moves: true })
    expect(pictureHead(jpegHeadOf(640, 400))).toEqual({ ...still, type: 'image/jpeg', width: 640, height: 400 })
    expect(head('RIFF....WEBPVP8X', 10, 0, 0, 0, 0, 0, 0, 0, 0x7f, 2, 0, 0x8f, 1, 0)).toEqual({
      ...still,
      type: 'image/webp',
      width: 640,
      height: 400,
    })
    expect(pictureHead(longApng(2))).toEqual({ type: 'image/png', width: 1, height: 1, moves: true })
    expect(pictureHead(webpHeadOf(640, 400, true))).toMatchObject({ width: 640, height: 400, moves: true })
  })

  test('reads the shortest ones, and stretches of larger buffers', () => {
    expect(pictureHead(longGif(1).subarray(0, 65))).toEqual({ type: 'image/gif', width: 1, height: 1, moves: true })
    const within = Buffer.concat([Buffer.alloc(7), jpegHeadOf(9, 8), Buffer.alloc(7)])
    expect(pictureHead(within.subarray(7))).toEqual({ ...still, type: 'image/jpeg', width: 9, height: 8 })
  })

  test('says what is unpacked where two sizes are said', () => {
    expect(pictureHead(gifLargerThanItsScreen())).toEqual({
      type: 'image/gif',
      width: 65_535,
      height: 65_535,
      moves: true,
    })
    expect(pictureHead(jpegWithTwoSizes())).toEqual({ ...still, type: 'image/jpeg', width: 65_500, height: 65_500 })
  })

  test('takes nothing else for one', () => {
    expect(head('<svg xmlns="http://www.w3.org/2000/svg" onload="x()">')).toBeNull()
    expect(pictureHead(longGif(0))).toBeNull()
    expect(pictureHead(Buffer.alloc(0))).toBeNull()
    fc.assert(
      fc.property(
        fc.constantFrom('\xff\xd8\xff', 'RIFF....WEBPVP8', '\x89PNG\r\n\x1a\n', ''),
        fc.uint8Array({ maxLength: 400 }),
        (start, bytes) => {
          const found = pictureHead(Buffer.concat([Buffer.from(start, 'latin1'), bytes]))
          expect(found === null || (found.width > 0 && found.height > 0)).toBe(true)
        },
      ),
    )
  })
})
