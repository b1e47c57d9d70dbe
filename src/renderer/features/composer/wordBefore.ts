/** What is looked at of a text, however long it is. */
const REACH = 1000

/** The end of the text before the caret: as far as a word may reach back. */
export const wordBefore = (text: string, caret: number): string => text.slice(Math.max(0, caret - REACH), caret)
