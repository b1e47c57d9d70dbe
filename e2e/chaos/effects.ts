import { chmodSync, existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An effect that reached the disk, and what its own eyes saw of the log at that moment. */
export interface Effect {
  token: string
  /** The start of its call was recorded before it happened; null where the effect cannot look. */
  started: boolean | null
  /** An approval was recorded before it happened; null where nobody had to be asked or it cannot look. */
  approved: boolean | null
}

/** Programs whose running leaves a mark: `note` may run unasked, `risk` is asked about. */
export interface EffectPrograms {
  note: string
  risk: string
}

/**
 * Appends its argument to the ledger, with what the rollouts say of the call at that very moment. A look from inside the
 * effect also catches records that are written too late, which a look after the kill would miss.
 */
const witness = (ledger: string, home: string) => `#!/bin/sh
of_call=$(grep -hs '"callId":"'"$1"'"' ${home}/sessions/*/*/*/*.jsonl ${home}/archived_sessions/*.jsonl)
started=no; approved=no
case $of_call in *'"type":"call.started"'*) started=yes ;; esac
case $of_call in *'"type":"approval.decided"'*'"type":"approve"'*) approved=yes ;; esac
printf '%s %s %s %s\\n' "$1" "\${0##*/}" $started $approved >> ${ledger}
echo "done: $1"
`

/** Puts the two programs into a folder. */
export function placePrograms(folder: string, home: string): EffectPrograms {
  const note = join(folder, 'note')
  const risk = join(folder, 'risk')
  writeFileSync(note, witness(ledgerOf(folder), home))
  chmodSync(note, 0o755)
  linkSync(note, risk)
  return { note, risk }
}

export const ledgerOf = (folder: string): string => join(folder, 'effects.txt')
export const mcpLedgerOf = (folder: string): string => join(folder, 'mcp-effects.txt')

/** The file that patches add their lines to. */
export const PATCHED = 'patched.txt'
export const PATCHED_BEGIN = 'begin\n'

/** All effects so far, in the order of each of their files. */
export function readEffects(folder: string, workspace: string): Effect[] {
  const commands = linesIn(ledgerOf(folder)).map((line): Effect => {
    const [token = '', program, started, approved] = line.split(' ')
    return { token, started: started === 'yes', approved: program === 'risk' ? approved === 'yes' : null }
  })
  const calls = linesIn(mcpLedgerOf(folder)).map((line): Effect => {
    const [token = '', started] = line.split(' ')
    return { token, started: started === 'yes', approved: null }
  })
  const patches = linesIn(join(workspace, PATCHED))
    .slice(1)
    .map((token): Effect => ({ token, started: null, approved: null }))
  return [...commands, ...calls, ...patches]
}

const linesIn = (path: string): string[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(line => line !== '')
    : []
