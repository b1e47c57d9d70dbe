import type { TourStep } from '../../state/tour.ts'
import { t } from '../../ui/i18n/t.ts'

interface Step {
  title: string
  text: string
  /** What the step is about on the page, the best place first. */
  anchors: readonly string[]
}

/** What is said at each step, and where. */
export const STEPS: Readonly<Record<TourStep, Step>> = {
  watch: {
    title: t('An agent at work'),
    text: t(
      'It looks around, reads, writes a plan and changes a file. The words are scripted, all else is real: its plan stands here, each step in the middle. Esc in the message field stops it.',
    ),
    anchors: ['.panelTabs'],
  },
  answer: {
    title: t('It asks you'),
    text: t(
      'This command would leave the sandbox, so nothing runs before you answer. The card says what, where and why. Y allows it once, N denies it; both are fine here.',
    ),
    anchors: ['.approval', '.waitingBand'],
  },
  undo: {
    title: t('All of it can be taken back'),
    text: t(
      'Below each turn stands what it took and what it changed. The arrow puts the files back as they were; your own changes since stay.',
    ),
    anchors: ['[data-tour="undo"]', '.timeline-footer'],
  },
  own: {
    title: t('That was all'),
    text: t('Now choose a folder of your own. Nothing in it changes before you say what should happen there.'),
    anchors: [],
  },
}
