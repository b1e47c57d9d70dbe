import type { ContentPart } from '../../core/thread/items.ts'
import type { CommandMethod, Params, Result } from '../../contract/router.ts'
import type { AppState, AppStore } from './store.ts'

/** A worktree that the new thread gets of its own. */
export interface NewWorktree {
  /** The folder that it was asked for in. */
  cwd: string
  /** The name of its branch; empty where it comes of the first message. */
  branch: string
  base: string
}

/** Whether the thread that begins next works in a worktree of its own, in the folder that is chosen now. */
export function chosenWorktree({ newThread }: AppState): NewWorktree | null {
  const { worktree, cwd } = newThread
  return worktree && worktree.cwd === cwd ? worktree : null
}

/** Whether a folder is a worktree that was made here, or lies in one. */
export const isOurWorktree = ({ engine }: AppState, cwd: string): boolean =>
  engine !== null && cwd.startsWith(`${engine.home}/worktrees/`)

export const chooseWorktree = (store: AppStore, worktree: NewWorktree | null): void =>
  store.setState(({ newThread }) => ({ newThread: { ...newThread, worktree } }))

/** How a thread begins: with a message, or with a command of the user's own. */
type First = string | ContentPart[] | { command: string }

/** Asks the engine for something; null where that was refused, which is then on screen. */
type Command = <M extends CommandMethod>(method: M, params: Params<M>) => Promise<Result<M> | null>

/** Where the new thread works: the folder itself, or a worktree that is made for it. Null where that was refused. */
export async function placeForThread(
  store: AppStore,
  command: Command,
  { cwd, first }: { cwd: string; first: First },
): Promise<string | null> {
  const worktree = chosenWorktree(store.getState())
  if (!worktree) return cwd
  const { base } = worktree
  const wanted = { cwd, base, branch: worktree.branch.trim(), title: titleIn(first) }
  const made = await command('worktree/create', { commandId: crypto.randomUUID(), ...wanted })
  if (made) chooseWorktree(store, null)
  return made?.cwd ?? null
}

/** The first words of a message. */
function titleIn(first: First): string {
  if (typeof first === 'string') return first.slice(0, 300)
  if (!Array.isArray(first)) return first.command.slice(0, 300)
  const texts = first.map(part => (part.type === 'input_text' ? part.text : ''))
  return texts.join(' ').slice(0, 300)
}
