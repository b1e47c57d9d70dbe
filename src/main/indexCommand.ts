import { openStore, placeOf } from './engine/engineParts.ts'
import type { Checked } from './engine/store/index/checkIndex.ts'
import type { Store } from './engine/store/store.ts'

const HELP = `Cares for the index of threads, from which they are listed and searched.

Usage: heddle index rebuild [--json]   throw it away and build it again from the threads on disk
       heddle index check [--json]     say where it differs from them

check ends with 0 when nothing differs and with 1 when something does. What is only behind is not wrong: it is read the
next time that Heddle looks.`

/** `heddle index`. Returns the exit code: 0, 1 where the index differs or cannot be built, 2 for unknown words. */
export async function indexCommand([name, ...options]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || options.includes('--help')) {
    process.stdout.write(HELP + '\n')
    return name === undefined ? 2 : 0
  }
  const unknown = options.find(option => option !== '--json')
  if (unknown !== undefined || (name !== 'rebuild' && name !== 'check')) {
    const what = unknown === undefined ? `there is no "heddle index ${name}"` : `unknown option "${unknown}"`
    process.stderr.write(`error: ${what}. "heddle index --help" shows what there is.\n`)
    return 2
  }
  const place = placeOf({ host: 'exec' })
  const store = openStore(place)
  const asJson = options.includes('--json')
  const endProgress = asJson ? () => undefined : showProgress(store)
  try {
    return name === 'check' ? await check(store, asJson) : await rebuild(store, asJson)
  } finally {
    endProgress()
    await store.close()
    await place.log.close()
  }
}

async function rebuild(store: Store, asJson: boolean): Promise<number> {
  const begunAt = performance.now()
  const threads = await store.rebuild()
  const seconds = (performance.now() - begunAt) / 1000
  const said = asJson ? JSON.stringify({ threads, seconds }) : `${threads} threads in ${seconds.toFixed(1)} s.`
  process.stdout.write(`${said}\n`)
  return 0
}

async function check(store: Store, asJson: boolean): Promise<number> {
  const checked = await store.check()
  process.stdout.write(asJson ? `${JSON.stringify(checked, null, 2)}\n` : inWords(checked))
  return checked.differences.some(({ kind }) => kind !== 'behind') ? 1 : 0
}

function inWords({ threads, differences }: Checked): string {
  const lines = differences.map(({ threadId, kind, what }) => `${threadId}  ${[kind, ...what].join('; ')}`)
  const wrong = differences.filter(({ kind }) => kind !== 'behind').length
  const behind = differences.length - wrong
  const sum = [`${threads} threads`, `${wrong} differ`, ...(behind > 0 ? [`${behind} behind`] : [])].join(', ')
  const advice = wrong > 0 ? ' "heddle index rebuild" sets that right.' : ''
  return [...lines, `${sum}.${advice}`, ''].join('\n')
}

/** One line that is written over, on a terminal; nothing elsewhere. */
function showProgress(store: Store): () => void {
  if (!process.stderr.isTTY) return () => undefined
  const end = store.onProgress(({ phase, done, of, damaged }) => {
    if (damaged !== null) process.stderr.write(`\r\u001b[KThe index was damaged. It is kept as ${damaged}.\n`)
    const text = phase === 'looking' ? 'Looking for threads …' : phase === 'reading' ? `Reading ${done} of ${of} …` : ''
    process.stderr.write(`\r\u001b[K${text}`)
  })
  return () => {
    end()
    process.stderr.write('\r\u001b[K')
  }
}
