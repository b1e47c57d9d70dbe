import { CWD } from './threads.ts'

/** A terminal of the page as an engine would tell it: what was printed before, and more when the test says so. */
export function scriptedTerminal(replayed: string) {
  let printed = Buffer.from(replayed)
  let wake = () => {}
  return {
    print(text: string) {
      printed = Buffer.concat([printed, Buffer.from(text)])
      wake()
    },
    /** Answers `terminal/read`, and waits where there is nothing to say. */
    async read({ from, maxBytes }: Record<string, unknown>) {
      const offset = Number(from ?? 0)
      while (printed.length <= offset && from !== undefined) await new Promise<void>(resolve => (wake = resolve))
      const bytes = printed.subarray(offset, offset + Number(maxBytes))
      return { offset, data: bytes.toString('base64'), total: printed.length, ended: false }
    },
  }
}

export const shell = {
  shellId: 'one',
  threadId: 'shells',
  name: 'bash',
  shell: '/bin/bash',
  cwd: CWD,
  startedAt: Date.now(),
  exitCode: null,
}

const ESC = '\u001b'
const BEL = '\u0007'
const ST = `${ESC}\\`

/** Everything known that makes a terminal type something into what runs in it, in 7 and in 8 bits. */
export const QUERIES: readonly string[] = [
  ...['c', '>c', '=c', '0c', '5n', '6n', '?6n', '?15n', '?25n', '?26n', '?53n', '?996n', 'x', '0x', '1x', '>q', '?u'],
  ...[
    '?2026$p',
    '?1$p',
    '4$p',
    '>4;2m',
    '14t',
    '16t',
    '18t',
    '19t',
    '20t',
    '21t',
    '11t',
    '13t',
    '15t',
    '22;0t',
    '23;0t',
  ],
]
  .flatMap(query => [`${ESC}[${query}`, `\u009b${query}`])
  .concat(
    ['$qm', '$qr', '$q"p', '$q q', '+q544e', '+q524742;436f'].flatMap(query => [
      `${ESC}P${query}${ST}`,
      `\u0090${query}\u009c`,
    ]),
    [
      '4;1;?',
      '10;?',
      '11;?',
      '12;?',
      '17;?',
      '52;c;?',
      '52;p;?',
      '5522;type=read',
      '1337;ReportCellSize',
      '99;i=1:p=?;',
    ].flatMap(query => [`${ESC}]${query}${BEL}`, `${ESC}]${query}${ST}`, `\u009d${query}\u009c`]),
    [`${ESC}Z`, '\u0005', `${ESC}[?1004h`, `${ESC}[0;1'z${ESC}['|`],
  )

/** What would reach beyond the terminal: titles, the clipboard, windows, links, colours of what is not its own. */
export const REACHING: readonly string[] = [
  ...[
    '0;owned',
    '1;owned',
    '2;owned',
    '52;c;b3duZWQ=',
    '52;;b3duZWQ=',
    '7;file://evil/owned',
    '9;owned',
    '777;notify;a;b',
  ],
  ...[
    '1337;File=inline=1:AAAA',
    '1337;SetUserVar=a=b3duZWQ=',
    '8;;javascript:document.title=1',
    '8;;https://evil.example',
  ],
  ...['4;0;#ff0000', '10;#000000', '11;#000000', '104', '99;;owned', '50;owned', '5113;ac=send', '633;A'],
]
  .flatMap(text => [`${ESC}]${text}${BEL}`, `\u009d${text}\u009c`])
  .concat(
    [
      `${ESC}[3;0;0t`,
      `${ESC}[8;5;5t`,
      `${ESC}[9;1t`,
      `${ESC}[2t`,
      `${ESC}[1;5i`,
      `${ESC}[?5i`,
      `${ESC}[4i`,
      `${ESC}[20;1t`,
    ],
    [
      `${ESC}_Gf=100,t=f;L2V0Yy9wYXNzd2Q=${ST}`,
      `${ESC}^owned${ST}`,
      `${ESC}Xowned${ST}`,
      `${ESC}P0;1|17/6f${ST}`,
      `${ESC}Pq#0~-${ST}`,
    ],
    [
      `${ESC}[?1000h${ESC}[?1003h${ESC}[?1006h`,
      `${ESC}[?2004h`,
      `${ESC}[?1049h`,
      `${ESC}[?25l`,
      `${ESC}(0`,
      `${ESC}[?69h`,
      `${ESC}#8`,
    ],
  )
