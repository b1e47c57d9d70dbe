import type { Turn } from '../../../core/thread/thread.ts'

/** Whether a turn did something to files. */
export const changedFiles = ({ items, filesChanged }: Turn): boolean =>
  (filesChanged ?? []).length > 0 ||
  items.some(item => item.type === 'call' && item.phase === 'done' && item.result?.kind === 'patch')
