import { inserted, isCall, isFact, isOutput, lines, ordinals, records, relabelled, without } from './damage.ts'
import type { Damage } from './damage.ts'

export const ORDER: Damage[] = [
  { what: 'with every line twice', outcome: 'noted', apply: lines(all => all.flatMap(line => [line, line])) },
  { what: 'twice', outcome: 'noted', apply: text => text + text },
  { what: 'with one line twice', outcome: 'noted', apply: lines(all => [...all.slice(0, 8), ...all.slice(7)]) },
  {
    what: 'with two lines in the wrong order',
    outcome: 'noted',
    apply: lines(all => [...all.slice(0, 5), all[6] ?? '', all[5] ?? '', ...all.slice(7)]),
  },
  { what: 'backwards', outcome: 'refused', apply: lines(all => all.toReversed()) },
  { what: 'without a line', outcome: 'noted', apply: lines(all => all.filter((_, n) => n !== 6)) },
  { what: 'without many lines', outcome: 'noted', apply: lines(all => all.filter((_, n) => n < 6 || n > 14)) },
  { what: 'without its header', outcome: 'refused', apply: lines(all => all.slice(1)) },
  {
    what: 'with its header in the middle',
    outcome: 'refused',
    apply: lines(all => [...all.slice(1, 5), all[0] ?? '', ...all.slice(5)]),
  },
  { what: 'with two headers', outcome: 'noted', apply: lines(all => [all[0] ?? '', ...all]) },
  { what: 'with ordinals that jump back', outcome: 'noted', apply: ordinals(n => (n > 9 ? n - 5 : n)) },
  { what: 'with ordinals that stand still', outcome: 'noted', apply: ordinals(n => Math.min(n, 9)) },
  { what: 'with ordinals that jump ahead', outcome: 'noted', apply: ordinals(n => (n > 9 ? n + 1000 : n)) },
  { what: 'with ordinals below zero', outcome: 'refused', apply: ordinals(n => n - 1000) },
  { what: 'with ordinals between numbers', outcome: 'refused', apply: ordinals(n => n + 0.5) },
  { what: 'with ordinals beyond counting', outcome: 'noted', apply: ordinals(n => (n > 9 ? 2 ** 53 + n : n)) },
  { what: 'with ordinals in words', outcome: 'noted', apply: ordinals(n => (n > 9 ? String(n) : n)) },
  { what: 'without some ordinals', outcome: 'noted', apply: ordinals(n => (n > 9 && n < 14 ? undefined : n)) },
]

/** Every field of every payload but the header's. */
const everyField = (value: unknown) =>
  records((line, index) => {
    if (index === 0) return line
    const names = Object.keys(line.payload).filter(name => name !== 'type')
    return { ...line, payload: { type: line.payload.type, ...Object.fromEntries(names.map(name => [name, value])) } }
  })

export const TYPES: Damage[] = [
  ...([null, 7, 'x', true, [], {}, [[null]], { type: {} }] as const).map((value): Damage => ({
    what: `with ${JSON.stringify(value)} in every field`,
    outcome: 'noted',
    apply: everyField(value),
  })),
  ...([undefined, null, 7, 'x', []] as const).map((value): Damage => ({
    what: `with ${JSON.stringify(value) ?? 'nothing'} for every payload`,
    outcome: 'noted',
    apply: records((line, index) => (index === 0 ? line : { ...line, payload: value })),
  })),
  {
    what: 'with types of lines that are no words',
    outcome: 'noted',
    apply: records((line, n) => (n === 0 ? line : { ...line, type: n })),
  },
  { what: 'without times', outcome: 'quiet', apply: records(line => ({ ...line, timestamp: undefined })) },
  { what: 'with times that are none', outcome: 'quiet', apply: records(line => ({ ...line, timestamp: 'yesterday' })) },
  {
    what: 'with times of another age',
    outcome: 'quiet',
    apply: records((line, n) => ({
      ...line,
      timestamp: n % 2 === 0 ? '+275760-09-13T00:00:00.000Z' : '-271821-04-20T00:00:00.000Z',
    })),
  },
  { what: 'from 1970', outcome: 'quiet', apply: records(line => ({ ...line, timestamp: '1970-01-01T00:00:00.000Z' })) },
]

export const MEANING: Damage[] = [
  { what: 'with a turn that never ended', outcome: 'quiet', apply: without(isFact('task_complete')) },
  { what: 'with a turn that never began', outcome: 'quiet', apply: without(isFact('task_started')) },
  { what: 'with outputs of no call', outcome: 'quiet', apply: without(isCall) },
  { what: 'with calls without an output', outcome: 'quiet', apply: without(isOutput) },
  {
    what: 'with a decision that nobody asked for',
    outcome: 'noted',
    apply: inserted(
      '{"type":"heddle","payload":{"type":"approval.decided","turnId":"t","callId":"nothing","decision":{"type":"approve","scope":"session"}}}',
    ),
  },
  {
    what: 'with the end of a call that never was',
    outcome: 'noted',
    apply: inserted(
      '{"type":"heddle","payload":{"type":"call.completed","turnId":"t","callId":"nothing","status":"completed"}}',
    ),
  },
  {
    what: 'with a turn that began twice',
    outcome: 'quiet',
    apply: lines(all => [...all, relabelled(all, isFact('task_started'), all.length)]),
  },
  {
    what: 'with a turn that ended twice',
    outcome: 'quiet',
    apply: lines(all => [...all, relabelled(all, isFact('task_complete'), all.length)]),
  },
  {
    what: 'with an output twice',
    outcome: 'quiet',
    apply: lines(all => [...all, relabelled(all, isOutput, all.length)]),
  },
  { what: 'with a call twice', outcome: 'quiet', apply: lines(all => [...all, relabelled(all, isCall, all.length)]) },
  {
    what: 'with records of a newer version',
    outcome: 'quiet',
    apply: lines(all => [
      ...all,
      `{"timestamp":"2026-11-21T12:00:00.000Z","ordinal":${all.length},"type":"dream","payload":{"of":[1,{"x":null}]},"y":1e2}`,
    ]),
  },
  {
    what: 'with facts of a newer version',
    outcome: 'quiet',
    apply: lines(all => [
      ...all,
      `{"ordinal":${all.length},"type":"heddle","payload":{"type":"thread.dreamt","of":  "sheep"},"x":{}}`,
    ]),
  },
  {
    what: 'with fields of a newer version',
    outcome: 'quiet',
    apply: records(line => ({ ...line, era: 9, payload: { ...line.payload, mood: { deep: [1.0] } } })),
  },
]
