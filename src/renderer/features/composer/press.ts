/** A key and what is held with it. */
export interface Press {
  key: string
  shiftKey: boolean
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
}

/** Whether nothing is held with the key. */
export const isPlain = ({ shiftKey, altKey, ctrlKey, metaKey }: Press): boolean =>
  !shiftKey && !altKey && !ctrlKey && !metaKey
