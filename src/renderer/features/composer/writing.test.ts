import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { promptContent, promptMessageOf } from '../../../core/prompts/message.ts'
import { attachmentsFrom, contentOf, isLarge, keptAs, linesOf, obstacleOf, wordsFor } from './attachments.ts'
import type { Attachment } from './attachments.ts'
import { passedBy, saidWith, step } from './earlier.ts'
import type { Walk } from './earlier.ts'
import { fileAt, fileOptions } from './fileMentions.ts'
import { pathsIn } from './mentionedPaths.ts'
import { stashFrom, withoutStashed, withStashed } from './stash.ts'

const pasted = (text: string): Attachment => ({ kind: 'text', id: text, text })
const picture = (url = 'data:image/png;base64,AA'): Attachment => ({
  kind: 'image',
  id: url,
  name: 'a.png',
  url,
  width: 640,
  height: 400,
  bytes: 12_340,
})

describe('attachments', () => {
  test('long texts are sent in full behind what was typed, pictures as themselves', () => {
    expect(contentOf('look', [pasted('one'), picture(), pasted('two')])).toEqual([
      { type: 'input_text', text: 'look\n\none\n\ntwo' },
      { type: 'input_image', image_url: 'data:image/png;base64,AA' },
    ])
    expect(contentOf('', [picture()])).toEqual([{ type: 'input_image', image_url: 'data:image/png;base64,AA' }])
  })

  test('a prompt with an attachment is still told apart from what it stands for', () => {
    const content = contentOf(
      '/review',
      [pasted('the log'), picture()],
      promptContent({ typed: '/review', text: 'Do.' }),
    )
    expect(promptMessageOf(content)).toEqual({ typed: '/review', text: 'Do.\n\nthe log' })
  })

  test('what is kept comes back, and damage is nothing', () => {
    const all = [pasted('x'), picture()]
    expect(attachmentsFrom(keptAs(all))).toEqual(all)
    for (const kept of ['', '{', '{}', '[1, {"kind":"image","id":"1","name":"n","url":"https://example.com/x.png"}]'])
      expect(attachmentsFrom(kept)).toEqual([])
    expect(keptAs([])).toBe('')
  })

  test('a message takes 8 MB and 20 attachments', () => {
    expect(obstacleOf([picture()])).toBeNull()
    expect(obstacleOf([picture(`data:image/png;base64,${'A'.repeat(8_000_000)}`)])).toContain('8 MB')
    expect(obstacleOf(Array.from({ length: 21 }, (_, n) => pasted(String(n))))).toContain('20')
  })

  test('a text is long by its characters or its lines, which are counted as people do', () => {
    expect([linesOf('a'), linesOf('a\n'), linesOf('a\nb'), linesOf('\n\n')]).toEqual([1, 1, 2, 2])
    expect([isLarge('x'.repeat(20_000)), isLarge('x'.repeat(20_001)), isLarge('\n'.repeat(2002))]).toEqual([
      false,
      true,
      true,
    ])
    expect(wordsFor(picture())).toBe('a.png, 640 × 400, 12 KB')
    expect(wordsFor(pasted('a\nb'))).toBe('Pasted text, 2 lines')
  })
})

describe('files', () => {
  test('an @ at the beginning of a word names one, wherever the caret is in it', () => {
    expect(fileAt('see @src/a', 10)).toEqual({ from: 4, to: 10, word: 'src/a' })
    expect(fileAt('see @src/a now', 6)).toEqual({ from: 4, to: 10, word: 'src/a' })
    expect(fileAt('@', 1)).toEqual({ from: 0, to: 1, word: '' })
    for (const text of ['mail me@example.com', 'see @a b', '@@x']) expect(fileAt(text, text.length), text).toBeNull()
  })

  test('a file takes the place of the word, a folder can be gone on in', () => {
    const files = [
      { path: 'src/my file.ts', marks: [[4, 6]] as [number, number][] },
      { path: 'src/', marks: [] },
    ]
    const [file, folder] = fileOptions('see @my, please', 7, files)
    expect(file).toMatchObject({ name: 'my file.ts', about: 'src/', nameMarks: [[0, 2]], aboutMarks: [] })
    expect(file?.takes).toEqual({ text: 'see "src/my file.ts" please', caret: 21, path: 'src/my file.ts' })
    expect(folder?.completes).toBe('see @src/ please')
    expect(folder?.takes?.text).toBe('see src/ please')
  })

  test('paths in a message are found, links and commands are not', () => {
    const text = 'See src/a.ts, @docs/, "with space/x.md" and README.md. Not https://example.com/x /help 3.5 $skill'
    expect(pathsIn(text).map(({ path }) => path)).toEqual(['src/a.ts', 'docs/', 'with space/x.md', 'README.md'])
    for (const { path, from, to } of pathsIn(text)) expect(text.slice(from, to).replaceAll('"', '')).toBe(path)
  })

  test('in quotes also what ends a sentence belongs to the path', () => {
    expect(pathsIn('"src/a." and src/b.')).toEqual([
      { path: 'src/a.', from: 0, to: 8 },
      { path: 'src/b', from: 13, to: 18 },
    ])
  })

  test('what a chip takes out is what it names', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '/', '.', '"', ' ', '@', '\n', ','), maxLength: 60 }),
        text => {
          for (const { path, from, to } of pathsIn(text)) expect(text.slice(from, to).replaceAll('"', '')).toBe(path)
        },
      ),
    )
  })
})

describe('earlier messages', () => {
  test('pass in order, each once, those of the thread first, and lead back to what was written', () => {
    const passed = passedBy('r', ['run it', 'stop', 'run it'], ['review', 'run it', 'r'])
    expect(passed).toEqual(['run it', 'review'])
    let walk: Walk = { own: 'r', at: -1 }
    const texts = (['older', 'older', 'older', 'newer', 'newer', 'newer'] as const).map(to => {
      const next = step(walk, passed, to)
      if (next) walk = next
      return next?.text ?? null
    })
    expect(texts).toEqual(['run it', 'review', null, 'run it', 'r', null])
  })

  test('are found by any part, whatever the case', () => {
    expect(saidWith(' TEST ', ['Run the tests'], ['the test', 'other', 'Run the tests'])).toEqual([
      'Run the tests',
      'the test',
    ])
  })
})

test('what is put aside is kept, newest first, twenty at most', () => {
  const one = (id: string) => ({ id, text: id, attached: '' })
  let kept = ''
  for (let n = 0; n < 25; n += 1) kept = withStashed(stashFrom(kept), one(String(n)))
  expect(stashFrom(kept).map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, n) => String(24 - n)))
  expect(stashFrom(withoutStashed(stashFrom(kept), '24'))).toHaveLength(19)
  expect(withoutStashed([one('x')], 'x')).toBe('')
  expect(stashFrom('{"x":1}')).toEqual([])
})
