/** What the terminal pane keeps while it is not shown. */
export interface TerminalsPlace {
  /** The terminal that was chosen last, by thread. */
  chosen: Readonly<Record<string, string>>
  /** They were asked for: the one that is shown takes the focus, which answers it. */
  asked: boolean
}

export const FIRST_TERMINALS_PLACE: TerminalsPlace = { chosen: {}, asked: false }
