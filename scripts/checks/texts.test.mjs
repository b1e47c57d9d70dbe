import { describe, expect, test } from 'vitest'
import { readTexts } from './readTexts.mjs'
import { folderOf, germanDictionaries, textProblems, textsOfInterface } from './texts.mjs'

const read = (/** @type {string} */ text) => readTexts([{ path: 'src/renderer/features/plan/Plan.tsx', text }])
const keys = (/** @type {string} */ text) => read(text).keys.map(each => each.text)
const raw = (/** @type {string} */ text) => read(text).raw.map(each => each.text)

describe('texts of a source', () => {
  test('what goes through the dictionary is a key, in both numbers', () => {
    expect(keys(`t('Close {title}', { title })`)).toEqual(['Close {title}'])
    expect(keys(`t(isOpen ? 'Close' : 'Open')`)).toEqual(['Close', 'Open'])
    expect(keys(`tn(n, '{n} file changed', '{n} files changed')`)).toEqual(['{n} file changed', '{n} files changed'])
    expect(keys(`plural(n, 'file'); plural(n, 'entry', 'entries')`)).toEqual([
      '{n} file',
      '{n} files',
      '{n} entry',
      '{n} entries',
    ])
    expect(raw(`const a = <b title={t('Close')}>{t('Open')} · {name}</b>`)).toEqual([])
  })

  test.each([
    ['text between tags', '<b>Close it</b>', 'Close it'],
    ['a label', '<b aria-label="close" />', '"close"'],
    ['a label that depends', `<b title={isOpen ? 'close' : t('Open')} />`, `'close'`],
    ['a child that depends', `<b>{isOpen && 'close'}</b>`, `'close'`],
    ['a sentence put together', '<b>{`${n} more`}</b>', '`${n} more`'],
    ['a table of words', `const STATES = { ready: 'Ready' }`, `'Ready'`],
    ['a sentence anywhere', `addNotice(store, 'error', 'it was not saved')`, `'it was not saved'`],
    ['a text nobody can look up', 't(words)', 't(words)'],
  ])('%s is raw', (_, source, expected) => expect(raw(source)).toEqual([expected]))

  test.each([
    ['imports', `import { A } from './Some place.ts'`],
    ['classes and names of the program', `<b className="Big one" id="Some id" data-kind="Some kind" />`],
    ['comparisons', `key === 'Enter' || state !== 'Some state'`],
    ['types', `type State = 'Ready' | 'Some state'`],
    ['what developers read', `throw new Error('Broken invariant: it was not there')`],
    ['paths and tools', '<b>~/.heddle/config.toml</b>'],
    ['what is code', '<code>notify</code>'],
  ])('%s are not', (_, source) => expect(raw(source)).toEqual([]))
})

test('every text of the interface goes through the dictionary and has its German', async () => {
  const problems = textProblems(textsOfInterface(), await germanDictionaries())
  expect(problems.map(({ problem }) => problem)).toEqual([])
})

describe('a dictionary', () => {
  const found = read(`t('Close {title}', { title }); t('Open')`)
  const problems = (/** @type {Record<string, Record<string, string>>} */ german) =>
    textProblems(found, german).map(({ problem }) => problem)

  test('has every text, with its holes, once', () => {
    expect(
      problems({ plan: { 'Close {title}': '{title} schließen', Open: 'Öffnen' }, app: { Open: 'Öffnen' } }),
    ).toEqual([])
    expect(problems({ plan: { 'Close {title}': '{title} schließen' } })).toEqual([
      'src/renderer/features/plan/Plan.tsx:1 has no German: Open',
    ])
    expect(problems({ plan: { 'Close {title}': 'Schließen', Open: 'Öffnen' } })).toEqual([
      'other holes: Close {title} is Schließen',
    ])
    expect(problems({ plan: { 'Close {title}': '{title} schließen', Open: 'Auf' }, app: { Open: 'Öffnen' } })).toEqual([
      'two texts for one: Open is Auf and Öffnen',
    ])
    expect(problems({ plan: { 'Close {title}': '{title} schließen', Open: 'Auf', Shut: 'Zu' } })).toEqual([
      'German of a text that is nowhere: Shut',
    ])
  })

  test('belongs to the folder that shows its texts', () => {
    expect(folderOf('src/renderer/features/timeline/Row.tsx')).toBe('timeline')
    expect(folderOf('src/renderer/ui/markdown/Markdown.tsx')).toBe('ui')
    expect(folderOf('src/renderer/main.tsx')).toBe('app')
  })
})
