import { crc32, deflateRawSync, constants } from 'node:zlib'

/** A picture that a model, a tool, a file or a log may hold, and that may not stop the window that is to draw it. */
export interface HostilePicture {
  id: string
  /** What the file says it is called. */
  name: string
  bytes: Buffer
  /** As it comes in messages and answers. */
  url: string
  /** Whether it is drawn: what is small enough is, and must not hurt. */
  drawn: boolean
}

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** A real PNG, black, of one bit a pixel: what it unpacks to is a thousand times as large. */
export function blackPng(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = 1
  return Buffer.concat([
    PNG,
    pngChunk('IHDR', head),
    pngChunk('IDAT', zlibOfZeros(height * (1 + Math.ceil(width / 8)))),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  const sum = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

const MEGABYTE = 1024 * 1024

/** So many zeros, packed. A flushed megabyte can be said again and again, so nothing large is ever in memory. */
function zlibOfZeros(count: number): Buffer {
  const packed = (bytes: number, finishFlush: number) => deflateRawSync(Buffer.alloc(bytes), { finishFlush })
  const megabytes = Math.floor(count / MEGABYTE)
  const adler = Buffer.alloc(4)
  // Of zeros the first half of Adler-32 stays 1, and the second counts them.
  adler.writeUInt16BE(count % 65_521, 0)
  adler.writeUInt16BE(1, 2)
  return Buffer.concat([
    Buffer.from([0x78, 0x01]),
    ...Array<Buffer>(megabytes).fill(packed(MEGABYTE, constants.Z_FULL_FLUSH)),
    packed(count % MEGABYTE, constants.Z_FINISH),
    adler,
  ])
}

/** A real GIF, of one pixel a side, that moves for ever. */
export function longGif(frames: number): Buffer {
  const screen = [1, 0, 1, 0, 0x80, 0, 0, /* black and white */ 0, 0, 0, 255, 255, 255]
  const forEver = [0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0'), 3, 1, 0, 0, 0]
  const frame = [0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, /* one black pixel */ 2, 2, 0x44, 1, 0]
  return Buffer.concat([
    Buffer.from('GIF89a'),
    Buffer.from([...screen, ...forEver]),
    Buffer.alloc(frames * frame.length, Buffer.from(frame)),
    Buffer.from([0x3b]),
  ])
}

/** The beginning of a JPEG that says it is so large; nothing follows. */
export function jpegHeadOf(width: number, height: number): Buffer {
  const size = [height >> 8, height & 255, width >> 8, width & 255]
  return Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, ...size, 3, 1, 17, 0, 2, 17, 1, 3, 17, 1])
}

/** A real PNG, of one pixel a side, that moves for ever. */
export function longApng(frames: number): Buffer {
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0])
  const control = Buffer.alloc(8)
  control.writeUInt32BE(frames, 0)
  const pixel = zlibOfZeros(2)
  let sequence = 0
  const parts = Array.from({ length: frames }, (_, n) => {
    const place = Buffer.alloc(26)
    place.writeUInt32BE(sequence++, 0)
    place.writeUInt32BE(1, 4)
    place.writeUInt32BE(1, 8)
    if (n === 0) return [pngChunk('fcTL', place), pngChunk('IDAT', pixel)]
    const data = Buffer.concat([Buffer.alloc(4), pixel])
    data.writeUInt32BE(sequence++, 0)
    return [pngChunk('fcTL', place), pngChunk('fdAT', data)]
  })
  const chunks = [pngChunk('IHDR', head), pngChunk('acTL', control), ...parts.flat(), pngChunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([PNG, ...chunks])
}

/** The beginning of a WebP that says it is so large. */
export function webpHeadOf(width: number, height: number, moves = false): Buffer {
  const head = Buffer.alloc(40)
  head.write('RIFF', 0)
  head.write('WEBPVP8X', 8)
  head[20] = moves ? 2 : 0
  head.writeUIntLE(width - 1, 24, 3)
  head.writeUIntLE(height - 1, 27, 3)
  return head
}

/** A GIF whose screen is a pixel, and whose picture is as large as one can be: readers take the larger. */
export function gifLargerThanItsScreen(): Buffer {
  const gif = longGif(1)
  const picture = gif.lastIndexOf(0x2c)
  gif.writeUInt16LE(65_535, picture + 5)
  gif.writeUInt16LE(65_535, picture + 7)
  return gif
}

/** A JPEG with a size between the fillers that readers skip, and a small one in what they skip with it. */
export function jpegWithTwoSizes(): Buffer {
  const small = jpegHeadOf(1, 1).subarray(2)
  const fillers = Buffer.from([0xff, 0xff])
  return Buffer.concat([Buffer.from([0xff, 0xd8]), fillers, jpegHeadOf(65_500, 65_500).subarray(2), small])
}

const DRAWN = true
const picture = (id: string, bytes: Buffer, type: string, drawn = false): HostilePicture => ({
  id,
  name: `${id}.${type}`,
  bytes,
  url: `data:image/${type};base64,${bytes.toString('base64')}`,
  drawn,
})

const SVG = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" onload="window.__pwn=1"><script>window.__pwn=1</script>' +
    '<image href="http://127.0.0.1:18299/canary/33"/><foreignObject><img src="x" onerror="window.__pwn=1"/></foreignObject></svg>',
)

/** R098 and R099 are those of the corpus. Made anew at each call: they take tens of megabytes. */
export const hostilePictures = (): HostilePicture[] => [
  picture('R098', blackPng(65_535, 65_535), 'png'),
  picture('R099', longGif(1_000_000), 'gif'),
  picture('as-large-as-is-drawn', blackPng(7_071, 7_071), 'png', DRAWN),
  picture('a-little-larger', blackPng(7_072, 7_072), 'png'),
  picture('one-row', blackPng(50_000_000, 1), 'png'),
  picture('one-column', blackPng(1, 5_000_000), 'png'),
  picture('wide', blackPng(1_000_000, 50), 'png', DRAWN),
  picture('moves-longer-than-is-drawn', longGif(300_000), 'gif'),
  picture('moves-as-long-as-is-drawn', longGif(85_000), 'gif', DRAWN),
  picture('png-that-moves-longer', longApng(60_000), 'png'),
  picture('png-that-moves', longApng(20_000), 'png', DRAWN),
  picture('larger-than-its-screen', gifLargerThanItsScreen(), 'gif'),
  picture('two-sizes', jpegWithTwoSizes(), 'jpeg'),
  picture('no-data', jpegHeadOf(640, 400), 'jpeg'),
  picture('says-16384', webpHeadOf(16_384, 16_384), 'webp'),
  picture('svg', SVG, 'svg+xml'),
  picture('svg-that-says-png', SVG, 'png'),
  picture('png-that-says-svg', blackPng(8, 8), 'svg+xml', DRAWN),
]
