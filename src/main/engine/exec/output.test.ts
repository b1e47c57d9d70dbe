import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { countNewlines, createOutputRing, persisted, tokenCount, truncateForModel } from './output.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const lines = (count: number): string => Array.from({ length: count }, (_, index) => `${index + 1}\n`).join('')

describe('the ring', () => {
  test('keeps everything while it fits', () => {
    const ring = createOutputRing(16)
    for (const part of ['abc', '', 'defgh', 'ijklmnop']) ring.push(bytes(part))
    expect(ring.peek()).toEqual({ text: 'abcdefghijklmnop', totalBytes: 16, omittedBytes: 0 })
  })

  test('keeps head and tail of any sequence of chunks, with the true counts', () => {
    const chunks = fc.array(fc.string({ unit: fc.constantFrom(...'abcdefg\n'), maxLength: 30 }), { maxLength: 40 })
    fc.assert(
      fc.property(chunks, fc.integer({ min: 2, max: 64 }), (parts, capacity) => {
        const ring = createOutputRing(capacity)
        for (const part of parts) ring.push(bytes(part))
        const whole = parts.join('')
        const headBytes = Math.floor(capacity / 2)
        const omitted = Math.max(0, whole.length - capacity)
        const tail = whole.slice(whole.length - (capacity - headBytes))
        const text = omitted === 0 ? whole : `${whole.slice(0, headBytes)}\n... ${omitted} bytes omitted ...\n${tail}`
        expect(ring.peek()).toEqual({ text, totalBytes: whole.length, omittedBytes: omitted })
      }),
    )
  })

  test('text survives any split of its bytes and any schedule of takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.infiniteStream(fc.nat(5)), (text, sizes) => {
        const ring = createOutputRing()
        const all = bytes(text)
        let taken = ''
        let total = 0
        for (let at = 0; at < all.length;) {
          const size = sizes.next().value ?? 1
          ring.push(all.subarray(at, at + size))
          at += size
          const part = ring.take(false)
          taken += part.text
          total += part.totalBytes
        }
        const rest = ring.take(true)
        expect(taken + rest.text).toBe(text)
        expect(total + rest.totalBytes).toBe(all.length)
      }),
    )
  })

  test('invalid bytes become U+FFFD, also an end that never came', () => {
    const ring = createOutputRing()
    ring.push(Uint8Array.of(0x61, 0xff, 0x62, 0xe2, 0x82))
    expect(ring.take(false).text).toBe('a\ufffdb')
    expect(ring.take(true).text).toBe('\ufffd')
  })

  test('a cut inside a character loses that character only', () => {
    const ring = createOutputRing(10)
    ring.push(bytes('é'.repeat(20)))
    expect(ring.peek().text).toBe(`éé\n... 30 bytes omitted ...\néé`)
  })

  test('starts again after a take', () => {
    const ring = createOutputRing(8)
    ring.push(bytes('0123456789'))
    expect(ring.take(true).omittedBytes).toBe(2)
    ring.push(bytes('ab'))
    expect(ring.take(true)).toEqual({ text: 'ab', totalBytes: 2, omittedBytes: 0 })
  })
})

test('lines are counted alike, long or short', () => {
  const text = fc.array(fc.oneof(fc.constant('\n'), fc.constant('x'.repeat(70)), fc.constant('yy')))
  fc.assert(
    fc.property(text, parts => countNewlines(bytes(parts.join(''))) === parts.filter(part => part === '\n').length),
  )
})

// The figures and texts of this part were taken from the real program.
describe('the cut for the model', () => {
  test('what fits is left alone', () => {
    expect(truncateForModel('abcd', 1)).toBe('abcd')
    expect(truncateForModel('', 0)).toBe('')
  })

  test('says how much there was, then gives both ends', () => {
    const cut = truncateForModel(lines(20_000), 10_000)
    const [warning, size, blank, ...rest] = cut.split('\n')
    expect([warning, size, blank]).toEqual([
      'Warning: truncated output (original token count: 27224)',
      'Total output lines: 20000',
      '',
    ])
    const [head, tail] = rest.join('\n').split('…17224 tokens truncated…')
    expect([head?.length, tail?.length]).toEqual([20_000, 20_000])
    expect(tail?.endsWith('19999\n20000\n')).toBe(true)
  })

  test('cuts between characters and counts an unfinished line', () => {
    const warning = 'Warning: truncated output (original token count: 2)\nTotal output lines: 1\n\n'
    expect(truncateForModel('abcdeé', 1)).toBe(`${warning}ab…1 tokens truncated…é`)
    expect(truncateForModel('abcdeéx', 1)).toBe(`${warning}ab…1 tokens truncated…x`)
  })

  test('a budget of nothing still says what there was', () => {
    expect(truncateForModel('abcd', 0)).toBe(
      'Warning: truncated output (original token count: 1)\nTotal output lines: 1\n\n…1 tokens truncated…',
    )
  })

  test('output beyond the ring is told in bytes', () => {
    const ring = createOutputRing()
    ring.push(bytes(lines(400_000)))
    const output = ring.take(true)
    expect(tokenCount(output)).toBe(672_224)
    const cut = truncateForModel(output, 10_000)
    expect(
      cut.startsWith('Warning: truncated output (original token count: 672224)\n... 1640319 bytes omitted ...\n\n1\n2'),
    ).toBe(true)
    expect(cut).toContain('…252152 tokens truncated…')
  })
})

describe('the cut for the rollout', () => {
  test('64 KiB are stored whole, one byte more is not', () => {
    const whole = 'x'.repeat(65_536)
    expect(persisted(whole)).toBe(whole)
    const cut = persisted(`${whole}y`)
    expect(Buffer.byteLength(cut)).toBe(65_536)
    expect(cut).toBe(`${'x'.repeat(32_743)}\n... command output truncated for persistence ...\n${'x'.repeat(32_742)}y`)
  })

  test('a ring of that size gives the same as the whole text', () => {
    const ring = createOutputRing(65_536)
    ring.push(bytes(lines(20_000)))
    expect(persisted(ring.peek().text)).toBe(persisted(lines(20_000)))
  })

  test('wide characters count in bytes', () => {
    expect(Buffer.byteLength(persisted('漢'.repeat(30_000)))).toBeLessThanOrEqual(65_536)
  })
})
