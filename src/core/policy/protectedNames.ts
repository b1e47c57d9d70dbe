/** Folders of a workspace whose content decides what runs later without being asked about. Nothing confined writes there. */
export const PROTECTED_NAMES: readonly string[] = ['.git', '.agents', '.codex', '.heddle']
