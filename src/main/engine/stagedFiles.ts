import { randomUUID } from 'node:crypto'

/** A name for what is written beside a place, before it takes its name at once. */
export const stagedName = (): string => `.heddle-${randomUUID()}.tmp`

/** Whether a file's name is one of those: no work of a command, and nobody's loss where its writer died. */
export const isStagedName = (name: string): boolean => /^\.heddle-[0-9a-f-]{36}\.tmp$/.test(name)
